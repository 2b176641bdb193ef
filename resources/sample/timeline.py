"""How one invented project moves: its stages, dates, money and progress over two periods."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from resources.sample.codes import day_between, money, month, rounding_unit

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

PERIOD_ENDS: Mapping[str, date] = {"2026Q2": date(2026, 6, 30), "2026Q3": date(2026, 9, 30)}
OPENING, CURRENT = PERIOD_ENDS
YEAR_START, QUARTER_START = date(2025, 12, 31), date(2026, 3, 31)
YEAR_END = date(2026, 12, 31)

Path = tuple[str, str]
Window = tuple[date, date]

#: (stage in 2026Q2, stage in 2026Q3) -> weight; only moves that A44 allows
PATHS: Mapping[Path, int] = {
    ("10", "10"): 5,
    ("10", "20"): 2,
    ("20", "20"): 4,
    ("20", "30"): 3,
    ("30", "30"): 7,
    ("30", "40"): 7,
    ("40", "40"): 46,
    ("40", "50"): 5,
    ("50", "50"): 2,
    ("50", "60"): 3,
    ("60", "60"): 10,
    ("40", "70"): 2,
    ("70", "70"): 2,
    ("70", "40"): 1,
    ("80", "80"): 1,
}

#: phase -> windows of its start and its finish
PHASES: Mapping[str, tuple[Window, Window]] = {
    "future": (
        (date(2026, 10, 1), date(2027, 9, 30)),
        (date(2027, 10, 1), date(2029, 12, 31)),
    ),
    "starting": (
        (date(2026, 7, 6), date(2026, 9, 18)),
        (date(2027, 12, 1), date(2029, 9, 30)),
    ),
    "running": (
        (date(2023, 4, 1), date(2026, 4, 20)),
        (date(2026, 12, 1), date(2028, 12, 31)),
    ),
    "stalled": (
        (date(2023, 4, 1), date(2025, 6, 30)),
        (date(2026, 12, 1), date(2028, 6, 30)),
    ),
    "finishing": (
        (date(2023, 4, 1), date(2025, 6, 30)),
        (date(2026, 7, 6), date(2026, 9, 24)),
    ),
    "finished": (
        (date(2023, 2, 1), date(2024, 6, 30)),
        (date(2026, 1, 15), date(2026, 5, 20)),
    ),
    "producing": (
        (date(2023, 2, 1), date(2024, 3, 31)),
        (date(2024, 10, 1), date(2026, 3, 20)),
    ),
}


@dataclass(frozen=True, slots=True)
class Timeline:
    """A project's path and its real or intended first and last day of work."""

    path: Path
    phase: str
    start: date
    finish: date
    planned_start: str
    planned_finish: str
    spend: Decimal
    bias: int

    def stage(self, period: str) -> str:
        """Return the stage code at the end of `period`."""
        before, after = self.path
        return after if period == CURRENT else before

    def began(self, period: str) -> bool:
        """Say whether work had begun by the end of `period`."""
        return self.phase != "future" and self.start <= PERIOD_ENDS[period]

    def finished(self, period: str) -> bool:
        """Say whether the project was completed by the end of `period`."""
        return self.stage(period) in {"50", "60"}

    def share(self, day: date) -> Decimal:
        """Return the part of the work done by `day`, from 0 to 1."""
        worked = (self._working_day(day) - self.start).days
        return min(max(Decimal(worked) / (self.finish - self.start).days, Decimal(0)), Decimal(1))

    def _working_day(self, day: date) -> date:
        # A stopped project stands still; one that resumed lost the first half of 2026.
        if self.path == ("40", "70"):
            return min(day, date(2026, 5, 20))
        if self.path[0] in {"70", "80"}:
            lost = timedelta(days=181) if self.path[1] == "40" else timedelta(days=9999)
            return max(min(day, YEAR_START), day - lost)
        return day

    def progress(self, period: str) -> int:
        """Return percent of completion as reported: 100 exactly when finished."""
        if self.finished(period):
            return 100
        if not self.began(period):
            return 0
        return min(max(round(100 * self.share(PERIOD_ENDS[period])) + self.bias, 1), 97)

    def spent(self, total: Decimal, day: date) -> Decimal:
        """Return 万元 invested by `day`; the last payments follow the completion."""
        tail = min(max(Decimal((day - self.finish).days) / 400, Decimal(0)), Decimal(1))
        part = self.spend * self.share(day) + (Decimal("0.98") - self.spend) * tail
        return money(total * part, rounding_unit(total))


@dataclass(frozen=True, slots=True)
class Investment:
    """Figures of one period in 万元: this year's plan, the period, the year, in all."""

    plan_year: Decimal
    inv_period: Decimal
    inv_ytd: Decimal
    inv_cum: Decimal


def draw_timeline(rng: random.Random) -> Timeline:
    """Return the timeline of a new project."""
    path = rng.choices(list(PATHS), weights=list(PATHS.values()))[0]
    phase = phase_of(path)
    start_window, finish_window = PHASES[phase]
    start, finish = day_between(rng, *start_window), day_between(rng, *finish_window)
    late_by = rng.randint(0, 1) if phase in {"future", "starting"} else rng.randint(-2, 1)
    return Timeline(
        path=path,
        phase=phase,
        start=start,
        finish=finish,
        planned_start=month(start, late_by),
        planned_finish=month(finish, rng.randint(0, 2)),
        spend=Decimal(rng.randint(84, 94)) / 100,
        bias=rng.randint(-3, 6),
    )


def phase_of(path: Path) -> str:
    """Return the phase whose windows fit a path of stages."""
    before, after = path
    if after < "40":
        return "future"
    if before == "30":
        return "starting"
    if {before, after} & {"70", "80"}:
        return "stalled"
    if before == "40":
        return "running" if after == "40" else "finishing"
    return "finished" if before == "50" else "producing"


def investments(timeline: Timeline, total: Decimal) -> dict[str, Investment]:
    """Return each period's figures; the year's sum carries on from one to the next."""
    unit = rounding_unit(total)
    opening = timeline.spent(total, YEAR_START)
    at = timeline.spent(total, QUARTER_START)
    cumulative: dict[str, tuple[Decimal, Decimal]] = {}
    for period, end in PERIOD_ENDS.items():
        # Work under way always costs something: two empty periods would be a standstill.
        least = unit if timeline.stage(period) == "40" else 0
        now = max(timeline.spent(total, end), at + least)
        cumulative[period] = (now - at, now)
        at = now
    plan = _plan_year(timeline, total, opening, at)
    return {
        period: Investment(plan, spent, now - opening, now)
        for period, (spent, now) in cumulative.items()
    }


def _plan_year(timeline: Timeline, total: Decimal, opening: Decimal, latest: Decimal) -> Decimal:
    # Never so low that what is already done would exceed the plan by a fifth.
    unit = rounding_unit(total)
    wanted = timeline.spent(total, YEAR_END) - opening
    least = (latest - opening) / Decimal("1.2") + unit
    return max(wanted, money(least, unit) if latest > opening else wanted)
