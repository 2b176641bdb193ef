"""H5, H6, H8: a fault anywhere is logged without values, said in Chinese, and work goes on."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, QTimer, Signal, qWarning

from desktop.ui.crash import LOG_BYTES, LOG_FILES, LOG_NAME, CrashHook, places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QTimerEvent
    from pytestqt.qtbot import QtBot

SECRET = "张三示例13800000000"


class Told:
    """What the person was told."""

    def __init__(self) -> None:
        self.sentences: list[str] = []

    def __call__(self, sentence: str, path: Path) -> None:
        self.sentences.append(f"{sentence}{path}")


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def hook(qtbot: QtBot, tmp_path: Path, told: Told) -> Iterator[CrashHook]:
    made = CrashHook(tmp_path, told, lambda: "1.0")
    assert not made.install()
    yield made
    made.remove()


def check(qtbot: QtBot, hook: CrashHook, told: Told, function: str) -> None:
    qtbot.waitUntil(lambda: bool(told.sentences))
    assert "已保存的数据不受影响" in told.sentences[0]
    log = hook.path.read_text(encoding="utf-8")
    assert "ValueError" in log
    assert function in log
    assert "1.0" in log
    assert SECRET not in log


class Emitter(QObject):
    happened = Signal()


def broken_slot() -> None:
    raise ValueError(SECRET)


@pytest.mark.fault("H5")
def test_raised_in_a_slot(qtbot: QtBot, hook: CrashHook, told: Told) -> None:
    one = Emitter()
    one.happened.connect(broken_slot)
    one.happened.emit()
    check(qtbot, hook, told, "broken_slot")


@pytest.mark.fault("H5")
def test_raised_in_a_timer(qtbot: QtBot, hook: CrashHook, told: Told) -> None:
    QTimer.singleShot(0, broken_slot)
    check(qtbot, hook, told, "broken_slot")


class BrokenObject(QObject):
    def timerEvent(self, event: QTimerEvent) -> None:
        self.killTimer(event.timerId())
        raise ValueError(SECRET)


@pytest.mark.fault("H5")
def test_raised_in_a_virtual_method(qtbot: QtBot, hook: CrashHook, told: Told) -> None:
    one = BrokenObject()
    one.startTimer(0)
    check(qtbot, hook, told, "timerEvent")


@pytest.mark.fault("H5")
def test_raised_in_a_thread(qtbot: QtBot, hook: CrashHook, told: Told) -> None:
    thread = threading.Thread(target=broken_slot)
    thread.start()
    thread.join()
    check(qtbot, hook, told, "broken_slot")


class Unraisable:
    def __del__(self) -> None:
        raise ValueError(SECRET)


@pytest.mark.fault("H5")
def test_raised_while_an_object_dies_is_only_logged(hook: CrashHook, told: Told) -> None:
    one: object = Unraisable()
    del one
    log = hook.path.read_text(encoding="utf-8")
    assert "__del__" in log
    assert SECRET not in log
    assert not told.sentences


def test_many_faults_show_one_box(qtbot: QtBot, tmp_path: Path) -> None:
    boxes: list[str] = []

    def show(sentence: str, _path: Path) -> None:
        boxes.append(sentence)
        hook.report(ValueError())

    hook = CrashHook(tmp_path, show)
    hook.report(ValueError())
    assert len(boxes) == 1


@pytest.mark.fault("H8")
def test_qt_messages_are_logged_without_their_text(hook: CrashHook) -> None:
    qWarning(SECRET)
    log = hook.path.read_text(encoding="utf-8")
    assert "Qt QtWarningMsg" in log
    assert SECRET not in log


@pytest.mark.fault("H8")
def test_the_log_is_kept_small(hook: CrashHook, tmp_path: Path) -> None:
    hook._logger.handlers[0].maxBytes = 2_000  # type: ignore[attr-defined]
    for _ in range(200):
        hook.log(ValueError())
    logs = sorted(tmp_path.glob("*.log*"))
    assert len(logs) == LOG_FILES
    assert all(one.stat().st_size <= 2_000 for one in logs)
    assert LOG_BYTES * LOG_FILES == 5_000_000


def test_causes_are_named_and_loops_end() -> None:
    first, second = KeyError(SECRET), ValueError(SECRET)
    second.__cause__ = first
    first.__context__ = second
    assert places(second).split("\n") == ["ValueError", "KeyError"]


AT_THE_END = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QTimer
import desktop.ui
from desktop.ui.crash import CrashHook
application = QCoreApplication([])
hook = CrashHook(Path(sys.argv[1]), lambda *_: None)
hook.install()
def broken():
    raise ValueError(sys.argv[2])
application.aboutToQuit.connect(broken)
QTimer.singleShot(0, application.quit)
code = application.exec()
print("went on")
sys.exit(code)
"""


@pytest.mark.fault("H5", "H8")
def test_raised_while_the_program_ends(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", AT_THE_END, str(tmp_path), SECRET],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "went on\n"), done.stderr
    log = (tmp_path / LOG_NAME).read_text(encoding="utf-8")
    assert "ValueError" in log
    assert "broken" in log
    assert SECRET not in log
    assert SECRET not in done.stderr


NATIVE = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
import desktop.ui
from desktop.ui.crash import CrashHook
import faulthandler
application = QCoreApplication([])
hook = CrashHook(Path(sys.argv[1]), lambda *_: None)
print(hook.install())
faulthandler._sigsegv()
"""


@pytest.mark.fault("H6")
def test_a_native_crash_is_told_at_the_next_start(tmp_path: Path, told: Told) -> None:
    done = subprocess.run(
        [sys.executable, "-c", NATIVE, str(tmp_path)], capture_output=True, check=False, timeout=60
    )
    assert done.returncode != 0
    hook = CrashHook(tmp_path, told)
    try:
        assert hook.install()
        assert "Segmentation fault" in hook.last_fault.read_text(encoding="utf-8")
    finally:
        hook.remove()


def test_the_hooks_are_given_back(qtbot: QtBot, tmp_path: Path, told: Told) -> None:
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    hook = CrashHook(tmp_path, told)
    hook.install()
    assert sys.excepthook != before[0]
    hook.remove()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before
