"""退回意见 on the city's side: those being gathered, and those sent last with their answers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.ui.parts import button, column, label, row
from desktop.ui.tables import Column, FactsModel, FactsTable
from forms.marks import field_title, form_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.ui.desk import Desk
    from forms.marks import Mark

GATHER = (
    "在“审核结果”中选中问题，或在某张表中选中格子，写上意见后点“列为意见”，都会列到这里；"
    "点“退回”一并发出。双击或按回车修改，按 Delete 删去。"
)


class DraftPane(QWidget):
    """The marks that the next return will bear; ``changed()`` when there are more or fewer."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.marks: list[Mark] = []
        self.model: FactsModel[Mark] = FactsModel(self._columns(), desk.look.color)
        self.table = FactsTable(self.model, "准备退回的意见")
        self.hint = label(GATHER, "muted", wrap=True)
        inside = column(
            self.hint, self.table, row(button("删去这条(&D)", self.drop), None), spacing=6
        )
        inside.setContentsMargins(0, 6, 0, 0)
        self.setLayout(inside)
        gone = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.table)
        gone.setContext(Qt.ShortcutContext.WidgetShortcut)
        gone.activated.connect(self.drop)

    def add(self, marks: Sequence[Mark]) -> int:
        """Add marks that are not there yet; answers how many."""
        known = {(one.place, one.message) for one in self.marks}
        new = [one for one in marks if (one.place, one.message) not in known]
        self._show([*self.marks, *new])
        return len(new)

    def clear(self) -> None:
        """Begin anew, for another district or after the return."""
        self._show([])

    def drop(self) -> None:
        """Take the chosen mark out."""
        at = self.table.current_row()
        if 0 <= at < len(self.marks):
            self._show([one for place, one in enumerate(self.marks) if place != at])

    def _show(self, marks: Sequence[Mark]) -> None:
        self.marks = [replace(one, number=number) for number, one in enumerate(marks, 1)]
        self.model.show(self.marks)
        if self.marks:
            self.table.setCurrentIndex(self.model.index(len(self.marks) - 1, self._message_column))
        self.changed.emit()

    @property
    def _message_column(self) -> int:
        return next(at for at, one in enumerate(self.model.columns) if one.write is not None)

    def _rewrite(self, mark: Mark, text: str) -> bool:
        if not text.strip():
            return False
        at = self.table.current_row()
        self._show(
            [
                replace(one, message=text.strip()) if one.number == mark.number else one
                for one in self.marks
            ]
        )
        self.table.setCurrentIndex(self.model.index(at, self._message_column))
        return True

    def _columns(self) -> list[Column[Mark]]:
        forms = self._desk.session.forms
        return [
            Column("级别", lambda one: one.level_title, 8, tone=lambda one: one.severity or "hint"),
            Column("表", lambda one: form_title(one, forms) or "—", 14),
            Column("记录", lambda one: one.label or one.record_id or "—", 18),
            Column("指标", lambda one: field_title(one, forms), 14),
            Column("意见", lambda one: one.message, 0, write=self._rewrite),
        ]


class AnswersPane(QWidget):
    """The marks sent last, with the district's answers as they came back."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        forms = desk.session.forms
        self.headline = label(kind="muted", wrap=True)
        columns: list[Column[Mark]] = [
            Column("记录", lambda one: one.label or one.record_id or "—", 15),
            Column("指标", lambda one: field_title(one, forms), 14),
            Column("意见", lambda one: one.message.replace("\n", " "), 0),
            Column("答复", lambda one: one.answer_title or "未答复", 8, tone=_answer_tone),
            Column("答复内容", lambda one: one.text.replace("\n", " "), 18),
        ]
        self.model: FactsModel[Mark] = FactsModel(columns, desk.look.color)
        self.table = FactsTable(self.model, "退回意见和答复")
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_detail())
        self.detail = label(wrap=True)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        inside = column(self.headline, self.table, self.detail, spacing=6)
        inside.setContentsMargins(0, 6, 0, 0)
        self.setLayout(inside)

    def show_marks(self, revision: int, marks: Sequence[Mark]) -> None:
        """Show the marks on a revision; revision 0 is none."""
        answered = sum(one.is_answered for one in marks)
        self.headline.setText(
            f"第 {revision} 次报送的退回意见 {len(marks)} 条，已答复 {answered} 条。"
            if marks
            else "本期没有退回过。"
        )
        self.model.show(marks)
        if marks:
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._show_detail()

    def _show_detail(self) -> None:
        at = self.table.current_row()
        one = self.model.rows[at] if 0 <= at < len(self.model.rows) else None
        said = f"\n区级{one.answer_title}：{one.text}" if one and one.text else ""
        self.detail.setText(f"{one.message}{said}" if one else "")


def _answer_tone(mark: Mark) -> str:
    return {"": "muted", "disputed": "soft"}.get(mark.answer, "good")
