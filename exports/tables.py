"""Rows from any table: our own template, a firm's workbook, a CSV from another system.

The header is found by its titles, columns by ``mapping``, units are converted exactly, and what
is no record (totals, notes, the 甲乙 row) is left out and said so. Row numbers are the user's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from exports.layout import BESIDE_FORMS, COVER_SHEET
from exports.mapping import EXACT, NOTHING_CHOSEN, Chosen, MappedColumn, TitleBook
from exports.names import shown_name
from exports.reader_grid import Grid, read_grids
from exports.reader_rows import read_scalar
from exports.reader_sheets import read_labels, title_key
from exports.refusal import Refusal
from exports.table_header import (
    Header,
    find_header,
    likely_header,
    named_after,
)
from exports.table_rows import RowReader, TableRow
from exports.table_sheets import best_grid, good_enough, share_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from exports.child_pool import ChildPool
    from forms.base import Form, FormSet
    from forms.catalogue import Catalogue

__all__ = ["Layouts", "TableRead", "TableRow", "TableSource", "open_tables", "read_table",
           "read_workbook_tables"]  # fmt: skip

COVER_TITLES = 3
"""A cover's facts stand beside their labels; this many in one row make it a table after all."""

Layouts = Mapping[str, Chosen]
"""What was chosen for the columns of a form's layouts, by header signature."""


@dataclass(frozen=True, slots=True)
class TableRead:
    """What one sheet gave for one form.

    ``header_row`` is the user's number of the title row; ``skipped`` lists rows left out that
    held something, with the reason; ``unmapped_required`` the titles of required fields without
    a column; ``notices`` sentences for the person who loads; ``signature`` tells this layout from
    others ("" for a cover); ``grid`` is the sheet as it was read.
    """

    sheet: str
    header_row: int
    columns: list[MappedColumn]
    rows: list[TableRow]
    skipped: list[tuple[int, str]]
    unmapped_required: list[str]
    notices: list[str] = field(default_factory=list)
    signature: str = ""
    grid: Grid = field(default_factory=lambda: Grid(""))

    @property
    def remembered(self) -> bool:
        """Whether columns were matched as a person had chosen them before."""
        return any(column.is_remembered for column in self.columns)


@dataclass(frozen=True)
class TableSource:
    """A file's sheets, read once; ``name`` is the file's."""

    name: str
    grids: Sequence[Grid]

    def table(
        self,
        form: type[Form],
        catalogue: Catalogue,
        *,
        sheet: str | None = None,
        mapping: Mapping[str, str] | None = None,
        layouts: Layouts | None = None,
        lenient: bool = False,
    ) -> TableRead:
        """One form's rows; ``sheet`` names the sheet, ``mapping`` {title: field}.

        ``lenient`` takes the likeliest row for the header where no title is known, and leaves
        columns of one name to be chosen from. Raises ``Refusal`` when no header is found.
        """
        grids = self._named(sheet)
        is_cover = form.spec.nature == "cover"
        if is_cover and _has_cover(grids):
            return _read_cover(grids, form, catalogue, self.name)
        book, known = TitleBook(form, mapping), layouts or {}
        grid = best_grid(grids, book, known)
        header = find_header(grid, book, known.keys())
        if is_cover and (header is None or header.hits < COVER_TITLES):
            return _read_cover(grids, form, catalogue, self.name)
        if header is None and lenient:
            header = likely_header(grid, book)
        if header is None:
            raise Refusal("no_header", self.name, f"工作表“{grid.name}”")
        made = self._read(grid, header, book, catalogue, known, strict=not lenient)
        others = [one for one in grids if one is not grid and good_enough(one, book, known)]
        made.notices.extend(_alike_notices(others, grid))
        return made

    def tables(
        self,
        forms: FormSet,
        catalogue: Catalogue,
        *,
        layouts: Callable[[str], Layouts] = lambda _form: {},
        lenient: bool = False,
    ) -> dict[str, TableRead]:
        """Every sheet that is one of our forms, by its name or else by its header.

        ``layouts`` gives what was chosen for a form's layouts.
        """
        grids = [grid for grid in self.grids if grid.name.strip() not in BESIDE_FORMS]
        books = {form.spec.code: TitleBook(form) for form in forms.data_forms}
        known = {code: layouts(code) for code in books}
        shared = share_out(grids, books, known)
        found: dict[str, TableRead] = {}
        for code, book in books.items():
            grid = shared.taken.get(code)
            header = find_header(grid, book, known[code].keys()) if grid else None
            if grid is None or header is None:
                continue
            made = self._read(grid, header, book, catalogue, known[code], strict=not lenient)
            made.notices.extend(_alike_notices(shared.left.get(code, ()), grid))
            found[code] = made
        for made in list(found.values())[:1]:
            made.notices.extend(_unread_notices(shared.unlike(grids)))
        for form in forms:
            if form.spec.nature == "cover" and _has_cover(self.grids):
                cover = _read_cover(self.grids, form, catalogue, self.name)
                found.update({form.spec.code: cover} if cover.rows else {})
        return found

    def named_forms(self, forms: FormSet) -> list[str]:
        """The forms that sheets are named after: a filled template, a submission."""
        return [
            form.spec.code
            for form in forms.data_forms
            if any(named_after(grid, form) for grid in self.grids)
        ]

    def _named(self, sheet: str | None) -> list[Grid]:
        if sheet is None:
            return list(self.grids)
        grids = [grid for grid in self.grids if title_key(grid.name) == title_key(sheet)]
        if not grids:
            raise Refusal("no_sheet", self.name, f"“{sheet}”")
        return grids

    def _read(
        self,
        grid: Grid,
        header: Header,
        book: TitleBook,
        catalogue: Catalogue,
        layouts: Layouts,
        *,
        strict: bool,
    ) -> TableRead:
        chosen = layouts.get(header.signature, NOTHING_CHOSEN)
        # A mapping file is said for this file, so it outweighs what was said before.
        chosen = NOTHING_CHOSEN if book.mapping else chosen
        reader = RowReader(grid, header, book, catalogue, self.name, chosen=chosen, strict=strict)
        rows, skipped = reader.read()
        notices = [*grid.notices, *(["这张工作表是隐藏的，已照常读取。"] if grid.hidden else [])]
        have = {column.item for column in reader.columns}
        missing = [
            entry.title
            for entry in book.items
            if entry.required and not entry.computed and entry.name not in have
        ]
        return TableRead(
            grid.name, header.index + 1, reader.columns, rows, skipped, missing,
            [*notices, *reader.notices()], header.signature, grid,
        )  # fmt: skip


def open_tables(
    path: Path | str, pool: ChildPool | None = None, look: Callable[[], None] = lambda: None
) -> TableSource:
    """Read a file's sheets; raises ``Refusal`` when it can't be read.

    ``look`` is called now and then, and may raise to stop the reading.
    """
    grids = read_grids(path, pool, look)
    return TableSource(shown_name(Path(path)), [grid for grid in grids if grid.rows])


def read_table(
    path: Path | str,
    form: type[Form],
    catalogue: Catalogue,
    *,
    sheet: str | None = None,
    mapping: Mapping[str, str] | None = None,
    pool: ChildPool | None = None,
) -> TableRead:
    """Read one form's rows from a file; ``sheet`` names the sheet, ``mapping`` {title: field}.

    Raises ``Refusal`` when the file can't be read or no header is found.
    """
    return open_tables(path, pool).table(form, catalogue, sheet=sheet, mapping=mapping)


def read_workbook_tables(
    path: Path | str, forms: FormSet, catalogue: Catalogue, *, pool: ChildPool | None = None
) -> dict[str, TableRead]:
    """Read every sheet that is one of our forms, by its name or else by its header."""
    return open_tables(path, pool).tables(forms, catalogue)


# --- Which sheet ------------------------------------------------------------------------------


def _has_cover(grids: Sequence[Grid]) -> bool:
    return any(grid.name.strip() == COVER_SHEET for grid in grids)


def _unread_notices(grids: Iterable[Grid]) -> Iterator[str]:
    names = "、".join(f"“{grid.name}”" for grid in grids)
    if names:
        yield f"没有认出工作表{names}是哪张表，没有读取；需要时指明表和工作表另行导入。"


def _alike_notices(others: Iterable[Grid], taken: Grid) -> Iterator[str]:
    for grid in others:
        yield f"工作表“{grid.name}”也像这张表，只读取了“{taken.name}”；需要时请另存后分别导入。"


# --- The cover --------------------------------------------------------------------------------


def _read_cover(
    grids: Sequence[Grid], form: type[Form], catalogue: Catalogue, name: str
) -> TableRead:
    """The cover's one row: its facts stand beside their labels, not under titles."""
    chosen = [grid for grid in grids if grid.name.strip() == COVER_SHEET] or list(grids)
    if not chosen:
        raise Refusal("no_sheet", name, COVER_SHEET)
    book = TitleBook(form)
    found = read_labels(chosen[0].rows, [entry.title for entry in book.items])
    if not found:
        raise Refusal("no_header", name, f"工作表“{chosen[0].name}”")
    columns = list(_cover_columns(found, book))
    texts = {column.item: found[column.source_title][0] for column in columns if column.item}
    cells = {name: read_scalar(text, form.item(name), catalogue) for name, text in texts.items()}
    first = min(row for _, row, _ in found.values()) + 1
    filled = {name: text for name, text in texts.items() if cells[name] is not None}
    rows = [TableRow(first, cells, filled)] if filled else []
    missing = [entry.title for entry in book.items if entry.required and entry.title not in found]
    return TableRead(
        chosen[0].name, first, columns, rows, [], missing, list(chosen[0].notices), "", chosen[0]
    )


def _cover_columns(
    found: Mapping[str, tuple[str, int, int]], book: TitleBook
) -> Iterator[MappedColumn]:
    for entry in book.items:
        if entry.title in found:
            yield MappedColumn(entry.title, found[entry.title][2], entry.name, EXACT)
