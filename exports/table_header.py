"""Where a table begins: the sheet, the title row under banners and merged cells, its signature.

The title row is the one with most known titles within the first rows; a row whose layout a person
has chosen columns for before is a title row whatever its titles say.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exports.cellsource import MARK, cell_text
from exports.layout import sheet_name
from exports.reader_sheets import HEADER_WITHIN, REJECTED_TITLE, title_key
from exports.units import line_unit

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from exports.cellsource import Scalar
    from exports.mapping import TitleBook
    from exports.reader_grid import Grid
    from forms.base import Form

LEAST_TITLES = 2
LEAST_SHARE = 0.4
"""A sheet not named after a form is taken for it from this share of its columns on."""
HEAD_ROWS = 3

_SIGNATURE_LENGTH = 16
_WHOLE = frozenset({"小计", "合计", "总计", "总额", "金额", "数额", "数值"})


@dataclass(frozen=True, slots=True)
class Header:
    """A title row: its place in the grid (from 0), its titles, the group titles above them.

    ``hits`` says how many titles are known; ``signature`` is the same for the same titles in the
    same order, whatever the form.
    """

    index: int
    titles: list[str]
    sections: list[str]
    hits: int
    signature: str


def named_after(grid: Grid, form: type[Form]) -> bool:
    """Whether a sheet bears a form's name or code."""
    spec = form.spec
    names = (sheet_name(form), spec.code, spec.title, spec.name)
    return title_key(grid.name) in {title_key(name) for name in names}


def find_header(
    grid: Grid, book: TitleBook, remembered: Collection[str] = frozenset()
) -> Header | None:
    """The title row of a sheet for one form; None when no row has enough known titles."""
    best: Header | None = None
    known = [_known_texts(row, book) for row in grid.rows[:HEADER_WITHIN]]
    for index, row in enumerate(grid.rows[:HEADER_WITHIN]):
        if all(cell in (None, "") for cell in row):
            continue
        if remembered and layout_signature(grid, index) in remembered:
            return _header(grid, index, book)
        # Titles stand in the row itself or, merged downwards, in one of those right above.
        if len(set().union(*known[max(0, index - HEAD_ROWS + 1) : index + 1])) < LEAST_TITLES:
            continue
        found = _header(grid, index, book)
        if found.hits >= LEAST_TITLES and (best is None or found.hits > best.hits):
            best = found
    return best


def _known_texts(row: Sequence[Scalar], book: TitleBook) -> set[str]:
    return {text for cell in row if isinstance(cell, str) and book.knows(text := cell.strip())}


def _header(grid: Grid, index: int, book: TitleBook) -> Header:
    titles = _titles(grid, index, book)
    hits = len({title_key(title) for title in titles if book.knows(title)})
    sections = _sections(grid, index, len(titles))
    return Header(index, titles, sections, hits, layout_signature(grid, index))


def likely_header(grid: Grid, book: TitleBook) -> Header | None:
    """The row that looks most like titles: most different texts; for a person to map by hand."""
    best, most = None, LEAST_TITLES - 1
    for index in range(min(len(grid.rows), HEADER_WITHIN)):
        texts = {cell for cell in grid.rows[index] if _is_title(cell)}
        if len(texts) > most:
            best, most = index, len(texts)
    if best is None:
        return None
    titles = _titles(grid, best, book)
    sections = _sections(grid, best, len(titles))
    return Header(best, titles, sections, 0, layout_signature(grid, best))


def layout_signature(grid: Grid, index: int) -> str:
    """A short digest of a row's texts in their order, spaces and width aside."""
    keys = [title_key(cell_text(cell)) for cell in grid.rows[index]]
    # Rows given back and corrected have the layout of the file they came from.
    while keys and keys[-1] in ("", REJECTED_TITLE):
        keys.pop()
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()[:_SIGNATURE_LENGTH]


def sheet_unit(grid: Grid, header: int) -> str:
    """The money unit that a line above the header declares for the whole sheet."""
    cells = (cell for row in grid.rows[:header] for cell in row if isinstance(cell, str))
    return next(filter(None, map(line_unit, cells)), "")


def text_at(grid: Grid, index: int, place: int) -> str:
    """The stripped text of a cell, "" outside the grid; both count from 0."""
    row = grid.rows[index] if 0 <= index < len(grid.rows) else []
    return cell_text(row[place]).strip() if place < len(row) else ""


def _is_title(cell: object) -> bool:
    return isinstance(cell, str) and not cell.startswith(MARK) and 0 < len(cell.strip()) <= 40


def _titles(grid: Grid, index: int, book: TitleBook) -> list[str]:
    """The titles of a header row; a blank takes the known title above it (merged downwards)."""
    width = max(len(row) for row in grid.rows[max(0, index - HEAD_ROWS + 1) : index + 1])
    merged = {
        left: text_at(grid, top, left)
        for top, left, bottom, _right in grid.merges
        if index - HEAD_ROWS < top < index <= bottom
    }
    titles = []
    sections = _sections(grid, index, width)
    # One text alone is the name of the table, not of a group of columns.
    grouped = len({one for one in sections if one}) > 1
    for place in range(width):
        text = text_at(grid, index, place) or merged.get(place, "")
        if title_key(text) in _WHOLE and book.knows(sections[place]):
            # 总投资 over 小计, 国内贷款, …: the sum of the group is what the group is called.
            text = sections[place]
        elif grouped and not text.isascii() and book.knows(sections[place] + text):
            # 实施主体 over 名称, 本年 over 累计完成投资.
            text = sections[place] + text
        above = (text_at(grid, index - step, place) for step in range(1, HEAD_ROWS))
        titles.append(text or next((one for one in above if book.knows(one)), ""))
    return titles


def _sections(grid: Grid, index: int, width: int) -> list[str]:
    """The group title over each column: merged sideways, or else blanks take the one to the left."""
    sections, last = [], ""
    ends = {left: right for top, left, bottom, right in grid.merges if top <= index - 1 <= bottom}
    until = width
    for place in range(width):
        text = text_at(grid, index - 1, place) if index else ""
        if text:
            last = text
            until = ends.get(place, place if ends else width)
        sections.append(last if text or place <= until else "")
    return sections
