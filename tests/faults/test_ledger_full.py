"""A4, B7: the disk is full, or fails, at any write: a sentence, and the ledger as before."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import apsw
import pytest

from desktop.ledger import errors
from desktop.ledger.opening import Setup
from tests.faults.powercut import ApswConnection, Log, LoggedDisk, Operation
from tests.ledger.support import DISTRICT, PERIOD, WHO, edit, make, put, reopen, toy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from desktop.ledger import Ledger


@pytest.fixture
def path(tmp_path: Path) -> Path:
    where = tmp_path / "满盘.cluster"
    with make(where) as ledger:
        ledger.open_period(DISTRICT, PERIOD, who=WHO, steps=[toy(n) for n in range(30)])
    return where


def large(ledger: Ledger) -> None:
    ledger.apply(edit(*(put(n, "remark", "长" * 900) for n in range(30))))


@pytest.mark.fault("A4")
def test_a_full_disk_is_a_sentence_and_harms_nothing(path: Path) -> None:
    with reopen(path) as ledger:
        before = ledger.content_digest()
        conn = ledger._store.conn
        (pages,) = conn.execute("PRAGMA page_count").fetchone()
        conn.execute(f"PRAGMA max_page_count = {pages + 1}").fetchall()
        with pytest.raises(errors.DiskFull, match=r"磁盘已满.*没有丢失"):
            large(ledger)
        assert not conn.in_transaction
        assert ledger.content_digest() == before
        ledger.apply(edit(put(1, "number", 1)))  # small enough
        conn.execute("PRAGMA max_page_count = 1000000").fetchall()
        large(ledger)  # the same again, once there is room
        assert ledger.content_digest() != before
        assert ledger.verify().problems == ()


class Failing:
    """Fails the n-th operation of the given kinds once armed.

    ``after_commit`` tells whether that was the sync after the journal's truncation: the change
    is in the file by then, and only its lasting through a power cut is in doubt.
    """

    def __init__(self, error: Callable[[str], Exception], kinds: tuple[str, ...]) -> None:
        self.error, self.kinds = error, kinds
        self.count = self.at = 0
        self.armed = self.happened = self.after_commit = False
        self.earlier = ""

    def arm(self, at: int) -> None:
        self.count, self.at, self.armed, self.happened = 0, at, True, False

    def __call__(self, operation: Operation) -> None:
        if not self.armed or operation.kind not in self.kinds:
            return
        self.count += 1
        earlier, self.earlier = self.earlier, operation.kind
        if self.count == self.at:
            self.happened = True
            self.after_commit = (earlier, operation.kind) == ("truncate", "sync")
            raise self.error(f"{operation.kind} {self.at}")


@contextmanager
def failing_ledger(path: Path, failing: Failing) -> Iterator[Ledger]:
    log = Log(before=failing)
    disk = LoggedDisk(f"failing-{path.parent.name}", log)
    setup = Setup(connect=lambda where, _read_only: ApswConnection(where, disk.name))  # type: ignore[arg-type,return-value]
    ledger = reopen(path, setup=setup)
    try:
        yield ledger
    finally:
        failing.armed = False
        ledger.close()
        disk.unregister()


CHANGES: dict[str, Callable[[Ledger, int], Any]] = {
    "cell": lambda ledger, number: ledger.apply(edit(put(1, "number", number))),
    "paste": lambda ledger, number: ledger.apply(
        edit(*(put(n, "remark", f"{number}" * 300) for n in range(30)))
    ),
    "period": lambda ledger, number: ledger.open_period(
        DISTRICT, f"{2027 + number}Q1", who=WHO, steps=[toy(n) for n in range(30)]
    ),
    "setting": lambda ledger, number: ledger.set_setting("甲", str(number)),
}
FAILURES = {
    "full": (apsw.FullError, ("write",), errors.DiskFull),
    "torn out": (apsw.IOError, ("write", "sync", "truncate"), errors.LedgerFault),
}


@pytest.mark.fault("A4", "B7")
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("failure", FAILURES)
def test_failing_at_every_write(path: Path, change: str, failure: str) -> None:
    error, kinds, expected = FAILURES[failure]
    failing = Failing(error, kinds)
    with failing_ledger(path, failing) as ledger:
        for at in range(1, 500):
            before = (ledger.content_digest(), ledger.get_setting("甲"))
            failing.arm(at)
            try:
                CHANGES[change](ledger, at)
            except expected as problem:
                assert "没有丢失" in str(problem)  # noqa: PT017
                failing.armed = False
                now = (ledger.content_digest(), ledger.get_setting("甲"))
                assert (now == before) != failing.after_commit, at
            if not failing.happened:
                break
            failing.armed = False
        assert 3 < at < 499
        assert ledger.verify().problems == ()
    with reopen(path) as again:
        assert again.verify().problems == ()


@pytest.mark.fault("B7")
@pytest.mark.parametrize(
    ("code", "error", "words"),
    [
        (sqlite3.SQLITE_BUSY, errors.LedgerBusy, "另一个程序"),
        (sqlite3.SQLITE_LOCKED, errors.LedgerBusy, "另一个程序"),
        (sqlite3.SQLITE_IOERR_FSYNC, errors.LedgerFault, "磁盘或U盘"),
        (sqlite3.SQLITE_IOERR_DELETE, errors.LedgerFault, "磁盘或U盘"),
        (sqlite3.SQLITE_CANTOPEN, errors.LedgerFault, "磁盘或U盘"),
        (sqlite3.SQLITE_READONLY_DBMOVED, errors.ReadOnlyLedger, "只读"),
        (sqlite3.SQLITE_CORRUPT, errors.DamagedLedger, "备份"),
        (sqlite3.SQLITE_NOTADB, errors.DamagedLedger, "备份"),
    ],
)
def test_failures_of_the_machine_are_told_by_code(
    tmp_path: Path, code: int, error: type[errors.LedgerError], words: str
) -> None:
    problem = sqlite3.OperationalError("whatever text")
    problem.sqlite_errorcode = code
    with pytest.raises(error, match=words), errors.translated(tmp_path / "账.cluster"):
        raise problem


def test_bad_sql_stays_a_bug(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError), errors.translated(tmp_path / "账.cluster"):
        sqlite3.connect(":memory:").execute("SELEC")


@pytest.mark.fault("B5")
def test_another_program_is_waited_for_then_named(path: Path) -> None:
    """B5: busy is a sentence, and the edit goes through afterwards."""
    other = sqlite3.connect(path, isolation_level=None)
    with reopen(path) as ledger:
        ledger._store.conn.execute("PRAGMA busy_timeout = 50").fetchall()
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(errors.LedgerBusy, match="另一个程序"):
            ledger.apply(edit(put(1, "number", 1)))
        other.execute("ROLLBACK")
        assert ledger.apply(edit(put(1, "number", 1))).edit_no
    other.close()
