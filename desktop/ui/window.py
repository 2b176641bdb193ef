"""The window: rail, bars and the pages of one open ledger."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from desktop.ui.bars import MessageBar, ReadOnlyBar, TopBar, WorkBar
from desktop.ui.page import Page
from desktop.ui.parts import column, row
from desktop.ui.places import DICTIONARY, SETTINGS
from desktop.ui.rail import PRODUCT, Rail
from desktop.workflow.capabilities import ROLE_TITLES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop.ledger import Changes
    from desktop.ui.desk import Desk
    from desktop.ui.places import Making, Place

IDLE_MS = 60
"""Between the making of two pages that nobody has asked for yet."""

HELP = (
    "键盘：F1 说明当前指标，Ctrl+1 至 Ctrl+{pages} 换页，Ctrl+逗号 打开设置，Ctrl+Z 撤销，Ctrl+Y 重做，"
    "Tab 移到下一项，Alt 加括号里的字母直接按下按钮。"
)


class MainWindow(QMainWindow):
    """One open ledger on screen; pages are made when first opened.

    ``closed(place)`` tells the place shown last when the window closes.
    """

    closed = Signal(str)

    def __init__(
        self, desk: Desk, pages: Sequence[Making], settings: Making, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self._makings = {one[0].name: one for one in (*pages, settings)}
        self._pages: dict[str, Page] = {}
        self._undressed = True
        self._shut = False
        self.shuts_down = False
        """The computer is shutting down, so closing asks nothing (faults A16)."""
        self._later = QTimer(self)
        self._later.setInterval(IDLE_MS)
        self._later.timeout.connect(self._make_next)
        session = desk.session
        self.rail = Rail(
            [place for place, _ in (*pages, settings)],
            ROLE_TITLES.get(session.info.role, ""),
            desk.look,
        )
        self.top, self.message, self.work = TopBar(desk), MessageBar(), WorkBar()
        self.read_only = ReadOnlyBar(session.read_only_notice, held=bool(session.held))
        self.stack = QStackedWidget()
        self._build()
        self._connect()

    @property
    def place(self) -> str:
        """The place that is shown."""
        shown = self.stack.currentWidget()
        return shown.at.name if isinstance(shown, Page) else ""

    def page(self, place: str) -> Page:
        """The page of a place, made at its first use."""
        if place not in self._pages:
            made = self._makings[place][1](self.desk)
            self._pages[place] = made
            self.stack.addWidget(made)
        return self._pages[place]

    def open_place(self, place: str) -> None:
        """Show a place; the first one when there is none of that name."""
        if place not in self._makings:
            place = next(iter(self._makings))
        page = self.page(place)
        self.stack.setCurrentWidget(page)
        self.rail.show_place(place)
        page.enter()
        self.refresh_badges()

    def go_to(self, place: str) -> None:
        """Show a place and put the keyboard on it, as a key or a link asks."""
        self.open_place(place)
        page = self.page(self.place)
        if not page.isAncestorOf(self.focusWidget() or self.rail):
            first = _first_in_tab_order(page)
            if first is not None:
                first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def refresh_badges(self) -> None:
        """Show the counts beside the titles of the pages made so far."""
        for place, page in self._pages.items():
            self.rail.buttons[place].show_count(page.badge())

    def say(self, text: str, kind: str = "info") -> None:
        """Put a sentence into the message bar."""
        self.message.say(text, kind)

    def save_typed(self) -> None:
        """Have what is being typed written to the ledger: an editor does so when it is left."""
        typing = self.focusWidget()
        if typing is not None:
            typing.clearFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Icons are put on after the window is seen."""
        super().showEvent(event)
        if self._undressed:
            self._undressed = False
            QTimer.singleShot(0, self._dress)

    def changeEvent(self, event: QEvent) -> None:
        """Other windows may have changed the files: look again when this one is used."""
        super().changeEvent(event)
        if (
            event.type() == QEvent.Type.ActivationChange
            and self.isActiveWindow()
            and not self._shut
        ):
            self.top.refresh_undo()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop work, then close; every edit is in the file by then."""
        if not self._may_close():
            event.ignore()
            return
        self.save_typed()
        # The ledger closes next: nothing may ask it from now on.
        self._shut = True
        self._later.stop()
        self.desk.jobs.stop()
        self.closed.emit(self.place)
        super().closeEvent(event)

    def _may_close(self) -> bool:
        return (
            self.shuts_down
            or not self.desk.jobs.busy
            or self.desk.dialogs.confirm(
                "正在处理",
                "还有工作没有完成，现在关闭会停止它。已经完成的部分不受影响。",
                "停止并关闭",
                "继续等待",
            )
        )

    def _build(self) -> None:
        body = QWidget()
        right = column(self.top, self.read_only, self.message, self.work, self.stack, spacing=0)
        right.setStretchFactor(self.stack, 1)
        whole = row(self.rail, right, spacing=0)
        body.setLayout(whole)
        self.setCentralWidget(body)
        path = self.desk.session.info.path
        self.setWindowTitle(f"{path.stem} - {PRODUCT}")
        self.resize(1366, 768)
        self.setMinimumSize(960, 600)

    def _connect(self) -> None:
        desk = self.desk
        self.rail.chosen.connect(self.open_place)
        desk.said.connect(self.say)
        desk.offered.connect(self.message.offer)
        desk.changed.connect(self._on_changed)
        desk.findings_changed.connect(self.refresh_badges)
        desk.period_changed.connect(self._on_period)
        desk.goto.connect(self._on_goto)
        desk.jobs.started.connect(self.work.watch)
        desk.look.changed.connect(self._dress)
        self.top.undo.connect(desk.undo)
        self.top.redo.connect(desk.redo)
        self.message.undo.connect(desk.undo)
        self._keys()

    def _keys(self) -> None:
        for number, place in enumerate(self._places(), start=1):
            self._key(f"Ctrl+{number}", partial(self.go_to, place.name))
        self._key("Ctrl+,", partial(self.go_to, SETTINGS.name))
        self._key("Ctrl+Z", self.desk.undo)
        self._key("Ctrl+Y", self.desk.redo)
        self._key("Ctrl+Shift+Z", self.desk.redo)
        self._key("F1", self._help)

    def _places(self) -> list[Place]:
        """The places with a number, in the order of the rail."""
        return [place for place, _ in self._makings.values() if not place.apart]

    def _help(self) -> None:
        """Explain the field at hand; where there is none, tell the keys."""
        form, record_id, field = self.page(self.place).subject()
        if form and DICTIONARY.name in self._makings:
            self.desk.goto.emit(DICTIONARY.name, form, record_id, field)
        else:
            self.say(HELP.format(pages=len(self._places())))

    def _key(self, keys: str, act: Callable[[], object]) -> None:
        action = QAction(self)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda *_: act())
        self.addAction(action)

    def _on_changed(self, changes: Changes) -> None:
        self.top.refresh()
        if changes.removed or len(changes.rows) > 1:
            self.message.say(f"{changes.title}。", "done", can_undo=True)

    def _on_period(self) -> None:
        self.top.refresh()
        shown = self.stack.currentWidget()
        if isinstance(shown, Page):
            shown.enter()
        self.refresh_badges()

    def _on_goto(self, place: str, form: str, record_id: str, field: str) -> None:
        self.go_to(place)
        if form or record_id:
            self.page(self.place).reveal(form, record_id, field)

    def _dress(self) -> None:
        if self._shut:
            return
        self.rail.dress()
        self.top.dress()
        for page in self._pages.values():
            page.dress()
        self._later.start()

    def _make_next(self) -> None:
        """Make one more page while nobody waits, so that every place opens in a blink."""
        unmade = next((place for place in self._makings if place not in self._pages), "")
        if not unmade:
            self._later.stop()
        elif not self.desk.jobs.busy:
            self.page(unmade).dress()
            self.refresh_badges()


def _first_in_tab_order(page: QWidget) -> QWidget | None:
    """The first widget of a page that takes the keyboard by Tab."""
    one = page.nextInFocusChain()
    while one is not None and one is not page and page.isAncestorOf(one):
        takes_tab = bool(one.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if takes_tab and one.isVisibleTo(page) and one.isEnabledTo(page):
            return one
        one = one.nextInFocusChain()
    return None
