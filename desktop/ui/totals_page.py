"""汇总: the figures of a period added up, with those who have not reported stated beside them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from desktop.ui.facts import money
from desktop.ui.page import Page
from desktop.ui.parts import button, label, page_layout, row, set_tone
from desktop.ui.places import TOTALS
from desktop.ui.tables import Column, FactsModel, FactsTable
from desktop.workflow.totals import consolidate, report_book, write_consolidated

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from desktop.ui.desk import Desk
    from desktop.workflow.totals import Consolidation
    from exports.report_book import ReportBook, ReportRow, ReportTable

NOT_REPORTED = "未报"


class TotalsPage(Page):
    """The tables of the consolidated report, one at a time."""

    at = TOTALS

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.found: Consolidation | None = None
        self.book: ReportBook | None = None
        self.headline = label(kind="title")
        self.missing = label(wrap=True)
        self.model: FactsModel[ReportRow] = FactsModel((), desk.look.color)
        self.table = FactsTable(self.model, "汇总表")
        self.switches: list[QPushButton] = []
        self._group = QButtonGroup(self)
        self._switch_row = QHBoxLayout()
        self._switch_row.setSpacing(6)
        self.export = button("导出汇总表…(&X)", self._export, "primary")
        outer = page_layout(self)
        outer.addLayout(row(self.headline, None, self.export))
        outer.addWidget(self.missing)
        outer.addLayout(row(self._switch_row, None))
        outer.addWidget(self.table, 1)

    def enter(self) -> None:
        """Add up anew, off the GUI thread."""
        desk = self.desk
        if desk.period is None:
            return
        session, period = desk.session, desk.period
        desk.jobs.run("汇总各区数据", lambda _p, _c: consolidate(session, period), self._show)

    def _show(self, found: Consolidation) -> None:
        self.found, self.book = found, report_book(self.desk.session, found)
        total = len(found.received) + len(found.missing)
        self.headline.setText(f"{found.period.title}汇总：已报 {len(found.received)} / {total} 区")
        names = self.desk.session.catalogue.codelist("district")
        missing = "、".join(map(names.title_of, found.missing))
        self.missing.setText(
            f"未报的区：{missing}。未报的区不计入合计，也不按 0 处理。"
            if missing
            else "各区均已报送。"
        )
        set_tone(self.missing, "soft" if missing else "good")
        self._offer(self.book.tables)

    def _offer(self, tables: Sequence[ReportTable]) -> None:
        if not self.switches:
            for number, one in enumerate(tables):
                self._add_switch(number, one.title)
        at = next((number for number, one in enumerate(self.switches) if one.isChecked()), 0)
        self._show_table(at)

    def _add_switch(self, number: int, title: str) -> None:
        made = button(f"{title}(&{number + 1})", lambda: self._show_table(number))
        made.setCheckable(True)
        self._group.addButton(made)
        self._switch_row.addWidget(made)
        self.switches.append(made)

    def _show_table(self, number: int) -> None:
        if self.book is None:
            return
        self.switches[number].setChecked(True)
        chosen = self.book.tables[number]
        self.model.show_columns(_columns(chosen), chosen.body)
        self.table.setAccessibleName(chosen.title)

    def _export(self) -> None:
        desk, found = self.desk, self.found
        if found is None:
            return
        folder = desk.session.info.path.parent
        target = desk.dialogs.ask_save_file(
            "导出汇总表", folder / f"WLCY_HZ_{found.period.code}.xlsx"
        )
        if target is not None:
            desk.jobs.run(
                "导出汇总表",
                lambda _p, _c: write_consolidated(desk.session, found, target),
                self._exported,
            )

    def _exported(self, path: Path) -> None:
        self.desk.say(f"已导出汇总表：{path}", "done")


def _columns(table: ReportTable) -> list[Column[ReportRow]]:
    head, *figures = table.head[-1]
    columns: list[Column[ReportRow]] = [
        Column(
            head, lambda one: one.label if one.is_total else f"　{one.label}", 0, strong=_is_total
        )
    ]
    for number, title in enumerate(figures):
        columns.append(
            Column(title, _figure(number), 24, numeric=True, tone=_tone(number), strong=_is_total)
        )  # fmt: skip
    return columns


def _is_total(one: ReportRow) -> bool:
    return one.is_total


def _tone(number: int) -> Callable[[ReportRow], str]:
    return lambda one: "hard" if one.cells[number] is None else ""


def _figure(number: int) -> Callable[[ReportRow], str]:
    def text(one: ReportRow) -> str:
        figure = one.cells[number]
        if figure is None:
            return NOT_REPORTED
        return money(figure) if isinstance(figure, Decimal) else f"{figure:,}"

    return text
