"""The program: which ledger opens, who holds it, what is remembered, how it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QLockFile

from desktop.ledger.errors import ReadOnlyLedger
from desktop.ui.app import Program, make_application, prefer_ibus
from desktop.ui.locking import LedgerLock
from desktop.ui.preferences import PreferencesFile
from desktop.ui.settings_page import SettingsPage
from tests.ui.shell_parts import FakeDialogs, city, district, folders, still_clock, wait_for_jobs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def dialogs() -> FakeDialogs:
    return FakeDialogs()


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path, dialogs: FakeDialogs) -> Iterator[Program]:
    made = Program(folders(tmp_path), dialogs, clock=still_clock)
    yield made
    made.close()
    if made.wizard is not None:
        made.wizard.finish()
    made.look.choose("light", "normal")


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    session = district(tmp_path, "2026Q2")
    session.close()
    return session.info.path


def test_the_first_start_asks_and_then_works(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    program.start()
    assert program.window is None
    assert program.wizard is not None
    wizard = program.wizard
    wizard.steps["role"].choices["city"].click()  # type: ignore[attr-defined]
    wizard.go_on()
    wizard.go_on()
    assert program.wizard is None
    assert program.window is not None
    assert program.window.place == "city_overview"
    wait_for_jobs(qtbot, program.window.desk)


def test_the_last_ledger_opens_where_it_was_left(
    program: Program, qtbot: QtBot, tmp_path: Path, ledger: Path
) -> None:
    program.start(ledger)
    assert program.window is not None
    program.window.open_place("submit")
    program.close()
    again = Program(folders(tmp_path), FakeDialogs(), clock=still_clock)
    again.start()
    assert again.window is not None
    assert again.window.desk.session.info.path == ledger
    assert again.window.place == "submit"
    again.close()


def test_a_ledger_that_is_gone_is_told_in_the_wizard(program: Program, ledger: Path) -> None:
    program.start(ledger)
    program.close()
    ledger.unlink()
    program.start()
    assert program.wizard is not None
    assert "没有找到账本" in program.wizard.problem.text()


@pytest.mark.fault("B1")
def test_one_window_a_ledger(program: Program, tmp_path: Path, ledger: Path) -> None:
    program.start(ledger)
    other = Program(folders(tmp_path / "other"), FakeDialogs(), clock=still_clock)
    other.start(ledger)
    assert other.window is not None
    assert "正在另一个窗口中使用" in other.window.read_only.text.text()
    assert other.window.desk.session.info.read_only
    program.close()
    assert other.open_ledger(ledger) == ""
    assert not other.window.desk.session.info.read_only
    assert other.window.read_only.isHidden()
    other.close()


def locked_elsewhere(ledger: Path) -> None:
    lock = ledger.with_name(ledger.name + ".lock")
    lock.write_text("123\ncluster-ledger\n示例电脑\n", encoding="utf-8")


@pytest.mark.fault("B2")
def test_a_ledger_open_on_another_computer_is_shown_and_not_edited(
    program: Program, ledger: Path
) -> None:
    locked_elsewhere(ledger)
    before = ledger.read_bytes()
    program.start(ledger)
    assert program.window is not None
    assert "正在电脑“示例电脑”上使用，这里只能查看" in program.window.read_only.text.text()
    session = program.window.desk.session
    with pytest.raises(ReadOnlyLedger):
        session.ledger.set_setting("due", "{}")
    program._restore(ledger)
    assert "示例电脑" in program.window.message.text.text()
    program.close()
    assert ledger.read_bytes() == before
    assert "示例电脑" in LedgerLock(ledger).take(), "the other's lock was taken away"


def test_a_ledger_that_was_let_go_meanwhile_can_be_edited_when_opened_anew(
    program: Program, ledger: Path
) -> None:
    locked_elsewhere(ledger)
    program.start(ledger)
    ledger.with_name(ledger.name + ".lock").unlink()
    program._reopen("已重新打开")
    assert program.window is not None
    assert not program.window.desk.session.info.read_only
    assert "已重新打开" in program.window.message.text.text()
    assert "另一个窗口" in LedgerLock(ledger).take()


@pytest.mark.fault("B3")
def test_a_person_may_take_over_from_a_computer_that_broke_down(
    program: Program, qtbot: QtBot, ledger: Path, dialogs: FakeDialogs
) -> None:
    locked_elsewhere(ledger)
    program.start(ledger)
    dialogs.agrees = False
    assert program.window is not None
    program.window.read_only.over.click()
    assert program.window.desk.session.info.read_only
    dialogs.agrees = True
    program.window.read_only.over.click()
    assert dialogs.asked == ["接管账本"] * 2
    assert not program.window.desk.session.info.read_only
    assert "另一个窗口" in LedgerLock(ledger).take()
    wait_for_jobs(qtbot, program.window.desk)


@pytest.mark.fault("B3")
def test_a_living_holder_is_not_taken_over_from(
    program: Program, tmp_path: Path, ledger: Path
) -> None:
    program.start(ledger)
    other = Program(folders(tmp_path / "other"), FakeDialogs(), clock=still_clock)
    other.start(ledger)
    assert other.window is not None
    other.window.read_only.over.click()
    assert other.window.desk.session.info.read_only
    assert "正在另一个窗口中使用" in other.window.message.text.text()
    other.close()


@pytest.mark.fault("B3")
def test_a_dead_holder_loses_the_lock(ledger: Path) -> None:
    lock = ledger.with_name(ledger.name + ".lock")
    holder = QLockFile(str(lock))
    assert holder.tryLock(0)
    text = lock.read_text(encoding="utf-8").splitlines()
    holder.unlock()
    lock.write_text("\n".join(["4194303", *text[1:]]) + "\n", encoding="utf-8")
    mine = LedgerLock(ledger)
    assert mine.take() == ""
    mine.release()


def test_another_ledger_takes_the_place(
    program: Program, qtbot: QtBot, tmp_path: Path, ledger: Path, dialogs: FakeDialogs
) -> None:
    session = city(tmp_path)
    session.close()
    program.start(ledger)
    assert program.window is not None
    page = program.window.page("settings")
    assert isinstance(page, SettingsPage)
    dialogs.file = session.info.path
    page._ask_other()
    assert program.window.desk.session.info.role == "city"
    assert LedgerLock(ledger).take() == ""
    LedgerLock(ledger).release()
    wait_for_jobs(qtbot, program.window.desk)


def test_a_broken_ledger_leaves_the_open_one(
    program: Program, tmp_path: Path, ledger: Path
) -> None:
    bad = tmp_path / "bad.db"
    bad.write_bytes(b"not a ledger at all" * 20)
    program.start(ledger)
    window = program.window
    program._switch(bad)
    assert program.window is window
    assert window is not None
    assert "不是集群台账的账本" in window.message.text.text()


def test_theme_and_text_size_are_remembered(program: Program, tmp_path: Path, ledger: Path) -> None:
    program.start(ledger)
    assert program.window is not None
    page = program.window.page("settings")
    assert isinstance(page, SettingsPage)
    page.sizes[1].click()
    page.themes[1].click()
    found = PreferencesFile(tmp_path / "settings" / "settings.json").load()
    assert (found.theme, found.text_size) == ("dark", "large")


@pytest.mark.fault("H9")
def test_damaged_settings_are_said_in_the_window(
    program: Program, tmp_path: Path, ledger: Path
) -> None:
    (tmp_path / "settings").mkdir()
    (tmp_path / "settings" / "settings.json").write_text("{", encoding="utf-8")
    again = Program(folders(tmp_path), FakeDialogs(), clock=still_clock)
    again.start(ledger)
    assert again.window is not None
    assert "已恢复为默认设置" in again.window.message.text.text()
    again.close()


def test_backup_and_verify_tell_their_outcome(
    program: Program, qtbot: QtBot, tmp_path: Path, ledger: Path, dialogs: FakeDialogs
) -> None:
    program.start(ledger)
    assert program.window is not None
    desk, page = program.window.desk, program.window.page("settings")
    assert isinstance(page, SettingsPage)
    dialogs.file = tmp_path / "备份.db"
    page.backup()
    wait_for_jobs(qtbot, desk)
    assert dialogs.file.exists()
    assert "备份已校验完好" in page.result.text()
    page.verify()
    wait_for_jobs(qtbot, desk)
    assert "账本完好" in page.result.text()


RUN = """
import sys
from PySide6.QtCore import QTimer
from desktop.ui.app import make_application, run_window
application = make_application()
QTimer.singleShot(300, application.closeAllWindows)
sys.exit(run_window(sys.argv[1:]))
"""


def test_the_whole_program_starts_and_ends(tmp_path: Path, ledger: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(ledger)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert not ledger.with_name(ledger.name + ".lock").exists()


def test_a_bug_in_a_job_reaches_the_crash_hook(
    qtbot: QtBot, tmp_path: Path, ledger: Path, dialogs: FakeDialogs
) -> None:
    faults: list[BaseException] = []
    program = Program(folders(tmp_path), dialogs, clock=still_clock, report=faults.append)
    program.start(ledger)
    assert program.window is not None
    desk = program.window.desk
    desk.jobs.run("试验", lambda _p, _c: 1 // 0, lambda _result: None)
    wait_for_jobs(qtbot, desk)
    assert [type(one) for one in faults] == [ZeroDivisionError]
    program.close()


def test_a_ledger_is_not_changed_while_work_goes_on(
    qtbot: QtBot, program: Program, ledger: Path
) -> None:
    program.start(ledger)
    assert program.window is not None
    desk = program.window.desk
    desk.jobs.run("试验", lambda _p, _c: None, lambda _result: None)
    assert "还有工作没有完成" in program.open_ledger(ledger)
    wait_for_jobs(qtbot, desk)


def test_qt_speaks_chinese(qtbot: QtBot) -> None:
    make_application()
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"


def test_fcitx_types_through_ibus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XMODIFIERS", "@im=fcitx")
    monkeypatch.setenv("QT_IM_MODULE", "fcitx")
    prefer_ibus()
    assert os.environ["QT_IM_MODULE"] == "ibus"


def test_a_backup_is_brought_back_from_the_settings(
    program: Program, qtbot: QtBot, ledger: Path, dialogs: FakeDialogs, tmp_path: Path
) -> None:
    program.start(ledger)
    assert program.window is not None
    desk = program.window.desk
    dialogs.file = tmp_path / "copy.db"
    desk.session.ledger.backup(dialogs.file)
    desk.open_next_period()
    assert len(desk.periods) == 2
    page = program.window.page("settings")
    assert isinstance(page, SettingsPage)
    dialogs.agrees = False
    page.restore()
    dialogs.agrees = True
    page.restore()
    qtbot.waitUntil(lambda: program.window is not None and program.window.desk is not desk)
    assert len(program.window.desk.periods) == 1
    assert "已用“copy.db”恢复账本" in program.window.message.text.text()
    assert (tmp_path / "备份").is_dir()


@pytest.mark.fault("C6")
def test_a_backup_that_is_no_good_leaves_the_ledger_open(
    program: Program, qtbot: QtBot, ledger: Path, dialogs: FakeDialogs, tmp_path: Path
) -> None:
    program.start(ledger)
    assert program.window is not None
    desk = program.window.desk
    dialogs.file = tmp_path / "copy.db"
    dialogs.file.write_bytes(b"no ledger")
    page = program.window.page("settings")
    assert isinstance(page, SettingsPage)
    page.restore()
    qtbot.waitUntil(lambda: program.window is not None and program.window.desk is not desk)
    assert "不是集群台账" in program.window.message.text.text()
    assert len(program.window.desk.periods) == 1


def test_new_settings_open_the_ledger_anew(program: Program, qtbot: QtBot, ledger: Path) -> None:
    program.start(ledger)
    window = program.window
    assert window is not None
    window.desk.session.ledger.set_setting("due", '{"F05": false}')
    window.desk.reopen.emit("任务包已采用")
    qtbot.waitUntil(lambda: program.window is not None and program.window is not window)
    assert program.window is not None
    assert program.window.desk.session.due == {"F05": False}
    assert "任务包已采用" in program.window.message.text.text()
    assert "另一个窗口" in LedgerLock(ledger).take()
