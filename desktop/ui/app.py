"""The window program: the one place where its parts are built and handed to each other."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
from PySide6.QtCore import QByteArray, QLibraryInfo, QLocale, QObject, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from desktop.ui.crash import CrashHook
from desktop.ui.desk import Desk
from desktop.ui.dialogs import Dialogs
from desktop.ui.drives import drive_warning
from desktop.ui.jobs import Jobs
from desktop.ui.locking import LedgerLock
from desktop.ui.places import SETTINGS, makings
from desktop.ui.preferences import Preferences, PreferencesFile
from desktop.ui.theme import Look
from desktop.ui.window import MainWindow
from desktop.workflow.restoring import restore_ledger
from desktop.workflow.session import Clock, Session, local_now, open_session
from forms.errors import ForPeople

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop.ledger.restoring import Restored
    from desktop.ui.settings_page import SettingsPage
    from desktop.ui.wizard import Wizard

NAME = "cluster-ledger"


@dataclass(frozen=True, slots=True)
class Folders:
    """Where this person's things are on this computer."""

    settings: Path
    logs: Path
    documents: Path

    @classmethod
    def of_this_computer(cls) -> Folders:
        """The folders that the system names."""
        return cls(
            Path(platformdirs.user_config_dir(NAME, appauthor=False)),
            Path(platformdirs.user_log_dir(NAME, appauthor=False)),
            Path(platformdirs.user_documents_dir()),
        )


class Program(QObject):
    """From the start of the program to its end: which ledger is open in which window."""

    def __init__(
        self,
        folders: Folders,
        dialogs: Dialogs | None = None,
        *,
        clock: Clock = local_now,
        report: Callable[[BaseException], None] = lambda _fault: None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.folders, self.dialogs, self._clock = folders, dialogs or Dialogs(), clock
        self._file = PreferencesFile(folders.settings / "settings.json")
        self.preferences: Preferences = self._file.load()
        self.look = Look(self.preferences.theme, self.preferences.text_size, self)
        self.look.changed.connect(self._keep_look)
        self.window: MainWindow | None = None
        self.wizard: Wizard | None = None
        self._report = report
        self.jobs = Jobs(self)
        """Work while no ledger is open."""
        self.jobs.broke.connect(report)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.commitDataRequest.connect(self._prepare_for_shutdown)

    def start(self, ledger: Path | None = None) -> None:
        """Open the ledger named, else the last one, else ask."""
        self.look.apply()
        path = ledger or self.preferences.last_ledger
        if path is None:
            self.show_wizard()
        elif problem := self.open_ledger(path):
            self.show_wizard(problem)
        if self._file.notice and self.window is not None:
            self.window.say(self._file.notice, "warning")

    def open_ledger(self, path: Path) -> str:
        """Open a ledger in place of the one that is open; answers what is wrong, if anything.

        A ledger that somebody else has open is shown, but can't be edited (faults B1, B2).
        """
        if self.window is not None and self.window.desk.jobs.busy:
            return "还有工作没有完成，请等它结束或先取消，再换账本。"
        lock = LedgerLock(path)
        held = lock.take() if path.exists() else ""
        return self._open(path, lock, held)

    def _open(self, path: Path, lock: LedgerLock, held: str = "") -> str:
        try:
            session = open_session(path, clock=self._clock, held=held)
        except ForPeople as problem:
            lock.release()
            return str(problem)
        self._show(session, lock)
        if warning := drive_warning(path):
            self.say(warning, "warning")
        return ""

    def show_wizard(self, problem: str = "") -> None:
        """Ask how to begin."""
        from desktop.ui.wizard import Wizard

        wizard = Wizard(self.folders.documents, self.dialogs, self.look, clock=self._clock)
        wizard.made.connect(self._made)
        wizard.open_other.connect(self._open_instead)
        self.wizard = wizard
        if problem:
            wizard.complain(problem)
        wizard.show()

    def say(self, text: str, kind: str = "info") -> None:
        """Put a sentence into the window's message bar, if there is a window."""
        if self.window is not None:
            self.window.say(text, kind)

    def close(self) -> None:
        """Close the open ledger and its window."""
        if self.window is not None:
            self.window.close()

    def _prepare_for_shutdown(self, _manager: object) -> None:
        """The system asks all programs to save; it gives them seconds and no questions."""
        if self.window is not None:
            self.window.save_typed()
            self.window.shuts_down = True

    def _made(self, session: Session) -> None:
        lock = LedgerLock(session.info.path)
        lock.take()
        self._show(session, lock)

    def _open_instead(self, path: Path) -> None:
        if (problem := self.open_ledger(path)) and self.wizard is not None:
            self.wizard.complain(problem)

    def _switch(self, path: Path) -> None:
        if self.window is not None and path == self.window.desk.session.info.path:
            return
        if problem := self.open_ledger(path):
            self.say(problem, "error")

    def _reopen_later(self, said: str) -> None:
        """Open the same ledger anew, once the page that asked for it has finished."""
        QTimer.singleShot(0, self, partial(self._reopen, said))

    def _reopen(self, said: str) -> None:
        if self.window is None:
            return
        before = self.window.desk.session
        path = before.info.path
        if before.held:
            problem = self.open_ledger(path)
        else:
            lock = LedgerLock(path)
            problem = self._open(path, lock)
            lock.take()  # the window before held it until now
        self.say(problem or said, "error" if problem else "done")

    def _take_over(self, path: Path) -> None:
        """Edit a ledger whose holder is gone: its computer broke down, or was switched off."""
        question = (
            "请先到那台电脑上看一看，确认“集群台账”没有打开这个账本。"
            "两台电脑同时修改，会互相看不到对方刚填的内容。确认没有打开，再接管。"
        )
        if not self.dialogs.confirm("接管账本", question, "接管", "继续查看"):
            return
        lock = LedgerLock(path)
        if problem := lock.take_over() or self._open(path, lock):
            self.say(problem, "warning")

    def _restore_later(self, source: Path) -> None:
        """Bring a backup back, once the page that asked for it has finished."""
        QTimer.singleShot(0, self, partial(self._restore, source))

    def _restore(self, source: Path) -> None:
        """Close the ledger, put the backup in its place off the GUI thread, open it again."""
        if self.window is None:
            return
        if self.window.desk.jobs.busy:
            self.say("还有工作没有完成，请等它结束或先取消，再恢复备份。", "warning")
            return
        if held := self.window.desk.session.held:
            self.say(held, "warning")
            return
        path, quits = self.window.desk.session.info.path, QApplication.quitOnLastWindowClosed()
        # The program would end with its last window, and this one must let go of its ledger.
        QApplication.setQuitOnLastWindowClosed(False)
        self.window.close()

        def reopen(said: str, kind: str) -> None:
            problem = self.open_ledger(path)
            QApplication.setQuitOnLastWindowClosed(quits)
            if problem:
                self.show_wizard(problem)
            self.say(said, kind)

        job = self.jobs.run(
            "恢复备份",
            lambda _p, _c: restore_ledger(path, source, clock=self._clock),
            lambda done: reopen(_restored(done), "done"),
            lambda problem: reopen(str(problem), "error"),
        )
        job.broke.connect(lambda _fault: reopen("恢复时程序出错，账本没有改动。", "error"))

    def _show(self, session: Session, lock: LedgerLock) -> None:
        desk = Desk(session, dialogs=self.dialogs, jobs=Jobs(), look=self.look)
        desk.jobs.broke.connect(self._report)
        desk.reopen.connect(self._reopen_later)
        window = MainWindow(desk, makings(session.abilities), (SETTINGS, self._settings_page))
        desk.setParent(window)
        desk.jobs.setParent(desk)
        window.closed.connect(partial(self._closed, window, lock))
        window.read_only.wants_over.connect(partial(self._take_over, session.info.path))
        # The new window is shown before the old one goes: the program ends with its last window.
        before, self.window = self.window, window
        self._bring_up(window, session.info.path)
        if before is not None:
            before.close()
        if self.wizard is not None:
            self.wizard.finish()
            self.wizard = None

    def _bring_up(self, window: MainWindow, path: Path) -> None:
        self._keep(self.preferences.opened(path))
        geometry = self.preferences.window.encode("ascii", "ignore")
        if geometry:
            window.restoreGeometry(QByteArray.fromHex(geometry))
        window.show()
        window.go_to(self.preferences.places.get(str(path), ""))

    def _settings_page(self, desk: Desk) -> SettingsPage:
        from desktop.ui.settings_page import SettingsPage

        page = SettingsPage(desk)
        page.open_other.connect(self._switch)
        page.make_new.connect(self.show_wizard)
        page.bring_back.connect(self._restore_later)
        return page

    def _closed(self, window: MainWindow, lock: LedgerLock, place: str) -> None:
        """A window closed, by hand or for another ledger: let go of its ledger."""
        if self.window is window:
            self.window = None
        session = window.desk.session
        geometry = bytes(window.saveGeometry().toHex().data()).decode()
        self._keep(replace(self.preferences.left_at(session.info.path, place), window=geometry))
        session.close()
        lock.release()
        window.deleteLater()

    def _keep_look(self) -> None:
        self._keep(replace(self.preferences, theme=self.look.theme, text_size=self.look.text_size))

    def _keep(self, preferences: Preferences) -> None:
        if preferences != self.preferences:
            self.preferences = preferences
            self._file.save(preferences)


def run_window(arguments: Sequence[str] = ()) -> int:
    """Open the window on the ledger named, else on the last one; answers the exit code."""
    prefer_ibus()
    application = make_application()
    folders = Folders.of_this_computer()
    dialogs = Dialogs()
    hook = CrashHook(
        folders.logs,
        lambda sentence, log: dialogs.tell(
            "集群台账", sentence, [f"详情已写入：{log}", "如反复出现，请把这个文件发给维护人员。"]
        ),
        _version,
    )
    crashed = hook.install()
    program = Program(folders, dialogs, report=hook.report)
    program.start(Path(arguments[0]) if arguments else None)
    if crashed:
        program.say(
            f"上次程序意外关闭，已保存的数据没有丢失。记录在“{hook.last_fault}”，可发给维护人员。",
            "warning",
        )
    code = application.exec()
    program.close()
    hook.remove()
    return code


def _restored(done: Restored) -> str:
    kept = f"原来的账本另存为：{done.kept}" if done.kept else ""
    return f"已用“{done.source.name}”恢复账本。{kept}"


def _version() -> str:
    from desktop.workflow.submitting import app_version

    return app_version()


def make_application() -> QApplication:
    """The application with Qt's own texts in Chinese."""
    application = QApplication.instance() or QApplication([NAME])
    assert isinstance(application, QApplication)
    application.setApplicationName(NAME)
    application.setApplicationDisplayName("集群台账")
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(application)
    if translator.load(
        "qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    ):
        application.installTranslator(translator)
    return application


def prefer_ibus() -> None:
    """Let fcitx type Chinese: Qt's wheels have no fcitx plug-in, but fcitx answers as ibus too."""
    named = " ".join(
        os.environ.get(name, "") for name in ("QT_IM_MODULE", "XMODIFIERS", "GTK_IM_MODULE")
    )
    if sys.platform.startswith("linux") and "fcitx" in named:
        os.environ["QT_IM_MODULE"] = "ibus"
