"""Carrying out edits, undo and redo: rows, history and undo step in one transaction.

All of a paste of 5,000 cells goes through a handful of prepared statements. Undo never rewrites
the history: it adds the lines that lead back.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from desktop.ledger import additions, periods
from desktop.ledger.drafts import MARK, WHOLE_ROW, Draft, Line
from desktop.ledger.edits import AddRow, Changes, Edit, Explain, RowKey
from desktop.ledger.errors import PeriodLocked
from desktop.ledger.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from desktop.ledger.store import Store

_NEW_EDIT = """INSERT INTO edits (at, who, title, reason, district, period, kind, undoes)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
_NEW_LINE = (
    "INSERT INTO history (edit_no, form, record_id, field, old, new) VALUES (?, ?, ?, ?, ?, ?)"
)
_LAST_DONE = """SELECT s.edit_no, e.title FROM undo_steps s JOIN edits e USING (edit_no)
    WHERE s.district = ? AND s.period = ? AND s.undone = 0 ORDER BY s.edit_no DESC LIMIT 1"""
_FIRST_UNDONE = """SELECT s.edit_no, e.title FROM undo_steps s JOIN edits e USING (edit_no)
    WHERE s.district = ?1 AND s.period = ?2 AND s.undone = 1 AND s.edit_no > coalesce(
        (SELECT max(edit_no) FROM undo_steps WHERE district = ?1 AND period = ?2 AND undone = 0), 0)
    ORDER BY s.edit_no LIMIT 1"""


def apply(store: Store, edit: Edit) -> Changes:
    """``Ledger.apply``."""
    with store.writing():
        info = periods.must_exist(store, edit.district, edit.period)
        if info.locked and not edit.reason:
            raise PeriodLocked(
                "本报告期已上报，不能直接修改。请填写修改原因，系统将另立一个修订版。"
            )
        changes = carry_out(store, edit)
        if changes.edit_no and info.locked:
            periods.put_state(store, info.district, info.period, "amending", info.revision + 1)
        return changes


def carry_out(store: Store, edit: Edit) -> Changes:
    """Do an edit's steps inside the caller's transaction, whatever the period's state."""
    plan = _plan(store, edit.district, edit.period)
    plan.default_version = _setting(store, "catalogue_version")
    explains = [step for step in edit.steps if isinstance(step, Explain)]
    others = [step for step in edit.steps if not isinstance(step, Explain)]
    plan.load(((one.form, one.record_id) for one in others), (one.finding_id for one in explains))
    plan.additions = additions.additions(plan, others)
    for step in edit.steps:
        if not isinstance(step, AddRow) or (step.form, step.record_id) not in plan.additions:
            plan.take(step)
    changes = _record(plan, edit, "edit", None)
    if changes.edit_no:
        _push(store, edit, changes.edit_no)
    return changes


def undo(store: Store, district: str, period: str, who: str) -> Changes | None:
    """``Ledger.undo``."""
    return _step(store, district, period, who, back=True)


def redo(store: Store, district: str, period: str, who: str) -> Changes | None:
    """``Ledger.redo``."""
    return _step(store, district, period, who, back=False)


def step_title(store: Store, district: str, period: str, *, back: bool) -> str:
    """The title of the edit that undo (or redo) would take next, empty when there is none."""
    with store.reading():
        found = next_step(store, district, period, back=back)
    return found[1] if found else ""


def next_step(store: Store, district: str, period: str, *, back: bool) -> tuple[int, str] | None:
    """The edit that undo (``back``) or redo would take next: its number and title."""
    sql = _LAST_DONE if back else _FIRST_UNDONE
    found: tuple[int, str] | None = store.conn.execute(sql, (district, period)).fetchone()
    return found


def forget_steps(store: Store, district: str, period: str) -> None:
    """Empty the undo stack: what was sent, or replaced from outside, can't be undone."""
    store.conn.execute(
        "DELETE FROM undo_steps WHERE district = ? AND period = ?", (district, period)
    )


def _step(store: Store, district: str, period: str, who: str, *, back: bool) -> Changes | None:
    with store.writing() as conn:
        found = next_step(store, district, period, back=back)
        if found is None:
            return None
        edit_no, title = found
        plan = _plan(store, district, period)
        _replay(plan, edit_no, back=back)
        edit = Edit(district, period, ("撤销：" if back else "恢复：") + title, (), who)
        changes = _record(plan, edit, "undo" if back else "redo", edit_no)
        sql = "UPDATE undo_steps SET undone = ? WHERE district = ? AND period = ? AND edit_no = ?"
        conn.execute(sql, (int(back), district, period, edit_no))
        return changes


def _replay(plan: Plan, edit_no: int, *, back: bool) -> None:
    sql = "SELECT form, record_id, field, old, new FROM history WHERE edit_no = ? ORDER BY seq"
    lines = [Line(*found) for found in plan.store.conn.execute(sql, (edit_no,))]
    plan.load(
        ((line.form, line.record_id) for line in lines if plan.store.tables.get(line.form)),
        (line.record_id for line in lines if not line.form),
    )
    for line in lines:
        plan.replay(line, back=back)


def _plan(store: Store, district: str, period: str) -> Plan:
    return Plan(store, district, period)


def _setting(store: Store, key: str) -> str:
    found = store.conn.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
    return found[0] if found else ""


def _push(store: Store, edit: Edit, edit_no: int) -> None:
    """Put an edit on the undo stack; what was undone before it can't be redone any more."""
    where = (edit.district, edit.period)
    undone = next_step(store, *where, back=False)
    if undone:
        sql = "DELETE FROM undo_steps WHERE district = ? AND period = ? AND undone = 1"
        store.conn.execute(sql, where)
    store.conn.execute("INSERT INTO undo_steps VALUES (?, ?, ?, 0)", (*where, edit_no))


def _record(plan: Plan, edit: Edit, kind: str, undoes: int | None) -> Changes:
    """Write what a plan leads to; an edit that changes nothing leaves no trace."""
    lines = plan.lines()
    if not lines:
        return Changes(0, edit.district, edit.period, edit.title)
    store, stamp = plan.store, plan.store.now()
    facts = (stamp, edit.who, edit.title, edit.reason, edit.district, edit.period, kind, undoes)
    edit_no = store.conn.execute(_NEW_EDIT, facts).lastrowid or 0
    store.conn.executemany(_NEW_LINE, [(edit_no, *line) for line in lines])
    fields = _fields_by_row(line for line in lines if line[:2] not in plan.additions)
    _write_rows(plan, fields, stamp, edit.who)
    _write_explanations(plan, lines, stamp, edit.who)
    return _changes(plan, edit_no, edit, fields, lines)


def _fields_by_row(lines: Iterable[Line]) -> dict[RowKey, list[str]]:
    fields: dict[RowKey, list[str]] = {}
    for line in lines:
        if line.form:
            fields.setdefault((line.form, line.record_id), []).append(line.field)
    return fields


def _changes(
    plan: Plan, edit_no: int, edit: Edit, fields: dict[RowKey, list[str]], lines: Sequence[Line]
) -> Changes:
    whole = {key for key, names in fields.items() if WHOLE_ROW in names}
    return Changes(
        edit_no=edit_no,
        district=edit.district,
        period=edit.period,
        title=edit.title,
        cells={key: frozenset(names) - {MARK} for key, names in fields.items() if key not in whole},
        added=frozenset(plan.additions).union(key for key in whole if plan.after[key] is not None),
        removed=frozenset(key for key in whole if plan.after[key] is None),
        explained=frozenset(line.record_id for line in lines if not line.form),
    )


def _write_rows(plan: Plan, fields: dict[RowKey, list[str]], stamp: str, who: str) -> None:
    """Rows in bulk: removed first, so that a row put back finds its place free."""
    removed, added = defaultdict(list), defaultdict(list)
    updated: dict[tuple[str, tuple[str, ...]], list[tuple[Any, ...]]] = defaultdict(list)
    for key, names in fields.items():
        form, record_id = key
        was, now = plan.before[key], plan.after[key]
        if now is None:
            removed[form].append((was and was.row_id,))
        elif was is None:
            added[form].append(_insertion(plan, record_id, now, stamp, who))
        else:
            columns = tuple(name for name in names if name != MARK)
            values = (*(now.values[name] for name in columns), *now.marks, stamp, who, was.row_id)
            updated[form, columns].append(values)
    tables, conn = plan.store.tables, plan.store.conn
    for form, rows in removed.items():
        conn.executemany(tables[form].delete, rows)
    for form, rows in added.items():
        conn.executemany(tables[form].insert, rows)
    for (form, columns), rows in updated.items():
        conn.executemany(tables[form].update(columns), rows)
    additions.write(plan, stamp, who)


def _insertion(plan: Plan, record_id: str, draft: Draft, stamp: str, who: str) -> tuple[Any, ...]:
    to_confirm, kept, missing = draft.marks
    return (
        draft.row_id, plan.district, plan.period, record_id, to_confirm, draft.catalogue_version,
        kept, missing, *draft.values.values(), stamp, stamp, who,
    )  # fmt: skip


def _write_explanations(plan: Plan, lines: Iterable[Line], stamp: str, who: str) -> None:
    where = (plan.district, plan.period)
    for line in lines:
        if line.form:
            continue
        sql = "DELETE FROM explanations WHERE district = ? AND period = ? AND finding_id = ?"
        plan.store.conn.execute(sql, (*where, line.record_id))
        said = plan.said_after[line.record_id]
        if said:
            sql = "INSERT INTO explanations VALUES (?, ?, ?, ?, ?, ?, ?)"
            plan.store.conn.execute(sql, (*where, line.record_id, *said, stamp, who))
