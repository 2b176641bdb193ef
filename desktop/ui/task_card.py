"""布置: the city sets deadline, demands and the 表号 block, and writes the task package."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QDateEdit, QFrame, QGridLayout, QLineEdit, QWidget

from desktop.ui.due_table import DueTable
from desktop.ui.parts import button, card, column, label, row
from desktop.workflow.calendar import deadline
from desktop.workflow.legal import legal_texts
from desktop.workflow.tasking import Order, Ordered, make_task, travelling
from exports.letter import LABELS
from exports.task_package import LEGAL_FACTS

if TYPE_CHECKING:
    from desktop.ui.desk import Desk
    from forms.periods import Period


class TaskCard(QFrame):
    """The next task package; ``made()`` when one was written."""

    made = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._period: Period | None = None
        self.deadline = QDateEdit()
        self.deadline.setCalendarPopup(True)
        self.deadline.setDisplayFormat("yyyy-MM-dd")
        # The line edit inside takes the keyboard, and screen readers ask it for its name.
        self.deadline.lineEdit().setAccessibleName("报送截止日")
        self.comment = QLineEdit()
        self.comment.setPlaceholderText("要求和说明，可不填")
        self.legal = {name: QLineEdit() for name in LEGAL_FACTS}
        self.legal["valid_to"].setPlaceholderText("例如 2027-12-31")
        self.make = button(
            "生成任务包…(&G)", self._make, tip="审核设置、豁免、口径和代码表按账本现行设置"
        )
        self.due = DueTable(desk)
        self.travels = label(kind="muted", wrap=True)
        self._lay_out()
        self.deadline.setMinimumHeight(self.comment.sizeHint().height())

    def show_period(self, period: Period) -> None:
        """Show what is set for a period so far."""
        session = self._desk.session
        if period != self._period:
            self.due.show_period(period, session.due)
        self._period = period
        day = deadline(session, period)
        self.deadline.setMinimumDate(QDate(period.end.year, period.end.month, period.end.day))
        self.deadline.setDate(QDate(day.year, day.month, day.day))
        self.travels.setText(travelling(session))
        texts = legal_texts(session)
        for name, field in self.legal.items():
            if not field.hasFocus():
                field.setText(texts.get(name, ""))

    def order(self) -> Order:
        """What is set now; rules and code lists stay as the ledger has them."""
        return Order(
            deadline=self.deadline.date().toString("yyyy-MM-dd"),
            comment=self.comment.text(),
            due=self.due.overrides,
            legal={name: field.text().strip() for name, field in self.legal.items()},
        )

    def _make(self) -> None:
        desk, period = self._desk, self._period
        if period is None:
            return
        folder = desk.dialogs.ask_folder("任务包保存到哪个文件夹", desk.session.info.path.parent)
        if folder is None:
            return
        session, order = desk.session, self.order()
        desk.jobs.run(
            "生成任务包", lambda _p, _c: make_task(session, period, order, folder), self._written
        )

    def _written(self, done: Ordered) -> None:
        self.comment.clear()
        # The package is what the ledger says from now on.
        self._desk.session = replace(self._desk.session, due=done.package.due)
        self._desk.say(
            f"已生成任务包 {done.file.name}，请交给各区，在“往来”页打开。"
            f"签名指纹 {done.fingerprint} 请写入盖章的通知，供各区首次打开时核对。",
            "done",
        )
        self.made.emit()

    def _lay_out(self) -> None:
        frame, inside = card(margin=12, spacing=6)
        inside.addWidget(label("布置：任务包", "heading"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        titled = [("报送截止日", self.deadline), ("要求", self.comment)]
        titled += [(LABELS[name], field) for name, field in self.legal.items()]
        for number, (title, field) in enumerate(titled):
            field.setAccessibleName(title)
            caption = label(f"{title}：")
            grid.addWidget(caption, number // 2, number % 2 * 2)
            grid.addWidget(field, number // 2, number % 2 * 2 + 1)
        grid.addWidget(self.make, len(titled) // 2, 3)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        inside.addLayout(grid)
        self.due.setMinimumHeight(round(self.fontMetrics().height() * 5))
        inside.addWidget(self.due)
        inside.addWidget(self.travels)
        outer = column(row(frame))
        outer.setContentsMargins(0, 0, 0, 0)
        self.setLayout(outer)
