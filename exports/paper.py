"""Sheets on paper: A4, heads repeated on every page, each sheet one page wide (domain §3.3).

A sheet is scaled until it is as wide as the page, so its own width decides how large it is printed:
``fitting`` makes columns narrow and rows high instead. Nothing is cut across pages, so no page
stands without the columns that name its records.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties

from exports.legaltext import legal_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

PAGE_PIXELS = 1064
"""The printable width of A4 landscape between our margins, in screen pixels at 100 %."""

UPRIGHT_PIXELS = 700
"""The same of A4 portrait."""

CHARACTER_PIXELS = 7.1
"""A character's width: 7 with the normal font, and a little for the rounding of each column."""

SAFE_PIXELS = 7.4
"""The same where the screen is scaled: what can't be fitted to the page must not run over it."""

PAGE_POINTS = 505
"""The printable height of A4 landscape between our margins, at 100 %."""

MERE_PAGE = 0.25
"""A last page filled less than this is better saved by a slightly smaller print."""

SMALL_PRINT = 8
"""Points of what stands in the page margins."""

MARGIN_LINE = 1.4 / 72
"""Inches that a line in the page margins takes, for each point of its letters."""

LINE_POINTS = 14.5
MOST_LINES = 27
"""Lines that count for a row's height: a row of Excel is at most 409 points high."""

HIGHEST_ROW = 409.0

FOOTER = "第 &P 页　共 &N 页"
MOST_HEADER = 60
"""Characters of a page header's left part; Excel takes 255 for a whole header."""


def scale_of(width: float, room: int = PAGE_PIXELS) -> float:
    """At what scale, at most 1, a sheet of so many characters is as wide as its page.

    ``room`` is the page's printable width in pixels, that of A4 landscape unless said.
    """
    return min(1.0, room / (width * CHARACTER_PIXELS))


def fit_width(
    sheet: Worksheet,
    *,
    head_rows: tuple[int, int] | None,
    portrait: bool = False,
    high: int = 0,
    area: str = "",
) -> None:
    """Set a sheet up for print: as wide as the page, ``high`` pages long (0: as needed).

    ``head_rows`` are repeated on every page; ``area`` is what is printed, if not all.
    """
    _set_margins(sheet, portrait=portrait)
    if head_rows:
        sheet.print_title_rows = f"{head_rows[0]}:{head_rows[1]}"
    if area:
        sheet.print_area = area
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, high


def pages_high(heights: Iterable[float], scale: float, head: float) -> int:
    """How many pages long a sheet must become so that none holds a mere row or two; 0 as it falls.

    ``heights`` are those of all rows and ``head`` that of the repeated ones, in points; ``scale``
    is that of a page's width.
    """
    pages = (sum(heights) - head) / (PAGE_POINTS / scale - head)
    full = int(pages)
    return full if full and pages - full <= MERE_PAGE else 0


def heights_of(sheet: Worksheet, first: int, last: int) -> list[float]:
    """The heights of some rows in points, that of one line where none is set."""
    return [sheet.row_dimensions[row].height or LINE_POINTS for row in range(first, last + 1)]


def cut_below(sheet: Worksheet, row: int, width: int) -> None:
    """Set a narrow upright sheet up for print with a new page below ``row``.

    ``width`` is its width in characters; fitting to the page would make Excel forget the cut.
    """
    _set_margins(sheet, portrait=True)
    sheet.page_setup.scale = min(100, int(UPRIGHT_PIXELS / (width * SAFE_PIXELS) * 100))
    sheet.row_breaks.append(Break(id=row))


def _set_margins(sheet: Worksheet, *, portrait: bool = False) -> None:
    setup, margins = sheet.page_setup, sheet.page_margins
    setup.paperSize = 9  # A4
    setup.orientation = "portrait" if portrait else "landscape"
    margins.left = margins.right = 0.47 if portrait else 0.3
    margins.top, margins.bottom, margins.header, margins.footer = 0.6, 0.6, 0.25, 0.25
    sheet.print_options.horizontalCentered = True
    footer = sheet.oddFooter
    assert footer is not None
    assert footer.center is not None
    footer.center.text = FOOTER


def size_margins(workbook: Workbook) -> None:
    """Give what stands in the page margins the size in which it is printed at ``SMALL_PRINT``.

    It is scaled with its sheet: Excel could leave it alone, but LibreOffice scales it anyway.
    """
    for sheet in workbook.worksheets:
        size = round(SMALL_PRINT / printed_scale(sheet))
        # LibreOffice cuts what is higher than the room beside the page, before it scales it.
        edges = sheet.page_margins
        edges.top = max(edges.top, edges.header + size * MARGIN_LINE)
        edges.bottom = max(edges.bottom, edges.footer + size * MARGIN_LINE)
        for margin in (sheet.oddHeader, sheet.oddFooter):
            assert margin is not None
            for part in (margin.left, margin.center, margin.right):
                if part is not None and part.text:
                    part.size = size


def printed_scale(sheet: Worksheet) -> float:
    """At what scale a sheet will be printed, as far as its width tells."""
    if not sheet.sheet_properties.pageSetUpPr or not sheet.sheet_properties.pageSetUpPr.fitToPage:
        return (sheet.page_setup.scale or 100) / 100
    area = sheet.print_area.rpartition("!")[2] or sheet.dimensions
    last = range_boundaries(area)[2] or 1
    columns = (sheet.column_dimensions[get_column_letter(one)] for one in range(1, last + 1))
    width = sum(column.width for column in columns)
    upright = sheet.page_setup.orientation == "portrait"
    return scale_of(width, UPRIGHT_PIXELS if upright else PAGE_PIXELS)


def mark_pages(
    workbook: Workbook, unit: str, period: str, code: str = "", fingerprint: str = ""
) -> None:
    """Say on every page of every sheet whose it is and which sheet, and by what it is verified.

    ``code`` is the short digest and ``fingerprint`` the signing key's, both for the stamped copy;
    a workbook without them has nothing in their place.
    """
    for sheet in workbook.worksheets:
        header, footer = sheet.oddHeader, sheet.oddFooter
        assert header is not None
        assert footer is not None
        parts = (
            (header.left, unit[:MOST_HEADER]),
            (header.right, f"{sheet.title}　{period}"),
            (footer.left, f"校验码 {code}" if code else ""),
            (footer.right, f"签名指纹 {fingerprint}" if fingerprint else ""),
        )
        for part, text in parts:
            assert part is not None
            if not text:
                continue
            part.text = legal_text(text).replace("&", "&&")


def lines_of(text: str, width: float) -> int:
    """How many lines a text needs in so many character widths (Han characters take two)."""
    room = max(int(width) - 1, 2)
    if "\n" in text:
        return sum(lines_of(line, width) for line in text.split("\n"))
    size = len(text.encode("utf-8", "surrogatepass"))
    wide = (len(text) + size) // 2
    latin = (3 * len(text) - size) // 2
    if wide + latin * (WIDE_LETTERS - 1) <= room:
        return 1
    if size == len(text) and text.isalnum():
        return -(-int(wide * WIDE_LETTERS + 0.9) // room)
    # Most texts are Han alone: then no word is long, and the letters need not be looked at.
    if latin >= LONG_WORD and _LONG_WORD.search(text):
        return _broken(text, room)
    if latin >= SHORT_WORD and room < NARROW:
        return _broken(text, room - room % 2)
    # No line holds half a Han character.
    return -(-wide // (room if size == len(text) else room - room % 2))


NARROW, SHORT_WORD = 16, 4
"""In so narrow a column, letters and digits that stay together already tear its lines."""

LONG_WORD = 7
"""Letters and digits that stay together."""

_LONG_WORD = re.compile(f"[!-~]{{{LONG_WORD}}}")
_WORDS = re.compile(r"[!-,.-{}~]+[-|]*|[-|]+|[^!-~]")
WIDE_LETTERS = 8 / 7
"""Letters and digits of a font that stands in for a missing 宋体, in character widths."""


def _broken(text: str, room: int) -> int:
    """The lines of a text with long words, which move to the next line whole if they fit there."""
    lines, used = 1, 0.0
    for word in _WORDS.findall(text):
        takes = len(word) * WIDE_LETTERS if word.isascii() else 2
        if used and used + takes > room:
            lines, used = lines + 1, 0
        used += takes
        while used > room:
            lines, used = lines + 1, used - room
    return lines


def breadth(text: str) -> int:
    """The width of a text in characters: 1 for ASCII, 2 for Han, without a loop in Python."""
    return (len(text) + len(text.encode("utf-8", "surrogatepass"))) // 2


def height_of(lines: int) -> float:
    """The height in points of a row of so many lines."""
    return lines * LINE_POINTS + 3.5
