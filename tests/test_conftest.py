"""The safety net under the other tests must itself hold."""

from __future__ import annotations

import os
import tempfile
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QThread
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from tests import conftest


def test_home_and_temporary_folders_are_throwaway(throwaway: Path) -> None:
    assert Path.home().is_relative_to(throwaway)
    assert Path(tempfile.gettempdir()).is_relative_to(throwaway)
    for variable in conftest.FOLDERS:
        assert Path(os.environ[variable]).is_relative_to(throwaway), variable
    assert Path(os.environ["XDG_RUNTIME_DIR"]).stat().st_mode & 0o777 == 0o700


def test_files_of_a_failed_test_outlive_the_run(tmp_path: Path, throwaway: Path) -> None:
    assert not tmp_path.is_relative_to(throwaway)


def test_dialog_raises_instead_of_waiting(qtbot: QtBot) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    with pytest.raises(AssertionError, match=r"QDialog\.exec would wait"):
        dialog.exec()


def test_message_box_raises_instead_of_waiting(qtbot: QtBot) -> None:
    with pytest.raises(AssertionError, match=r"QMessageBox\.question would wait"):
        QMessageBox.question(None, "示例", "示例")
    box = QMessageBox()
    qtbot.addWidget(box)
    with pytest.raises(AssertionError, match=r"QMessageBox\.exec would wait"):
        box.exec()


def test_file_chooser_raises_instead_of_waiting(qapp: QApplication) -> None:
    with pytest.raises(AssertionError, match=r"QFileDialog\.getSaveFileName would wait"):
        QFileDialog.getSaveFileName(None, "示例")


def test_application_font_has_chinese(qapp: QApplication) -> None:
    systems = QFontDatabase.writingSystems(qapp.font().family())
    assert QFontDatabase.WritingSystem.SimplifiedChinese in systems


def test_running_threads_are_seen_until_they_end(qtbot: QtBot) -> None:
    before = set(threading.enumerate())
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait, name="straggler")
    thread.start()
    try:
        (left,) = conftest._running([], before)
        assert "straggler" in left
    finally:
        stop.set()
        thread.join()
    assert conftest._running([], before) == []


def test_running_qthreads_are_seen_until_they_end(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = conftest._watch_qthreads(monkeypatch)
    thread = QThread()
    thread.start()
    try:
        assert started == [thread]
        assert len(conftest._running(started, set(threading.enumerate()))) == 1
    finally:
        thread.quit()
        thread.wait()
    assert conftest._running(started, set(threading.enumerate())) == []


def test_a_test_that_leaves_a_thread_fails(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(Path(conftest.__file__).read_text(encoding="utf-8"))
    pytester.makepyfile(
        """
        import threading
        import conftest

        conftest.THREAD_PATIENCE_SECONDS = 0.05
        stop = threading.Event()

        def test_leaves_a_thread(qtbot):
            threading.Thread(target=stop.wait, daemon=True).start()
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:randomly", "-o", "qt_api=pyside6")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*The test left these running*"])
