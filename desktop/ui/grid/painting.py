"""Drawing cells, marks and headings. Straight to the painter, for a screen has 300 cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPolygonF

from desktop.ui.grid.shades import mark_of, tint_of

if TYPE_CHECKING:
    from desktop.ui.grid.marks import Level
    from desktop.ui.grid.model import Look

PAD = 6
MARK = 9
DOT = 7
MOST_CUT = 6_000

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_RIGHT = int(
    Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
)
_TONES = {"negative": "hard", "kept": "hard", "missing": "muted", "given": "muted"}


class CellPainter:
    """Paints cells with one font and one set of colours; made anew when either changes."""

    def __init__(self, font: QFont, named: dict[str, QColor]) -> None:
        # A copy: the font of a style option is gone with the option.
        self.font, self.named = QFont(font), named
        self._italic = QFont(font)
        self._italic.setItalic(True)
        self._metrics = QFontMetrics(font)
        self._cut: dict[tuple[str, int], str] = {}
        self._over = QColor(named["select"])
        self._over.setAlpha(150)

    def paint(
        self, painter: QPainter, rect: QRect, look: Look, selected: bool, current: bool
    ) -> None:
        """One cell: its ground, its mark, its text, and the frame of the current cell."""
        named = self.named
        ground = tint_of(look.level, named)
        if ground is None and look.tone == "given":
            ground = named["zebra"]
        if ground is not None:
            painter.fillRect(rect, ground)
        if selected and not current:
            painter.fillRect(rect, self._over)
        if look.level:
            draw_mark(painter, rect.topLeft(), look.level, named)
        if look.text:
            self._text(painter, rect, look)
        if current:
            painter.setPen(QPen(named["focus"], 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def _text(self, painter: QPainter, rect: QRect, look: Look) -> None:
        inner = rect.adjusted(PAD, 0, -PAD, 0)
        text = self.elided(look.text, inner.width())
        painter.setFont(self._italic if look.tone == "missing" else self.font)
        painter.setPen(self.named[_TONES.get(look.tone, "text")])
        right = look.numeric and look.tone in ("value", "negative", "given")
        painter.drawText(inner, _RIGHT if right else _LEFT, text)

    def elided(self, text: str, width: int) -> str:
        """The text cut to a width with …; remembered, for measuring Chinese is slow."""
        key = (text, width)
        found = self._cut.get(key)
        if found is None:
            if len(self._cut) > MOST_CUT:
                self._cut.clear()
            found = self._metrics.elidedText(text[:200], Qt.TextElideMode.ElideRight, width)
            self._cut[key] = found
        return found


def draw_dot(painter: QPainter, rect: QRect, color: QColor) -> None:
    """The ● of a field that must be filled, at the left of its heading."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(QRectF(rect.left(), rect.center().y() - DOT / 2 + 1, DOT, DOT))
    painter.restore()


def draw_mark(painter: QPainter, corner: QPoint, level: Level, named: dict[str, QColor]) -> None:
    """A shape in a cell's corner: triangle hard, ring soft, small bar hint; tick explained."""
    color = mark_of(level, named)
    x, y = corner.x(), corner.y()
    if level == "hard":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        corners = [QPointF(x, y), QPointF(x + MARK, y), QPointF(x, y + MARK)]
        painter.drawPolygon(QPolygonF(corners))
    else:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _draw_small(painter, x, y, level, color)
        painter.restore()
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _draw_small(painter: QPainter, x: int, y: int, level: Level, color: QColor) -> None:
    painter.setPen(QPen(color, 1.6))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if level == "soft":
        painter.drawEllipse(QRectF(x + 1.5, y + 1.5, 5, 5))
    elif level == "hint":
        painter.drawLine(QPointF(x + 1, y + 2), QPointF(x + MARK, y + 2))
    else:
        painter.drawPolyline(
            [QPointF(x + 1, y + 4), QPointF(x + 3.5, y + 6.5), QPointF(x + 8, y + 1.5)]
        )
