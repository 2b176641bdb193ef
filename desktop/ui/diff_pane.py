"""与上次相比: what a revision changed, so that the reviewer reads again only what moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from desktop.ui.parts import column, label
from desktop.ui.tables import Column, FactsModel, FactsTable
from desktop.workflow.revisions import WHAT_TITLES, compare

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from desktop.ui.desk import Desk
    from desktop.workflow.revisions import Difference, RecordChange, TotalChange, What
    from forms.periods import Period

_TONES: dict[str, str] = {"added": "good", "removed": "hard", "changed": "soft"}


@dataclass(frozen=True, slots=True)
class Line:
    """One field that changed, or a record that came or went."""

    form: str
    label: str
    what: What
    field: str = ""
    old: str = ""
    new: str = ""


class DiffPane(QWidget):
    """Two tables: records with their fields, and the indicators that changed with them."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shown: tuple[str, str, int] = ("", "", 0)
        self.headline = label(kind="muted", wrap=True)
        self.model: FactsModel[Line] = FactsModel(self._columns(), desk.look.color)
        self.table = FactsTable(self.model, "有变化的记录")
        self.totals: FactsModel[TotalChange] = FactsModel(_total_columns(), desk.look.color)
        self.totals_table = FactsTable(self.totals, "有变化的指标")
        self.detail = label(wrap=True)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_detail())
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.table)
        split.addWidget(self.totals_table)
        split.setSizes([300, 140])
        split.setHandleWidth(10)
        split.setChildrenCollapsible(False)
        inside = column(self.headline, split, self.detail, spacing=6)
        inside.setStretch(1, 1)
        inside.setContentsMargins(0, 6, 0, 0)
        self.setLayout(inside)

    def show_district(self, district: str, period: Period, revision: int) -> None:
        """Compare a revision with the one before, off the GUI thread; each once."""
        wanted = (district, period.code, revision)
        if wanted == self._shown:
            return
        self._shown = wanted
        self.model.show([])
        self.totals.show([])
        if revision < 2:
            self.headline.setText("本期只报送过一次，没有可以比较的。")
            return
        self.headline.setText("正在比较……")
        session = self._desk.session

        def show(found: Difference) -> None:
            if self._shown == wanted:
                self._show(found)

        self._desk.jobs.run(
            "比较两次报送",
            lambda _p, _c: compare(session, district, period, (revision - 1, revision)),
            show,
            lambda problem: self.headline.setText(str(problem)),
        )

    def _show(self, found: Difference) -> None:
        counts = "，".join(
            f"{WHAT_TITLES[what]} {count} 条" for what, count in found.counts().items()
        )
        self.headline.setText(
            f"第 {found.after} 次与第 {found.before} 次相比：{counts}记录；"
            f"{len(found.totals)} 项指标有变化。"
        )
        self.model.show([line for one in found.records for line in _lines(one)])
        self.totals.show(found.totals)
        self.totals_table.setVisible(bool(found.totals))
        if self.model.rows:
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._show_detail()

    def _show_detail(self) -> None:
        at = self.table.current_row()
        one = self.model.rows[at] if 0 <= at < len(self.model.rows) else None
        said = f"{one.label}　{one.field}：{one.old or '空'} → {one.new or '空'}" if one else ""
        self.detail.setText(said if one and one.field else "")

    def _columns(self) -> list[Column[Line]]:
        forms = self._desk.session.forms
        return [
            Column("变化", lambda one: WHAT_TITLES[one.what], 6, tone=lambda one: _TONES[one.what]),
            Column("表", lambda one: forms[one.form].spec.title, 13),
            Column("记录", lambda one: one.label, 0),
            Column("指标", lambda one: one.field or "整条记录", 14),
            Column("原来", lambda one: one.old.replace("\n", " ") or "—", 12),
            Column("现在", lambda one: one.new.replace("\n", " ") or "—", 12),
        ]


def _lines(one: RecordChange) -> Iterator[Line]:
    """A changed record field by field; one that came or went as a whole."""
    name = one.label or one.record_id
    if one.what != "changed":
        yield Line(one.form, name, one.what)
        return
    for field in one.fields:
        yield Line(one.form, name, one.what, field.title, field.old, field.new)


def _total_columns() -> list[Column[TotalChange]]:
    return [
        Column("指标", lambda one: one.facts.full_title, 0),
        Column("原来", lambda one: _amount(one.old), 12, numeric=True),
        Column("现在", lambda one: _amount(one.new), 12, numeric=True),
        Column("增减", lambda one: _signed(one.change), 11, numeric=True),
    ]


def _amount(value: Decimal | None) -> str:
    return "未知" if value is None else f"{value:,}"


def _signed(value: Decimal | None) -> str:
    return "—" if value is None else f"{value:+,}"
