"""审阅: the sixteen districts of a period, and one of them in detail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QSplitter, QTabWidget, QWidget

from desktop.ui.diff_pane import DiffPane
from desktop.ui.facts import moment
from desktop.ui.grid.marks import problem_of
from desktop.ui.page import Page
from desktop.ui.parts import button, column, label, page_layout, row
from desktop.ui.places import REVIEW
from desktop.ui.return_pane import AnswersPane, DraftPane
from desktop.ui.review_rows import RowTables
from desktop.ui.tables import Column, FactsModel, FactsTable
from desktop.workflow.returning import (
    Issued,
    accept_submission,
    make_mark,
    marks_of_findings,
    return_submission,
)
from desktop.workflow.reviewing import Review, review
from desktop.workflow.ruling import waive
from forms.findings import SEVERITY_TITLES, Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from desktop.ui.desk import Desk
    from desktop.workflow.session import Session
    from desktop.workflow.statuses import DistrictStatus
    from forms.findings import Severity
    from forms.marks import Mark
    from forms.periods import Period

    Issue = Callable[[Session, str, Period, str, Path], Issued]

STATE_TONES = {"missing": "hard", "received": "hint", "returned": "soft", "accepted": "good"}


class ReviewPage(Page):
    """Districts at the left, the chosen one's findings and rows at the right."""

    at = REVIEW

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._found: Mapping[str, Sequence[Finding]] = {}
        self.headline = label(kind="title")
        self.own = label(kind="muted", wrap=True)
        self.own.setVisible(False)
        self.model: FactsModel[DistrictStatus] = FactsModel(_district_columns(), desk.look.color)
        self.table = FactsTable(self.model, "各区报送情况")
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_district())
        self.name = label(kind="heading")
        self.facts = label(kind="muted", wrap=True)
        self.comment = QLineEdit()
        self.comment.setAccessibleName("意见")
        self.comment.setPlaceholderText("意见：对选中的格子，或随退回、验收发出")
        self.mark = button("列为意见(&M)", self._mark, tip="把选中的问题或格子列入退回意见")
        self.waive = button(
            "豁免…(&X)", self._waive, tip="选中的记录不再按这条规则审核，须写明事由"
        )
        self.send_back = button("退回…(&T)", self._return, tip="写出退回单，该区按意见修改后重报")
        self.accept = button("验收…(&A)", self._accept, "primary", "数据可用，写出回执")
        self.findings: FactsModel[Finding] = FactsModel(self._finding_columns(), desk.look.color)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("审核结果和数据")
        self.found_table = FactsTable(self.findings, "审核结果")
        self.found_table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.found_table.selectionModel().currentRowChanged.connect(lambda *_: self._show_detail())
        self.tabs.addTab(self.found_table, "审核结果")
        self.draft, self.answers, self.diff = DraftPane(desk), AnswersPane(desk), DiffPane(desk)
        for pane, title in self._panes().items():
            self.tabs.addTab(pane, title)
        self.draft.changed.connect(self._show_buttons)
        self.tabs.currentChanged.connect(lambda _at: self._show_pane())
        self.detail = label(wrap=True)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._wanted = ("", "", "")
        self._gathered_for: tuple[str, str, int] = ("", "", 0)
        self.rows = RowTables(desk)
        for table in self.rows.tables.values():
            self.tabs.addTab(table, "")
            table.selectionModel().currentChanged.connect(lambda *_: self._show_detail())
        self._lay_out()

    def enter(self) -> None:
        """Check every district anew, off the GUI thread."""
        desk = self.desk
        if desk.period is None:
            return
        session, period = desk.session, desk.period
        desk.jobs.run(
            "审核各区数据",
            lambda progress, cancelled: review(session, period, progress, cancelled),
            self._show,
        )

    def reveal(self, form: str, record_id: str, field: str) -> None:
        """Show a district's cell, now or once it is checked; ``record_id`` begins with its code."""
        self._wanted = (form, record_id, field)
        self._show_wanted()

    def _show_wanted(self) -> None:
        form, record_id, field = self._wanted
        for at, one in enumerate(self.model.rows):
            if record_id and record_id.startswith(one.district):
                self.table.setCurrentIndex(self.model.index(at, 0))
        table = self.rows.choose(form, record_id, field)
        if table is not None:
            self.tabs.setCurrentWidget(table)
            table.setFocus()

    def _show(self, found: Review) -> None:
        desk, at, listed = self.desk, self.table.current_row(), found.statuses
        self._found = found.found
        self.own.setText("\n".join(one.message for one in found.own))
        self.own.setVisible(bool(found.own))
        received = sum(bool(one.revision) for one in listed)
        accepted = sum(one.state == "accepted" for one in listed)
        period = desk.period.title if desk.period else ""
        self.headline.setText(f"{period}：已收 {received} 区，已验收 {accepted} 区")
        self.model.show(listed)
        first = next((number for number, one in enumerate(listed) if one.revision), 0)
        if listed:
            self.table.setCurrentIndex(self.model.index(at if 0 <= at < len(listed) else first, 0))
        self._show_district()
        self._show_wanted()
        self._wanted = ("", "", "")

    def _chosen(self) -> DistrictStatus | None:
        at = self.table.current_row()
        return self.model.rows[at] if 0 <= at < len(self.model.rows) else None

    def _show_district(self) -> None:
        one, desk = self._chosen(), self.desk
        here = one is not None and bool(one.revision)
        self.tabs.setEnabled(here)
        self._begin_anew()
        self._show_buttons()
        if one is None or desk.period is None:
            return
        self.name.setText(f"{one.name}　{one.state_title}")
        self.facts.setText(
            f"第 {one.revision} 次报送，{moment(one.at)} 接收，文件 {one.file_name}"
            if here
            else "本期还没有报送。"
        )
        found = self._found.get(one.district, ())
        self.findings.show(found)
        if found:
            self.found_table.setCurrentIndex(self.findings.index(0, 0))
        self._show_detail()
        self.tabs.setTabText(0, f"审核结果 {len(found)}")
        self._show_answers(one)
        self._show_pane()
        rows = desk.session.ledger.all_rows(one.district, desk.period.code) if here else {}
        for table, title in self.rows.show(rows):
            self.tabs.setTabText(self.tabs.indexOf(table), title)

    def _show_detail(self) -> None:
        """The chosen finding or cell in full; the panes beside them say all themselves."""
        shown = self.tabs.currentWidget()
        self.detail.setVisible(shown not in (self.draft, self.diff, self.answers))
        if shown is not self.found_table:
            self.detail.setText(self.rows.full_text(shown))
            return
        at = self.found_table.current_row()
        one = self.findings.rows[at] if 0 <= at < len(self.findings.rows) else None
        explained = f"\n区级说明：{one.explanation}" if one and one.explanation else ""
        self.detail.setText(f"{one.message}{explained}" if one else "")

    # --- panes beside the findings ----------------------------------------------------------

    def _panes(self) -> dict[QWidget, str]:
        return {self.draft: "退回意见", self.diff: "与上次相比", self.answers: "上次意见及答复"}

    def _begin_anew(self) -> None:
        """What was gathered for one revision is not for another."""
        one = self._chosen()
        revision = (one.district, one.period, one.revision) if one else ("", "", 0)
        if revision != self._gathered_for:
            self._gathered_for = revision
            self.draft.clear()
            self.comment.clear()

    def _show_answers(self, one: DistrictStatus) -> None:
        """The newest marks there are: of this revision, or of the one before with answers."""
        marks_of = self.desk.session.ledger.exchange.marks
        for revision in (one.revision, one.revision - 1):
            if revision > 0 and (marks := marks_of(one.district, one.period, revision)):
                self.answers.show_marks(revision, marks)
                break
        else:
            self.answers.show_marks(0, [])
        count = len(self.answers.model.rows)
        at = self.tabs.indexOf(self.answers)
        self.tabs.setTabText(at, f"上次意见及答复 {count}" if count else "上次意见及答复")

    def _show_pane(self) -> None:
        """The comparison takes a while, so it is made when somebody looks at it."""
        self._show_detail()
        one, period = self._chosen(), self.desk.period
        if one and period and one.revision and self.tabs.currentWidget() is self.diff:
            self.diff.show_district(one.district, period, one.revision)

    def _show_buttons(self) -> None:
        one = self._chosen()
        here = one is not None and bool(one.revision)
        self.accept.setEnabled(here and one is not None and one.state != "accepted")
        for part in (self.comment, self.mark, self.waive, self.send_back):
            part.setEnabled(here)
        count = len(self.draft.marks)
        title = f"退回意见 {count}" if count else "退回意见"
        self.tabs.setTabText(self.tabs.indexOf(self.draft), title)

    # --- what the city says -----------------------------------------------------------------

    def _mark(self) -> None:
        """Gather a mark: the chosen findings, the chosen cell, or the whole."""
        if self.tabs.currentWidget() is self.found_table:
            chosen = [index.row() for index in self.found_table.selectionModel().selectedRows()]
            marks = marks_of_findings(self.findings.rows[at] for at in sorted(chosen))
        else:
            marks = self._mark_by_hand()
        if not marks:
            return
        new = self.draft.add(marks)
        said = f"已列入退回意见，共 {len(self.draft.marks)} 条。" if new else "这些意见已经列过了。"
        self.desk.say(said, "done" if new else "info")

    def _waive(self) -> None:
        """Let the chosen finding's record off its rule; the next task package tells the district."""
        at, desk = self.found_table.current_row(), self.desk
        one = self.findings.rows[at] if 0 <= at < len(self.findings.rows) else None
        if one is None or self.tabs.currentWidget() is not self.found_table:
            desk.say("请先在“审核结果”中选中一条，再点“豁免”。", "warning")
            return
        what = f"规则 {one.rule}，{one.label or one.record_id}"
        reason = desk.dialogs.ask_reason("豁免", f"{what}：请写明豁免的事由（不少于 8 个字）。")
        said = f"已豁免{what}，随下一个任务包下发；可在“规则与口径”中取消。"
        if reason and desk.decide(lambda it: waive(it, one.rule, one.record_id, reason), said):
            self.enter()

    def _mark_by_hand(self) -> list[Mark]:
        one, desk, words = self._chosen(), self.desk, self.comment.text().strip()
        if one is None or desk.period is None:
            return []
        if not words:
            self.comment.setFocus()
            desk.say("请先在左边写下意见，再点“列为意见”。", "warning")
            return []
        mark = make_mark(
            desk.session,
            one.district,
            desk.period,
            self.rows.place(self.tabs.currentWidget()),
            words,
        )
        self.comment.clear()
        return [mark]

    def _return(self) -> None:
        marks = list(self.draft.marks)
        if not marks and not self.comment.text().strip():
            self.desk.say(
                "请先列出意见：选中问题或格子后点“列为意见”，或写一句总的意见。", "warning"
            )
            return
        self._issue(
            "退回单保存到哪个文件夹",
            "写出退回单",
            lambda session, district, period, comment, folder: return_submission(
                session, district, period, comment, marks, folder
            ),
        )

    def _accept(self) -> None:
        self._issue("回执保存到哪个文件夹", "写出回执", accept_submission)

    def _issue(self, question: str, title: str, act: Issue) -> None:
        """Ask where to, then write the notice and keep the state off the GUI thread."""
        one, desk = self._chosen(), self.desk
        if one is None or desk.period is None:
            return
        folder = desk.dialogs.ask_folder(question, desk.session.info.path.parent)
        if folder is None:
            return
        session, period, comment = desk.session, desk.period, self.comment.text().strip()
        desk.jobs.run(
            title,
            lambda _p, _c: act(session, one.district, period, comment, folder),
            self._issued,
        )

    def _issued(self, done: Issued) -> None:
        one, desk = done.status, self.desk
        self.comment.clear()
        self.draft.clear()
        period = desk.period.title if desk.period else one.period
        file = f"，已写出 {done.file.name}，请交给该区" if done.file else ""
        desk.say(f"{one.name} {period} 第 {one.revision} 次报送：{one.state_title}{file}。", "done")
        desk.refresh()

    def _finding_columns(self) -> list[Column[Finding]]:
        return [
            Column("级别", lambda one: SEVERITY_TITLES[one.severity], 8, tone=lambda one: one.severity),
            Column("表", lambda one: one.form, 6),
            Column("记录", lambda one: one.label or one.record_id, 24),
            Column("问题", problem_of, 0),
            Column("区级说明", lambda one: one.explanation or "—", 18),
        ]  # fmt: skip

    def _lay_out(self) -> None:
        act = row(self.comment, self.mark, self.waive, self.send_back, self.accept, spacing=6)
        right = QWidget()
        right.setLayout(column(self.name, self.facts, act, self.tabs, self.detail, spacing=6))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.table)
        split.addWidget(right)
        split.setStretchFactor(0, 0)
        split.setStretchFactor(1, 1)
        side = min(round(self.desk.look.points() * 42), 560)
        split.setSizes([side, 1170 - side])
        split.setHandleWidth(14)
        split.setChildrenCollapsible(False)
        outer = page_layout(self)
        outer.addWidget(self.headline)
        outer.addWidget(self.own)
        outer.addWidget(split, 1)


def _tone(severity: Severity) -> Callable[[DistrictStatus], str]:
    return lambda one: severity if one.findings is not None and one.findings[severity] else ""


def _count(one: DistrictStatus, severity: Severity) -> str:
    return str(one.findings[severity]) if one.findings is not None else ""


def _district_columns() -> list[Column[DistrictStatus]]:
    return [
        Column("区", lambda one: one.name, 10),
        Column("状态", lambda one: one.state_title, 9, tone=lambda one: STATE_TONES.get(one.state, "")),
        Column("批次", lambda one: f"第 {one.revision} 次" if one.revision else "—", 8),
        Column("强制", lambda one: _count(one, "hard"), 6, numeric=True, tone=_tone("hard")),
        Column("核实", lambda one: _count(one, "soft"), 6, numeric=True, tone=_tone("soft")),
        Column("提示", lambda one: _count(one, "hint"), 6, numeric=True),
    ]  # fmt: skip
