"""The sheet of one form, as a statistical table: head block, columns, rows, signatures, notes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter

from exports.conditions import add_whole_numbers
from exports.drawing import (
    model_row,
    put,
    put_band,
    set_height,
    set_widths,
    style_of,
    unit_apart,
)
from exports.form_rows import FEW_ROWS, RowLooks
from exports.layout import BLOCK_ROWS, GROUP_ROW, MARK_ROW, TITLE_ROW, Column, SheetLayout
from exports.paper import (
    HIGHEST_ROW,
    LINE_POINTS,
    PAGE_POINTS,
    breadth,
    fit_width,
    heights_of,
    lines_of,
    scale_of,
)
from exports.styles import INPUT_LOOKS, KIND_LOOKS, Look, for_scale, points_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.worksheet.worksheet import Worksheet


FORM_NUMBER = "WLCY-{code}（试行）"

BLANK_ROW = 13.0
"""Points of a template's blank row on paper: high enough to write into by hand."""

LEAST_BLANK = 16.0
"""Points of a blank row on the screen."""

NOTE_GAP = 0.5
"""Points between two notes: some fonts' lines are a little higher."""

_NUMBERED = re.compile(r"\d+\.|\(\d+\)")
"""How notes are numbered."""

LITTLE = 1.1
"""A form is printed so much smaller if it is then on one page."""

MOST_BLOCK = 0.6
"""The 表号 block at the right takes at most so much of the width: the unit's name is at the left."""


@dataclass(frozen=True, slots=True)
class FormHead:
    """What stands around a form's table: who, where, when, and the legal marks (or blanks)."""

    unit_name: str = ""
    district: str = ""
    period_title: str = ""
    issuer: str = ""
    approver: str = ""
    approval_no: str = ""
    valid_to: str = ""
    signatures: Sequence[tuple[str, str]] = ()
    notes: Sequence[str] = ()


def print_scale(layout: SheetLayout) -> float:
    """At what scale, at most 1, a form's sheet is as wide as its page."""
    return scale_of(_width(layout))


def draw_form(
    sheet: Worksheet,
    layout: SheetLayout,
    head: FormHead,
    rows: int,
    *,
    heights: Sequence[float] = (),
    open_cells: bool = False,
) -> RowLooks:
    """Draw all of a form's sheet but its data; ``rows`` says how many rows will be streamed.

    ``heights`` are those of all rows if they are few, so that a form which nearly fits on one page
    is made to. Of ``rows`` that are to be filled, ``open_cells``, those without a height share what
    room the page has.
    """
    set_widths(sheet, [column.width for column in layout.columns])
    _draw_title(sheet, layout)
    _draw_block(sheet, layout, head)
    _draw_columns(sheet, layout)
    looks = _draw_model(sheet, layout, open_cells)
    first, below = layout.first_data_row, layout.first_data_row + max(rows, 1)
    last = _draw_foot(sheet, layout, head, below)
    freeze = sheet.cell(first, layout.key_columns + 1)
    sheet.freeze_panes = freeze.coordinate
    add_whole_numbers(sheet, layout, rows)
    sheet.sheet_view.showGridLines = False
    every = [*heights_of(sheet, 1, first - 1), *heights, *heights_of(sheet, below, last)]
    if open_cells:
        # Rows without a height of their own are this high, and grow with what is typed.
        blank = _blank_row(print_scale(layout), sum(every), rows - len(heights), rows <= FEW_ROWS)
        sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight = blank, True
        every += [blank] * (rows - len(heights))
    fits = rows <= FEW_ROWS and sum(every) * print_scale(layout) <= PAGE_POINTS * LITTLE
    fit_width(
        sheet,
        head_rows=(GROUP_ROW, MARK_ROW),
        high=1 if fits else 0,
        area=f"A1:{get_column_letter(len(layout.columns))}{last}",
    )
    return looks


def _blank_row(scale: float, others: float, count: int, one_page: bool) -> float:
    """The height of ``count`` blank rows of a template in points: less where one page is full."""
    usual = BLANK_ROW / scale
    if not one_page:
        return round(max(usual, LEAST_BLANK), 1)
    # A little less than all: programs round heights up, and the scale down.
    room = (PAGE_POINTS * 0.97 / scale - others) / max(count, 1)
    return round(max(min(usual, room), usual / 2, LEAST_BLANK), 1)


# --- The fixed parts ------------------------------------------------------------------------


def _draw_title(sheet: Worksheet, layout: SheetLayout) -> None:
    look = for_scale(Look.TITLE, print_scale(layout))
    put_band(sheet, TITLE_ROW, (1, len(layout.columns)), layout.form.spec.title, look)
    sheet.row_dimensions[TITLE_ROW].height = points_of(look) * 1.4 + 7


def _draw_block(sheet: Worksheet, layout: SheetLayout, head: FormHead) -> None:
    """Who and when at the left, 表号 and legal marks at the right (domain §3.1)."""
    spec = layout.form.spec
    number = FORM_NUMBER.format(code=spec.code)
    left = ("", f"填报单位：{head.unit_name}（盖章）", f"行政区划代码：{head.district}",
            f"报告期：{head.period_title}", "")  # fmt: skip
    right = (f"表　　号：{number}", f"制定机关：{head.issuer}",
             f"批准（备案）机关：{head.approver}", f"批准（备案）文号：{head.approval_no}",
             f"有效期至：{head.valid_to}　　计量单位：{spec.unit}")  # fmt: skip
    look, last = for_scale(Look.CAPTION, print_scale(layout)), len(layout.columns)
    size = points_of(look) / 10
    start = _block_start(layout, (max(map(breadth, right)) + 2) * size)
    for row, words, facts in zip(range(BLOCK_ROWS[0], BLOCK_ROWS[1] + 1), left, right, strict=True):
        # Not merged: it runs on over the empty cells at its right, however long the unit's name.
        put(sheet, row, 1, words, look)
        put_band(sheet, row, (start, last), facts, look)
        sheet.row_dimensions[row].height = (LINE_POINTS + 1.5) * size


def _block_start(layout: SheetLayout, needs: float) -> int:
    """The first column of the right block, which needs so many characters."""
    start = len(layout.columns)
    width, most = layout.columns[-1].width, _width(layout) * MOST_BLOCK
    while width < min(needs, most) and start > 2:
        start -= 1
        width += layout.columns[start - 1].width
    return start


def _draw_columns(sheet: Worksheet, layout: SheetLayout) -> None:
    """Groups, titles and the 甲乙/1 2 3 row."""
    bands = []
    # No merged band may cross the frozen edge.
    for (group, _), columns in groupby(
        layout.columns, key=lambda column: (column.group, column.index <= layout.key_columns)
    ):
        members = list(columns)
        put_band(sheet, GROUP_ROW, (members[0].index, members[-1].index), group, Look.HEAD)
        bands.append((group, sum(column.width for column in members)))
    for column in layout.columns:
        required = column.item is not None and column.item.required
        look = Look.HEAD_REQUIRED if required else Look.HEAD
        put(sheet, layout.header_row, column.index, head_text(column), look)
        put(sheet, MARK_ROW, column.index, mark_text(column), Look.MARK)
    heads = ((head_text(column), column.width) for column in layout.columns)
    set_height(sheet, layout.header_row, heads, least=32)
    set_height(sheet, GROUP_ROW, bands, least=20)
    sheet.row_dimensions[MARK_ROW].height = 15


def head_text(column: Column) -> str:
    """A column's title; the unit has a line of its own where one line is too short for both."""
    return unit_apart(column.title, column.width)


def mark_text(column: Column) -> str:
    """A column's 甲乙/1 2 3 mark with ● (must be filled) or ○ (under a condition)."""
    entry = column.item
    if entry is None or entry.computed:
        return column.mark
    sign = " ●" if entry.required else " ○" if entry.required_when else ""
    return column.mark + sign


def _draw_model(sheet: Worksheet, layout: SheetLayout, open_cells: bool) -> RowLooks:
    row = layout.first_data_row
    kept = style_of(sheet, row, 1, Look.KEPT)
    absent = style_of(sheet, row, 1, Look.ABSENT)
    looks = [_look(column, open_cells) for column in layout.columns]
    return RowLooks(model_row(sheet, row, looks), kept, absent)


def _look(column: Column, open_cells: bool) -> Look:
    if column.item is None:
        return Look.INDEX if column.is_sequence else Look.TEXT
    kind = column.item.kind.name
    if open_cells and not column.item.computed:
        return INPUT_LOOKS.get(kind, Look.INPUT_TEXT)
    return KIND_LOOKS.get(kind, Look.TEXT)


def _draw_foot(sheet: Worksheet, layout: SheetLayout, head: FormHead, row: int) -> int:
    """Signatures and notes under the table, over its whole width; gives the last row."""
    scale, width, columns = print_scale(layout), _width(layout), (1, len(layout.columns))
    if head.signatures:
        look = for_scale(Look.SIGN, scale)
        text = signature_line(head.signatures, width / points_of(look) * 10)
        put_band(sheet, row, columns, text, look)
        set_height(sheet, row, [(text, width)], least=24, look=look)
        row += 1
    look = for_scale(Look.NOTE, scale)
    texts, size = note_rows(layout, head.notes), points_of(look) / 10
    for place, text in enumerate(texts, row):
        put_band(sheet, place, columns, text, look)
        height = (lines_of(text, width / size) * LINE_POINTS + NOTE_GAP) * size
        sheet.row_dimensions[place].height = min(height, HIGHEST_ROW)
    return row + len(texts) - 1


def note_rows(layout: SheetLayout, notes: Sequence[str]) -> list[str]:
    """The notes under a form as rows, so that a page can end after any of them.

    A heading stays with what it heads. The reader knows rows of the foot by their numbers, so a
    line without one stays in the row before.
    """
    rows: list[str] = []
    for line in note_lines(layout, notes):
        if rows and (rows[-1].endswith("：") or not _NUMBERED.match(line.strip())):
            rows[-1] += f"\n{line}"
        else:
            rows.append(line)
    return rows


def _width(layout: SheetLayout) -> int:
    """The width of a form's sheet in characters."""
    return sum(column.width for column in layout.columns)


def signature_line(signatures: Sequence[tuple[str, str]], width: float) -> str:
    """Who signs, on one line of so many character widths if that can be, spread as far as it can.

    Two characters are kept free, for some fonts are wider.
    """
    words = [f"{title}：{name}" for title, name in signatures]
    lines = [("　" * gap).join(words) for gap in (4, 3, 2, 1)]
    return next((line for line in lines if lines_of(line, width - 4) == 1), lines[-1])


def note_lines(layout: SheetLayout, notes: Sequence[str]) -> list[str]:
    """The numbered notes under a form: scope, reporting, and those given (审核关系).

    A note of several lines gives as many texts, the first one numbered.
    """
    spec = layout.form.spec
    own = [("统计范围：", spec.scope_note), ("报送日期及方式：", spec.report_note)]
    texts = [title + text for title, text in own if text] + list(notes)
    lines: list[str] = []
    for number, text in enumerate(texts, 1):
        first, *further = text.split("\n")
        lines.append(f"{'说明：' if number == 1 else '　　　'}{number}.{first}")
        lines += [f"　　　　{line}" for line in further]
    return lines
