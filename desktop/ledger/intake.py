"""The city's side: whole submissions replace a district's period, and their files are kept."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from desktop.ledger.editing import forget_steps
from desktop.ledger.errors import NoSuchSubmission
from desktop.ledger.records import ReceivedRecord
from desktop.ledger.sql import fill, marks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop.ledger.store import Store
    from desktop.ledger.tables import StoredRows, Tables
    from forms.base import Form

_FIELDS = (
    "district", "period", "revision", "digest", "supersedes", "file_name", "outcome", "signer",
    "state", "comment", "at",
)  # fmt: skip
_LISTED = """SELECT {fields} FROM received WHERE (?1 IS NULL OR district = ?1)
    AND (?2 IS NULL OR period = ?2) ORDER BY received_no"""
_ARRIVED = """INSERT INTO received ({fields}) VALUES ({marks})
    ON CONFLICT (district, period, revision, digest) DO UPDATE SET
    file_name = excluded.file_name, outcome = excluded.outcome, state = excluded.state,
    comment = excluded.comment, at = excluded.at RETURNING received_no"""
_QUICKLY = 1
"""A workbook is compressed already; the archive only takes what is left at no cost."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A submission made ready for the ledger: rows by form code, and the file for the archive."""

    rows: Mapping[str, StoredRows]
    packed: bytes


def parcel(tables: Tables, rows: Mapping[str, Sequence[Form]], content: bytes) -> Parcel:
    """``Ledger.parcel``: all that can be done before the transaction, in any process."""
    stored = {code: tables[code].stored(found) for code, found in rows.items()}
    return Parcel(stored, zlib.compress(content, _QUICKLY))


def rows_of(tables: Tables, parcel: Parcel) -> dict[str, list[Form]]:
    """The rows that a parcel was made of."""
    return {code: tables[code].forms_of(stored) for code, stored in parcel.rows.items()}


def replace_rows(
    store: Store,
    parcel: Parcel,
    received: ReceivedRecord,
    explanations: Mapping[str, tuple[str, str]],
) -> None:
    """``Ledger.replace_rows``, inside the caller's transaction."""
    stamp, district, period = store.now(), received.district, received.period
    for table in store.tables:
        sql = fill("DELETE FROM {t} WHERE district = ? AND period = ?", t=table.name)
        store.conn.execute(sql, (district, period))
    for code, found in parcel.rows.items():
        table = store.tables[code]
        store.conn.executemany(table.insert, table.records_of(found, stamp, received.signer))
    _replace_explanations(store, received, explanations, stamp)
    _keep(store, received, parcel.packed, stamp)
    _put_period(store, received, stamp)
    forget_steps(store, district, period)


def received(store: Store, district: str | None, period: str | None) -> list[ReceivedRecord]:
    """What was taken in, in order of arrival."""
    found = store.conn.execute(fill(_LISTED, fields=_FIELDS), (district, period))
    return [_record(facts) for facts in found]


def content(store: Store, district: str, period: str, revision: int) -> bytes:
    """The bytes of the file of a revision (the latest, if it came more than once)."""
    sql = """SELECT a.content FROM archive a JOIN received r USING (received_no)
        WHERE r.district = ? AND r.period = ? AND r.revision = ?
        ORDER BY received_no DESC LIMIT 1"""
    found = store.conn.execute(sql, (district, period, revision)).fetchone()
    if found is None:
        raise NoSuchSubmission(f"没有收到过 {district} {period} 第 {revision} 次报送。")
    return zlib.decompress(found[0])


def set_state(
    store: Store, district: str, period: str, revision: int, state: str, comment: str
) -> None:
    """Accept or return a revision, inside the caller's transaction."""
    sql = """UPDATE received SET state = ?, comment = ?
        WHERE district = ? AND period = ? AND revision = ?"""
    done = store.conn.execute(sql, (state, comment, district, period, revision))
    if not done.rowcount:
        raise NoSuchSubmission(f"没有收到过 {district} {period} 第 {revision} 次报送。")
    sql = "UPDATE periods SET state = ? WHERE district = ? AND period = ? AND revision = ?"
    store.conn.execute(sql, (state, district, period, revision))


def _record(facts: tuple[Any, ...]) -> ReceivedRecord:
    return ReceivedRecord(**dict(zip(_FIELDS, facts, strict=True)))


def _replace_explanations(
    store: Store, received: ReceivedRecord, said: Mapping[str, tuple[str, str]], stamp: str
) -> None:
    where = (received.district, received.period)
    store.conn.execute("DELETE FROM explanations WHERE district = ? AND period = ?", where)
    store.conn.executemany(
        "INSERT INTO explanations VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(*where, one, *words, stamp, received.signer) for one, words in said.items()],
    )


def _keep(store: Store, one: ReceivedRecord, packed: bytes, stamp: str) -> None:
    sql = fill(_ARRIVED, {"marks": marks(len(_FIELDS))}, fields=_FIELDS)
    facts = [getattr(replace(one, at=stamp), name) for name in _FIELDS]
    (received_no,) = store.conn.execute(sql, facts).fetchall()[0]
    store.conn.execute("INSERT OR REPLACE INTO archive VALUES (?, ?)", (received_no, packed))


def _put_period(store: Store, one: ReceivedRecord, stamp: str) -> None:
    sql = """INSERT INTO periods (district, period, state, revision, opened_at)
        VALUES (?, ?, 'received', ?, ?) ON CONFLICT (district, period) DO UPDATE SET
        state = 'received', revision = excluded.revision"""
    store.conn.execute(sql, (one.district, one.period, one.revision, stamp))
