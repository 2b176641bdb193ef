"""The line below the grid: where one is, and sum, count and average of what is selected."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

if TYPE_CHECKING:
    from collections.abc import Iterable

    from forms.cells import Cell

MOST_SUMMED = 50_000
"""Cells that are added up; beyond that the answer would not come at once."""


def tally(cells: Iterable[Cell], numeric: bool) -> str:
    """Count of filled cells and, where they are numbers, sum and average."""
    filled = [cell for cell in cells if cell is not None]
    numbers = [
        Decimal(cell)
        for cell in filled
        if isinstance(cell, (int, Decimal)) and not isinstance(cell, bool)
    ]
    parts = [f"计数 {len(filled):,}"]
    if numeric and numbers:
        total = sum(numbers, Decimal(0))
        parts += [f"求和 {_shown(total)}", f"平均 {_shown(total / len(numbers))}"]
    return "　".join(parts)


class StatusLine(QFrame):
    """Position and counts on the left, the tally on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = QLabel(self)
        self.figures = QLabel(self)
        self.figures.setAccessibleName("选中区域的合计")
        box = QHBoxLayout(self)
        box.setContentsMargins(8, 2, 8, 2)
        box.addWidget(self.place)
        box.addStretch(1)
        box.addWidget(self.figures)

    def show_place(self, row: int, shown: int, narrowed: bool) -> None:
        """Which row of how many; ``row`` counts from 0, -1 is none."""
        counted = f"筛选出 {shown:,} 行" if narrowed else f"共 {shown:,} 行"
        self.place.setText(f"第 {row + 1:,} 行，{counted}" if row >= 0 else counted)


def _shown(number: Decimal) -> str:
    rounded = number.quantize(Decimal("0.01"))
    return f"{rounded:,.0f}" if rounded == rounded.to_integral_value() else f"{rounded:,.2f}"
