"""First start: a few plain questions, keyboard only if wanted, and a ledger is ready to work in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QFrame, QLabel, QStackedWidget, QWidget

from desktop.ui.dialogs import LEDGERS, Dialogs
from desktop.ui.parts import button, column, label, line, row, set_tone
from desktop.ui.wizard_steps import DistrictStep, PlaceStep, RoleStep, SignatureStep, Step
from desktop.workflow.session import Clock, local_now
from desktop.workflow.starting import STEPS, Beginning, begin, steps_of
from forms.errors import ForPeople

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent

    from desktop.ui.theme import Look

TITLES = {"role": "用途", "district": "区和单位", "signatures": "联系人", "place": "保存位置"}


class Wizard(QDialog):
    """Asks step by step, then makes the ledger.

    Signals: ``made(Session)`` with the first period open; ``open_other(Path)`` when an existing
    ledger was chosen instead; ``given_up()`` when the window was closed without either.
    """

    made = Signal(object)
    open_other = Signal(Path)
    given_up = Signal()

    def __init__(
        self,
        documents: Path,
        dialogs: Dialogs,
        look: Look,
        *,
        clock: Clock = local_now,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("wizard")
        self.setWindowTitle("集群台账 - 第一次使用")
        self.setSizeGripEnabled(True)
        self._dialogs, self._clock, self._documents = dialogs, clock, documents
        self._finished = False
        self.beginning = Beginning()
        self.steps: dict[str, Step] = {
            "role": RoleStep(self._choose_role, self._ask_other),
            "district": DistrictStep(),
            "signatures": SignatureStep(),
            "place": PlaceStep(
                documents,
                clock().date(),
                lambda folder: dialogs.ask_folder("选择保存账本的文件夹", folder),
            ),
        }
        self.stack = QStackedWidget()
        for one in self.steps.values():
            self.stack.addWidget(one)
        self.marks: dict[str, QLabel] = {name: label(TITLES[name]) for name in STEPS}
        self.problem = label(tone="hard", wrap=True)
        self.back = button("上一步(&B)", self.go_back)
        self.next = button("下一步(&N)", self.go_on, "primary")
        self.next.setAutoDefault(True)
        self.next.setDefault(True)
        self._build()
        self.resize(round(look.points() * 80), round(look.points() * 52))
        self.show_step("role")

    @property
    def step(self) -> str:
        """The name of the step on screen."""
        return next(name for name, one in self.steps.items() if one is self.stack.currentWidget())

    def show_step(self, name: str) -> None:
        """Show a step with what is known so far."""
        self.problem.clear()
        self.stack.setCurrentWidget(self.steps[name])
        self.steps[name].show_beginning(self.beginning)
        order = steps_of(self.beginning)
        for other, mark in self.marks.items():
            mark.setVisible(other in order)
            here = other == name
            number = order.index(other) + 1 if other in order else 0
            mark.setText(f"{number}　{TITLES[other]}")
            mark.setAccessibleName(f"第 {number} 步，{TITLES[other]}" + ("，当前" if here else ""))
            mark.setProperty("kind", "heading" if here else "muted")
            mark.style().polish(mark)
        self.back.setEnabled(name != order[0])
        self.next.setText("完成，开始使用(&F)" if name == order[-1] else "下一步(&N)")
        self.steps[name].focus_first()

    def go_back(self) -> None:
        """To the step before."""
        self.beginning = self.steps[self.step].read(self.beginning)
        order = steps_of(self.beginning)
        self.show_step(order[max(order.index(self.step) - 1, 0)])

    def go_on(self) -> None:
        """To the next step, or make the ledger after the last."""
        name = self.step
        self.beginning = self.steps[name].read(self.beginning)
        problem = STEPS[name](self.beginning)
        if problem:
            self._complain(problem)
            self.steps[name].focus_problem(self.beginning)
            return
        order = steps_of(self.beginning)
        if name == order[-1]:
            self._make()
        else:
            self.show_step(order[order.index(name) + 1])

    def reject(self) -> None:
        """Escape throws nothing away: only closing the window does."""

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closed by hand, nothing was made."""
        if not self._finished:
            self.given_up.emit()
        super().closeEvent(event)

    def finish(self) -> None:
        """Close because there is a ledger now."""
        self._finished = True
        self.close()

    def complain(self, sentence: str) -> None:
        """Say why an existing ledger can't be opened."""
        self._complain(sentence)

    def _complain(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setAccessibleName(sentence)

    def _make(self) -> None:
        try:
            session = begin(self.beginning, clock=self._clock)
        except ForPeople as problem:
            self._complain(str(problem))
            return
        except OSError as problem:
            self._complain(
                f"“{self.beginning.folder}”不能写入（{problem.strerror}），请换一个文件夹。"
            )
            return
        self.made.emit(session)

    def _choose_role(self, role: str) -> None:
        self.beginning = replace(self.beginning, role=role)
        for name, mark in self.marks.items():
            mark.setVisible(name in steps_of(self.beginning))

    def _ask_other(self) -> None:
        path = self._dialogs.ask_open_file("打开已有账本", self._documents, LEDGERS)
        if path is not None:
            self.open_other.emit(path)

    def _build(self) -> None:
        side = QFrame()
        side.setObjectName("rail")
        marks = column(
            label("集群台账", "title"),
            label("第一次使用", "muted"),
            16,
            *self.marks.values(),
            None,
            spacing=12,
        )
        marks.setContentsMargins(20, 20, 24, 16)
        side.setLayout(marks)
        # As wide as the widest mark is when it is bold, so that the step does not shift.
        side.setFixedWidth(round(self.fontMetrics().horizontalAdvance("字") * 10.5))
        feet = row(None, self.back, self.next)
        right = column(self.stack, self.problem, line(), feet, spacing=12)
        right.setStretchFactor(self.stack, 1)
        right.setContentsMargins(28, 22, 28, 18)
        whole = row(side, right, spacing=0)
        whole.setStretchFactor(right, 1)
        self.setLayout(whole)
        set_tone(self.problem, "hard")
