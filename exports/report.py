"""The consolidated report 汇总表 as a workbook: an overview, then one sheet a table.

A figure that nobody reported is written 未报, never 0 and never blank, and under every table
stands which districts its totals lack.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from exports.drawing import (
    put,
    put_band,
    put_number,
    set_height,
    set_widths,
    unit_apart,
)
from exports.names import safe_sheet_name
from exports.paper import breadth, fit_width, heights_of, mark_pages, pages_high, scale_of
from exports.report_book import Absent
from exports.report_chart import draw_chart
from exports.stream import save_streamed
from exports.styles import Look
from exports.writer import new_workbook

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from exports.report_book import Figure, ReportBook, ReportRow, ReportTable

OVERVIEW_SHEET = "总览"
NOT_REPORTED = "未报"
TITLE_ROW, UNIT_ROW, HEAD_ROW = 1, 2, 3

_WIDE, _NARROW = (11, 34), (7, 28)
FEW_COLUMNS, MOST_LABEL = 9, 52
"""A table of so few columns has room for labels of this width on one line."""

_OVERVIEW_WIDTHS = (18, 100)


def write_report(report: ReportBook, target: Path) -> None:
    """Write a consolidated report to exactly ``target``; raises ``OSError`` as the disk does."""
    names: list[str] = [OVERVIEW_SHEET]
    for table in report.tables:
        names.append(safe_sheet_name(table.title, names))
    charts = {
        name: safe_sheet_name(f"{table.title}图", names)
        for name, table in zip(names[1:], report.tables, strict=True)
        if table.chart
    }
    workbook = new_workbook([part for name in names for part in (name, charts.get(name)) if part])
    _draw_overview(workbook[OVERVIEW_SHEET], report, names[1:])
    for name, table in zip(names[1:], report.tables, strict=True):
        _draw_table(workbook[name], table, report)
        if table.chart:
            first = HEAD_ROW + len(table.head)
            draw_chart(workbook[charts[name]], workbook[name], table.chart, first)
    nature = "正式数" if report.is_final else "初步数"
    mark_pages(workbook, f"{report.title}（{nature}）", report.period_title)
    workbook.properties.title, workbook.properties.creator = report.title, ""
    save_streamed(workbook, target, ())


def missing_note(missing: Sequence[str], notes: Sequence[str] = ()) -> str:
    """What a total must say of districts missing from it; empty if ``notes`` name them all."""
    said = "\n".join(notes)
    if all(name in said for name in missing):
        return ""
    return f"合计不含未报的 {len(missing)} 个区：{'、'.join(missing)}。"


# --- Overview -------------------------------------------------------------------------------


def _draw_overview(sheet: Worksheet, report: ReportBook, names: Sequence[str]) -> None:
    set_widths(sheet, _OVERVIEW_WIDTHS)
    put_band(sheet, 1, (1, 2), report.title, Look.TITLE)
    put_band(sheet, 2, (1, 2), report.period_title, Look.SUBTITLE)
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = 40, 24
    total = len(report.received) + len(report.missing)
    facts = [
        ("数据性质", "正式数" if report.is_final else "初步数"),
        ("生成时间", report.generated_at),
        (
            "报送情况",
            f"应报 {total} 个区，已报 {len(report.received)} 个，未报 {len(report.missing)} 个",
        ),
        ("已报区", "、".join(report.received) or "无"),
        ("未报区", "、".join(report.missing) or "无"),
        *((f"表 {number}", name) for number, name in enumerate(names, 1)),
        *((f"说明 {number}", note) for number, note in enumerate(report.notes, 1)),
    ]
    for row, (label, value) in enumerate(facts, 3):
        put(sheet, row, 1, label, Look.HEAD)
        is_gap = label == "未报区" and bool(report.missing)
        put(sheet, row, 2, value, Look.ABSENT if is_gap else Look.TEXT)
        set_height(sheet, row, [(value, _OVERVIEW_WIDTHS[1])], least=22)
    sheet.sheet_view.showGridLines = False
    fit_width(sheet, head_rows=None, high=1)


# --- Tables ---------------------------------------------------------------------------------


def _draw_table(sheet: Worksheet, table: ReportTable, report: ReportBook) -> None:
    widths = _widths(table)
    set_widths(sheet, widths)
    last = len(widths)
    _draw_titles(sheet, table, report.period_title, last)
    first = HEAD_ROW + len(table.head)
    _draw_head(sheet, table.head, widths)
    wholes = None if table.by_cell else _whole_columns(table)
    for row, line in enumerate(table.body, first):
        _draw_line(sheet, row, line, widths, wholes)
    notes = _notes(table, report)
    for row, note in enumerate(notes, first + len(table.body)):
        put_band(sheet, row, (1, last), note, Look.NOTE)
        set_height(sheet, row, [(note, sum(widths))])
    end = first + max(len(table.body) + len(notes), 1) - 1
    sheet.freeze_panes = sheet.cell(first, 2).coordinate
    sheet.sheet_view.showGridLines = False
    repeated = sum(heights_of(sheet, TITLE_ROW, first - 1))
    high = pages_high(heights_of(sheet, 1, end), scale_of(sum(widths)), repeated)
    fit_width(sheet, head_rows=(TITLE_ROW, first - 1), high=high)


def _draw_titles(sheet: Worksheet, table: ReportTable, period: str, last: int) -> None:
    """Title, period and unit over the table."""
    words = f"{period}　　计量单位：{table.unit}" if table.unit else period
    put_band(sheet, TITLE_ROW, (1, last), table.title, Look.TITLE)
    put_band(sheet, UNIT_ROW, (1, last), words, Look.CAPTION)
    sheet.row_dimensions[TITLE_ROW].height = 32


def _notes(table: ReportTable, report: ReportBook) -> list[str]:
    texts = [text for text in (missing_note(report.missing, table.notes), *table.notes) if text]
    return [
        f"{'说明：' if not number else '　　　'}{number + 1}.{text}"
        for number, text in enumerate(texts)
    ]


def _draw_head(sheet: Worksheet, head: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
    """Head rows; runs of one title across, or down, become one cell."""
    for place, titles in enumerate(head):
        for column, title in enumerate(titles, 1):
            put(sheet, HEAD_ROW + place, column, unit_apart(title, widths[column - 1]), Look.HEAD)
        least = 30 if place == len(head) - 1 else 20
        shown = [(unit_apart(*pair), pair[1]) for pair in zip(titles, widths, strict=True)]
        set_height(sheet, HEAD_ROW + place, shown, least=least)
    done: set[tuple[int, int]] = set()
    for place, titles in enumerate(head):
        for column in range(len(titles)):
            if (place, column) not in done:
                done |= _merge_from(sheet, head, place, column)


def _merge_from(
    sheet: Worksheet, head: Sequence[Sequence[str]], place: int, column: int
) -> set[tuple[int, int]]:
    """Merge the block of equal titles that begins here; gives the places it covers."""
    title, titles = head[place][column], head[place]
    down = place
    while down + 1 < len(head) and head[down + 1][column] == title:
        down += 1
    right = column
    while (
        down == place and place < len(head) - 1 and right + 1 < len(titles)
        and titles[right + 1] == title and right + 1 != 1
    ):  # fmt: skip
        right += 1
    if (down, right) != (place, column):
        sheet.merge_cells(
            start_row=HEAD_ROW + place,
            end_row=HEAD_ROW + down,
            start_column=column + 1,
            end_column=right + 1,
        )
    return {(r, c) for r in range(place, down + 1) for c in range(column, right + 1)}


def _draw_line(
    sheet: Worksheet,
    row: int,
    line: ReportRow,
    widths: Sequence[int],
    wholes: Sequence[bool] | None,
) -> None:
    """One line; ``wholes`` tells which columns hold counts, None that each cell tells itself."""
    words = Look.TOTAL_TEXT if line.is_total else Look.TEXT
    put(sheet, row, 1, line.label, words)
    kinds = wholes or [_is_whole(figure) for figure in line.cells]
    for column, (figure, is_whole) in enumerate(zip(line.cells, kinds, strict=True), 2):
        if figure is None:
            put(sheet, row, column, NOT_REPORTED, Look.NOT_REPORTED)
        elif isinstance(figure, str):
            look = Look.CENTRE if isinstance(figure, Absent) else words
            put(sheet, row, column, figure, look)
        else:
            put_number(sheet, row, column, figure, _NUMBER_LOOKS[is_whole, line.is_total])
    texts = [(text, width) for text, width in zip((line.label, *line.cells), widths, strict=True)
             if isinstance(text, str)]  # fmt: skip
    set_height(sheet, row, texts, least=18)


_NUMBER_LOOKS = {
    (False, False): Look.MONEY, (False, True): Look.TOTAL_MONEY,
    (True, False): Look.COUNT, (True, True): Look.TOTAL_COUNT,
}  # fmt: skip
"""Looks by whether a column holds counts and whether the line is a total."""


def _whole_columns(table: ReportTable) -> list[bool]:
    """For each column of figures, whether it holds counts only: no figure of it has places."""
    columns = zip(*(line.cells for line in table.body), strict=True)
    return [all(map(_is_whole, column)) for column in columns]


def _is_whole(figure: Figure) -> bool:
    return not isinstance(figure, Decimal) or figure.as_tuple().exponent == 0


def _widths(table: ReportTable) -> list[int]:
    """Columns as wide as their longest number or word, within bounds; titles may wrap."""
    if table.widths:
        return list(table.widths)
    least, most = _NARROW if table.by_cell else _WIDE
    longest = [breadth(title) // 2 + 4 for title in table.head[-1]]
    for line in table.body:
        wanted = (breadth(text) + 3 for text in (line.label, *map(_as_shown, line.cells)))
        longest = [max(pair) for pair in zip(longest, wanted, strict=True)]
    widths = [min(max(width, least), most) for width in longest]
    if len(widths) <= FEW_COLUMNS:
        widths[0] = min(max(longest[0], least), MOST_LABEL)
    return widths


def _as_shown(figure: Figure) -> str:
    if figure is None:
        return NOT_REPORTED
    return f"{figure:,.2f}" if isinstance(figure, Decimal) else str(figure)
