"""汇总 and 指标: every indicator, and beside the chosen one its districts, directions and records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QComboBox, QLineEdit, QSplitter, QTabWidget, QWidget

from desktop.ui.page import Page
from desktop.ui.parts import button, column, label, page_layout, row, set_tone
from desktop.ui.places import INDICATORS, TOTALS
from desktop.ui.tables import AnsweredTable, Column, FactsModel, FactsTable
from desktop.ui.totals_tables import (
    NOT_REPORTED,
    Behind,
    Part,
    Words,
    behind_columns,
    directions_of,
    districts_of,
    indicator_columns,
    part_columns,
    records_of,
)
from desktop.workflow.indicators import SUMMARY, notes_of
from desktop.workflow.totals import consolidate, write_consolidated
from forms.indicators.facts import printed_code
from forms.indicators.summary import record_id_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from desktop.ui.desk import Desk
    from desktop.ui.jobs import Cancelled, Progress
    from desktop.workflow.totals import Consolidation, Line

__all__ = ["NOT_REPORTED", "IndicatorsPage", "TotalsPage"]

ADVICE = "指标由各表自动汇总，不手工填写。数值变化大、减少或与部门数据不一致时，选中一行直接输入差异说明。"
ALL, TARGETS, NUMBERS = "", "targets", "numbers"


@dataclass(frozen=True, slots=True)
class _Measured:
    found: Consolidation
    notes: Mapping[str, str]


class TotalsPage(Page):
    """The city's figures: the list at the left, what is behind the chosen one at the right."""

    at = TOTALS
    of_city: ClassVar[bool] = True

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.found: Consolidation | None = None
        self._wanted = ""
        self.notes: Mapping[str, str] = {}
        self.words = Words(in_plan_units=self.of_city)
        self.headline = label(kind="title")
        self.missing = label(wrap=True)
        self.filter, self.text = QComboBox(), QLineEdit()
        self.model: FactsModel[Line] = FactsModel(self._columns(), desk.look.color)
        self.table = AnsweredTable(self.model, "指标")
        self.name = label(kind="heading", wrap=True)
        self.rule = label(kind="muted", wrap=True)
        self.tabs = QTabWidget()
        self.districts: FactsModel[Part] = FactsModel(part_columns("区"), desk.look.color)
        self.directions: FactsModel[Part] = FactsModel(part_columns("集群、方向"), desk.look.color)
        self.behind: FactsModel[Behind] = FactsModel((), desk.look.color)
        self.records = FactsTable(self.behind, "记录")
        self.export = button(f"导出{self.at.title}表…(&X)", self._export, "primary")
        self._lay_out()
        self._connect()

    def enter(self) -> None:
        """Measure anew, off the GUI thread."""
        desk = self.desk
        if desk.period is not None:
            desk.jobs.run("汇总各项指标", self._work(), self._show)

    def reveal(self, form: str, record_id: str, field: str) -> None:
        """Choose the indicator of a row of F11, now or once it is measured."""
        del field
        if form == SUMMARY:
            self._wanted = record_id.partition("-")[2]
            self.filter.setCurrentIndex(0)
            self.text.clear()
            self._list()

    # --- set up -----------------------------------------------------------------------------

    def _columns(self) -> list[Column[Line]]:
        write = None if self.of_city else self._write_note
        return indicator_columns(self.words, self._is_final, self._note_of, write)

    def _is_final(self) -> bool:
        return self.found is not None and self.found.is_final

    def _note_of(self, line: Line) -> str:
        return self.notes.get(record_id_of(self.desk.session.district, line.facts.code), "")

    def _write_note(self, line: Line, text: str) -> bool:
        """Empty takes the note back; the edit's own news brings the list up to date."""
        return text.strip() == self._note_of(line) or self.desk.note_indicator(
            line.facts.code, text
        )

    def _lay_out(self) -> None:
        self.filter.setAccessibleName("按计划筛选指标")
        self.filter.setMinimumContentsLength(9)
        self.text.setPlaceholderText("按指标码、名称或口径查找（Ctrl+F）")
        self.text.setAccessibleName("查找指标")
        self.text.setClearButtonEnabled(True)
        self.tabs.setAccessibleName("所选指标的构成")
        if self.of_city:
            self.tabs.addTab(FactsTable(self.districts, "分区"), "分区(&D)")
        self.tabs.addTab(FactsTable(self.directions, "分集群、方向"), "分方向(&F)")
        self.tabs.addTab(self.records, "记录(&R)")
        right = QWidget()
        right.setLayout(column(self.name, self.rule, self.tabs, spacing=6))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.table)
        split.addWidget(right)
        split.setStretchFactor(0, 1)
        split.setSizes([800, 360])
        split.setHandleWidth(14)
        split.setChildrenCollapsible(False)
        outer = page_layout(self)
        outer.addLayout(row(self.headline, None, self.export))
        outer.addWidget(self.missing)
        tools = row(self.filter, self.text, spacing=8)
        tools.setStretch(1, 1)
        outer.addLayout(tools)
        outer.addWidget(split, 1)

    def _connect(self) -> None:
        self.filter.activated.connect(lambda _at: self._list())
        self.text.textChanged.connect(lambda _text: self._list())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_chosen())
        self.table.opened.connect(lambda _at: self._to_records())
        self.records.opened.connect(self._open_record)
        self.desk.changed.connect(lambda _changes: self.enter() if self.isVisible() else None)
        find = QAction(self)
        find.setShortcut(QKeySequence("Ctrl+F"))
        find.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.triggered.connect(lambda *_: self.text.setFocus())
        self.addAction(find)

    def _work(self) -> Callable[[Progress, Cancelled], _Measured]:
        session, period = self.desk.session, self.desk.period
        assert period is not None

        def work(progress: Progress, _cancelled: Cancelled) -> _Measured:
            found = consolidate(session, period, progress)
            rows = session.ledger.all_rows(session.district, period.code)
            return _Measured(found, notes_of(rows))

        return work

    # --- the list ---------------------------------------------------------------------------

    def _show(self, measured: _Measured) -> None:
        found = self.found = measured.found
        self.notes = measured.notes
        self._tell(found)
        self._offer_filters(found)
        self._list()
        self._wanted = ""
        if self.isVisible() and not self.text.hasFocus():
            self.table.setFocus()

    def _tell(self, found: Consolidation) -> None:
        total, nature = len(found.expected), "正式数" if found.is_final else "初步数"
        self.headline.setText(
            f"{found.period.title}汇总：已报 {len(found.received)} / {total} 区（{nature}）"
        )
        names = self.desk.session.catalogue.codelist("district")
        missing = "、".join(map(names.title_of, found.missing))
        self.missing.setText(
            f"未报的区：{missing}。未报的区不计入合计，也不按 0 处理。"
            if missing
            else "各区均已报送。"
        )
        set_tone(self.missing, "soft" if missing else "good")

    def _offer_filters(self, found: Consolidation) -> None:
        if self.filter.count():
            return
        for title, data in (("全部指标", ALL), ("方案目标", TARGETS), ("数量指标", NUMBERS)):
            self.filter.addItem(title, data)
        plans = self.desk.session.catalogue.codelist("plan")
        for plan in dict.fromkeys(plan for one in found.lines.values() for plan in one.facts.plans):
            self.filter.addItem(f"{plan}计划" if plan in plans else plan, plan)

    def _list(self) -> None:
        """Show the wanted indicators, the chosen one kept in sight."""
        found, chosen = self.found, self._chosen()
        if found is None:
            return
        shown = [line for line in found.lines.values() if self._is_wanted(line)]
        self.model.show_columns(self._columns(), shown)
        codes = [one.facts.code for one in shown]
        wanted = self._wanted or (chosen.facts.code if chosen else "")
        at = codes.index(wanted) if wanted in codes else 0
        if shown:
            self.table.setCurrentIndex(self.model.index(at, 0))
        self._show_chosen()

    def _is_wanted(self, line: Line) -> bool:
        kind, facts = self.filter.currentData() or ALL, line.facts
        fits = {ALL: True, TARGETS: facts.target is not None, NUMBERS: facts.target is None}
        if not fits.get(kind, kind in facts.plans):
            return False
        wanted = self.text.text().strip().casefold()
        words = (printed_code(facts.code), facts.code, facts.full_title, facts.rule, *facts.plans)
        return any(wanted in one.casefold() for one in words)

    # --- the chosen one ---------------------------------------------------------------------

    def _chosen(self) -> Line | None:
        at = self.table.current_row()
        return self.model.rows[at] if 0 <= at < len(self.model.rows) else None

    def _show_chosen(self) -> None:
        line, found, catalogue = self._chosen(), self.found, self.desk.session.catalogue
        self.tabs.setEnabled(line is not None)
        if line is None or found is None:
            self.name.setText("没有符合条件的指标。")
            self.rule.clear()
            return
        self.name.setText(f"{printed_code(line.facts.code)} {line.facts.full_title}")
        self.rule.setText(f"{self.words.facts(line)}口径：{line.facts.rule}。")
        self.districts.show(districts_of(self.words, catalogue, line))
        self.directions.show(list(directions_of(self.words, catalogue, line)))
        listed = records_of(line)
        self.behind.show_columns(
            behind_columns(catalogue, line, listed, by_district=self.of_city), listed
        )
        self.tabs.setTabText(self.tabs.count() - 1, f"记录 {len(listed):,}(&R)")

    def _to_records(self) -> None:
        self.tabs.setCurrentWidget(self.records)
        self.records.setFocus()

    def _open_record(self, at: int) -> None:
        """The city sees its district in 审阅; a clerk the record in 填报."""
        one = self.behind.rows[at].member
        place = "review" if self.of_city else "entry"
        self.desk.goto.emit(place, one.form, one.record_id, "")

    # --- the workbook -----------------------------------------------------------------------

    def _export(self) -> None:
        desk, found = self.desk, self.found
        if found is None:
            return
        folder = desk.session.info.path.parent
        target = desk.dialogs.ask_save_file(
            f"导出{self.at.title}表", folder / f"WLCY_HZ_{found.period.code}.xlsx"
        )
        if target is not None:
            desk.jobs.run(
                f"导出{self.at.title}表",
                lambda _p, _c: write_consolidated(desk.session, found, target, overwrite=True),
                self._exported,
            )

    def _exported(self, path: Path) -> None:
        self.desk.say(f"已导出{self.at.title}表：{path}", "done")


class IndicatorsPage(TotalsPage):
    """A district's own figures in 万元, with the 差异说明 that it may write beside each."""

    at = INDICATORS
    of_city: ClassVar[bool] = False

    def _tell(self, found: Consolidation) -> None:
        nature = "正式数" if found.is_final else "初步数"
        self.headline.setText(f"{found.period.title}指标（{nature}）")
        self.missing.setText(ADVICE)
