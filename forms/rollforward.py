"""Roll-forward 结转: what of last period's rows begins the next one (design §4).

Registers come over whole. Period forms come over with their identities and those fields that
their declaration carries, in the periods in which they are due; computed forms are made anew. A row
of F02 exists for every project under way, so that the clerk sees from the first day what she must
report (A31).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forms.base import Form, FormSet
from forms.due import Overrides, is_due
from forms.f01_project import SIGNED, SUSPENDED
from forms.kinds import encode_cell
from forms.parsing import fold
from forms.periods import Period

if TYPE_CHECKING:
    from forms.cells import Cell
    from forms.items import Item

Rows = Mapping[str, Mapping[str, Form]]
"""Form code → record id → row, all of one district and period."""

SNAPSHOT = "prev_snapshot"
SNAPSHOT_FIELDS = (
    "stage",
    "plan_year",
    "inv_period",
    "inv_ytd",
    "inv_cum",
    "progress_pct",
    "progress_text",
)


@dataclass(frozen=True, slots=True)
class CarriedRow:
    """One row of the new period; ``to_confirm`` until a person edits or confirms it."""

    form: str
    record_id: str
    cells: Mapping[str, Cell]
    to_confirm: bool


def carried_rows(
    forms: FormSet,
    previous: Rows,
    start: Period,
    target: Period,
    *,
    due: Overrides | None = None,
    last_year: Rows | None = None,
) -> Iterator[CarriedRow]:
    """The rows with which ``target`` begins, given those of ``start``.

    Rows of a period form may be of an earlier period, in which it was due last. ``last_year``
    holds the rows of last year's same period, for the fields that show its values.
    """
    for form in forms:
        rows = previous.get(form.spec.code, {})
        if form.spec.shares_id_with:
            owners = previous.get(form.spec.shares_id_with, {})
            yield from _period_rows(form, rows, owners, start.year == target.year)
        elif comes_over(form, target, due or {}):
            ago = LastYear(form, (last_year or {}).get(form.spec.code, {}))
            for row in rows.values():
                year = Period.parse(row.period).year if row.period else start.year
                cells = {**_carried(row, year == target.year), **ago.cells(row)}
                yield CarriedRow(form.spec.code, row.record_id, cells, form.spec.nature != "cover")


def comes_over(form: type[Form], target: Period, due: Overrides) -> bool:
    """Whether a form's rows begin a period: period forms only where they are due."""
    if form.spec.nature == "period":
        return is_due(form.spec, target, due)
    return form.spec.nature != "computed"


class LastYear:
    """The values of last year's same period that a form's rows show, found by the form's key."""

    def __init__(self, form: type[Form], rows: Mapping[str, Form]) -> None:
        self._shown = {one.name: one.last_year_of for one in form.items() if one.last_year_of}
        self._rows = {row_key(row): row for row in rows.values()} if self._shown else {}

    def cells(self, row: Form) -> dict[str, Cell]:
        """The cells of ``row`` that show last year's values; blank where there are none."""
        if not self._shown:
            return {}
        ago = self._rows.get(row_key(row))
        return {
            name: None if ago is None else ago.cell(shown) for name, shown in self._shown.items()
        }


def row_key(row: Form) -> tuple[str, ...]:
    """A row's natural key, by which people tell rows apart across record ids."""
    return tuple(
        "" if (value := getattr(row, name)) is None else fold(str(value))
        for name in row.spec.key_fields
    )


def under_way(stage: str | None) -> bool:
    """Whether a project of this stage reports progress: signed up to, and including, suspended."""
    return stage is not None and SIGNED <= stage <= SUSPENDED


def _period_rows(
    form: type[Form], rows: Mapping[str, Form], owners: Mapping[str, Form], same_year: bool
) -> Iterator[CarriedRow]:
    for record_id, owner in owners.items():
        if not under_way(getattr(owner, "stage", None)):
            continue
        row = rows.get(record_id)
        cells = _carried(row, same_year) if row is not None else {"stage": owner.cell("stage")}
        yield CarriedRow(form.spec.code, record_id, cells, to_confirm=True)


def _carried(row: Form, same_year: bool) -> dict[str, Cell]:
    items = type(row).items()
    cells = {entry.name: row.cell(entry.name) for entry in items if _comes_over(entry, same_year)}
    if SNAPSHOT in type(row).items_by_name():
        cells[SNAPSHOT] = _snapshot(row)
    return {name: cell for name, cell in cells.items() if cell is not None and name != "record_id"}


def _comes_over(entry: Item, same_year: bool) -> bool:
    return not entry.system and (entry.carry == "always" or (entry.carry == "year" and same_year))


def _snapshot(row: Form) -> str:
    texts = {
        name: encode_cell(row.cell(name), type(row).item(name).kind) for name in SNAPSHOT_FIELDS
    }
    known = {name: text for name, text in texts.items() if text is not None}
    return json.dumps({"period": row.period, **known}, ensure_ascii=False)
