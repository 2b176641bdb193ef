"""Drawing the fixed parts of a sheet: cells with a look, merged bands, widths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange

from exports.paper import HIGHEST_ROW, height_of, lines_of
from exports.stream import workbook_text
from exports.styles import Look, is_bare, paint, points_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openpyxl.worksheet.worksheet import Worksheet


def put(sheet: Worksheet, row: int, column: int, text: str, look: Look) -> None:
    """Write a text, always as a string cell, never as a formula or a link (faults H1)."""
    cell = sheet.cell(row, column)
    if text:
        cell.value = workbook_text(text)
        cell.data_type = "s"
    paint(cell, look)


def put_number(sheet: Worksheet, row: int, column: int, number: object, look: Look) -> None:
    """Write a number; None is a blank cell."""
    cell = sheet.cell(row, column)
    cell.value = number  # type: ignore[assignment]
    paint(cell, look)


def put_band(sheet: Worksheet, row: int, columns: tuple[int, int], text: str, look: Look) -> None:
    """Write a text across some columns, merged into one cell, borders on all of them."""
    put_block(sheet, (row, row), columns, text, look)


def put_block(
    sheet: Worksheet, rows: tuple[int, int], columns: tuple[int, int], text: str, look: Look
) -> None:
    """Write a text into some rows of some columns, merged into one cell, borders on all."""
    (top, bottom), (first, last) = rows, columns
    if not is_bare(look):
        for row in range(top, bottom + 1):
            for column in range(first, last + 1):
                paint(sheet.cell(row, column), look)
    put(sheet, top, first, text, look)
    if (bottom, last) != (top, first):
        # Sheet.merge_cells would work out the borders of every cell again, which are painted now,
        # at a cost above that of the rest of the form.
        sheet.merged_cells.add(CellRange(None, first, top, last, bottom))


def set_widths(sheet: Worksheet, widths: Iterable[int]) -> None:
    """Set column widths, in characters, from column A on."""
    for index, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(index)].width = width


def set_height(
    sheet: Worksheet,
    row: int,
    texts: Iterable[tuple[str, float]],
    least: float = 0,
    look: Look = Look.TEXT,
) -> None:
    """Make a row high enough for its wrapped texts, each with its width in characters.

    Excel fits rows by itself only where no cell is merged.
    """
    size = points_of(look) / 10
    lines = max((lines_of(text, width / size) for text, width in texts), default=1)
    sheet.row_dimensions[row].height = min(max(least, height_of(lines) * size), HIGHEST_ROW)


def unit_apart(title: str, width: float) -> str:
    """A title whose unit in brackets has a line of its own where one line is too short for both.

    The brackets are narrow where the unit would else not fit on its line.
    """
    head, bracket, unit = title.rpartition("（")
    if not head or not unit.endswith("）") or lines_of(title, width) == 1:
        return title
    own = f"{bracket}{unit}"
    return f"{head}\n{own if lines_of(own, width) == 1 else f'({unit[:-1]})'}"


def put_head(sheet: Worksheet, row: int, titles: Sequence[str], widths: Sequence[int]) -> None:
    """Write a plain table's head row."""
    for column, title in enumerate(titles, 1):
        put(sheet, row, column, title, Look.HEAD)
    set_widths(sheet, widths)
    set_height(sheet, row, zip(titles, widths, strict=True), least=20)


def model_row(sheet: Worksheet, row: int, looks: Sequence[Look]) -> list[int]:
    """Draw the styled, empty row that a streamed table replaces; gives its columns' style ids."""
    return [style_of(sheet, row, column, look) for column, look in enumerate(looks, 1)]


def style_of(sheet: Worksheet, row: int, column: int, look: Look) -> int:
    """Paint a cell and give the style id under which the file will know its look."""
    cell = sheet.cell(row, column)
    paint(cell, look)
    return int(cell.style_id)
