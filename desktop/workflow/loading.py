"""导入: rows from any workbook or CSV into the ledger, shown first and applied as one edit.

A row is known by its record id, else by the form's key fields (a project's name, a firm's code); a
known row is updated where the file says something, an unknown one is created. A blank cell in the
file leaves the ledger's cell as it is. References may name records as people do, those that earlier
sheets of the same file bring included.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.ledger import Changes, Edit
from desktop.workflow.capabilities import Capability
from desktop.workflow.firms import FirmBook
from desktop.workflow.layouts import forget as forget_signature
from desktop.workflow.layouts import remember, remembered, remembered_on
from desktop.workflow.load_made import add_companions
from desktop.workflow.load_plan import (
    OUTCOME_TITLES,
    CellChange,
    LoadPlan,
    LoadProblem,
    PlannedRow,
)
from desktop.workflow.load_rows import Cancelled, RowPlanner, Watch
from exports.mapping import NOTHING_CHOSEN, Chosen
from exports.names import shown_name
from exports.tables import TableRead, TableSource, open_tables
from forms.errors import UserMistake

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from desktop.workflow.session import Session
    from exports.tables import Layouts
    from forms.periods import Period

__all__ = ["OUTCOME_TITLES", "Cancelled", "CellChange", "LoadPlan", "LoadProblem", "PlannedRow",
           "Watch", "apply_load", "forget_layout", "open_tables", "plan_load", "plan_source"]  # fmt: skip


def plan_load(
    session: Session,
    period: Period,
    path: Path,
    form: str = "",
    mapping: Mapping[str, str] | None = None,
    *,
    sheet: str | None = None,
    forget: bool = False,
) -> list[LoadPlan]:
    """Read a file and say what loading it would do; no row is changed.

    ``form`` names the one form to load; without it every sheet that is one of our forms is taken.
    ``sheet`` names that form's sheet. ``forget`` forgets what was chosen for its layout before.
    Raises ``Refusal`` for a file that can't be read, ``UserMistake`` when no form fits.
    """
    session.demand(Capability.ENTER)
    source = open_tables(path)
    plans = plan_source(session, period, source, form, mapping=mapping, sheet=sheet)
    forgotten = [forget_layout(session, plan) for plan in plans if forget]
    if not forgotten:
        return plans
    return plan_source(session, period, source, form, mapping=mapping, sheet=sheet)


def forget_layout(session: Session, plan: LoadPlan) -> bool:
    """Forget what was chosen for the layout of a plan's sheet; whether anything was."""
    return forget_signature(session, plan.form, plan.table.signature)


def plan_source(
    session: Session,
    period: Period,
    source: TableSource,
    form: str = "",
    *,
    mapping: Mapping[str, str] | None = None,
    chosen: Mapping[str, Layouts] | None = None,
    sheet: str | None = None,
    lenient: bool = False,
    watch: Watch | None = None,
) -> list[LoadPlan]:
    """What loading a file that was read would do.

    ``chosen`` holds what a person chose now, by form and layout; what was chosen before is known
    to the ledger. ``sheet`` names the sheet of the one form; ``lenient`` shows tables of unknown
    titles too, for a person to map. Raises as ``plan_load`` and ``Cancelled``.
    """
    session.demand(Capability.ENTER)
    watch = watch or Watch()
    watch.look(0, 0, f"正在辨认 {source.name}")
    known = {code: _layouts(session, code, chosen or {}) for code in session.forms.codes}
    tables = _tables(session, source, form, mapping, known, sheet=sheet, lenient=lenient)
    edit_no = _newest_edit(session, period)
    plans: list[LoadPlan] = []
    firms = FirmBook(session, period)
    for code in (one for one in session.forms.codes if one in tables):
        table = tables[code]
        made = LoadPlan(
            code, table, edit_no=edit_no,
            notices=[*table.notices, *_layout_notices(session, period, code, table)],
            chosen=known[code].get(table.signature, NOTHING_CHOSEN),
        )  # fmt: skip
        plans.append(RowPlanner(session, period, code, plans, firms).plan(made, watch))
    add_companions(session, period, plans)
    return plans


def apply_load(
    session: Session,
    period: Period,
    path: Path,
    plans: Sequence[LoadPlan],
    reason: str = "",
    *,
    seen: bool = False,
) -> Changes:
    """Apply exactly what was planned as one undoable edit, and remember the columns chosen.

    ``seen`` says that a person looked at the columns, so that guesses are remembered too. Raises
    ``UserMistake`` when the ledger has changed since the plan was made.
    """
    if any(plan.edit_no != _newest_edit(session, period) for plan in plans):
        raise UserMistake("预览之后账本又有改动，没有导入；请重新导入这个文件，再看一次预览。")
    steps = tuple(step for plan in plans for step in plan.steps)
    edit = Edit(
        session.district, period.code, f"导入 {shown_name(path)}", steps, session.who, reason
    )
    changes = session.ledger.apply(edit)
    remember(session, plans, guesses=seen)
    return changes


def _layouts(session: Session, code: str, chosen: Mapping[str, Layouts]) -> dict[str, Chosen]:
    """What was chosen for a form's layouts, now over before."""
    known = remembered(session, code)
    for signature, now in chosen.get(code, {}).items():
        before = known.get(signature, NOTHING_CHOSEN)
        columns, units = {**before.columns, **now.columns}, {**before.units, **now.units}
        known[signature] = Chosen(columns, units, now.why)
    return known


def _tables(
    session: Session,
    source: TableSource,
    form: str,
    mapping: Mapping[str, str] | None,
    known: Mapping[str, Layouts],
    *,
    sheet: str | None,
    lenient: bool,
) -> Mapping[str, TableRead]:
    forms, catalogue = session.forms, session.catalogue
    if form:
        if form not in forms:
            raise UserMistake(f"没有“{form}”这张表，可选：{'、'.join(forms.codes)}。")
        table = source.table(
            forms[form], catalogue,
            sheet=sheet, mapping=mapping, layouts=known[form], lenient=lenient,
        )  # fmt: skip
        return {form: table}
    tables = source.tables(forms, catalogue, layouts=known.__getitem__, lenient=lenient)
    if not tables:
        raise UserMistake(f"“{source.name}”里没有找到认识的表，请用 --form 指明，例如 --form F01。")
    return tables


def _layout_notices(session: Session, period: Period, code: str, table: TableRead) -> list[str]:
    """That columns were matched as before; that the file speaks of another period or district."""
    said = []
    if table.remembered:
        on = remembered_on(session, code, table.signature)
        said.append(f"这种表头导入过，列的对应沿用上次的选择（{on}）。")
    for row in table.grid.rows[: max(0, table.header_row - 1)]:
        for cell in row:
            if isinstance(cell, str):
                said += _other_head(session, period, cell)
    return said


def _other_head(session: Session, period: Period, text: str) -> list[str]:
    name, _, value = text.replace(":", "：").partition("：")
    value = value.strip()
    if name.strip() == "报告期" and value and not value.startswith(period.title):
        return [f"文件上写的报告期是“{value}”，现在导入的是{period.title}，请核对。"]
    if name.strip() == "行政区划代码" and value.isdigit() and value != session.district:
        return [f"文件上写的行政区划代码是 {value}，不是本区，请核对。"]
    return []


def _newest_edit(session: Session, period: Period) -> int:
    newest = session.ledger.history(session.district, period.code, limit=1)
    return newest[0].edit_no if newest else 0
