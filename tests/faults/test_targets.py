"""H4: no command writes over a file that stands there, and the ledger is as if it had not been tried."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from desktop.cli import run
from desktop.workflow import demo
from desktop.workflow.session import open_session
from tests.faults.intake import laid_out, new_city, take
from tests.ui.shell_parts import district
from tests.workflow import stories
from tests.workflow.conftest import still_clock

if TYPE_CHECKING:
    from pathlib import Path

Q2 = stories.Q2.code
OWN = b"mine"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A district's ledger, the city's with a submission in it, and a table with a bad row."""
    folder = tmp_path_factory.mktemp("ledgers")
    session = district(folder, Q2)
    demo.explain_all(session, stories.Q2)
    session.close()
    session.info.path.rename(folder / "district.db")
    city = new_city(folder / "city.db")
    take(city, laid_out(folder / "来件")[-1])
    city.close()
    (folder / "表.csv").write_text("项目名称,总投资\n示例甲,约500万\n", encoding="utf-8")
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of them for one test."""
    return shutil.copytree(made, tmp_path / "one")


COMMANDS = {
    "template": ["template", "--form", "F01"],
    "template of a ledger": ["template", "--ledger", "district.db", "--prefill"],
    "submit": ["submit", "district.db", "--period", Q2],
    "report": ["report", "city.db", "--period", Q2],
    "backup": ["backup", "city.db"],
    "accept": ["accept", "city.db", "--district", "310151", "--period", Q2],
    "return": ["return", "city.db", "--district", "310151", "--period", Q2, "--comment", "请核对总投资"],
    "task": ["task", "city.db", "--period", Q2, "--deadline", "2026-10-20"],
}  # fmt: skip


@pytest.mark.fault("H4")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_that_stands_there_stays(
    command: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    target = folder / "已有.xlsx"
    target.write_bytes(OWN)
    before = {path: path.read_bytes() for path in folder.glob("*.db")}
    assert run([*COMMANDS[command], "-o", target.name, "--json"]) == 2
    assert "已存在" in "".join(capsys.readouterr())
    assert target.read_bytes() == OWN
    assert not [one for one in folder.iterdir() if "~" in one.name]
    for path, content in before.items():
        assert contents(path) == contents_of(content, folder / "之前.db")


@pytest.mark.fault("H4")
def test_rows_given_back_replace_no_file_and_are_not_loaded(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    target = folder / "已有.xlsx"
    target.write_bytes(OWN)
    run(
        [
            "load",
            "district.db",
            "表.csv",
            "--form",
            "F01",
            "--period",
            Q2,
            "--rejected",
            target.name,
        ]
    )
    assert "已存在" in "".join(capsys.readouterr())
    assert target.read_bytes() == OWN


def contents(path: Path) -> tuple[str, list[str]]:
    """What counts in a ledger: its rows, and the state of each period."""
    session = open_session(path, clock=still_clock)
    found = session.ledger.content_digest(), [str(one.state) for one in session.ledger.periods()]
    session.close()
    return found


def contents_of(content: bytes, path: Path) -> tuple[str, list[str]]:
    path.write_bytes(content)
    found = contents(path)
    path.unlink()
    return found
