"""Columns as narrow as their contents allow, since every sheet is printed one page wide.

Where a value lives does not change; only how much room it has. A row is as high as its highest
cell, so all texts of a form may take the same number of lines at no cost: the fewest lines at
which the form is printed large enough, or else the most that a row should have. A text that is
longer than usual takes more, but never more than a row can hold, so nothing is ever cut.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar

from exports.drawing import unit_apart
from exports.paper import MOST_LINES, WIDE_LETTERS, breadth, lines_of, scale_of
from forms.kinds import show_cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from exports.layout import Column, SheetLayout
    from forms.base import Form
    from forms.catalogue import Catalogue
    from forms.items import Item

_Thing = TypeVar("_Thing")

LARGE_ENOUGH = 0.8
"""Body text of 10 points is then printed at 8; narrower columns would only make it hectic."""

FEWEST, MOST = 1, 6
"""Lines of a usual row."""

ID_LINES = 2
"""Lines of a record's own number, which people compare and type."""

HEAD_LINES = 5
"""Lines of a column's title."""

SAMPLE = 60
"""So many rows, spread over all of them, tell what is usual in a column."""

USUAL = 0.9
"""So many of the texts fit in a usual row; the few long ones make their rows higher."""

SURE_LINES = MOST_LINES - 4
"""What the longest text is given, for another of its length may break less well."""

TYPED_LINES = MOST_LINES + 1
"""What the longest text that a field allows is given; a row that grows by itself is no higher."""

TYPED = 24
"""Characters of a usual text where nothing stands yet."""

_LEAST = {"money": 7, "measure": 7, "count": 7, "percent": 7, "month": 8, "date": 10, "yes_no": 5,
          "one_of": 7, "many_of": 7, "reference": 9, "identifier": 9, "text": 9}  # fmt: skip
_MOST_NUMBER = 13
_SHORT, _LONG = 7, 17
"""Least widths of short texts such as people's names, and of texts of several lines."""

_MOST_CODE, _MOST_PIECE = 10, 8
"""Codes that begin labels are kept whole up to this width, and pieces of identifiers, such as the
digits of a telephone number, up to so many characters."""

_SEQUENCE, _DATE_TO_FILL = 5, 11
NUMBER_PAD = 1
"""The space after a number, see ``styles``."""


@dataclass(frozen=True, slots=True)
class Content:
    """What is to stand in a column: usual texts, the longest one, and the width of its numbers.

    A usual text takes at most ``usual_lines`` lines, the longest one ``lines``.
    """

    usual: str = ""
    longest: str = ""
    number: int = 0
    usual_lines: int = MOST
    lines: int = SURE_LINES


@dataclass(frozen=True, slots=True)
class Need:
    """What a column must have room for: ``least`` characters, its title, and its contents."""

    least: int
    title: str = ""
    contents: Sequence[Content] = ()

    def width(self, lines: int) -> int:
        """The width in characters where a usual row has so many lines."""
        width = _narrowest_title(self.title, self.least)
        for content in self.contents:
            width = max(width, min(content.number, _MOST_NUMBER))
            width = narrowest(content.usual, min(lines, content.usual_lines), width)
            width = narrowest(content.longest, content.lines, width)
        return width


def fitted(
    layout: SheetLayout,
    catalogue: Catalogue,
    rows: Sequence[Form] = (),
    label_of: Callable[[str], str] = str,
    *,
    to_fill: bool = False,
) -> SheetLayout:
    """The layout with columns as wide as these rows need, or if there are none, as usual.

    ``label_of`` gives the borrowed label of a record id; ``to_fill`` says that more rows may be
    typed below, so that the fields' own limits count too.
    """
    kept = _kept(rows)
    needs = []
    for column in layout.columns:
        contents = list(_contents(column, catalogue, rows, label_of, to_fill))
        if column.item is not None and column.item.name in kept:
            contents.append(Content(longest=kept[column.item.name]))
        needs.append(Need(_least(column, contents), column.title, contents))
    columns = [
        replace(column, width=width)
        for column, width in zip(layout.columns, widths_for(needs), strict=True)
    ]
    return replace(layout, columns=tuple(columns))


def widths_for(needs: Sequence[Need]) -> list[int]:
    """Widths of a sheet's columns: with as few lines a row as make the print large enough."""
    widths: list[int] = []
    for lines in range(FEWEST, MOST + 1):
        widths = [need.width(lines) for need in needs]
        if scale_of(sum(widths)) >= LARGE_ENOUGH:
            break
    return widths


def text_content(texts: Sequence[str], usual_lines: int = MOST) -> Content:
    """What stands in a column of these texts."""
    if not texts:
        return Content()
    usual = _usual(sorted(_sample(texts), key=breadth))
    return Content(usual, max(texts, key=len), usual_lines=usual_lines)


def narrowest(text: str, lines: int, least: int) -> int:
    """The least width, odd as Han characters like it, at which a text takes at most these lines."""
    width = max(least, -(-breadth(text) // lines) if "\n" not in text else least)
    width += 1 - width % 2 if width > least else 0
    while lines_of(text, width) > max(lines, text.count("\n") + 1):
        width += 2 - (width + 1) % 2
    return width


def _narrowest_title(title: str, least: int) -> int:
    """The least width at which a title, its unit apart and whole, is not too high."""
    width = least
    while True:
        first, *unit = unit_apart(title, width).split("\n")
        lines = [lines_of(line, width) for line in (first, *unit)]
        if sum(lines) <= HEAD_LINES and lines[1:] in ([], [1]):
            return width
        width += 1


def _least(column: Column, contents: Sequence[Content]) -> int:
    """The least width of a column by its kind; one where little stands may be narrower."""
    entry = column.item
    if entry is None:
        return _SEQUENCE if column.is_sequence else _LEAST["text"]
    if entry.kind.name != "text":
        return _LEAST[entry.kind.name]
    if (entry.most or TYPED) < TYPED:
        return _SHORT
    usual = _LONG if entry.multiline else _LEAST["text"]
    longest = max((breadth(one.longest) for one in contents), default=0)
    return max(_SHORT, min(usual, longest // 2 + 1))


# --- What stands in a column ----------------------------------------------------------------


def _contents(
    column: Column,
    catalogue: Catalogue,
    rows: Sequence[Form],
    label_of: Callable[[str], str],
    to_fill: bool,
) -> Iterator[Content]:
    entry = column.item
    if column.is_sequence:
        return
    if entry is None:
        labels = [label_of(row.record_id) for row in rows]
        yield text_content(labels) if labels else Content("示" * TYPED)
        return
    if not rows or to_fill:
        yield _expected(entry, catalogue)
    if rows:
        yield _found(entry, catalogue, rows)


def _expected(entry: Item, catalogue: Catalogue) -> Content:
    """What is usual in a column where nothing stands yet, and the longest there may be."""
    kind = entry.kind.name
    if entry.kind.numeric:
        return Content(number=_breadth_of_number(entry, entry.example or 0))
    if entry.codes:
        codes = catalogue.codelist(entry.codes).active()
        labels = sorted((code.label for code in codes), key=breadth)
        usual = labels[min(int(len(labels) * USUAL), len(labels) - 1)] if labels else ""
        return Content(usual, labels[-1] if labels else "", _code_width(labels))
    if kind != "text":
        width = _DATE_TO_FILL if kind == "date" else _pieces_width([entry.example])
        return Content(entry.example, number=width, usual_lines=_usual_lines(entry))
    longest = "示" * (entry.most or 0)
    return Content(entry.example or longest[:TYPED], longest, lines=TYPED_LINES)


def _code_width(labels: Sequence[str]) -> int:
    """What keeps the codes that begin labels whole."""
    codes = [label.partition(" ")[0] for label in labels if label[:1].isdigit()]
    return min(_whole(codes), _MOST_CODE)


def _pieces_width(texts: Sequence[str]) -> int:
    """What keeps the pieces of identifiers whole, unless they are long."""
    pieces = [piece for text in texts for piece in text.split("-") if len(piece) <= _MOST_PIECE]
    return _whole(pieces)


def _whole(words: Sequence[str]) -> int:
    return ceil(max(map(len, words), default=0) * WIDE_LETTERS) + 1


def _usual_lines(entry: Item) -> int:
    return ID_LINES if entry.name == "record_id" else MOST


def _found(entry: Item, catalogue: Catalogue, rows: Sequence[Form]) -> Content:
    """What stands in these rows."""
    take = attrgetter(entry.name)
    if entry.kind.name in ("text", "identifier", "reference"):
        texts = list(filter(None, map(take, rows)))
        content = text_content(texts, _usual_lines(entry))
        is_code = entry.kind.name != "text"
        return replace(content, number=_pieces_width([content.usual])) if is_code else content
    values = [value for value in map(take, _sample(rows)) if value is not None]
    if entry.kind.numeric:
        widths = (_breadth_of_number(entry, value) for value in values)
        return Content(number=max(widths, default=0))
    if not entry.codes:
        return Content()
    shown = sorted((show_cell(value, entry, catalogue) for value in set(values)), key=breadth)
    if entry.kind.name == "one_of":
        most = _expected(entry, catalogue).longest
        return Content(shown[-1] if shown else "", most, _code_width(shown))
    return Content(_usual(shown), "；".join(shown[-1:] * 3))


def _kept(rows: Sequence[Form]) -> dict[str, str]:
    """The longest text by field that stands in place of a value: kept as typed, or an absence."""
    longest: dict[str, str] = {}
    for row in rows:
        if row.kept or row.missing:
            said = {name: cell.title for name, cell in row.missing.items()}
            for name, text in (row.kept | said).items():
                longest[name] = max(longest.get(name, ""), text, key=len)
    return longest


def _usual(texts: Sequence[str]) -> str:
    return texts[min(int(len(texts) * USUAL), len(texts) - 1)] if texts else ""


def _sample(things: Sequence[_Thing]) -> list[_Thing]:
    """Some things, spread over all of them, the last one too."""
    step = max(len(things) // SAMPLE, 1)
    return [*things[::step], *things[-1:]]


def _breadth_of_number(entry: Item, value: object) -> int:
    shown = f"{float(str(value)):,.{entry.kind.places or 0}f}"
    if entry.kind.name == "measure":
        shown = shown.rstrip("0").rstrip(".")
    return len(shown) + NUMBER_PAD
