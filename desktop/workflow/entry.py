"""Entering data: every act by which a person changes a period's rows, each one edit.

Text comes in as typed; ``forms.kinds.read_cell`` reads it, and whatever follows from it (totals
that carry forward, the stage that two forms share, the progress row a started project needs)
goes into the same edit, so one undo takes it all back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.ledger import AddRow, Changes, Confirm, DeleteRow, Edit, SetCell, Step
from desktop.workflow.capabilities import Capability
from desktop.workflow.filling import Filler
from desktop.workflow.session import Session, previous_period
from forms.errors import UserMistake
from forms.identity import RecordIds, next_record_id
from forms.kinds import read_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from forms.base import Form
    from forms.cells import Cell
    from forms.periods import Period

MOST_NAMED = 3
"""How many referring rows of a form a sentence names."""


@dataclass(frozen=True, slots=True)
class Typed:
    """Text typed or pasted into one cell."""

    record_id: str
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where an edit happens: a district's form in a period."""

    district: str
    period: Period
    form: str


def place_of(session: Session, period: Period, form: str) -> Place:
    """The place of a form in the ledger's own district; raises when the role may not enter data."""
    session.demand(Capability.ENTER)
    return Place(session.district, period, form)


def type_cells(
    session: Session, place: Place, typed: Sequence[Typed], title: str = "", reason: str = ""
) -> Changes:
    """Put typed texts into existing rows as one edit; computed fields refuse."""
    by_row = _read(session, place, typed)
    title = title or _title(session.forms[place.form], typed)
    return change_cells(session, place, by_row, title, reason)


def type_block(
    session: Session,
    place: Place,
    typed: Sequence[Typed],
    new_rows: Sequence[Mapping[str, str]],
    title: str,
    reason: str = "",
) -> Changes:
    """Put a pasted block into existing rows, and what hangs over into new ones, as one edit.

    ``new_rows`` holds texts by field; raises ``UserMistake`` where the form's rows are not made
    by hand.
    """
    steps = change_steps(session, place, _read(session, place, typed))
    form = session.forms[place.form]
    taken = session.ledger.record_ids_ever(place.form, place.district) if new_rows else set()
    ids = RecordIds(form.spec, place.district, place.period.year, taken)
    filler = Filler(session, place.period, form)
    read: dict[str, Mapping[str, Cell]] = {}
    for texts in new_rows:
        _refuse_made_rows(session, form)
        record_id = ids.give()
        new = [Typed(record_id, name, text) for name, text in texts.items()]
        read[record_id] = _read(session, place, new).get(record_id, {})
    filler.expect(read.values())
    for record_id, cells in read.items():
        steps += _new_row(place, filler, record_id, cells)
    return apply(session, place, title, steps, reason)


def change_cells(
    session: Session,
    place: Place,
    by_row: Mapping[str, Mapping[str, Cell]],
    title: str,
    reason: str = "",
) -> Changes:
    """Put read cells into existing rows as one edit, with all that follows from them."""
    return apply(session, place, title, change_steps(session, place, by_row), reason)


def add_row(
    session: Session, place: Place, cells: Mapping[str, Cell] | None = None, reason: str = ""
) -> tuple[str, Changes]:
    """Add a record with a new id; answers the id and what changed."""
    form = session.forms[place.form]
    _refuse_made_rows(session, form)
    taken = session.ledger.record_ids_ever(place.form, place.district)
    record_id = next_record_id(form.spec, place.district, place.period.year, taken)
    filler = Filler(session, place.period, form)
    steps = _new_row(place, filler, record_id, cells or {})
    return record_id, apply(session, place, f"新增{form.spec.title}", steps, reason)


def duplicate_row(session: Session, place: Place, record_id: str) -> tuple[str, Changes]:
    """Add a copy of a record under a new id, its label marked so that names stay distinct."""
    form = session.forms[place.form]
    row = session.ledger.row(place.form, place.district, place.period.code, record_id)
    if row is None:
        raise UserMistake(f"没有找到记录 {record_id}，它可能已被删除，请刷新后再试。")
    cells = {
        entry.name: row.cell(entry.name)
        for entry in form.items()
        if not (entry.computed or entry.system)
    }
    label = cells.get(form.spec.label)
    if isinstance(label, str):
        cells[form.spec.label] = f"{label}（副本）"
    return add_row(session, place, {name: cell for name, cell in cells.items() if cell is not None})


def delete_rows(
    session: Session, place: Place, record_ids: Iterable[str], reason: str = ""
) -> Changes:
    """Delete records, and the rows of other forms that share their ids, as one edit.

    Raises ``UserMistake`` naming the rows that refer to one of them: a reference must not dangle.
    """
    form = session.forms[place.form]
    if form.spec.nature == "computed":
        raise UserMistake(f"{form.spec.title}的行由系统给出，不能删除。")
    ids = list(record_ids)
    if said := referring(session, place, frozenset(ids)):
        raise UserMistake(said)
    steps: list[Step] = []
    for other in session.forms:
        if other.spec.shares_id_with == place.form:
            there = session.ledger.rows(other.spec.code, place.district, place.period.code)
            steps += [DeleteRow(other.spec.code, one) for one in ids if one in there]
    steps += [DeleteRow(place.form, one) for one in ids]
    return apply(session, place, f"删除{form.spec.title} {len(ids)} 行", steps, reason)


def referring(session: Session, place: Place, record_ids: frozenset[str]) -> str:
    """One sentence naming the rows that refer to these records; empty when none does."""
    found: list[str] = []
    for form in session.forms:
        if form.spec.shares_id_with == place.form:
            continue
        names = [one.name for one in form.items() if one.refers_to == place.form]
        rows = session.ledger.rows(form.spec.code, place.district, place.period.code)
        ids = [
            one.record_id
            for one in (rows.values() if names else ())
            if any(getattr(one, name) in record_ids for name in names)
        ]
        if ids:
            more = f" 等 {len(ids)} 行" if len(ids) > MOST_NAMED else ""
            found.append(f"{form.spec.title} {'、'.join(ids[:MOST_NAMED])}{more}")
    if not found:
        return ""
    title = session.forms[place.form].spec.title
    return f"所选{title}还被{'；'.join(found)}引用，请先修改或删除这些行，再删除。"


def confirm_rows(session: Session, place: Place, record_ids: Iterable[str]) -> Changes:
    """本期无变化: confirm rows that came by roll-forward, as one edit."""
    form = session.forms[place.form]
    unchanged = {entry.name: entry for entry in form.items() if entry.no_change}
    rows = session.ledger.rows(place.form, place.district, place.period.code)
    before = _all_previous(session, place)
    filler = Filler(session, place.period, form)
    steps: list[Step] = []
    for record_id in record_ids:
        row = rows[record_id]
        blanks = {
            name: read_cell(entry.no_change, entry, session.catalogue)
            for name, entry in unchanged.items()
            if row.cell(name) is None
        }
        if blanks:
            steps += _cell_steps(place, row, blanks, before.get(record_id), filler)
        elif row.to_confirm:
            steps.append(Confirm(place.form, record_id))
    return apply(session, place, f"确认本期无变化 {len(steps)} 行", steps, "")


def undo(session: Session, place: Place) -> Changes | None:
    """Take back the last edit of the period; None when there is none."""
    return session.ledger.undo(place.district, place.period.code, session.who)


def redo(session: Session, place: Place) -> Changes | None:
    """Do again the edit that was taken back last."""
    return session.ledger.redo(place.district, place.period.code, session.who)


def apply(
    session: Session, place: Place, title: str, steps: Sequence[Step], reason: str
) -> Changes:
    """Apply steps as one edit by the person at work."""
    session.demand(Capability.ENTER)
    edit = Edit(place.district, place.period.code, title, tuple(steps), session.who, reason)
    return session.ledger.apply(edit)


def _read(session: Session, place: Place, typed: Sequence[Typed]) -> dict[str, dict[str, Cell]]:
    """Typed texts as cells by record and field; computed fields refuse."""
    form = session.forms[place.form]
    by_row: dict[str, dict[str, Cell]] = {}
    for one in typed:
        entry = form.item(one.field)
        if entry.computed:
            raise UserMistake(f"“{entry.title}”由系统给出，不需要填写。")
        by_row.setdefault(one.record_id, {})[one.field] = read_cell(
            one.text, entry, session.catalogue
        )
    return by_row


def change_steps(
    session: Session, place: Place, by_row: Mapping[str, Mapping[str, Cell]]
) -> list[Step]:
    """The steps that put read cells into existing rows, with all that follows from them."""
    rows = _rows(session, place, by_row)
    before = _previous_rows(session, place, by_row)
    filler = Filler(session, place.period, session.forms[place.form])
    filler.expect(by_row.values())
    steps: list[Step] = []
    for record_id, cells in by_row.items():
        row = rows.get(record_id)
        if row is None:
            raise UserMistake(f"没有找到记录 {record_id}，它可能已被删除，请刷新后再试。")
        steps += _cell_steps(place, row, cells, before.get(record_id), filler)
    return steps


def _refuse_made_rows(session: Session, form: type[Form]) -> None:
    if form.spec.nature == "computed":
        raise UserMistake(f"{form.spec.title}的行由系统给出，不能新增。")
    if form.spec.shares_id_with:
        owner = session.forms[form.spec.shares_id_with].spec.title
        raise UserMistake(
            f"{form.spec.title}的行随{owner}产生，请先在{owner}中登记项目并填写进展阶段。"
        )


def _new_row(place: Place, filler: Filler, record_id: str, cells: Mapping[str, Cell]) -> list[Step]:
    made = filler.new(record_id, filler.resolved(cells))
    return [
        AddRow(place.form, record_id, made),
        *filler.companions(record_id, made),
    ]


def _cell_steps(
    place: Place, row: Form, cells: Mapping[str, Cell], before: Form | None, filler: Filler
) -> list[Step]:
    cells = filler.resolved(cells)
    changed = row.with_cells(cells)
    everything = {**cells, **filler.filled(changed, frozenset(cells), before)}
    steps: list[Step] = [
        SetCell(place.form, row.record_id, name, cell) for name, cell in everything.items()
    ]
    steps += filler.beside(row.record_id, everything)
    steps += filler.companions(row.record_id, everything)
    if row.to_confirm:
        steps.append(Confirm(place.form, row.record_id))
    return steps


def _rows(session: Session, place: Place, wanted: Mapping[str, object]) -> Mapping[str, Form]:
    return _some_rows(session, place, place.period, wanted)


def _previous_rows(
    session: Session, place: Place, wanted: Mapping[str, object]
) -> Mapping[str, Form]:
    before = previous_period(session, place.district, place.period)
    return {} if before is None else _some_rows(session, place, before, wanted)


def _all_previous(session: Session, place: Place) -> Mapping[str, Form]:
    before = previous_period(session, place.district, place.period)
    return {} if before is None else session.ledger.rows(place.form, place.district, before.code)


def _some_rows(
    session: Session, place: Place, period: Period, wanted: Mapping[str, object]
) -> Mapping[str, Form]:
    """The wanted rows: one by one when few, as a whole form when many (a paste)."""
    if len(wanted) > 20:
        return session.ledger.rows(place.form, place.district, period.code)
    found = {
        one: session.ledger.row(place.form, place.district, period.code, one) for one in wanted
    }
    return {one: row for one, row in found.items() if row is not None}


def _title(form: type[Form], typed: Sequence[Typed]) -> str:
    if len(typed) == 1:
        return f"修改{form.item(typed[0].field).title}"
    return f"修改{form.spec.title} {len(typed)} 格"
