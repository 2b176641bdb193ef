"""One look over the text of an XML part: what is forbidden, and what needs the careful reader.

Plain searches over bytes, no parsing. Where a search can't be sure it errs towards care: the
careful reader is slower and never wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_FORBIDDEN = re.compile(r"<!\s*(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.I)
_FORBIDDEN_BYTES = re.compile(_FORBIDDEN.pattern.encode(), re.I)
_KNOWN_ENCODINGS = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})
_OUTSIDE = re.compile(rb'<c r="(?:B[I-Z]|[C-Z][A-Z]|[A-Z]{3})')
"""A reference beyond column 60 (BH)."""
_MANY_ROWS = 100_000
_SUSPECT = re.compile(rb"<(?:[!?f]|c(?:>| [^r]))")
_UNUSUAL = re.compile(rb"<(?:[!?]|c(?:>| [^r]))|<row>|<row [^r]")
_FORMULA = re.compile(rb"<f[ >/]")
_TYPED = re.compile(rb'="[ebd]"')
_ROOT_PLAIN = re.compile(rb"<worksheet[\s>]")
_ROW = re.compile(rb'<row r="(\d+)"')
_HIDDEN_ROW = re.compile(rb'<row\b[^>]*\shidden="(?:1|true)"')
_UNIQUE = re.compile(rb"uniqueCount\s*=\s*[\"'](\d+)")
_ROOT = re.compile(rb"<(?:[\w.-]+:)?(worksheet|sst)[\s>]")
_HEAD = 4_096


class OddXml(Exception):  # noqa: N818 - a verdict
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
    care: tuple[str, ...] = ()


def judge_xml(text: bytes) -> SheetFacts | None:
    """The facts of a worksheet part, None for any other part; raises ``OddXml``."""
    foreign = _check_encoding(text)
    if b"<!" in text and _FORBIDDEN_BYTES.search(text):
        raise OddXml("dtd", "DOCTYPE 或实体定义")
    root = _ROOT.search(text, 0, _HEAD)
    if foreign:
        return SheetFacts(care=("encoding",))
    if root is None or root[1] != b"worksheet":
        return None
    hidden = len(_HIDDEN_ROW.findall(text)) if b' hidden="' in text else 0
    suspect, typed = _SUSPECT.search(text, root.end()), _TYPED.search(text)
    formulas = len(_FORMULA.findall(text)) if suspect else 0
    errors = text.count(b't="e"') if typed else 0
    reasons = (*_markup_reasons(text, suspect is not None, formulas), *_cell_reasons(text, errors))
    return SheetFacts(formulas, errors, hidden, reasons)


def understated_strings(text: bytes) -> bool:
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


def _markup_reasons(text: bytes, suspect: bool, formulas: int) -> Iterator[str]:
    if formulas:
        yield "formula"
    if suspect and _UNUSUAL.search(text, 200):
        yield "markup"
    if b"='" in text:
        yield "quoting"
    if not _ROOT_PLAIN.search(text, 0, _HEAD):
        yield "prefix"


def _cell_reasons(text: bytes, errors: int) -> Iterator[str]:
    if errors:
        yield "error"
    if b't="b"' in text or b't="d"' in text:
        yield "typed"
    if _OUTSIDE.search(text):
        yield "extent"
    rows = [int(row) for row in _ROW.findall(text)]
    if any(before >= after for before, after in pairwise(rows)) or (rows and rows[-1] > _MANY_ROWS):
        yield "order"
