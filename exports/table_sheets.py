"""Which sheet of a workbook is which form: by its name, else by how many titles it shares."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from exports.table_header import LEAST_SHARE, LEAST_TITLES, find_header, named_after

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from exports.mapping import Chosen, TitleBook
    from exports.reader_grid import Grid


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
        (_score(grid, books[code], layouts[code]), -order, code, grid)
        for order, code in enumerate(books)
        for grid in grids
        if id(grid) not in named and good_enough(grid, books[code], layouts[code])
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
    """Whether a sheet may be taken for a form that it is not named after.

    It must have a column for the name or number of the form's rows, and share enough titles with
    it: of the form's required fields, or of the sheet's own columns.
    """
    header = find_header(grid, book, layouts.keys())
    if header is None:
        return False
    if header.signature in layouts:
        return True
    titles = [title for title in header.titles if title.strip()]
    required = sum(1 for entry in book.items if entry.required and not entry.computed)
    enough = header.hits >= max(LEAST_TITLES, required * LEAST_SHARE)
    mostly = header.hits > LEAST_TITLES and header.hits * 2 >= len(titles)
    return (enough or mostly) and book.tells_rows_apart(titles)


def _score(grid: Grid, book: TitleBook, layouts: Mapping[str, Chosen]) -> int:
    header = find_header(grid, book, layouts.keys())
    if header is None:
        return 0
    return len(book.items) if header.signature in layouts else header.hits
