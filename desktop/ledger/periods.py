"""Periods, their states, and what was submitted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.ledger.errors import NoSuchPeriod, PeriodExists
from desktop.ledger.records import PeriodInfo, State, SubmissionRecord

if TYPE_CHECKING:
    from desktop.ledger.store import Store

_SELECT = "SELECT district, period, state, revision, opened_at FROM periods"


def listed(store: Store, district: str | None) -> list[PeriodInfo]:
    """Every period, ordered by district and period."""
    sql = f"{_SELECT} WHERE ?1 IS NULL OR district = ?1 ORDER BY district, period"
    return [PeriodInfo(*found) for found in store.conn.execute(sql, (district,))]


def find(store: Store, district: str, period: str) -> PeriodInfo | None:
    """One period, None when it was never opened."""
    sql = f"{_SELECT} WHERE district = ? AND period = ?"
    found = store.conn.execute(sql, (district, period)).fetchone()
    return PeriodInfo(*found) if found else None


def must_exist(store: Store, district: str, period: str) -> PeriodInfo:
    """One period; raises ``NoSuchPeriod``."""
    info = find(store, district, period)
    if info is None:
        raise NoSuchPeriod(f"还没有开启报告期“{period}”。请先开启报告期。")
    return info


def insert(store: Store, district: str, period: str) -> None:
    """Open a period in the caller's transaction; raises ``PeriodExists``."""
    if find(store, district, period):
        raise PeriodExists(f"报告期“{period}”已经开启，不必再次开启。")
    sql = """INSERT INTO periods (district, period, state, revision, opened_at)
        VALUES (?, ?, 'draft', 1, ?)"""
    store.conn.execute(sql, (district, period, store.now()))


def put_state(store: Store, district: str, period: str, state: State, revision: int | None) -> None:
    """Set a state, and the revision unless None, in the caller's transaction."""
    sql = """UPDATE periods SET state = ?, revision = coalesce(?, revision)
        WHERE district = ? AND period = ?"""
    store.conn.execute(sql, (state, revision, district, period))


def put_submission(store: Store, record: SubmissionRecord) -> None:
    """Note a submission; the same revision made again replaces the note."""
    sql = "INSERT OR REPLACE INTO submissions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    store.conn.execute(
        sql,
        (
            record.district, record.period, record.revision, record.digest, record.supersedes,
            record.file_name, record.reason, record.who, record.at,
        ),
    )  # fmt: skip


def submissions(store: Store, district: str, period: str) -> list[SubmissionRecord]:
    """Every submission of a period, by revision."""
    sql = """SELECT district, period, revision, digest, supersedes, file_name, reason, who, at
        FROM submissions WHERE district = ? AND period = ? ORDER BY revision"""
    return [SubmissionRecord(*found) for found in store.conn.execute(sql, (district, period))]
