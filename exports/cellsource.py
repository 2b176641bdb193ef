"""Inside the child: turns a workbook's bytes into plain cells, values only (faults §3, §5).

A cell travels as a JSON scalar: text, number, or None for blank; what is none of these is text
behind a mark (``MARK``): a date, a boolean, an error, a formula nobody calculated. Two readers
give the same cells: calamine for sheets the gate found clean, ``reader_xml`` for the others.
Imports neither forms nor pydantic, so that a child is up quickly.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from itertools import islice
from typing import Any

MARK = "\x00"
DATE_MARK, BOOLEAN_MARK, ERROR_MARK, FORMULA_MARK, PICTURE_MARK = (
    MARK + letter for letter in "dbefp"
)
"""``\\0d2026-09-30``, ``\\0b1``, ``\\0e#REF!``, ``\\0f`` (a formula without a value), ``\\0p`` (a
picture in a cell, as WPS keeps it: the formula DISPIMG).
XML can't hold NUL, so no text of a workbook begins like this."""

Scalar = str | float | int | None
Row = Sequence[Scalar]

Area = tuple[int, int, int, int]
"""First row and column, last row and column, from 0."""

CHUNK_ROWS = 400
MOST_MERGES = 5_000


class SourceError(Exception):
    """The workbook can't be read; ``reason`` is a code of ``refusal.SENTENCES``."""

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason = reason
        self.detail = detail
        super().__init__(detail)


@dataclass(frozen=True, slots=True)
class Caps:
    """Limits of what is read, those of our forms, not of Excel."""

    columns: int = 60
    rows: int = 20_000
    sheets: int = 40
    cells: int = 2_000_000
    text: int = 32_767


@dataclass(frozen=True)
class SheetHead:
    """What is known of a sheet before its rows; ``state`` is visible, hidden or veryHidden."""

    name: str
    state: str


@dataclass(frozen=True)
class Block:
    """Rows in a run; ``first`` is the number of the first as the user sees it."""

    first: int
    rows: list[list[Scalar]]


@dataclass(frozen=True)
class SheetTail:
    """The end of a sheet: what stood out, the first few of each.

    ``formulas`` are addresses, ``merges`` merged areas, ``hidden`` the addresses of values that a
    merge hides from whoever looks at the sheet (faults E13). ``unseen`` counts the hidden rows and
    the hidden columns that hold something; the fast reader does not see them.
    """

    formulas: tuple[str, ...] = ()
    merges: tuple[Area, ...] = ()
    hidden: tuple[str, ...] = ()
    unseen: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Pulse:
    """A sign of life between pieces; goes no further than the caller's watch."""


Piece = SheetHead | Block | SheetTail


_SEEN = 20
_MERGED_ROWS = 50_000
"""Rows of merged areas that are watched; whoever merges more hides nothing in particular."""
Place = tuple[int, ...]


class Merges:
    """The merged areas of a sheet, and what they hide.

    Made of the first and the last place of each, row and column from 0.
    """

    def __init__(self, areas: Iterable[tuple[Place, Place]]) -> None:
        self._areas: list[Area] = []
        self._by_row: dict[int, list[tuple[int, int]]] = {}
        self._hidden: list[str] = []
        left_over = _MERGED_ROWS
        for (top, left), (bottom, right) in islice(areas, MOST_MERGES):
            self._areas.append((top, left, bottom, right))
            for row in range(top, min(bottom, top + left_over - 1) + 1):
                self._by_row.setdefault(row, []).append((left + (row == top), right))
            left_over = max(0, left_over - (bottom - top + 1))

    def watched(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """The blocks as they are, looked at in passing."""
        for block in blocks:
            if self._by_row:
                for index, row in enumerate(block.rows, block.first - 1):
                    self._look(index, row)
            yield block

    def tail(self, formulas: Sequence[str] = (), unseen: tuple[int, int] = (0, 0)) -> SheetTail:
        """The end of the sheet."""
        return SheetTail(tuple(formulas), tuple(self._areas), tuple(self._hidden), unseen)

    def _look(self, index: int, row: Sequence[Scalar]) -> None:
        for first, last in self._by_row.get(index, ()):
            for column in range(first, min(last + 1, len(row))):
                if row[column] not in (None, "") and len(self._hidden) < _SEEN:
                    self._hidden.append(f"{column_letters(column + 1)}{index + 1}")


def laid_out(rows: Mapping[int, Mapping[int, Scalar]], origin: int = 0) -> Iterator[Block]:
    """Cells by row and column as rows in order: gaps are empty, trailing empties left out.

    The first row and the first column are number ``origin``.
    """
    height = max(rows, default=origin - 1) + 1
    for first in range(origin, height, CHUNK_ROWS):
        numbers = range(first, min(first + CHUNK_ROWS, height))
        yield Block(first - origin + 1, [_listed(rows.get(number), origin) for number in numbers])


def _listed(row: Mapping[int, Scalar] | None, origin: int) -> list[Scalar]:
    return [row.get(column) for column in range(origin, max(row) + 1)] if row else []


def column_letters(number: int) -> str:
    """1 → A, 28 → AB."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=1_024)
def column_number(letters: str) -> int:
    """A → 1, AB → 28."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def number_text(number: float) -> str:
    """A number as the exact text Excel means by it: 15 significant digits, no exponent."""
    if number != number or number in (float("inf"), float("-inf")):
        return str(number)
    text = f"{number:.15g}"
    if "e" in text:
        from decimal import Decimal

        text = format(Decimal(text), "f")
    return "0" if text == "-0" else text


def plain_text(text: str) -> str | None:
    """A text as a cell, None for an empty one; no text of a file may look like a mark."""
    return text.lstrip(MARK) or None


def cell_text(cell: Scalar) -> str:
    """What a person sees in a cell; a formula without a value is blank, an error its text."""
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return number_text(cell)
    if not cell.startswith(MARK):
        return cell
    kind, rest = cell[:2], cell[2:]
    if kind == BOOLEAN_MARK:
        return "是" if rest == "1" else "否"
    return rest


def read_fast(data: bytes, caps: Caps, skip: frozenset[str]) -> Iterator[Piece]:
    """The cells of every sheet through calamine; only for workbooks the gate found clean."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        sheets = book.sheets_metadata
        if not sheets or len(sheets) > caps.sheets:
            raise SourceError("too_large" if sheets else "damaged", f"{len(sheets)} 张工作表")
        if len({meta.name.casefold() for meta in sheets}) < len(sheets):
            raise SourceError("damaged", "有重名的工作表")
        budget = caps.cells
        for meta in sheets:
            shown = meta.visible == SheetVisibleEnum.Visible
            yield SheetHead(meta.name, "visible" if shown else "hidden")
            if meta.name not in skip:
                sheet = book.get_sheet_by_name(meta.name)
                budget -= _check_extent(sheet, caps, budget)
                merges = Merges(sheet.merged_cell_ranges or ())
                yield from merges.watched(_blocks(sheet))
                yield merges.tail()
            else:
                yield SheetTail()
    except CalamineError as problem:
        raise SourceError("damaged", "内部结构有误") from problem


def _check_extent(sheet: Any, caps: Caps, budget: int) -> int:
    """How many cells a sheet of the library has; raises ``SourceError`` for one beyond ``caps``."""
    if sheet.end is None:
        return 0
    if sheet.end[1] >= caps.columns or sheet.end[0] >= caps.rows:
        raise SourceError("out_of_form", f"工作表“{sheet.name}”")
    cells = int(sheet.height * sheet.width)
    if cells > budget:
        raise SourceError("too_large", f"超过 {caps.cells} 个单元格")
    return cells


def _blocks(sheet: Any) -> Iterator[Block]:
    start = sheet.start
    if start is None:
        return
    padding: list[Scalar] = [None] * start[1]
    rows, first = sheet.iter_rows(), 1
    while chunk := list(islice(rows, CHUNK_ROWS)):
        height = len(chunk)
        if padding:
            chunk = [padding + row for row in chunk]
        yield Block(first, chunk)
        first += height


def as_json(value: object) -> str:
    """How the JSON encoder writes what calamine gives beside texts and numbers."""
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return DATE_MARK + value.date().isoformat()
    if isinstance(value, datetime.datetime):
        return DATE_MARK + value.isoformat(" ", "seconds")
    if isinstance(value, (datetime.date, datetime.time)):
        return DATE_MARK + value.isoformat()
    if isinstance(value, datetime.timedelta):
        return DATE_MARK + duration(value)
    return DATE_MARK + str(value)


def duration(span: datetime.timedelta) -> str:
    """A span of time as spreadsheets show it: 26:30:00, the hours not folded into days."""
    seconds = round(span.total_seconds())
    minutes, hours = abs(seconds) // 60, abs(seconds) // 3600
    return f"{'-' * (seconds < 0)}{hours:02}:{minutes % 60:02}:{abs(seconds) % 60:02}"


def describe(piece: Piece | Pulse) -> Mapping[str, object]:
    """A piece as the frame that travels."""
    if isinstance(piece, Pulse):
        return {"alive": True}
    if isinstance(piece, SheetHead):
        return {"sheet": piece.name, "state": piece.state}
    if isinstance(piece, Block):
        return {"first": piece.first, "rows": piece.rows}
    return {
        "formulas": piece.formulas,
        "merges": piece.merges,
        "hidden": piece.hidden,
        "unseen": piece.unseen,
    }
