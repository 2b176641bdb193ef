"""The sheet of one form, as a statistical table: head block, columns, rows, signatures, notes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count, groupby
from typing import TYPE_CHECKING

from exports.conditions import add_whole_numbers
from exports.drawing import (
    model_row,
    put,
    put_band,
    put_block,
    put_title,
    set_height,
    set_widths,
    style_of,
    unit_apart,
)
from exports.form_rows import RowLooks
from exports.layout import BLOCK_ROWS, GROUP_ROW, MARK_ROW, TITLE_ROW, Column, SheetLayout
from exports.paper import LINE_POINTS, PagePlan, height_of, lines_of, plan_pages, set_paper
from exports.styles import INPUT_LOOKS, KIND_LOOKS, Look

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.worksheet.worksheet import Worksheet


FORM_NUMBER = "WLCY-{code}（试行）"
FURTHER_NOTES = "说明（续）："
"""Begins the notes on a further page across; the reader knows the foot by such words."""

USUAL_ROW = height_of(2)
"""What a row of a form usually takes: names run over two lines."""

BLANK_ROW = 16.0
"""A blank row of a template: high enough to write into by hand."""

BLOCK_PIXELS = 270
"""The width that the 表号 block at the right needs."""


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


def page_plan(layout: SheetLayout) -> PagePlan:
    """How a form's columns fall on A4 pages."""
    return plan_pages([column.width for column in layout.columns], layout.key_columns)


def draw_form(
    sheet: Worksheet, layout: SheetLayout, head: FormHead, rows: int, *, open_cells: bool = False
) -> RowLooks:
    """Draw all of a form's sheet but its data; ``rows`` says how many rows will be streamed."""
    plan = page_plan(layout)
    set_widths(sheet, [column.width for column in layout.columns])
    _draw_titles(sheet, layout, plan)
    _draw_block(sheet, layout, plan, head)
    _draw_columns(sheet, layout, plan)
    looks = _draw_model(sheet, layout, open_cells)
    last = _draw_foot(sheet, layout, plan, head, layout.first_data_row + max(rows, 1))
    freeze = sheet.cell(layout.first_data_row, layout.key_columns + 1)
    sheet.freeze_panes = freeze.coordinate
    add_whole_numbers(sheet, layout, rows)
    sheet.sheet_view.showGridLines = False
    fixed = [
        *range(1, layout.first_data_row),
        *range(layout.first_data_row + max(rows, 1), last + 1),
    ]
    usual = USUAL_ROW
    if open_cells:
        usual = BLANK_ROW
        # Rows without a height of their own are this high, and grow with what is typed.
        sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight = usual, True
    plan = plan.on_one_page(_height(sheet, fixed) + rows * usual)
    set_paper(sheet, plan, head_rows=(GROUP_ROW, MARK_ROW), keys=layout.key_columns, last_row=last)
    return looks


def _height(sheet: Worksheet, rows: Sequence[int]) -> float:
    """The height of some rows in points."""
    return sum(sheet.row_dimensions[row].height or 0 for row in rows)


# --- The fixed parts ------------------------------------------------------------------------


def _draw_titles(sheet: Worksheet, layout: SheetLayout, plan: PagePlan) -> None:
    """The title over the first page, and 续 over each further one."""
    title = layout.form.spec.title
    keys = _own_columns(layout, plan)[0] - 1
    put_title(sheet, TITLE_ROW, _own_columns(layout, plan), title, _width(layout, (1, keys)))
    for number, columns in enumerate(plan.groups(layout.key_columns), 1):
        words = f"{title}（续{number}）"
        put_title(sheet, TITLE_ROW, columns, words, _width(layout, (1, keys)))
    sheet.row_dimensions[TITLE_ROW].height = 30


def _own_columns(layout: SheetLayout, plan: PagePlan) -> tuple[int, int]:
    """The columns of the first page that bands may span: not key columns, which repeat."""
    return (layout.key_columns + 1 if len(plan.last_columns) > 1 else 1), plan.first_page


def _draw_block(sheet: Worksheet, layout: SheetLayout, plan: PagePlan, head: FormHead) -> None:
    """Who and when at the left, 表号 and legal marks at the right (domain §3.1)."""
    spec = layout.form.spec
    number = FORM_NUMBER.format(code=spec.code)
    left = ("", f"填报单位：{head.unit_name}（盖章）", f"行政区划代码：{head.district}",
            f"报告期：{head.period_title}", "")  # fmt: skip
    right = (f"表　　号：{number}", f"制定机关：{head.issuer}",
             f"批准（备案）机关：{head.approver}", f"批准（备案）文号：{head.approval_no}",
             f"有效期至：{head.valid_to}　　计量单位：{spec.unit}")  # fmt: skip
    start = _block_start(layout, plan.first_page)
    for row, words, facts in zip(range(BLOCK_ROWS[0], BLOCK_ROWS[1] + 1), left, right, strict=True):
        # Not merged: it runs on over the empty cells at its right, however long the unit's name.
        put(sheet, row, 1, words, Look.CAPTION)
        put_band(sheet, row, (start, plan.first_page), facts, Look.CAPTION)
        sheet.row_dimensions[row].height = LINE_POINTS + 1.5


def _block_start(layout: SheetLayout, last: int) -> int:
    """The first column of the right block: as many columns from the page's right as it needs."""
    start, width = last, layout.columns[last - 1].width * 7
    while width < BLOCK_PIXELS and start > 2:
        start -= 1
        width += layout.columns[start - 1].width * 7
    return start


def _draw_columns(sheet: Worksheet, layout: SheetLayout, plan: PagePlan) -> None:
    """Groups, titles and the 甲乙/1 2 3 row."""
    for group, columns in groupby(
        layout.columns, key=lambda column: _band_key(column, layout, plan)
    ):
        members = list(columns)
        put_band(sheet, GROUP_ROW, (members[0].index, members[-1].index), group[0], Look.HEAD)
    for column in layout.columns:
        required = column.item is not None and column.item.required
        look = Look.HEAD_REQUIRED if required else Look.HEAD
        put(sheet, layout.header_row, column.index, head_text(column), look)
        put(sheet, MARK_ROW, column.index, mark_text(column), Look.MARK)
    heads = ((head_text(column), column.width) for column in layout.columns)
    set_height(sheet, layout.header_row, heads, least=32)
    sheet.row_dimensions[GROUP_ROW].height = 20
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


def _band_key(column: Column, layout: SheetLayout, plan: PagePlan) -> tuple[str, int]:
    """Group title and page: no merged band may cross a page or the frozen edge."""
    page = sum(column.index > last for last in plan.last_columns)
    return column.group, -1 if column.index <= layout.key_columns else page


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


def _draw_foot(
    sheet: Worksheet, layout: SheetLayout, plan: PagePlan, head: FormHead, row: int
) -> int:
    """Signatures and notes under the table, side by side on its pages; gives the last row."""
    bands = [_own_columns(layout, plan), *plan.groups(layout.key_columns)]
    if head.signatures:
        signed = [
            (columns, signature_line(head.signatures, _width(layout, columns))) for columns in bands
        ]
        for columns, text in signed:
            put_band(sheet, row, columns, text, Look.SIGN)
        _fit(sheet, layout, row, signed, least=24)
        row += 1
    return _draw_notes(sheet, layout, bands, note_lines(layout, head.notes), row)


def _draw_notes(
    sheet: Worksheet,
    layout: SheetLayout,
    bands: Sequence[tuple[int, int]],
    lines: Sequence[str],
    row: int,
) -> int:
    """Notes as one block a page across, all equally high; gives the last row.

    A block is many rows merged, since a single row is at most 409 points high.
    """
    widths = [_width(layout, columns) for columns in bands]
    high = next(most for most in count(1) if len(_pour(lines, widths, most)) <= len(bands))
    last = row + high - 1
    for columns, texts in zip(bands, _pour(lines, widths, high), strict=False):
        head = [] if columns == bands[0] else [FURTHER_NOTES]
        put_block(sheet, (row, last), columns, "\n".join([*head, *texts]), Look.NOTE)
    for place in range(row, last + 1):
        sheet.row_dimensions[place].height = LINE_POINTS
    return last


def _pour(lines: Sequence[str], widths: Sequence[int], most: int) -> list[list[str]]:
    """Fill blocks of these widths one after another, each with at most so many printed lines."""
    blocks: list[list[str]] = [[]]
    used = 0
    for line in lines:
        takes = lines_of(line, widths[min(len(blocks), len(widths)) - 1])
        if used and used + takes > most:
            # A heading goes over with what it heads.
            moved = [blocks[-1].pop()] if blocks[-1][-1].endswith("：") else []
            blocks.append(moved)
            takes, used = lines_of(line, widths[min(len(blocks), len(widths)) - 1]), 1 + len(moved)
        blocks[-1].append(line)
        used += takes
        if used > most:
            return [*blocks, *([] for _ in widths)]
    return blocks


def _fit(
    sheet: Worksheet,
    layout: SheetLayout,
    row: int,
    bands: Sequence[tuple[tuple[int, int], str]],
    least: float = 0,
) -> None:
    """Make a row of bands high enough for all of their texts."""
    texts = [(text, _width(layout, columns)) for columns, text in bands]
    set_height(sheet, row, texts, least=least)


def _width(layout: SheetLayout, columns: tuple[int, int]) -> int:
    """The width of some columns in characters."""
    return sum(column.width for column in layout.columns[columns[0] - 1 : columns[1]])


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
