"""Roll-forward 结转: what of last period's rows begins the next one (design §4).

Registers come over whole. Period forms come over with their identities and those fields that
their declaration carries. A row of a period form exists for every project under way, so that the
clerk sees from the first day what she must report (A31).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forms.base import Form, FormSet
from forms.f01_project import SIGNED, SUSPENDED
from forms.kinds import encode_cell

if TYPE_CHECKING:
    from forms.cells import Cell
    from forms.items import Item
    from forms.periods import Period

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
    forms: FormSet, previous: Rows, start: Period, target: Period
) -> Iterator[CarriedRow]:
    """The rows with which ``target`` begins, given those of ``start``."""
    same_year = start.year == target.year
    for form in forms:
        rows = previous.get(form.spec.code, {})
        if form.spec.shares_id_with:
            yield from _period_rows(
                form, rows, previous.get(form.spec.shares_id_with, {}), same_year
            )
        else:
            for row in rows.values():
                yield CarriedRow(
                    form.spec.code,
                    row.record_id,
                    _carried(row, same_year),
                    form.spec.nature != "cover",
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
