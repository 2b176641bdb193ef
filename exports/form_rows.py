"""The rows of a form's sheet as formatted cells, one formatter a column."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from exports.paper import MOST_LINES, height_of, lines_of
from exports.stream import Formatter, Row, Table, number_cells, shown_cells, text_cells
from forms.cells import Kept, Missing
from forms.kinds import show_cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from exports.layout import Column, SheetLayout
    from forms.base import Form
    from forms.catalogue import Catalogue
    from forms.items import Item

_PLAIN_TEXT = ("text", "identifier", "reference")

FEW_ROWS = 60
"""More rows are never on one page."""


@dataclass(frozen=True, slots=True)
class RowLooks:
    """Style ids of a form's table: one a column, and those of cells that hold no value."""

    columns: Sequence[int]
    kept: int
    absent: int


def form_table(
    layout: SheetLayout,
    looks: RowLooks,
    rows: Sequence[Form],
    catalogue: Catalogue,
    label_of: Callable[[str], str],
    blank_rows: int = 0,
) -> Table:
    """The rows of a form's sheet; ``label_of`` gives the borrowed label of a record id.

    ``blank_rows`` empty rows to be filled follow.
    """
    filled = _Rows(layout, looks, rows, catalogue, label_of)
    # No height: these rows grow with what is typed.
    blank = (0.0, [f' s="{style}"/>' for style in looks.columns])
    return Table(layout.name, layout.first_data_row, chain(filled, repeat(blank, blank_rows)))


def row_heights(
    layout: SheetLayout,
    rows: Sequence[Form],
    catalogue: Catalogue,
    label_of: Callable[[str], str],
) -> list[float]:
    """The heights of a form's rows in points; none where they are too many for one page."""
    if len(rows) > FEW_ROWS:
        return []
    looks = RowLooks([0] * len(layout.columns), 0, 0)
    return [height for height, _ in _Rows(layout, looks, rows, catalogue, label_of)]


def labels_of(rows: Mapping[str, Sequence[Form]], form: type[Form]) -> Callable[[str], str]:
    """A look-up of the borrowed label: how the shared record is called in its own form."""
    lent = rows.get(form.spec.shares_id_with, ())
    titles = {row.record_id: row.title for row in lent}
    return lambda record_id: titles.get(record_id, "")


class _Rows:
    """A form's rows as formatted cells."""

    def __init__(
        self,
        layout: SheetLayout,
        looks: RowLooks,
        rows: Sequence[Form],
        catalogue: Catalogue,
        label_of: Callable[[str], str],
    ) -> None:
        self._rows, self._catalogue, self._label_of = rows, catalogue, label_of
        self._columns = layout.columns
        self._formatters = [
            _formatter(column, style, catalogue)
            for column, style in zip(layout.columns, looks.columns, strict=True)
        ]
        self._kept, self._absent = text_cells(looks.kept), text_cells(looks.absent)
        self._label = next((c.index - 1 for c in layout.columns if c.is_label), 0)
        self._items = [column.item for column in layout.item_columns if column.item]
        texts = sorted(filter(_is_text, layout.columns), key=_usually_short)
        self._texts = [
            (column.index - 1, max(int(column.width - 1) // 2, 1), column.width) for column in texts
        ]
        self._choices = [
            (column.index - 1, _lines_shown(column, catalogue))
            for column in layout.columns
            if column.item is not None and column.item.kind.name in ("one_of", "many_of")
        ]
        self._heights = [height_of(lines) for lines in range(1, MOST_LINES + 1)]

    def __iter__(self) -> Iterator[Row]:
        take = itemgetter(*(entry.name for entry in self._items))
        for number, row in enumerate(self._rows, 1):
            values = [number, *take(row.__dict__)]
            if self._label:
                values.insert(self._label, self._label_of(row.record_id))
            cells = [write(value) for write, value in zip(self._formatters, values, strict=True)]
            lines = self._lines(values)
            if row.kept or row.missing:
                lines = max(lines, self._mark_special(row, cells))
            yield self._heights[min(lines, MOST_LINES) - 1], cells

    def _lines(self, values: Sequence[Any]) -> int:
        """How many lines the row needs."""
        most = max([count[values[place]] for place, count in self._choices], default=1)
        for place, letters, width in self._texts:
            text = values[place]
            # Even if every letter were Han, and a line were lost to words that are not torn, most
            # texts take no more lines than the row has by then.
            if not text or (len(text) <= max(most - 1, 1) * letters and "\n" not in text):
                continue
            lines = lines_of(text, width)
            if lines > most:
                most = lines
        return most

    def _mark_special(self, row: Form, cells: list[str]) -> int:
        """Replace the cells that hold kept text or a stated absence; gives the lines they need."""
        most = 1
        for place, column in enumerate(self._columns):
            entry = column.item
            if entry is None or not (entry.name in row.kept or entry.name in row.missing):
                continue
            cell = row.cell(entry.name)
            if isinstance(cell, Kept | Missing):
                write = self._kept if isinstance(cell, Kept) else self._absent
                text = show_cell(cell, entry, self._catalogue)
                cells[place] = write(text)
                most = max(most, lines_of(text, column.width))
        return most


def _formatter(column: Column, style: int, catalogue: Catalogue) -> Formatter:
    entry = column.item
    if entry is None:
        return number_cells(style, 0) if column.is_sequence else text_cells(style)
    kind = entry.kind
    if kind.numeric:
        return number_cells(style, kind.places)
    if kind.name in _PLAIN_TEXT:
        return text_cells(style)
    return shown_cells(style, _shower(entry, catalogue))


def _usually_short(column: Column) -> bool:
    """Whether a column's texts seldom make the row higher: those that do are counted first."""
    return column.item is None or not column.item.multiline


def _is_text(column: Column) -> bool:
    return column.is_label or (column.item is not None and column.item.kind.name in _PLAIN_TEXT)


def _lines_shown(column: Column, catalogue: Catalogue) -> _Remembered:
    """How many lines each value of a column of choices takes."""
    entry, width = column.item, column.width
    assert entry is not None
    show = _shower(entry, catalogue)
    return _Remembered(lambda value: 1 if value is None else lines_of(show(value), width))


class _Remembered(dict[Any, int]):
    """Answers worked out once."""

    def __init__(self, work_out: Callable[[Any], int]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, value: Any) -> int:
        made = self[value] = self._work_out(value)
        return made


def _shower(entry: Item, catalogue: Catalogue) -> Callable[[Any], str]:
    return lambda value: show_cell(value, entry, catalogue)
