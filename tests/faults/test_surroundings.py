"""A5, A14, A17, B8 to B11: the disk, names, folders and the clock are not what they should be."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.ledger.backup import UPGRADE_FOLDER
from desktop.ui.app import Folders, Program
from desktop.ui.crash import CrashHook
from desktop.workflow import entry
from desktop.workflow.receiving import receive
from desktop.workflow.restoring import restore_ledger
from desktop.workflow.session import create_district, local_now, open_session
from desktop.workflow.submitting import Refused
from exports.reader import read_submission
from exports.writer import write_submission
from forms.catalogue import load_catalogue
from forms.errors import ForPeople
from forms.registry import STANDARD_FORMS
from tests.exports.factory import small_submission
from tests.faults.intake import correct, new_city
from tests.faults.test_injection import WRITERS
from tests.ui.shell_parts import FakeDialogs, district, wait_for_jobs
from tests.workflow.conftest import still_clock
from tests.workflow.stories import NOW, Q2, filled_district, submitted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from desktop.workflow.session import Session

ROOT = Path(__file__).resolve().parents[2]

# --- The disk ---------------------------------------------------------------------------------

FULL = """
import resource, sys
from pathlib import Path
from desktop.files import FileProblem, place
from tests.faults.test_injection import WRITERS
target, told = Path(sys.argv[1]), 0
for write in WRITERS.values():
    for limit in (0, 700, 3_000):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        try:
            place(target, write, overwrite=True)
        except FileProblem as problem:
            told += "磁盘已满" in str(problem)
        assert target.read_bytes() == b"old"
        assert [one.name for one in target.parent.iterdir()] == [target.name]
print(told)
"""


@pytest.mark.fault("A5")
def test_a_disk_that_fills_up_leaves_the_old_workbook_and_nothing_else(tmp_path: Path) -> None:
    """Every workbook that the program writes, stopped by the system at its first bytes and later."""
    target = tmp_path / "报送表.xlsx"
    target.write_bytes(b"old")
    done = subprocess.run(
        [sys.executable, "-B", "-c", FULL, str(target)],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.stdout, done.returncode) == (f"{3 * len(WRITERS)}\n", 0), done.stderr


@pytest.mark.fault("A17")
@pytest.mark.parametrize("writer", WRITERS)
def test_a_workbook_is_written_without_a_folder_for_temporary_files(
    writer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "没有"))
    WRITERS[writer](tmp_path / "a.xlsx")
    assert [one.name for one in tmp_path.iterdir()] == ["a.xlsx"]


# --- Names ------------------------------------------------------------------------------------


@pytest.mark.fault("A14")
@pytest.mark.parametrize(
    "folder", ["报送 材料（最终版）", "结尾.", "表情😀#1?%41", "/".join(["很深的文件夹"] * 15)]
)
def test_a_submission_goes_through_any_folder(folder: str, tmp_path: Path) -> None:
    place = tmp_path / folder
    place.mkdir(parents=True)
    session = create_district(place / "账本.db", "310151", "示例委员会", clock=still_clock)
    filled_district(session, [Q2.code])
    made = submitted(session, Q2, place)
    session.close()
    city = new_city(place / "市级.db")
    assert [one.outcome for one in receive(city, [made.file])] == ["received"]
    assert city.ledger.verify().ok
    city.close()


@pytest.mark.fault("A14")
def test_a_path_too_long_for_a_ledger_is_a_sentence(tmp_path: Path) -> None:
    place = tmp_path.joinpath(*["很深的文件夹" * 10] * 4)
    place.mkdir(parents=True)
    with pytest.raises(ForPeople, match="路径过长"):
        create_district(place / "账本.db", "310151", "示例委员会", clock=still_clock)
    assert list(place.iterdir()) == []


# --- The clock --------------------------------------------------------------------------------


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sender(tmp_path: Path, clock: Clock) -> Iterator[Session]:
    """A district that has sent once, by the right clock."""
    session = create_district(tmp_path / "区.db", "310151", "示例委员会", clock=clock)
    filled_district(session, [Q2.code])
    (tmp_path / "出").mkdir()
    submitted(session, Q2, tmp_path / "出")
    yield session
    session.close()


@pytest.mark.fault("B8")
def test_revisions_go_by_number_whatever_the_clock_says(
    sender: Session, clock: Clock, tmp_path: Path
) -> None:
    """The second is of the year 2099; the third, made later, says that it is older."""
    out = tmp_path / "出"
    clock.now = NOW.replace(year=2099)
    correct(sender, out, 2)
    clock.now = NOW + timedelta(days=1)
    correct(sender, out, 3)
    assert sender.ledger.verify().ok
    first, second, third = sorted(out.iterdir())
    city = new_city(tmp_path / "市级.db")
    outcomes = [one.outcome for one in receive(city, [second, first, third])]
    assert outcomes == ["received", "stale", "received"]
    addresses = [row.cell("address") for row in city.ledger.rows("F01", "310151", Q2.code).values()]
    assert "示例路3号" in addresses
    city.close()


@pytest.mark.fault("B8")
def test_a_clock_set_back_is_told_before_anything_is_sent(
    sender: Session, clock: Clock, tmp_path: Path
) -> None:
    clock.now = NOW.replace(year=1970)
    with pytest.raises(Refused) as caught:
        correct(sender, tmp_path / "出", 2)
    (stop,) = caught.value.gate.stops
    assert (stop.rule, stop.field) == ("A73", "report_date")
    assert "1970" in stop.message
    assert entry.undo(sender, entry.place_of(sender, Q2, "F01")) is not None
    assert sender.ledger.verify().ok


@pytest.fixture
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@pytest.mark.fault("B9")
@pytest.mark.parametrize(
    "zone",
    ["Asia/Shanghai", "UTC", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago"],
    indirect=True,
)
def test_a_day_is_the_same_day_in_every_zone(zone: str, tmp_path: Path) -> None:
    path, catalogue = tmp_path / "a.xlsx", load_catalogue()
    submission = small_submission()
    write_submission(submission, path, forms=STANDARD_FORMS, catalogue=catalogue)
    read = read_submission(path, forms=STANDARD_FORMS, catalogue=catalogue)
    assert read.digest_ok
    assert read.rows["F01"][0].cell("actual_start") == date(2026, 4, 10)
    session = create_district(tmp_path / "区.db", "310151", "示例委员会", clock=local_now)
    made = datetime.fromisoformat(session.info.created_at)
    assert made.utcoffset() == datetime.now().astimezone().utcoffset()
    session.close()


# --- Folders ----------------------------------------------------------------------------------


@pytest.mark.fault("B10")
def test_a_deleted_folder_of_copies_is_made_again(tmp_path: Path) -> None:
    session = district(tmp_path, Q2.code)
    path, copy = session.info.path, tmp_path / "备份.db"
    session.ledger.backup(copy)
    session.close()
    kept = restore_ledger(path, copy, clock=still_clock).kept
    assert kept is not None
    shutil.rmtree(tmp_path / UPGRADE_FOLDER)
    again = restore_ledger(path, copy, clock=still_clock).kept
    assert again is not None
    assert again.is_file()
    session = open_session(path, clock=still_clock)
    assert session.ledger.verify().ok
    session.close()


@pytest.mark.fault("B11")
def test_a_home_that_cannot_be_written_stops_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    """Settings, logs and documents are on a server that is gone: a file where folders should be."""
    session = district(tmp_path, Q2.code)
    session.close()
    gone = tmp_path / "home"
    gone.write_bytes(b"")
    told: list[str] = []
    hook = CrashHook(gone / "logs", lambda sentence, _path: told.append(sentence))
    assert not hook.install()
    program = Program(
        Folders(gone / "settings", gone / "logs", gone / "documents"), FakeDialogs(),
        clock=still_clock, report=hook.report,
    )  # fmt: skip
    try:
        program.start(session.info.path)
        assert program.window is not None
        assert program.window.desk.open_next_period()
        wait_for_jobs(qtbot, program.window.desk)
        hook.report(ValueError())
        qtbot.waitUntil(lambda: bool(told))
        program.close()
    finally:
        hook.remove()
    assert gone.read_bytes() == b""
    session = open_session(session.info.path, clock=still_clock)
    assert len(session.ledger.periods()) == 2
    session.close()


@pytest.mark.fault("B11")
def test_the_command_line_needs_no_home(tmp_path: Path) -> None:
    session = district(tmp_path, Q2.code)
    session.close()
    env = {**os.environ, "HOME": "/没有", "XDG_CONFIG_HOME": "/没有/a", "XDG_STATE_HOME": "/没有/b"}
    done = subprocess.run(
        [sys.executable, "-B", "-m", "desktop", "verify", str(session.info.path)],
        cwd=ROOT, env=env, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
