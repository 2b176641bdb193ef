"""The cover of a printed submission: who reports what, the place of the stamp, what is inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.workflow.paper.headings import DRAFT_FOOT, signatures
from desktop.workflow.paper.ink import BOTTOM, LEFT, RIGHT, Frame, Ink, Words
from desktop.workflow.paper.text import wrap
from exports.layout import COVER_TITLE

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from desktop.workflow.paper.content import PaperBook
    from desktop.workflow.paper.ink import Align

TEXT = 10.0
PAIR_HEIGHT, SIGN_HEIGHT = 20.0, 27.0
LABEL_WIDTH, MIDDLE = 96.0, 412.0
STAMP = 116.0
MOST_LINES = 6
"""Lines of the reason and of the note that the cover shows; longer ones are in the workbook."""

INDEX_WIDTHS = (42.0, 216.0, 112.0)
_CODE_SAYS = (
    "市级收到的文件算出同一校验码，即与本件内容相同；首次报送时，市级凭签名指纹登记本区的签名。"
)


def draw_cover(book: PaperBook) -> Iterator[Ink]:
    """The ink of the cover page."""
    yield Words(LEFT, 52, RIGHT - LEFT, 34, (COVER_TITLE,), 24, "centre", bold=True)
    yield Words(LEFT, 90, RIGHT - LEFT, 22, (book.period,), 14, "centre")
    y = yield from _pairs(130.0, _facts(book))
    signed = [(_signed(title), name) for title, name in signatures(book)]
    y = yield from _pairs(y + 8, signed, SIGN_HEIGHT)
    yield from _stamp(y + 8)
    yield from _index(book, 130.0)
    yield from _proof(book)


def _facts(book: PaperBook) -> list[tuple[str, str]]:
    return [("填报单位", book.head.unit_name),
            ("行政区划", f"{book.district}（{book.head.district}）"), *book.facts]  # fmt: skip


def _signed(title: str) -> str:
    return f"{title}（签字）" if title in {"单位负责人", "统计负责人", "填表人"} else title


def _pairs(
    y: float, pairs: Sequence[tuple[str, str]], least: float = PAIR_HEIGHT
) -> Generator[Ink, None, float]:
    """Labels and values in two columns; returns where they end."""
    width = MIDDLE - LEFT - LABEL_WIDTH
    for label, value in pairs:
        lines = tuple(wrap(value, (width - 12) / (TEXT / 2)))[:MOST_LINES]
        height = max(least, len(lines) * TEXT * 1.35 + 7)
        yield Frame(LEFT, y, LABEL_WIDTH, height, tinted=True)
        yield Words(LEFT + 2, y, LABEL_WIDTH - 4, height, (label,), TEXT - 1, "centre", bold=True)
        yield Frame(LEFT + LABEL_WIDTH, y, width, height)
        if lines:
            yield Words(LEFT + LABEL_WIDTH + 6, y, width - 12, height, lines, TEXT)
        y += height
    return y


def _stamp(y: float) -> Iterator[Ink]:
    """The place of the unit's stamp, which lies over the date as customary."""
    height = min(STAMP, BOTTOM - 60 - y)
    x = MIDDLE - STAMP
    yield Frame(x, y, STAMP, height, dashed=True)
    yield Words(x, y, STAMP, height, ("（单位盖章）",), TEXT, "centre", muted=True)


def _index(book: PaperBook, y: float) -> Iterator[Ink]:
    """Every form and what it holds, so that nobody wonders about one that is not inside."""
    start, height = RIGHT - sum(INDEX_WIDTHS), 18.0
    rows = [("表号", "报表", "本期情况"), *((one.code, one.title, one.said) for one in book.forms)]
    aligns: tuple[Align, ...] = ("left", "left", "right")
    for number, texts in enumerate(rows):
        x = start
        for text, width, align in zip(texts, INDEX_WIDTHS, aligns, strict=True):
            yield Frame(x, y, width, height, tinted=not number)
            yield Words(
                x + 6, y, width - 12, height, (text,), TEXT - 1,
                align if number else "centre", bold=not number,
            )  # fmt: skip
            x += width
        y += height


def _proof(book: PaperBook) -> Iterator[Ink]:
    """By what the file is known to be this one, and what made it."""
    y = BOTTOM - 52
    if book.is_draft:
        yield Words(LEFT, y, RIGHT - LEFT, 16, (DRAFT_FOOT + "。",), TEXT, bold=True)
    else:
        said = f"校验码 {book.code}　　签名指纹 {book.fingerprint}"
        yield Words(LEFT, y, RIGHT - LEFT, 16, (said,), TEXT + 2, bold=True)
        yield Words(LEFT, y + 17, RIGHT - LEFT, 12, (_CODE_SAYS,), 8.5, muted=True)
    versions = "　".join(f"{title} {text}" for title, text in book.versions)
    yield Words(LEFT, y + 32, RIGHT - LEFT, 12, (versions,), 8, muted=True)
