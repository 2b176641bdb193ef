"""Long work off the GUI thread, with progress and 取消 (design §9).

A job is ``work(progress, cancelled) -> result``: it calls ``progress(done, total, text)`` as it
goes and stops soon after ``cancelled()`` turns true. Its answer comes back on the GUI thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, SignalInstance, Slot

from forms.errors import ForPeople

Progress = Callable[[int, int, str], None]
Cancelled = Callable[[], bool]
Work = Callable[[Progress, Cancelled], Any]


class Job(QObject):
    """One piece of work under way; every signal is emitted on the GUI thread.

    Signals: ``progress(done, total, text)``; then one of ``done(result)``, ``refused(ForPeople)``
    and ``broke(exception)``; and ``ended()`` after it.
    """

    progress = Signal(int, int, str)
    done = Signal(object)
    refused = Signal(object)
    broke = Signal(object)
    ended = Signal()

    _worked = Signal(int, int, str)
    _finished = Signal(object, object)

    def __init__(self, title: str, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self._work = work
        self._stop = threading.Event()
        # The worker emits the private signals; slots of this object bring them to its own thread,
        # which a plain function as a slot would not.
        self._worked.connect(self._on_worked)
        self._finished.connect(self._on_finished)

    def cancel(self) -> None:
        """Ask the work to stop; it answers with ``refused`` when it did."""
        self._stop.set()

    def run(self) -> None:
        """Do the work in the calling thread and tell the outcome."""
        try:
            result = self._work(self._worked.emit, self._stop.is_set)
        except ForPeople as problem:
            self._finished.emit(self.refused, problem)
        except Exception as fault:  # noqa: BLE001 - the job runner hands every bug on
            self._finished.emit(self.broke, fault)
        else:
            self._finished.emit(self.done, result)

    @Slot(int, int, str)
    def _on_worked(self, done: int, total: int, text: str) -> None:
        self.progress.emit(done, total, text)

    @Slot(object, object)
    def _on_finished(self, outcome: SignalInstance, value: object) -> None:
        try:
            outcome.emit(value)
        finally:
            self.ended.emit()


class _Runner(QRunnable):
    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job = job

    def run(self) -> None:
        self._job.run()


class Jobs(QObject):
    """Runs one job after another.

    Signals: ``started(Job)``; ``refused(str)`` a sentence for people; ``broke(exception)`` a bug.
    """

    started = Signal(object)
    refused = Signal(str)
    broke = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        # One at a time: jobs write to the same ledger, and two would only wait for each other.
        self._pool.setMaxThreadCount(1)
        self._running: list[Job] = []

    @property
    def busy(self) -> bool:
        """Whether work is under way."""
        return bool(self._running)

    def run(
        self,
        title: str,
        work: Work,
        done: Callable[[Any], None],
        refused: Callable[[ForPeople], None] | None = None,
    ) -> Job:
        """Start work; ``done(result)`` or ``refused(problem)`` is called on the GUI thread."""
        job = Job(title, work, self)
        self._running.append(job)
        job.done.connect(done)
        job.refused.connect(refused or (lambda problem: self.refused.emit(str(problem))))
        job.broke.connect(self.broke)
        job.ended.connect(lambda: self._ended(job))
        self.started.emit(job)
        self._pool.start(_Runner(job))
        return job

    def stop(self, patience_ms: int = 10_000) -> None:
        """Cancel everything and wait for it; before the ledger is closed."""
        for job in self._running:
            job.cancel()
        self._pool.waitForDone(patience_ms)

    def _ended(self, job: Job) -> None:
        self._running.remove(job)
        job.deleteLater()
