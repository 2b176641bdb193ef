"""退回意见: the to-do list of a return notice, each mark answered by keyboard, each a key from its cell."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QWidget

from desktop.ui.facts import moment
from desktop.ui.parts import button, card, column, label, row, set_tone
from desktop.ui.places import OVERVIEW, cell_place
from desktop.ui.tables import Column, FactsModel, FactsTable
from desktop.workflow.answering import answer_mark
from forms.errors import ForPeople
from forms.marks import ANSWER_TITLES, field_title, form_title
from forms.periods import Period

if TYPE_CHECKING:
    from desktop.ui.desk import Desk
    from desktop.workflow.answering import Returned
    from forms.marks import AnswerKind, Mark

ADVICE = "改正：先到所指的格子修改；说明、异议：先写明情况、理由。全部答复后到“上报”页重新导出。"
_KEYS: dict[AnswerKind, str] = {"corrected": "G", "explained": "S", "disputed": "Y"}
_TIPS: dict[AnswerKind, str] = {
    "corrected": "所指的内容已经修改",
    "explained": "数据属实，在左边写明情况",
    "disputed": "不同意这条意见，在左边写明理由",
}


class MarksTable(FactsTable):
    """Enter leads to the cell; typing begins the words of an answer."""

    typed = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A letter goes into the answer's field."""
        text = event.text()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if self.currentIndex().isValid() and plain and text.strip() and text.isprintable():
            self.typed.emit(text)
        elif event.key() == Qt.Key.Key_F2:
            self.typed.emit("")
        else:
            super().keyPressEvent(event)


class MarksPane(QFrame):
    """One return notice that stands; hidden while none does. ``answered()`` after each answer."""

    answered = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.returned: Returned | None = None
        self.headline = label(kind="heading", tone="soft")
        self.comment = label(kind="muted", wrap=True)
        self.model: FactsModel[Mark] = FactsModel(self._columns(), desk.look.color)
        self.table = MarksTable(self.model, "退回意见")
        self.table.opened.connect(self._open)
        self.table.typed.connect(self._begin)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_detail())
        self.detail = label(wrap=True)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text = QLineEdit()
        self.text.setAccessibleName("答复内容")
        self.text.setPlaceholderText("答复内容：说明和异议须写明情况")
        self.text.returnPressed.connect(lambda: self.answer("explained"))
        self.buttons = {kind: self._button(kind) for kind in ANSWER_TITLES}
        self._lay_out()

    def show_returned(self, returned: Returned | None) -> None:
        """Show the marks of a return; keeps the row that was chosen."""
        self.returned = returned
        self.setVisible(returned is not None)
        if returned is None:
            self.model.show([])
            return
        chosen = self.table.current_row()
        title = Period.parse(returned.notice.period).title
        left = len(returned.open)
        rest = f"{left} 条待答复" if left else "已全部答复，请到“上报”页重新导出"
        self.headline.setText(
            f"{title}第 {returned.notice.revision} 次报送已退回：{len(returned.marks)} 条意见，{rest}"
        )
        set_tone(self.headline, "soft" if left else "good")
        unit, at = returned.notice.unit, moment(returned.notice.issued_at)
        said = f"：{returned.notice.comment}" if returned.notice.comment else ""
        self.comment.setText(f"{unit}　{at}{said}")
        self.model.show(returned.marks)
        self.table.setMinimumHeight(self.table.heights(2))
        if returned.marks:
            at_row = chosen if 0 <= chosen < len(returned.marks) else self._first_open()
            self._choose(at_row)
        self._show_detail()

    def answer(self, kind: AnswerKind) -> None:
        """Give the chosen mark this answer with the words of the field."""
        mark, returned, desk = self._current(), self.returned, self._desk
        if mark is None or returned is None:
            return
        if kind != "corrected" and not self.text.text().strip():
            self.text.setFocus()
            desk.say(f"请先写明情况，再点“{ANSWER_TITLES[kind]}”。", "warning")
            return
        try:
            period = Period.parse(returned.notice.period)
            found = answer_mark(desk.session, period, mark.number, kind, self.text.text())
        except ForPeople as problem:
            desk.say(str(problem), "error")
            return
        self.show_returned(found)
        desk.say(f"第 {mark.number} 条已答复：{ANSWER_TITLES[kind]}。", "done")
        self._go_on()
        self.answered.emit()

    # --- the chosen mark --------------------------------------------------------------------

    def _current(self) -> Mark | None:
        at = self.table.current_row()
        return self.model.rows[at] if 0 <= at < len(self.model.rows) else None

    def _first_open(self) -> int:
        assert self.returned is not None
        marks = self.returned.marks
        return next((at for at, one in enumerate(marks) if self.returned.is_open(one)), 0)

    def _go_on(self) -> None:
        """The next mark without an answer, and the keyboard back on the list."""
        if self.returned is not None and self.returned.open:
            self._choose(self._first_open())
        self.table.setFocus()

    def _choose(self, at: int) -> None:
        index = self.model.index(at, 0)
        self.table.setCurrentIndex(index)
        self.table.scrollTo(index)

    def _show_detail(self) -> None:
        mark = self._current()
        if mark is None:
            self.detail.clear()
            return
        value = f"（报送时为 {mark.value}）" if mark.value else ""
        self.detail.setText(f"{mark.number}. {self._where(mark)}{value}\n{mark.message}")
        if not self.text.hasFocus():
            self.text.setText(mark.text)
        for kind, one in self.buttons.items():
            one.setChecked(mark.answer == kind)

    def _where(self, mark: Mark) -> str:
        forms = self._desk.session.forms
        parts = (form_title(mark, forms), mark.label or mark.record_id, field_title(mark, forms))
        return "　".join(filter(None, parts))

    def _begin(self, text: str) -> None:
        self.text.setFocus()
        if text:
            self.text.setText(text)
        else:
            self.text.selectAll()

    def _open(self, at: int) -> None:
        mark, returned, desk = self.model.rows[at], self.returned, self._desk
        assert returned is not None
        period = Period.parse(returned.notice.period)
        if desk.period != period:
            desk.show_period(period)
        place = cell_place(mark.form) if mark.form else OVERVIEW.name
        desk.goto.emit(place, mark.form, mark.record_id, mark.field)

    def _open_current(self) -> None:
        if self._current() is not None:
            self._open(self.table.current_row())

    # --- layout -----------------------------------------------------------------------------

    def _button(self, kind: AnswerKind) -> QPushButton:
        made = button(
            f"{ANSWER_TITLES[kind]}(&{_KEYS[kind]})", partial(self.answer, kind), tip=_TIPS[kind]
        )
        made.setCheckable(True)
        # Checked shows which answer was given, so a press alone must not toggle it.
        made.clicked.connect(lambda *_: self._show_detail())
        return made

    def _columns(self) -> list[Column[Mark]]:
        forms = self._desk.session.forms
        return [
            Column("序号", lambda one: str(one.number), 6, numeric=True),
            Column("级别", lambda one: one.level_title, 7, tone=lambda one: one.severity or "hint"),
            Column("表", lambda one: form_title(one, forms) or "—", 14),
            Column("记录", lambda one: one.label or one.record_id or "—", 20),
            Column("指标", lambda one: field_title(one, forms), 16),
            Column("意见", lambda one: one.message.replace("\n", " "), 0),
            Column("答复", self._answer_title, 9, tone=self._answer_tone),
            Column("答复内容", lambda one: one.text, 20),
        ]

    def _answer_title(self, mark: Mark) -> str:
        if self.returned is None or not self.returned.is_open(mark):
            return mark.answer_title
        return "未改" if mark.is_answered else "待答复"

    def _answer_tone(self, mark: Mark) -> str:
        return "soft" if self.returned is None or self.returned.is_open(mark) else "good"

    def _lay_out(self) -> None:
        frame, inside = card(margin=12, spacing=6)
        inside.addWidget(self.headline)
        inside.addWidget(self.comment)
        inside.addWidget(self.table, 1)
        jump = button("到这一格(&J)", self._open_current, tip="转到所指的格子（回车）")
        head = row(self.detail, jump)
        head.setStretch(0, 1)
        inside.addLayout(head)
        answers = row(self.text, *self.buttons.values(), spacing=8)
        answers.setStretch(0, 1)
        inside.addLayout(answers)
        inside.addWidget(label(ADVICE, "muted", wrap=True))
        outer = column(frame)
        outer.setContentsMargins(0, 0, 0, 0)
        self.setLayout(outer)
        shortcut = QShortcut(QKeySequence("Ctrl+Return"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(lambda: self.answer("explained"))
