"""What a grid of 100,000 rows asks: row numbers in order, then a page at a time.

Sorting, filtering and searching happen in SQL, so the window never holds more than it shows
(design §10).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Literal

from desktop.ledger.errors import UNREADABLE, damaged_row
from desktop.ledger.records import GridRow
from desktop.ledger.sql import fill, quote
from desktop.ledger.tables import load_kept, load_missing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.ledger.store import Store
    from desktop.ledger.tables import FormTable, Record

Operator = Literal[
    "is", "is_not", "contains", "at_least", "at_most", "blank", "filled", "kept", "missing"
]
"""``kept`` finds text that could not be read, ``missing`` stated absences; both ignore the text."""

Filter = tuple[str, Operator, str]
Sort = tuple[str, bool]

_SYSTEM_NAMES = (
    "row_id",
    "district",
    "period",
    "record_id",
    "to_confirm",
    "catalogue_version",
    "updated_at",
)
_SEARCHED_KINDS = frozenset({"text", "identifier", "reference", "month", "date"})


@dataclass(frozen=True, slots=True)
class RowQuery:
    """Which rows of a form, in which order.

    ``district``/``period`` None mean all of them. ``search`` is looked for in the record id, every
    text field and text kept as typed (letters in either case). ``filters`` and ``sort`` name
    fields; amounts are written in 万元. ``only_ids`` limits to these record ids. Blanks sort last.
    """

    form: str
    district: str | None = None
    period: str | None = None
    search: str = ""
    filters: tuple[Filter, ...] = ()
    sort: tuple[Sort, ...] = ()
    only_ids: frozenset[str] | None = None


def row_ids(store: Store, query: RowQuery) -> list[int]:
    """The row numbers of a query, in its order."""
    table = store.tables[query.form]
    conditions, values = _conditions(store, table, query)
    clauses = {
        "where": " AND ".join(conditions) or "true",
        "order": ", ".join([*(_order(table, *one) for one in query.sort), "row_id"]),
    }
    sql = fill("SELECT row_id FROM {t} WHERE {where} ORDER BY {order}", clauses, t=table.name)
    cursor = store.conn.cursor()
    cursor.row_factory = _first
    return cursor.execute(sql, values).fetchall()


def page(store: Store, form_code: str, ids: Sequence[int]) -> list[GridRow]:
    """The rows of these numbers, in the order asked; rows deleted meanwhile are left out."""
    table = store.tables[form_code]
    sql = table.select("row_id IN (SELECT value FROM json_each(?))")
    found = {record[0]: record for record in store.conn.execute(sql, (json.dumps(list(ids)),))}
    return [_grid_row(table, found[one]) for one in ids if one in found]


def row_id_of(store: Store, form: str, district: str, period: str, record_id: str) -> int | None:
    """The row number of a record."""
    template = "SELECT row_id FROM {t} WHERE district = ? AND period = ? AND record_id = ?"
    sql = fill(template, t=store.tables[form].name)
    found = store.conn.execute(sql, (district, period, record_id)).fetchone()
    return found[0] if found else None


def key_of(store: Store, form_code: str, row_id: int) -> tuple[str, str, str] | None:
    """``(district, period, record id)`` of a row number."""
    template = "SELECT district, period, record_id FROM {t} WHERE row_id = ?"
    sql = fill(template, t=store.tables[form_code].name)
    found: tuple[str, str, str] | None = store.conn.execute(sql, (row_id,)).fetchone()
    return found


def _first(_cursor: object, record: tuple[int, ...]) -> int:
    return record[0]


def _grid_row(table: FormTable, record: Record) -> GridRow:
    row_id, district, period, record_id, to_confirm, _, kept, missing = record[:8]
    try:
        special, values = (load_kept(kept), load_missing(missing)), table.values_of(record)
    except UNREADABLE as problem:
        raise damaged_row(table.code, record_id) from problem
    return GridRow(row_id, district, period, record_id, to_confirm == 1, *special, values)


# --- Conditions -----------------------------------------------------------------------------


def _conditions(store: Store, table: FormTable, query: RowQuery) -> tuple[list[str], list[object]]:
    conditions: list[str] = []
    values: list[object] = []
    for name, wanted in (("district", query.district), ("period", query.period)):
        if wanted is not None:
            conditions.append(f"{name} = ?")
            values.append(wanted)
    if query.only_ids is not None:
        conditions.append("record_id IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(sorted(query.only_ids)))
    for field, operator, text in query.filters:
        condition, more = _filter(table, field, operator, text)
        conditions.append(condition)
        values += more
    if query.search:
        condition, more = _search(store, table, query.search)
        conditions.append(condition)
        values += more
    return conditions, values


def _filter(
    table: FormTable, field: str, operator: Operator, text: str
) -> tuple[str, list[object]]:
    column, path = _column(table, field), f'$."{field}"'
    if operator in ("kept", "missing"):
        return f"json_type({operator}, ?) IS NOT NULL", [path]
    special = "json_type(kept, ?) IS NOT NULL OR json_type(missing, ?) IS NOT NULL"
    stated = f"({column} IS NOT NULL OR {special})"
    if operator == "blank":
        return f"NOT {stated}", [path, path]
    if operator == "filled":
        return stated, [path, path]
    if operator == "contains":
        return _contains(column, text)
    sign = {"is": "=", "is_not": "IS NOT", "at_least": ">=", "at_most": "<="}[operator]
    return f"{column} {sign} ?", [_comparable(table, field, text)]


def _comparable(table: FormTable, field: str, text: str) -> object:
    """The text of a filter as the column stores such values; as it is when it is none."""
    column = table.by_name.get(field)
    if column is None or column.storage.sql_type == "TEXT":
        return text
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return text
    number = number.scaleb(column.item.kind.places)
    return int(number) if number == int(number) else float(number)


def _search(store: Store, table: FormTable, text: str) -> tuple[str, list[object]]:
    names = [
        c.name for c in table.columns if c.item.kind.name in _SEARCHED_KINDS and not c.item.system
    ]
    parts = [_contains(quote(name), text) for name in ("record_id", *names, "kept")]
    conditions = [condition for condition, _ in parts]
    values = [value for _, more in parts for value in more]
    lender = store.tables.get(table.form.spec.shares_id_with)
    if lender:
        # The grid shows this form's rows under the other form's label (a project's name).
        condition, more = _contains(quote(lender.form.spec.label), text)
        template = (
            "(district, period, record_id) IN (SELECT district, period, record_id FROM {t} WHERE "
        )
        conditions.append(fill(template, t=lender.name) + condition + ")")
        values += more
    return f"({' OR '.join(conditions)})", values


def _contains(column: str, text: str) -> tuple[str, list[object]]:
    if not any("a" <= letter.lower() <= "z" for letter in text):
        return f"instr({column}, ?)", [text]
    escaped = "".join("\\" + letter if letter in "\\%_" else letter for letter in text)
    return f"{column} LIKE ? ESCAPE '\\'", [f"%{escaped}%"]


def _order(table: FormTable, field: str, descending: bool) -> str:
    column = _column(table, field)
    return f"{column} IS NULL, {column}{' DESC' if descending else ''}"


def _column(table: FormTable, field: str) -> str:
    if field not in table.by_name and field not in _SYSTEM_NAMES:
        raise KeyError(f"{table.code} has no field {field}")
    return quote(field)
