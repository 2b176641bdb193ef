"""New rows on the short way: from an edit's cells straight to the file and to the history.

A roll-forward adds ten thousand rows in which most values occur again and again: each distinct
value of a column is encoded once, and no ``Draft`` stands between, for nothing was there before.
"""

from __future__ import annotations

import json
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from desktop.ledger.drafts import Draft, storable
from desktop.ledger.edits import AddRow, Explain
from forms.cells import Kept, Missing
from forms.kinds import encode_cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from desktop.ledger.edits import RowKey, Step
    from desktop.ledger.plan import Plan
    from desktop.ledger.tables import Column, FormTable, Stored
    from forms.cells import Cell


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class Addition(NamedTuple):
    """One new row: its history line's text, its marks as stored, and its filled fields."""

    text: str
    marks: tuple[int, str | None, str | None]
    catalogue_version: str
    names: tuple[str, ...]
    stored: Sequence[Stored]

    def values(self, names: tuple[str, ...]) -> Iterable[Stored]:
        """What is stored of these fields."""
        if names == self.names:
            return self.stored
        return map(dict(zip(self.names, self.stored, strict=True)).get, names)


def additions(plan: Plan, steps: Sequence[Step]) -> dict[RowKey, Addition]:
    """What the steps add of each form; a form goes the long way when others of them touch it."""
    added: dict[str, list[AddRow]] = {}
    for step in steps:
        if isinstance(step, AddRow):
            added.setdefault(step.form, []).append(step)
    touched = {step.form for step in steps if not isinstance(step, AddRow | Explain)}
    found: dict[RowKey, Addition] = {}
    for form, rows in added.items():
        if form not in touched:
            found |= _of_form(plan, form, rows)
    return found


def _of_form(plan: Plan, form: str, steps: Sequence[AddRow]) -> dict[RowKey, Addition]:
    """All of a form's new rows, or none: rows are numbered in the order of the steps."""
    writer = _Writer(plan.store.tables[form], plan.default_version)
    keys = {(form, step.record_id) for step in steps}
    is_new = len(keys) == len(steps) and all(plan.before[key] is None for key in keys)
    if not is_new or not all(writer.knows(step) for step in steps):
        return {}
    return {(form, step.record_id): writer.addition(step) for step in steps}


def write(plan: Plan, stamp: str, who: str) -> None:
    """Put the additions into their tables, naming only the columns that one of them fills."""
    by_form: dict[str, list[tuple[str, Addition]]] = {}
    for (form, record_id), one in plan.additions.items():
        by_form.setdefault(form, []).append((record_id, one))
    for form, rows in by_form.items():
        table = plan.store.tables[form]
        filled = set(chain.from_iterable({one.names for _, one in rows}))
        names = tuple(name for name in table.by_name if name in filled)
        plan.store.conn.executemany(
            table.insert_filled(names),
            [
                (
                    plan.district, plan.period, record_id, *one.marks, one.catalogue_version,
                    *one.values(names), stamp, stamp, who,
                )
                for record_id, one in rows
            ],
        )  # fmt: skip


class _Values(dict["Cell", tuple["Stored", str] | None]):
    """The distinct cells of one column: as stored, and as in the history; None for no value."""

    def __init__(self, column: Column) -> None:
        super().__init__()
        self.name = column.name
        self._column = column
        self._begins = _JSON.encode(column.name) + ":"

    def __missing__(self, cell: Cell) -> tuple[Stored, str] | None:
        made = self[cell] = self._made(cell)
        return made

    def _made(self, cell: Cell) -> tuple[Stored, str] | None:
        column = self._column
        if isinstance(cell, Kept | Missing):
            return None
        stored = column.to_file(storable(cell) if isinstance(cell, str) else cell)
        text = encode_cell(column.from_file(stored), column.item.kind)
        if stored is None or text is None:
            return None
        return stored, self._begins + _JSON.encode(text)


class _Writer:
    """Makes the additions of one form."""

    def __init__(self, table: FormTable, default_version: str) -> None:
        self._table, self._default = table, default_version
        self._order = {name: at for at, name in enumerate(table.by_name)}
        self._column = cache(lambda name: _Values(table.by_name[name]))
        self._shape = cache(self._columns_of)
        self._head: Callable[[bool, str], str] = cache(_head)

    def knows(self, step: AddRow) -> bool:
        """Whether the form has every field that the step names."""
        return step.cells.keys() - {"record_id"} <= self._order.keys()

    def addition(self, step: AddRow) -> Addition:
        """The row of a step."""
        cells = step.cells
        shape = tuple(name for name, cell in cells.items() if cell is not None)
        names, columns = self._shape(shape)
        found = [column[cells[column.name]] for column in columns]
        version = step.catalogue_version or self._default
        made = [one for one in found if one is not None]
        if len(made) < len(found):
            return self._drafted(step, version)
        stored, texts = zip(*made, strict=True) if made else ((), ())
        text = self._head(step.to_confirm, version) + ",".join(texts) + "}}"
        return Addition(text, (int(step.to_confirm), None, None), version, names, stored)

    def _drafted(self, step: AddRow, version: str) -> Addition:
        """A row in which some cell is no plain value."""
        draft = Draft.blank(self._table)
        draft.to_confirm, draft.catalogue_version = step.to_confirm, version
        for name, cell in step.cells.items():
            if cell is not None and name != "record_id":
                draft.put(name, cell)
        filled = {name: value for name, value in draft.values.items() if value is not None}
        return Addition(
            draft.to_json(), draft.marks, version, tuple(filled), tuple(filled.values())
        )

    def _columns_of(self, shape: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[_Values, ...]]:
        """The fields that a row fills, in the table's order, and their values."""
        names = tuple(sorted(set(shape) - {"record_id"}, key=self._order.__getitem__))
        return names, tuple(map(self._column, names))


def _head(to_confirm: bool, version: str) -> str:
    """The beginning of the text that ``Draft.to_json`` writes of a row without a number."""
    facts: dict[str, object] = {
        "row": None,
        "to_confirm": to_confirm,
        "catalogue_version": version,
        "cells": {},
    }
    return _JSON.encode(facts)[:-2]
