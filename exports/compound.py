"""The stream of an old office file that holds its workbook ([MS-CFB] 2): .xls and .et.

Believes no chain: one that is longer than the file is a loop. Runs inside the child only.
"""

from __future__ import annotations

import struct

_CHAIN_ENDS = 0xFFFFFFF8
_STREAMS = ("workbook", "book")
_ENTRY, _CHILD = 128, 76
_MINI = 64


def workbook_stream(data: bytes) -> bytes:
    """The workbook's stream, gathered from its sectors.

    Raises ``ValueError``, ``IndexError`` or ``struct.error`` for a file that makes no sense.
    """
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    if shift not in (9, 12) or mini_shift != 6:
        raise ValueError("no compound file")
    size = 1 << shift
    directory, _, cutoff, mini_start = struct.unpack_from("<4I", data, 48)
    table = _allocation(data, size)
    entries = _chain(data, table, directory, size, size)
    start, length = _workbook_entry(entries)
    if length >= cutoff:
        return _chain(data, table, start, size, size)[:length]
    mini = _chain(data, table, struct.unpack_from("<I", entries, 116)[0], size, size)
    small = _numbers(_chain(data, table, mini_start, size, size))
    return _chain(mini, small, start, _MINI, 0)[:length]


def _workbook_entry(entries: bytes) -> tuple[int, int]:
    """Where the stream of the workbook begins, and how long it is.

    Only what lies right under the root counts: embedded workbooks have streams of that name too.
    """
    found: dict[str, tuple[int, int]] = {}
    seen: set[int] = set()
    waiting = [struct.unpack_from("<I", entries, _CHILD)[0]]
    while waiting:
        number = waiting.pop()
        place = number * _ENTRY
        if number in seen or place + _ENTRY > len(entries):
            continue
        seen.add(number)
        length, _, _, before, after = struct.unpack_from("<HBBII", entries, place + 64)
        name = entries[place : place + max(length - 2, 0)].decode("utf-16-le", "replace")
        start, size = struct.unpack_from("<II", entries, place + 116)
        found[name.casefold()] = (start, size)
        waiting += [before, after]
    return next((found[name] for name in _STREAMS if name in found), (_CHAIN_ENDS, 0))


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
