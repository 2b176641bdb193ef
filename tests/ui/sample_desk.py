"""A desk over a real ledger with the sample projects of a district, for the tests of grid pages."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from desktop.ledger import AddRow, Edit
from desktop.ui.desk import Desk
from desktop.workflow.opening import open_period
from desktop.workflow.session import Session, create_district
from forms.kinds import read_cell
from resources.sample import sample_rows

if TYPE_CHECKING:
    from pathlib import Path

PUDONG = "310115"


def clock() -> datetime:
    """A morning in the third quarter's reporting days."""
    return datetime(2026, 10, 5, 9, 0).astimezone()


def sample_session(folder: Path, *periods: str, most: int | None = None) -> Session:
    """A district ledger with the sample rows of these periods, at most ``most`` a form."""
    session = create_district(folder / "sample.db", PUDONG, "浦东新区示例单位", clock=clock)
    for period in periods:
        open_period(session, period)
        fill(session, period, most)
    return session


def fill(session: Session, period: str, most: int | None = None) -> None:
    """Add the sample's projects that roll-forward has not brought, as one edit.

    The registers stay empty, so no project says on which carrier it sits.
    """
    steps = []
    tables = sample_rows(PUDONG, period)
    for code in ("F01", "F02"):
        form, rows = session.forms[code], tables[code]
        there = session.ledger.rows(code, PUDONG, period)
        for row in rows[:most]:
            if row["record_id"] in there:
                continue
            cells = {
                name: read_cell(str(value), form.item(name), session.catalogue)
                for name, value in row.items()
                if name not in {"record_id", "carrier_id"} and value is not None
            }
            steps.append(AddRow(code, str(row["record_id"]), cells))
    session.ledger.apply(Edit(PUDONG, period, "样例", tuple(steps)))


def sample_desk(folder: Path, *periods: str, most: int | None = 6) -> Desk:
    """A desk on the newest of these periods."""
    return Desk(sample_session(folder, *(periods or ("2026Q2",)), most=most))
