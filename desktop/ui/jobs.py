"""Long work off the GUI thread, with progress and 取消 (design §9).

A job is ``work(progress, cancelled) -> result``: it calls ``progress(done, total, text)`` as it
goes and stops soon after ``cancelled()`` turns true. Its answer comes back on the GUI thread.

Python's own threads carry the work: a ``QRunnable`` made in Python is freed by two owners.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from forms.errors import ForPeople

Progress = Callable[[int, int, str], None]
Cancelled = Callable[[], bool]
Work = Callable[[Progress, Cancelled], Any]


class Job(QObject):
    """One piece of work; every signal is emitted on the GUI thread.

    Signals: ``progress(done, total, text)``; then one of ``done(result)``, ``refused(ForPeople)``
    and ``broke(exception)``; and ``ended()`` after it.
    """

    progress = Signal(int, int, str)
    done = Signal(object)
    refused = Signal(object)
    broke = Signal(object)
    ended = Signal()

    _worked = Signal(int, int, str)
    _finished = Signal(str, object)

    def __init__(self, title: str, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self._work = work
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=title, daemon=True)
        # The worker emits the private signals; slots of this object bring them to its own thread,
        # which a plain function as a slot would not.
        self._worked.connect(self._on_worked)
        self._finished.connect(self._on_finished)

    def start(self) -> None:
        """Begin, in a thread of its own."""
        self._thread.start()

    def cancel(self) -> None:
        """Ask the work to stop; it answers with ``refused`` when it did."""
        self._stop.set()

    def abandon(self, patience: float) -> None:
        """Ask the work to stop, tell nobody of its outcome, and wait so many seconds for it."""
        self._stop.set()
        self.blockSignals(True)
        if self._thread.is_alive():
            self._thread.join(patience)

    def _run(self) -> None:
        try:
            outcome, value = "done", self._work(self._worked.emit, self._stop.is_set)
        except ForPeople as problem:
            outcome, value = "refused", problem
        except Exception as fault:  # noqa: BLE001 - the job runner hands every bug on
            outcome, value = "broke", fault
        self._finished.emit(outcome, value)

    @Slot(int, int, str)
    def _on_worked(self, done: int, total: int, text: str) -> None:
        self.progress.emit(done, total, text)

    @Slot(str, object)
    def _on_finished(self, outcome: str, value: object) -> None:
        self._thread.join()
        try:
            {"done": self.done, "refused": self.refused, "broke": self.broke}[outcome].emit(value)
        finally:
            self.ended.emit()


class Jobs(QObject):
    """Runs one job after another: they write to the same ledger and would only wait there.

    Signals: ``started(Job)``; ``refused(str)`` a sentence for people; ``broke(exception)`` a bug.
    """

    started = Signal(object)
    refused = Signal(str)
    broke = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: list[Job] = []

    @property
    def busy(self) -> bool:
        """Whether work is under way."""
        return bool(self._waiting)

    def run(
        self,
        title: str,
        work: Work,
        done: Callable[[Any], None],
        refused: Callable[[ForPeople], None] | None = None,
    ) -> Job:
        """Start work; ``done(result)`` or ``refused(problem)`` is called on the GUI thread."""
        job = Job(title, work, self)
        self._waiting.append(job)
        job.done.connect(done)
        # No lambda that holds this object: a job that dies last would take its parent along.
        job.refused.connect(refused or self._on_refused)
        job.broke.connect(self.broke)
        job.ended.connect(self._next)
        if len(self._waiting) == 1:
            self._begin(job)
        return job

    def stop(self, patience: float = 10.0) -> None:
        """Give everything up and wait for what is under way; before the ledger is closed."""
        jobs, self._waiting = self._waiting, []
        for job in jobs:
            job.abandon(patience)

    @Slot(object)
    def _on_refused(self, problem: ForPeople) -> None:
        self.refused.emit(str(problem))

    def _begin(self, job: Job) -> None:
        self.started.emit(job)
        job.start()

    @Slot()
    def _next(self) -> None:
        self._waiting.pop(0).deleteLater()
        if self._waiting:
            self._begin(self._waiting[0])
