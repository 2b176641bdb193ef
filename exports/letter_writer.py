"""A letter as a workbook: a cover to print and read, tables below, machine facts in plain sight."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from openpyxl.packaging.custom import StringProperty

from exports.digest import short_digest
from exports.drawing import put_band, set_height, set_widths
from exports.layout import (
    COVER_SHEET,
    DIGEST_ALGORITHM_LABEL,
    DIGEST_LABEL,
    DIGEST_SHORT_LABEL,
    FINGERPRINT_LABEL,
    PROPERTY_PREFIX,
)
from exports.legaltext import plain
from exports.letter import (
    KEY_LABEL,
    KIND_LABEL,
    KIND_TITLES,
    LABELS,
    LETTER_VERSION,
    SIGNATURE_LABEL,
    VERSION_LABEL,
    WIDE_FACTS,
    board_rows,
    fact_texts,
    letter_digest,
)
from exports.paper import fit_width, mark_pages
from exports.sheet_cover import UNSIGNED, WIDTHS, Pair, draw_section
from exports.signature import LETTER
from exports.stream import Table, save_streamed, workbook_text
from exports.styles import Look
from exports.texttable import text_table
from exports.writer import new_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from exports.letter import Board, Letter
    from exports.signature import Signature, SigningKey

HEADING = "上海市未来产业集群"
MOST_UPRIGHT = 100
"""Tables of so many characters are legible on an upright page, which holds twice as many rows."""

STAMP_HERE = (
    "（市级汇总部门盖章）　　　　　　　　　　　　经办人：　　　　　　　　　　年　　月　　日"
)


def write_letter(
    letter: Letter, target: Path, *, algorithm: str = "", key: SigningKey | None = None
) -> str:
    """Write a letter to exactly ``target`` and give its digest, which ``key`` signs.

    Raises ``OSError``.
    """
    name, digest = letter_digest(letter, algorithm)
    signature = key.sign(name, digest, LETTER) if key else None
    workbook = new_workbook([COVER_SHEET, *(board.name for board in letter.boards)])
    _draw_cover(workbook[COVER_SHEET], letter, (name, digest), signature)
    tables = [_table(workbook[board.name], board) for board in letter.boards]
    mark_pages(
        workbook, f"{HEADING}{KIND_TITLES[letter.kind]}", letter.facts.get("period_title", ""),
        short_digest(digest), signature.fingerprint if signature else UNSIGNED,
    )  # fmt: skip
    _set_properties(workbook, letter, digest)
    save_streamed(workbook, target, tables)
    return digest


def _draw_cover(
    sheet: Worksheet, letter: Letter, summed: tuple[str, str], signature: Signature | None
) -> None:
    last = len(WIDTHS)
    set_widths(sheet, WIDTHS)
    put_band(sheet, 1, (1, last), f"{HEADING}{KIND_TITLES[letter.kind]}", Look.TITLE)
    sheet.row_dimensions[1].height = 40
    put_band(sheet, 2, (1, last), plain(letter.said), Look.NOTE)
    set_height(sheet, 2, [(plain(letter.said), sum(WIDTHS))], least=24)
    facts = [(LABELS[name], text, name in WIDE_FACTS) for name, text in fact_texts(letter).items()]
    row = draw_section(sheet, 3, "内容", facts)
    row = draw_section(sheet, row, "校验", _checks(letter, *summed, signature))
    put_band(sheet, row, (1, last), STAMP_HERE, Look.SIGN)
    sheet.row_dimensions[row].height = 46
    sheet.sheet_view.showGridLines = False
    fit_width(sheet, head_rows=None, portrait=True, high=1)


def _checks(letter: Letter, algorithm: str, digest: str, signature: Signature | None) -> list[Pair]:
    signed: list[Pair] = [
        (KEY_LABEL, signature.public_key, True),
        (SIGNATURE_LABEL, signature.value, True),
    ] if signature else []  # fmt: skip
    return [
        (KIND_LABEL, KIND_TITLES[letter.kind], False),
        (VERSION_LABEL, LETTER_VERSION, False),
        (DIGEST_SHORT_LABEL, short_digest(digest), False),
        (DIGEST_ALGORITHM_LABEL, algorithm, False),
        (FINGERPRINT_LABEL, signature.fingerprint if signature else UNSIGNED, False),
        (DIGEST_LABEL, digest, True),
        *signed,
    ]


def _table(sheet: Worksheet, board: Board) -> Table:
    upright = sum(board.widths) <= MOST_UPRIGHT
    return text_table(
        sheet, board.said, board.titles, board.widths, board_rows(board), portrait=upright
    )


def _set_properties(workbook: Workbook, letter: Letter, digest: str) -> None:
    """Machine facts again as document properties; the visible cells count (domain §5.2)."""
    facts = {"kind": letter.kind, "digest": digest, "letter_version": LETTER_VERSION}
    for name, text in facts.items():
        workbook.custom_doc_props.append(  # type: ignore[attr-defined]
            StringProperty(name=PROPERTY_PREFIX + name, value=workbook_text(text))
        )
    workbook.properties.title = KIND_TITLES[letter.kind]
    workbook.properties.creator = ""
    issued_at = letter.facts.get("issued_at", "")
    if issued_at:
        workbook.properties.created = datetime.fromisoformat(issued_at).replace(tzinfo=None)
