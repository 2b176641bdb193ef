"""The open file as the ledger's parts share it: connection, lock, clock, tables."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from desktop.ledger.errors import READ_ONLY_TEXT, ReadOnlyLedger, translated

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from desktop.ledger.tables import Tables

Clock = Callable[[], datetime]


@dataclass(slots=True)
class Store:
    """One open ledger file; one thread at a time goes through ``reading`` or ``writing``."""

    path: Path
    conn: sqlite3.Connection
    tables: Tables
    clock: Clock
    read_only: bool = False
    lock: threading.RLock = field(default_factory=threading.RLock)

    def now(self) -> str:
        """The time as stored: ISO 8601 with offset, to the second."""
        moment = self.clock()
        return (moment if moment.tzinfo else moment.astimezone()).isoformat(timespec="seconds")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection for reads, failures of the machine translated."""
        with self.lock, translated(self.path):
            yield self.conn

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of the block is in the file afterwards, or nothing.

        ``BEGIN IMMEDIATE`` waits for another program's write before anything is read, which
        sqlite-utils' ``atomic()`` (a deferred ``BEGIN``) does not.
        """
        if self.read_only:
            raise ReadOnlyLedger(READ_ONLY_TEXT.format(name=self.path.name))
        with self.lock, translated(self.path):
            self.conn.execute("BEGIN IMMEDIATE")
            try:
                yield self.conn
                self.conn.execute("COMMIT")
            except BaseException:
                # After a full disk SQLite has rolled back by itself (faults §2).
                if self.conn.in_transaction:
                    self.conn.execute("ROLLBACK")
                raise
