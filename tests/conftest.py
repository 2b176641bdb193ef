"""What holds for every test: a throwaway home, no window, no modal box, nothing left running."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QThread
    from PySide6.QtWidgets import QApplication

SHOW_WINDOWS = "CLUSTER_LEDGER_SHOW"
"""Set to 1 to watch the windows of a test on the real display."""

FOLDERS = {
    "HOME": "home",
    "USERPROFILE": "home",
    "APPDATA": "home/AppData/Roaming",
    "LOCALAPPDATA": "home/AppData/Local",
    "XDG_CONFIG_HOME": "home/.config",
    "XDG_DATA_HOME": "home/.local/share",
    "XDG_STATE_HOME": "home/.local/state",
    "XDG_CACHE_HOME": "home/.cache",
    "XDG_RUNTIME_DIR": "run",
    "TMPDIR": "tmp",
    "TEMP": "tmp",
    "TMP": "tmp",
}
"""Every variable by which a program finds a person's folders, and where it points in tests."""

THREAD_PATIENCE_SECONDS = 3.0
"""How long a thread may take to end after the test that started it."""

_throwaway_key = pytest.StashKey[Path]()

settings.register_profile("default", derandomize=True, print_blob=True, deadline=None)
settings.register_profile("ci", parent=settings.get_profile("default"), max_examples=200)
settings.register_profile(
    "long", parent=settings.get_profile("default"), derandomize=False, max_examples=5_000
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


# --- The process ----------------------------------------------------------------------------


def pytest_configure(config: pytest.Config) -> None:
    """Points home and temporary folders at a throwaway one, before any module looks for them."""
    if os.environ.get(SHOW_WINDOWS) != "1":
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # pytest's own tmp_path stays where it was, so that a failed test's files can be looked at.
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", tempfile.gettempdir())
    root = Path(tempfile.mkdtemp(prefix="cluster-ledger-tests-"))
    config.stash[_throwaway_key] = root
    for variable, folder in FOLDERS.items():
        path = root / folder
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.environ[variable] = str(path)
    tempfile.tempdir = None  # forget the answer cached above


def pytest_unconfigure(config: pytest.Config) -> None:
    """Takes the throwaway folder away."""
    tempfile.tempdir = None
    shutil.rmtree(config.stash[_throwaway_key], ignore_errors=True)


@pytest.fixture(scope="session")
def throwaway(pytestconfig: pytest.Config) -> Path:
    """The folder that holds this run's home and temporary folders."""
    return pytestconfig.stash[_throwaway_key]


# --- Qt -------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """The application, with a font that has Chinese if its own has none."""
    from PySide6.QtGui import QFont, QFontDatabase

    chinese = QFontDatabase.WritingSystem.SimplifiedChinese
    if chinese not in QFontDatabase.writingSystems(qapp.font().family()):
        families = QFontDatabase.families(chinese)
        if not families:
            pytest.exit("No font here has Chinese: run `make test`, or install fonts-noto-cjk.", 3)
        preferred = "Noto Sans CJK SC"
        qapp.setFont(QFont(preferred if preferred in families else families[0]))
    return qapp


BLOCKING = {
    "QDialog": ["exec"],
    "QMenu": ["exec"],
    "QMessageBox": ["exec", "about", "aboutQt", "critical", "information", "question", "warning"],
    "QFileDialog": [
        "exec",
        "getExistingDirectory",
        "getExistingDirectoryUrl",
        "getOpenFileName",
        "getOpenFileNames",
        "getOpenFileUrl",
        "getOpenFileUrls",
        "getSaveFileName",
        "getSaveFileUrl",
    ],
    "QInputDialog": ["getDouble", "getInt", "getItem", "getMultiLineText", "getText"],
    "QColorDialog": ["getColor"],
    "QFontDialog": ["getFont"],
}
"""What waits for a person, by class of PySide6.QtWidgets."""


class ModalBoxError(AssertionError):
    """A test reached a box that waits for a person."""


@pytest.fixture(autouse=True)
def no_modal_boxes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes every box that would wait for a person raise, so that no test can hang on it.

    A test that expects a box answers it through the dialogs object it hands to the page, or
    patches the same name over this one.
    """
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None:
        return
    for class_name, methods in BLOCKING.items():
        for method in methods:
            refusal = staticmethod(_refusal(f"{class_name}.{method}"))
            monkeypatch.setattr(getattr(widgets, class_name), method, refusal)


def _refusal(name: str) -> Any:
    def refuse(*_args: object, **_options: object) -> NoReturn:
        raise ModalBoxError(f"{name} would wait for a person: answer it in the test.")

    return refuse


@pytest.fixture(autouse=True)
def no_threads_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test with a window that leaves a thread, a QThread or a pool job running."""
    if "qtbot" not in request.fixturenames:
        yield
        return
    monkeypatch = request.getfixturevalue("monkeypatch")
    started = _watch_qthreads(monkeypatch)
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + THREAD_PATIENCE_SECONDS
    left = _running(started, before)
    while left and time.monotonic() < deadline:
        time.sleep(0.01)
        left = _running(started, before)
    assert not left, f"The test left these running: {left}"


def _watch_qthreads(monkeypatch: pytest.MonkeyPatch) -> list[QThread]:
    """A list that grows by every QThread started from Python."""
    from PySide6.QtCore import QThread

    started: list[QThread] = []
    start = QThread.start

    def watched(thread: QThread, *args: Any) -> None:
        started.append(thread)
        start(thread, *args)

    monkeypatch.setattr(QThread, "start", watched)
    return started


def _running(started: list[QThread], before: set[threading.Thread]) -> list[str]:
    import shiboken6
    from PySide6.QtCore import QThreadPool

    names = [repr(t) for t in started if shiboken6.isValid(t) and t.isRunning()]
    # Python gives a Qt thread that calls it a dummy, which outlives the thread.
    names += [
        repr(t)
        for t in threading.enumerate()
        if t not in before and t.is_alive() and not isinstance(t, threading._DummyThread)
    ]
    jobs = QThreadPool.globalInstance().activeThreadCount()
    return names + ([f"{jobs} job(s) of the global QThreadPool"] if jobs else [])
