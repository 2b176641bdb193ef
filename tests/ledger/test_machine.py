"""A clerk at work for hours: any order of edits, undo, roll-forward and restarts.

Beside the ledger runs a plain dictionary that does the same; the two must never differ.
"""

from __future__ import annotations

import copy
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from desktop.ledger import AddRow, Confirm, DeleteRow, Explain, SetCell
from desktop.ledger.edits import Step
from forms.cells import Cell
from forms.kinds import encode_cell
from forms.periods import Period
from tests.ledger.support import DISTRICT, PERIOD, WHO, Toy, cells_of, edit, make, reopen

Row = dict[str, Any]
State = dict[str, dict[str, Any]]
"""``{"rows": {record id: {"mark": bool, field: exact text}}, "said": {finding: (value, text)}}``"""

FIELDS = {name: entry for name, entry in Toy.items_by_name().items() if name != "record_id"}
CELLS = st.sampled_from(sorted(FIELDS)).flatmap(
    lambda name: st.tuples(st.just(name), cells_of(FIELDS[name]))
)


class ClerkAtWork(RuleBasedStateMachine):
    """The ledger against ``self.model``: by period its state, and the undo and redo stacks."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "状态.cluster"
        self.ledger = make(self.path)
        self.period = PERIOD
        self.model: dict[str, State] = {}
        self.undo_stack: dict[str, list[tuple[State, State]]] = {}
        self.redo_stack: dict[str, list[tuple[State, State]]] = {}
        self.given = 0

    @initialize()
    def begin(self) -> None:
        self._open(PERIOD, [])

    def teardown(self) -> None:
        try:
            report = self.ledger.verify()
            assert report.ok, report.problems
        finally:
            self.ledger.close()
            self.folder.cleanup()

    # --- what a clerk does --------------------------------------------------------------------

    @rule(cells=st.lists(CELLS, max_size=4), mark=st.booleans())
    def add(self, cells: list[tuple[str, Cell]], mark: bool) -> None:
        self.given += 1
        self._apply(AddRow("T01", f"T{self.given:03d}", dict(cells), mark))

    @precondition(lambda self: self.ids)
    @rule(data=st.data(), cell=CELLS)
    def type_a_cell(self, data: st.DataObject, cell: tuple[str, Cell]) -> None:
        self._apply(SetCell("T01", data.draw(st.sampled_from(self.ids)), *cell))

    @precondition(lambda self: self.ids)
    @rule(data=st.data(), cells=st.lists(CELLS, min_size=2, max_size=12))
    def paste(self, data: st.DataObject, cells: list[tuple[str, Cell]]) -> None:
        ids = st.sampled_from(self.ids)
        self._apply(*(SetCell("T01", data.draw(ids), *cell) for cell in cells))

    @precondition(lambda self: self.ids)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        ids = data.draw(st.lists(st.sampled_from(self.ids), min_size=1, max_size=3, unique=True))
        self._apply(*(DeleteRow("T01", one) for one in ids))

    @precondition(lambda self: self.ids)
    @rule(data=st.data(), mark=st.booleans())
    def confirm(self, data: st.DataObject, mark: bool) -> None:
        self._apply(Confirm("T01", data.draw(st.sampled_from(self.ids)), mark))

    @rule(
        finding=st.sampled_from("甲乙"),
        value=st.sampled_from("12"),
        text=st.sampled_from(["", "一", "二"]),
    )
    def explain(self, finding: str, value: str, text: str) -> None:
        self._apply(Explain(finding, value, text))

    @rule()
    def undo(self) -> None:
        changes = self.ledger.undo(DISTRICT, self.period, WHO)
        stack = self.undo_stack[self.period]
        assert (changes is None) == (not stack)
        if stack:
            before, after = stack.pop()
            self.redo_stack[self.period].append((before, after))
            self.model[self.period] = copy.deepcopy(before)

    @rule()
    def redo(self) -> None:
        changes = self.ledger.redo(DISTRICT, self.period, WHO)
        stack = self.redo_stack[self.period]
        assert (changes is None) == (not stack)
        if stack:
            before, after = stack.pop()
            self.undo_stack[self.period].append((before, after))
            self.model[self.period] = copy.deepcopy(after)

    @rule()
    def roll_forward(self) -> None:
        rows = self.ledger.rows("T01", DISTRICT, self.period)
        steps = [
            AddRow("T01", one, {name: row.cell(name) for name in FIELDS}, to_confirm=True)
            for one, row in rows.items()
        ]
        self._open(Period.parse(self.period).next().code, steps)

    @rule(data=st.data())
    def turn_to_a_period(self, data: st.DataObject) -> None:
        self.period = data.draw(st.sampled_from(sorted(self.model)))

    @rule()
    def submit(self) -> None:
        self.ledger.record_submission(DISTRICT, self.period, 1, "摘要", "", "x.xlsx", "", WHO)
        self.undo_stack[self.period], self.redo_stack[self.period] = [], []

    @rule()
    def restart(self) -> None:
        self.ledger.close()
        self.ledger = reopen(self.path)

    # --- what must hold -----------------------------------------------------------------------

    @invariant()
    def ledger_and_model_agree(self) -> None:
        for period, state in self.model.items():
            assert self._rows(period) == state["rows"], period
            assert self.ledger.explanations(DISTRICT, period) == state["said"], period
            assert bool(self.ledger.undo_title(DISTRICT, period)) == bool(self.undo_stack[period])
            assert bool(self.ledger.redo_title(DISTRICT, period)) == bool(self.redo_stack[period])

    # --- the model ----------------------------------------------------------------------------

    @property
    def ids(self) -> list[str]:
        """The rows of the period at hand."""
        return list(self.model[self.period]["rows"])

    def _rows(self, period: str) -> dict[str, Row]:
        return {
            one: {"mark": row.to_confirm}
            | {
                name: text
                for name, entry in FIELDS.items()
                if (text := encode_cell(row.cell(name), entry.kind)) is not None
            }
            for one, row in self.ledger.rows("T01", DISTRICT, period).items()
        }

    def _open(self, period: str, steps: list[AddRow]) -> None:
        self.period = max(self.model, default=period)
        if period in self.model:
            return
        self.ledger.open_period(DISTRICT, period, who=WHO, steps=steps)
        blank: State = {"rows": {}, "said": {}}
        self.model[period] = blank
        self.undo_stack[period], self.redo_stack[period] = [], []
        self.period = period
        self._take(steps)

    def _apply(self, *steps: Step) -> None:
        self.ledger.apply(edit(*steps, period=self.period, reason="有原因"))
        self._take(steps)

    def _take(self, steps: Any) -> None:
        before = copy.deepcopy(self.model[self.period])
        for step in steps:
            _play(self.model[self.period], step)
        after = copy.deepcopy(self.model[self.period])
        if before != after:
            self.undo_stack[self.period].append((before, after))
            self.redo_stack[self.period] = []


def _play(state: State, step: Step) -> None:
    rows = state["rows"]
    if isinstance(step, AddRow):
        rows[step.record_id] = {"mark": step.to_confirm}
        for name, cell in step.cells.items():
            _put(rows[step.record_id], name, cell)
    elif isinstance(step, DeleteRow):
        del rows[step.record_id]
    elif isinstance(step, Confirm):
        rows[step.record_id]["mark"] = step.to_confirm
    elif isinstance(step, Explain):
        state["said"].pop(step.finding_id, None)
        if step.text:
            state["said"][step.finding_id] = (step.value, step.text)
    elif _put(rows[step.record_id], step.field, step.cell) and not FIELDS[step.field].computed:
        rows[step.record_id]["mark"] = False


def _put(row: Row, name: str, cell: Cell) -> bool:
    was, text = row.pop(name, None), encode_cell(cell, FIELDS[name].kind)
    if text is not None:
        row[name] = text
    return bool(was != text)


ClerkAtWork.TestCase.settings = settings(max_examples=25, stateful_step_count=30)
TestClerkAtWork = ClerkAtWork.TestCase
