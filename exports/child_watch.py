"""The watch over a reading child: what one file may cost, and the end of a child that exceeds it.

A child's time is counted in three ways. The whole reading has a deadline. While somebody waits
for a frame the child may be busy only so long, in processor time where the system tells it, so
that a crowded machine refuses nothing. Starting a child is no file's fault and counts apart.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

MB = 2**20
_POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost: seconds in all, seconds without a sign of life, memory, output."""

    wall_seconds: float = 10.0
    silent_seconds: float = 3.0
    start_seconds: float = 20.0
    memory_mb: int = 512
    frame_bytes: int = 16 * MB
    total_bytes: int = 256 * MB
    files_per_child: int = 100


class Watch:
    """Ends a child that takes too long, stays silent too long or grows too large.

    ``expired`` then says why: a code of ``refusal.SENTENCES``.
    """

    def __init__(self, process: subprocess.Popen[bytes], limits: Limits) -> None:
        self._process = process
        self._limits = limits
        self._stop = threading.Event()
        self._deadline = 0.0
        self._starts_by: float | None = None
        self._wait = 0
        self._waiting = False
        self.expired = ""

    @property
    def seconds_left(self) -> float:
        """Seconds to the deadline."""
        return max(0.0, self._deadline - time.monotonic())

    def begin(self, seconds: float) -> None:
        """Start the clock of one reading."""
        self._deadline = time.monotonic() + seconds
        self._stop = threading.Event()
        threading.Thread(target=self._run, args=(self._stop,), daemon=True).start()

    def stop(self) -> None:
        """The reading is done."""
        self._stop.set()

    @contextlib.contextmanager
    def starting(self) -> Iterator[None]:
        """While the child starts."""
        began = time.monotonic()
        self._starts_by = began + self._limits.start_seconds
        try:
            yield
        finally:
            self._deadline += time.monotonic() - began
            self._starts_by = None

    @contextlib.contextmanager
    def waiting(self) -> Iterator[None]:
        """While the caller waits for a frame: a child that waits for us is not at fault."""
        self._wait, self._waiting = self._wait + 1, True
        try:
            yield
        finally:
            self._waiting = False

    def _run(self, stop: threading.Event) -> None:
        busy = _Busy(self._process.pid)
        while not stop.wait(_POLL_SECONDS):
            seconds = busy.seconds(self._wait, waiting=self._waiting)
            if self._is_late(seconds):
                self.expired = "timeout"
            elif _grown_beyond(self._process.pid, self._limits.memory_mb):
                self.expired = "memory"
            if self.expired:
                with contextlib.suppress(OSError):
                    self._process.kill()
                return

    def _is_late(self, busy: float) -> bool:
        now, starts_by = time.monotonic(), self._starts_by
        if starts_by is not None:
            return now > starts_by
        return now > self._deadline or busy > self._limits.silent_seconds


class _Busy:
    """How long a child has worked on one frame: in processor time, else by the clock."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._wait = -1
        self._before = 0.0

    def seconds(self, wait: int, *, waiting: bool) -> float:
        """Seconds worked on the wait with this number; 0 while nobody waits."""
        spent = _processor_seconds(self._pid)
        if spent is None:
            spent = time.monotonic()
        if wait != self._wait or not waiting:
            self._wait, self._before = wait, spent
        return spent - self._before


def _processor_seconds(pid: int) -> float | None:
    """The processor time of a process, where the system tells."""
    try:
        facts = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
        user, system = facts.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError):
        return None


def _grown_beyond(pid: int, megabytes: int) -> bool:
    """Whether the process holds more memory than allowed, where the system tells."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return False
    return pages * os.sysconf("SC_PAGE_SIZE") > megabytes * MB
