"""Reads the next files while the ones before are being stored.

A usual batch is read in threads. Where much is to be read, the threads would wait for one another
inside Python, so each file goes to a process of ours that has the ledger open for reading. Such a
process is trusted; the parsing of the file is still done by a limited child of its own.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache, partial
from multiprocessing import get_context, parent_process
from typing import TYPE_CHECKING

from desktop.workflow.arriving import Arrival, look_at
from desktop.workflow.session import Session, open_session
from exports.child_pool import ChildPool
from exports.collection import no_collection
from forms.errors import ForPeople
from forms.registry import STANDARD_FORMS

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

READERS = 2
MOST_PROCESSES = 4
WORTH_PROCESSES = 8 << 20
"""Bytes of files from which starting Python anew is the smaller wait."""

Outcome = Callable[[], Arrival]
"""Waits for a file's arrival; raises what ``look_at`` raises."""


@dataclass(frozen=True, slots=True)
class LedgerAt:
    """What a reading process needs to open the same ledger at the same moment."""

    path: Path
    now: datetime


def read_ahead(session: Session, paths: Sequence[Path]) -> Iterator[tuple[Path, Outcome]]:
    """The files in order, each with its outcome; the next few are being read meanwhile."""
    with ChildPool(READERS) as children, _readers(session, paths, children) as readers:
        waiting: list[tuple[Path, Future[Arrival] | None]] = []
        rest = iter(paths)
        while True:
            while len(waiting) < readers.ahead and (path := next(rest, None)) is not None:
                waiting.append((path, readers.start(path)))
            if not waiting:
                return
            path, future = waiting.pop(0)
            yield path, partial(_outcome, future, partial(look_at, session, path, children))


def look_from_afar(ledger: LedgerAt, path: Path) -> Arrival:
    """``look_at`` in a process of its own; raises ``BrokenExecutor`` where none can be run."""
    try:
        session, children = _open(ledger)
    except (ForPeople, OSError) as problem:
        raise BrokenExecutor(str(problem)) from None
    with no_collection():
        return look_at(session, path, children)


@cache
def _open(ledger: LedgerAt) -> tuple[Session, ChildPool]:
    """The ledger and the reading child of this process, kept until it ends."""
    session = open_session(ledger.path, clock=lambda: ledger.now, read_only=True)
    return session, ChildPool(1)


@dataclass(frozen=True, slots=True)
class _Readers:
    """Who reads, with what, and how many files ahead."""

    pool: Executor
    look: Callable[[Path], Arrival]
    ahead: int

    def start(self, path: Path) -> Future[Arrival] | None:
        """A reading under way; None where the processes are gone."""
        try:
            return self.pool.submit(self.look, path)
        except BrokenExecutor:
            return None


@contextmanager
def _readers(session: Session, paths: Sequence[Path], children: ChildPool) -> Iterator[_Readers]:
    look: Callable[[Path], Arrival] = partial(look_at, session, children=children)
    pool: Executor
    if session.forms is STANDARD_FORMS and _size_of(paths) >= WORTH_PROCESSES:
        look = partial(look_from_afar, LedgerAt(session.info.path.resolve(), session.clock()))
        pool, count = ProcessPoolExecutor(_processes(), get_context("spawn"), _begin), _processes()
    else:
        pool, count = ThreadPoolExecutor(READERS), READERS
    try:
        yield _Readers(pool, look, count + 1)
    finally:
        pool.shutdown(cancel_futures=True)


def _processes() -> int:
    return max(READERS, min(os.cpu_count() or 1, MOST_PROCESSES))


def _size_of(paths: Sequence[Path]) -> int:
    total = 0
    for path in paths:
        with suppress(OSError):
            total += path.stat().st_size
    return total


def _outcome(future: Future[Arrival] | None, look: Outcome) -> Arrival:
    """What a reading gave; where its process was lost, the file is read here and now."""
    if future is not None:
        with suppress(BrokenExecutor):
            return future.result()
    return look()


def _begin() -> None:
    """A process of ours leaves interruptions to the one that asked, and ends when that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
