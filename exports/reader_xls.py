"""The cells of an old .xls (or .et) straight from its records, like the careful reader's.

The libraries turn its errors into blanks, lay every sheet out at full size and misread texts and
days of some programs. Runs inside the child only.
"""

from __future__ import annotations

import contextlib
import struct
from typing import TYPE_CHECKING

from exports import biff
from exports.biff import Text
from exports.cellsource import (
    BOOLEAN_MARK,
    ERROR_MARK,
    FORMULA_MARK,
    Area,
    Block,
    Caps,
    Merges,
    Piece,
    Pulse,
    Scalar,
    SheetHead,
    SourceError,
    column_letters,
    laid_out,
    plain_text,
)
from exports.compound import workbook_stream
from exports.reader_package import date_styles
from exports.serials import shown_day, shown_span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!",
    0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_WORKSHEET = 0
_SEEN_FORMULAS = 20
_PULSE_RECORDS = 100_000


def read_xls(data: bytes, caps: Caps, _skip: frozenset[str]) -> Iterator[Piece | Pulse]:
    """The cells of every sheet; raises ``SourceError``."""
    try:
        yield from _read(workbook_stream(data), caps)
    except (struct.error, IndexError, ValueError) as problem:
        raise SourceError("damaged", "内部结构有误") from problem


def _read(stream: bytes, caps: Caps) -> Iterator[Piece | Pulse]:
    book = _Book(stream)
    if not book.sheets or len(book.sheets) > caps.sheets:
        reason = "too_large" if book.sheets else "damaged"
        raise SourceError(reason, f"{len(book.sheets)} 张工作表")
    budget = caps.cells
    for name, state, place in book.sheets:
        yield SheetHead(name, "hidden" if state else "visible")
        sheet = _Sheet(book, name, caps, budget)
        yield from sheet.read(biff.records(stream, place))
        budget -= sheet.count
        merges = Merges((area[:2], area[2:]) for area in sheet.merges)
        yield from merges.watched(sheet.blocks())
        yield merges.tail(sheet.formulas, sheet.unseen)


class _Book:
    """What the globals say: sheets, shared texts, which styles show days."""

    def __init__(self, stream: bytes) -> None:
        self.sheets: list[tuple[str, int, int]] = []
        self.strings: list[str] = []
        self.from_1904 = False
        self.is_1997 = (
            len(stream) < 6 or struct.unpack_from("<H", stream, 4)[0] >= biff.VERSION_1997
        )
        self._encoding = biff.LATIN
        self._codes: dict[int, str] = {}
        formats: list[int] = []
        strings: list[bytes] = []
        in_strings = False
        for kind, body in biff.records(stream, 0):
            in_strings = kind == biff.SST or (in_strings and kind == biff.CONTINUE)
            if in_strings:
                strings.append(body)
            elif kind == biff.XF:
                formats.append(struct.unpack_from("<H", body, 2)[0])
            else:
                self._take(kind, body)
        if strings:
            self.strings = biff.shared_strings(strings)
        self.dates: Mapping[int, bool] = date_styles(formats, self._codes)

    def _take(self, kind: int, body: bytes) -> None:
        if kind == biff.FILEPASS:
            raise SourceError("password")
        if kind == biff.CODEPAGE:
            self._encoding = biff.CODEPAGES.get(struct.unpack_from("<H", body)[0], biff.LATIN)
        elif kind == biff.DATEMODE:
            self.from_1904 = struct.unpack_from("<H", body)[0] == 1
        elif kind == biff.FORMAT:
            # One cut off shows no day; the numbers under it are whole all the same.
            with contextlib.suppress(ValueError):
                short = "<H" if self.is_1997 else "<B"
                self._codes[struct.unpack_from("<H", body)[0]] = self.text([body], 2, short)
        elif kind == biff.BOUNDSHEET:
            place, state, sort = struct.unpack_from("<IBB", body)
            if sort == _WORKSHEET:
                self.sheets.append((self.text([body], 6, "<B"), state & 3, place))

    def text(self, pieces: list[bytes], place: int, length: str = "<H") -> str:
        """A text with its length (a number of the form ``length``) before it."""
        reader = Text(pieces, place)
        count = reader.number(length)
        if count == 0:
            return ""
        if self.is_1997:
            return reader.text(count)
        return reader.octets(count).decode(self._encoding, "replace")


class _Sheet:
    """One sheet as far as it was read; rows and columns count from 0."""

    def __init__(self, book: _Book, name: str, caps: Caps, budget: int) -> None:
        self._book, self._name, self._caps, self._budget = book, name, caps, budget
        self._rows: dict[int, dict[int, Scalar]] = {}
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._waiting: tuple[int, int] | None = None
        self._pieces: list[bytes] = []
        self.count = 0
        self.formulas: list[str] = []
        self.merges: list[Area] = []
        self._readers: Mapping[int, Callable[[bytes], None]] = {
            biff.NUMBER: self._number, biff.RK: self._real, biff.MULRK: self._reals,
            biff.LABELSST: self._shared, biff.LABEL: self._label, biff.RSTRING: self._label,
            biff.BOOLERR: self._boolean, biff.FORMULA: self._formula,
            biff.FORMULA_2: self._formula, biff.FORMULA_4: self._formula,
            biff.ROW: self._row, biff.COLINFO: self._columns, biff.MERGED: self._merge,
        }  # fmt: skip

    def read(self, records: Iterator[biff.Record]) -> Iterator[Pulse]:
        """Take the sheet's records; gives a pulse now and then."""
        before = 0
        for number, (kind, body) in enumerate(records, 1):
            if number % _PULSE_RECORDS == 0:
                yield Pulse()
            if kind == biff.STRING or (kind == biff.CONTINUE and before == biff.STRING):
                self._pieces.append(body)
                before = biff.STRING
                continue
            self._finish_text()
            before = kind
            take = self._readers.get(kind)
            if take is not None:
                take(body)
        self._finish_text()

    @property
    def unseen(self) -> tuple[int, int]:
        """How many hidden rows and hidden columns hold something."""
        filled = {column for row in self._rows.values() for column in row}
        return len(self._hidden_rows & self._rows.keys()), len(self._hidden_columns & filled)

    def blocks(self) -> Iterator[Block]:
        """The rows in order, gaps as empty rows, trailing empties left out."""
        return laid_out(self._rows)

    # --- Values -------------------------------------------------------------------------------

    def _keep(self, row: int, column: int, cell: Scalar) -> None:
        if cell is None:
            return
        if row >= self._caps.rows or column >= self._caps.columns:
            place = f"{column_letters(column + 1)}{row + 1}"
            raise SourceError("out_of_form", f"工作表“{self._name}”{place}")
        self._rows.setdefault(row, {})[column] = cell
        self.count += 1
        if self.count > self._budget:
            raise SourceError("too_large", f"超过 {self._caps.cells} 个单元格")

    def _shown(self, number: float, style: int) -> Scalar:
        span = self._book.dates.get(style)
        if number - number != 0:
            return str(number)
        if span is None:
            return number
        return shown_span(number) if span else shown_day(number, self._book.from_1904)

    def _number(self, body: bytes) -> None:
        row, column, style, number = struct.unpack_from("<HHHd", body)
        self._keep(row, column, self._shown(number, style))

    def _real(self, body: bytes) -> None:
        row, column, style, value = struct.unpack_from("<HHHI", body)
        self._keep(row, column, self._shown(biff.real(value), style))

    def _reals(self, body: bytes) -> None:
        row, first = struct.unpack_from("<HH", body)
        for at, (style, value) in enumerate(struct.iter_unpack("<HI", body[4:-2])):
            self._keep(row, first + at, self._shown(biff.real(value), style))

    def _shared(self, body: bytes) -> None:
        row, column, _, number = struct.unpack_from("<HHHI", body)
        self._keep(row, column, plain_text(self._book.strings[number]))

    def _label(self, body: bytes) -> None:
        row, column = struct.unpack_from("<HH", body)
        self._keep(row, column, plain_text(self._book.text([body], 6)))

    def _boolean(self, body: bytes) -> None:
        row, column, _, value, is_error = struct.unpack_from("<HHHBB", body)
        self._keep(row, column, _error(value) if is_error else _truth(value))

    def _formula(self, body: bytes) -> None:
        row, column, style, number, flags = struct.unpack_from("<HHHdH", body)
        if len(self.formulas) < _SEEN_FORMULAS:
            self.formulas.append(f"{column_letters(column + 1)}{row + 1}")
        if body[12:14] != b"\xff\xff":
            self._keep(row, column, self._shown(number, style))
        elif body[6] == 0:
            self._waiting = (row, column)
        elif body[6] == 1:
            self._keep(row, column, _truth(body[8]))
        elif body[6] == 2:
            self._keep(row, column, _error(body[8]))
        elif flags & 2:
            # An empty result, to be calculated when opened: a program wrote it, not an office.
            self._keep(row, column, FORMULA_MARK)

    def _finish_text(self) -> None:
        """The text that a formula gave stands in the records after it."""
        if self._pieces and self._waiting is not None:
            row, column = self._waiting
            self._keep(row, column, plain_text(self._book.text(self._pieces, 0)))
            self._waiting = None
        self._pieces = []

    # --- Beside them --------------------------------------------------------------------------

    def _row(self, body: bytes) -> None:
        if struct.unpack_from("<H", body, 12)[0] & 0x20:
            self._hidden_rows.add(struct.unpack_from("<H", body)[0])

    def _columns(self, body: bytes) -> None:
        first, last, _, _, flags = struct.unpack_from("<5H", body)
        if flags & 1:
            self._hidden_columns.update(range(first, min(last, 255) + 1))

    def _merge(self, body: bytes) -> None:
        count = struct.unpack_from("<H", body)[0]
        for top, bottom, left, right in struct.iter_unpack("<4H", body[2 : 2 + 8 * count]):
            self.merges.append((top, left, bottom, right))


def _error(code: int) -> str:
    return ERROR_MARK + ERRORS.get(code, "#ERROR!")


def _truth(value: int) -> str:
    return BOOLEAN_MARK + ("1" if value else "0")
