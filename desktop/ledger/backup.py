"""Copies of the ledger: taken in steps while work goes on, verified before they get their name."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING

from desktop import files
from desktop.ledger import connection, queries
from desktop.ledger.errors import DAMAGED_TEXT, DamagedLedger, translated
from desktop.ledger.records import BackupInfo

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from desktop.ledger.store import Store

PAGES_A_STEP = 256
_BREATH = 0.001
"""Seconds between steps in which a waiting edit gets in (faults C5)."""

UPGRADE_FOLDER = "备份"


def backup(store: Store, target: Path) -> BackupInfo:
    """``Ledger.backup``."""
    _place(store, target)
    with store.reading():
        counted = _count(target, store)
    return BackupInfo(target, store.now(), target.stat().st_size, counted)


def before_upgrade(store: Store, version: int) -> Path:
    """Copy an older ledger aside, into the folder 备份 beside it."""
    target = aside(store.path, f"升级前-版本{version}", store.clock())
    _place(store, target)
    return target


def aside(path: Path, why: str, now: datetime) -> Path:
    """A free name for a copy of a ledger in the folder 备份 beside it, which is made."""
    folder = path.parent / UPGRADE_FOLDER
    stamp = now.strftime("%Y%m%d-%H%M%S")
    target = _free(folder / f"{path.stem}-{why}-{stamp}{path.suffix}")
    try:
        folder.mkdir(exist_ok=True)
    except OSError as problem:
        raise files.FileProblem(
            f"不能建立备份文件夹“{folder}”（{problem.strerror}）。"
        ) from problem
    return target


def upgrade_copies(path: Path) -> list[Path]:
    """The copies taken before upgrades of this ledger, oldest first."""
    return sorted((path.parent / UPGRADE_FOLDER).glob(f"{path.stem}-升级前-*{path.suffix}"))


def _free(target: Path) -> Path:
    number, free = 1, target
    while free.exists():
        number += 1
        free = target.with_name(f"{target.stem}-{number}{target.suffix}")
    return free


def _place(store: Store, target: Path) -> None:
    def write(temporary: Path) -> None:
        temporary.touch()  # a place that can't be written answers here, in words
        with translated(target):
            _copy(store, temporary)

    files.place(target, write)


def _copy(store: Store, temporary: Path) -> None:
    with store.lock, closing(connection.connect(temporary, False)) as copy:
        copy.execute("PRAGMA synchronous = FULL")
        store.conn.backup(copy, pages=PAGES_A_STEP, progress=_pause(store))
    _must_be_whole(temporary)


def _pause(store: Store) -> Callable[[int, int, int], None]:
    def pause(_status: int, remaining: int, _total: int) -> None:
        # The same connection may write between steps: SQLite carries its changes over.
        if remaining:
            store.lock.release()
            time.sleep(_BREATH)
            store.lock.acquire()

    return pause


def _must_be_whole(copy: Path) -> None:
    try:
        with closing(connection.connect(copy, True)) as conn:
            answer = conn.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as problem:
        raise DamagedLedger(DAMAGED_TEXT.format(name=copy.name)) from problem
    if answer != "ok":
        raise DamagedLedger(DAMAGED_TEXT.format(name=copy.name))


def _count(copy: Path, store: Store) -> dict[str, int]:
    with closing(connection.connect(copy, True)) as conn:
        return queries.count_rows(conn, store.tables)
