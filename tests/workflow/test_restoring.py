"""A backup takes the place of a ledger, or the ledger stays as it was."""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.ledger import LedgerError, errors
from desktop.ledger.backup import UPGRADE_FOLDER
from desktop.workflow.opening import open_period
from desktop.workflow.restoring import is_open_elsewhere, restore_ledger
from desktop.workflow.session import create_city, create_district, open_session
from forms.errors import ForPeople, UserMistake
from tests.workflow.conftest import still_clock

PERIODS = ["2026Q2", "2026Q3"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger with two periods, and a backup made when it had one."""
    session = create_district(tmp_path / "甲.db", "310104", "示例委员会", clock=still_clock)
    open_period(session, PERIODS[0])
    session.ledger.backup(tmp_path / "备份.db")
    open_period(session, PERIODS[1])
    session.close()
    return tmp_path / "甲.db"


@pytest.fixture
def backup(path: Path) -> Path:
    return path.with_name("备份.db")


def periods(path: Path) -> list[str]:
    session = open_session(path, clock=still_clock)
    found = [one.period for one in session.ledger.periods()]
    session.close()
    return found


def fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.fault("C9")
def test_a_backup_comes_back_and_the_present_is_kept(path: Path, backup: Path) -> None:
    done = restore_ledger(path, backup, clock=still_clock)
    assert done.same_ledger
    assert done.counts["F00"] == 1
    assert periods(path) == PERIODS[:1]
    assert done.kept == path.parent / UPGRADE_FOLDER / "甲-恢复前-20261012-093000.db"
    assert periods(done.kept) == PERIODS
    session = open_session(path, clock=still_clock)
    assert "由备份“备份.db”" in session.ledger.events()[0].text
    assert session.ledger.verify().ok
    session.close()
    assert restore_ledger(path, done.kept, clock=still_clock).kept != done.kept
    assert periods(path) == PERIODS


def test_a_lost_ledger_comes_back(path: Path, backup: Path) -> None:
    path.unlink()
    done = restore_ledger(path, backup, clock=still_clock)
    assert done.kept is None
    assert periods(path) == PERIODS[:1]


def test_a_damaged_ledger_is_replaced_and_kept_as_it_is(path: Path, backup: Path) -> None:
    content = bytearray(path.read_bytes())
    content[5000:9000] = b"\xff" * 4000
    path.write_bytes(content)
    done = restore_ledger(path, backup, clock=still_clock)
    assert done.kept is not None
    assert done.kept.read_bytes() == bytes(content)
    assert periods(path) == PERIODS[:1]


def test_a_journal_of_the_ledger_that_goes_does_not_spoil_the_one_to_come(
    path: Path, backup: Path
) -> None:
    path.write_bytes(b"")
    journal = path.with_name(path.name + "-journal")
    journal.write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\0" * 600)
    done = restore_ledger(path, backup, clock=still_clock)
    assert periods(path) == PERIODS[:1]
    assert not journal.exists()
    assert done.kept is not None
    assert done.kept.with_name(done.kept.name + "-journal").is_file()


def damaged(backup: Path) -> Path:
    content = bytearray(backup.read_bytes())
    content[20000:24000] = b"\xff" * 4000
    backup.write_bytes(content)
    return backup


def changed_value(backup: Path) -> Path:
    with sqlite3.connect(backup) as conn:
        conn.execute("UPDATE f00_cover SET unit_name = '别的单位'")
    conn.close()
    return backup


def of_another(backup: Path) -> Path:
    other = backup.with_name("乙.db")
    create_district(other, "310105", "示例委员会", clock=still_clock).close()
    return other


def of_the_city(backup: Path) -> Path:
    other = backup.with_name("市.db")
    create_city(other, clock=still_clock).close()
    return other


def no_ledger(backup: Path) -> Path:
    backup.write_bytes(b"PK\x03\x04" * 100)
    return backup


def newer(backup: Path) -> Path:
    with sqlite3.connect(backup) as conn:
        conn.execute("PRAGMA user_version = 99")
    conn.close()
    return backup


def unclean(backup: Path) -> Path:
    backup.with_name(backup.name + "-journal").write_bytes(b"\0" * 600)
    return backup


@pytest.mark.fault("C6")
@pytest.mark.parametrize(
    ("spoil", "kind"),
    [
        (damaged, errors.DamagedLedger),
        (changed_value, errors.DamagedLedger),
        (of_another, errors.OtherLedger),
        (of_the_city, errors.OtherLedger),
        (no_ledger, errors.NotALedger),
        (newer, errors.NewerLedger),
        (unclean, errors.DamagedLedger),
    ],
)
def test_a_backup_that_is_no_good_changes_nothing(
    path: Path, backup: Path, spoil: object, kind: type[LedgerError]
) -> None:
    assert callable(spoil)
    source = spoil(backup)
    before, listed = fingerprint(path), sorted(one.name for one in path.parent.iterdir())
    with pytest.raises(kind) as stop:
        restore_ledger(path, source, clock=still_clock)
    assert "~" not in str(stop.value)
    assert fingerprint(path) == before
    assert sorted(one.name for one in path.parent.iterdir()) == listed


def test_the_ledger_itself_is_no_backup(path: Path) -> None:
    with pytest.raises(errors.OtherLedger, match="就是当前"):
        restore_ledger(path, path.parent / "." / path.name, clock=still_clock)
    with pytest.raises(UserMistake, match="没有找到备份"):
        restore_ledger(path, path.with_name("没有.db"), clock=still_clock)


@pytest.mark.fault("C2")
def test_a_backup_of_an_earlier_program_is_taken_and_upgraded(path: Path, backup: Path) -> None:
    with sqlite3.connect(backup) as conn:
        for table in ("notices", "marks", "sent", "catalogues"):
            conn.execute(f"DROP TABLE {table}")
        conn.execute("DELETE FROM _sqlite_migrations WHERE name = '0002_exchange'")
        conn.execute("DELETE FROM settings WHERE key = 'schema_digest'")
        conn.execute("PRAGMA user_version = 1")
    conn.close()
    assert restore_ledger(path, backup, clock=still_clock).counts == {}
    assert periods(path) == PERIODS[:1]


# --- In use ------------------------------------------------------------------------------------


@pytest.mark.fault("C10")
def test_a_ledger_that_is_written_to_is_left_alone(path: Path, backup: Path) -> None:
    with sqlite3.connect(path) as conn:
        conn.execute("BEGIN IMMEDIATE")
        before = fingerprint(path)
        with pytest.raises(errors.LedgerBusy):
            restore_ledger(path, backup, clock=still_clock)
    conn.close()
    assert fingerprint(path) == before


@pytest.mark.fault("C10")
def test_a_window_holds_its_ledger(path: Path, backup: Path) -> None:
    lock = path.with_name("甲.db.lock")
    lock.write_text(f"{os.getpid()}\nwindow\n{os.uname().nodename}\n", encoding="utf-8")
    assert is_open_elsewhere(path)
    with pytest.raises(UserMistake, match="先关闭那个窗口"):
        restore_ledger(path, backup, clock=still_clock)
    lock.write_text("1\nwindow\n别的电脑\n", encoding="utf-8")
    assert is_open_elsewhere(path)
    lock.write_text("", encoding="utf-8")
    assert is_open_elsewhere(path)


def test_a_dead_window_holds_nothing(path: Path, backup: Path) -> None:
    gone = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    lock = path.with_name("甲.db.lock")
    lock.write_text(f"{gone}\nwindow\n{os.uname().nodename}\n", encoding="utf-8")
    assert not is_open_elsewhere(path)
    restore_ledger(path, backup, clock=still_clock)
    assert periods(path) == PERIODS[:1]


def test_no_room_for_the_copy_means_no_restore(path: Path, backup: Path) -> None:
    folder = path.parent / UPGRADE_FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.write_text("这里不是文件夹")
    before = fingerprint(path)
    with pytest.raises(ForPeople, match="备份文件夹"):
        restore_ledger(path, backup, clock=still_clock)
    assert fingerprint(path) == before
