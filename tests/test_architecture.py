"""The house stands as designed: imports run one way, and each library has one room."""

from __future__ import annotations

import ast
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_ERROR, EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ["forms", "exports", "desktop", "resources"]
MODULES = sorted(path for package in PRODUCT for path in (ROOT / package).rglob("*.py"))

ROLE_TABLE = "capabilities.py"
"""The one file name in which code may ask what role it has: the table role -> capabilities."""


def test_there_is_something_to_judge() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in MODULES} == set(PRODUCT)


# --- What import-linter sees ----------------------------------------------------------------


def test_imports_keep_their_contracts(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    status = lint_imports(config_filename="pyproject.toml", no_cache=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


ONE_WAY = "Imports run one way"
QT = "Qt lives in desktop.ui"
BOOKS = "Spreadsheet libraries live in exports"
SQL = "SQL lives in desktop.ledger"
APART = "Nothing beside the application knows the application"
WRONG_IMPORTS = [
    ("resources", "import forms", ONE_WAY),
    ("forms", "import exports", ONE_WAY),
    ("exports", "import desktop.ledger", ONE_WAY),
    ("desktop/ledger", "import exports", ONE_WAY),
    ("desktop/ledger", "import desktop.workflow", ONE_WAY),
    ("desktop/workflow", "import desktop.ui", ONE_WAY),
    ("forms", "import desktop", APART),
    ("desktop/workflow", "from PySide6.QtCore import QObject", QT),
    ("desktop", "import qtawesome", QT),
    ("desktop/ui", "import qtpy", QT),
    ("desktop/ledger", "import openpyxl", BOOKS),
    ("desktop/ui", "import python_calamine", BOOKS),
    ("exports", "import xlsxwriter", BOOKS),
    ("desktop/ui", "import sqlite3", SQL),
    ("exports", "def f():\n    from sqlite_utils import Database", SQL),
]


@pytest.fixture
def empty_house(pytester: pytest.Pytester) -> Path:
    """A copy of the contracts and of the rooms, with nothing in them."""
    rooms = [*PRODUCT, "desktop/ledger", "desktop/workflow", "desktop/ui"]
    for room in rooms:
        (pytester.path / room).mkdir()
        (pytester.path / room / "__init__.py").write_text("", encoding="utf-8")
    shutil.copy(ROOT / "pyproject.toml", pytester.path)
    return pytester.path


LINT = (
    "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
)


@pytest.mark.parametrize(("room", "source", "contract"), WRONG_IMPORTS)
def test_wrong_import_breaks_its_contract(
    room: str, source: str, contract: str, empty_house: Path, pytester: pytest.Pytester
) -> None:
    (empty_house / room / "planted.py").write_text(source, encoding="utf-8")
    result = pytester.run(sys.executable, "-c", LINT)
    assert result.ret == EXIT_STATUS_ERROR
    result.stdout.fnmatch_lines([f"{contract} BROKEN"])


def test_right_imports_break_none(empty_house: Path, pytester: pytest.Pytester) -> None:
    for room, source in {
        "forms": "import resources",
        "exports": "import openpyxl, python_calamine, forms",
        "desktop/ledger": "import sqlite3, sqlite_utils, forms",
        "desktop/workflow": "import exports, desktop.ledger",
        "desktop/ui": "import PySide6.QtCore, qtawesome, desktop.workflow",
    }.items():
        (empty_house / room / "planted.py").write_text(source, encoding="utf-8")
    (empty_house / "desktop" / "files.py").write_text("import forms", encoding="utf-8")
    (empty_house / "desktop" / "cli.py").write_text("import desktop.ui, desktop.files", "utf-8")
    result = pytester.run(sys.executable, "-c", LINT)
    assert result.ret == EXIT_STATUS_SUCCESS


# --- What it does not see -------------------------------------------------------------------


def faults_in(tree: ast.AST, *, may_ask_role: bool = False) -> Iterator[str]:
    """Each breach of the house rules in one module, as a sentence with its line.

    A module named in a string escapes import-linter, where an import inside the function would do
    (finding the modules of one's own package is another thing); `print` would spoil the command
    line's JSON; a role is asked for in one table only.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            yield f"line {node.lineno}: global {', '.join(node.names)}"
        elif isinstance(node, ast.Call):
            yield from _faults_in_call(node)
        elif isinstance(node, ast.Compare | ast.Match) and not may_ask_role:
            yield from _faults_in_comparison(node)


def _faults_in_call(node: ast.Call) -> Iterator[str]:
    name = _last_name(node.func)
    if isinstance(node.func, ast.Name) and name == "print":
        yield f"line {node.lineno}: print("
    if name in {"import_module", "__import__"} and isinstance(node.args[0], ast.Constant):
        yield f"line {node.lineno}: {ast.unparse(node)} instead of an import"


def _faults_in_comparison(node: ast.Compare | ast.Match) -> Iterator[str]:
    if isinstance(node, ast.Match):
        subject, others = node.subject, []
    else:
        subject, others = node.left, node.comparators
    sides = [subject, *others]
    if any(_last_name(side) == "role" for side in sides) and not any(map(_is_of_qt, sides)):
        yield f"line {node.lineno}: {ast.unparse(node).splitlines()[0]}"


def _is_of_qt(node: ast.AST) -> bool:
    """Whether this names a data role of Qt's models, which are another thing of that name."""
    names = {_last_name(part) for part in ast.walk(node)} - {"role", None}
    return any(str(name).lower().endswith("role") or name == "Qt" for name in names - {"Role"})


def _last_name(node: ast.AST) -> str | None:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None


def _may_ask_role(path: Path) -> bool:
    """Only the application knows roles; a workbook's columns have roles of another kind."""
    return path.name == ROLE_TABLE or not path.is_relative_to(ROOT / "desktop")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_keeps_the_rules_that_linters_miss(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    assert list(faults_in(tree, may_ask_role=_may_ask_role(path))) == []
    assert ast.get_docstring(tree), "Every module says in a docstring what it is for."


@pytest.mark.parametrize(
    "source",
    [
        "print(1)",
        "def f():\n    global x",
        "importlib.import_module('PySide6')",
        "__import__('sqlite3')",
        "if role == 'city': pass",
        "if 'city' != ledger.role: pass",
        "if self.role is Role.CITY: pass",
        "if role in ('city', 'district'): pass",
        "match ledger.role:\n    case 'city': pass",
    ],
)
def test_breach_is_seen(source: str) -> None:
    assert len(list(faults_in(ast.parse(source)))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "if role == Qt.ItemDataRole.DisplayRole: pass",
        "if role in (Qt.DisplayRole, Qt.EditRole): pass",
        "if role not in {ItemDataRole.UserRole}: pass",
        "if role != FINDING_ROLE: pass",
        "sys.stdout.write('x')",
        "self.print()",
        "importlib.import_module(f'{__name__}.{found.name}')",
        "if can_receive: pass",
    ],
)
def test_innocent_code_is_left_alone(source: str) -> None:
    assert list(faults_in(ast.parse(source))) == []


def test_role_table_may_ask() -> None:
    tree = ast.parse("if role == 'city': pass")
    assert list(faults_in(tree, may_ask_role=True)) == []
