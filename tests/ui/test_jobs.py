"""Long work runs beside the window, tells how far it is, can be stopped, and never raises."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from desktop.ui.bars import WorkBar
from desktop.ui.jobs import Jobs
from forms.errors import UserMistake

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.ui.jobs import Cancelled, Progress


def test_the_answer_and_progress_come_on_the_gui_thread(qtbot: QtBot) -> None:
    jobs, seen = Jobs(), []

    def work(progress: Progress, _cancelled: Cancelled) -> str:
        progress(1, 2, "一半")
        return threading.current_thread().name

    def done(worker: object) -> None:
        seen.append((worker, threading.current_thread() is threading.main_thread()))

    job = jobs.run("试验", work, done)
    steps: list[tuple[int, int, str, bool]] = []
    job.progress.connect(
        lambda *step: steps.append((*step, threading.current_thread() is threading.main_thread()))
    )
    qtbot.waitUntil(lambda: not jobs.busy)
    assert steps == [(1, 2, "一半", True)]
    assert seen[0][1]
    assert seen[0][0] != threading.main_thread().name


def test_a_sentence_for_people_is_passed_on(qtbot: QtBot) -> None:
    jobs = Jobs()

    def work(_progress: Progress, _cancelled: Cancelled) -> None:
        raise UserMistake("请换一个文件夹。")

    with qtbot.waitSignal(jobs.refused) as told:
        jobs.run("试验", work, lambda _result: None)
    assert told.args == ["请换一个文件夹。"]
    qtbot.waitUntil(lambda: not jobs.busy)


@pytest.mark.fault("H5")
def test_a_bug_goes_to_the_crash_hook_and_the_next_job_runs(qtbot: QtBot) -> None:
    jobs, results = Jobs(), []

    def broken(_progress: Progress, _cancelled: Cancelled) -> None:
        raise ZeroDivisionError

    with qtbot.waitSignal(jobs.broke) as told:
        jobs.run("试验", broken, results.append)
    assert isinstance(told.args[0], ZeroDivisionError)
    jobs.run("试验", lambda _p, _c: 5, results.append)
    qtbot.waitUntil(lambda: not jobs.busy)
    assert results == [5]


def test_cancel_reaches_the_work_through_the_bar(qtbot: QtBot) -> None:
    jobs, bar, begun = Jobs(), WorkBar(), threading.Event()
    qtbot.addWidget(bar)
    jobs.started.connect(bar.watch)

    def work(_progress: Progress, cancelled: Cancelled) -> None:
        begun.set()
        while not cancelled():
            threading.Event().wait(0.005)
        raise UserMistake("已取消。")

    jobs.run("接收", work, lambda _result: None)
    assert not bar.isVisible()
    qtbot.waitUntil(bar.isVisible)
    assert begun.is_set()
    with qtbot.waitSignal(jobs.refused):
        bar.cancel.click()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert not bar.isVisible()


def test_quick_work_shows_no_progress(qtbot: QtBot) -> None:
    jobs, bar = Jobs(), WorkBar()
    qtbot.addWidget(bar)
    jobs.started.connect(bar.watch)
    jobs.run("快", lambda _p, _c: 1, lambda _result: None)
    qtbot.waitUntil(lambda: not jobs.busy)
    qtbot.wait(bar.PATIENCE_MS + 50)
    assert not bar.isVisible()
