"""A workbook's parts: its sheets, shared strings and date styles, from the XML itself.

Believes no declared size, follows no relationship out of the package, and takes no DTD. Used by
the careful reader, inside the child only.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from posixpath import join, normpath
from typing import TYPE_CHECKING
from xml.parsers import expat

from exports.cellsource import Pulse, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_NOT_FORMAT = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.|general', re.I)
_DATE_LETTERS = re.compile("[ymdhs年月日]", re.I)
_BUILTIN_DATES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_SPAN = re.compile(r"\[(?:h+|m+|s+)\]", re.I)
_BUILTIN_SPAN = 46
_LONGEST_FORMAT = 255
DEEPEST = 64
TOO_DEEP = "XML 嵌套过深"
_PULSE_BYTES = 2**20


# --- The package ------------------------------------------------------------------------------


class Parts:
    """The zip's parts by name, whatever slashes its maker used."""

    def __init__(self, data: bytes) -> None:
        self._zip = zipfile.ZipFile(BytesIO(data))
        self._names = {one.replace("\\", "/").casefold(): one for one in self._zip.namelist()}

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._names

    def read(self, name: str) -> bytes:
        """A part's bytes; a missing part is damage."""
        found = self._names.get(name.casefold())
        if found is None:
            raise SourceError("damaged", f"缺少 {name}")
        return self._zip.read(found)

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """The relationships of a part: id → (last word of the type, target part)."""
        folder, _, base = name.rpartition("/")
        rels = f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels"
        found: dict[str, tuple[str, str]] = {}
        if rels not in self:
            return found

        def start(tag: str, facts: Mapping[str, str]) -> None:
            if tag == "Relationship" and facts.get("TargetMode") != "External":
                kind = facts.get("Type", "").rpartition("/")[2]
                found[facts.get("Id", "")] = (kind, _resolve(folder, facts.get("Target", "")))

        read_tags(self.read(rels), start)
        return found


def _resolve(folder: str, target: str) -> str:
    target = target.replace("\\", "/")
    if target.startswith("/"):
        return normpath(target).lstrip("/")
    return normpath(join(folder, target)) if folder else normpath(target)


@dataclass(frozen=True)
class Book:
    sheets: list[tuple[str, str, str]]
    strings: str
    styles: str
    from_1904: bool


def read_book(parts: Parts) -> Book:
    roots = [part for kind, part in parts.related("").values() if kind == "officeDocument"]
    workbook = roots[0] if roots else "xl/workbook.xml"
    related = parts.related(workbook)
    listed: list[tuple[str, str, str]] = []
    from_1904 = False

    def start(tag: str, facts: Mapping[str, str]) -> None:
        nonlocal from_1904
        # Modules and dialogs of old programs are listed without a part.
        if tag == "sheet" and facts.get("id", "?"):
            kind, part = related.get(facts.get("id", ""), ("", ""))
            if kind in ("worksheet", ""):
                listed.append((facts.get("name", ""), facts.get("state", "visible"), part))
        elif tag == "workbookPr" and "date1904" in facts:
            # Extensions have a workbookPr of their own that says nothing of dates.
            from_1904 = facts["date1904"] in ("1", "true")

    read_tags(parts.read(workbook), start)
    names = [name.casefold() for name, _, _ in listed]
    if len(set(names)) < len(names) or any(part not in parts for _, _, part in listed):
        raise SourceError("damaged", "工作表目录有误")
    by_kind = dict(related.values())
    strings, styles = by_kind.get("sharedStrings", ""), by_kind.get("styles", "")
    # Without its strings, a sheet that refers to one is damaged; one that doesn't is whole.
    strings, styles = (part if part in parts else "" for part in (strings, styles))
    return Book(listed, strings, styles, from_1904)


class Events:
    """Takes the events of a part as they are read, and knows which elements are open.

    Tags and attributes come as they are written, with their prefixes. Those that are called
    millions of times override ``start`` and ``end`` whole.
    """

    def __init__(self) -> None:
        self.open: list[str] = []

    def start(self, tag: str, _facts: Mapping[str, str]) -> None:
        """An element begins."""
        self.open.append(bare(tag))
        if len(self.open) > DEEPEST:
            raise SourceError("too_large", TOO_DEEP)

    def end(self, _tag: str) -> None:
        """The element opened last ends."""
        self.open.pop()

    def text(self, piece: str) -> None:
        """Character data."""


def parse(data: bytes, events: Events) -> Iterator[Pulse]:
    """Stream a part through expat, without a DTD. Gives a pulse now and then."""
    # What the part declares is not asked: the gate has seen to it that it is one of these two.
    parser = expat.ParserCreate(_encoding(data))
    parser.buffer_text = True

    def on_doctype(*_: object) -> None:
        raise SourceError("dtd", "DOCTYPE")

    parser.StartElementHandler = events.start
    parser.EndElementHandler = events.end
    parser.StartDoctypeDeclHandler = on_doctype
    parser.CharacterDataHandler = events.text
    for place in range(0, len(data), _PULSE_BYTES):
        parser.Parse(data[place : place + _PULSE_BYTES], False)
        yield Pulse()
    parser.Parse(b"", True)


def _encoding(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    return {b"<\x00": "UTF-16LE", b"\x00<": "UTF-16BE"}.get(data[:2], "UTF-8")


class _Tags(Events):
    """Passes on the beginnings of elements, names without their prefixes."""

    def __init__(self, take: Callable[[str, Mapping[str, str]], None]) -> None:
        super().__init__()
        self._take = take

    def start(self, tag: str, facts: Mapping[str, str]) -> None:
        super().start(tag, facts)
        self._take(bare(tag), {bare(key): value for key, value in facts.items()})


def read_tags(data: bytes, take: Callable[[str, Mapping[str, str]], None]) -> None:
    """Give every element of a small part to ``take``."""
    for _ in parse(data, _Tags(take)):
        pass


def bare(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]


# --- Strings and styles -----------------------------------------------------------------------


class Strings(Events):
    """The shared strings, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._pieces: list[str] = []

    def end(self, _tag: str) -> None:
        """An element ends; a string ends with its item."""
        if self.open.pop() == "si":
            self.found.append(unescaped("".join(self._pieces)))
            self._pieces.clear()

    def text(self, piece: str) -> None:
        """Phonetic hints (rPh) are readings of the text, not text."""
        if self.open[-1] == "t" and "rPh" not in self.open:
            self._pieces.append(piece)


class DateStyles(Events):
    """The cell styles whose number format shows a date or time."""

    def __init__(self) -> None:
        super().__init__()
        self._codes: dict[int, str] = {}
        self._formats: list[int] = []

    def start(self, tag: str, facts: Mapping[str, str]) -> None:
        """An element begins."""
        super().start(tag, facts)
        if self.open[-1] == "numFmt" and "numFmts" in self.open:
            # Conditional formats have number formats of their own, under the same numbers.
            self._codes[whole(facts.get("numFmtId", ""))] = facts.get("formatCode", "")
        elif self.open[-1] == "xf" and "cellXfs" in self.open:
            self._formats.append(whole(facts.get("numFmtId", "0")))

    @property
    def found(self) -> Mapping[int, bool]:
        """The indexes, and whether it is a span of time that is shown: [h]:mm."""
        return date_styles(self._formats, self._codes)


def date_styles(formats: Sequence[int], codes: Mapping[int, str]) -> Mapping[int, bool]:
    """The places of those number formats that show a date or time, and whether it is a span.

    ``codes`` are the formats that the file itself declares.
    """
    shown = {number: _shows_date(number, codes) for number in set(formats)}
    return {
        place: number == _BUILTIN_SPAN or _SPAN.search(codes.get(number, "")) is not None
        for place, number in enumerate(formats)
        if shown[number]
    }


def _shows_date(number: int, codes: Mapping[int, str]) -> bool:
    code = codes.get(number)
    if code is None:
        return number in _BUILTIN_DATES
    if len(code) > _LONGEST_FORMAT:
        return False
    rest = _NOT_FORMAT.sub("", code)
    return _DATE_LETTERS.search(rest) is not None or _SPAN.search(code) is not None


def whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _character(match: re.Match[str]) -> str:
    return chr(int(match[1], 16) or 0xFFFD)


def unescaped(text: str) -> str:
    if "_x" not in text:
        return text
    made = _ESCAPED.sub(_character, text)
    if made.isascii() or made == text:
        return made
    # Two escapes may be the halves of one character; half of one is none.
    return made.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
