"""Reading rows and history out of the file."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from desktop.ledger.records import Event, HistoryEntry
from desktop.ledger.sql import fill

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from desktop.ledger.store import Store
    from desktop.ledger.tables import FormTable, Tables
    from forms.base import Form

_HISTORY = """SELECT h.edit_no, e.at, e.who, e.title, e.reason,
        h.form, h.record_id, h.field, h.old, h.new
    FROM history h JOIN edits e USING (edit_no) WHERE {where} ORDER BY h.seq DESC LIMIT ?"""
_ONE_PERIOD = "district = ? AND period = ?"
_EVERYWHERE = "district IN (SELECT district FROM periods WHERE period = ?1) AND period = ?1"
_FILLED = "SELECT DISTINCT period, {fields} FROM {t} WHERE district = ? AND {field} IS NOT NULL"
_ONE_OF = """SELECT DISTINCT period, {fields} FROM {t}
    WHERE district = ? AND {field} IN (SELECT value FROM json_each(?))"""
_ONE_ROW = "district = ? AND period = ? AND record_id = ?"


def rows(store: Store, form_code: str, district: str, period: str) -> dict[str, Form]:
    """The rows of a form by record id, in order of creation."""
    table = store.tables[form_code]
    found = store.conn.execute(table.select(_ONE_PERIOD), (district, period))
    return {record[3]: table.form_of(record) for record in found}


def row(store: Store, form_code: str, district: str, period: str, record_id: str) -> Form | None:
    """One row, None when it is not there."""
    table = store.tables[form_code]
    found = store.conn.execute(table.select(_ONE_ROW), (district, period, record_id)).fetchone()
    return table.form_of(found) if found else None


def rows_of_period(store: Store, form_code: str, period: str) -> dict[tuple[str, str], Form]:
    """The rows of a form of every district, by district and record id."""
    table = store.tables[form_code]
    found = store.conn.execute(table.select(_EVERYWHERE, "district, row_id"), (period,))
    return {(record[1], record[3]): table.form_of(record) for record in found}


def record_ids_ever(store: Store, form_code: str, district: str) -> set[str]:
    """Every record id this district ever gave in a form, deleted rows included."""
    template = """SELECT record_id FROM {table} WHERE district = ?1
        UNION SELECT h.record_id FROM history h JOIN edits e USING (edit_no)
        WHERE h.form = ?2 AND h.field = '' AND e.district = ?1"""
    sql = fill(template, table=store.tables[form_code].name)
    return {found[0] for found in store.conn.execute(sql, (district, form_code))}


def periods_with_rows(store: Store, form_code: str, district: str) -> set[str]:
    """The codes of the periods in which a district has rows of a form."""
    sql = fill("SELECT DISTINCT period FROM {t} WHERE district = ?", t=store.tables[form_code].name)
    return {found[0] for found in store.conn.execute(sql, (district,))}


def look_up(
    store: Store,
    form_code: str,
    district: str,
    field: str,
    texts: Iterable[str] | None,
    fields: Sequence[str],
) -> list[tuple[str, tuple[object, ...]]]:
    """Period and values of ``fields``, each once, of rows whose ``field`` is one of the texts.

    All periods of a district; ``texts`` None means that the field is filled at all.
    """
    table = store.tables[form_code]
    columns = [table.by_name[name] for name in fields]
    bound = [district, *([] if texts is None else [json.dumps(sorted(texts))])]
    template = _FILLED if texts is None else _ONE_OF
    sql = fill(template, t=table.name, field=field, fields=fields)
    return [
        (period, tuple(map(lambda column, value: column.from_file(value), columns, values)))
        for period, *values in store.conn.execute(sql, bound)
    ]


def history(store: Store, where: dict[str, str | None], limit: int) -> list[HistoryEntry]:
    """Lines of the history, newest first by sequence; ``where`` holds column → value or None."""
    given = {name: value for name, value in where.items() if value is not None}
    condition = " AND ".join(f"{name} = ?" for name in given)
    sql = fill(_HISTORY, {"where": condition})
    return [HistoryEntry(*found) for found in store.conn.execute(sql, (*given.values(), limit))]


def explanations(store: Store, district: str, period: str) -> dict[str, tuple[str, str]]:
    """``(value, text)`` by finding id."""
    sql = "SELECT finding_id, value, text FROM explanations WHERE district = ? AND period = ?"
    return {one: (value, text) for one, value, text in store.conn.execute(sql, (district, period))}


def events(store: Store, limit: int) -> list[Event]:
    """The newest lines of the small log."""
    sql = "SELECT at, kind, text FROM events ORDER BY event_no DESC LIMIT ?"
    return [Event(*found) for found in store.conn.execute(sql, (limit,))]


def count_rows(conn: sqlite3.Connection, tables: Tables) -> dict[str, int]:
    """Rows by form code, all districts and periods."""
    return {
        table.code: conn.execute(fill("SELECT count(*) FROM {t}", t=table.name)).fetchone()[0]
        for table in tables
    }


def content_digest(store: Store) -> str:
    """SHA-256 over every data row and explanation, whatever the order they came in.

    Row numbers and times of writing are left out: the same content gives the same digest.
    """
    digest = hashlib.sha256()
    for line in _content(store):
        digest.update(repr(line).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _content(store: Store) -> Iterator[tuple[object, ...]]:
    for table in sorted(store.tables, key=_code):
        sql = table.select("true", "district, period, record_id")
        for record in store.conn.execute(sql):
            facts = zip(table.read_names, record, strict=True)
            yield (table.code, *((n, v) for n, v in facts if v is not None and n != "row_id"))
    sql = """SELECT district, period, finding_id, value, text FROM explanations
        ORDER BY district, period, finding_id"""
    yield from store.conn.execute(sql)


def _code(table: FormTable) -> str:
    return table.code
