"""The looks of our workbooks: quiet, dense, legible on paper (domain §3.3).

A look is a named style of the workbook: set once, given to a cell by name, so a thousand cells
share one style record and a person who edits the style in Excel or WPS changes them all.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.workbook import Workbook

HEADING_FONT, BODY_FONT = "黑体", "宋体"
WIDTH_FONT = "Arial"
"""The font by whose digits column widths are measured, 7 pixels each. Every system has it or one
of the same widths, whereas what stands in for a missing 宋体 may be a fifth wider."""

ACCENT, ACCENT_SOFT, LINE = "1F4E79", "E6EDF4", "A6B4C2"
KEPT_FILL, ABSENT_FILL, INPUT_FILL = "FBE3E0", "FFF6DA", "FFFFFF"
KEPT_INK = "9C1C12"

TEXT_FORMAT, MONEY_FORMAT, COUNT_FORMAT = "@", "#,##0.00_ ", "0_ "
MEASURE_FORMAT, WHOLE_FORMAT = "#,##0.###_ ", "#,##0_ "
"""Numbers end with ``_ ``, the width of a space, or they touch the text in the column after them.
An indent would do the same, but LibreOffice forgets it in some cells of a row."""


class Look(StrEnum):
    """What a cell is for; the value is the style's name as people see it in Excel."""

    TITLE = "台账标题"
    SUBTITLE = "台账副标题"
    CAPTION = "台账表说明"
    SECTION = "台账分节"
    HEAD = "台账表头"
    HEAD_REQUIRED = "台账表头必填"
    MARK = "台账栏次"
    TEXT = "台账文字"
    INDEX = "台账序号"
    RAW = "台账原文"
    CENTRE = "台账居中"
    MONEY = "台账金额"
    COUNT = "台账整数"
    MEASURE = "台账数量"
    KEPT = "台账待改"
    ABSENT = "台账未有"
    NOT_REPORTED = "台账未报"
    NOTE = "台账附注"
    SIGN = "台账签署"
    INPUT_TEXT = "台账填文字"
    INPUT_MONEY = "台账填金额"
    INPUT_COUNT = "台账填整数"
    INPUT_MEASURE = "台账填数量"
    TOTAL_TEXT = "台账合计文字"
    TOTAL_MONEY = "台账合计金额"
    TOTAL_COUNT = "台账合计整数"
    DATE = "台账日期"
    TITLE_LARGE = "台账标题大"
    CAPTION_LARGE = "台账表说明大"
    NOTE_LARGE = "台账附注大"
    SIGN_LARGE = "台账签署大"
    TITLE_HUGE = "台账标题特大"
    CAPTION_HUGE = "台账表说明特大"
    NOTE_HUGE = "台账附注特大"
    SIGN_HUGE = "台账签署特大"


KIND_LOOKS = {"money": Look.MONEY, "count": Look.COUNT, "percent": Look.COUNT,
              "measure": Look.MEASURE,
              "date": Look.DATE, "month": Look.DATE, "yes_no": Look.CENTRE}  # fmt: skip
"""Looks by kind of field; every other kind is ``TEXT``."""

INPUT_LOOKS = {"money": Look.INPUT_MONEY, "count": Look.INPUT_COUNT,
               "percent": Look.INPUT_COUNT, "measure": Look.INPUT_MEASURE}  # fmt: skip
"""Looks of a template's open cells; every other kind is ``INPUT_TEXT``."""

_LARGER = {
    Look.TITLE: (Look.TITLE_LARGE, Look.TITLE_HUGE),
    Look.CAPTION: (Look.CAPTION_LARGE, Look.CAPTION_HUGE),
    Look.NOTE: (Look.NOTE_LARGE, Look.NOTE_HUGE),
    Look.SIGN: (Look.SIGN_LARGE, Look.SIGN_HUGE),
}
LARGE_BELOW, HUGE_BELOW = 0.65, 0.45
"""Scales of print below which what stands around a table is written larger."""


def for_scale(look: Look, scale: float) -> Look:
    """The look of a text around a table that is printed at this scale, so that it stays legible."""
    if scale >= LARGE_BELOW:
        return look
    return _LARGER[look][scale < HUGE_BELOW]


def points_of(look: Look) -> int:
    """The size of a look's letters."""
    return _SIZES.get(look, 10)


def add_looks(workbook: Workbook) -> None:
    """Teach a new workbook every look, and a normal font by which column widths are measured."""
    # openpyxl has no public way to the style that every workbook begins with.
    styles = workbook._named_styles  # type: ignore[attr-defined]  # noqa: SLF001
    styles["Normal"].font = Font(name=WIDTH_FONT, size=10)
    for look in Look:
        workbook.add_named_style(_named(look))


def paint(cell: Cell | MergedCell, look: Look) -> None:
    """Give a cell its look; text cells get the mark that keeps ``=…`` a text when edited."""
    cell.style = look.value
    if cell.number_format == TEXT_FORMAT:
        cell.quotePrefix = look not in INPUT_LOOKS.values() and look is not Look.INPUT_TEXT


def is_bare(look: Look) -> bool:
    """Whether a look has no border, so that of a merged cell only the first need have it."""
    return look in _BARE


def _named(look: Look) -> NamedStyle:
    return NamedStyle(
        name=look.value,
        font=_font(look),
        fill=_fill(look),
        border=Border() if look in _BARE else _BOX,
        alignment=_alignment(look),
        number_format=_number_format(look),
        protection=Protection(locked=look not in _OPEN),
    )


_EDGE = Side(style="thin", color=LINE)
_BOX = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_TITLES = {Look.TITLE, *_LARGER[Look.TITLE]}
_CAPTIONS = {Look.CAPTION, *_LARGER[Look.CAPTION]}
_NOTES = {Look.NOTE, *_LARGER[Look.NOTE]}
_SIGNS = {Look.SIGN, *_LARGER[Look.SIGN]}
_BARE = {Look.SUBTITLE, Look.SECTION, *_TITLES, *_CAPTIONS, *_NOTES, *_SIGNS}
_OPEN = {Look.INPUT_TEXT, Look.INPUT_MONEY, Look.INPUT_COUNT, Look.INPUT_MEASURE,
         Look.KEPT, Look.ABSENT}  # fmt: skip
_HEADS = {Look.HEAD, Look.HEAD_REQUIRED}
_NUMBERS = {
    Look.INDEX,
    Look.MONEY,
    Look.COUNT,
    Look.MEASURE,
    Look.INPUT_MEASURE,
    Look.INPUT_MONEY,
    Look.INPUT_COUNT,
    Look.TOTAL_MONEY,
    Look.TOTAL_COUNT,
}
_MONEYS = {Look.MONEY, Look.INPUT_MONEY, Look.TOTAL_MONEY}
_MEASURES = {Look.MEASURE, Look.INPUT_MEASURE}
_BOLD = {*_TITLES, Look.HEAD_REQUIRED, Look.TOTAL_TEXT, Look.TOTAL_MONEY, Look.TOTAL_COUNT}
_FILLS = {
    Look.HEAD: ACCENT_SOFT, Look.HEAD_REQUIRED: ACCENT_SOFT, Look.KEPT: KEPT_FILL,
    Look.ABSENT: ABSENT_FILL, Look.NOT_REPORTED: ABSENT_FILL, Look.TOTAL_TEXT: ACCENT_SOFT,
    Look.TOTAL_MONEY: ACCENT_SOFT, Look.TOTAL_COUNT: ACCENT_SOFT,
}  # fmt: skip
_SIZES = {
    Look.TITLE: 16, Look.TITLE_LARGE: 20, Look.TITLE_HUGE: 28,
    Look.CAPTION_LARGE: 12, Look.CAPTION_HUGE: 14, Look.NOTE_LARGE: 14, Look.NOTE_HUGE: 16,
    Look.SIGN_LARGE: 14, Look.SIGN_HUGE: 16, Look.SUBTITLE: 12, Look.SECTION: 11, Look.MARK: 9,
}  # fmt: skip
_SHRINKING = {Look.DATE, Look.MARK}
"""Short texts that no line break should tear."""
_CENTRED = {Look.NOT_REPORTED, Look.DATE, *_TITLES, Look.SUBTITLE, Look.MARK, Look.CENTRE, *_HEADS}


def _font(look: Look) -> Font:
    heading = look in {*_TITLES, Look.SECTION, *_HEADS}
    colour = {Look.KEPT: KEPT_INK, Look.SECTION: ACCENT, Look.HEAD_REQUIRED: ACCENT}.get(
        look, "000000"
    )
    return Font(
        name=HEADING_FONT if heading else BODY_FONT,
        size=_SIZES.get(look, 10),
        bold=look in _BOLD,
        color=colour,
    )


def _fill(look: Look) -> PatternFill:
    return PatternFill("solid", start_color=_FILLS[look]) if look in _FILLS else PatternFill()


def _alignment(look: Look) -> Alignment:
    # A number too long for its column is written smaller; without that it would be ####.
    if look in _NUMBERS:
        across = "center" if look is Look.INDEX else "right"
        return Alignment(horizontal=across, vertical="center", shrink_to_fit=True)
    across = "center" if look in _CENTRED else "left"
    return Alignment(
        horizontal=across,
        vertical="top" if look in _NOTES else "center",
        wrap_text=look not in {*_TITLES, *_CAPTIONS, Look.RAW, *_SHRINKING},
        shrink_to_fit=look in _SHRINKING,
    )


def _number_format(look: Look) -> str:
    if look in _MEASURES:
        return MEASURE_FORMAT
    if look in _NUMBERS:
        return MONEY_FORMAT if look in _MONEYS else COUNT_FORMAT
    return TEXT_FORMAT
