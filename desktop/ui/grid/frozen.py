"""A table whose first columns stay in sight while the others scroll below them.

One view, not two synchronised ones: the frozen cells are painted over the scrolled ones, and the
places Qt asks for (``visualRect``, ``indexAt``) know of it, so selection, editors, tips and the
mouse work across the border as if there were none. Only the heading is a second widget.
"""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QModelIndex, QPersistentModelIndex, QPoint, QRect
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem, QTableView, QWidget

from desktop.ui.grid.header import ColumnHeader
from desktop.ui.grid.shades import shades

AnyIndex = QModelIndex | QPersistentModelIndex
QStyleState = QStyle.StateFlag


class FrozenTable(QTableView):
    """A table with ``frozen`` leading columns."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.frozen = 0
        self.heading = ColumnHeader(self)
        self.setHorizontalHeader(self.heading)
        self.frozen_heading = ColumnHeader(self)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.heading.sectionResized.connect(self._follow_width)
        self.frozen_heading.sectionResized.connect(self._lead_width)

    def freeze(self, count: int) -> None:
        """Keep the first ``count`` columns in sight; call after the model is set."""
        self.frozen = count
        model, heading = self.model(), self.frozen_heading
        heading.setModel(model)
        heading.setSelectionModel(self.selectionModel())
        for column in range(model.columnCount()):
            heading.setSectionHidden(column, column >= count)
            if column < count:
                heading.resizeSection(column, self.columnWidth(column))
        self.place_heading()

    @property
    def frozen_width(self) -> int:
        """The width of the frozen columns in pixels."""
        return sum(self.columnWidth(column) for column in range(self.frozen))

    # --- where things are -------------------------------------------------------------------

    def visualRect(self, index: AnyIndex) -> QRect:
        """Where a cell is painted."""
        rect = super().visualRect(index)
        if index.isValid() and index.column() < self.frozen:
            rect.moveLeft(self._frozen_left(index.column()))
        return rect

    def indexAt(self, pos: QPoint) -> QModelIndex:  # noqa: N802 - Qt
        """The cell at a point of the viewport."""
        if 0 <= pos.x() < self.frozen_width:
            row, column = self.rowAt(pos.y()), self._frozen_at(pos.x())
            return self.model().index(row, column) if row >= 0 else QModelIndex()
        return super().indexAt(pos)

    def scrollTo(  # noqa: N802 - Qt
        self,
        index: AnyIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a cell into sight, beside the frozen columns and not below them."""
        bar = self.horizontalScrollBar()
        before = bar.value()
        super().scrollTo(index, hint)
        if index.column() < self.frozen:
            bar.setValue(before)
            return
        hidden = self.frozen_width - self.columnViewportPosition(index.column())
        if hidden > 0:
            bar.setValue(bar.value() - hidden)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:  # noqa: N802 - Qt
        """What must be painted anew when this selection changes."""
        region = super().visualRegionForSelection(selection)
        parts = (selection.at(at) for at in range(selection.size()))
        if any(part.left() < self.frozen for part in parts):
            region = region.united(QRegion(self._frozen_area()))
        return region

    def _frozen_left(self, column: int) -> int:
        return sum(self.columnWidth(before) for before in range(column))

    def _frozen_at(self, x: int) -> int:
        for column in range(self.frozen):
            x -= self.columnWidth(column)
            if x < 0:
                return column
        return self.frozen - 1

    def _frozen_area(self) -> QRect:
        return QRect(0, 0, self.frozen_width, self.viewport().height())

    # --- painting ---------------------------------------------------------------------------

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Scrolling moves pixels; those of the frozen columns must not move sideways."""
        super().scrollContentsBy(dx, dy)
        if dx and self.frozen:
            area = self._frozen_area()
            self.viewport().update(area.adjusted(-abs(dx), 0, abs(dx), 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The scrolled cells first, the frozen ones over them."""
        super().paintEvent(event)
        area = self._frozen_area().intersected(event.rect())
        if not self.frozen or area.isEmpty():
            return
        named = shades(self.palette())
        painter = QPainter(self.viewport())
        painter.setClipRect(area)
        painter.fillRect(area, named["surface"])
        top, bottom = self.rowAt(area.top()), self.rowAt(area.bottom())
        if top >= 0:
            last = bottom if bottom >= 0 else self.model().rowCount() - 1
            for row in range(top, last + 1):
                self._paint_frozen_row(painter, row)
        edge = self.frozen_width - 1
        painter.setPen(QPen(named["line"], 2))
        painter.drawLine(edge, area.top(), edge, area.bottom())
        painter.end()

    def _paint_frozen_row(self, painter: QPainter, row: int) -> None:
        model, delegate, grid = (
            self.model(),
            self.itemDelegate(),
            shades(self.palette())["line_soft"],
        )
        selection, option = self.selectionModel(), QStyleOptionViewItem()
        self.initViewItemOption(option)
        plain = option.state & ~QStyleState.State_Selected
        for column in range(self.frozen):
            if self.isColumnHidden(column):
                continue
            index = model.index(row, column)
            whole = self.visualRect(index)
            option.rect = whole
            option.state = plain
            if selection.isSelected(index):
                option.state |= QStyleState.State_Selected
            delegate.paint(painter, option, index)
            painter.setPen(grid)
            painter.drawLine(whole.left(), whole.bottom() + 1, whole.right(), whole.bottom() + 1)
            painter.drawLine(whole.right() + 1, whole.top(), whole.right() + 1, whole.bottom())

    # --- the heading ------------------------------------------------------------------------

    def updateGeometries(self) -> None:
        """Qt laid the table out anew: the frozen heading follows."""
        super().updateGeometries()
        self.place_heading()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The heading keeps its place."""
        super().resizeEvent(event)
        self.place_heading()

    def place_heading(self) -> None:
        """Put the frozen columns' heading over the heading."""
        over = self.heading.geometry()
        self.frozen_heading.setGeometry(over.x(), over.y(), self.frozen_width, over.height())
        self.frozen_heading.setVisible(self.frozen > 0)
        self.frozen_heading.raise_()

    def _follow_width(self, column: int, _old: int, new: int) -> None:
        if column < self.frozen:
            self.frozen_heading.resizeSection(column, new)
            self.place_heading()
            self.viewport().update()

    def _lead_width(self, column: int, _old: int, new: int) -> None:
        if column < self.frozen and self.columnWidth(column) != new:
            self.setColumnWidth(column, new)
