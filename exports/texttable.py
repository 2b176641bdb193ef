"""A plain sheet of texts: title, one sentence, head, rows of any number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exports.drawing import model_row, put_band, put_head, set_height
from exports.layout import TABLE_FIRST_ROW, TABLE_HEADER_ROW
from exports.paper import MOST_LINES, fit_width, height_of, lines_of
from exports.stream import Row, Table, text_cells
from exports.styles import Look

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from openpyxl.worksheet.worksheet import Worksheet


def text_table(
    sheet: Worksheet,
    said: str,
    titles: Sequence[str],
    widths: Sequence[int],
    rows: Iterable[Sequence[str]],
    *,
    portrait: bool = False,
    raw: bool = False,
    across: int = 0,
) -> Table:
    """Draw a sheet of texts under its own name and give its rows for streaming.

    ``said`` stands under the title; both span the first ``across`` columns (0: all). Texts wrap
    and rows grow, unless they are ``raw``.
    """
    last = across or len(titles)
    put_band(sheet, 1, (1, last), sheet.title, Look.TITLE)
    put_band(sheet, 2, (1, last), said, Look.NOTE)
    set_height(sheet, 2, [(said, sum(widths[:last]))])
    put_head(sheet, TABLE_HEADER_ROW, titles, widths)
    sheet.row_dimensions[1].height = 28
    sheet.freeze_panes = f"A{TABLE_FIRST_ROW}"
    sheet.sheet_view.showGridLines = False
    fit_width(sheet, head_rows=(TABLE_HEADER_ROW, TABLE_HEADER_ROW), portrait=portrait)
    looks = [Look.RAW if raw else Look.TEXT] * len(titles)
    styles = model_row(sheet, TABLE_FIRST_ROW, looks)
    return Table(sheet.title, TABLE_FIRST_ROW, _rows(styles, rows, () if raw else widths))


def _rows(
    styles: Sequence[int], rows: Iterable[Sequence[str]], widths: Sequence[int]
) -> Iterator[Row]:
    writers = [text_cells(style) for style in styles]
    for row in rows:
        lines = max(map(lines_of, row, widths), default=1)
        cells = [write(text) for write, text in zip(writers, row, strict=True)]
        yield height_of(min(lines, MOST_LINES)), cells
