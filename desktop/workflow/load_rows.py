"""Planning one sheet's rows against what the ledger, and earlier sheets of the file, hold."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.ledger import AddRow, Confirm, SetCell, Step
from desktop.workflow.filling import Filler
from desktop.workflow.indicators import SUMMARY
from desktop.workflow.load_made import NotePlanner
from desktop.workflow.load_plan import LoadPlan, LoadProblem, Outcome, PlannedRow
from desktop.workflow.session import previous_period
from exports.table_cells import kept_reason
from forms.cells import Cell, Kept, Missing
from forms.errors import ForPeople
from forms.firms import parties
from forms.identity import RecordIds
from forms.parsing import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from desktop.workflow.firms import FirmBook
    from desktop.workflow.session import Session
    from exports.tables import TableRead, TableRow
    from forms.base import Form
    from forms.periods import Period

EVERY = 100
"""So many rows between two looks at whether the person wants to stop."""


class Cancelled(ForPeople):
    """The person stopped the import; nothing was written."""

    def __init__(self) -> None:
        super().__init__("已取消导入，账本没有改动。")


@dataclass
class Watch:
    """Tells of progress while rows are planned, and stops when asked to."""

    progress: Callable[[int, int, str], None] = lambda _done, _total, _text: None
    cancelled: Callable[[], bool] = lambda: False

    def look(self, done: int, total: int, text: str) -> None:
        """Raise ``Cancelled`` if the person wants to stop; else tell how far the work is."""
        if self.cancelled():
            raise Cancelled
        self.progress(done, total, text)


@dataclass(frozen=True, slots=True)
class _Known:
    """Which record a row is: why it can't be taken (or ""), its id, the row it updates."""

    refusal: str
    record_id: str = ""
    row: Form | None = None


@dataclass
class RowPlanner:
    """Plans one sheet; ``earlier`` are the plans of the sheets before it."""

    session: Session
    period: Period
    code: str
    earlier: Sequence[LoadPlan]
    firms: FirmBook
    _indexes: dict[tuple[str, ...], dict[tuple[str, ...], list[Form]]] = field(default_factory=dict)
    _seen: dict[str, int] = field(default_factory=dict)
    _new: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        session, district = self.session, self.session.district
        self.form = session.forms[self.code]
        self.rows = dict(session.ledger.rows(self.code, district, self.period.code))
        taken = session.ledger.record_ids_ever(self.code, district) | set(self.rows)
        self._ids = RecordIds(self.form.spec, district, self.period.year, taken)
        self._owners = self._owned()
        self._filler = Filler(session, self.period, self.form, self._planned_rows, self.firms)
        before = previous_period(session, district, self.period)
        self._before = session.ledger.rows(self.code, district, before.code) if before else {}
        self._entered = {
            entry.name
            for entry in self.form.items()
            if entry.name != "record_id" and not (entry.computed or entry.system)
        }

    def plan(self, made: LoadPlan, watch: Watch) -> LoadPlan:
        """Fill a plan with its table's rows; raises ``Cancelled``."""
        table = made.table
        self._filler.expect(row.cells for row in table.rows)
        notes = NotePlanner(self.session, self.period) if self.code == SUMMARY else None
        plan_row = notes.plan_row if notes else self._row
        for at, row in enumerate(table.rows):
            if at % EVERY == 0:
                watch.look(at, len(table.rows), f"正在核对 {self.form.spec.title}")
            made.planned.append(plan_row(table, row))
        made.left_out = [
            LoadProblem(table.sheet, number, "", "", why, is_expected=True)
            for number, why in table.skipped
        ]
        return made

    # --- one row ----------------------------------------------------------------------------

    def _row(self, table: TableRead, row: TableRow) -> PlannedRow:
        entered = {name: cell for name, cell in row.cells.items() if name in self._entered}
        said = self._filler.resolved(entered, row.cells)
        known = self._identify(row, said)
        label = str(said.get(self.form.spec.label) or (known.row.title if known.row else ""))
        if known.refusal:
            problem = LoadProblem(table.sheet, row.number, "", "", known.refusal)
            return PlannedRow(
                row.number, "refused", self.form, known.record_id, label,
                refusal=known.refusal, problems=(problem,),
            )  # fmt: skip
        cells = {name: cell for name, cell in said.items() if cell is not None}
        if known.row is None:
            # A later row of the same key is the same record.
            self._new.add(known.record_id)
            self._index(self.form(record_id=known.record_id).with_cells(cells))
        steps = self._steps(known, cells)
        changes = any(not isinstance(step, Confirm) for step in steps)
        outcome: Outcome = "created" if known.row is None else "updated" if changes else "unchanged"
        return PlannedRow(
            row.number, outcome, self.form, known.record_id, label, known.row, tuple(steps),
            problems=tuple(self._kept(table, row)),
        )  # fmt: skip

    def _steps(self, known: _Known, cells: Mapping[str, Cell]) -> list[Step]:
        record_id = known.record_id
        if known.row is None:
            made = self._filler.new(record_id, cells)
            return [AddRow(self.code, record_id, made), *self._filler.beside(record_id, cells)]
        steps = self._changes(known.row, cells)
        if known.row.to_confirm:
            steps.append(Confirm(self.code, known.record_id))
        return steps

    def _changes(self, known: Form, cells: Mapping[str, Cell]) -> list[Step]:
        changed = {name: cell for name, cell in cells.items() if not _same(known.cell(name), cell)}
        if not changed:
            return []
        record_id = known.record_id
        following = self._filler.filled(
            known.with_cells(changed), frozenset(cells), self._before.get(record_id)
        )
        everything = {**following, **changed}
        steps: list[Step] = [
            SetCell(self.code, record_id, name, cell)
            for name, cell in everything.items()
            if not _same(known.cell(name), cell)
        ]
        return [*steps, *self._filler.beside(record_id, everything)]

    def _kept(self, table: TableRead, row: TableRow) -> list[LoadProblem]:
        return [
            LoadProblem(
                table.sheet, row.number, self.form.item(name).title, cell.text,
                f"{kept_reason(cell)}；已按原样保留，请在账本中改正。",
            )
            for name, cell in row.cells.items()
            if isinstance(cell, Kept)
        ]  # fmt: skip

    # --- which record -----------------------------------------------------------------------

    def _identify(self, row: TableRow, said: Mapping[str, Cell]) -> _Known:
        spec = self.form.spec
        record_id, refusal = self._given_id(row)
        if refusal:
            return _Known(refusal, record_id)
        alike = self._alike(said) if not record_id else []
        if len(alike) > 1:
            ids = "、".join(one.record_id for one in alike[:3])
            return _Known(f"与账本中 {len(alike)} 行相符（{ids}），请填写编号后重新导入。")
        known = self.rows.get(record_id) or next(iter(alike), None)
        if known is not None:
            record_id = known.record_id
        elif spec.shares_id_with and record_id not in self._owners:
            return _Known(self._orphan(record_id), record_id)
        elif not record_id:
            record_id = self._ids.give()
        self._ids.take(record_id)
        return _Known(self._twice(record_id, row.number), record_id, known)

    def _given_id(self, row: TableRow) -> tuple[str, str]:
        """The record id that the row gives, and why it can't be one."""
        if self.form.spec.nature == "cover":
            return self.session.district, ""
        given = row.cells.get("record_id")
        entry = self.form.item("record_id")
        if isinstance(given, Kept):
            return "", f"{entry.title}“{given.text}”不能识别：{kept_reason(given)}。"
        if not isinstance(given, str):
            return "", ""
        if entry.refers_to:
            given = self._filler.meant(entry.refers_to, given) or given
        if entry.pattern and not re.fullmatch(entry.pattern, given):
            return given, f"“{given}”不是本系统的{entry.title}；新记录请把{entry.title}留空。"
        if self.form.spec.id_letter and not given.startswith(self.session.district):
            return given, f"{entry.title} {given} 属于其他区，不能导入本区账本。"
        return given, ""

    def _alike(self, said: Mapping[str, Cell]) -> list[Form]:
        """The ledger's rows of the same key, as far as the file gives it; a name is always part."""
        spec = self.form.spec
        if spec.key_fields == ("record_id",):
            return []
        given = tuple(
            name for name in spec.key_fields if name == spec.label or _is_value(said.get(name))
        )
        if not any(_is_value(said.get(name)) for name in given):
            return []
        if given not in self._indexes:
            self._indexes[given] = {}
            for row in self.rows.values():
                self._index(row, given)
        found = self._indexes[given].get(tuple(_key_text(said.get(name)) for name in given), [])
        return [one for one in found if not self._is_other_firm(one, said)]

    def _is_other_firm(self, row: Form, said: Mapping[str, Cell]) -> bool:
        """Whether a row that the file itself brought speaks of another firm."""
        if row.record_id not in self._new:
            return False
        codes = [(row.cell(one.uscc), said.get(one.uscc)) for one in parties(self.form)]
        return any(_is_value(old) and _is_value(new) and old != new for old, new in codes)

    def _index(self, row: Form, *indexes: tuple[str, ...]) -> None:
        """Let a row be found by its key fields, in these indexes or in all there are."""
        if not indexes:
            self.rows[row.record_id] = row
        for names in indexes or tuple(self._indexes):
            key = tuple(_key_text(row.cell(name)) for name in names)
            self._indexes[names].setdefault(key, []).append(row)

    def _orphan(self, record_id: str) -> str:
        owner = self.session.forms[self.form.spec.shares_id_with].spec.title
        if not record_id:
            return f"缺少项目内部编号，无法对应到{owner}；请填写编号后重新导入。"
        return f"{owner}中没有“{record_id}”，或者不止一个，请先导入或登记，同名的请填写编号。"

    def _twice(self, record_id: str, number: int) -> str:
        first = self._seen.setdefault(record_id, number)
        return (
            "" if first == number else f"与第 {first} 行是同一条记录（{record_id}），本行未导入。"
        )

    # --- what earlier sheets bring ----------------------------------------------------------

    def _planned_rows(self, code: str) -> Mapping[str, Form]:
        """A form's rows as they will stand once earlier sheets of the file are loaded."""
        rows = dict(self.session.ledger.rows(code, self.session.district, self.period.code))
        blank = self.session.forms[code]
        for step in (step for plan in self.earlier if plan.form == code for step in plan.steps):
            if isinstance(step, AddRow):
                rows[step.record_id] = blank(record_id=step.record_id).with_cells(step.cells)
            elif isinstance(step, SetCell) and step.form == code:
                rows[step.record_id] = rows[step.record_id].with_cells({step.field: step.cell})
        return rows

    def _owned(self) -> set[str]:
        owner = self.form.spec.shares_id_with
        if not owner:
            return set()
        planned = {
            step.record_id
            for plan in self.earlier
            if plan.form == owner
            for step in plan.steps
            if isinstance(step, AddRow)
        }
        rows = self.session.ledger.rows(owner, self.session.district, self.period.code)
        return set(rows) | planned


def _is_value(cell: Cell) -> bool:
    return cell is not None and not isinstance(cell, (Kept, Missing))


def _key_text(cell: Cell) -> str:
    return fold(str(cell)) if _is_value(cell) else ""


def _same(old: Cell, new: Cell) -> bool:
    if isinstance(old, Kept) and isinstance(new, Kept):
        return old.text == new.text
    return old == new and type(old) is type(new)
