"""Bringing a backup back: checked as it will stand, the present file kept, put in place at once.

The copy is judged after it was written beside the ledger, so a stick that lies is found out. Until
the last renaming the ledger is as it was; whatever was there is kept in the folder 备份.
"""

from __future__ import annotations

import contextlib
import shutil
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop import files
from desktop.ledger import connection, schema
from desktop.ledger.backup import aside
from desktop.ledger.errors import (
    DAMAGED_TEXT,
    DamagedLedger,
    LedgerError,
    OtherLedger,
    ReadOnlyLedger,
    translated,
)
from desktop.ledger.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from forms.base import FormSet

_SAME = "“{name}”旁边的“-journal”文件说明它没有正常关闭。请先用本程序打开一次这个备份，再恢复。"


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose ledger a file is."""

    role: str
    district: str
    unit: str
    ledger_id: str


@dataclass(frozen=True, slots=True)
class Restored:
    """A ledger that was brought back; ``kept`` is the copy of what stood there, None if nothing.

    ``counts`` are rows by form code, empty for a backup of an earlier program, which is brought up
    to date when it is next opened.
    """

    path: Path
    source: Path
    kept: Path | None
    identity: Identity
    same_ledger: bool
    counts: Mapping[str, int]


def restore(path: Path, source: Path, forms: FormSet, clock: Callable[[], datetime]) -> Restored:
    """Put the ledger ``source`` in place of ``path``, which need not be there or whole any more.

    Raises ``OtherLedger`` for a backup of another district or role, ``LedgerBusy`` while another
    program writes to the ledger, and what opening ``source`` raises when it is no good; the ledger
    then is as it was.
    """
    if source.resolve() == path.resolve():
        raise OtherLedger("备份就是当前的账本文件，不需要恢复。请选择备份文件夹里的另一个文件。")
    connection.read_header(source)
    if connection.journal_of(source):
        raise DamagedLedger(_SAME.format(name=source.name))
    identity = _identity(source)
    before = _present(path)
    _refuse_other(source, identity, before)
    made: list[tuple[Mapping[str, int], Path | None]] = []

    def write(temporary: Path) -> None:
        shutil.copyfile(source, temporary)
        counts = _must_be_whole(temporary, source.name, forms, clock)
        made.append((counts, _keep(path, clock)))
        # A journal left by a crash belongs to the file that goes, and would spoil the one to come.
        path.with_name(path.name + "-journal").unlink(missing_ok=True)

    files.place(path, write, overwrite=True)
    counts, kept = made[0]
    same = before is not None and before.ledger_id == identity.ledger_id
    return Restored(path, source, kept, identity, same, counts)


def _refuse_other(source: Path, identity: Identity, before: Identity | None) -> None:
    if before is None:
        return
    if (identity.role, identity.district) != (before.role, before.district):
        raise OtherLedger(
            f"“{source.name}”是“{identity.unit}”的账本，与当前账本不是同一个区或同一级，没有恢复。"
        )


def _present(path: Path) -> Identity | None:
    """Whose the present ledger is; None when there is none or it can't be read any more.

    Raises ``LedgerBusy`` while another program writes to it.
    """
    if not path.exists():
        return None
    try:
        connection.read_header(path)
        with translated(path), closing(connection.connect(path, False)) as conn:
            conn.execute("BEGIN EXCLUSIVE")
            conn.execute("ROLLBACK")
        return _identity(path)
    except (DamagedLedger, ReadOnlyLedger):
        return None


def _identity(path: Path) -> Identity:
    sql = "SELECT role, district, unit, ledger_id FROM ledger"
    with translated(path), closing(connection.connect(path, True)) as conn:
        found = conn.execute(sql).fetchone()
    if found is None:
        raise DamagedLedger(DAMAGED_TEXT.format(name=path.name))
    return Identity(*found)


def _must_be_whole(
    copy: Path, name: str, forms: FormSet, clock: Callable[[], datetime]
) -> Mapping[str, int]:
    """Check the copy as far as this program can; gives its rows by form."""
    try:
        with Ledger.open(copy, forms, clock=clock, read_only=True) as ledger:
            report = ledger.verify()
        if not report.ok:
            raise DamagedLedger(DAMAGED_TEXT.format(name=name) + report.problems[0])
    except ReadOnlyLedger:
        # Made by an earlier program: its structure can be checked, its values when it is opened.
        _structure(copy, name)
        return {}
    except LedgerError as problem:
        raise type(problem)(str(problem).replace(copy.name, name)) from problem
    return report.counts


def _structure(copy: Path, name: str) -> None:
    with translated(copy), closing(connection.connect(copy, True)) as conn:
        answer = conn.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if answer != "ok" or not schema.is_sealed(conn):
            raise DamagedLedger(DAMAGED_TEXT.format(name=name))


def _keep(path: Path, clock: Callable[[], datetime]) -> Path | None:
    """Copy what stands at ``path`` into the folder 备份, whole or not."""
    if not path.exists():
        return None
    target = aside(path, "恢复前", clock())
    files.place(target, lambda temporary: _copy(path, temporary))
    journal = path.with_name(path.name + "-journal")
    if connection.journal_of(path):
        with contextlib.suppress(FileNotFoundError):
            shutil.copyfile(journal, target.with_name(target.name + "-journal"))
    return target


def _copy(path: Path, target: Path) -> None:
    shutil.copyfile(path, target)
