"""The rows under one header: records, and what is none (totals, notes, groups, the 甲乙 row).

Nothing that holds something is left out in silence, except the foot of a form and repeated marks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exports.mapping import NOTHING_CHOSEN, Chosen, MappedColumn, TitleBook
from exports.matching import ColumnMatch
from exports.reader_sheets import TOTAL_WORDS, FootWatch, is_marks, title_key
from exports.table_cells import ColumnCells, holds_fractions, shown
from exports.table_header import HEAD_ROWS, Header, sheet_unit
from exports.units import OUR_MONEY, is_unit, money_unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from exports.cellsource import Scalar
    from exports.reader_grid import Grid
    from forms.catalogue import Catalogue
    from forms.cells import Cell

_TOTAL = re.compile(rf"(?:{'|'.join(sorted(TOTAL_WORDS))})(?:[(（:：].*|\d.*)?")
_GROUP = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.．)）].*")
_NOTE = re.compile(r"[※*＊]|注\d*[:：、]|备注\d*[:：]|数据来源|资料来源|[(（]?以下(?:空白|无正文)")
_TOTAL_WITHIN = 3
_MOST_SPREAD = 200_000
"""Rows that merged cells may fill; areas over each other, which no office makes, ask for more."""
_FEWEST_SAID = 2
"""A row without a mapped cell is worth a word from so many texts on."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One record of a table: ``number`` is the user's row, ``cells`` the values by field name,
    ``texts`` what stood in the cells that are not blank."""

    number: int
    cells: Mapping[str, Cell]
    texts: Mapping[str, str]


class RowReader:
    """Reads the rows under one header of one sheet."""

    def __init__(
        self,
        grid: Grid,
        header: Header,
        book: TitleBook,
        catalogue: Catalogue,
        name: str,
        *,
        chosen: Chosen = NOTHING_CHOSEN,
        strict: bool = True,
    ) -> None:
        self._grid, self._header = grid, header
        self._merged, numbers = _spread_merges(grid, header.index)
        self._width = max(len(header.titles), *(len(row) for row in self._below()), 0)
        titles = header.titles + [""] * (self._width - len(header.titles))
        self._unit_row = _find_unit_row(grid, header.index)
        if self._unit_row is not None:
            units = [shown(cell) for cell in grid.rows[self._unit_row]]
            titles = [_with_own_unit(title, *units[at : at + 1]) for at, title in enumerate(titles)]
        sections = header.sections + [""] * (self._width - len(header.sections))
        match = ColumnMatch(book, titles, sections, name, chosen=chosen, strict=strict)
        match.guess(self._cells_of, catalogue)
        filled = {at for at in range(self._width) if any(map(shown, self._cells_of(at)))}
        unit = sheet_unit(grid, header.index)
        columns = match.columns(filled)
        self._doubtful = "" if unit else _doubtful_units(columns, book)
        self.columns = [_with_unit(column, book, unit) for column in columns]
        self._cells = [
            ColumnCells(
                column,
                entry := book.form.item(column.item),
                column.unit,
                catalogue,
                grid.date_system,
                entry.kind.name == "percent" and holds_fractions(self._cells_of(column.index)),
            )
            for column in self.columns
            if column.item is not None
        ]
        self._once = [one.source_title for one in self.columns if one.item and one.index in numbers]
        self._titles = {title_key(title) for title in titles if title}
        self._foot = FootWatch()
        self._book = book
        self._strange_from = 0
        self._strange_rows: list[int] = []

    def read(self) -> tuple[list[TableRow], list[tuple[int, str]]]:
        """All records, and the rows left out that held something, with the reason."""
        rows: list[TableRow] = []
        skipped: list[tuple[int, str]] = []
        for index in range(self._header.index + 1, len(self._grid.rows)):
            texts = [shown(cell) for cell in self._grid.rows[index]]
            why = self._why_not(index, texts)
            if why is None:
                made = self._row(index)
                if made.texts:
                    rows.append(made)
                    continue
                why = _unread(texts)
            if why:
                skipped.append((index + 1, why))
        return rows, skipped

    def notices(self) -> Iterator[str]:
        """Sentences about what was read otherwise than it stood."""
        if self._merged:
            yield f"有 {self._merged} 处上下合并的单元格，其中每一行都取同一内容。"
        if self._once:
            titles = "".join(f"“{title}”" for title in self._once)
            yield f"{titles}有上下合并的数字，只记在第一行，请核对怎样分到各行。"
        if self._strange_rows:
            yield (
                f"第 {self._strange_rows[0]} 行起像是另一张表，{len(self._strange_rows)} 行没有导入；"
                "需要时请拆成单独的工作表。"
            )
        if self._doubtful:
            yield self._doubtful
        for cells in self._cells:
            yield from cells.notices()

    def _below(self) -> list[list[Scalar]]:
        return self._grid.rows[self._header.index + 1 :]

    def _cells_of(self, place: int) -> Iterator[Scalar]:
        return (row[place] for row in self._below() if place < len(row))

    def _row(self, index: int) -> TableRow:
        source = self._grid.rows[index]
        cells: dict[str, Cell] = {}
        texts: dict[str, str] = {}
        for column in self._cells:
            place, name = column.column.index, column.item.name
            cells[name], meant = column.read(source[place] if place < len(source) else None)
            if cells[name] is not None:
                texts[name] = shown(meant)
        return TableRow(index + 1, cells, texts)

    def _why_not(self, index: int, texts: list[str]) -> str | None:
        """Why a row is no record; "" for rows nobody needs to hear about, None for records."""
        filled = [text for text in texts if text]
        below = index - self._header.index
        if not filled or self._foot.is_foot(texts) or (below <= HEAD_ROWS and is_marks(texts)):
            return ""
        if index == self._unit_row:
            return ""
        if any(_TOTAL.fullmatch(title_key(text)) for text in filled[:_TOTAL_WITHIN]):
            return "合计行，没有导入"
        if sum(title_key(text) in self._titles for text in filled) * 2 > len(self._titles):
            self._strange_from = 0
            return "重复的表头，没有导入"
        if self._strange_from or self._is_strange_header(filled):
            self._strange_from = self._strange_from or index + 1
            self._strange_rows.append(index + 1)
            return "另一张表的内容，没有导入"
        if len(filled) == 1 and _GROUP.fullmatch(filled[0]):
            return "分组标题，没有导入"
        if len(filled) <= 2 and _NOTE.match(filled[0]):
            return "表下的说明，没有导入"
        return None

    def _is_strange_header(self, filled: list[str]) -> bool:
        """Whether a row holds titles, but not this table's: another table stands below it."""
        known = {text for text in filled if not text.isascii() and self._book.knows(text)}
        return len(known) > 1 and len(known) * 2 >= len(filled)


def _find_unit_row(grid: Grid, header: int) -> int | None:
    """The row right under the titles that holds the units of the columns and nothing else."""
    for index in range(header + 1, min(header + 1 + HEAD_ROWS, len(grid.rows))):
        filled = [text for text in map(shown, grid.rows[index]) if text]
        if filled and all(map(is_unit, filled)) and any(map(money_unit, map(_bracketed, filled))):
            return index
        if filled and not is_marks(filled):
            return None
    return None


def _bracketed(unit: str) -> str:
    return unit if unit.startswith(("(", "（")) else f"（{unit}）"


def _with_own_unit(title: str, unit: str = "") -> str:
    return title + _bracketed(unit) if title and unit.strip("-—/") else title


def _spread_merges(grid: Grid, header: int) -> tuple[int, set[int]]:
    """Give the rows of cells merged downwards under the header their content.

    A text holds for each of the rows; a number would be counted again with each. Says how many
    were spread, and which columns (from 0) have merged numbers.
    """
    spread, left_over = 0, _MOST_SPREAD
    numbers: set[int] = set()
    for top, left, bottom, right in grid.merges:
        value = (
            grid.rows[top][left] if top < len(grid.rows) and left < len(grid.rows[top]) else None
        )
        if top <= header or bottom == top or left != right or value in (None, ""):
            continue
        if isinstance(value, float | int):
            numbers.add(left)
            continue
        spread += 1
        below = range(top + 1, min(bottom + 1, len(grid.rows), top + 1 + left_over))
        left_over -= len(below)
        for index in below:
            row = grid.rows[index]
            row.extend([None] * (left + 1 - len(row)))
            if row[left] in (None, ""):
                row[left] = value
    return spread, numbers


def _unread(texts: list[str]) -> str:
    """Whether a row without a cell in any mapped column said something."""
    said = [text for text in texts if text and not text.isdecimal()]
    return "各格所在的列都没有对应的字段，没有导入" if len(said) >= _FEWEST_SAID else ""


def _doubtful_units(columns: Sequence[MappedColumn], book: TitleBook) -> str:
    """A sentence about amounts without a unit beside amounts in another one than ours."""
    money = [column for column in columns if _is_money(column, book)]
    others = [column.unit for column in money if column.unit not in ("", OUR_MONEY)]
    silent = "".join(f"“{column.source_title}”" for column in money if not column.unit)
    if not (others and silent):
        return ""
    return f"{silent}没有写明单位，按万元读取，而别的列写的是{others[0]}，请核对。"


def _is_money(column: MappedColumn, book: TitleBook) -> bool:
    return column.item is not None and book.form.item(column.item).kind.name == "money"


def _with_unit(column: MappedColumn, book: TitleBook, unit: str) -> MappedColumn:
    """A money column with the unit it is in; every other column has none."""
    shown_unit = (column.unit or unit or OUR_MONEY) if _is_money(column, book) else ""
    return MappedColumn(column.source_title, column.index, column.item, column.why, shown_unit)
