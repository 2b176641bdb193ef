"""Working out what an edit does, in memory, before anything is written."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from desktop.ledger.drafts import MARK, WHOLE_ROW, Draft, Line, lines_between
from desktop.ledger.edits import (
    AddRow,
    Confirm,
    DeleteRow,
    Explain,
    RowKey,
    SetCell,
    Step,
)
from desktop.ledger.errors import UNREADABLE, NoSuchRow, RowExists, damaged_row
from forms.kinds import decode_cell

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.ledger.additions import Addition
    from desktop.ledger.store import Store
    from desktop.ledger.tables import FormTable

Explanation = tuple[str, str] | None
"""``(value, text)``, None for no explanation."""

_SOME_IDS = "district = ? AND period = ? AND record_id IN (SELECT value FROM json_each(?))"


@dataclass(slots=True)
class Plan:
    """What one edit does: every row and explanation concerned, before and after."""

    store: Store
    district: str
    period: str
    before: dict[RowKey, Draft | None] = field(default_factory=dict)
    after: dict[RowKey, Draft | None] = field(default_factory=dict)
    additions: dict[RowKey, Addition] = field(default_factory=dict)
    """New rows that no ``after`` is worked out for."""
    said_before: dict[str, Explanation] = field(default_factory=dict)
    said_after: dict[str, Explanation] = field(default_factory=dict)
    default_version: str = ""

    # --- loading ------------------------------------------------------------------------------

    def load(self, keys: Iterable[RowKey], findings: Iterable[str]) -> None:
        """Read every row and explanation that the edit names, one statement a form."""
        wanted: dict[str, dict[str, None]] = defaultdict(dict)
        for form, record_id in keys:
            wanted[form][record_id] = None
        for form, ids in wanted.items():
            self._load_rows(self.store.tables[form], list(ids))
        for finding_id in findings:
            self.said_before[finding_id] = self._explanation(finding_id)
        self.said_after = dict(self.said_before)

    def _load_rows(self, table: FormTable, ids: list[str]) -> None:
        found = self.store.conn.execute(
            table.select(_SOME_IDS), (self.district, self.period, json.dumps(ids))
        )
        self.before.update(((table.code, one), None) for one in ids)
        for record in found:
            self.before[table.code, record[3]] = Draft.of_record(table, record)
        for one in ids:
            draft = self.before[table.code, one]
            self.after[table.code, one] = draft and draft.copy()

    def _explanation(self, finding_id: str) -> Explanation:
        sql = """SELECT value, text FROM explanations
            WHERE district = ? AND period = ? AND finding_id = ?"""
        found: Explanation = self.store.conn.execute(
            sql, (self.district, self.period, finding_id)
        ).fetchone()
        return found

    # --- steps --------------------------------------------------------------------------------

    def take(self, step: Step) -> None:
        """Work one step into the rows."""
        match step:
            case SetCell():
                self._set(step)
            case AddRow():
                self._add(step)
            case DeleteRow():
                self._there(step.form, step.record_id)
                self.after[step.form, step.record_id] = None
            case Confirm():
                self._there(step.form, step.record_id).to_confirm = step.to_confirm
            case Explain():
                said = (step.value, step.text) if step.text else None
                self.said_after[step.finding_id] = said

    def _set(self, step: SetCell) -> None:
        draft = self._there(step.form, step.record_id)
        was = draft.text(step.field)
        draft.put(step.field, step.cell)
        # Edited means looked at, unless it was the program that filled the cell (design §4).
        if draft.text(step.field) != was and not draft.table.by_name[step.field].item.computed:
            draft.to_confirm = False

    def _add(self, step: AddRow) -> None:
        key = (step.form, step.record_id)
        if self.after[key] is not None:
            raise RowExists(f"“{step.record_id}”已存在，不能重复新增。请修改原来的一行。")
        was = self.before[key]
        table = self.store.tables[step.form]
        draft = Draft.blank(table, was.row_id if was else None)
        draft.to_confirm = step.to_confirm
        draft.catalogue_version = step.catalogue_version or self.default_version
        draft.touched = dict.fromkeys(table.by_name)
        for name, cell in step.cells.items():
            if name in table.by_name:
                if cell is not None:  # a new row is blank already
                    draft.put(name, cell)
            elif name != "record_id":
                _unknown(step.form, name)
        self.after[key] = draft

    def _there(self, form: str, record_id: str) -> Draft:
        draft = self.after[form, record_id]
        if draft is None:
            raise NoSuchRow(f"找不到“{record_id}”这一行，可能已删除。请刷新后重试。")
        return draft

    # --- lines of an earlier edit, back or forth ----------------------------------------------

    def replay(self, line: Line, *, back: bool) -> None:
        """Work one history line into the rows: to its old state, or to its new one.

        Lines of forms and fields that are no longer declared are passed over.
        """
        table = self.store.tables.get(line.form)
        known = table is not None and line.field in (WHOLE_ROW, MARK, *table.by_name)
        if line.form and not known:
            return
        try:
            self._replay(line, line.old if back else line.new)
        except UNREADABLE as problem:
            raise damaged_row(line.form, line.record_id) from problem

    def _replay(self, line: Line, target: str | None) -> None:
        if not line.form:
            self.said_after[line.record_id] = tuple(json.loads(target)) if target else None
        elif line.field == WHOLE_ROW:
            table = self.store.tables[line.form]
            draft = Draft.of_json(table, target) if target else None
            self.after[line.form, line.record_id] = draft
        elif line.field == MARK:
            self._there(line.form, line.record_id).to_confirm = target == "=1"
        else:
            there = self._there(line.form, line.record_id)
            there.put(line.field, decode_cell(target, there.table.by_name[line.field].item.kind))

    # --- the result ---------------------------------------------------------------------------

    def lines(self) -> list[Line]:
        """Every history line the plan leads to; empty when it changes nothing."""
        found = [line for key in self.after for line in self._lines_of(key)]
        for finding_id, said in self.said_after.items():
            if said != self.said_before[finding_id]:
                old, new = _said_text(self.said_before[finding_id]), _said_text(said)
                found.append(Line("", finding_id, "explanation", old, new))
        return found

    def _lines_of(self, key: RowKey) -> list[Line]:
        if key in self.additions:
            return [Line(*key, WHOLE_ROW, None, self.additions[key].text)]
        return lines_between(*key, self.before[key], self.after[key])


def _said_text(said: Explanation) -> str | None:
    return json.dumps(said, ensure_ascii=False) if said else None


def _unknown(form: str, name: str) -> NoReturn:
    raise KeyError(f"{form} has no field {name}")
