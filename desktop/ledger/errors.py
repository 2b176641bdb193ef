"""What can go wrong with a ledger and is not a bug: each error's text is a sentence for the user.

Failures of SQLite are told apart by result code, never by exception text: those that come from
the machine (disk full, stick pulled, file damaged) become ``LedgerError``; the rest are our own
bad SQL and stay what they are.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar

from forms.errors import ForPeople

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class LedgerError(ForPeople):
    """A ledger could not do what was asked; ``reason`` is a stable code for scripts."""

    reason: ClassVar[str] = "ledger"


class LedgerExists(LedgerError):
    """A ledger was to be made where a file already stands."""

    reason = "ledger_exists"


class NoSuchLedger(LedgerError):
    """There is no file at the path."""

    reason = "no_such_ledger"


class NotALedger(LedgerError):
    """The file is something else: no SQLite file, or one of another program."""

    reason = "not_a_ledger"


class DamagedLedger(LedgerError):
    """The file is a ledger but cut short or damaged."""

    reason = "damaged_ledger"


class NewerLedger(LedgerError):
    """The ledger was made by a newer program; nothing was written to it."""

    reason = "newer_ledger"


class UpgradeFailed(LedgerError):
    """An older ledger could not be brought up to date; it is as it was."""

    reason = "upgrade_failed"


class ReadOnlyLedger(LedgerError):
    """The file, its folder or its medium can't be written."""

    reason = "read_only"


class DiskFull(LedgerError):
    """No room left; the ledger is as before the attempt."""

    reason = "disk_full"


class LedgerBusy(LedgerError):
    """Another program held the ledger for longer than the patience of five seconds."""

    reason = "ledger_busy"


class LedgerFault(LedgerError):
    """The disk or stick failed while reading or writing."""

    reason = "io_error"


PASSING = (DiskFull, LedgerBusy, LedgerFault)
"""What goes by: room is made, the other program ends, the stick is put back in."""


class UnstorableText(LedgerError):
    """A text holds half characters that no file can keep."""

    reason = "unstorable_text"


class PeriodExists(LedgerError):
    """The period was opened before."""

    reason = "period_exists"


class NoSuchPeriod(LedgerError):
    """The period was never opened in this district."""

    reason = "no_such_period"


class PeriodLocked(LedgerError):
    """The period is submitted or accepted, and the edit gives no reason."""

    reason = "period_locked"


class NoSuchRow(LedgerError):
    """The row to change is not there (any more)."""

    reason = "no_such_row"


class RowExists(LedgerError):
    """A row with this record id is already there."""

    reason = "row_exists"


class NoSuchSubmission(LedgerError):
    """No such revision was received."""

    reason = "no_such_submission"


class OtherLedger(LedgerError):
    """A backup is another district's or another role's, or no backup at all."""

    reason = "other_ledger"


class NoSuchMark(LedgerError):
    """There is no such mark on the revision."""

    reason = "no_such_mark"


_FULL = "磁盘已满，无法保存到“{name}”。请清理磁盘后重试，刚才的内容没有丢失。"
_BUSY = "账本“{name}”正被另一个程序使用。请稍候重试，或先关闭另一个窗口，刚才的内容没有丢失。"
_FAULT = "读写账本“{name}”时出错，磁盘或U盘可能已拔出或损坏。请检查后重试，已保存的内容没有丢失。"
READ_ONLY_TEXT = "账本“{name}”是只读的，不能保存。请复制到本机可写的文件夹后再打开。"
DAMAGED_ROW_TEXT = "{form}“{record_id}”这一行的内容已损坏，无法读出。请从备份恢复，原文件请保留。"
DAMAGED_TEXT = "账本文件“{name}”已损坏或不完整。请从备份恢复，原文件请保留。"

UNREADABLE = (ValueError, TypeError, ArithmeticError, AttributeError)
"""What converting stored values raises when the file was damaged where SQLite can't notice."""

_BY_CODE: dict[int, tuple[type[LedgerError], str]] = {
    sqlite3.SQLITE_FULL: (DiskFull, _FULL),
    sqlite3.SQLITE_BUSY: (LedgerBusy, _BUSY),
    sqlite3.SQLITE_LOCKED: (LedgerBusy, _BUSY),
    sqlite3.SQLITE_IOERR: (LedgerFault, _FAULT),
    sqlite3.SQLITE_CANTOPEN: (LedgerFault, _FAULT),
    sqlite3.SQLITE_NOLFS: (LedgerFault, _FAULT),
    sqlite3.SQLITE_PROTOCOL: (LedgerBusy, _BUSY),
    sqlite3.SQLITE_READONLY: (ReadOnlyLedger, READ_ONLY_TEXT),
    sqlite3.SQLITE_PERM: (ReadOnlyLedger, READ_ONLY_TEXT),
    sqlite3.SQLITE_CORRUPT: (DamagedLedger, DAMAGED_TEXT),
    sqlite3.SQLITE_NOTADB: (DamagedLedger, DAMAGED_TEXT),
}


def damaged_row(form: str, record_id: object) -> DamagedLedger:
    """The error for a row whose stored values can't be read."""
    return DamagedLedger(DAMAGED_ROW_TEXT.format(form=form, record_id=record_id))


def primary_code(problem: sqlite3.Error) -> int:
    """SQLite's result code without its extension; 0 when Python raised the error itself."""
    return int(getattr(problem, "sqlite_errorcode", 0) or 0) & 0xFF


def _by_python(problem: sqlite3.Error) -> tuple[type[LedgerError], str] | None:
    """What Python's own reader found: an operational error without a code is text it can't decode."""
    if type(problem) is sqlite3.OperationalError and not hasattr(problem, "sqlite_errorcode"):
        return DamagedLedger, DAMAGED_TEXT
    return None


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn failures of the machine into ``LedgerError``; let bugs pass."""
    try:
        yield
    except sqlite3.Error as problem:
        found = _BY_CODE.get(primary_code(problem)) or _by_python(problem)
        if found is None:
            raise
        kind, sentence = found
        raise kind(sentence.format(name=path.name)) from problem
    except UnicodeDecodeError as problem:
        # SQLite quotes a damaged schema in its message, and Python can't decode that.
        raise DamagedLedger(DAMAGED_TEXT.format(name=path.name)) from problem
    except UnicodeEncodeError as problem:
        raise UnstorableText(
            "内容中有无法保存的字符（残缺的表情符号或乱码）。请删去这些字符后重试。"
        ) from problem
