"""The digest of a submission: over its canonical content, row by row, never over file bytes.

A re-save in Excel, WPS or LibreOffice changes bytes but not content, so it leaves every digest
whole; an edited cell changes its row's digest and the total. Each row also carries a short mark
per cell (CRC, two bytes) that only serves to name the cell; the proof is the cryptographic row
digest. Canonical text of a cell is ``forms.kinds.encode_cell``; blank cells are left out, so a
later form version that adds an optional field leaves old digests valid.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from zlib import crc32

from exports.legaltext import is_legal, legal_text, plain
from exports.submission import header_texts
from forms.kinds import Kind, encode_cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from exports.submission import Header, Submission
    from forms.base import Form
    from forms.findings import Finding
    from forms.items import Item
    from forms.marks import Mark

ALGORITHMS = tuple(one for one in ("sm3", "sha256") if one in hashlib.algorithms_available)
"""The algorithms a submission may be digested with; a file that names another is not believed."""

UNIT, RECORD = "\x1f", "\x1e"
ROW_DIGEST_LENGTH = 32
BLANK_MARK = "----"
_COVERED = (
    "district", "period", "revision", "supersedes", "ledger_id", "catalogue_version",
    "rules_version", "template_version", "created_at", "reason", "nil_forms",
)  # fmt: skip
"""The facts of a header that the total covers, in a fixed order."""


@dataclass(frozen=True, slots=True)
class RowMark:
    """One row's line in the manifest: its digest and one short mark per travelling field."""

    form: str
    record_id: str
    digest: str
    cells: str


@dataclass(frozen=True, slots=True)
class ContentDigest:
    """The digest of a submission: algorithm name, total, and the rows it was made of."""

    algorithm: str
    total: str
    rows: tuple[RowMark, ...]

    @property
    def short(self) -> str:
        """The first 16 digits in groups of four, for paper and telephone."""
        return short_digest(self.total)


def short_digest(digest: str) -> str:
    """The first 16 digits in groups of four, for paper and telephone."""
    head = digest[:16].upper()
    return " ".join(head[start : start + 4] for start in range(0, len(head), 4))


def default_algorithm() -> str:
    """SM3 (GB/T 32905) where this Python's OpenSSL has it, else SHA-256; stored with the value."""
    return ALGORITHMS[0]


@cache
def travelling_items(form: type[Form]) -> tuple[Item, ...]:
    """The fields that stand in a submission: all but those that live in the ledger only."""
    return tuple(entry for entry in form.items() if not entry.system)


def canonical_cells(row: Form) -> list[str | None]:
    """The exact text of every travelling cell of a row, in printed order; None is blank.

    Characters that no workbook can hold count as they are written (``legal_text``), so nothing
    that stands in a file differs from what was digested.
    """
    plan = _plan(type(row))
    if row.kept or row.missing:
        cells = [row.cell(name) for name in plan.names]
        texts = [encode_cell(cell, kind) for cell, kind in zip(cells, plan.kinds, strict=True)]
    else:
        # The same as above for rows of plain values, without asking each cell what it is.
        texts = [
            None if value is None else "=" + (encode(value) if encode else value)
            for encode, value in zip(plan.encoders, plan.take(row.__dict__), strict=True)
        ]
    if is_legal("".join([text for text in texts if text])):
        return texts
    return [text and legal_text(text) for text in texts]


@dataclass(frozen=True, slots=True)
class _Plan:
    """How to take and encode the cells of a form's rows."""

    names: tuple[str, ...]
    kinds: tuple[Kind, ...]
    encoders: tuple[Callable[[Any], str] | None, ...]
    """None for a kind whose values are their own exact text."""
    take: Callable[[dict[str, Any]], tuple[Any, ...]]


@cache
def _plan(form: type[Form]) -> _Plan:
    entries = travelling_items(form)
    names = tuple(entry.name for entry in entries)
    kinds = tuple(entry.kind for entry in entries)
    encoders = tuple(
        None if type(one).encode is Kind.encode and not one.numeric else one.encode for one in kinds
    )
    return _Plan(names, kinds, encoders, itemgetter(*names))


def mark_row(row: Form, algorithm: str) -> RowMark:
    """Digest one row."""
    form = type(row)
    texts = canonical_cells(row)
    names = _plan(form).names
    named = [name + text for name, text in zip(names, texts, strict=True) if text is not None]
    content = UNIT.join((form.spec.code, row.record_id, *named))
    digest = hashlib.new(algorithm, content.encode()).hexdigest()[:ROW_DIGEST_LENGTH]
    return RowMark(form.spec.code, row.record_id, digest, _cell_marks(texts))


def digest_submission(submission: Submission, algorithm: str = "") -> ContentDigest:
    """Digest a submission; the order of its rows does not matter."""
    name = algorithm or default_algorithm()
    marks = tuple(mark_row(row, name) for rows in submission.rows.values() for row in rows)
    answers = answer_digests(submission.answers, name)
    total = total_digest(submission.header, marks, submission.findings, name, answers)
    return ContentDigest(name, total, marks)


def total_digest(
    header: Header,
    marks: Iterable[RowMark],
    findings: Sequence[Finding],
    algorithm: str,
    answers: Mapping[str, str] | None = None,
) -> str:
    """The total over header, row digests, explanations and digests of answers by number."""
    lines = [_header_text(header)]
    lines += sorted(UNIT.join((mark.form, mark.record_id, mark.digest)) for mark in marks)
    lines += sorted(UNIT.join(map(legal_text, _said(one))) for one in findings)
    lines += sorted(UNIT.join(("answer", *one)) for one in (answers or {}).items())
    return hashlib.new(algorithm, RECORD.join(lines).encode()).hexdigest()


def _said(finding: Finding) -> tuple[str, str, str]:
    """An explanation and what it explains: for another value it would be none."""
    return finding.id, finding.value, finding.explanation


def answer_digests(answers: Iterable[Mark], algorithm: str) -> dict[str, str]:
    """The digest of every answered mark, by its number."""
    return {str(one.number): _answer_digest(one, algorithm) for one in answers}


def _answer_digest(one: Mark, algorithm: str) -> str:
    facts = (one.place, one.label, one.value, one.severity, one.rule, one.message)
    content = UNIT.join(map(plain, (*facts, one.answer, one.text)))
    return hashlib.new(algorithm, content.encode()).hexdigest()[:ROW_DIGEST_LENGTH]


def altered_cells(form: type[Form], was: str, now: str) -> list[str]:
    """The names of the fields whose short marks differ between two ``RowMark.cells`` texts."""
    width = len(BLANK_MARK)
    return [
        entry.name
        for place, entry in enumerate(travelling_items(form))
        if was[place * width : (place + 1) * width] != now[place * width : (place + 1) * width]
    ]


def by_row(marks: Iterable[RowMark]) -> Mapping[tuple[str, str], RowMark]:
    """Marks by ``(form, record_id)``."""
    return {(mark.form, mark.record_id): mark for mark in marks}


def _cell_marks(texts: Iterable[str | None]) -> str:
    """A short mark of every cell: enough to name the one that differs, not to prove it."""
    two_bytes = _two_bytes()
    return "".join(
        [BLANK_MARK if text is None else two_bytes[crc32(text.encode()) & 0xFFFF] for text in texts]
    )


@cache
def _two_bytes() -> list[str]:
    """Every two bytes in hexadecimal: looked up in a third of the time of writing them."""
    return [f"{number:04x}" for number in range(0x10000)]


def _header_text(header: Header) -> str:
    texts = header_texts(header)
    return UNIT.join(legal_text(texts[name]) for name in _COVERED)
