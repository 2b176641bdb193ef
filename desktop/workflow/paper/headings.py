"""What stands around every table: title, who and when, 表号 and legal marks, signatures, footer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.workflow.paper.ink import (
    CAPTION,
    FOOT,
    LEFT,
    RIGHT,
    SMALL,
    TOP,
    Ink,
    Watermark,
    Words,
)
from desktop.workflow.paper.text import breadth

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from desktop.workflow.paper.content import PaperBook, PaperTable

TITLE_SIZE, TITLE_HEIGHT = 15.0, 24.0
SHORT_TITLE_SIZE = 11.0
CAPTION_LINE = CAPTION * 1.4
BLOCK_LINES = 5
BLOCK_HEIGHT = TITLE_HEIGHT + BLOCK_LINES * CAPTION_LINE + 4
SHORT_HEIGHT = 20.0
BLOCK_WIDTH = 210.0

DRAFT = "草稿"
DRAFT_FOOT = "草稿：尚未上报，内容还可能改动，不得盖章报送"


def first_heading(book: PaperBook, table: PaperTable, number: int) -> Iterator[Ink]:
    """Title and the two blocks over the first page of a table (domain §3.3)."""
    del number
    yield Words(
        LEFT, TOP, RIGHT - LEFT, TITLE_HEIGHT, (table.title,), TITLE_SIZE, "centre", bold=True
    )
    head, y = book.head, TOP + TITLE_HEIGHT
    left = ["", "", f"填报单位：{head.unit_name}（盖章）", f"行政区划代码：{head.district}",
            f"报告期：{head.period_title}"]  # fmt: skip
    right = [""] * (BLOCK_LINES - 1) + [f"报送批次：第 {book.revision} 次"]
    if table.number:
        right = [f"表　　号：{table.number}", f"制定机关：{head.issuer}",
                 f"批准（备案）机关：{head.approver}", f"批准（备案）文号：{head.approval_no}",
                 f"有效期至：{head.valid_to}　　计量单位：{table.unit}"]  # fmt: skip
    yield from _block(LEFT, y, RIGHT - LEFT - BLOCK_WIDTH - 10, left)
    yield from _block(RIGHT - BLOCK_WIDTH, y, BLOCK_WIDTH, right)


def short_heading(book: PaperBook, table: PaperTable, number: int) -> Iterator[Ink]:
    """One line over every further page of a table."""
    side = (RIGHT - LEFT) / 3
    unit = f"填报单位：{book.head.unit_name}"
    marks = [table.number and f"表号：{table.number}", table.unit and f"计量单位：{table.unit}"]
    yield Words(LEFT, TOP, side, SHORT_HEIGHT, (unit,), CAPTION)
    yield Words(
        LEFT + side, TOP, side, SHORT_HEIGHT, (f"{table.title}（续{number}）",),
        SHORT_TITLE_SIZE, "centre", bold=True,
    )  # fmt: skip
    said = "　".join(filter(None, marks)) or book.period
    yield Words(RIGHT - side, TOP, side, SHORT_HEIGHT, (said,), CAPTION, "right")


def signature_words(book: PaperBook, y: float, height: float) -> Iterator[Ink]:
    """单位负责人 统计负责人 填表人 联系电话 报出日期, spread over the line."""
    said = [f"{title}：{name}" for title, name in signatures(book)]
    widths = [breadth(text) for text in said]
    gap = (RIGHT - LEFT - sum(widths) * CAPTION / 2) / max(len(said) - 1, 1)
    x = LEFT
    for text, width in zip(said, widths, strict=True):
        wide = width * CAPTION / 2
        yield Words(x, y, wide, height, (text,), CAPTION)
        x += wide + max(gap, CAPTION)


def signatures(book: PaperBook) -> Sequence[tuple[str, str]]:
    """Who answers for the submission; a date not yet known is left to be written by hand."""
    return [
        (title, name or ("20　　年　　月　　日" if title == "报出日期" else "　　　　"))
        for title, name in book.head.signatures
    ]


def margins(book: PaperBook, number: int, total: int) -> Iterator[Ink]:
    """What stands on every page: its number, and by what the sent file is known; or that it is
    a draft."""
    height = SMALL * 1.6
    if book.is_draft:
        yield Watermark(DRAFT)
    left = DRAFT_FOOT if book.is_draft else f"校验码 {book.code}"
    right = "" if book.is_draft else f"签名指纹 {book.fingerprint}"
    width = (RIGHT - LEFT) / 3
    yield Words(LEFT, FOOT, width, height, (left,), SMALL)
    page = f"第 {number} 页　共 {total} 页"
    yield Words(LEFT + width, FOOT, width, height, (page,), SMALL, "centre")
    if right:
        yield Words(RIGHT - width, FOOT, width, height, (right,), SMALL, "right")


def _block(x: float, y: float, width: float, lines: Sequence[str]) -> Iterator[Ink]:
    for place, line in enumerate(lines):
        if line:
            yield Words(x, y + place * CAPTION_LINE, width, CAPTION_LINE, (line,), CAPTION)
