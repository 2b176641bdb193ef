"""Loading where rows are not made by hand: progress rows of projects, notes on indicators (F11)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from desktop.ledger import AddRow
from desktop.workflow.filling import Filler
from desktop.workflow.indicators import SUMMARY, find_indicator, note_problem, note_step
from desktop.workflow.load_plan import LoadProblem, PlannedRow
from exports.table_cells import kept_reason
from forms.cells import Kept
from forms.errors import UserMistake
from forms.f11_indicator_summary import NOTE, IndicatorSummary
from forms.indicators import facts_of
from forms.indicators.summary import record_id_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from desktop.workflow.load_plan import LoadPlan, Outcome
    from desktop.workflow.session import Session
    from exports.tables import TableRead, TableRow
    from forms.base import Form
    from forms.periods import Period


def add_companions(session: Session, period: Period, plans: Sequence[LoadPlan]) -> None:
    """Give each project that the file starts the progress row that typing would give it.

    Done once all sheets are planned: the file itself may bring that row.
    """

    def stored(code: str) -> Mapping[str, Form]:
        return session.ledger.rows(code, session.district, period.code)

    added = {
        (step.form, step.record_id)
        for plan in plans
        for step in plan.steps
        if isinstance(step, AddRow)
    }
    for plan in plans:
        filler = Filler(session, period, session.forms[plan.form], stored)
        made = [_companions(filler, row, added) for row in plan.planned]
        plan.planned[:] = [
            replace(row, steps=(*row.steps, *steps)) if steps else row
            for row, steps in zip(plan.planned, made, strict=True)
        ]
        if count := sum(map(len, made)):
            plan.notices.append(f"另为已启动的项目建立进展行 {count} 行，请接着填写进展。")


def _companions(
    filler: Filler, row: PlannedRow, added: AbstractSet[tuple[str, str]]
) -> list[AddRow]:
    cells = {one.item.name: one.new for one in row.changes} if row.steps else {}
    return [
        step
        for step in filler.companions(row.record_id, cells)
        if (step.form, step.record_id) not in added
    ]


class NotePlanner:
    """Plans a sheet of F11: its figures are computed, so only the 差异说明 comes in."""

    def __init__(self, session: Session, period: Period) -> None:
        self._session = session
        self._rows = session.ledger.rows(SUMMARY, session.district, period.code)
        self._seen: dict[str, int] = {}

    def plan_row(self, table: TableRead, row: TableRow) -> PlannedRow:
        """What would become of one row; a blank note leaves the ledger's as it is."""
        try:
            code = find_indicator(_said_code(row))
        except UserMistake as mistake:
            return _refused(table, row, "", str(mistake))
        record_id = record_id_of(self._session.district, code)
        label = facts_of(code, self._session.catalogue).full_title
        if refusal := self._refusal(row, record_id):
            return _refused(table, row, record_id, refusal, label)
        known, note = self._rows.get(record_id), row.cells.get(NOTE)
        if note is None or (known is not None and known.cell(NOTE) == note):
            return PlannedRow(row.number, "unchanged", IndicatorSummary, record_id, label, known)
        step = note_step(record_id, note, is_there=known is not None)
        outcome: Outcome = "created" if known is None else "updated"
        return PlannedRow(
            row.number, outcome, IndicatorSummary, record_id, label, known, (step,)
        )  # fmt: skip

    def _refusal(self, row: TableRow, record_id: str) -> str:
        given, note = row.cells.get("record_id"), row.cells.get(NOTE)
        if isinstance(given, str) and given != record_id:
            return f"指标行号 {given} 不是本区的这个指标，应为 {record_id}。"
        if isinstance(note, Kept):
            return f"{IndicatorSummary.item(NOTE).title}{kept_reason(note)}，请改正后重新导入。"
        if isinstance(note, str) and (problem := note_problem(note)):
            return problem
        first = self._seen.setdefault(record_id, row.number)
        return "" if first == row.number else f"与第 {first} 行是同一个指标，本行未导入。"


def _said_code(row: TableRow) -> str:
    """The indicator's code as the row has it, else the end of its record id (310115-N31-1)."""
    code, record_id = row.cells.get("indicator_code"), row.cells.get("record_id")
    if isinstance(code, str):
        return code
    return record_id.partition("-")[2] if isinstance(record_id, str) else ""


def _refused(
    table: TableRead, row: TableRow, record_id: str, refusal: str, label: str = ""
) -> PlannedRow:
    problem = LoadProblem(table.sheet, row.number, "", "", refusal)
    return PlannedRow(
        row.number, "refused", IndicatorSummary, record_id, label,
        refusal=refusal, problems=(problem,),
    )  # fmt: skip
