"""Runs the reading child and never waits for it longer than allowed (faults H7).

A ``ChildPool`` keeps a few children that live across files, because starting one costs more than
reading a small file. Whatever a child does wrong (hang, crash, garbage, flood) ends that child
and becomes a ``Refusal``; the next file gets a new one.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self

from exports.child import FRAME, READING_CHILD
from exports.child_watch import Limits, Watch
from exports.refusal import SENTENCES, Refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from types import TracebackType

    from exports.cellsource import Caps

_ENVIRONMENT = ("SYSTEMROOT", "WINDIR", "LD_LIBRARY_PATH")
"""What a process needs to start at all, and nothing of the user's."""


class ChildFailed(Exception):
    """The child ended or misbehaved; ``reason`` is a code of ``refusal.SENTENCES``.

    ``lost`` says that the child is not to be used again.
    """

    def __init__(self, reason: str, detail: str = "", *, lost: bool = False) -> None:
        self.reason = reason
        self.detail = detail
        self.lost = lost or reason in ("timeout", "reader_failed", "memory")
        super().__init__(detail)


def child_command(memory_mb: int) -> list[str]:
    """How the reading child is started; a frozen program starts itself with a word of its own."""
    if getattr(sys, "frozen", False):
        return [sys.executable, READING_CHILD, str(memory_mb)]
    return [sys.executable, "-s", "-P", "-B", "-X", "utf8", "-m", "exports.child", str(memory_mb)]


@dataclass
class ChildPool:
    """A few reading children; safe to use from several threads.

    ``command`` starts a child (tests give misbehaving ones). ``close`` ends them all; the pool is
    also a context manager.
    """

    size: int = 2
    limits: Limits = field(default_factory=Limits)
    command: Sequence[str] = ()

    def __post_init__(self) -> None:
        self._places = threading.BoundedSemaphore(self.size)
        self._lock = threading.Lock()
        self._idle: list[_Child] = []
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End every child; those at work end with their file."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for child in idle:
            child.end()

    def warm_up(self) -> None:
        """Start a child ahead of the first file."""
        self._give_back(self._take())

    @contextlib.contextmanager
    def reading(self, name: str) -> Iterator[Worker]:
        """A child for one file, ``name`` being the file's name in refusals."""
        self._places.acquire()
        worker = Worker(self._take, name, self.limits)
        try:
            yield worker
        finally:
            child = worker.release()
            if child is not None:
                self._give_back(child)
            self._places.release()

    def _take(self) -> _Child:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return _Child(self.command or child_command(self.limits.memory_mb), self.limits)

    def _give_back(self, child: _Child) -> None:
        with self._lock:
            keep = not self._closed and child.served < self.limits.files_per_child
            if keep:
                self._idle.append(child)
        if not keep:
            child.end()


class Worker:
    """One file's hold on a child. A request is started, then its frames are taken.

    After a failure the next request gets a fresh child.
    """

    def __init__(self, take: Any, name: str, limits: Limits) -> None:
        self._take = take
        self._name = name
        self._limits = limits
        self._child: _Child | None = None
        self._busy = False
        self._left = limits.wall_seconds

    def start(self, function: str, data: bytes, caps: Caps, skip: Collection[str] = ()) -> None:
        """Ask for a reading; returns at once, so that the caller can do other things."""
        if self._busy:
            self.abandon()
        if self._child is None:
            self._child = self._take()
        assert self._child is not None
        self._busy = True
        request = {
            "function": function,
            "size": len(data),
            "caps": asdict(caps),
            "skip": sorted(skip),
        }
        self._child.ask(request, data, self._left)

    def frames(self) -> Iterator[Mapping[str, Any]]:
        """The frames of the reading that was started; raises ``ChildFailed``."""
        child = self._child
        assert child is not None
        try:
            yield from child.answers()
            self._busy = False
            self._left = child.seconds_left
        except ChildFailed as problem:
            self._left = child.seconds_left
            # A refusal is an orderly answer; after anything else the child is not to be trusted.
            if problem.lost:
                self.abandon()
            else:
                self._busy = False
            raise

    def drain(self) -> None:
        """Let a reading run out unread."""
        with contextlib.suppress(ChildFailed):
            for _ in self.frames():
                pass

    def refusal(self, problem: ChildFailed) -> Refusal:
        """A child's failure as the answer to the user."""
        reason = problem.reason if problem.reason in SENTENCES else "reader_failed"
        return Refusal(reason, self._name, problem.detail[:200])

    def release(self) -> _Child | None:
        """The child if it is fit for the next file; else it is ended."""
        if self._busy:
            self.abandon()
        child, self._child = self._child, None
        return child

    def abandon(self) -> None:
        """End the child, whatever it is doing; the next request gets another."""
        if self._child is not None:
            self._child.end()
        self._child, self._busy = None, False


class _Child:
    """One child process and the watch over it."""

    def __init__(self, command: Sequence[str], limits: Limits) -> None:
        self._limits = limits
        self._folder = _empty_folder()
        self._process = subprocess.Popen(
            list(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            cwd=self._folder.name if self._folder else Path(os.sep).resolve(),
            env=_environment(), close_fds=True, **_no_window(),
        )  # fmt: skip
        self._watch = Watch(self._process, limits)
        self._ready = False
        self._feeder: threading.Thread | None = None
        self.served = 0

    @property
    def _input(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin

    @property
    def _output(self) -> IO[bytes]:
        assert self._process.stdout is not None
        return self._process.stdout

    @property
    def seconds_left(self) -> float:
        """What is left of the time that ``ask`` allowed."""
        return self._watch.seconds_left

    def ask(self, request: Mapping[str, Any], data: bytes, seconds: float) -> None:
        """Send a request; the bytes go from a thread, so that a deaf child can't hold us."""
        head = json.dumps(request).encode()
        message = FRAME.pack(len(head)) + head
        self._watch.begin(seconds)
        self._feeder = threading.Thread(target=self._feed, args=(message, data), daemon=True)
        self._feeder.start()

    def _feed(self, message: bytes, data: bytes) -> None:
        with contextlib.suppress(OSError, ValueError):
            self._input.write(message)
            self._input.write(data)
            self._input.flush()

    def answers(self) -> Iterator[Mapping[str, Any]]:
        """Frames until the child says it is done; raises ``ChildFailed``."""
        if not self._ready:
            with self._watch.starting():
                self._frame()
            self._ready = True
        total = 0
        while True:
            frame, size = self._frame()
            total += size
            if total > self._limits.total_bytes:
                self._kill()
                raise ChildFailed("reader_failed", "输出过多")
            if "alive" in frame:
                continue
            if "done" in frame:
                break
            if "refused" in frame:
                self._finish()
                reason, detail = str(frame["refused"]), str(frame.get("detail", ""))
                raise ChildFailed(reason, detail, lost="ends" in frame)
            yield frame
        self._finish()

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self._kill()
        if self._feeder is not None:
            self._feeder.join(1)
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if stream is not None:
                    stream.close()
        self._process.wait()
        if self._folder is not None:
            self._folder.cleanup()

    def _finish(self) -> None:
        self._watch.stop()
        self.served += 1
        if self._feeder is not None:
            self._feeder.join()

    def _kill(self) -> None:
        self._watch.stop()
        with contextlib.suppress(OSError):
            self._process.kill()

    def _frame(self) -> tuple[Mapping[str, Any], int]:
        with self._watch.waiting():
            head = self._output.read(FRAME.size)
            size = FRAME.unpack(head)[0] if len(head) == FRAME.size else -1
            if size > self._limits.frame_bytes:
                self._kill()
                raise ChildFailed("reader_failed", "输出有误")
            content = self._output.read(size) if size >= 0 else b""
        if len(content) < size or size < 0:
            raise self._ended()
        try:
            # Decoded strictly and never escaped: half a character could not be encoded again.
            frame = None if b"\\ud" in content.lower() else json.loads(content.decode())
        except (ValueError, RecursionError):
            frame = None
        if not isinstance(frame, dict):
            self._kill()
            raise ChildFailed("reader_failed", "输出有误")
        return frame, size

    def _ended(self) -> ChildFailed:
        """Why the pipe ended: by our watch, or by itself."""
        self._watch.stop()
        if self._watch.expired:
            return ChildFailed(self._watch.expired)
        self._kill()
        self._process.wait()
        return ChildFailed("reader_failed", "读取程序意外结束")


def _empty_folder() -> tempfile.TemporaryDirectory[str] | None:
    """A folder for the child to stand in; None where none can be made (faults A17)."""
    try:
        return tempfile.TemporaryDirectory(
            prefix="cluster-ledger-read-", ignore_cleanup_errors=True
        )
    except OSError:
        return None


def _environment() -> dict[str, str]:
    """Almost nothing: the child finds our package and its libraries, and no more."""
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    root = str(Path(__file__).resolve().parent.parent)
    return {**kept, "PYTHONPATH": root, "PYTHONDONTWRITEBYTECODE": "1"}


def _no_window() -> dict[str, Any]:
    """On Windows a child of a windowed program would flash a console."""
    if sys.platform == "win32":  # pragma: no cover - tried on Windows only
        return {"creationflags": subprocess.CREATE_NO_WINDOW}
    return {}
