"""Letters between city and district: task package 任务包, receipt 回执, return notice 退回单.

One shape for all three: a cover 封面 with facts beside their labels, then plain tables. This module
says where each value lives and what the digest covers; ``letter_writer`` and ``letter_reader``
share it. What the facts mean is for ``notice`` and ``task_package`` to say.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from exports.digest import RECORD, UNIT, default_algorithm
from exports.layout import (
    DIGEST_ALGORITHM_LABEL,
    DIGEST_LABEL,
    DIGEST_SHORT_LABEL,
    FINGERPRINT_LABEL,
)
from exports.legaltext import plain
from exports.reader_sheets import title_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from exports.signature import Signature

LETTER_VERSION = "1"
"""The version of this layout; the reader accepts a list of these."""

KIND_LABEL, VERSION_LABEL = "文件类型", "版式版本"
KEY_LABEL, SIGNATURE_LABEL = "签名公钥", "签名"
KIND_TITLES: Mapping[str, str] = MappingProxyType(
    {"task": "任务包", "receipt": "回执", "return": "退回单"}
)

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "district": "行政区划代码",
        "district_name": "行政区划",
        "period": "报告期代码",
        "period_title": "报告期",
        "revision": "报送版次",
        "digest": "所指报送内容摘要",
        "digest_short": "所指报送校验码",
        "deadline": "报送截止日",
        "unit": "出具单位",
        "issued_at": "出具时间",
        "ledger_id": "市级台账编号",
        "comment": "意见",
        "demand": "要求和说明",
        "catalogue_version": "代码表版本",
        "rules_version": "审核规则版本",
        "settings_version": "审核设置版本",
        "form_no": "表号",
        "issuer": "制定机关",
        "approver": "批准（备案）机关",
        "approval_no": "批准（备案）文号",
        "valid_to": "有效期至",
        "app_version": "程序版本",
    }
)
"""Every fact a letter may bear, and its label on the cover; all values are texts."""

OWN_LABELS = (
    KIND_LABEL, VERSION_LABEL, DIGEST_SHORT_LABEL, DIGEST_ALGORITHM_LABEL, DIGEST_LABEL,
    FINGERPRINT_LABEL, KEY_LABEL, SIGNATURE_LABEL,
)  # fmt: skip
WIDE_FACTS = frozenset({"digest", "unit", "comment", "demand", "issuer", "approver", "approval_no"})
"""Facts that need a line of their own."""


@dataclass(frozen=True, slots=True)
class Board:
    """A table of a letter: the sheet's name, the sentence under it, titles, widths and rows."""

    name: str
    said: str
    titles: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: ``kind`` is a key of ``KIND_TITLES``, ``said`` the paragraph on its cover.

    ``facts`` are texts by a name of ``LABELS``. The digest covers facts and boards, not ``said``.
    ``signature`` and ``is_signed_right`` tell of a letter that was read who signed the digest.
    """

    kind: str
    facts: Mapping[str, str]
    boards: Sequence[Board] = ()
    said: str = ""
    file_name: str = field(default="", compare=False)
    signature: Signature | None = field(default=None, compare=False)
    is_signed_right: bool = field(default=True, compare=False)

    def board(self, name: str) -> Board | None:
        """The table of this name."""
        return next((one for one in self.boards if one.name == name), None)


def fact_texts(letter: Letter) -> dict[str, str]:
    """The facts as they are written: no text may pass for a label, or the reader would be lost."""
    labels = {title_key(label) for label in (*LABELS.values(), *OWN_LABELS)}
    texts = {name: plain(text) for name, text in letter.facts.items()}
    return {
        name: f"{text}。" if title_key(text) in labels else text for name, text in texts.items()
    }


def board_rows(board: Board) -> list[list[str]]:
    """A board's rows as they are written, each as long as the titles; blank rows left out."""
    width = len(board.titles)
    rows = ([plain(text) for text in row[:width]] for row in board.rows)
    return [[*row, *[""] * (width - len(row))] for row in rows if any(row)]


def letter_digest(letter: Letter, algorithm: str = "") -> tuple[str, str]:
    """Algorithm and digest over canonical content: facts by name, tables row by row."""
    name = algorithm or default_algorithm()
    content = RECORD.join(_lines(letter))
    return name, hashlib.new(name, content.encode()).hexdigest()


def _lines(letter: Letter) -> Iterable[str]:
    yield UNIT.join((letter.kind, LETTER_VERSION))
    for name, text in sorted(fact_texts(letter).items()):
        if text:
            yield UNIT.join((name, text))
    for board in letter.boards:
        yield UNIT.join((board.name, *map(plain, board.titles)))
        for row in board_rows(board):
            yield UNIT.join(row)
