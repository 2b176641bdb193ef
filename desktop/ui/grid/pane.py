"""One form's grid with its status line: binds view and model to the desk."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.ui.grid.arrangement import Arrangement
from desktop.ui.grid.choices import ChoiceMaker
from desktop.ui.grid.columns import columns_of
from desktop.ui.grid.delegate import GridDelegate
from desktop.ui.grid.marks import LEVEL_TITLES, Marks, level_of, sentence_of
from desktop.ui.grid.model import GridModel
from desktop.ui.grid.rows import Rows, Shown
from desktop.ui.grid.status import MOST_SUMMED, StatusLine, tally
from desktop.ui.grid.view import ROW_PADDING, GridView
from desktop.ui.grid.writing import CellWriter

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QShowEvent

    from desktop.ledger import Changes
    from desktop.ui.desk import Desk
    from forms.base import Form
    from forms.findings import Finding
    from forms.periods import Period


class GridPane(QWidget):
    """The rows of one form. ``moved(record_id, field)`` when another cell is current."""

    moved = Signal(str, str)
    shown_changed = Signal()

    def __init__(
        self, desk: Desk, form: type[Form], period: Period, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.desk, self.form, self.code = desk, form, form.spec.code
        session = desk.session
        self.maker = ChoiceMaker(session, period.code)
        self.model = GridModel(
            Rows(session, form, period.code), columns_of(form), session.catalogue, self
        )
        self.view = GridView(self)
        self.view.setAccessibleName(f"{form.spec.title}表格")
        self.delegate = GridDelegate(self.maker, self.view)
        self.status = StatusLine(self)
        self.reason = QLabel(self)
        self.reason.setWordWrap(True)
        self.reason.setTextFormat(Qt.TextFormat.PlainText)
        self.reason.setAccessibleName("当前格的问题")
        self.arrangement = Arrangement(session, self.code, self.view, self.model)
        self.writer = CellWriter(desk, form, self.view, self.model)
        self._count_soon = QTimer(self, singleShot=True, interval=0)
        self._count_soon.timeout.connect(self._show_status)
        self.narrowed_by = ""
        self._lay_out()
        self._connect()
        self._open()

    # --- set up -----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.view, 1)
        box.addWidget(self.reason)
        box.addWidget(self.status)
        self.reason.setContentsMargins(8, 4, 8, 4)

    def _connect(self) -> None:
        self.delegate.typed.connect(self.writer.type_cell)
        self.delegate.moved.connect(self.view.step)
        self.view.selection_moved.connect(self._selection_moved)
        self.arrangement.order_wanted.connect(self._order)
        self.desk.changed.connect(self._desk_changed)
        self.desk.findings_changed.connect(self.mark)

    def _open(self) -> None:
        view = self.view
        view.setModel(self.model)
        view.setItemDelegate(self.delegate)
        self.show_rows(Shown(sort=self.arrangement.sort))
        self.arrangement.restore()
        self.arrangement.show_order(self.arrangement.sort)
        self.mark()
        view.select_cell(0, min(1, len(self.model.columns) - 1))

    # --- what is shown ----------------------------------------------------------------------

    def show_rows(self, shown: Shown) -> None:
        """Filter, search or sort; the current record stays current where it is still shown."""
        record_id, _ = self.current()
        column = max(0, self.view.currentIndex().column())
        self.model.show(shown)
        place = self.model.rows.place_of(record_id) if record_id else None
        if len(self.model.rows):
            self.view.select_cell(place or 0, column)
        self._show_status()
        self.shown_changed.emit()

    def current(self) -> tuple[str, str]:
        """Record id and field of the current cell, empty when there is none."""
        index = self.view.currentIndex()
        if not index.isValid() or index.row() >= len(self.model.rows):
            return "", ""
        return self.model.rows.record_id(index.row()), self.model.columns[index.column()].name

    def selected_records(self) -> list[str]:
        """The records that the selection touches."""
        area = self.view.area
        if area is None or not len(self.model.rows):
            return []
        found = (self.model.rows.record_id(row) for row in range(area.top, area.bottom + 1))
        return [record for record in found if record]

    def reveal(self, record_id: str, field: str) -> bool:
        """Go to a cell, taking filters away when they hide it."""
        place = self.model.rows.place_of(record_id)
        if place is None and self.model.rows.shown.narrowed:
            self.show_rows(Shown(sort=self.model.rows.shown.sort))
            place = self.model.rows.place_of(record_id)
        if place is None:
            return False
        column = self.model.column_of(field)
        column = self.view.currentIndex().column() if column is None else column
        if self.view.isColumnHidden(column):
            self.arrangement.hide(column, False)
        self.view.select_cell(place, max(0, column))
        return True

    def _order(self, sort: tuple[str, bool] | None) -> None:
        self.show_rows(self.model.rows.reorder(sort=sort))
        self.arrangement.show_order(sort)

    def mark(self) -> None:
        """Show the findings as they are now."""
        self.model.mark(Marks(self.desk.findings, self.code))
        self._show_reason()

    def next_problem(self, step: int, *, from_end: bool = False) -> bool:
        """Go to the next cell that stops the submission; False when there is none that way."""
        marks, rows = self.model.marks, self.model.rows
        shown = replace(
            rows.shown, only_ids=marks.blocking() & (rows.shown.only_ids or marks.blocking())
        )
        wanted = set(rows.query(shown)) if shown.only_ids else set()
        index = self.view.currentIndex()
        at = (-1 if step > 0 else len(rows)) if from_end else index.row()
        if not from_end and 0 <= at < len(rows) and rows.ids[at] in wanted:
            columns = self._problem_columns(at)
            further = [one for one in columns if (one - index.column()) * step > 0]
            if further:
                self.view.select_cell(at, further[0] if step > 0 else further[-1])
                return True
        places = range(at + 1, len(rows)) if step > 0 else range(at - 1, -1, -1)
        found = next((place for place in places if rows.ids[place] in wanted), None)
        if found is None:
            return False
        columns = self._problem_columns(found)
        self.view.select_cell(found, columns[0 if step > 0 else -1] if columns else index.column())
        return True

    def _problem_columns(self, row: int) -> list[int]:
        """The columns of a row's blocking findings; those of no shown column stand at the first."""
        found = self.model.marks.of_record(self.model.rows.record_id(row))
        columns = {self.model.column_of(one.field) for one in found if one.blocks}
        return sorted(0 if column is None else column for column in columns)

    def dress(self) -> None:
        """Another theme or text size: measure and paint anew."""
        self.view.verticalHeader().setDefaultSectionSize(
            self.view.fontMetrics().height() + ROW_PADDING
        )
        self.arrangement.size()
        self.view.place_heading()
        self.view.viewport().update()

    def showEvent(self, event: QShowEvent) -> None:
        """In sight again."""
        super().showEvent(event)
        self.arrangement.resume()

    def hideEvent(self, event: QHideEvent) -> None:
        """A hidden pane asks the ledger nothing: it may be closed by now."""
        super().hideEvent(event)
        self.arrangement.rest()
        self._count_soon.stop()

    # --- what follows -----------------------------------------------------------------------

    def _desk_changed(self, changes: Changes) -> None:
        at = self.view.currentIndex()
        row, column = at.row(), at.column()
        self.model.apply(changes)
        if not self.view.currentIndex().isValid() and len(self.model.rows):
            self.view.select_cell(min(max(row, 0), len(self.model.rows) - 1), max(column, 0))
        self._selection_moved()

    def _selection_moved(self) -> None:
        self._count_soon.start()
        self._show_reason()
        self.moved.emit(*self.current())

    def _show_status(self) -> None:
        area, rows = self.view.area, self.model.rows
        self.status.show_place(self.view.currentIndex().row(), len(rows), rows.shown.narrowed)
        if area is None or area.is_cell:
            self.status.figures.clear()
            return
        columns = self.view.shown_columns(area.left, area.right)
        size = (area.bottom - area.top + 1) * len(columns)
        if size > MOST_SUMMED:
            self.status.figures.setText(f"选中 {size:,} 格")
            return
        cells = [
            self.model.cell(row, column)
            for row in range(area.top, area.bottom + 1)
            for column in columns
        ]
        numeric = any(self.model.columns[column].item.kind.numeric for column in columns)
        self.status.figures.setText(tally(cells, numeric))

    def _show_reason(self) -> None:
        found = self.model.marks.of_cell(*self.current())
        self.reason.setText("\n".join(map(_sentence, found[:3])))
        self.reason.setVisible(bool(found))


def _sentence(finding: Finding) -> str:
    return f"【{LEVEL_TITLES[level_of(finding)]} {finding.rule}】{sentence_of(finding)}"
