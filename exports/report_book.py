"""What a consolidated report says, apart from how a workbook lays it out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Figure = Decimal | int | str | None
"""A cell of a report: a sum with two places, a count, words, or None for 未报."""


class Absent(str):
    """Words in the place of a figure that is not there (暂缺, 本期不报, —), drawn in its middle."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One line of a table: what it is about, its figures, and whether it is a total."""

    label: str
    cells: Sequence[Figure]
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class ReportChart:
    """Bars of one column of a table: its first ``rows``, named by ``labels`` and the next column.

    Columns count from 0, which is that of the labels.
    """

    title: str
    labels: int
    figures: int
    rows: int


@dataclass(frozen=True, slots=True)
class ReportTable:
    """One table of a report.

    ``head`` are rows of titles, the first title above the labels: equal neighbours become one
    cell, and so does a title repeated below itself. ``unit`` is its 计量单位, empty for words alone;
    ``widths`` are of the columns in characters where their contents should not say. ``by_cell`` says
    that counts and amounts stand in one column, each written in its own way, and that columns may
    be as narrow as their words.
    """

    title: str
    unit: str
    head: Sequence[Sequence[str]]
    body: Sequence[ReportRow]
    notes: Sequence[str] = ()
    by_cell: bool = False
    widths: Sequence[int] = ()
    chart: ReportChart | None = None


@dataclass(frozen=True, slots=True)
class ReportBook:
    """A consolidated report: its tables and whose figures are in it, districts by name.

    ``generated_at`` is shown as given; ``is_final`` tells 正式 from 初步 figures.
    """

    title: str
    period_title: str
    generated_at: str
    received: Sequence[str]
    missing: Sequence[str]
    tables: Sequence[ReportTable]
    notes: Sequence[str] = ()
    is_final: bool = False
