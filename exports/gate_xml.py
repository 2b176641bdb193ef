"""One look over the text of an XML part: what is forbidden, and what needs the careful reader.

Plain searches over bytes, no parsing. Where a search can't be sure it errs towards care: the
careful reader is slower and never wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from exports.cellsource import column_number

if TYPE_CHECKING:
    from collections.abc import Iterator

_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_FORBIDDEN = re.compile(r"<!\s*(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.I)
_FORBIDDEN_BYTES = re.compile(_FORBIDDEN.pattern.encode(), re.I)
_KNOWN_ENCODINGS = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})
_SUSPECT = re.compile(rb"<(?:[!?]|f[\s>/])")
"""Formulas, comments, CDATA, instructions, declarations: what a plain sheet has none of."""
_UNUSUAL = re.compile(rb"<[!?]")
_FORMULA = re.compile(rb"<f[\s>/]")
_TYPED = re.compile(rb"t=(?:\"[ebd]\"|')")
_ROOT_PLAIN = re.compile(rb"<worksheet[\s>]")
_ROW = re.compile(rb'<row r="(\d+)"')
_HIDDEN_ROW = re.compile(rb'<row\b[^>]*\shidden="(?:1|true)"')
_COL = re.compile(rb"<col\b[^>]*>")
_HIDDEN = re.compile(rb'\shidden="(?:1|true)"')
_COL_RANGE = re.compile(rb'\s(min|max)="(\d{1,5})"')
_CELL_COLUMN = re.compile(rb'<c r="([A-Z]{1,3})\d')
_UNIQUE = re.compile(rb"uniqueCount\s*=\s*[\"'](\d+)")
_ROOT = re.compile(rb"<(?:[\w.-]+:)?(worksheet|sst)[\s>]")
_ROOT_TARGETS = re.compile(
    rb"<Relationship (?=[^>]*\bType=\"[^\"]*/officeDocument\"[ />])[^>]*\bTarget=\"/?([^\"]*)\""
)
_TARGETS = re.compile(rb"\bTarget\b\s*=?\s*\"?([^\"]*)")
_ROOT_TARGET = re.compile(rb"xl/workbook\.xml")
_PLAIN_TARGET = re.compile(rb"/?(?:[A-Za-z0-9_-]+/)*[A-Za-z0-9_-]+\.xml")
"""What both readers find: below the package, no dots, escapes or other endings."""
_HEAD = 4_096
_PROLOGUE = 5
"""Where the XML declaration may still begin."""


class OddXml(Exception):
    """A part that must not reach a parser; ``reason`` is a code of ``refusal.SENTENCES``."""

    def __init__(self, reason: str, detail: str) -> None:
        self.reason = reason
        self.detail = detail
        super().__init__(detail)


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What stands out in one worksheet part.

    ``care`` names every reason to read it with the careful reader; empty for a clean sheet.
    """

    formulas: int = 0
    errors: int = 0
    hidden_rows: int = 0
    hidden_columns: int = 0
    care: tuple[str, ...] = ()


def judge_xml(text: bytes) -> SheetFacts | None:
    """The facts of a worksheet part, None for any other part; raises ``OddXml``."""
    foreign = _check_encoding(text)
    root = _ROOT.search(text, 0, _HEAD)
    is_sheet = root is not None and root[1] == b"worksheet"
    suspect = _SUSPECT.search(text, _PROLOGUE) is not None
    if (suspect and _FORBIDDEN_BYTES.search(text)) or _FORBIDDEN_BYTES.search(
        text, 0, _PROLOGUE + 20
    ):
        raise OddXml("dtd", "DOCTYPE 或实体定义")
    if foreign:
        return SheetFacts(care=("encoding",))
    if not is_sheet:
        return None
    hidden = len(_HIDDEN_ROW.findall(text)) if b' hidden="' in text else 0
    formulas = len(_FORMULA.findall(text)) if suspect else 0
    typed = _TYPED.search(text) is not None
    errors = text.count(b't="e"') if typed else 0
    reasons = tuple(_reasons(text, formulas, errors, typed, suspect))
    return SheetFacts(formulas, errors, hidden, _hidden_columns(text), reasons)


def _hidden_columns(text: bytes) -> int:
    """How many hidden columns there are up to the last one with a cell.

    Whoever hides all the unused columns to the right hides nothing.
    """
    head = text[: max(text.find(b"<sheetData"), 0)]
    hidden = [found for found in _COL.findall(head) if _HIDDEN.search(found)]
    if not hidden:
        return 0
    letters = set(_CELL_COLUMN.findall(text))
    last = max((column_number(found.decode()) for found in letters), default=0)
    ends = [{key: int(place) for key, place in _COL_RANGE.findall(found)} for found in hidden]
    spans = [(one.get(b"min", 1), min(one.get(b"max", 0), last)) for one in ends]
    return sum(max(0, right - left + 1) for left, right in spans)


def odd_part_facts(part: str, text: bytes) -> Iterator[str]:
    """Why a part that is no worksheet asks for the careful reader."""
    if _understates_strings(text):
        yield "string_count"
    name = part.casefold()
    if name in ("_rels/.rels", "xl/_rels/workbook.xml.rels"):
        plain = b"'" not in text and b"<!" not in text
        found = (_ROOT_TARGETS if name == "_rels/.rels" else _TARGETS).findall(text)
        known = _ROOT_TARGET if name == "_rels/.rels" else _PLAIN_TARGET
        if not (plain and found and all(map(known.fullmatch, found))):
            yield "place"


def _understates_strings(text: bytes) -> bool:
    """Whether a shared-string table declares far more strings than it holds (faults E10)."""
    root = _ROOT.search(text, 0, _HEAD)
    declared = _UNIQUE.search(text, 0, _HEAD) if root and root[1] == b"sst" else None
    return declared is not None and int(declared[1]) > text.count(b"<si") + 1_000


def _check_encoding(text: bytes) -> bool:
    """Whether the part is UTF-16; refuses encodings that could hide what the gate looks for."""
    if text.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")):
        big = text.startswith((b"\xfe\xff", b"\x00<"))
        try:
            decoded = text.decode("utf-16-be" if big else "utf-16-le")
        except UnicodeDecodeError:
            raise OddXml("damaged", "文字编码有误") from None
        if _FORBIDDEN.search(decoded):
            raise OddXml("dtd", "DOCTYPE 或实体定义")
        return True
    declared = _DECLARED.search(text, 0, 300)
    if declared and declared[1].lower() not in _KNOWN_ENCODINGS:
        raise OddXml("damaged", "文字编码不受支持")
    if b"\x00" in text:
        raise OddXml("damaged", "含有空字符")
    return False


def _reasons(text: bytes, formulas: int, errors: int, typed: bool, suspect: bool) -> Iterator[str]:
    if formulas:
        yield "formula"
    if errors:
        yield "error"
    elif typed:
        yield "typed"
    if suspect and _UNUSUAL.search(text, _PROLOGUE):
        yield "markup"
    if not _ROOT_PLAIN.search(text, 0, _HEAD):
        yield "prefix"
    rows = [int(row) for row in _ROW.findall(text)]
    if any(before >= after for before, after in pairwise(rows)):
        yield "order"
