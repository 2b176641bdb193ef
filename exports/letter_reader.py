"""Reading a letter from a file nobody vouches for: gate, child process, digest, or one sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from exports.cellsource import Block, Scalar, SheetHead, cell_text
from exports.digest import ALGORITHMS
from exports.layout import (
    COVER_FACTS,
    COVER_SHEET,
    DIGEST_ALGORITHM_LABEL,
    DIGEST_LABEL,
    TABLE_HEADER_ROW,
)
from exports.legaltext import plain
from exports.letter import (
    KEY_LABEL,
    KIND_LABEL,
    KIND_TITLES,
    LABELS,
    LETTER_VERSION,
    OWN_LABELS,
    SIGNATURE_LABEL,
    VERSION_LABEL,
    Board,
    Letter,
    letter_digest,
)
from exports.reader_cells import read_workbook
from exports.reader_sheets import read_labels
from exports.refusal import Refusal
from exports.signature import LETTER, Signature

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from exports.cellsource import Piece
    from exports.child_pool import ChildPool
    from exports.gate import GateReport

ACCEPTED_VERSIONS = frozenset({LETTER_VERSION})
_SUBMISSION_FACTS = frozenset({COVER_FACTS["template_version"], COVER_FACTS["rules_version"]})

Sheets = dict[str, list[list[str]]]
"""Texts by sheet, in the file's order; every row from the first on."""


def read_letter(
    path: Path | str | bytes, *, pool: ChildPool | None = None, name: str = ""
) -> tuple[Letter, str]:
    """A letter as read, and its digest, which is right; its signature is for the caller to judge.

    Raises ``Refusal``: ``wrong_kind`` for another workbook, ``unsupported_version``, ``altered``
    when it was edited after it was written, and all that the gate and the child say.
    """

    def consume(report: GateReport, pieces: Iterator[Piece]) -> tuple[str, Sheets]:
        return report.name, _gather(pieces)

    file, sheets = read_workbook(path, consume, pool=pool, name=name)
    facts = _facts(file, sheets)
    letter = _letter(file, sheets, facts)
    algorithm = facts[DIGEST_ALGORITHM_LABEL].lower()
    if algorithm not in ALGORITHMS:
        raise Refusal("unsupported_version", file, f"摘要算法 {algorithm or '空'}")
    _, digest = letter_digest(letter, algorithm)
    if digest != facts[DIGEST_LABEL]:
        raise Refusal("altered_letter", file, "内容与校验码不符")
    return _signed(letter, facts, algorithm, digest), digest


def _signed(letter: Letter, facts: Mapping[str, str], algorithm: str, digest: str) -> Letter:
    if not (facts[KEY_LABEL] or facts[SIGNATURE_LABEL]):
        return letter
    signature = Signature(facts[KEY_LABEL], facts[SIGNATURE_LABEL])
    right = signature.is_valid(algorithm, digest, LETTER)
    return replace(letter, signature=signature, is_signed_right=right)


def _gather(pieces: Iterator[Piece]) -> Sheets:
    sheets: Sheets = {}
    rows: list[list[str]] = []
    for piece in pieces:
        if isinstance(piece, SheetHead):
            rows = sheets.setdefault(piece.name.strip(), [])
        elif isinstance(piece, Block):
            rows.extend([] for _ in range(piece.first - 1 - len(rows)))
            rows.extend(_texts(row) for row in piece.rows)
    return sheets


def _texts(row: list[Scalar]) -> list[str]:
    return [plain(cell_text(cell)) for cell in row]


def _facts(file: str, sheets: Sheets) -> Mapping[str, str]:
    """The cover's texts by label; refuses what is no letter, saying what it is."""
    cover = sheets.get(COVER_SHEET, [])
    labels = (*LABELS.values(), *OWN_LABELS)
    found = read_labels(cover, labels)
    facts = {label: plain(found[label][0]) if label in found else "" for label in labels}
    if facts[KIND_LABEL] not in KIND_TITLES.values():
        raise Refusal("wrong_kind", file, _what_it_is(sheets))
    if facts[VERSION_LABEL] not in ACCEPTED_VERSIONS:
        raise Refusal("unsupported_version", file, f"版式版本 {facts[VERSION_LABEL] or '空'}")
    return facts


def _what_it_is(sheets: Sheets) -> str:
    cover = sheets.get(COVER_SHEET, [])
    if len(read_labels(cover, _SUBMISSION_FACTS)) == len(_SUBMISSION_FACTS):
        return "它是报送表，应由市级接收"
    return "它没有本系统的封面"


def _letter(file: str, sheets: Sheets, facts: Mapping[str, str]) -> Letter:
    kind = next(kind for kind, title in KIND_TITLES.items() if title == facts[KIND_LABEL])
    names = {label: name for name, label in LABELS.items()}
    return Letter(
        kind=kind,
        facts={names[label]: text for label, text in facts.items() if label in names and text},
        boards=[_board(name, rows) for name, rows in sheets.items() if name != COVER_SHEET],
        file_name=file,
    )


def _board(name: str, rows: list[list[str]]) -> Board:
    head = rows[TABLE_HEADER_ROW - 1] if len(rows) >= TABLE_HEADER_ROW else []
    while head and not head[-1]:
        head = head[:-1]
    width = len(head)
    # A row ends with its last filled cell, or goes on beyond the titles: each reader has its way.
    below = [(*row[:width], *[""] * (width - len(row))) for row in rows[TABLE_HEADER_ROW:]]
    return Board(name, "", tuple(head), (), tuple(row for row in below if any(row)))
