"""The sheet of one form, as a statistical table: head block, columns, rows, signatures, notes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, groupby, repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from exports.drawing import model_row, put, put_band, set_height, set_widths, style_of
from exports.layout import BLOCK_ROWS, GROUP_ROW, MARK_ROW, TITLE_ROW, Column, SheetLayout
from exports.paper import (
    LINE_POINTS,
    MOST_LINES,
    PagePlan,
    height_of,
    lines_of,
    plan_pages,
    set_paper,
)
from exports.stream import Formatter, Row, Table, number_cells, shown_cells, text_cells
from exports.styles import INPUT_LOOKS, KIND_LOOKS, Look
from forms.cells import Kept, Missing
from forms.kinds import show_cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from forms.base import Form
    from forms.catalogue import Catalogue
    from forms.items import Item

FORM_NUMBER = "WLCY-{code}（试行）"
BLOCK_PIXELS = 270
"""The width that the 表号 block at the right needs."""

_PLAIN_TEXT = ("text", "identifier", "reference")


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


@dataclass(frozen=True, slots=True)
class RowLooks:
    """Style ids of a form's table: one a column, and those of cells that hold no value."""

    columns: Sequence[int]
    kept: int
    absent: int


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
    sheet.sheet_view.showGridLines = False
    set_paper(sheet, plan, head_rows=(GROUP_ROW, MARK_ROW), keys=layout.key_columns, last_row=last)
    return looks


def form_table(
    layout: SheetLayout,
    looks: RowLooks,
    rows: Sequence[Form],
    catalogue: Catalogue,
    label_of: Callable[[str], str],
    blank_rows: int = 0,
) -> Table:
    """The rows of a form's sheet; ``label_of`` gives the borrowed label of a record id.

    ``blank_rows`` empty rows to be filled follow.
    """
    filled = _Rows(layout, looks, rows, catalogue, label_of)
    # No height: these rows grow with what is typed.
    blank = (0.0, [f' s="{style}"/>' for style in looks.columns])
    return Table(layout.name, layout.first_data_row, chain(filled, repeat(blank, blank_rows)))


class _Rows:
    """A form's rows as formatted cells."""

    def __init__(
        self,
        layout: SheetLayout,
        looks: RowLooks,
        rows: Sequence[Form],
        catalogue: Catalogue,
        label_of: Callable[[str], str],
    ) -> None:
        self._rows, self._catalogue, self._label_of = rows, catalogue, label_of
        self._columns = layout.columns
        self._formatters = [
            _formatter(column, style, catalogue)
            for column, style in zip(layout.columns, looks.columns, strict=True)
        ]
        self._kept, self._absent = text_cells(looks.kept), text_cells(looks.absent)
        self._label = next((c.index - 1 for c in layout.columns if c.role == "label"), 0)
        self._items = [column.item for column in layout.item_columns if column.item]
        self._measures = [
            (column.index - 1, _measure(column, catalogue))
            for column in layout.columns
            if _may_wrap(column)
        ]
        self._heights = [height_of(lines) for lines in range(1, MOST_LINES + 1)]

    def __iter__(self) -> Iterator[Row]:
        take = itemgetter(*(entry.name for entry in self._items))
        for number, row in enumerate(self._rows, 1):
            values = [number, *take(row.__dict__)]
            if self._label:
                values.insert(self._label, self._label_of(row.record_id))
            cells = [write(value) for write, value in zip(self._formatters, values, strict=True)]
            if row.kept or row.missing:
                self._mark_special(row, cells)
            lines = max([count(values[place]) for place, count in self._measures], default=1)
            yield self._heights[min(lines, MOST_LINES) - 1], cells

    def _mark_special(self, row: Form, cells: list[str]) -> None:
        """Replace the cells that hold kept text or a stated absence."""
        for place, column in enumerate(self._columns):
            entry = column.item
            if entry is None or not (entry.name in row.kept or entry.name in row.missing):
                continue
            cell = row.cell(entry.name)
            if isinstance(cell, Kept | Missing):
                write = self._kept if isinstance(cell, Kept) else self._absent
                cells[place] = write(show_cell(cell, entry, self._catalogue))


def _formatter(column: Column, style: int, catalogue: Catalogue) -> Formatter:
    entry = column.item
    if entry is None:
        return number_cells(style, 0) if column.role == "sequence" else text_cells(style)
    kind = entry.kind
    if kind.numeric:
        return number_cells(style, kind.places)
    if kind.name in _PLAIN_TEXT:
        return text_cells(style)
    return shown_cells(style, _shower(entry, catalogue))


def _may_wrap(column: Column) -> bool:
    return column.role == "label" or (
        column.item is not None and column.item.kind.name in (*_PLAIN_TEXT, "one_of", "many_of")
    )


def _measure(column: Column, catalogue: Catalogue) -> Callable[[Any], int]:
    """How many lines a value of this column takes."""
    width = column.width
    entry = column.item
    if entry is None or entry.kind.name in _PLAIN_TEXT:
        room = (width - 1) // 2
        # Most texts are so short that they fit even if every letter were Han.
        return lambda text: (
            1 if not text or (len(text) <= room and "\n" not in text) else lines_of(text, width)
        )
    show = _shower(entry, catalogue)
    return _Remembered(
        lambda value: 1 if value is None else lines_of(show(value), width)
    ).__getitem__


class _Remembered(dict[Any, int]):
    """Answers worked out once."""

    def __init__(self, work_out: Callable[[Any], int]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, value: Any) -> int:
        made = self[value] = self._work_out(value)
        return made


def _shower(entry: Item, catalogue: Catalogue) -> Callable[[Any], str]:
    return lambda value: show_cell(value, entry, catalogue)


# --- The fixed parts ------------------------------------------------------------------------


def _draw_titles(sheet: Worksheet, layout: SheetLayout, plan: PagePlan) -> None:
    """The title over the first page, and 续 over each further one."""
    title = layout.form.spec.title
    put_band(sheet, TITLE_ROW, _own_columns(layout, plan), title, Look.TITLE)
    for number, columns in enumerate(plan.groups(layout.key_columns), 1):
        put_band(sheet, TITLE_ROW, columns, f"{title}（续{number}）", Look.TITLE)
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
    keys = layout.key_columns
    start = _block_start(layout, plan.first_page)
    for row, words, facts in zip(range(BLOCK_ROWS[0], BLOCK_ROWS[1] + 1), left, right, strict=True):
        put_band(sheet, row, (1, min(keys, start - 1)), words, Look.CAPTION)
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
        put(sheet, layout.header_row, column.index, column.title, look)
        put(sheet, MARK_ROW, column.index, mark_text(column), Look.MARK)
    set_height(sheet, layout.header_row, ((c.title, c.width) for c in layout.columns), least=32)
    sheet.row_dimensions[GROUP_ROW].height = 20
    sheet.row_dimensions[MARK_ROW].height = 15


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
        return Look.INDEX if column.role == "sequence" else Look.TEXT
    kind = column.item.kind.name
    if open_cells and not column.item.computed:
        return INPUT_LOOKS.get(kind, Look.INPUT_TEXT)
    return KIND_LOOKS.get(kind, Look.TEXT)


def _draw_foot(
    sheet: Worksheet, layout: SheetLayout, plan: PagePlan, head: FormHead, row: int
) -> int:
    """Signatures and notes under the table, as wide as the first page; gives the last row."""
    first, last = _own_columns(layout, plan)
    width = sum(column.width for column in layout.columns[first - 1 : last])
    lines = [(_signature_line(head.signatures), Look.SIGN)] if head.signatures else []
    lines += [(note, Look.NOTE) for note in note_lines(layout, head.notes)]
    for place, (text, look) in enumerate(lines, row):
        put_band(sheet, place, (first, last), text, look)
        set_height(sheet, place, [(text, width)], least=24 if look is Look.SIGN else 0)
    return row + len(lines) - 1


def _signature_line(signatures: Sequence[tuple[str, str]]) -> str:
    return "　　　".join(f"{title}：{name}" for title, name in signatures)


def note_lines(layout: SheetLayout, notes: Sequence[str]) -> list[str]:
    """The numbered notes under a form: scope, reporting, and those given (审核关系)."""
    spec = layout.form.spec
    own = [("统计范围：", spec.scope_note), ("报送日期及方式：", spec.report_note)]
    texts = [title + text for title, text in own if text] + list(notes)
    return [
        f"{'说明：' if number == 1 else '　　　'}{number}.{text}"
        for number, text in enumerate(texts, 1)
    ]


def labels_of(rows: Mapping[str, Sequence[Form]], form: type[Form]) -> Callable[[str], str]:
    """A look-up of the borrowed label: how the shared record is called in its own form."""
    lent = rows.get(form.spec.shares_id_with, ())
    titles = {row.record_id: row.title for row in lent}
    return lambda record_id: titles.get(record_id, "")
