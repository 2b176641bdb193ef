"""The grid's headings: wrapped titles with ● and sort arrow above, line numbers with marks at the side."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QWidget

from desktop.ui.grid.model import GridModel
from desktop.ui.grid.painting import DOT, draw_dot, draw_mark
from desktop.ui.grid.shades import shades

_WRAPPED = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWrapAnywhere)
LINES = 2
SHAPE_ROOM, BADGE = 20, "待"
"""Beside the digits: room for a finding's shape, and the word for to-be-confirmed."""


def broken(title: str, width: int, metrics: QFontMetrics) -> str:
    """A title whose unit goes below it where both do not fit beside each other."""
    name, bracket, unit = title.rpartition("（")
    if not name or metrics.horizontalAdvance(title) <= width:
        return title
    return f"{name}\n{bracket}{unit}" if metrics.horizontalAdvance(name) <= width else title


class ColumnHeader(QHeaderView):
    """Titles above the columns. A click sorts, a third one gives the original order back."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(36)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sorted_by: tuple[int, bool] | None = None

    def sizeHint(self) -> QSize:
        """Two lines of text."""
        return QSize(super().sizeHint().width(), self.fontMetrics().lineSpacing() * LINES + 8)

    def show_sort(self, sorted_by: tuple[int, bool] | None) -> None:
        """Draw the arrow of this column; ``(column, descending)``."""
        self.sorted_by = sorted_by
        self.viewport().update()

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """One heading."""
        model = self.model()
        if not isinstance(model, GridModel) or not rect.isValid():
            return
        named = shades(self.palette())
        current = self._is_current(section)
        painter.fillRect(rect, named["select" if current else "head"])
        painter.setPen(named["line"])
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        arrow = self.sorted_by is not None and self.sorted_by[0] == section
        inner = rect.adjusted(4, 2, -14 if arrow else -4, -2)
        painter.setFont(self._title_font())
        self._draw_title(painter, inner, model.columns[section].heading, named)
        if arrow and self.sorted_by is not None:
            painter.setPen(named["accent"])
            mark = "▼" if self.sorted_by[1] else "▲"
            painter.drawText(
                rect.adjusted(0, 0, -3, 0),
                int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter),
                mark,
            )

    def _draw_title(
        self, painter: QPainter, rect: QRect, heading: str, named: dict[str, QColor]
    ) -> None:
        title = heading.removeprefix("● ")
        painter.setPen(named["text"])
        if title != heading:
            draw_dot(painter, rect, named["hard"])
            rect = rect.adjusted(DOT + 2, 0, 0, 0)
        painter.drawText(rect, _WRAPPED, broken(title, rect.width(), painter.fontMetrics()))

    def _title_font(self) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def _is_current(self, section: int) -> bool:
        selection = self.selectionModel()
        return selection is not None and selection.currentIndex().column() == section


class RowHeader(QHeaderView):
    """Line numbers; a bar and 待 where a row is to be confirmed, a shape where it has findings."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def sizeHint(self) -> QSize:
        """Wide enough for a mark, the digits and 待."""
        model = self.model()
        digits = max(3, len(str(model.rowCount()))) if model is not None else 3
        return QSize(
            self.fontMetrics().horizontalAdvance("0" * digits) + SHAPE_ROOM + self._badge_width, 0
        )

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """One line number."""
        model = self.model()
        if not isinstance(model, GridModel) or not rect.isValid():
            return
        named = shades(self.palette())
        current = self._current().row() == section
        painter.fillRect(rect, named["select" if current else "head"])
        painter.setPen(named["line"])
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        level = model.marks.row_level(model.rows.record_id(section))
        if level:
            draw_mark(painter, QPoint(rect.left() + 2, rect.center().y() - 4), level, named)
        painter.setPen(QPen(named["text"]))
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(rect.adjusted(0, 0, -self._badge_width - 4, 0), right, str(section + 1))
        if model.to_confirm(section):
            self._draw_to_confirm(painter, rect, named)

    def _draw_to_confirm(self, painter: QPainter, rect: QRect, named: dict[str, QColor]) -> None:
        width = self._badge_width
        badge = QRect(rect.right() - width - 1, rect.top() + 3, width - 2, rect.height() - 7)
        painter.fillRect(badge, named["soft_tint"])
        painter.setPen(named["soft"])
        painter.drawText(badge, int(Qt.AlignmentFlag.AlignCenter), BADGE)

    @property
    def _badge_width(self) -> int:
        return self.fontMetrics().horizontalAdvance(BADGE) + 4

    def _current(self) -> QModelIndex:
        selection = self.selectionModel()
        return selection.currentIndex() if selection is not None else QModelIndex()
