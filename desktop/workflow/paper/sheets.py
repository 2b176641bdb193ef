"""One table on its pages: head, rows, signature line and notes, turned into ink."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
from desktop.workflow.paper.text import wrap, wrap_title

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from desktop.workflow.paper.content import PaperBook, PaperTable

LINE = BODY * LINE_FACTOR
ROW_PAD = 2.2
GROUP_HEIGHT, MARK_HEIGHT = 12.0, 10.5
SIGN_HEIGHT = 24.0
NOTE_LINE = SMALL * 1.4
FEWEST_NOTES = 3
"""So many lines of notes at least begin under the rows, or all of them stand on a page of theirs."""

GAP = 9.0
"""Between parts that stand below each other on a page."""

ROWS_A_WATCH = 100


@dataclass(frozen=True, slots=True)
class Piece:
    """A row, or so many of its printed lines when no page could hold it whole."""

    row: int
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one group of columns on a page, under a head of their own."""

    group: Group
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a table; ``number`` counts its pages from 0, ``notes`` are printed lines.

    A wide table of few rows has several parts on a page, one below the other.
    """

    number: int
    parts: tuple[Part, ...] = ()
    signed: bool = False
    notes: tuple[str, ...] = ()


class TableSheets:
    """The pages of one table; ``leaves`` says what stands on each, ``draw`` makes its ink."""

    def __init__(self, book: PaperBook, table: PaperTable, watch: Callable[[], None]) -> None:
        self.book, self.table, self._watch = book, table, watch
        self._intro = wrap(table.intro, (RIGHT - LEFT) / (CAPTION / 2))
        self.leaves: list[Leaf] = [Leaf(0)]
        if table.rows:
            for group in group_columns(table):
                self._add_group(group)
        self._add_foot()

    def draw(self, leaf: Leaf) -> Iterator[Ink]:
        """Everything on one page but what stands on all of the book's."""
        heading = short_heading if leaf.number else first_heading
        yield from heading(self.book, self.table, leaf.number)
        y = self._top(leaf.number)
        if self._intro and not leaf.number:
            height = self._intro_height
            yield Words(LEFT, y - height, RIGHT - LEFT, height, tuple(self._intro), CAPTION)
        for part in leaf.parts:
            yield from self._head(part.group, y)
            y += self._head_height(part.group)
            for piece in part.pieces:
                height = _height(piece)
                yield from self._row(part.group, piece, y, height)
                y += height
            y += GAP
        yield from self._foot(leaf, y - GAP if leaf.parts else y)

    # --- what stands on which page ----------------------------------------------------------

    def _add_group(self, group: Group) -> None:
        """Put a group below the one before if all of it fits there, else on pages of its own."""
        pieces = [piece for row in self._rows() for piece in self._pieces(row, group)]
        left = self._left(self.leaves[-1]) - self._head_height(group)
        if sum(map(_height, pieces)) > left and self.leaves[-1].parts:
            left = self._turn(group)
        here: list[Piece] = []
        for piece in pieces:
            if _height(piece) > left and here:
                self._add_part(Part(group, tuple(here)))
                left, here = self._turn(group), []
            here.append(piece)
            left -= _height(piece)
        self._add_part(Part(group, tuple(here)))

    def _turn(self, group: Group) -> float:
        """Begin a new page; answers the height it has for rows of a group."""
        self.leaves.append(Leaf(len(self.leaves)))
        return self._left(self.leaves[-1]) - self._head_height(group)

    def _add_part(self, part: Part) -> None:
        last = self.leaves[-1]
        self.leaves[-1] = replace(last, parts=(*last.parts, part))

    def _rows(self) -> Iterator[int]:
        for row in range(len(self.table.rows)):
            if row % ROWS_A_WATCH == 0:
                self._watch()
            yield row

    def _pieces(self, row: int, group: Group) -> Iterator[Piece]:
        lines = max(map(len, self._lines(row, group)), default=1) or 1
        room = BOTTOM - self._top(0) - self._head_height(group)
        most = int((room - 2 * ROW_PAD) / LINE)
        for first in range(0, lines, most):
            yield Piece(row, first, min(first + most, lines))

    def _add_foot(self) -> None:
        """The signature line stays with the last rows; notes fill what is left, then pages."""
        notes = [
            line for note in self.table.notes for line in wrap(note, (RIGHT - LEFT) / (SMALL / 2))
        ]
        sign = SIGN_HEIGHT if self.table.signed else 0.0
        if self._left(self.leaves[-1]) + GAP < sign:
            self.leaves.append(Leaf(len(self.leaves)))
        here = max(int((self._left(self.leaves[-1]) - sign) / NOTE_LINE), 0)
        if here < min(len(notes), FEWEST_NOTES):
            here = 0
        self.leaves[-1] = replace(
            self.leaves[-1], signed=self.table.signed, notes=tuple(notes[:here])
        )
        rest = notes[here:]
        most = int((BOTTOM - self._top(1)) / NOTE_LINE)
        for start in range(0, len(rest), most):
            self.leaves.append(Leaf(len(self.leaves), notes=tuple(rest[start : start + most])))

    def _left(self, leaf: Leaf) -> float:
        """The height below what stands on a page already, a gap left between."""
        parts = sum(
            self._head_height(part.group) + sum(map(_height, part.pieces)) + GAP
            for part in leaf.parts
        )
        return BOTTOM - self._top(leaf.number) - parts

    def _top(self, number: int) -> float:
        """Where the table begins on a page of it."""
        return TOP + (SHORT_HEIGHT if number else BLOCK_HEIGHT + self._intro_height)

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
            lines = tuple(wrap_title(column.title, (right - left - 2 * PAD) / UNIT + 0.01))
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
            len(wrap_title(self.table.columns[place].title, (width - 2 * PAD) / UNIT + 0.01))
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


def _height(piece: Piece) -> float:
    return (piece.end - piece.first) * LINE + 2 * ROW_PAD


def _head_cell(
    x: float, y: float, width: float, height: float, lines: tuple[str, ...]
) -> Iterator[Ink]:
    yield Frame(x, y, width, height, tinted=True)
    if lines:
        yield Words(x + 1, y, width - 2, height, lines, align="centre", bold=True)
