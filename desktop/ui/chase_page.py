"""催报: who still owes, and the words to remind them with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QPlainTextEdit

from desktop.ui.page import Page
from desktop.ui.parts import button, column, label, page_layout, row
from desktop.ui.places import CHASE
from desktop.ui.tables import Column, FactsModel, FactsTable
from desktop.ui.task_card import TaskCard
from desktop.workflow.calendar import deadline
from desktop.workflow.chasing import chase_text, lateness, owing

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.ui.desk import Desk
    from desktop.workflow.statuses import DistrictStatus


LINES = 3.5
"""So many lines of the text to send are always in sight."""


class ChasePage(Page):
    """The list of those who owe and a text to copy."""

    at = CHASE

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.headline, self.due = label(kind="title"), label(kind="muted")
        columns: list[Column[DistrictStatus]] = [
            Column("区", lambda one: one.name, 14),
            Column("状态", lambda one: one.state_title, 12, tone=_tone),
        ]  # fmt: skip
        self.model: FactsModel[DistrictStatus] = FactsModel(columns, desk.look.color)
        self.table = FactsTable(self.model, "需要催报的区")
        self.text = QPlainTextEdit()
        self.text.setAccessibleName("催报文字")
        self.text.setTabChangesFocus(True)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.copy = button("复制文字(&C)", self._copy, "primary")
        left = column(label("未报和退回后未重报的区", "heading"), self.table)
        self.task = TaskCard(desk)
        self.task.made.connect(self.enter)
        head = row(label("催报文字（可以修改）", "heading"), None, self.copy)
        right = column(head, self.text, self.task)
        middle = row(left, right, spacing=16)
        middle.setStretch(0, 2)
        middle.setStretch(1, 3)
        outer = page_layout(self)
        outer.addLayout(row(self.headline, self.due, None))
        outer.addLayout(middle, 1)

    def enter(self) -> None:
        """List who owes."""
        desk = self.desk
        if desk.period is None:
            return
        listed, due = owing(desk.session, desk.period), deadline(desk.session, desk.period)
        self.headline.setText(
            f"{desk.period.title}：还有 {len(listed)} 个区要催报"
            if listed
            else f"{desk.period.title}：各区都已报来"
        )
        self.due.setText(
            f"截止日 {due.year}年{due.month}月{due.day}日，{lateness(due, desk.session.today())}"
        )
        self.model.show(listed)
        self.text.setPlainText(chase_text(desk.period, due, listed))
        self.text.setMinimumHeight(round(self.text.fontMetrics().lineSpacing() * LINES))
        self.copy.setEnabled(bool(listed))
        self.task.show_period(desk.period)

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.text.toPlainText())
        self.desk.say("已复制，可以粘贴到消息或公文中。", "done")


def _tone(one: DistrictStatus) -> str:
    return "hard" if one.state == "missing" else "soft"
