"""A disk on which the power can fail: SQLite's own file operations, logged and replayed.

The ledger runs its real statements over another copy of SQLite (apsw), whose file layer notes
every write, truncation, sync and removal. After a cut, whatever was not synced may be on the
disk, missing, or torn at 512 bytes; a removal that was not synced may not have happened.
"""

from __future__ import annotations

import random
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw

SECTOR = 512


# --- A connection that the ledger takes for sqlite3's -----------------------------------------


class Answer:
    """A finished statement's rows, read like ``sqlite3``'s cursor."""

    def __init__(self, rows: list[Any], names: Any, lastrowid: int, rowcount: int) -> None:
        self._rows = iter(rows)
        self.description = names
        self.lastrowid = lastrowid
        self.rowcount = rowcount

    def __iter__(self) -> Any:
        return self._rows

    def fetchone(self) -> Any:
        return next(self._rows, None)

    def fetchall(self) -> list[Any]:
        return list(self._rows)


class ApswConnection:
    """As much of ``sqlite3.Connection`` as the ledger uses, over apsw."""

    def __init__(self, path: Path, vfs: str, replace: dict[str, str] | None = None) -> None:
        self._conn = apsw.Connection(str(path), vfs=vfs)
        self._replace = replace or {}

    @property
    def in_transaction(self) -> bool:
        return self._conn.in_transaction

    def execute(self, sql: str, values: Any = ()) -> Answer:
        for old, new in self._replace.items():
            sql = sql.replace(old, new)
        try:
            cursor = self._conn.execute(sql, values)
            names = _names(cursor)
            rows = list(cursor)
        except apsw.Error as problem:
            raise _translated(problem) from problem
        return Answer(rows, names, self._conn.last_insert_rowid(), self._conn.changes())

    def executemany(self, sql: str, many: Any) -> None:
        try:
            self._conn.executemany(sql, many)
        except apsw.Error as problem:
            raise _translated(problem) from problem

    def close(self) -> None:
        self._conn.close(True)


def _names(cursor: apsw.Cursor) -> Any:
    try:
        return cursor.description
    except apsw.ExecutionCompleteError:  # it gave no row
        return ()


def _translated(problem: apsw.Error) -> sqlite3.Error:
    # An error that the file layer raised carries no code; its class tells it.
    raised = {apsw.FullError: sqlite3.SQLITE_FULL, apsw.IOError: sqlite3.SQLITE_IOERR}
    found = sqlite3.OperationalError(str(problem))
    found.sqlite_errorcode = getattr(problem, "result", 0) or raised.get(type(problem), 0)
    return found


# --- The logged disk ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation on a file: write, truncate, sync, delete, or a mark of the test's own."""

    kind: str
    name: str = ""
    offset: int = 0
    data: bytes = b""


@dataclass
class Log:
    """The operations in order; ``before`` may raise, to fail an operation on purpose."""

    operations: list[Operation] = field(default_factory=list)
    before: Any = None

    def add(self, operation: Operation) -> None:
        if self.before is not None:
            self.before(operation)
        self.operations.append(operation)

    def mark(self, text: str) -> None:
        """Note a moment of the test, such as an acknowledged edit."""
        self.operations.append(Operation("mark", text))


class LoggedFile(apsw.VFSFile):
    """A real file whose changes are noted."""

    def __init__(self, base: str, name: Any, flags: list[int], log: Log) -> None:
        super().__init__(base, name, flags)
        filename = name.filename() if hasattr(name, "filename") else name
        self._name = Path(filename or "?").name
        self._log = log

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self._log.add(Operation("write", self._name, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:  # noqa: N802
        self._log.add(Operation("truncate", self._name, size))
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:  # noqa: N802
        self._log.add(Operation("sync", self._name))
        super().xSync(flags)


class LoggedDisk(apsw.VFS):
    """A file layer that opens logged files; ``name`` must be new in the process."""

    def __init__(self, name: str, log: Log) -> None:
        self.name, self.log = name, log
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: list[int]) -> Any:  # noqa: N802
        return LoggedFile("", name, flags, self.log)

    def xDelete(self, name: str, sync: bool) -> None:  # noqa: N802
        kind = "delete synced" if sync else "delete"
        self.log.add(Operation(kind, Path(name).name))
        super().xDelete(name, sync)


# --- The cut -----------------------------------------------------------------------------------


class Disk:
    """What is surely on the disk, and what may be, as a log is replayed."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.sure = {name: bytearray(content) for name, content in files.items()}
        self.pending: dict[str, list[Operation]] = {}

    def play(self, operation: Operation) -> None:
        """Take one operation in."""
        if operation.kind == "sync":
            for waiting in self.pending.pop(operation.name, []):
                _do(self.sure, waiting)
            self.sure.setdefault(operation.name, bytearray())
        elif operation.kind == "delete synced":
            self.pending.pop(operation.name, None)
            self.sure.pop(operation.name, None)
        elif operation.kind != "mark":
            self.pending.setdefault(operation.name, []).append(operation)

    def after_cut(self, chance: random.Random) -> dict[str, bytes]:
        """One of the states in which the disk may be found."""
        found = {name: bytearray(content) for name, content in self.sure.items()}
        for waiting in self.pending.values():
            for operation in waiting:
                fate = chance.random()
                if fate < 0.4:
                    _do(found, operation)
                elif fate < 0.7 and operation.kind == "write":
                    _tear(found, operation, chance)
        return {name: bytes(content) for name, content in found.items()}


def _do(files: dict[str, bytearray], operation: Operation) -> None:
    if operation.kind == "delete":
        files.pop(operation.name, None)
        return
    content = files.setdefault(operation.name, bytearray())
    if operation.kind == "truncate":
        del content[operation.offset :]
        content.extend(bytes(operation.offset - len(content)))
        return
    end = operation.offset + len(operation.data)
    content.extend(bytes(max(0, end - len(content))))
    content[operation.offset : end] = operation.data


def _tear(files: dict[str, bytearray], operation: Operation, chance: random.Random) -> None:
    for start in range(0, len(operation.data), SECTOR):
        if chance.random() < 0.5:
            part = operation.data[start : start + SECTOR]
            _do(files, Operation("write", operation.name, operation.offset + start, part))
