"""One table on its pages: head, rows, signature line and notes, turned into ink."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from desktop.workflow.paper.columns import PAD, UNIT, Group, group_columns
from desktop.workflow.paper.headings import (
    BLOCK_HEIGHT,
    SHORT_HEIGHT,
    first_heading,
    short_heading,
    signature_words,
)
from desktop.workflow.paper.ink import (
    BODY,
    BOTTOM,
    CAPTION,
    LEFT,
    LINE_FACTOR,
    RIGHT,
    SMALL,
    TOP,
    Frame,
    Ink,
    Words,
)
from desktop.workflow.paper.text import wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from desktop.workflow.paper.content import PaperBook, PaperTable

LINE = BODY * LINE_FACTOR
ROW_PAD = 2.2
GROUP_HEIGHT, MARK_HEIGHT = 12.0, 10.5
SIGN_HEIGHT = 24.0
NOTE_LINE = SMALL * 1.4
ROWS_A_WATCH = 100


@dataclass(frozen=True, slots=True)
class Piece:
    """A row, or so many of its printed lines when no page could hold it whole."""

    row: int
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a table; ``number`` counts its pages from 0, ``notes`` are printed lines."""

    number: int
    group: int
    pieces: tuple[Piece, ...] = ()
    signed: bool = False
    notes: tuple[str, ...] = ()


class TableSheets:
    """The pages of one table; ``leaves`` says what stands on each, ``draw`` makes its ink."""

    def __init__(self, book: PaperBook, table: PaperTable, watch: Callable[[], None]) -> None:
        self.book, self.table, self._watch = book, table, watch
        self.groups = group_columns(table)
        self._intro = wrap(table.intro, (RIGHT - LEFT) / (CAPTION / 2))
        self.leaves: list[Leaf] = []
        for place, group in enumerate(self.groups):
            self.leaves += self._leaves_of(place, group)
        self._add_foot()

    def draw(self, leaf: Leaf) -> Iterator[Ink]:
        """Everything on one page but what stands on all of the book's."""
        heading = short_heading if leaf.number else first_heading
        yield from heading(self.book, self.table, leaf.number)
        y = TOP + (SHORT_HEIGHT if leaf.number else BLOCK_HEIGHT)
        if self._intro and not leaf.number:
            yield Words(LEFT, y, RIGHT - LEFT, self._intro_height, tuple(self._intro), CAPTION)
            y += self._intro_height
        if leaf.pieces:
            group = self.groups[leaf.group]
            yield from self._head(group, y)
            y += self._head_height(group)
            for piece in leaf.pieces:
                height = self._height(piece)
                yield from self._row(group, piece, y, height)
                y += height
        yield from self._foot(leaf, y)

    # --- what stands on which page ----------------------------------------------------------

    def _leaves_of(self, place: int, group: Group) -> Iterator[Leaf]:
        pieces: list[Piece] = []
        number = len(self.leaves)
        room = self._room(number, group)
        used = 0.0
        for row in range(len(self.table.rows)):
            if row % ROWS_A_WATCH == 0:
                self._watch()
            for piece in self._pieces(row, group):
                height = self._height(piece)
                if pieces and used + height > room:
                    yield Leaf(number, place, tuple(pieces))
                    number += 1
                    pieces, used, room = [], 0.0, self._room(number, group)
                pieces.append(piece)
                used += height
        if pieces or not number:
            yield Leaf(number, place, tuple(pieces))

    def _pieces(self, row: int, group: Group) -> Iterator[Piece]:
        lines = max(map(len, self._lines(row, group)), default=1) or 1
        most = int((self._room(0, group) - 2 * ROW_PAD) / LINE)
        for first in range(0, lines, most):
            yield Piece(row, first, min(first + most, lines))

    def _add_foot(self) -> None:
        """The signature line stays with the last rows; notes fill what is left, then pages."""
        notes = [
            line for note in self.table.notes for line in wrap(note, (RIGHT - LEFT) / (SMALL / 2))
        ]
        if not (self.table.signed or notes):
            return
        last = self.leaves.pop()
        left = BOTTOM - self._bottom(last) - (SIGN_HEIGHT if self.table.signed else 0)
        if left < 0:
            self.leaves.append(last)
            last = Leaf(last.number + 1, last.group)
            left = BOTTOM - self._bottom(last) - SIGN_HEIGHT
        here = int(left / NOTE_LINE)
        self.leaves.append(
            Leaf(last.number, last.group, last.pieces, self.table.signed, tuple(notes[:here]))
        )
        rest = notes[here:]
        most = int((BOTTOM - TOP - SHORT_HEIGHT) / NOTE_LINE)
        for start in range(0, len(rest), most):
            number = len(self.leaves)
            self.leaves.append(Leaf(number, last.group, notes=tuple(rest[start : start + most])))

    def _bottom(self, leaf: Leaf) -> float:
        """Where the rows of a page end."""
        group = self.groups[leaf.group]
        rows = sum(map(self._height, leaf.pieces))
        return (
            BOTTOM
            - self._room(leaf.number, group)
            + (rows if leaf.pieces else -self._head_height(group))
        )

    def _room(self, number: int, group: Group) -> float:
        """The height that rows may take on a page of a table."""
        above = SHORT_HEIGHT if number else BLOCK_HEIGHT + self._intro_height
        return BOTTOM - TOP - above - self._head_height(group)

    @property
    def _intro_height(self) -> float:
        return len(self._intro) * CAPTION * 1.4 + 4 if self._intro else 0.0

    # --- ink --------------------------------------------------------------------------------

    def _lines(self, row: int, group: Group) -> list[list[str]]:
        texts = self.table.rows[row]
        return [
            wrap(texts[place], (width - 2 * PAD) / UNIT + 0.01)
            for place, width in zip(group.columns, group.widths, strict=True)
        ]

    @staticmethod
    def _height(piece: Piece) -> float:
        return (piece.end - piece.first) * LINE + 2 * ROW_PAD

    def _row(self, group: Group, piece: Piece, y: float, height: float) -> Iterator[Ink]:
        x = LEFT
        for place, width, lines in zip(
            group.columns, group.widths, self._lines(piece.row, group), strict=True
        ):
            yield Frame(x, y, width, height)
            # The key of a row that goes on over the page is said again.
            again = place < self.table.keys and piece.first >= len(lines)
            shown = lines if again else lines[piece.first : piece.end]
            if shown:
                align = self.table.columns[place].align
                yield Words(x + PAD, y, width - 2 * PAD, height, tuple(shown), align=align)
            x += width

    def _head(self, group: Group, y: float) -> Iterator[Ink]:
        columns = [self.table.columns[place] for place in group.columns]
        edges = [LEFT]
        for width in group.widths:
            edges.append(edges[-1] + width)
        if any(column.group for column in columns):
            yield from self._bands(group, edges, y)
            y += GROUP_HEIGHT
        titles = self._title_height(group)
        for column, (left, right) in zip(columns, pairwise(edges), strict=True):
            lines = tuple(wrap(column.title, (right - left - 2 * PAD) / UNIT + 0.01))
            yield from _head_cell(left, y, right - left, titles, lines)
            if self._has_marks:
                mark = (column.mark,) if column.mark else ()
                yield from _head_cell(left, y + titles, right - left, MARK_HEIGHT, mark)

    def _bands(self, group: Group, edges: Sequence[float], y: float) -> Iterator[Ink]:
        """The titles over neighbouring columns; none crosses from the key columns to others."""
        titled = [
            (self.table.columns[place].group, place < self.table.keys) for place in group.columns
        ]
        for (title, _), members in groupby(range(len(titled)), key=lambda at: titled[at]):
            first, *_ = places = list(members)
            width = edges[places[-1] + 1] - edges[first]
            lines = tuple(wrap(title, width / UNIT)[:1])
            yield from _head_cell(edges[first], y, width, GROUP_HEIGHT, lines)

    def _head_height(self, group: Group) -> float:
        has_groups = any(self.table.columns[place].group for place in group.columns)
        return (
            self._title_height(group)
            + (GROUP_HEIGHT if has_groups else 0)
            + (MARK_HEIGHT if self._has_marks else 0)
        )

    def _title_height(self, group: Group) -> float:
        lines = [
            len(wrap(self.table.columns[place].title, (width - 2 * PAD) / UNIT + 0.01))
            for place, width in zip(group.columns, group.widths, strict=True)
        ]
        return max(lines, default=1) * LINE + 2 * ROW_PAD

    @property
    def _has_marks(self) -> bool:
        return any(column.mark for column in self.table.columns)

    def _foot(self, leaf: Leaf, y: float) -> Iterator[Ink]:
        if leaf.signed:
            yield from signature_words(self.book, y, SIGN_HEIGHT)
            y += SIGN_HEIGHT
        for line in leaf.notes:
            yield Words(LEFT, y, RIGHT - LEFT, NOTE_LINE, (line,), SMALL)
            y += NOTE_LINE


def _head_cell(
    x: float, y: float, width: float, height: float, lines: tuple[str, ...]
) -> Iterator[Ink]:
    yield Frame(x, y, width, height, tinted=True)
    if lines:
        yield Words(x + 1, y, width - 2, height, lines, align="centre", bold=True)
