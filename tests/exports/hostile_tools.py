"""Tools that make hostile workbooks out of a good one."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from xml.sax.saxutils import escape

F01_SHEET = "xl/worksheets/sheet2.xml"
WORKBOOK = "xl/workbook.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
DTD = b'<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'

Make = Callable[[bytes], bytes]
Change = bytes | None | Callable[[bytes], bytes]


@dataclass(frozen=True)
class Case:
    """One file of the pack."""

    make: Make
    outcome: str


# --- Tools ------------------------------------------------------------------------------------


def rezip(
    good: bytes, changes: Mapping[str, Change], *, names: Callable[[str], str] = str
) -> bytes:
    """The workbook with parts replaced, removed (None), edited or added."""
    target = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(good)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as goal,
    ):
        left = dict(changes)
        for name in source.namelist():
            content: Change = source.read(name)
            if name in left:
                change = left.pop(name)
                content = change(content) if callable(change) else change  # type: ignore[arg-type]
            if content is not None:
                goal.writestr(names(name), content)  # type: ignore[arg-type]
        for name, added in left.items():
            assert isinstance(added, bytes)
            goal.writestr(names(name), added)
    return target.getvalue()


def edit(part: str, *swaps: tuple[str, str], count: int = 1) -> Make:
    """A maker that swaps texts (regular expressions) in one part; each must be found."""

    def change(content: bytes) -> bytes:
        text = content.decode()
        for old, new in swaps:
            text, found = re.subn(old, new, text, count=count)
            assert found, old
        return text.encode()

    return lambda good: rezip(good, {part: change})


def sheet(old: str, new: str, count: int = 1) -> Make:
    """A maker that edits the projects' sheet."""
    return edit(F01_SHEET, (old, new), count=count)


def part_of(data: bytes, sheet_name: str) -> str:
    """The part that holds a sheet of ours; the writer numbers them in order."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        names = re.findall(r'<sheet [^>]*?name="([^"]*)"', archive.read(WORKBOOK).decode())
    return f"xl/worksheets/sheet{names.index(sheet_name) + 1}.xml"


def text_cell(text: str) -> str:
    """The inside of a text cell, after its address."""
    return f' t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def with_text(data: bytes, part: str, address: str, text: str) -> bytes:
    """The workbook with another text in one cell, filled before or not."""
    old = rf'<c r="{address}"(?: s="\d+")?(?:[^>]*/>|[^>]*>.*?</c>)'

    def change(content: bytes) -> bytes:
        made, found = re.subn(
            old, lambda _: f'<c r="{address}"{text_cell(text)}', content.decode(), count=1
        )
        assert found == 1, address
        return made.encode()

    return rezip(data, {part: change})


def add(name: str, content: bytes = b"x") -> Make:
    """A maker that adds a part."""
    return lambda good: rezip(good, {name: content})


def plain_zip(*entries: tuple[str, bytes]) -> bytes:
    """A zip of these entries."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as goal:
        for name, content in entries:
            goal.writestr(name, content)
    return target.getvalue()


def central(good: bytes, edit_entry: Callable[[bytearray, int], None]) -> bytes:
    """The file with every central directory entry edited in place."""
    data = bytearray(good)
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        edit_entry(data, place)
        place = data.find(b"PK\x01\x02", place + 4)
    return bytes(data)
