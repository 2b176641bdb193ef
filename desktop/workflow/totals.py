"""汇总: every indicator over what districts sent, with the missing ones stated beside it.

Figures are recomputed from the records of each period, so this period, the one before and last
year's are measured alike, whatever the answers of the catalogue are by then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from desktop.workflow.totals_book import report_book, write_consolidated
from desktop.workflow.totals_json import members_json, report_json
from forms.f02_progress import Progress
from forms.f04_enterprise import Enterprise
from forms.f12_output import Output
from forms.indicators import (
    DEFINITIONS,
    Facts,
    Figure,
    GroupKey,
    ProjectTotal,
    all_facts,
    fold_totals,
    measure,
    project_totals,
)
from forms.indicators.summary import a_year_before, completion
from forms.periods import Period

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from desktop.workflow.session import Session
    from forms.base import Form

__all__ = [
    "Consolidation",
    "Line",
    "consolidate",
    "expected_districts",
    "members_json",
    "report_book",
    "report_json",
    "write_consolidated",
]

ZERO = Decimal(0)

Tell = Callable[[int, int, str], None]
"""``(done, total, what is being done)``."""

_ALSO_READ = (Progress.spec.code, Enterprise.spec.code, Output.spec.code)
"""Forms that definitions look into beside those they count."""


@dataclass(frozen=True)
class Line:
    """One indicator in one period and its neighbours; figures in the unit that is counted.

    ``missing`` are the expected districts that have not reported.
    """

    facts: Facts
    now: Figure
    before: Figure | None
    year_ago: Figure | None
    missing: tuple[str, ...]

    @property
    def value(self) -> Decimal | None:
        """The figure over the districts that reported; None when nothing is known."""
        return self.now.value

    @property
    def previous(self) -> Decimal | None:
        """The figure of the period before, over the districts that reported then."""
        return self.before.value if self.before else None

    @property
    def last_year(self) -> Decimal | None:
        """The figure of the same period a year earlier."""
        return self.year_ago.value if self.year_ago else None

    @property
    def change(self) -> Decimal | None:
        """How much more than the period before, over districts with a figure in both."""
        if self.before is None:
            return None
        if self.now.constant:
            return ZERO
        then = self.before.by_district
        both = [
            value - earlier
            for district, value in self.now.by_district.items()
            if value is not None and (earlier := then.get(district)) is not None
        ]
        return sum(both, ZERO) if both else None

    @property
    def distance(self) -> Decimal | None:
        """What lacks to the city's target, for reference only; negative when there is more."""
        target = self.facts.counted_target
        return None if target is None or self.value is None else target - self.value

    @property
    def completion(self) -> Decimal | None:
        """The share of the target in per cent, for reference only."""
        return completion(self.value, self.facts.counted_target)

    @property
    def by_district(self) -> dict[str, Decimal | None]:
        """Every expected district in code order; None for one without a figure, never 0."""
        found = {**self.now.by_district, **dict.fromkeys(self.missing)}
        return dict(sorted(found.items()))


@dataclass(frozen=True)
class Consolidation:
    """One period's indicators by code: who reported, who did not, whose are accepted (验收).

    ``before`` is the period before, None when the ledger has none; ``answers`` the settings of the
    catalogue under which all was measured, by name.
    """

    period: Period
    lines: Mapping[str, Line]
    received: tuple[str, ...]
    missing: tuple[str, ...]
    accepted: frozenset[str]
    before: Period | None
    answers: Mapping[str, str]
    made_at: datetime

    @property
    def expected(self) -> tuple[str, ...]:
        """The districts that should report, in code order."""
        return tuple(sorted((*self.received, *self.missing)))

    @property
    def is_final(self) -> bool:
        """Whether every expected district's submission is accepted: 正式数, else 初步数."""
        return not self.missing and self.accepted.issuperset(self.received)

    @cached_property
    def totals(self) -> dict[GroupKey, ProjectTotal]:
        """N31 by district, cluster and direction."""
        return project_totals({code: line.now for code, line in self.lines.items()})

    @property
    def grand_total(self) -> ProjectTotal:
        """N31 over the districts that reported."""
        return sum(self.totals.values(), ProjectTotal())

    def by_district(self) -> dict[str, ProjectTotal | None]:
        """N31 of every expected district; None for one that has not reported (never 0)."""
        known = fold_totals(self.totals, 0)
        reported: dict[str, ProjectTotal | None] = {
            code: known.get((code,), ProjectTotal()) for code in self.received
        }
        return {**reported, **dict.fromkeys(self.missing)}


def consolidate(
    session: Session,
    period: Period,
    progress: Tell = lambda _done, _total, _text: None,
) -> Consolidation:
    """Measure a period over the districts the ledger expects: 16 for the city, else its own."""
    expected = expected_districts(session)
    before, last_year = _period_before(session, period), a_year_before(period)
    progress(0, 3, f"汇总{period.title}")
    received, figures = _measured(session, period, expected)
    progress(1, 3, "汇总上期")
    _, earlier = _measured(session, before, expected) if before else ((), {})
    progress(2, 3, "汇总上年同期")
    _, year_ago = _measured(session, last_year, expected)
    missing = tuple(code for code in expected if code not in received)
    lines = {
        facts.code: Line(
            facts,
            figures[facts.code],
            earlier.get(facts.code),
            year_ago.get(facts.code),
            missing,
        )
        for facts in all_facts(session.catalogue)
    }
    return Consolidation(
        period,
        lines,
        received,
        missing,
        _accepted(session, period, received),
        before,
        {one.name: one.default for one in session.catalogue.settings.values()},
        session.clock(),
    )


def expected_districts(session: Session) -> tuple[str, ...]:
    """The districts whose reports the ledger waits for, in code order."""
    if session.district:
        return (session.district,)
    return tuple(sorted(one.code for one in session.catalogue.codelist("district").active()))


def _measured(
    session: Session, period: Period, expected: tuple[str, ...]
) -> tuple[tuple[str, ...], dict[str, Figure]]:
    """The districts with a period, and its figures; none for a period that nobody has."""
    here = {one.district for one in session.ledger.periods() if one.period == period.code}
    received = tuple(code for code in expected if code in here)
    records = _records(session, period, received)
    figures = measure(records, period, session.catalogue, due=session.due)
    if session.district:  # what the city alone decides is no district's figure
        figures = {code: replace(one, constant={}) for code, one in figures.items()}
    return received, figures


def _records(
    session: Session, period: Period, districts: tuple[str, ...]
) -> dict[str, dict[str, dict[str, Form]]]:
    read = {one.form.spec.code for d in DEFINITIONS.values() for one in d.sources}
    records: dict[str, dict[str, dict[str, Form]]] = {code: {} for code in districts}
    for code in sorted(read.union(_ALSO_READ).intersection(session.forms.codes)):
        for (district, record_id), row in session.ledger.rows_of_period(code, period.code).items():
            if district in records:
                records[district].setdefault(code, {})[record_id] = row
    return records


def _period_before(session: Session, period: Period) -> Period | None:
    """The latest period of the same length that ended before, whoever reported it."""
    known = {Period.parse(one.period) for one in session.ledger.periods(session.district or None)}
    earlier = [one for one in known if one.end < period.start and one.frequency == period.frequency]
    return max(earlier, key=lambda one: one.end, default=None)


def _accepted(session: Session, period: Period, received: tuple[str, ...]) -> frozenset[str]:
    states = {
        one.district: one.state for one in session.ledger.periods() if one.period == period.code
    }
    return frozenset(code for code in received if states[code] == "accepted")
