"""What loading a file would do, row by row and cell by cell, before anything is done."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from desktop.ledger import AddRow, SetCell, Step
from exports.mapping import NOTHING_CHOSEN, Chosen
from forms.kinds import show_cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from exports.mapping import MappedColumn
    from exports.tables import TableRead
    from forms.base import Form
    from forms.catalogue import Catalogue
    from forms.cells import Cell
    from forms.items import Item

Outcome = Literal["created", "updated", "unchanged", "refused"]
OUTCOME_TITLES: Mapping[Outcome, str] = {
    "created": "新增", "updated": "更新", "unchanged": "无变化", "refused": "未导入",
}  # fmt: skip
NOT_LOADED = "整行未导入："


@dataclass(frozen=True, slots=True)
class LoadProblem:
    """One thing the file says that was kept as typed or left out; ``row`` is the user's row.

    ``is_expected`` marks rows that are no records, such as 合计, which nobody needs to put right.
    """

    sheet: str
    row: int
    column: str
    value: str
    message: str
    is_expected: bool = False

    def to_json(self) -> dict[str, object]:
        """The stable JSON shape of design §8."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell that loading would change: what stands there and what would."""

    item: Item
    old: Cell
    new: Cell

    def texts(self, catalogue: Catalogue) -> tuple[str, str]:
        """Old and new as people read them; "" for blank."""
        return show_cell(self.old, self.item, catalogue), show_cell(self.new, self.item, catalogue)


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What would become of one row of the file.

    ``number`` is the user's row, ``known`` the ledger's row that it updates, ``steps`` the part of
    the edit that it makes, ``refusal`` why it is left out, ``problems`` all there is to say of it.
    """

    number: int
    outcome: Outcome
    form: type[Form]
    record_id: str = ""
    label: str = ""
    known: Form | None = None
    steps: tuple[Step, ...] = ()
    refusal: str = ""
    problems: tuple[LoadProblem, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether the row, or a cell of it, did not come in as a value."""
        return bool(self.problems)

    @property
    def changes(self) -> list[CellChange]:
        """Its cells that would change, in the form's order."""
        new: dict[str, Cell] = {}
        for step in self.steps:
            if isinstance(step, AddRow) and step.form == self.form.spec.code:
                new.update(step.cells)
            elif isinstance(step, SetCell) and self._is_own(step):
                new[step.field] = step.cell
        return [
            CellChange(entry, self.known.cell(entry.name) if self.known else None, new[entry.name])
            for entry in self.form.items()
            if entry.name in new
        ]

    def _is_own(self, step: SetCell) -> bool:
        return (step.form, step.record_id) == (self.form.spec.code, self.record_id)

    def reason(self) -> str:
        """Why it failed, for the person who made the file; empty when nothing did."""
        if self.refusal:
            return NOT_LOADED + self.refusal
        return "；".join(
            f"“{one.column}”写的是“{one.value}”：{one.message}" for one in self.problems
        )

    def to_json(self, catalogue: Catalogue) -> dict[str, object]:
        """The stable JSON shape of a previewed row."""
        cells = [
            {"field": one.item.name, "title": one.item.title, "old": old, "new": new}
            for one in self.changes
            for old, new in [one.texts(catalogue)]
        ]
        return {
            "row": self.number,
            "outcome": self.outcome,
            "record_id": self.record_id,
            "label": self.label,
            "reason": self.refusal,
            "cells": cells,
        }


@dataclass
class LoadPlan:
    """What loading one sheet would do: its rows in the file's order, and what was left out.

    ``chosen`` is what a person chose for its columns this time; ``edit_no`` the ledger's newest
    edit when it was planned.
    """

    form: str
    table: TableRead
    planned: list[PlannedRow] = field(default_factory=list)
    left_out: list[LoadProblem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    chosen: Chosen = NOTHING_CHOSEN
    edit_no: int = 0

    @property
    def sheet(self) -> str:
        """The sheet's name."""
        return self.table.sheet

    @property
    def columns(self) -> list[MappedColumn]:
        """The sheet's columns, each with its field and why."""
        return self.table.columns

    @property
    def rows(self) -> int:
        """How many records the sheet has."""
        return len(self.planned)

    @property
    def created(self) -> int:
        """How many rows would be added."""
        return self.count("created")

    @property
    def updated(self) -> int:
        """How many rows would change."""
        return self.count("updated")

    @property
    def unchanged(self) -> int:
        """How many rows say what the ledger has."""
        return self.count("unchanged")

    @property
    def skipped(self) -> int:
        """How many rows would not come in, those that are no records included."""
        return self.count("refused") + len(self.left_out)

    def count(self, outcome: Outcome) -> int:
        """How many rows have one outcome."""
        return sum(row.outcome == outcome for row in self.planned)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The edit's steps."""
        return tuple(step for row in self.planned for step in row.steps)

    @property
    def problems(self) -> list[LoadProblem]:
        """All there is to say, row by row; last the rows that are no records."""
        return [*(one for row in self.planned for one in row.problems), *self.left_out]

    @property
    def failing(self) -> Iterator[PlannedRow]:
        """The rows to be given back to whoever made the file; a cover is no table."""
        return (row for row in self.planned if row.failed and self.table.signature)

    def to_json(self, catalogue: Catalogue) -> dict[str, object]:
        """The stable JSON shape of design §8, and beside it columns, notices and the preview."""
        columns = [
            {"title": one.source_title, "column": one.index + 1, "field": one.item or "",
             "why": one.why, "unit": one.unit}
            for one in self.columns
        ]  # fmt: skip
        return {
            "form": self.form,
            "rows": self.rows,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "skipped": self.skipped,
            "problems": [problem.to_json() for problem in self.problems],
            "sheet": self.sheet,
            "header_row": self.table.header_row,
            "columns": columns,
            "missing": list(self.table.unmapped_required),
            "notices": list(self.notices),
            "preview": [row.to_json(catalogue) for row in self.planned],
        }
