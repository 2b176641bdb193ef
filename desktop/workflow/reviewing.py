"""审阅: what the city sees of each district's submission, with its own checks run anew."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from desktop.workflow.checking import check_period, counts
from desktop.workflow.receiving import Cancelled
from desktop.workflow.statuses import DistrictStatus, statuses

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.workflow.receiving import Progress
    from desktop.workflow.session import Session
    from forms.periods import Period


def review(
    session: Session,
    period: Period,
    progress: Progress = lambda _done, _total, _name: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[DistrictStatus]:
    """The status of every district with the counts of its findings; changes nothing.

    Raises ``Cancelled`` when the person stopped it.
    """
    listed = statuses(session, period)
    made: list[DistrictStatus] = []
    for number, one in enumerate(listed, start=1):
        if cancelled():
            raise Cancelled(())
        known = counts(check_period(session, one.district, period)) if one.revision else None
        made.append(replace(one, findings=known))
        progress(number, len(listed), one.name)
    return made
