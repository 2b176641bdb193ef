"""C1–C3, C12: ledgers of newer and older programs, and upgrades that fail half-way."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlite_utils import Migrations

from desktop.ledger import connection, errors, schema
from desktop.ledger.opening import Setup
from tests.ledger.support import (
    DISTRICT,
    FORMS,
    PERIOD,
    WHO,
    contents,
    edit,
    make,
    put,
    reopen,
    toy,
)

if TYPE_CHECKING:
    from sqlite_utils.db import Database

COPIES = "备份"


def later_migrations() -> Migrations:
    """Today's steps and two that a later program may add."""
    steps = schema.migrations()

    @steps(name="later_contacts")
    def contacts(db: Database) -> None:
        db.execute("CREATE TABLE contacts (name TEXT PRIMARY KEY, phone TEXT) STRICT")
        db.execute("INSERT INTO contacts VALUES ('示例甲', '021')")

    @steps(name="later_weight")
    def weight(db: Database) -> None:
        db.execute("ALTER TABLE periods ADD COLUMN weight INTEGER NOT NULL DEFAULT 1")
        db.execute("UPDATE settings SET value = value || '（新）'")
        db.execute("CREATE INDEX events_by_kind ON events (kind)")

    return steps


TODAY = schema.SCHEMA_VERSION
LATER = Setup(migrations=later_migrations, version=TODAY + 2)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A ledger of today's version with content, as today's program makes it."""
    path = tmp_path / "旧账.cluster"
    with make(path) as ledger:
        ledger.open_period(DISTRICT, PERIOD, who=WHO, steps=[toy(1), toy(2)])
        ledger.apply(edit(put(1, "number", 5)))
        ledger.set_setting("甲", "一")
    return path


def fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.fault("C1")
def test_a_newer_ledger_is_refused_before_any_write(old: Path) -> None:
    with sqlite3.connect(old) as conn:
        conn.execute(f"PRAGMA user_version = {TODAY + 1}")
    conn.close()
    before = fingerprint(old)
    with pytest.raises(errors.NewerLedger, match=r"由更新版本建立.*请升级"):
        reopen(old)
    assert fingerprint(old) == before
    assert [one.name for one in old.parent.iterdir()] == [old.name]


@pytest.mark.fault("C2")
def test_an_older_ledger_is_copied_aside_then_upgraded(old: Path) -> None:
    with reopen(old) as ledger:
        before = contents(ledger)
    with reopen(old, setup=LATER) as ledger:
        assert ledger.info.schema_version == TODAY + 2
        assert contents(ledger) == before
        assert ledger.get_setting("甲") == "一（新）"
        assert ledger.verify().problems == ()
        ledger.undo(DISTRICT, PERIOD, WHO)
    (copy,) = (old.parent / COPIES).iterdir()
    assert copy.name == f"旧账-升级前-版本{TODAY}-20261001-090001.cluster"
    with reopen(copy) as ledger:
        assert (ledger.info.schema_version, contents(ledger)) == (TODAY, before)


@pytest.mark.fault("C12")
def test_an_upgraded_ledger_names_the_copy_to_the_older_program(old: Path) -> None:
    reopen(old, setup=LATER).close()
    reopen(old, setup=LATER).close()  # nothing left to do, no second copy
    with pytest.raises(errors.NewerLedger, match=f"升级前的备份是“旧账-升级前-版本{TODAY}-"):
        reopen(old)
    assert len(list((old.parent / COPIES).iterdir())) == 1


def test_a_second_copy_of_the_same_second_gets_another_name(old: Path) -> None:
    folder = old.parent / COPIES
    folder.mkdir()
    taken = folder / f"旧账-升级前-版本{TODAY}-20261001-090001.cluster"
    taken.write_text("别动")
    reopen(old, setup=LATER).close()
    assert taken.read_text() == "别动"
    assert len(list(folder.iterdir())) == 2


@pytest.mark.fault("C3")
def test_no_copy_no_upgrade(old: Path) -> None:
    (old.parent / COPIES).write_text("这里不是文件夹")
    before = fingerprint(old)
    with pytest.raises(errors.UpgradeFailed, match="与升级前一样"):
        reopen(old, setup=LATER)
    assert fingerprint(old) == before


class Injected(sqlite3.InternalError):
    """The error put in after a statement; of a class that nobody swallows."""


def stop_after(count: int, seen: list[str]) -> connection.Connect:
    """Connections whose statements within a transaction fail after so many."""

    class Stopping(sqlite3.Connection):
        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            answer = super().execute(sql, *values)
            if (
                self.in_transaction
                and f"user_version = {TODAY}" not in sql
                and sql != "BEGIN IMMEDIATE"
            ):
                seen.append(sql)
                if len(seen) == count:
                    raise Injected(f"after {sql}")
            return answer

    def connect(path: Path, _read_only: bool) -> sqlite3.Connection:
        return sqlite3.connect(path, isolation_level=None, factory=Stopping)

    return connect


@pytest.mark.fault("C3")
def test_an_upgrade_that_fails_after_any_statement_changes_nothing(old: Path) -> None:
    with reopen(old) as ledger:
        before = (contents(ledger), ledger.info.schema_version, ledger.get_setting("甲"))
    for count in range(1, 200):
        seen: list[str] = []
        setup = Setup(stop_after(count, seen), later_migrations, TODAY + 2)
        try:
            reopen(old, setup=setup).close()
        except errors.UpgradeFailed as problem:
            assert "与升级前一样" in str(problem)  # noqa: PT017
        else:
            break
        with reopen(old) as ledger:
            now = (contents(ledger), ledger.info.schema_version, ledger.get_setting("甲"))
            assert now == before, seen[-1]
            assert ledger.verify().problems == ()
    assert len(seen) < count, "the last trial ran to its end"
    assert sum("ADD COLUMN weight" in one for one in seen) == 1
    assert count > 10
    with reopen(old, setup=LATER) as ledger:
        assert ledger.info.schema_version == TODAY + 2


def test_making_a_ledger_that_fails_after_any_statement_leaves_no_file(tmp_path: Path) -> None:
    for count in range(1, 300):
        seen: list[str] = []
        try:
            make(tmp_path / "新.cluster", setup=Setup(stop_after(count, seen))).close()
        except Injected:
            assert list(tmp_path.iterdir()) == []
        else:
            break
    assert len(seen) < count
    assert count > len(FORMS)


def test_an_old_ledger_on_a_read_only_medium_says_what_to_do(old: Path) -> None:
    before = fingerprint(old)
    with pytest.raises(errors.ReadOnlyLedger, match=r"复制到本机.*升级后才能打开"):
        reopen(old, setup=LATER, read_only=True)
    assert fingerprint(old) == before
