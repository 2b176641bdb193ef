"""The bars above the pages: where one is, what was said, what is being worked on."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QSize, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QProgressBar, QSizePolicy, QWidget

from desktop.ui.parts import button, label, row, set_tone
from desktop.workflow.capabilities import Capability
from desktop.workflow.statuses import STATE_TITLES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop.ui.desk import Desk
    from desktop.ui.jobs import Job

STATE_TONES: Mapping[str, str] = MappingProxyType({
    "draft": "hint", "submitted": "good", "returned": "hard", "accepted": "good", "amending": "soft",
    "received": "hint", "missing": "hard",
})  # fmt: skip
"""The colour of each state of a period."""


SECONDS: Mapping[str, int] = MappingProxyType({"info": 8, "done": 12})
"""How long a message stays; warnings and errors stay until they are closed or replaced."""


class TopBar(QFrame):
    """District, unit, the period on screen and its state; undo and redo.

    Signals: ``undo()`` and ``redo()`` when their buttons are pressed.
    """

    undo = Signal()
    redo = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topbar")
        self._desk = desk
        self._edits = Capability.ENTER in desk.session.abilities
        self.periods = QComboBox()
        self.periods.setAccessibleName("报告期")
        self.periods.setToolTip("选择要查看或填报的报告期")
        self.periods.activated.connect(self._choose)
        self.state = label(kind="pill")
        self._build()
        self.refresh()

    def refresh(self) -> None:
        """Show the period and what may be taken back."""
        self._list_periods()
        info = self._desk.period_info
        self.state.setVisible(info is not None)
        if info is not None:
            self.state.setText(STATE_TITLES.get(info.state, info.state))
            set_tone(self.state, STATE_TONES.get(info.state, ""))
        self.refresh_undo()

    def refresh_undo(self) -> None:
        """Show what 撤销 and 重做 would do."""
        for one, title, verb, key in zip(
            (self.undo_button, self.redo_button),
            self._desk.undo_titles(),
            ("撤销", "重做"),
            ("Z", "Y"),
            strict=True,
        ):
            one.setVisible(self._edits)
            one.setEnabled(bool(title))
            one.setToolTip(
                f"{verb}：{title}（Ctrl+{key}）" if title else f"没有可{verb}的操作（Ctrl+{key}）"
            )
            one.setAccessibleName(f"{verb}：{title}" if title else verb)

    def dress(self) -> None:
        """Put the icons on, when there is time for it."""
        look = self._desk.look
        side = round(look.points() * 1.6)
        for one, icon in ((self.undo_button, "mdi6.undo"), (self.redo_button, "mdi6.redo")):
            one.setIcon(look.icon(icon))
            one.setIconSize(QSize(side, side))

    def _build(self) -> None:
        session = self._desk.session
        where = label(
            session.catalogue.codelist("district").title_of(session.district)
            if session.district
            else "上海市"
        )
        where.setObjectName("where")
        unit = label(session.info.unit)
        unit.setObjectName("unit")
        unit.setToolTip(session.info.unit)
        unit.setMinimumWidth(60)
        unit.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        caption = label("报告期(&P)：")
        caption.setTextFormat(caption.textFormat())
        caption.setBuddy(self.periods)
        self.undo_button = button("撤销", self.undo.emit, "quiet")
        self.redo_button = button("重做", self.redo.emit, "quiet")
        parts = row(
            where, unit, caption, self.periods, self.state, 8, self.undo_button, self.redo_button
        )
        parts.setStretchFactor(unit, 1)
        parts.setContentsMargins(16, 6, 12, 6)
        self.setLayout(parts)

    def _list_periods(self) -> None:
        with QSignalBlocker(self.periods):
            self.periods.clear()
            for one in self._desk.choices:
                self.periods.addItem(f"{one.title}（{one.kind_title}）", one)
                if one == self._desk.period:
                    self.periods.setCurrentIndex(self.periods.count() - 1)
        self.periods.setEnabled(self.periods.count() > 0)
        if not self.periods.count():
            self.periods.setPlaceholderText("还没有建立")

    def _choose(self, number: int) -> None:
        self._desk.show_period(self.periods.itemData(number))


class MessageBar(QFrame):
    """The last thing that was said, instead of a modal box; ``undo()`` when that was pressed."""

    undo = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self.text = label(wrap=True)
        self._undo = button("撤销(&U)", self._take_back, "quiet", "撤销刚才的操作")
        self._act = button("照此办理", self._do, "quiet")
        self._wanted: Callable[[], object] | None = None
        self._close = button("知道了", self.hide, "quiet", "收起这条提示")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        parts = row(self.text, self._act, self._undo, self._close)
        parts.setStretchFactor(self.text, 1)
        parts.setContentsMargins(14, 4, 12, 4)
        self.setLayout(parts)
        self.hide()

    def say(self, text: str, kind: str = "info", *, can_undo: bool = False) -> None:
        """Show a sentence; it replaces the one before."""
        self.text.setText(text)
        self.text.setAccessibleName(text)
        set_tone(self, kind)
        self._undo.setVisible(can_undo)
        self._offer("照此办理", None)
        self.show()
        # Screen readers speak an alert at once, as a box would have made them.
        QAccessible.updateAccessibility(QAccessibleEvent(self.text, QAccessible.Event.Alert))
        self._timer.stop()
        if kind in SECONDS:
            self._timer.start(SECONDS[kind] * 1000)

    def offer(self, text: str, title: str, act: Callable[[], object]) -> None:
        """Show a sentence and a button that does something about it; stays until answered."""
        self.say(text)
        self._offer(title, act)
        self._timer.stop()

    def _offer(self, title: str, act: Callable[[], object] | None) -> None:
        self._wanted = act
        self._act.setText(title)
        self._act.setVisible(act is not None)

    def _do(self) -> None:
        act = self._wanted
        self.hide()
        if act is not None:
            act()

    def _take_back(self) -> None:
        self.hide()
        self.undo.emit()


class ReadOnlyBar(QFrame):
    """Says for as long as the window is open that nothing can be saved (faults A8, B2).

    Where somebody else holds the ledger, it offers to take it over from a holder that is gone.
    """

    wants_over = Signal()

    def __init__(self, notice: str, *, held: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Looks like a warning, but has no button to take it away.
        self.setObjectName("message")
        set_tone(self, "warning")
        self.text = label(notice, wrap=True)
        self.text.setAccessibleName(notice)
        tip = "那台电脑已经关机或死机、窗口不在了，才可以接管"
        self.over = button("接管(&J)…", self.wants_over.emit, tip=tip)
        self.over.setVisible(held)
        inside = row(self.text, self.over)
        inside.setStretchFactor(self.text, 1)
        inside.setContentsMargins(14, 6, 12, 6)
        self.setLayout(inside)
        self.setVisible(bool(notice))


class WorkBar(QFrame):
    """Progress and 取消 of the work under way; shown only when it takes longer than a moment."""

    PATIENCE_MS = 300

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("work")
        self._job: Job | None = None
        self.text: QLabel = label()
        self.progress = QProgressBar()
        self.progress.setAccessibleName("进度")
        self.progress.setFormat("%v / %m")
        self.progress.setMinimumWidth(260)
        self.cancel = button("取消(&K)", self._stop, tip="停止正在进行的工作")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.show)
        parts = row(self.text, self.progress, self.cancel)
        parts.setStretchFactor(self.text, 1)
        parts.setContentsMargins(19, 6, 12, 6)
        self.setLayout(parts)
        self.hide()

    def watch(self, job: Job) -> None:
        """Follow a job until it ends."""
        self._job = job
        self.text.setText(f"{job.title}……")
        self.progress.setRange(0, 0)
        self.cancel.setEnabled(True)
        job.progress.connect(self._on_progress)
        job.ended.connect(self._on_ended)
        self._timer.start(self.PATIENCE_MS)

    def _on_progress(self, done: int, total: int, text: str) -> None:
        if self._job is not None:
            self.progress.setRange(0, total)
            self.progress.setValue(done)
            self.text.setText(f"{self._job.title}：{text}" if text else f"{self._job.title}……")

    def _on_ended(self) -> None:
        self._timer.stop()
        self._job = None
        self.hide()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self.cancel.setEnabled(False)
            self.text.setText(f"{self._job.title}：正在停止……")
