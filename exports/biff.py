"""The records of an .xls ([MS-XLS] 2.1.4): their kinds, their texts, and texts across records.

Two kinds of workbook stream are read: of 1997 and later (texts in two widths), and of 1995 (texts
in the book's code page). Runs inside the child only.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BOF, EOF, CONTINUE = 0x0809, 0x000A, 0x003C
FILEPASS, CODEPAGE, DATEMODE, BOUNDSHEET = 0x002F, 0x0042, 0x0022, 0x0085
XF, FORMAT, SST = 0x00E0, 0x041E, 0x00FC
ROW, COLINFO, MERGED = 0x0208, 0x007D, 0x00E5
NUMBER, LABEL, BOOLERR, RK, MULRK, LABELSST, RSTRING, STRING = (
    0x0203, 0x0204, 0x0205, 0x027E, 0x00BD, 0x00FD, 0x00D6, 0x0207,
)  # fmt: skip
FORMULA, FORMULA_2, FORMULA_4 = 0x0006, 0x0206, 0x0406

VERSION_1997 = 0x0600
CODEPAGES = {
    437: "cp437", 850: "cp850", 852: "cp852", 866: "cp866", 874: "cp874", 932: "cp932",
    936: "gb18030", 949: "cp949", 950: "cp950", 1200: "utf-16-le", 10_000: "mac_roman",
    10_007: "mac_cyrillic", 10_029: "mac_latin2", 32_768: "mac_roman",
    **{page: f"cp{page}" for page in range(1250, 1259)},
}  # fmt: skip
LATIN = "cp1252"

_WIDE, _EXTENDED, _RICH = 0x01, 0x04, 0x08

Record = tuple[int, bytes]


def records(stream: bytes, place: int) -> Iterator[Record]:
    """The records of the substream at ``place``; those of charts inside it belong to nobody."""
    depth = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        body = stream[place + 4 : place + 4 + size]
        place += 4 + size
        depth += (kind == BOF) - (kind == EOF)
        if depth <= 0:
            return
        if len(body) < size:
            raise ValueError("the stream is cut off")
        if depth == 1:
            yield kind, body


def real(value: int) -> float:
    """The number of an RK: 30 bits, as an integer or as the head of a double, perhaps in cents."""
    if value & 2:
        whole = value >> 2
        number = float(whole - (1 << 30) if whole & 1 << 29 else whole)
    else:
        number = float(struct.unpack("<d", struct.pack("<II", 0, value & 0xFFFFFFFC))[0])
    return number / 100 if value & 1 else number


class Text:
    """Reads texts from a record and those that continue it."""

    def __init__(self, pieces: Sequence[bytes], place: int = 0) -> None:
        self._pieces = pieces
        self._piece = 0
        self._place = place

    def number(self, form: str) -> int:
        """A little-endian number; it never crosses a record."""
        self._turn()
        value: int = struct.unpack_from(form, self._pieces[self._piece], self._place)[0]
        self._place += struct.calcsize(form)
        return value

    def octets(self, size: int) -> bytes:
        """So many bytes of one record."""
        taken = self._take(size)
        if len(taken) < size:
            raise ValueError("the text is cut off")
        return taken

    def text(self, length: int) -> str:
        """A text of so many characters, its flags before it."""
        flags = self.number("<B")
        runs = self.number("<H") if flags & _RICH else 0
        extra = self.number("<I") if flags & _EXTENDED else 0
        made: list[str] = []
        wide = flags & _WIDE
        while length > 0:
            if self._rest() == 0:
                # Where a text goes on in another record, its width is said anew.
                self._next()
                wide = self.number("<B") & _WIDE
            count = min(length, self._rest() // (2 if wide else 1))
            if count == 0:
                raise ValueError("half a character")
            taken = self._take(count * 2 if wide else count)
            made.append(taken.decode("utf-16-le" if wide else "latin-1", "replace"))
            length -= count
        self._skip(runs * 4 + extra)
        return "".join(made)

    @property
    def at_end(self) -> bool:
        """Whether nothing follows."""
        return self._rest() == 0 and not any(self._pieces[self._piece + 1 :])

    def _rest(self) -> int:
        return len(self._pieces[self._piece]) - self._place

    def _next(self) -> None:
        self._piece, self._place = self._piece + 1, 0
        if self._piece >= len(self._pieces):
            raise ValueError("the text is cut off")

    def _turn(self) -> None:
        while self._rest() == 0:
            self._next()

    def _take(self, size: int) -> bytes:
        taken = self._pieces[self._piece][self._place : self._place + size]
        self._place += size
        return taken

    def _skip(self, size: int) -> None:
        while size > 0:
            self._turn()
            step = min(size, self._rest())
            self._place += step
            size -= step


def shared_strings(pieces: Sequence[bytes]) -> list[str]:
    """The texts of an SST and the records that continue it, whatever their number is said to be."""
    reader = Text(pieces)
    reader.number("<I")
    count = reader.number("<I")
    found: list[str] = []
    try:
        while not reader.at_end:
            found.append(reader.text(reader.number("<H")))
    except (ValueError, struct.error):
        if len(found) < count:
            raise
    return found
