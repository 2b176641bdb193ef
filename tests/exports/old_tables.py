"""Old tables made here, record by record: .xls in its container, .ods as its bare XML."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from tests.exports.hostile_tools import plain_zip

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Cell = str | float | bool | bytes | None
"""``bytes`` are a record (.xls) or an element (.ods) as it stands in the file."""

SECTOR = 512
_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def record(kind: int, *parts: bytes) -> bytes:
    """One record of an .xls."""
    body = b"".join(parts)
    return struct.pack("<HH", kind, len(body)) + body


def error_cell(row: int, column: int, code: int) -> bytes:
    """An error that was typed; ``code`` as in [MS-XLS] 2.5.10."""
    return record(0x0205, struct.pack("<HHHBB", row, column, 0, code, 1))


def error_formula(row: int, column: int, code: int) -> bytes:
    """A formula whose result is an error."""
    result = bytes([2, 0, code, 0, 0, 0, 0xFF, 0xFF])
    return record(0x0006, struct.pack("<HHH", row, column, 0), result, struct.pack("<HIH", 0, 0, 0))


def xls(
    rows: Sequence[Sequence[Cell]],
    *,
    more: Iterable[bytes] = (),
    first: Iterable[bytes] = (),
    stream: str = "Workbook",
) -> bytes:
    """An .xls of one sheet; ``first`` are records of the book, ``more`` of the sheet."""
    cells = [
        _value(number, at, cell) for number, row in enumerate(rows) for at, cell in enumerate(row)
    ]
    sheet = b"".join([_bof(0x10), *more, *cells, record(0x000A)])
    name = "表一".encode("utf-16-le")
    head = b"".join([_bof(0x05), *first])
    title = record(0x0085, struct.pack("<IH", 0, 0), bytes([len(name) // 2, 1]), name)
    place = len(head) + len(title) + 4
    title = record(0x0085, struct.pack("<IH", place, 0), bytes([len(name) // 2, 1]), name)
    return container(head + title + record(0x000A) + sheet, stream)


def hidden_row(row: int) -> bytes:
    """The record of a hidden row."""
    return record(0x0208, struct.pack("<HHHHHHI", row, 0, 9, 255, 0, 0, 0x0120))


def hidden_column(column: int) -> bytes:
    """The record of a hidden column."""
    return record(0x007D, struct.pack("<HHHHHH", column, column, 2_000, 15, 1, 0))


def container(stream: bytes, name: str) -> bytes:
    """A compound file of one stream."""
    sectors = max(8, -(-len(stream) // SECTOR))
    table = [_TABLE, _END, *range(3, sectors + 2), _END]
    table += [_FREE] * (SECTOR // 4 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4_096, _END, 0, _END, 0)
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    entries = _entry("Root Entry", 5, _END, 0, child=1) + _entry(
        name, 2, 2, max(len(stream), 4_096)
    )
    body = stream.ljust(sectors * SECTOR, b"\x00")
    return header + struct.pack("<128I", *table) + entries.ljust(SECTOR, b"\x00") + body


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE) -> bytes:
    text = (name + "\x00").encode("utf-16-le")
    head = text.ljust(64, b"\x00") + struct.pack("<HBBIII", len(text), kind, 1, _FREE, _FREE, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


def _bof(kind: int) -> bytes:
    return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 1996, 0, 6))


def _value(row: int, column: int, cell: Cell) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if cell is None:
        return b""
    if isinstance(cell, bytes):
        return cell
    if isinstance(cell, bool):
        return record(0x0205, place, bytes([cell, 0]))
    if isinstance(cell, float | int):
        return record(0x0203, place, struct.pack("<d", cell))
    text = cell.encode("utf-16-le")
    return record(0x0204, place, struct.pack("<HB", len(text) // 2, 1), text)


# --- OpenDocument -----------------------------------------------------------------------------

_SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"))
)


def ods(
    rows: Sequence[Sequence[Cell]],
    *,
    head: str = "",
    before: str = "",
    content: str = "",
    manifest: str = "<manifest/>",
) -> bytes:
    """An .ods of one sheet; ``head`` stands before the rows, ``before`` before the sheet."""
    lines = "".join(
        f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows
    )
    made = content or (
        f'<office:document-content {_SPACES} xmlns:calcext="urn:calcext">'
        f"<office:body><office:spreadsheet>{before}"
        f'<table:table table:name="表一">{head}{lines}</table:table>'
        f"</office:spreadsheet></office:body></office:document-content>"
    )
    return plain_zip(
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", made.encode()),
        ("META-INF/manifest.xml", manifest.encode()),
    )


def ods_cell(cell: Cell) -> str:
    """One cell of an .ods."""
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, bytes):
        return cell.decode()
    if isinstance(cell, bool):
        kind, value = "boolean", f'office:boolean-value="{str(cell).lower()}"'
    elif isinstance(cell, float | int):
        kind, value = "float", f'office:value="{cell}"'
    else:
        kind, value = "string", ""
    return (
        f'<table:table-cell office:value-type="{kind}" {value}>'
        f"<text:p>{escape(str(cell))}</text:p></table:table-cell>"
    )
