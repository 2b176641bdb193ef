"""Rows that did not come in, given back as a workbook of the same layout with the reason.

The rows over the table and its titles stand where they stood, so the corrected workbook loads like
the file it came from; texts are as they were, troubled cells are tinted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter

from exports.cellsource import MARK, Scalar, cell_text
from exports.drawing import put, put_number, set_height, set_widths
from exports.fitting import NUMBER_PAD, Content, Need, text_content, widths_for
from exports.names import safe_sheet_name
from exports.paper import fit_width
from exports.reader_sheets import REJECTED_TITLE
from exports.saving import save
from exports.styles import Look, paint
from exports.writer import new_workbook

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from exports.reader_grid import Grid

EXACT_BELOW = 10**15
"""Numbers of more digits are written as texts, or Excel would change them again."""
LEAST_WIDTH, LEAST_REASON = 7, 21


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row of the file by its number as the user knows it, why it failed, and where (from 0)."""

    number: int
    reason: str
    places: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class RejectedSheet:
    """The failed rows of one sheet; ``header_row`` is the user's number of its title row."""

    grid: Grid
    header_row: int
    rows: Sequence[RejectedRow]


def write_rejected(target: Path, sheets: Sequence[RejectedSheet]) -> None:
    """Write the failed rows to ``target``; raises ``OSError`` as the disk does."""
    names: list[str] = []
    for one in sheets:
        names.append(safe_sheet_name(one.grid.name, names))
    workbook = new_workbook(names)
    for name, one in zip(names, sheets, strict=True):
        _draw(workbook[name], one)
    save(workbook, target)


def _draw(sheet: Worksheet, rejected: RejectedSheet) -> None:
    grid, head = rejected.grid, rejected.header_row
    titles = grid.rows[head - 1]
    last = max(_width(grid.rows[n - 1], titles) for n in (head, *(r.number for r in rejected.rows)))
    given = [_padded(grid.rows[one.number - 1], last) for one in rejected.rows]
    for number, row in enumerate(grid.rows[:head], 1):
        look = Look.HEAD if number == head else Look.CAPTION
        _put_row(sheet, number, row[:last], look, Look.CAPTION)
    put(sheet, head, last + 1, REJECTED_TITLE, Look.HEAD_REQUIRED)
    for number, (one, cells) in enumerate(zip(rejected.rows, given, strict=True), head + 1):
        _put_row(sheet, number, cells, Look.TEXT, Look.MEASURE)
        for place in one.places:
            paint(sheet.cell(number, place + 1), Look.KEPT)
        put(sheet, number, last + 1, f"原第 {one.number} 行：{one.reason}", Look.TEXT)
    reasons = [str(row[-1].value) for row in sheet.iter_rows(min_row=head + 1)]
    widths = widths_for([*map(_need, _padded(titles, last), zip(*given, strict=True)),
                         Need(LEAST_REASON, REJECTED_TITLE, [text_content(reasons)])])  # fmt: skip
    set_widths(sheet, widths)
    for number in range(head, head + len(given) + 1):
        texts = [str(cell.value or "") for cell in sheet[number]]
        set_height(sheet, number, zip(texts, widths, strict=True))
    for top, left, bottom, right in grid.merges:
        if bottom < head and right < last:
            sheet.merge_cells(
                start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1
            )
    sheet.freeze_panes = sheet.cell(head + 1, 1).coordinate
    area = f"A1:{get_column_letter(len(widths))}{head + len(given)}"
    fit_width(sheet, head_rows=(head, head), area=area)


def _padded(cells: Sequence[Scalar], last: int) -> list[Scalar]:
    """The first ``last`` cells of a row, which may have fewer."""
    return [*cells[:last], *[None] * (last - len(cells))]


def _width(row: Sequence[Scalar], titles: Sequence[Scalar]) -> int:
    """How many columns a row fills; the reason of an earlier time gives way to the new one."""
    filled = [
        at
        for at, cell in enumerate(row)
        if cell not in (None, "") and not (at < len(titles) and titles[at] == REJECTED_TITLE)
    ]
    return max(filled, default=-1) + 1


def _put_row(
    sheet: Worksheet, number: int, row: Sequence[Scalar], look: Look, number_look: Look
) -> None:
    for column, cell in enumerate(row, 1):
        if cell is None or isinstance(cell, str) or abs(cell) >= EXACT_BELOW:
            put(sheet, number, column, cell_text(cell), look)
        else:
            put_number(sheet, number, column, cell, number_look)


def _need(title: Scalar, cells: Sequence[Scalar]) -> Need:
    """What a column of the file needs; its numbers stand on one line."""
    texts = [cell_text(cell).removeprefix(MARK) for cell in cells if isinstance(cell, str)]
    numbers = [
        len(cell_text(cell)) for cell in cells if not (cell is None or isinstance(cell, str))
    ]
    number = Content(number=max(numbers, default=0) + NUMBER_PAD)
    return Need(LEAST_WIDTH, cell_text(title), [text_content(texts), number])
