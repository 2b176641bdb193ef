"""导入: rows from any workbook or CSV into the ledger, shown first and applied as one edit.

A row is known by its record id, else by the form's key fields (a project's name, a firm's code); a
known row is updated where the file says something, an unknown one is created. A blank cell in the
file leaves the ledger's cell as it is. References may name records as people do, those that earlier
sheets of the same file bring included.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.ledger import AddRow, Changes, Confirm, Edit, SetCell, Step
from desktop.workflow.capabilities import Capability
from desktop.workflow.filling import Filler
from desktop.workflow.firms import FirmBook
from desktop.workflow.session import previous_period
from exports.tables import TableRead, TableRow, read_table, read_workbook_tables
from forms.cells import Cell, Kept, Missing
from forms.errors import UserMistake
from forms.identity import next_record_id
from forms.parsing import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from desktop.workflow.session import Session
    from forms.base import Form
    from forms.periods import Period


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


@dataclass
class LoadPlan:
    """What loading one sheet would do: the edit's steps and the tally shown before it."""

    form: str
    sheet: str
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    problems: list[LoadProblem] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def to_json(self) -> dict[str, object]:
        """The stable JSON shape of design §8."""
        return {
            "form": self.form,
            "rows": self.rows,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "skipped": self.skipped,
            "problems": [problem.to_json() for problem in self.problems],
        }


def plan_load(
    session: Session,
    period: Period,
    path: Path,
    form: str = "",
    mapping: Mapping[str, str] | None = None,
) -> list[LoadPlan]:
    """Read a file and say what loading it would do; nothing is changed.

    ``form`` names the one form to load; without it every sheet that is one of our forms is taken.
    Raises ``Refusal`` for a file that can't be read, ``UserMistake`` when no form fits.
    """
    session.demand(Capability.ENTER)
    tables = _tables(session, path, form, mapping)
    plans: list[LoadPlan] = []
    firms = FirmBook(session, period)
    for code in session.forms.codes:
        if code in tables:
            plans.append(_Planner(session, period, code, plans, firms).plan(tables[code]))
    return plans


def apply_load(
    session: Session, period: Period, path: Path, plans: Sequence[LoadPlan], reason: str = ""
) -> Changes:
    """Apply what was planned as one undoable edit."""
    steps = tuple(step for plan in plans for step in plan.steps)
    edit = Edit(session.district, period.code, f"导入 {path.name}", steps, session.who, reason)
    return session.ledger.apply(edit)


def _tables(
    session: Session, path: Path, form: str, mapping: Mapping[str, str] | None
) -> Mapping[str, TableRead]:
    if form:
        if form not in session.forms:
            raise UserMistake(f"没有“{form}”这张表，可选：{'、'.join(session.forms.codes)}。")
        chosen = session.forms[form]
        return {form: read_table(path, chosen, session.catalogue, mapping=mapping)}
    tables = read_workbook_tables(path, session.forms, session.catalogue)
    if not tables:
        raise UserMistake(f"“{path.name}”里没有找到认识的表，请用 --form 指明，例如 --form F01。")
    return tables


class _Planner:
    """Plans one sheet against the rows that the ledger (and earlier sheets' plans) hold."""

    def __init__(
        self,
        session: Session,
        period: Period,
        code: str,
        earlier: Sequence[LoadPlan],
        firms: FirmBook,
    ) -> None:
        self.session, self.period, self.form = session, period, session.forms[code]
        self.rows = dict(session.ledger.rows(code, session.district, period.code))
        self.taken = session.ledger.record_ids_ever(code, session.district) | set(self.rows)
        self.owners = self._owners(earlier)
        self.earlier = earlier
        self.filler = Filler(session, period, self.form, self._planned_rows, firms)
        before = previous_period(session, session.district, period)
        self.before = session.ledger.rows(code, session.district, before.code) if before else {}
        self.indexes: dict[tuple[str, ...], dict[tuple[str, ...], list[Form]]] = {}
        self.seen: dict[str, int] = {}

    def plan(self, table: TableRead) -> LoadPlan:
        made = LoadPlan(self.form.spec.code, table.sheet, rows=len(table.rows))
        self.filler.expect(row.cells for row in table.rows)
        for row in table.rows:
            self._plan_row(made, table, row)
        made.problems += [
            LoadProblem(table.sheet, number, "", "", why, is_expected=True)
            for number, why in table.skipped
        ]
        made.skipped += len(table.skipped)
        return made

    def _plan_row(self, made: LoadPlan, table: TableRead, row: TableRow) -> None:
        said = self.filler.resolved(
            {name: cell for name, cell in row.cells.items() if self._enters(name)}, row.cells
        )
        refusal, record_id, known = self._identify(row, said)
        if refusal:
            made.skipped += 1
            made.problems.append(LoadProblem(table.sheet, row.number, "", "", refusal))
            return
        made.problems += self._kept_problems(table, row)
        cells = {name: cell for name, cell in said.items() if cell is not None}
        if known is None:
            made.created += 1
            whole = self.filler.new(record_id, cells)
            made.steps.append(AddRow(self.form.spec.code, record_id, whole))
            return
        steps = self._changes(known, cells)
        made.updated += bool(steps)
        made.unchanged += not steps
        made.steps += steps
        if known.to_confirm:
            made.steps.append(Confirm(self.form.spec.code, record_id))

    def _identify(self, row: TableRow, said: Mapping[str, Cell]) -> tuple[str, str, Form | None]:
        """Why the row can't be taken (or ""), its record id, and the row it updates (or None)."""
        spec = self.form.spec
        given = row.cells.get("record_id")
        record_id = given if isinstance(given, str) else ""
        if spec.nature == "cover":
            record_id = self.session.district
        alike = self._alike(said) if not record_id else []
        if len(alike) > 1:
            ids = "、".join(one.record_id for one in alike[:3])
            return f"与账本中 {len(alike)} 行相符（{ids}），请填写编号后重新导入。", "", None
        known = self.rows.get(record_id) or next(iter(alike), None)
        if known is not None:
            record_id = known.record_id
        elif spec.nature == "computed":
            return f"{spec.title}的行由系统给出，不能新增。", record_id, None
        elif spec.shares_id_with and record_id not in self.owners:
            return self._orphan(record_id), record_id, None
        elif not record_id:
            record_id = next_record_id(spec, self.session.district, self.period.year, self.taken)
        refusal = self._twice(record_id, row.number)
        self.taken.add(record_id)
        return refusal, record_id, known

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
        if given not in self.indexes:
            self.indexes[given] = {}
            for row in self.rows.values():
                key = tuple(_key_text(row.cell(name)) for name in given)
                self.indexes[given].setdefault(key, []).append(row)
        return self.indexes[given].get(tuple(_key_text(said.get(name)) for name in given), [])

    def _planned_rows(self, code: str) -> Mapping[str, Form]:
        """A form's rows as they will stand once earlier sheets of the file are loaded."""
        rows = dict(self.session.ledger.rows(code, self.session.district, self.period.code))
        blank = self.session.forms[code]
        for step in (step for plan in self.earlier if plan.form == code for step in plan.steps):
            if isinstance(step, AddRow):
                rows[step.record_id] = blank(record_id=step.record_id).with_cells(step.cells)
            elif isinstance(step, SetCell):
                rows[step.record_id] = rows[step.record_id].with_cells({step.field: step.cell})
        return rows

    def _orphan(self, record_id: str) -> str:
        owner = self.session.forms[self.form.spec.shares_id_with].spec.title
        if not record_id:
            return f"缺少项目内部编号，无法对应到{owner}；请填写编号后重新导入。"
        return f"{owner}中没有编号 {record_id}，请先导入或登记该项目。"

    def _twice(self, record_id: str, number: int) -> str:
        first = self.seen.setdefault(record_id, number)
        return (
            "" if first == number else f"与第 {first} 行是同一条记录（{record_id}），本行未导入。"
        )

    def _kept_problems(self, table: TableRead, row: TableRow) -> list[LoadProblem]:
        return [
            LoadProblem(
                table.sheet,
                row.number,
                self.form.item(name).title,
                cell.text,
                f"{cell.reason or '无法识别'}；已按原样保留，请在账本中改正。",
            )
            for name, cell in row.cells.items()
            if isinstance(cell, Kept)
        ]

    def _enters(self, name: str) -> bool:
        entry = self.form.item(name)
        return name != "record_id" and not (entry.computed or entry.system)

    def _changes(self, known: Form, cells: Mapping[str, Cell]) -> list[Step]:
        code, record_id = self.form.spec.code, known.record_id
        changed = {name: cell for name, cell in cells.items() if not _same(known.cell(name), cell)}
        if not changed:
            return []
        following = self.filler.filled(
            known.with_cells(changed), frozenset(cells), self.before.get(record_id)
        )
        everything = {**following, **changed}
        steps: list[Step] = [
            SetCell(code, record_id, name, cell)
            for name, cell in everything.items()
            if not _same(known.cell(name), cell)
        ]
        return [*steps, *self.filler.passed_on(record_id, everything)]

    def _owners(self, earlier: Sequence[LoadPlan]) -> set[str]:
        owner = self.form.spec.shares_id_with
        if not owner:
            return set()
        planned = {
            step.record_id
            for plan in earlier
            if plan.form == owner
            for step in plan.steps
            if isinstance(step, AddRow)
        }
        return (
            set(self.session.ledger.rows(owner, self.session.district, self.period.code)) | planned
        )


def _is_value(cell: Cell) -> bool:
    return cell is not None and not isinstance(cell, (Kept, Missing))


def _key_text(cell: Cell) -> str:
    return fold(str(cell)) if _is_value(cell) else ""


def _same(old: Cell, new: Cell) -> bool:
    if isinstance(old, Kept) and isinstance(new, Kept):
        return old.text == new.text
    return old == new and type(old) is type(new)
