"""Horizontal bars with their figures beside them, painted in the theme's colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from desktop.ui.theme import Look


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, its length as a number, a part of it that is filled darker, its text."""

    name: str
    value: float
    part: float
    text: str


class BarChart(QWidget):
    """As many bars as there are groups; nothing to click."""

    def __init__(self, title: str, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._look = title, look
        self.bars: tuple[Bar, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        look.changed.connect(self.updateGeometry)

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show other bars; screen readers read them as one sentence."""
        self.bars = tuple(bars)
        self.setAccessibleName(self._title)
        self.setAccessibleDescription("；".join(f"{one.name} {one.text}" for one in self.bars))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """High enough for all bars."""
        return QSize(400, self._step() * max(len(self.bars), 1))

    def minimumSizeHint(self) -> QSize:
        """As high as the hint: half a bar says nothing."""
        return QSize(280, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint names, bars and texts."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics, step = self.fontMetrics(), self._step()
        names = max((metrics.horizontalAdvance(one.name) for one in self.bars), default=0) + 12
        texts = max((metrics.horizontalAdvance(one.text) for one in self.bars), default=0) + 12
        room = max(self.width() - names - texts, 20)
        most = max((one.value for one in self.bars), default=0) or 1
        for number, one in enumerate(self.bars):
            top, thick = number * step, step * 0.52
            middle = top + (step - thick) / 2
            width = room * one.value / most
            painter.setPen(self._look.color("text"))
            painter.drawText(QRectF(0, top, names, step), Qt.AlignmentFlag.AlignVCenter, one.name)
            painter.fillRect(QRectF(names, middle, width, thick), self._look.color("bar_2"))
            painter.fillRect(
                QRectF(names, middle, room * one.part / most, thick), self._look.color("bar_1")
            )
            painter.drawText(
                QRectF(names + width + 8, top, texts, step), Qt.AlignmentFlag.AlignVCenter, one.text
            )

    def _step(self) -> int:
        return round(self.fontMetrics().height() * 2)
