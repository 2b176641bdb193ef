"""Forms, workbooks, ledger, workflow and command line work on a machine without Qt."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

CHILD = """
import importlib, importlib.abc, importlib.util, pkgutil, sys

QT = {"PySide6", "shiboken6", "qtpy", "qtawesome"}


class Block(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in QT:
            raise ImportError(f"{name} is blocked", name=name)
        return None


def refuse(name):
    raise


sys.meta_path.insert(0, Block())
root, *names = sys.argv[1:]
sys.path.insert(0, root)
for name in names:
    module = importlib.import_module(name)
    print(name)
    for found in pkgutil.walk_packages(getattr(module, "__path__", []), name + ".", refuse):
        if not found.name.endswith(".__main__"):
            importlib.import_module(found.name)
            print(found.name)
assert not QT & set(sys.modules)
"""
"""Imports the named modules and all below them with Qt blocked; prints what it imported."""


def import_without_qt(root: Path, *names: str) -> subprocess.CompletedProcess[str]:
    """Runs CHILD over modules that lie under `root`."""
    return subprocess.run(
        [sys.executable, "-c", CHILD, str(root), *names],
        cwd=root,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def modules_under(folder: str) -> set[str]:
    """Dotted names of all modules in a folder of the product."""
    paths = (ROOT / folder).rglob("*.py")
    parts = [list(path.relative_to(ROOT).with_suffix("").parts) for path in paths]
    return {".".join(p[:-1] if p[-1] == "__init__" else p) for p in parts if p[-1] != "__main__"}


@pytest.mark.parametrize("folder", ["forms", "exports", "desktop/ledger", "desktop/workflow"])
def test_imports_without_qt(folder: str) -> None:
    result = import_without_qt(ROOT, folder.replace("/", "."))
    assert result.returncode == 0, result.stderr
    assert set(result.stdout.split()) == modules_under(folder)


def test_modules_beside_the_window_import_without_qt() -> None:
    names = sorted(
        f"desktop.{path.stem}"
        for path in (ROOT / "desktop").glob("*.py")
        if path.stem not in {"__init__", "__main__"}
    )
    result = import_without_qt(ROOT, "resources", *names)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    "line",
    [
        "import PySide6",
        "from PySide6.QtCore import QObject",
        "import shiboken6",
        "import importlib; importlib.import_module('qtawesome')",
    ],
)
@pytest.mark.parametrize("place", ["__init__.py", "deep/__init__.py", "deep/leaf.py"])
def test_qt_anywhere_is_found(tmp_path: Path, line: str, place: str) -> None:
    (tmp_path / "planted" / "deep").mkdir(parents=True)
    for name in ("__init__.py", "deep/__init__.py", "deep/leaf.py"):
        (tmp_path / "planted" / name).write_text(line if name == place else "", encoding="utf-8")
    result = import_without_qt(tmp_path, "planted")
    assert result.returncode != 0
    assert "is blocked" in result.stderr


def test_package_without_qt_passes(tmp_path: Path) -> None:
    (tmp_path / "planted").mkdir()
    (tmp_path / "planted" / "__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "planted" / "leaf.py").write_text("import json", encoding="utf-8")
    result = import_without_qt(tmp_path, "planted")
    assert result.returncode == 0, result.stderr
    assert result.stdout.split() == ["planted", "planted.leaf"]
