"""Steps that several stories share: fill a ledger with the clean sample, explain, submit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

from desktop.workflow import demo
from desktop.workflow.opening import open_period
from desktop.workflow.session import Session
from desktop.workflow.signing import CITY, own_key
from desktop.workflow.submitting import Submitted, submit
from forms.periods import Period
from resources.sample import sample_rows

NOW = datetime(2026, 10, 12, 9, 30, tzinfo=timezone(timedelta(hours=8)))
Q2, Q3 = Period.parse("2026Q2"), Period.parse("2026Q3")


def filled_district(session: Session, periods: Sequence[str], mistakes: bool = False) -> None:
    """Open the periods one after the other and enter the sample."""
    for code in periods:
        open_period(session, code)
        rows = sample_rows(session.district, code, mistakes=mistakes)
        demo.enter_sample(session, Period.parse(code), rows)


def acquainted(district: Session, city: Session) -> None:
    """The district's clerk has confirmed the city's fingerprint, once for all."""
    district.ledger.set_setting(f"pin:{CITY}", own_key(city).public_key)


def submitted(session: Session, period: Period, folder: Path, reason: str = "") -> Submitted:
    """Explain what wants explaining, then submit."""
    demo.explain_all(session, period)
    return submit(session, period, folder, reason)
