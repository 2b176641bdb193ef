"""The cells of an old .xls (or .et): the library's, and what the library leaves out.

It gives errors as blanks and says nothing of hidden rows and columns; those are looked up in the
file's own records ([MS-XLS] 2.4, reached through [MS-CFB] 2). Runs inside the child only.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

from exports.cellsource import (
    BOOLEAN_MARK,
    CHUNK_ROWS,
    ERROR_MARK,
    Block,
    Caps,
    Merges,
    Piece,
    Scalar,
    SheetHead,
    SourceError,
    check_extent,
    column_letters,
    plain_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!",
    0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_BOF, _EOF, _FILEPASS, _SHEET = 0x0809, 0x000A, 0x002F, 0x0085
_BOOLERR, _ROW, _COLINFO = 0x0205, 0x0208, 0x007D
_FORMULAS = (0x0006, 0x0206, 0x0406)
_VALUES = frozenset({*_FORMULAS, _BOOLERR, 0x0203, 0x0204, 0x00FD, 0x027E, 0x00D6, 0x00BD})
"""NUMBER, LABEL, LABELSST, RK, RSTRING and MULRK: the records that hold values."""
_CHAIN_ENDS = 0xFFFFFFF8
_SEEN_FORMULAS = 20
_STREAMS = ("workbook", "book")


@dataclass
class Facts:
    """What a sheet's records say beside its values; rows and columns count from 0."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: list[str] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def read_xls(data: bytes, caps: Caps, _skip: frozenset[str]) -> Iterator[Piece]:
    """The cells of every sheet; raises ``SourceError``."""
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    facts = sheet_facts(data, caps)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        listed = book.sheets_metadata
        if not listed or len(listed) > caps.sheets:
            raise SourceError("too_large" if listed else "damaged", f"{len(listed)} 张工作表")
        budget = caps.cells
        for place, meta in enumerate(listed):
            if meta.typ != SheetTypeEnum.WorkSheet:
                continue
            shown = meta.visible == SheetVisibleEnum.Visible
            yield SheetHead(meta.name, "visible" if shown else "hidden")
            sheet = book.get_sheet_by_name(meta.name)
            budget -= check_extent(sheet, caps, budget)
            yield from _sheet(sheet, facts.get(place, Facts()))
    except PasswordError as problem:
        raise SourceError("password") from problem
    except CalamineError as problem:
        raise SourceError("damaged", "内部结构有误") from problem


def _sheet(sheet: Any, facts: Facts) -> Iterator[Piece]:
    merges = Merges(sheet.merged_cell_ranges or ())
    rows = _rows(sheet, facts)
    blocks = (
        Block(first + 1, rows[first : first + CHUNK_ROWS])
        for first in range(0, len(rows), CHUNK_ROWS)
    )
    yield from merges.watched(blocks)
    hidden_rows = sum(place < len(rows) and any(rows[place]) for place in facts.hidden_rows)
    filled = {at for row in rows for at, cell in enumerate(row) if cell is not None}
    yield merges.tail(facts.formulas, (hidden_rows, len(filled & facts.hidden_columns)))


def _rows(sheet: Any, facts: Facts) -> list[list[Scalar]]:
    padding: list[Scalar] = [None] * (sheet.start[1] if sheet.start else 0)
    listed = sheet.iter_rows() if sheet.start else ()
    rows = [padding + [_scalar(value) for value in row] for row in listed]
    for (row, column), text in facts.errors.items():
        # An error outside of the extent that the library saw would be a lie of the file.
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = ERROR_MARK + text
    return rows


def _scalar(value: Any) -> Any:
    """Texts may not look like marks, booleans become one; days are written by ``as_json``."""
    if isinstance(value, bool):
        return BOOLEAN_MARK + ("1" if value else "0")
    return plain_text(value) if isinstance(value, str) else value


# --- The file's records -----------------------------------------------------------------------


def sheet_facts(data: bytes, caps: Caps) -> Mapping[int, Facts]:
    """The facts of every sheet by its place in the book; raises ``SourceError``."""
    try:
        stream = _workbook_stream(data)
        places = list(_sheet_places(stream))
        return {number: _facts(stream, place, caps) for number, place in enumerate(places)}
    except (struct.error, IndexError, ValueError) as problem:
        raise SourceError("damaged", "内部结构有误") from problem


def _sheet_places(stream: bytes) -> Iterator[int]:
    """Where the sheets begin, in the order of the book."""
    for kind, body in _records(stream, 0):
        if kind == _FILEPASS:
            raise SourceError("password")
        if kind == _SHEET:
            yield struct.unpack_from("<I", body)[0]


def _facts(stream: bytes, place: int, caps: Caps) -> Facts:
    facts = Facts()
    for kind, body in _records(stream, place):
        if kind in _VALUES:
            _check_place(body, caps)
        if kind == _BOOLERR and body[7]:
            facts.errors[_place(body)] = _ERRORS.get(body[6], "#ERROR!")
        elif kind in _FORMULAS:
            _formula(facts, body)
        elif kind == _ROW and struct.unpack_from("<H", body, 12)[0] & 0x20:
            facts.hidden_rows.add(struct.unpack_from("<H", body)[0])
        elif kind == _COLINFO and struct.unpack_from("<H", body, 8)[0] & 0x01:
            first, last = struct.unpack_from("<HH", body)
            facts.hidden_columns.update(range(first, min(last, 255) + 1))
    return facts


def _formula(facts: Facts, body: bytes) -> None:
    row, column = _place(body)
    if body[12:14] == b"\xff\xff" and body[6] == 2:
        facts.errors[row, column] = _ERRORS.get(body[8], "#ERROR!")
    if len(facts.formulas) < _SEEN_FORMULAS:
        facts.formulas.append(f"{column_letters(column + 1)}{row + 1}")


def _check_place(body: bytes, caps: Caps) -> None:
    """The library lays every sheet out at full size, so a far cell must be met before it does."""
    row, column = _place(body)
    if row >= caps.rows or column >= caps.columns:
        raise SourceError("out_of_form", f"{column_letters(column + 1)}{row + 1}")


def _place(body: bytes) -> tuple[int, int]:
    row, column = struct.unpack_from("<HH", body)
    return row, column


def _records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """The records of one substream; those of charts inside it belong to nobody."""
    depth = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        body = stream[place + 4 : place + 4 + size]
        place += 4 + size
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        if depth == 1 and len(body) == size:
            yield kind, body


def _workbook_stream(data: bytes) -> bytes:
    """The stream that holds the book, gathered from its chain of sectors."""
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    if shift not in (9, 12) or mini_shift != 6:
        raise ValueError("no compound file")
    size = 1 << shift
    directory, _, cutoff, mini_start = struct.unpack_from("<4I", data, 48)
    table = _allocation(data, size)
    entries = _chain(data, table, directory, size, size)
    streams = {
        entry[: max(length - 2, 0)].decode("utf-16-le", "replace").casefold(): entry
        for place in range(0, len(entries) - 127, 128)
        for entry in (entries[place : place + 128],)
        for length in struct.unpack_from("<H", entry, 64)
    }
    entry = next((streams[name] for name in _STREAMS if name in streams), b"")
    start, length = struct.unpack_from("<II", entry, 116)
    if length >= cutoff:
        return _chain(data, table, start, size, size)[:length]
    root = entries[:128]
    mini = _chain(data, table, struct.unpack_from("<I", root, 116)[0], size, size)
    small = _numbers(_chain(data, table, mini_start, size, size))
    return _chain(mini, small, start, 64, 0)[:length]


def _allocation(data: bytes, size: int) -> list[int]:
    """The table that says which sector follows which."""
    sectors = [one for one in _numbers(data[76:512]) if one < _CHAIN_ENDS]
    more = struct.unpack_from("<I", data, 68)[0]
    while more < _CHAIN_ENDS:
        listed = _numbers(data[(more + 1) * size : (more + 2) * size])
        sectors += [one for one in listed[:-1] if one < _CHAIN_ENDS]
        more = listed[-1]
        if len(sectors) > len(data) // size:
            raise ValueError("the list of sectors is a loop")
    return _numbers(b"".join(data[(one + 1) * size : (one + 2) * size] for one in sectors))


def _chain(data: bytes, table: list[int], start: int, size: int, offset: int) -> bytes:
    pieces: list[bytes] = []
    while start < _CHAIN_ENDS:
        if len(pieces) * size > len(data):
            raise ValueError("the chain is a loop")
        pieces.append(data[offset + start * size : offset + (start + 1) * size])
        start = table[start]
    return b"".join(pieces)


def _numbers(data: bytes) -> list[int]:
    return [number for (number,) in struct.iter_unpack("<I", data[: len(data) // 4 * 4])]
