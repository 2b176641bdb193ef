"""Whether a ledger is whole: its pages, its references, and its values against its history."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from desktop.ledger import queries
from desktop.ledger.drafts import MARK, WHOLE_ROW, Draft
from desktop.ledger.errors import UNREADABLE, DamagedLedger, translated
from desktop.ledger.records import VerifyReport

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from desktop.ledger.store import Store
    from desktop.ledger.tables import FormTable

Place = tuple[str, str, str, str]
"""``(form, district, period, record id)``."""
Texts = dict[str, str]

MOST_PROBLEMS = 50


def verify(store: Store) -> VerifyReport:
    """``Ledger.verify``, under the caller's lock."""
    try:
        with translated(store.path):
            problems = list(_structure(store.conn)) or list(_values(store))
    except DamagedLedger as problem:
        problems = [str(problem)]
    (version,) = store.conn.execute("SELECT sqlite_version()").fetchone()
    counts = queries.count_rows(store.conn, store.tables) if not problems else {}
    return VerifyReport(tuple(problems[:MOST_PROBLEMS]), counts, version)


def _structure(conn: sqlite3.Connection) -> Iterator[str]:
    for (text,) in conn.execute(f"PRAGMA integrity_check({MOST_PROBLEMS})"):
        if text != "ok":
            yield f"文件结构损坏：{text}"
    for table, row_id, parent, _ in conn.execute("PRAGMA foreign_key_check"):
        yield f"“{table}”第 {row_id} 行引用了“{parent}”中不存在的内容。"


def _values(store: Store) -> Iterator[str]:
    remembered = _remembered(store)
    received = set(store.conn.execute("SELECT DISTINCT district, period FROM received"))
    for table in store.tables:
        for place, found in _rows(store, table):
            if isinstance(found, str):
                remembered.pop(place, None)
                yield f"{_name(place)}：{found}"
            elif place[1:3] not in received:
                yield from _compare(table, place, remembered.pop(place, {}), found)
    for place in remembered:
        if store.tables.get(place[0]) and place[1:3] not in received:
            yield f"{_name(place)}：历史中有这一行，账本中没有。"


def _rows(store: Store, table: FormTable) -> Iterator[tuple[Place, Texts | str]]:
    """Each row's exact texts, or what is wrong with its form."""
    for record in store.conn.execute(table.select("true")):
        place = (table.code, record[1], record[2], record[3])
        try:
            draft = Draft.of_record(table, record)
            texts = {name: text for name in draft.values if (text := draft.text(name)) is not None}
        except (*UNREADABLE, DamagedLedger):
            yield place, "保存的内容无法读出。"
            continue
        stray = [n for n in (*draft.kept, *draft.missing) if draft.values.get(n) is not None]
        if stray:
            yield place, f"“{stray[0]}”既有数值又有未能识别的内容。"
        else:
            yield place, texts | {MARK: f"={draft.to_confirm:d}"}


def _remembered(store: Store) -> dict[Place, Texts]:
    """What every row must be after all lines of the history, replayed in order."""
    state: dict[Place, Texts] = {}
    sql = """SELECT h.form, e.district, e.period, h.record_id, h.field, h.new
        FROM history h JOIN edits e USING (edit_no) WHERE h.form != '' ORDER BY h.seq"""
    for *where, field, new in store.conn.execute(sql):
        place = (where[0], where[1], where[2], where[3])
        if field == WHOLE_ROW:
            state.pop(place, None)
            if new is not None:
                state[place] = _whole_row(new)
        elif new is None:
            state.get(place, {}).pop(field, None)
        else:
            state.setdefault(place, {})[field] = new
    return state


def _whole_row(text: str) -> Texts:
    """The exact texts of a row's history line; none when the line itself is damaged."""
    try:
        facts = json.loads(text)
        return {**facts["cells"], MARK: f"={facts['to_confirm']:d}"}
    except (*UNREADABLE, KeyError):
        return {}


def _compare(table: FormTable, place: Place, was: Texts, now: Texts) -> Iterator[str]:
    for name in (MARK, *table.by_name):
        if was.get(name) != now.get(name):
            yield f"{_name(place)}的“{name}”与历史记录不一致。"


def _name(place: Place) -> str:
    form, district, period, record_id = place
    return f"{form} {district} {period} {record_id}"
