"""Rows while an edit is worked out: loaded once, changed in memory, compared at the end.

Comparing the last state with the first drops what changed nothing, and makes one history line of
a cell that an edit touched twice.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from desktop.ledger.errors import UNREADABLE, damaged_row
from desktop.ledger.tables import dump_kept, dump_missing, load_kept, load_missing
from forms.cells import Kept, Missing
from forms.kinds import TEXT, decode_cell, encode_cell

if TYPE_CHECKING:
    from desktop.ledger.tables import FormTable, Record, Stored
    from forms.cells import Cell

WHOLE_ROW = ""
"""The ``field`` of a history line that adds or removes a row."""
MARK = "to_confirm"
"""The ``field`` of a history line of the to-be-confirmed mark."""


class Line(NamedTuple):
    """One line of the history."""

    form: str
    record_id: str
    field: str
    old: str | None
    new: str | None


@dataclass(slots=True)
class Draft:
    """One row: stored values by column, and beside them what could not be a value."""

    table: FormTable
    row_id: int | None
    values: dict[str, Stored]
    kept: dict[str, str] = field(default_factory=dict)
    missing: dict[str, Missing] = field(default_factory=dict)
    to_confirm: bool = False
    catalogue_version: str = ""
    touched: dict[str, None] = field(default_factory=dict)

    @classmethod
    def blank(cls, table: FormTable, row_id: int | None = None) -> Draft:
        """A new row with nothing in it."""
        return cls(table, row_id, dict.fromkeys(table.by_name))

    @classmethod
    def of_record(cls, table: FormTable, record: Record) -> Draft:
        """A row as read by ``FormTable.select``."""
        row_id, _, _, _, to_confirm, version, kept, missing, *values = record
        named = dict(zip(table.by_name, values, strict=True))
        try:
            special = load_kept(kept), load_missing(missing)
        except UNREADABLE as problem:
            raise damaged_row(table.code, record[3]) from problem
        return cls(table, row_id, named, *special, to_confirm == 1, version)

    @classmethod
    def of_json(cls, table: FormTable, text: str) -> Draft:
        """The inverse of ``to_json``; fields that no longer exist are left out.

        Raises ``ValueError`` when the text was damaged.
        """
        facts = json.loads(text)
        if not {"row", "to_confirm", "catalogue_version", "cells"} <= facts.keys():
            raise ValueError("not a whole row")
        draft = cls.blank(table, facts["row"])
        draft.to_confirm, draft.catalogue_version = facts["to_confirm"], facts["catalogue_version"]
        for name, encoded in facts["cells"].items():
            if name in table.by_name:
                draft.put(name, decode_cell(encoded, table.by_name[name].item.kind))
        return draft

    def copy(self) -> Draft:
        """A second draft to change, nothing touched yet."""
        return Draft(
            self.table, self.row_id, dict(self.values), dict(self.kept), dict(self.missing),
            self.to_confirm, self.catalogue_version,
        )  # fmt: skip

    def put(self, name: str, cell: Cell) -> None:
        """Put a cell; ``KeyError`` for a field the form does not have is a programming fault."""
        column = self.table.by_name[name]
        self.kept.pop(name, None)
        self.missing.pop(name, None)
        self.values[name] = None
        if isinstance(cell, Kept):
            self.kept[name] = storable(cell.text)
        elif isinstance(cell, Missing):
            self.missing[name] = cell
        else:
            self.values[name] = column.to_file(storable(cell) if isinstance(cell, str) else cell)
        self.touched[name] = None

    def text(self, name: str) -> str | None:
        """The exact text of a cell, as the history keeps it."""
        if name in self.kept:
            return "?" + self.kept[name]
        if name in self.missing:
            return encode_cell(self.missing[name], TEXT)
        column = self.table.by_name[name]
        return encode_cell(column.from_file(self.values[name]), column.item.kind)

    def to_json(self) -> str:
        """The whole row as one exact text: blank cells left out."""
        filled = [name for name, value in self.values.items() if value is not None]
        cells = {
            name: text
            for name in (*filled, *self.kept, *self.missing)
            if (text := self.text(name)) is not None
        }
        facts = {
            "row": self.row_id, "to_confirm": self.to_confirm,
            "catalogue_version": self.catalogue_version, "cells": cells,
        }  # fmt: skip
        return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))

    @property
    def marks(self) -> tuple[int, str | None, str | None]:
        """to_confirm, kept and missing as stored."""
        return int(self.to_confirm), dump_kept(self.kept), dump_missing(self.missing)


def lines_between(form: str, record_id: str, was: Draft | None, now: Draft | None) -> list[Line]:
    """The history lines that lead from one state of a row to another; empty when none differs."""
    if was is None or now is None:
        old, new = (was.to_json() if was else None), (now.to_json() if now else None)
        return [Line(form, record_id, WHOLE_ROW, old, new)] if old != new else []
    lines = [
        Line(form, record_id, name, old, new)
        for name in now.touched
        if (old := was.text(name)) != (new := now.text(name))
    ]
    if was.to_confirm != now.to_confirm:
        lines.append(Line(form, record_id, MARK, f"={was.to_confirm:d}", f"={now.to_confirm:d}"))
    return lines


def storable(text: str) -> str:
    """Text that UTF-8 can hold: halves of one character are joined, a lone half is replaced."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
