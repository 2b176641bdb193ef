"""Sheets on paper: A4 landscape, heads repeated, wide forms split into pages one can read.

A form of 48 columns on one page width would be printed at 20 %. So a wide sheet is cut into page
groups of columns, as even as possible, and the columns that name the record are repeated on each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties

from exports.columns import even_split
from exports.legaltext import legal_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

PAGE_PIXELS = 1030
"""The printable width of A4 landscape between our margins, in screen pixels at 100 %."""

UPRIGHT_PIXELS = 700
"""The same of A4 portrait."""

CHARACTER_PIXELS = 7.4
"""A character's width: 7 with the normal font, up to so much where the screen is scaled."""

PAGE_POINTS = 505
"""The printable height of A4 landscape between our margins, at 100 %."""

MERE_PAGE = 0.25
"""A last page filled less than this is better saved by a slightly smaller print."""

SMALLEST_SCALE = 0.75
"""Body text of 10 points is then printed at 7.5, the least a person reads without effort."""

ONE_PAGE_SCALE = 0.72
"""A little smaller is better than a page with nothing but signatures."""

SMALL_PRINT = 8
"""Points of what stands in the page margins."""

LINE_POINTS = 14.5
MOST_LINES = 27
"""Lines that count for a row's height: a row of Excel is at most 409 points high."""

FOOTER = "第 &P 页　共 &N 页"
MOST_HEADER = 60
"""Characters of a page header's left part; Excel takes 255 for a whole header."""


@dataclass(frozen=True, slots=True)
class PagePlan:
    """How columns fall on pages: the last column of each page across, and the scale in percent."""

    last_columns: tuple[int, ...]
    scale: int

    @property
    def first_page(self) -> int:
        """The last column of the first page."""
        return self.last_columns[0]

    def groups(self, keys: int) -> list[tuple[int, int]]:
        """First and last own column of every page after the first; ``keys`` repeat before them."""
        return [(left + 1, right) for left, right in pairwise(self.last_columns) if right > keys]

    def on_one_page(self, height: float) -> PagePlan:
        """The plan printed a little smaller if so many points then fit on one page."""
        if height * self.scale / 100 <= PAGE_POINTS or height * ONE_PAGE_SCALE > PAGE_POINTS:
            return self
        return replace(self, scale=int(PAGE_POINTS / height * 100))


def plan_pages(widths: Sequence[int], keys: int) -> PagePlan:
    """Split columns of these character widths into pages; the first ``keys`` are on every page."""
    pixels = [ceil(width * CHARACTER_PIXELS) for width in widths]
    if sum(pixels) * SMALLEST_SCALE <= PAGE_PIXELS:
        return PagePlan((len(widths),), min(100, int(PAGE_PIXELS / sum(pixels) * 100)))
    fixed = sum(pixels[:keys])
    # The least room that needs no more pages makes them even, and allows a larger print.
    ends, least = even_split(pixels[keys:], int(PAGE_PIXELS / SMALLEST_SCALE) - fixed)
    scale = min(100, int(PAGE_PIXELS / (fixed + least) * 100))
    return PagePlan(tuple(keys + end for end in ends), scale)


def set_paper(
    sheet: Worksheet, plan: PagePlan, *, head_rows: tuple[int, int], keys: int, last_row: int
) -> None:
    """Set a sheet up for print: page groups, repeated head rows and key columns, footer."""
    _set_margins(sheet)
    last = get_column_letter(plan.last_columns[-1])
    sheet.print_area = f"A1:{last}{last_row}"
    sheet.print_title_rows = f"{head_rows[0]}:{head_rows[1]}"
    sheet.page_setup.scale = plan.scale
    if len(plan.last_columns) > 1:
        sheet.print_title_cols = f"A:{get_column_letter(keys)}"
        sheet.page_setup.pageOrder = "overThenDown"
        for column in plan.last_columns[:-1]:
            sheet.col_breaks.append(Break(id=column))


def fit_width(
    sheet: Worksheet, *, head_rows: tuple[int, int] | None, portrait: bool = False, high: int = 0
) -> None:
    """Set a narrow sheet up for print: as wide as the page, ``high`` pages long (0: as needed)."""
    _set_margins(sheet, portrait=portrait)
    if head_rows:
        sheet.print_title_rows = f"{head_rows[0]}:{head_rows[1]}"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, high


def pages_high(sheet: Worksheet, scale: int, head_rows: tuple[int, int], last_row: int) -> int:
    """How many pages long a sheet must become so that none holds a mere row or two; 0 as it falls.

    All rows up to ``last_row`` have a height; ``scale`` is that of a page's width, in percent.
    """
    heights = [sheet.row_dimensions[row].height or LINE_POINTS for row in range(1, last_row + 1)]
    head = sum(heights[head_rows[0] - 1 : head_rows[1]])
    pages = (sum(heights) - head) / (PAGE_POINTS / scale * 100 - head)
    full = int(pages)
    return full if full and pages - full <= MERE_PAGE else 0


def cut_below(sheet: Worksheet, row: int, width: int) -> None:
    """Set a narrow upright sheet up for print with a new page below ``row``.

    ``width`` is its width in characters; fitting to the page would make Excel forget the cut.
    """
    _set_margins(sheet, portrait=True)
    sheet.page_setup.scale = min(100, int(UPRIGHT_PIXELS / (width * CHARACTER_PIXELS) * 100))
    sheet.row_breaks.append(Break(id=row))


def _set_margins(sheet: Worksheet, *, portrait: bool = False) -> None:
    setup, margins = sheet.page_setup, sheet.page_margins
    setup.paperSize = 9  # A4
    setup.orientation = "portrait" if portrait else "landscape"
    margins.left = margins.right = 0.47
    margins.top, margins.bottom, margins.header, margins.footer = 0.6, 0.6, 0.3, 0.3
    sheet.print_options.horizontalCentered = True
    # Or the margins of a sheet printed at 70 % would be written in letters of 6 points.
    sheet.HeaderFooter.scaleWithDoc = False
    footer = sheet.oddFooter
    assert footer is not None
    assert footer.center is not None
    footer.center.text, footer.center.size = FOOTER, SMALL_PRINT + 1


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
            part.text, part.size = legal_text(text).replace("&", "&&"), SMALL_PRINT


def lines_of(text: str, width: float) -> int:
    """How many lines a text needs in so many character widths (Han characters take two)."""
    room = max(int(width) - 1, 1)
    if "\n" in text:
        return sum(lines_of(line, width) for line in text.split("\n"))
    size = len(text.encode("utf-8", "surrogatepass"))
    wide = (len(text) + size) // 2
    if wide <= room:
        return 1
    # Most texts are Han alone: then no word is long, and the letters need not be looked at.
    latin = (3 * len(text) - size) // 2
    if latin >= LONG_WORD and _LONG_WORD.search(text):
        return _broken(text, room)
    return -(-wide // room)


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
