"""The columns of a printed table: how wide each is, and which stand together on a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.workflow.paper.ink import BODY, LEFT, RIGHT
from desktop.workflow.paper.text import HAN, LATIN, TITLE_LINES, breadth, longest_word, narrowest
from exports.columns import even_split

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from desktop.workflow.paper.content import PaperColumn, PaperTable

UNIT = BODY / 2
"""Points of the measure in which ``text`` counts widths."""

PAD = 2.6
"""Points between a cell's edge and its text."""

LEAST = 3 * HAN
"""Columns take at least so much room."""

MOST_KEY = 26
"""The key columns stand on every page, so their texts wrap sooner."""

LONGEST_WORD = 28 * LATIN
"""Words longer than that may break; all our codes are shorter."""


@dataclass(frozen=True, slots=True)
class Group:
    """Columns that stand on a page together, by their places in the table, and their points."""

    columns: tuple[int, ...]
    widths: tuple[float, ...]


def group_columns(table: PaperTable) -> list[Group]:
    """Fit the columns to their texts and cut them into pages; each is as wide as the page.

    The key columns are on every page; a table that is no form is never cut. Whatever room a page
    has left goes to its wrapping columns.
    """
    full = [_widest(column, texts) for column, texts in _by_column(table)]
    wants = [
        _want(column, place < table.keys, full[place], texts, TITLE_LINES if table.number else 1)
        for place, (column, texts) in enumerate(_by_column(table))
    ]
    room, keys = RIGHT - LEFT, table.keys
    if not table.number:
        # No form: its columns belong together, so all give way where there is no room.
        fair = [want * min(room / sum(wants), 1.0) for want in wants]
        return [_group(keys, range(keys, len(wants)), fair, full)]
    own = [round(want * 10) for want in wants[keys:]]
    ends, _ = even_split(own, int((room - sum(wants[:keys])) * 10))
    starts = [0, *ends[:-1]]
    return [
        _group(keys, range(keys + start, keys + end), wants, full)
        for start, end in zip(starts, ends, strict=True)
    ]


def _by_column(table: PaperTable) -> Iterable[tuple[PaperColumn, Sequence[str]]]:
    texts = list(zip(*table.rows, strict=True)) or [()] * len(table.columns)
    return zip(table.columns, texts, strict=True)


def _widest(column: PaperColumn, texts: Sequence[str]) -> float:
    """The points in which no text of the column wraps."""
    return max([narrowest(column.title, 1), *map(breadth, texts)]) * UNIT + 2 * PAD


def _want(
    column: PaperColumn, is_key: bool, full: float, texts: Sequence[str], lines: int
) -> float:
    """The points that a column takes at least: no wider than its texts, its title in few lines."""
    least = max(narrowest(column.title, lines), breadth(column.mark), LEAST)
    content = max(map(breadth, texts), default=0.0)
    if column.align == "left":
        most = min(column.most, MOST_KEY) if is_key else column.most
        words = max((longest_word(text) for text in texts if text), default=0.0)
        content = max(min(content, most), min(words, LONGEST_WORD))
    return min(max(least, content) * UNIT + 2 * PAD, full)


def _group(keys: int, own: range, wants: Sequence[float], full: Sequence[float]) -> Group:
    """Spread what room is left: first to columns whose texts wrap, then to all."""
    places = (*range(keys), *own)
    widths = {place: wants[place] for place in places}
    left = RIGHT - LEFT - sum(widths.values())
    short = {place: full[place] - widths[place] for place in places}
    lack = sum(short.values())
    if lack > 0 and left > 0:
        share = min(left / lack, 1.0)
        for place in places:
            widths[place] += short[place] * share
        left -= lack * share
    total = sum(widths[place] for place in own) or 1.0
    for place in own:
        widths[place] += widths[place] / total * left
    return Group(places, tuple(widths[place] for place in places))
