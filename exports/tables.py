"""Rows from any table: our own template, a firm's workbook, a CSV from another system.

The header is found by its titles, columns by ``mapping``, units are converted exactly, and what
is no record (totals, notes, the 甲乙 row) is left out and said so. Row numbers are the user's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from exports.cellsource import MARK, Scalar, cell_text, number_text
from exports.layout import COVER_SHEET, sheet_name
from exports.mapping import MappedColumn, TitleBook
from exports.reader_grid import Grid, merged_rows, read_grids
from exports.reader_rows import read_scalar
from exports.reader_sheets import (
    HEADER_WITHIN,
    FootWatch,
    is_marks,
    is_total,
    read_labels,
    title_key,
)
from exports.refusal import Refusal
from forms.parsing import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from exports.child_pool import ChildPool
    from forms.base import Form, FormSet
    from forms.catalogue import Catalogue
    from forms.cells import Cell
    from forms.items import Item

_LEAST_TITLES = 2
_LEAST_SHARE = 0.4
"""A sheet not named after a form is taken for it from this share of its columns on."""
_SHEET_UNIT = re.compile(r"单位[::](亿元|万元|元)")
_BARE_NUMBER = re.compile(r"[-+]?[\d,]*\.?\d+")
COVER_TITLES = 3
"""A cover's facts stand beside their labels; this many in one row make it a table after all."""

_HEAD_ROWS = 3


@dataclass(frozen=True, slots=True)
class TableRow:
    """One record of a table: ``number`` is the user's row, ``cells`` the values by field name,
    ``texts`` what stood in the cells that are not blank."""

    number: int
    cells: Mapping[str, Cell]
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TableRead:
    """What one sheet gave for one form.

    ``header_row`` is the user's number of the title row; ``skipped`` lists rows left out that
    held something, with the reason; ``unmapped_required`` the titles of required fields without
    a column; ``notices`` sentences for the person who loads.
    """

    sheet: str
    header_row: int
    columns: list[MappedColumn]
    rows: list[TableRow]
    skipped: list[tuple[int, str]]
    unmapped_required: list[str]
    notices: list[str] = field(default_factory=list)


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
    name = Path(path).name
    grids = [grid for grid in read_grids(path, pool) if grid.rows]
    if sheet is not None:
        grids = [grid for grid in grids if title_key(grid.name) == title_key(sheet)]
        if not grids:
            raise Refusal("no_sheet", name, f"“{sheet}”")
    is_cover = form.spec.nature == "cover"
    if is_cover and any(grid.name.strip() == COVER_SHEET for grid in grids):
        return _read_cover(grids, form, catalogue, name)
    book = TitleBook(form, mapping)
    grid = _best_grid(grids, book)
    header = _find_header(grid, book)
    if is_cover and (header is None or header.hits < COVER_TITLES):
        return _read_cover(grids, form, catalogue, name)
    if header is None:
        raise Refusal("no_header", name, f"工作表“{grid.name}”")
    return _Table(grid, header, book, catalogue, name).read()


def read_workbook_tables(
    path: Path | str, forms: FormSet, catalogue: Catalogue, *, pool: ChildPool | None = None
) -> dict[str, TableRead]:
    """Read every sheet that is one of our forms, by its name or else by its header."""
    name = Path(path).name
    grids = [grid for grid in read_grids(path, pool) if grid.rows]
    found: dict[str, TableRead] = {}
    for form in forms.data_forms:
        book = TitleBook(form)
        grid = _own_grid(grids, book)
        header = _find_header(grid, book) if grid else None
        if grid is None or header is None:
            continue
        grids.remove(grid)
        found[form.spec.code] = _Table(grid, header, book, catalogue, name).read()
    for form in forms:
        if form.spec.nature == "cover" and any(grid.name.strip() == COVER_SHEET for grid in grids):
            cover = _read_cover(grids, form, catalogue, name)
            found.update({form.spec.code: cover} if cover.rows else {})
    return found


# --- Which sheet, which row -------------------------------------------------------------------


def _named_after(grid: Grid, form: type[Form]) -> bool:
    key = title_key(grid.name)
    spec = form.spec
    return key in (
        title_key(sheet_name(form)),
        spec.code.casefold(),
        title_key(spec.title),
        spec.name,
    )


def _best_grid(grids: Sequence[Grid], book: TitleBook) -> Grid:
    named = [grid for grid in grids if _named_after(grid, book.form)]
    return named[0] if named else max(grids, key=lambda grid: _score(grid, book))


def _own_grid(grids: Sequence[Grid], book: TitleBook) -> Grid | None:
    """The sheet of a form among several: by name, else the best header that is good enough."""
    named = [grid for grid in grids if _named_after(grid, book.form)]
    if named or not grids:
        return named[0] if named else None
    best = max(grids, key=lambda grid: _score(grid, book))
    required = sum(1 for entry in book.items if entry.required and not entry.computed)
    return best if _score(best, book) >= max(_LEAST_TITLES, required * _LEAST_SHARE) else None


def _score(grid: Grid, book: TitleBook) -> int:
    header = _find_header(grid, book)
    return header.hits if header else 0


@dataclass(frozen=True, slots=True)
class _Header:
    index: int
    titles: list[str]
    sections: list[str]
    hits: int


def _find_header(grid: Grid, book: TitleBook) -> _Header | None:
    """The row with most known titles; merged titles in the rows above count for it."""
    best: _Header | None = None
    for index in range(min(len(grid.rows), HEADER_WITHIN)):
        if sum(1 for cell in grid.rows[index] if cell not in (None, "")) == 0:
            continue
        titles = _titles(grid, index, book)
        hits = len({title_key(title) for title in titles if book.knows(title)})
        if hits >= _LEAST_TITLES and (best is None or hits > best.hits):
            best = _Header(index, titles, _sections(grid, index), hits)
    return best


def _titles(grid: Grid, index: int, book: TitleBook) -> list[str]:
    """The titles of a header row; a blank takes the known title above it (merged downwards)."""
    width = max(len(row) for row in grid.rows[max(0, index - _HEAD_ROWS + 1) : index + 1])
    titles = []
    for place in range(width):
        text = _at(grid, index, place)
        above = (_at(grid, index - step, place) for step in range(1, _HEAD_ROWS))
        titles.append(text or next((one for one in above if book.knows(one)), ""))
    return titles


def _sections(grid: Grid, index: int) -> list[str]:
    """The group title over each column: merged sideways, so blanks take the one to the left."""
    sections, last = [], ""
    for place in range(len(grid.rows[index])):
        last = (_at(grid, index - 1, place) if index else "") or last
        sections.append(last)
    return sections + [last] * 200


def _at(grid: Grid, index: int, place: int) -> str:
    row = grid.rows[index] if 0 <= index < len(grid.rows) else []
    return cell_text(row[place]).strip() if place < len(row) else ""


# --- Rows -------------------------------------------------------------------------------------


class _Table:
    """Reads the rows under one header."""

    def __init__(
        self, grid: Grid, header: _Header, book: TitleBook, catalogue: Catalogue, name: str
    ) -> None:
        self._grid = grid
        self._header = header
        self._book = book
        self._catalogue = catalogue
        self._columns = book.match(header.titles, header.sections, name)
        self._unit = _sheet_unit(grid, header.index)
        self._fields = [
            (column, book.form.item(column.item), _Unit(column.unit or self._unit))
            for column in self._columns
            if column.item is not None
        ]
        self._known: dict[tuple[str, Scalar], Cell] = {}
        self._foot = FootWatch()

    def read(self) -> TableRead:
        """All rows, and what was left out."""
        rows: list[TableRow] = []
        skipped: list[tuple[int, str]] = []
        for index in range(self._header.index + 1, len(self._grid.rows)):
            made = self._row(index)
            if not made.texts:
                continue
            why = self._why_not(index)
            if why:
                skipped.append((index + 1, why))
            elif why is None:
                rows.append(made)
        return TableRead(
            self._grid.name,
            self._header.index + 1,
            self._columns,
            rows,
            skipped,
            self._unmapped(),
            self._notices(),
        )

    def _row(self, index: int) -> TableRow:
        source = self._grid.rows[index]
        cells: dict[str, Cell] = {}
        texts: dict[str, str] = {}
        for column, entry, unit in self._fields:
            scalar = source[column.index] if column.index < len(source) else None
            cells[entry.name] = self._cell(scalar, entry, unit)
            if cells[entry.name] is not None:
                texts[entry.name] = cell_text(scalar)
        return TableRow(index + 1, cells, texts)

    def _cell(self, scalar: Scalar, entry: Item, unit: _Unit) -> Cell:
        key = (entry.name, scalar)
        if key not in self._known:
            if entry.kind.name == "money":
                scalar = unit.written_out(scalar)
            self._known[key] = read_scalar(scalar, entry, self._catalogue)
        return self._known[key]

    def _why_not(self, index: int) -> str | None:
        """Why a row is no record; "" for rows nobody needs to hear about, None for records."""
        texts = [cell_text(cell).strip() for cell in self._grid.rows[index]]
        filled = [text for text in texts if text]
        below = index - self._header.index
        if self._foot.is_foot(texts) or (below <= _HEAD_ROWS and is_marks(texts)):
            return ""
        if is_total(filled[:3]):
            return "合计行，没有导入"
        titles = [title_key(title) for title in self._header.titles if title]
        if sum(title_key(text) in titles for text in filled) * 2 > len(titles):
            return "重复的表头，没有导入"
        return None

    def _unmapped(self) -> list[str]:
        have = {column.item for column in self._columns}
        return [
            entry.title
            for entry in self._book.items
            if entry.required and not entry.computed and entry.name not in have
        ]

    def _notices(self) -> list[str]:
        notices = list(self._grid.notices)
        if self._grid.hidden:
            notices.append("这张工作表是隐藏的，已照常读取。")
        notices += merged_rows(self._grid, self._header.index + 1)
        for column, entry, unit in self._fields:
            if column.is_guess:
                notices.append(
                    f"“{column.source_title}”按“{entry.title}”读取，{column.why}，请核对。"
                )
            if entry.kind.name == "money" and unit.name not in ("", "万元"):
                notices.append(f"“{column.source_title}”由{unit.name}换算为万元。")
        return notices


@dataclass(frozen=True, slots=True)
class _Unit:
    """The unit a money column is in; "" is ours, 万元."""

    name: str

    def written_out(self, scalar: Scalar) -> Scalar:
        """A bare number with its unit, so that the one parser converts it exactly."""
        if self.name in ("", "万元") or scalar in (None, ""):
            return scalar
        if not isinstance(scalar, str):
            return number_text(scalar or 0) + self.name
        is_bare = not scalar.startswith(MARK) and _BARE_NUMBER.fullmatch(fold(scalar))
        return scalar.strip() + self.name if is_bare else scalar


def _sheet_unit(grid: Grid, header: int) -> str:
    """The unit that a line above the header declares for the whole sheet."""
    for row in grid.rows[:header]:
        for cell in row:
            found = _SHEET_UNIT.search(fold(cell)) if isinstance(cell, str) else None
            if found:
                return found[1]
    return ""


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
    cells = {field: read_scalar(text, form.item(field), catalogue) for field, text in texts.items()}
    first = min(row for _, row, _ in found.values()) + 1
    filled = {field: text for field, text in texts.items() if cells[field] is not None}
    rows = [TableRow(first, cells, filled)] if filled else []
    missing = [entry.title for entry in book.items if entry.required and entry.title not in found]
    return TableRead(chosen[0].name, first, columns, rows, [], missing, list(chosen[0].notices))


def _cover_columns(
    found: Mapping[str, tuple[str, int, int]], book: TitleBook
) -> Iterator[MappedColumn]:
    for entry in book.items:
        if entry.title in found:
            yield MappedColumn(entry.title, found[entry.title][2], entry.name, "标题一致")
