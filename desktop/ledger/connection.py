"""Opening the SQLite file: judged before it is touched, then set to lose nothing.

``journal_mode=TRUNCATE`` with ``synchronous=FULL`` keeps the ledger one file that is whole after
every commit, so that a plain copy onto a stick is a backup (faults §2).
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from desktop.ledger.errors import (
    DAMAGED_TEXT,
    READ_ONLY_TEXT,
    DamagedLedger,
    LedgerError,
    NoSuchLedger,
    NotALedger,
    ReadOnlyLedger,
    primary_code,
    translated,
)

APPLICATION_ID = 0x574C4359
"""``WLCY``, at byte 68 of the file: by this, not by failing, other files are told apart."""

SETTINGS = (
    "busy_timeout = 5000",
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "mmap_size = 0",
    "secure_delete = ON",
    "foreign_keys = ON",
    "journal_mode = TRUNCATE",
    "synchronous = FULL",
)

_LONGEST_PATH = 500
"""Bytes; SQLite's files for Unix take 512, and the journal's name is 8 longer (faults A14)."""

_MAGIC = b"SQLite format 3\x00"
_HEADER_LENGTH = 100
_CANNOT_WRITE = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM})

Connect = Callable[[Path, bool], sqlite3.Connection]
"""Opens ``(path, read only)``; tests hand in one that counts, fails or simulates a power cut."""


@dataclass(frozen=True, slots=True)
class FileHeader:
    """What the first 100 bytes of an SQLite file say."""

    page_size: int
    pages: int
    user_version: int
    application_id: int


def connect(path: Path, read_only: bool) -> sqlite3.Connection:
    """Open an existing file, or make a new one unless ``read_only``."""
    if os.name == "posix" and len(os.fsencode(path.absolute())) > _LONGEST_PATH:
        raise LedgerError(
            f"账本“{path.name}”所在的路径过长，打不开。请把它放到层级较浅的文件夹再打开。"
        )
    uri = f"{_uri(path)}?mode={'ro' if read_only else 'rwc'}"
    return sqlite3.connect(
        uri,
        uri=True,
        timeout=5.0,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=512,
    )


def configure(conn: sqlite3.Connection) -> None:
    """Set what faults §5 asks for; all but the last two hold for this connection only."""
    for setting in SETTINGS:
        conn.execute(f"PRAGMA {setting}").fetchall()


def read_header(path: Path) -> FileHeader:
    """Judge a file by its first bytes, without SQLite and without any write.

    Raises ``NoSuchLedger``, ``NotALedger``, ``DamagedLedger`` (empty or cut short).
    """
    head, size = _read_head(path)
    if size == 0 or (len(head) < _HEADER_LENGTH and head[:16] == _MAGIC[: len(head)]):
        raise DamagedLedger(DAMAGED_TEXT.format(name=path.name))
    if not head.startswith(_MAGIC):
        raise NotALedger(f"“{path.name}”不是集群台账的账本文件。请选择本程序建立的账本。")
    header = _parse_head(head)
    if header.application_id != APPLICATION_ID:
        raise NotALedger(
            f"“{path.name}”是其他程序的数据库，不是集群台账的账本。请选择本程序建立的账本。"
        )
    if size < header.pages * header.page_size and not journal_of(path):
        raise DamagedLedger(DAMAGED_TEXT.format(name=path.name))
    return header


def journal_of(path: Path) -> int:
    """The size of the rollback journal beside the ledger: above 0 the last exit was unclean."""
    try:
        return path.with_name(path.name + "-journal").stat().st_size
    except OSError:
        return 0


def is_writable(conn: sqlite3.Connection) -> bool:
    """Probe with a real write that is rolled back: opening alone proves nothing (faults §0, 7)."""
    version = conn.execute("PRAGMA user_version").fetchone()[0]
    try:
        conn.execute("BEGIN IMMEDIATE")
        conn.execute(f"PRAGMA user_version = {int(version)}")
    except sqlite3.OperationalError as problem:
        if primary_code(problem) in _CANNOT_WRITE:
            return False
        raise
    finally:
        if conn.in_transaction:
            conn.execute("ROLLBACK")
    return True


def first_look(conn: sqlite3.Connection, path: Path) -> None:
    """Settings and a first read; recovers from a crash when the file can be written.

    Raises ``ReadOnlyLedger`` when a crash left a journal that can't be rolled back here.
    """
    try:
        with translated(path):
            configure(conn)
            conn.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except LedgerError as problem:
        if journal_of(path) and not isinstance(problem, DamagedLedger):
            raise ReadOnlyLedger(
                READ_ONLY_TEXT.format(name=path.name)
                + "上次没有正常结束，须连同旁边的“-journal”文件一起复制。"
            ) from problem
        raise


def quick_check(conn: sqlite3.Connection, path: Path) -> None:
    """Raise ``DamagedLedger`` when SQLite finds the file's structure broken."""
    with translated(path):
        answer = conn.execute("PRAGMA quick_check(1)").fetchone()[0]
    if answer != "ok":
        raise DamagedLedger(DAMAGED_TEXT.format(name=path.name))


def close(conn: sqlite3.Connection, *, tidy: bool) -> None:
    """Close; ``tidy`` also takes the empty journal away, lest people wonder about it."""
    if tidy:
        with contextlib.suppress(sqlite3.Error):
            conn.execute("PRAGMA journal_mode = DELETE").fetchall()
    conn.close()


def _uri(path: Path) -> str:
    """A file URI as SQLite takes it: three slashes, four before a network share's name."""
    posix = path.absolute().as_posix()
    slashes = "//" if posix.startswith("/") else "///"
    return f"file:{slashes}{quote(posix)}"


def _read_head(path: Path) -> tuple[bytes, int]:
    try:
        with path.open("rb") as stream:
            return stream.read(_HEADER_LENGTH), path.stat().st_size
    except FileNotFoundError:
        raise NoSuchLedger(f"找不到账本“{path.name}”。请检查是否已移走，或U盘已拔出。") from None
    except IsADirectoryError:
        raise NotALedger(f"“{path.name}”是文件夹，不是账本文件。请选择账本文件。") from None
    except OSError as problem:
        raise NotALedger(
            f"“{path.name}”打不开（{problem.strerror}）。请检查是否被占用、有没有读取权限。"
        ) from problem


def _parse_head(head: bytes) -> FileHeader:
    (page_size,) = struct.unpack(">H", head[16:18])
    changed, pages = struct.unpack(">II", head[24:32])
    (user_version,) = struct.unpack(">I", head[60:64])
    (application_id,) = struct.unpack(">I", head[68:72])
    (valid_for,) = struct.unpack(">I", head[92:96])
    # The page count counts only when the last writer kept it up (SQLite file format, §1.3.7).
    known = pages if changed == valid_for else 0
    return FileHeader(1 << 16 if page_size == 1 else page_size, known, user_version, application_id)
