"""Making and opening ledger files."""

from __future__ import annotations

import sqlite3
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.files import FileProblem
from desktop.ledger import backup, connection, schema
from desktop.ledger.errors import (
    DAMAGED_TEXT,
    READ_ONLY_TEXT,
    DamagedLedger,
    LedgerError,
    LedgerExists,
    NewerLedger,
    ReadOnlyLedger,
    UpgradeFailed,
    translated,
)
from desktop.ledger.records import LedgerInfo
from desktop.ledger.store import Clock, Store
from desktop.ledger.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlite_utils import Migrations

    from forms.base import FormSet

ALWAYS_CHECKED = 16 << 20
"""Bytes up to which every opening checks the whole file: under 50 ms."""
_CHECKED_ON = "checked_on"
_CHECK_EVERY_DAYS = 7


@dataclass(frozen=True, slots=True)
class Setup:
    """How files are opened and which migrations they need; tests hand in their own."""

    connect: connection.Connect = connection.connect
    migrations: Callable[[], Migrations] = schema.migrations
    version: int = schema.SCHEMA_VERSION


@dataclass(frozen=True, slots=True)
class Owner:
    """Who a new ledger belongs to: the facts of ``Ledger.create``."""

    role: str
    district: str
    unit: str
    who: str
    ledger_id: str = field(default_factory=lambda: uuid.uuid4().hex)


def create(path: Path, forms: FormSet, owner: Owner, clock: Clock, setup: Setup) -> Store:
    """Make a ledger in one transaction; a failure leaves no file behind."""
    _reserve(path)
    conn = None
    try:
        with translated(path):
            conn = setup.connect(path, False)
            connection.configure(conn)
            store = Store(path, conn, Tables(forms), clock)
            _fill_new(store, owner, setup)
    except BaseException:
        if conn is not None:
            conn.close()
        path.unlink(missing_ok=True)
        path.with_name(path.name + "-journal").unlink(missing_ok=True)
        raise
    return store


def open_store(path: Path, forms: FormSet, clock: Clock, setup: Setup, *, read_only: bool) -> Store:
    """Open a ledger: judged, recovered, checked, brought up to date, in this order."""
    unclean = connection.journal_of(path) > 0
    header = connection.read_header(path)
    _refuse_newer(path, header.user_version, setup.version)
    with translated(path):
        conn = setup.connect(path, read_only)
    try:
        connection.first_look(conn, path)
        store = Store(path, conn, Tables(forms), clock, read_only=True)
        with translated(path):
            store.read_only = read_only or not connection.is_writable(conn)
        _check(store, unclean=unclean)
        _must_be_ours(store)
        _bring_up_to_date(store, setup)
    except BaseException:
        conn.close()
        raise
    return store


def info_of(store: Store) -> LedgerInfo:
    """What the ledger says of itself."""
    sql = """SELECT ledger_id, role, district, unit, created_at, user_version, sqlite_version()
        FROM ledger, pragma_user_version"""
    facts = store.conn.execute(sql).fetchone()
    ledger_id, role, district, unit, created_at, version, sqlite = facts
    return LedgerInfo(
        ledger_id, role, district, unit, store.path, store.read_only, created_at, version, sqlite
    )


def _reserve(path: Path) -> None:
    try:
        path.open("xb").close()
    except FileExistsError:
        raise LedgerExists(
            f"“{path.name}”已存在，没有覆盖。请换一个文件名，或直接打开它。"
        ) from None
    except OSError as problem:
        raise LedgerError(
            f"不能在“{path.parent}”建立账本（{problem.strerror}）。请换一个可写的文件夹。"
        ) from problem


def _fill_new(store: Store, owner: Owner, setup: Setup) -> None:
    with store.writing() as conn:
        conn.execute(f"PRAGMA application_id = {connection.APPLICATION_ID}")
        schema.upgrade(conn, setup.migrations(), setup.version, store.tables)
        sql = """INSERT INTO ledger (only, ledger_id, role, district, unit, created_at, created_by)
            VALUES (1, ?, ?, ?, ?, ?, ?)"""
        facts = (owner.ledger_id, owner.role, owner.district, owner.unit, store.now(), owner.who)
        conn.execute(sql, facts)


def _refuse_newer(path: Path, version: int, known: int) -> None:
    if version <= known:
        return
    copies = backup.upgrade_copies(path)
    hint = f"升级前的备份是“{copies[-1].name}”。" if copies else ""
    raise NewerLedger(
        f"“{path.name}”由更新版本建立（账本版本 {version}，本程序只认到 {known}），"
        f"请升级程序后再打开。{hint}"
    )


def _check(store: Store, *, unclean: bool) -> None:
    """Check the structure after a crash, weekly, and always while that takes no time."""
    if unclean or store.path.stat().st_size <= ALWAYS_CHECKED:
        connection.quick_check(store.conn, store.path)
        return
    sql = "SELECT julianday(?) - julianday(value) FROM settings WHERE key = ?"
    today = store.now()
    with store.reading() as conn:
        found = conn.execute(sql, (today, _CHECKED_ON)).fetchone()
    if found is None or found[0] is None or not 0 <= found[0] < _CHECK_EVERY_DAYS:
        connection.quick_check(store.conn, store.path)
        if not store.read_only:
            with store.writing() as conn:
                conn.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (_CHECKED_ON, today))


def _must_be_ours(store: Store) -> None:
    """Refuse a file that only bears our mark, or whose definitions were damaged.

    Done before anything is upgraded or added.
    """
    try:
        with store.reading() as conn:
            ours = schema.is_sealed(conn) and conn.execute("SELECT 1 FROM ledger").fetchone()
    except sqlite3.OperationalError:  # a table or column is missing
        ours = None
    if not ours:
        raise DamagedLedger(DAMAGED_TEXT.format(name=store.path.name))


def _bring_up_to_date(store: Store, setup: Setup) -> None:
    with store.reading() as conn:
        version = conn.execute("PRAGMA user_version").fetchone()[0]
        _refuse_newer(store.path, version, setup.version)
        if version == setup.version and not schema.lacks_columns(conn, store.tables):
            return
    if store.read_only:
        raise ReadOnlyLedger(
            READ_ONLY_TEXT.format(name=store.path.name) + "它由较早的版本建立，升级后才能打开。"
        )
    try:
        if version < setup.version:
            backup.before_upgrade(store, version)
        with store.writing() as conn:
            schema.upgrade(conn, setup.migrations(), setup.version, store.tables)
    except (LedgerError, FileProblem, sqlite3.Error) as problem:
        raise UpgradeFailed(
            f"账本“{store.path.name}”升级没有成功，内容与升级前一样。原因：{problem}"
        ) from problem
