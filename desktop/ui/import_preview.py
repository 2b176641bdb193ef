"""The first page of 导入预览: what would become of each row, and of each of its cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QSplitter, QVBoxLayout, QWidget

from desktop.ui.parts import label, row
from desktop.ui.tables import Column, FactsModel, FactsTable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtCore import QModelIndex
    from PySide6.QtGui import QColor

    from desktop.workflow.load_plan import LoadPlan, PlannedRow
    from forms.catalogue import Catalogue

EVERYTHING, TROUBLED = "", "troubled"
FILTERS = (
    ("全部", EVERYTHING), ("新增", "created"), ("更新", "updated"), ("无变化", "unchanged"),
    ("未导入", "refused"), ("需留意", TROUBLED),
)  # fmt: skip
"""Titles and what they show: an outcome, or all that something must be said of."""

TITLES: Mapping[str, str] = {what: title for title, what in FILTERS}
TONES: Mapping[str, str] = {"created": "good", "updated": "accent", "refused": "hard"}
BLANK = "（空）"


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One cell of the chosen row, as texts."""

    title: str
    old: str
    new: str
    note: str


def _row_columns() -> tuple[Column[PlannedRow], ...]:
    return (
        Column("行", lambda one: str(one.number), 6, numeric=True),
        Column("结果", lambda one: TITLES[one.outcome], 8,
               tone=lambda one: TONES.get(one.outcome, "muted")),
        Column("记录", lambda one: one.label, 26),
        Column("编号", lambda one: one.record_id, 20),
        Column("变动", lambda one: f"{len(one.changes)} 格" if one.changes else "", 8),
        Column("说明", lambda one: one.refusal or "；".join(p.message for p in one.problems), 0,
               tone=lambda one: "hard" if one.refusal else "soft"),
    )  # fmt: skip


_CELL_COLUMNS: tuple[Column[ShownCell], ...] = (
    Column("项目", lambda one: one.title, 24),
    Column("账本中", lambda one: one.old or BLANK, 0, tone=lambda one: "" if one.old else "muted"),
    Column("导入后", lambda one: one.new or BLANK, 0, strong=lambda one: not one.note,
           tone=lambda one: "hard" if one.note else ""),
    Column("说明", lambda one: one.note, 0, tone=lambda _one: "hard"),
)  # fmt: skip


class PreviewPage(QWidget):
    """Rows above, cells of the chosen row below; narrowed by what would become of them."""

    def __init__(
        self, catalogue: Catalogue, color: Callable[[str], QColor], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._plan: LoadPlan | None = None
        self.filter = QComboBox()
        self.filter.setAccessibleName("按结果筛选")
        self.tally = label(kind="muted")
        self.row_model = FactsModel(_row_columns(), color, self)
        self.cell_model = FactsModel(_CELL_COLUMNS, color, self)
        self.row_table = FactsTable(self.row_model, "文件中的各行", self)
        self.cell_table = FactsTable(self.cell_model, "所选行的各格", self)
        for title, what in FILTERS:
            self.filter.addItem(title, what)
        self._lay_out()
        self.filter.currentIndexChanged.connect(lambda _at: self._narrow())
        self.row_table.selectionModel().currentRowChanged.connect(self._show_cells)

    def show_plan(self, plan: LoadPlan) -> None:
        """Show a sheet's rows, narrowed as before."""
        self._plan = plan
        self._narrow()

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.addWidget(self.row_table)
        split.addWidget(self.cell_table)
        split.setSizes([260, 160])
        split.setChildrenCollapsible(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 8, 0, 0)
        box.addLayout(row(self.filter, self.tally, None))
        box.addWidget(split, 1)

    def _narrow(self) -> None:
        plan = self._plan
        if plan is None:
            return
        what = self.filter.currentData()
        shown = [
            one
            for one in plan.planned
            if what == EVERYTHING or what == one.outcome or (what == TROUBLED and one.failed)
        ]
        self.row_model.show(shown)
        self.tally.setText(f"{len(shown):,} 行，共 {plan.rows:,} 行")
        self.cell_model.show(())
        if shown:
            self.row_table.setCurrentIndex(self.row_model.index(0, 0))

    def _show_cells(self, current: QModelIndex, _before: QModelIndex) -> None:
        if not current.isValid():
            return
        chosen = self.row_model.rows[current.row()]
        notes = {one.column: one.message for one in chosen.problems}
        self.cell_model.show(
            [
                ShownCell(
                    one.item.title, *one.texts(self._catalogue), notes.get(one.item.title, "")
                )
                for one in chosen.changes
            ]
        )
