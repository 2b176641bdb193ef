"""Which sheet of a workbook is which form: by its name, else by how many titles it shares."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from exports.table_header import LEAST_SHARE, LEAST_TITLES, find_header, named_after

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from exports.mapping import Chosen, TitleBook
    from exports.reader_grid import Grid
    from exports.table_header import Header


@dataclass(frozen=True)
class Shared:
    """Sheets shared out: ``taken`` by form code, ``left`` those that looked like one as well."""

    taken: dict[str, Grid] = field(default_factory=dict)
    left: dict[str, list[Grid]] = field(default_factory=dict)

    def unlike(self, grids: Sequence[Grid]) -> list[Grid]:
        """The sheets of several rows that looked like no form."""
        known = {id(grid) for grid in self.taken.values()}
        known |= {id(grid) for others in self.left.values() for grid in others}
        return [grid for grid in grids if id(grid) not in known and len(grid.rows) > 1]


def share_out(
    grids: Sequence[Grid],
    books: Mapping[str, TitleBook],
    layouts: Mapping[str, Mapping[str, Chosen]],
) -> Shared:
    """Give each form the sheet named after it; then, best match first, the others by titles."""
    shared = Shared()
    named: set[int] = set()
    for code, book in books.items():
        own = [grid for grid in grids if named_after(grid, book.form)]
        named |= {id(grid) for grid in own}
        if own:
            shared.taken[code] = own[0]
    matches = [
        (score, -order, code, grid)
        for grid in grids
        if id(grid) not in named
        for order, code in enumerate(books)
        if (score := _likeness(grid, books[code], layouts[code]))
    ]
    placed: set[int] = set()
    for _, _, code, grid in sorted(matches, key=lambda one: one[:2], reverse=True):
        if id(grid) in placed:
            continue
        placed.add(id(grid))
        if code in shared.taken:
            shared.left.setdefault(code, []).append(grid)
        else:
            shared.taken[code] = grid
    return shared


def best_grid(grids: Sequence[Grid], book: TitleBook, layouts: Mapping[str, Chosen]) -> Grid:
    """The sheet named after a form, else the one that shares most titles with it."""
    named = [grid for grid in grids if named_after(grid, book.form)]
    return named[0] if named else max(grids, key=lambda grid: _score(grid, book, layouts))


def good_enough(grid: Grid, book: TitleBook, layouts: Mapping[str, Chosen]) -> bool:
    """Whether a sheet may be taken for a form that it is not named after."""
    return _likeness(grid, book, layouts) > 0


def _likeness(grid: Grid, book: TitleBook, layouts: Mapping[str, Chosen]) -> int:
    """The score of a sheet that may be taken for a form, else 0.

    It must have a column for the name or number of the form's rows, and share enough titles with
    it: of the form's required fields, or of the sheet's own columns.
    """
    header = find_header(grid, book, layouts.keys())
    score = _score_of(header, book, layouts)
    if header is None or header.signature in layouts:
        return score
    titles = [title for title in header.titles if title.strip()]
    required = sum(1 for entry in book.items if entry.required and not entry.computed)
    enough = header.hits >= max(LEAST_TITLES, required * LEAST_SHARE)
    mostly = header.hits > LEAST_TITLES and header.hits * 2 >= len(titles)
    return score if (enough or mostly) and book.tells_rows_apart(titles) else 0


def _score(grid: Grid, book: TitleBook, layouts: Mapping[str, Chosen]) -> int:
    return _score_of(find_header(grid, book, layouts.keys()), book, layouts)


def _score_of(header: Header | None, book: TitleBook, layouts: Mapping[str, Chosen]) -> int:
    if header is None:
        return 0
    return len(book.items) if header.signature in layouts else header.hits
