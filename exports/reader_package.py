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

from exports.cellsource import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_NOT_FORMAT = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.|general', re.I)
_DATE_LETTERS = re.compile("[ymdhs年月日]", re.I)
_BUILTIN_DATES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_LONGEST_FORMAT = 255
_DEEPEST = 64


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

        parse(self.read(rels), start)
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
        if tag == "sheet":
            kind, part = related.get(facts.get("id", ""), ("", ""))
            if kind in ("worksheet", ""):
                listed.append((facts.get("name", ""), facts.get("state", "visible"), part))
        elif tag == "workbookPr":
            from_1904 = facts.get("date1904", "0") in ("1", "true")

    parse(parts.read(workbook), start)
    names = [name.casefold() for name, _, _ in listed]
    if len(set(names)) < len(names) or any(part not in parts for _, _, part in listed):
        raise SourceError("damaged", "工作表目录有误")
    by_kind = dict(related.values())
    strings, styles = by_kind.get("sharedStrings", ""), by_kind.get("styles", "")
    return Book(listed, strings, styles if styles in parts else "", from_1904)


def parse(
    data: bytes,
    start: Callable[[str, Mapping[str, str]], None],
    end: Callable[[str], None] = lambda _: None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Stream a part through expat with bare tag names; no DTD, no deep nesting."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = 0

    def on_start(tag: str, facts: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise SourceError("too_large", "XML 嵌套过深")
        if ":" in tag:
            tag = tag.rpartition(":")[2]
        start(tag, {key.rpartition(":")[2]: value for key, value in facts.items()})

    def on_end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        end(tag.rpartition(":")[2] if ":" in tag else tag)

    def on_doctype(*_: object) -> None:
        raise SourceError("dtd", "DOCTYPE")

    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    parser.StartDoctypeDeclHandler = on_doctype
    if text is not None:
        parser.CharacterDataHandler = text
    parser.Parse(data, True)


# --- Strings and styles -----------------------------------------------------------------------


def read_strings(data: bytes) -> list[str]:
    found: list[str] = []
    pieces: list[str] = []
    open_tags: list[str] = []

    def start(tag: str, _facts: Mapping[str, str]) -> None:
        open_tags.append(tag)

    def end(tag: str) -> None:
        open_tags.pop()
        if tag == "si":
            found.append(unescaped("".join(pieces)))
            pieces.clear()

    def text(piece: str) -> None:
        # Phonetic hints (rPh) are readings of the text, not text.
        if open_tags[-1] == "t" and "rPh" not in open_tags:
            pieces.append(piece)

    parse(data, start, end, text)
    return found


def date_styles(data: bytes) -> frozenset[int]:
    """The indexes of cell styles whose number format shows a date or time."""
    codes: dict[int, str] = {}
    formats: list[int] = []
    inside = False

    def start(tag: str, facts: Mapping[str, str]) -> None:
        nonlocal inside
        if tag == "cellXfs":
            inside = True
        elif tag == "numFmt":
            codes[whole(facts.get("numFmtId", ""))] = facts.get("formatCode", "")
        elif tag == "xf" and inside:
            formats.append(whole(facts.get("numFmtId", "0")))

    def end(tag: str) -> None:
        nonlocal inside
        if tag == "cellXfs":
            inside = False

    parse(data, start, end)
    return frozenset(place for place, number in enumerate(formats) if _shows_date(number, codes))


def _shows_date(number: int, codes: Mapping[int, str]) -> bool:
    code = codes.get(number)
    if code is None:
        return number in _BUILTIN_DATES
    if len(code) > _LONGEST_FORMAT:
        return False
    return _DATE_LETTERS.search(_NOT_FORMAT.sub("", code)) is not None


def whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)


def unescaped(text: str) -> str:
    if "_x" not in text:
        return text
    return _ESCAPED.sub(_character, text)
