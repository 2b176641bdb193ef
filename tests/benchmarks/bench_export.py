"""Writing submissions: against XlsxWriter without styles, and against plain styled openpyxl."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any, overload

import openpyxl
import xlsxwriter  # type: ignore[import-untyped]
from openpyxl.styles import Alignment, Border, Font, Side

from exports.layout import SheetLayout, sheet_layout
from exports.submission import Submission
from exports.writer import write_submission
from forms.base import Form
from forms.catalogue import load_catalogue
from forms.f01_project import Project
from forms.f02_progress import Progress
from forms.kinds import show_cell
from forms.registry import STANDARD_FORMS
from tests.benchmarks.harness import Call, Row
from tests.exports.factory import make_cover, make_header, make_progress, make_project

LONG, POOL, USUAL = 10_000, 500, 500

_HERE = __name__


class Rows(Sequence[Form]):
    """A long run of rows that takes little memory, as a ledger's rows taken page by page do.

    The same few hundred come round again: too far apart for the packer to notice.
    """

    def __init__(self, pool: Sequence[Form], count: int) -> None:
        self._pool, self._count = pool, count

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> Form: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Form]: ...
    def __getitem__(self, place: int | slice) -> Form | Sequence[Form]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(self._count))]
        if not 0 <= place < self._count:
            raise IndexError(place)
        return self._pool[place % len(self._pool)]

    def __iter__(self) -> Iterator[Form]:
        return islice(cycle(self._pool), self._count)


def rows() -> list[Row]:
    """The rows of the table."""
    return [
        Row(
            name="export: submission, 10,000 projects, styled, digest and manifest included",
            work=Call(f"{_HERE}:submission", ("long",)),
            reference=Call(f"{_HERE}:by_xlsxwriter", ("long",)),
            reference_name="XlsxWriter constant_memory, unstyled sheet",
            goal=0.5,
            goal_mb=80,
            pairs=5,
        ),
        Row(
            name="export: usual district, cover, checks and codes included",
            work=Call(f"{_HERE}:submission", ("usual",)),
            reference=Call(f"{_HERE}:by_openpyxl", ("usual",)),
            reference_name="the same rows through plain openpyxl, styled",
            goal=0.5,
            pairs=5,
        ),
    ]


def _submission(size: str) -> Submission:
    data: dict[str, Sequence[Form]] = {"F00": [make_cover()]}
    if size == "long":
        data["F01"] = Rows([make_project(n) for n in range(1, POOL + 1)], LONG)
    else:
        data["F01"] = [make_project(n) for n in range(1, USUAL + 1)]
        data["F02"] = [make_progress(n) for n in range(1, USUAL + 1)]
    return Submission(make_header(), data)


def _target() -> Path:
    return Path(tempfile.mkdtemp()) / "a.xlsx"


def submission(size: str) -> Callable[[], object]:
    """Our own writer."""
    made, target, catalogue = _submission(size), _target(), load_catalogue()
    return lambda: write_submission(made, target, forms=STANDARD_FORMS, catalogue=catalogue)


def _values(layout: SheetLayout, row: Form) -> list[Any]:
    """The row as plain values and shown texts, as another writer would be given it."""
    catalogue, values = load_catalogue(), []
    for column in layout.item_columns:
        assert column.item is not None
        value = getattr(row, column.item.name)
        if not column.item.kind.numeric:
            value = show_cell(value, column.item, catalogue)
        values.append(value)
    return values


def by_xlsxwriter(size: str) -> Callable[[], object]:
    """The rows of the long submission through XlsxWriter, constant memory, no styles."""
    layout, target = sheet_layout(Project), _target()
    data = [_values(layout, row) for row in _submission(size).rows["F01"]]

    def work() -> None:
        book = xlsxwriter.Workbook(target, {"constant_memory": True})
        sheet = book.add_worksheet()
        for number, values in enumerate(data):
            sheet.write_row(number, 0, values)
        book.close()

    return work


def by_openpyxl(size: str) -> Callable[[], object]:
    """The rows of a usual district through openpyxl, the same styles on every cell, shared."""
    target, made = _target(), _submission(size)
    data = {
        layout.name: [_values(layout, row) for row in made.rows[layout.form.spec.code]]
        for layout in (sheet_layout(Project), sheet_layout(Progress))
    }
    return lambda: _draw(target, data)


def _draw(target: Path, data: dict[str, list[list[Any]]]) -> None:
    book = openpyxl.Workbook()
    side = Side(style="thin")
    font, border = Font(name="宋体", size=10), Border(left=side, right=side, top=side, bottom=side)
    alignment = Alignment(vertical="center", wrap_text=True)
    for name, rows_of_sheet in data.items():
        sheet = book.create_sheet(name)
        for number, values in enumerate(rows_of_sheet, 1):
            for column, value in enumerate(values, 1):
                cell = sheet.cell(number, column, value)
                cell.font, cell.border, cell.alignment = font, border, alignment
    book.save(target)
