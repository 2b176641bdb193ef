"""Which reporting periods there are to choose from, and when they are due."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from desktop.workflow.session import find_period
from forms.periods import Period

if TYPE_CHECKING:
    from desktop.workflow.session import Session

DAYS_TO_REPORT = 10
"""F02 季报，期后10日内报送 (domain §2.3); a task package may name another day."""


def last_finished_quarter(today: date) -> Period:
    """The quarter that ended last: the one a district reports first."""
    return Period(today.year, "quarter", (today.month - 1) // 3 + 1).previous()


def next_period(session: Session) -> Period:
    """The period to open next: the one the city asks for, else that after the newest, else the
    quarter that ended last.
    """
    opened = session.ledger.periods(session.district)
    newest = find_period(session, session.district, None) if opened else None
    asked = asked_period(session)
    if asked and (newest is None or asked.start > newest.start):
        return asked
    return newest.next() if newest else last_finished_quarter(session.today())


def asked_period(session: Session) -> Period | None:
    """The period that the newest task package asks for; None without one."""
    tasks = [one for one in session.ledger.exchange.letters() if one.kind == "task"]
    return Period.parse(tasks[-1].period) if tasks else None


def period_choices(session: Session) -> list[Period]:
    """The periods that can be shown, newest first.

    A district sees those it opened; the city also the quarter that ended last, which nobody may
    have reported yet.
    """
    known = {Period.parse(one.period) for one in session.ledger.periods(session.district or None)}
    if not session.district:
        known.add(last_finished_quarter(session.today()))
    return sorted(known, key=lambda one: (one.end, one.start), reverse=True)


def deadline_key(period: str) -> str:
    """The setting that holds the deadline a task package gave a period."""
    return f"deadline:{period}"


def deadline(session: Session, period: Period) -> date:
    """The last day to report: as the city set it in a task package, else by default."""
    return due_date(period, session.ledger.get_setting(deadline_key(period.code)))


def due_date(period: Period, due_on: str = "") -> date:
    """The last day to report: as the city set it, else some days after the period's end."""
    return date.fromisoformat(due_on) if due_on else period.end + timedelta(days=DAYS_TO_REPORT)
