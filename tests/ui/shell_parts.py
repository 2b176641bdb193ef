"""What the tests of the window share: dialogs that answer, folders, small ledgers, waiting."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.ui.app import Folders
from desktop.ui.desk import Desk
from desktop.ui.dialogs import Dialogs
from desktop.ui.theme import Look
from desktop.workflow.session import Session, create_city, create_district
from tests.workflow.stories import NOW, filled_district, submitted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from PySide6.QtPrintSupport import QPrinter
    from pytestqt.qtbot import QtBot

    from desktop.workflow.submitting import Submitted
    from forms.periods import Period

CHONGMING = "310151"
"""The sample's smallest district."""

GOOD_REASON = "设备进口延迟到港，付款移至三季度，见付款凭证。"


Shown = TypeVar("Shown", bound=QWidget)


def still_clock() -> datetime:
    return NOW


@dataclass
class FakeDialogs(Dialogs):
    """Answers what the test put in, and remembers what was asked."""

    file: Path | None = None
    files: list[Path] = field(default_factory=list)
    folder: Path | None = None
    reason: str = ""
    printer: QPrinter | None = None
    suggested: str = ""
    agrees: bool = True
    asked: list[str] = field(default_factory=list)

    def ask_open_file(self, title: str, folder: Path, kinds: str = "") -> Path | None:
        self.asked.append(title)
        return self.file

    def ask_open_files(self, title: str, folder: Path, kinds: str = "") -> list[Path]:
        self.asked.append(title)
        return self.files

    def ask_folder(self, title: str, folder: Path) -> Path | None:
        self.asked.append(title)
        return self.folder

    def ask_save_file(self, title: str, suggested: Path, kinds: str = "") -> Path | None:
        self.asked.append(title)
        self.suggested = suggested.name
        return self.file

    def ask_printer(self, title: str, document: str, pages: int) -> QPrinter | None:
        self.asked.append(title)
        return self.printer

    def ask_reason(self, title: str, question: str) -> str:
        self.asked.append(title)
        return self.reason

    def confirm(self, title: str, question: str, yes: str = "", no: str = "") -> bool:
        self.asked.append(title)
        return self.agrees

    def tell(self, title: str, text: str, details: Sequence[str] = ()) -> None:
        self.asked.append(text)


def folders(root: Path) -> Folders:
    return Folders(root / "settings", root / "logs", root / "documents")


def district(root: Path, *periods: str, code: str = CHONGMING, mistakes: bool = False) -> Session:
    """A district's ledger with the sample of these periods."""
    session = create_district(
        root / f"{code}.db", code, "上海市示例区示例委员会", clock=still_clock
    )
    filled_district(session, periods, mistakes=mistakes)
    return session


def submission(root: Path, period: Period, code: str = CHONGMING) -> Submitted:
    """A submission as a district makes it."""
    session = district(root, period.code, code=code)
    made = submitted(session, period, root)
    session.close()
    return made


def city(root: Path) -> Session:
    return create_city(root / "city.db", clock=still_clock)


def desk_on(session: Session, dialogs: FakeDialogs | None = None) -> Desk:
    look = Look()
    look.apply()
    return Desk(session, dialogs=dialogs or FakeDialogs(), look=look)


def shown(page: Shown, qtbot: QtBot) -> Shown:
    """A page on screen as a window of its own, active; closed by ``qtbot``."""
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    return page


def type_text(text: str) -> None:
    """Type into the focus: ASCII as keys, Chinese as an input method commits it."""
    focus = QApplication.focusWidget()
    assert focus is not None
    if text.isascii():
        QTest.keyClicks(focus, text)
        return
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(focus, event)


def press(key: Qt.Key, times: int = 1) -> None:
    """Press a key where the focus is."""
    for _ in range(times):
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, key)


def wait_for_jobs(qtbot: QtBot, desk: Desk) -> None:
    """Until no work is under way; the worker's answers come through the event loop."""
    qtbot.waitUntil(lambda: not desk.jobs.busy, timeout=20_000)
