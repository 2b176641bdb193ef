"""What a paste, a fill or a clear would write, worked out before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.ui.grid.clipboard import Block


@dataclass
class Plan:
    """Texts for cells at ``(row, column)``, texts for rows to be added, and what fell away."""

    cells: list[tuple[int, int, str]] = field(default_factory=list)
    new_rows: list[dict[int, str]] = field(default_factory=list)
    given: int = 0
    too_wide: int = 0
    too_long: int = 0

    @property
    def size(self) -> int:
        """How many cells are written."""
        return len(self.cells) + sum(map(len, self.new_rows))

    @property
    def left_out(self) -> str:
        """A sentence on what was not pasted, empty when everything was."""
        parts = []
        if self.given:
            parts.append(f"{self.given} 格由系统给出，不能填写")
        if self.too_wide:
            parts.append(f"{self.too_wide} 列超出表格右边")
        if self.too_long:
            parts.append(f"{self.too_long} 行超出表格末尾，本表不能直接增加行")
        return "；".join(parts)


@dataclass(frozen=True)
class Target:
    """The grid as a paste sees it: its columns in order, which may be written, and its rows."""

    columns: Sequence[int]
    writable: frozenset[int]
    row_count: int
    may_grow: bool


def plan_paste(block: Block, target: Target, row: int, column: int) -> Plan:
    """Lay a block with its first cell at ``row``, ``column``."""
    plan = Plan()
    start = target.columns.index(column)
    columns = target.columns[start : start + len(block[0])]
    plan.too_wide = len(block[0]) - len(columns)
    for down, texts in enumerate(block):
        _lay_row(plan, target, row + down, columns, texts)
    return plan


def tiled(block: Block, height: int, width: int) -> Block:
    """The block repeated over a selection whose size is a multiple of it; else as it is."""
    tall, wide = len(block), len(block[0])
    if height % tall or width % wide:
        return block
    return [row * (width // wide) for row in block] * (height // tall)


def plan_fill(block: Block, target: Target, row: int, column: int) -> Plan:
    """Ctrl+D: the first row of a selected block into the rows below it."""
    return plan_paste([block[0]] * (len(block) - 1), target, row + 1, column)


def _lay_row(
    plan: Plan, target: Target, row: int, columns: Sequence[int], texts: Sequence[str]
) -> None:
    cells = {
        column: text
        for column, text in zip(columns, texts, strict=False)
        if column in target.writable
    }
    plan.given += sum(
        1
        for column, text in zip(columns, texts, strict=False)
        if text and column not in target.writable
    )
    if row < target.row_count:
        plan.cells += [(row, column, text) for column, text in cells.items()]
    elif target.may_grow:
        if any(text.strip() for text in cells.values()):
            plan.new_rows.append({column: text for column, text in cells.items() if text})
    else:
        plan.too_long += 1
