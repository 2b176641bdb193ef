"""往来: letters from the city are opened here; what they ask is done; all that passed is listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.ui.dialogs import XLSX
from desktop.ui.drop_page import DropPage
from desktop.ui.key_bar import KeyBar
from desktop.ui.letters_table import letters_table, passed
from desktop.ui.marks_pane import MarksPane
from desktop.ui.parts import button, label, page_layout, row
from desktop.ui.places import EXCHANGE
from desktop.workflow.answering import open_returns
from desktop.workflow.applying import Applied, apply_letter
from desktop.workflow.signing import CITY, UNCONFIRMED
from desktop.workflow.statuses import STATE_TITLES
from exports.refusal import Refusal
from forms.periods import Period

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from desktop.ui.desk import Desk
    from desktop.workflow.answering import Returned
    from forms.errors import ForPeople

KINDS = {"applied": "done", "identical": "info", "stale": "warning"}
"""The message bar's kind for each outcome."""


class ExchangePage(DropPage):
    """Opening letters, the to-do list of a return, and the list of all that passed."""

    at = EXCHANGE
    welcome = "hint"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.state = label(kind="heading")
        self.open = button(
            "打开市级文件…(&F)", self._ask, "primary", "任务包、回执、退回单；也可以直接拖到这一页"
        )
        self._waiting: Path | None = None
        self.key_bar = KeyBar(desk)
        self.key_bar.confirmed.connect(self._open_waiting)
        self.pane = MarksPane(desk)
        self.pane.answered.connect(self._answered)
        self.model, self.table = letters_table(desk)
        self.hint = label(kind="muted", wrap=True)
        self.drop = label("任务包、回执、退回单可直接拖到这一页打开。", "muted")
        outer = page_layout(self)
        outer.addLayout(row(label("往来", "title"), self.state, None, self.drop, self.open))
        outer.addWidget(self.key_bar)
        outer.addWidget(self.pane, 3)
        outer.addWidget(label("往来记录", "heading"))
        outer.addWidget(self.table, 2)
        outer.addWidget(self.hint)
        desk.findings_changed.connect(self._refresh_if_shown)

    def enter(self) -> None:
        """Show what stands to be answered and all that passed."""
        desk, info = self.desk, self.desk.period_info
        if desk.period is not None and info is not None:
            title = STATE_TITLES.get(info.state, info.state)
            self.state.setText(f"{desk.period.title}：{title}")
        returned = self._returned()
        self.pane.show_returned(returned)
        # In the largest text every line counts for the marks.
        self.hint.setVisible(returned is None)
        self.table.setMinimumHeight(self.table.heights(2 if returned is None else 1))
        self.model.show(passed(desk))
        self.hint.setText(
            "校验码印在报送表封面上，与市级核对时报这个码即可。"
            if self.model.rows
            else "还没有往来。审核通过后，在“上报”页导出报送表；市级发来的文件在这里打开。"
        )

    def badge(self) -> int:
        """The marks that want an answer, in every period."""
        return sum(len(one.open) for one in open_returns(self.desk.session))

    def reveal(self, form: str, record_id: str, field: str) -> None:
        """Put the keyboard on the mark about this cell."""
        for at, one in enumerate(self.pane.model.rows):
            if (one.form, one.record_id, one.field) == (form, record_id, field):
                self.pane.table.setCurrentIndex(self.pane.model.index(at, 0))
        self.pane.table.setFocus()

    def take_in(self, path: Path) -> None:
        """Open a letter off the GUI thread; one with an unknown key waits for the fingerprint."""
        session, self._waiting = self.desk.session, path
        self.key_bar.ask("", "")
        self.desk.jobs.run(
            "打开市级文件", lambda _p, _c: apply_letter(session, path), self._applied, self._refused
        )

    def take_files(self, paths: Sequence[Path]) -> None:
        """Open the first file; several would each ask for a look of their own."""
        if len(paths) > 1:
            self.desk.say("一次打开一个文件，先打开了第一个。", "warning")
        if paths:
            self.take_in(paths[0])

    def _ask(self) -> None:
        folder = self.desk.session.info.path.parent
        path = self.desk.dialogs.ask_open_file("选择任务包、回执或退回单", folder, XLSX)
        if path is not None:
            self.take_in(path)

    def _refused(self, problem: ForPeople) -> None:
        waits = isinstance(problem, Refusal) and problem.reason == UNCONFIRMED
        if not waits:
            self.desk.say(str(problem), "error")
            return
        self.key_bar.ask(CITY, "任务包、回执和退回单")
        self.key_bar.typed.setFocus()
        name = self._waiting.name if self._waiting else ""
        self.desk.say(f"“{name}”还没有采用：请先核对市级签名，登记后自动打开。", "warning")

    def _open_waiting(self) -> None:
        if self._waiting is not None:
            self.take_in(self._waiting)

    def _applied(self, done: Applied) -> None:
        said = "\n".join((done.message, *done.details))
        if done.kind == "task" and done.outcome == "applied":
            # Code lists, due forms and checks reach every page only through a fresh window.
            self.desk.reopen.emit(said)
            return
        self._show_its_period(done)
        self.desk.say(said, KINDS[done.outcome])

    def _show_its_period(self, done: Applied) -> None:
        period = Period.parse(done.period)
        if done.kind != "task" and period != self.desk.period and period in self.desk.choices:
            self.desk.show_period(period)
        else:
            self.desk.refresh()
        self.enter()

    def _answered(self) -> None:
        self.desk.findings_changed.emit()

    def _refresh_if_shown(self) -> None:
        if self.isVisible():
            self.enter()

    def _returned(self) -> Returned | None:
        """The return of the period on screen, else the first one of another period."""
        found: Sequence[Returned] = open_returns(self.desk.session, with_answered=True)
        here = self.desk.period.code if self.desk.period else ""
        first = [one for one in found if one.notice.period == here]
        return next(iter((*first, *(one for one in found if one.open))), None)
