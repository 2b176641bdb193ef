"""审阅: the sixteen districts of a period, and one of them in detail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QSplitter, QTabWidget, QWidget

from desktop.ui.facts import moment
from desktop.ui.grid.marks import problem_of
from desktop.ui.masking import masked
from desktop.ui.page import Page
from desktop.ui.parts import button, column, label, page_layout, row
from desktop.ui.places import REVIEW
from desktop.ui.tables import Column, FactsModel, FactsTable
from desktop.workflow.checking import check_period
from desktop.workflow.returning import accept_submission
from desktop.workflow.reviewing import review
from forms.errors import ForPeople
from forms.findings import SEVERITY_TITLES, Finding
from forms.kinds import show_cell

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop.ui.desk import Desk
    from desktop.workflow.statuses import DistrictStatus
    from forms.base import Form
    from forms.findings import Severity
    from forms.items import Item

STATE_TONES = {"missing": "hard", "received": "hint", "returned": "soft", "accepted": "good"}


class ReviewPage(Page):
    """Districts at the left, the chosen one's findings and rows at the right."""

    at = REVIEW

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.headline = label(kind="title")
        self.model: FactsModel[DistrictStatus] = FactsModel(_district_columns(), desk.look.color)
        self.table = FactsTable(self.model, "各区报送情况")
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_district())
        self.name = label(kind="heading")
        self.facts = label(kind="muted", wrap=True)
        self.comment = QLineEdit()
        self.comment.setAccessibleName("验收意见")
        self.comment.setPlaceholderText("验收意见（可不填）")
        self.accept = button("验收(&A)", self._accept, "primary", "数据可用，通过验收")
        self.findings: FactsModel[Finding] = FactsModel(self._finding_columns(), desk.look.color)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("审核结果和数据")
        self.found_table = FactsTable(self.findings, "审核结果")
        self.found_table.selectionModel().currentRowChanged.connect(lambda *_: self._show_detail())
        self.tabs.addTab(self.found_table, "审核结果")
        self.detail = label(wrap=True)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._rows = {
            form.spec.code: self._rows_tab(form) for form in desk.session.forms.data_forms
        }
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
        """Show a district; ``record_id`` begins with its code."""
        del form, field
        for at, one in enumerate(self.model.rows):
            if record_id.startswith(one.district):
                self.table.setCurrentIndex(self.model.index(at, 0))

    def _show(self, listed: Sequence[DistrictStatus]) -> None:
        desk, at = self.desk, self.table.current_row()
        received = sum(bool(one.revision) for one in listed)
        accepted = sum(one.state == "accepted" for one in listed)
        period = desk.period.title if desk.period else ""
        self.headline.setText(f"{period}：已收 {received} 区，已验收 {accepted} 区")
        self.model.show(listed)
        first = next((number for number, one in enumerate(listed) if one.revision), 0)
        if listed:
            self.table.setCurrentIndex(self.model.index(at if 0 <= at < len(listed) else first, 0))
        self._show_district()

    def _chosen(self) -> DistrictStatus | None:
        at = self.table.current_row()
        return self.model.rows[at] if 0 <= at < len(self.model.rows) else None

    def _show_district(self) -> None:
        one, desk = self._chosen(), self.desk
        here = one is not None and bool(one.revision)
        self.tabs.setEnabled(here)
        self.accept.setEnabled(here and one is not None and one.state != "accepted")
        self.comment.setEnabled(self.accept.isEnabled())
        if one is None or desk.period is None:
            return
        self.name.setText(f"{one.name}　{one.state_title}")
        self.facts.setText(
            f"第 {one.revision} 次报送，{moment(one.at)} 接收，文件 {one.file_name}"
            if here
            else "本期还没有报送。"
        )
        found = check_period(desk.session, one.district, desk.period) if here else []
        self.findings.show(found)
        if found:
            self.found_table.setCurrentIndex(self.findings.index(0, 0))
        self._show_detail()
        self.tabs.setTabText(0, f"审核结果 {len(found)}")
        rows = desk.session.ledger.all_rows(one.district, desk.period.code) if here else {}
        for place, (code, model) in enumerate(self._rows.items(), start=1):
            listed = list(rows.get(code, {}).values())
            model.show(listed)
            self.tabs.setTabText(place, f"{desk.session.forms[code].spec.title} {len(listed)}")

    def _show_detail(self) -> None:
        at = self.found_table.current_row()
        one = self.findings.rows[at] if 0 <= at < len(self.findings.rows) else None
        explained = f"\n区级说明：{one.explanation}" if one and one.explanation else ""
        self.detail.setText(f"{one.message}{explained}" if one else "")

    def _accept(self) -> None:
        one, desk = self._chosen(), self.desk
        if one is None or desk.period is None:
            return
        try:
            comment = self.comment.text().strip()
            done = accept_submission(desk.session, one.district, desk.period, comment).status
        except ForPeople as problem:
            desk.say(str(problem), "error")
            return
        self.comment.clear()
        desk.say(
            f"{done.name} {desk.period.title} 第 {done.revision} 次报送：{done.state_title}。",
            "done",
        )
        self.enter()

    def _rows_tab(self, form: type[Form]) -> FactsModel[Form]:
        model: FactsModel[Form] = FactsModel(self._row_columns(form), self.desk.look.color)
        self.tabs.addTab(FactsTable(model, form.spec.title), form.spec.title)
        return model

    def _row_columns(self, form: type[Form]) -> list[Column[Form]]:
        shown = [entry for entry in form.items() if not entry.system]
        columns: list[Column[Form]] = [Column("记录编号", lambda one: one.record_id, 20)]
        return columns + [
            Column(
                entry.full_title,
                self._text_of(entry),
                _width(entry),
                numeric=entry.kind.numeric,
            )
            for entry in shown
            if entry.name != "record_id"
        ]

    def _text_of(self, entry: Item) -> Callable[[Form], str]:
        catalogue = self.desk.session.catalogue

        def text(one: Form) -> str:
            shown = show_cell(one.cell(entry.name), entry, catalogue)
            return masked(shown) if entry.private else shown

        return text

    def _finding_columns(self) -> list[Column[Finding]]:
        return [
            Column("级别", lambda one: SEVERITY_TITLES[one.severity], 8, tone=lambda one: one.severity),
            Column("表", lambda one: one.form, 6),
            Column("记录", lambda one: one.label or one.record_id, 24),
            Column("问题", problem_of, 0),
            Column("区级说明", lambda one: one.explanation or "—", 18),
        ]  # fmt: skip

    def _lay_out(self) -> None:
        act = row(self.comment, self.accept)
        right = QWidget()
        right.setLayout(column(self.name, self.facts, act, self.tabs, self.detail, spacing=6))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.table)
        split.addWidget(right)
        split.setStretchFactor(0, 0)
        split.setStretchFactor(1, 1)
        side = min(round(self.desk.look.points() * 46), 560)
        split.setSizes([side, 1170 - side])
        split.setHandleWidth(14)
        split.setChildrenCollapsible(False)
        outer = page_layout(self)
        outer.addWidget(self.headline)
        outer.addWidget(split, 1)


def _width(entry: Item) -> int:
    return max(12, min(30, len(entry.full_title) * 2 + 2))


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
