"""N31 by district, cluster and direction: project count, investment and completed investment."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forms.indicators.figures import Figure

ZERO = Decimal(0)

PARTS: Mapping[str, str] = {
    "N31-1": "projects",
    "N31-2": "total_investment",
    "N31-3": "completed_investment",
}
"""The parts of N31 by the field of ``ProjectTotal`` that holds them."""


@dataclass(frozen=True, slots=True)
class ProjectTotal:
    """The three figures of N31 for one group of projects; money in 万元."""

    projects: int = 0
    total_investment: Decimal = ZERO
    completed_investment: Decimal = ZERO

    def __add__(self, other: ProjectTotal) -> ProjectTotal:
        return ProjectTotal(
            self.projects + other.projects,
            self.total_investment + other.total_investment,
            self.completed_investment + other.completed_investment,
        )


GroupKey = tuple[str, str, str]
"""``(district, cluster, direction)``; unknown cluster or direction is an empty text."""


def project_totals(figures: Mapping[str, Figure]) -> dict[GroupKey, ProjectTotal]:
    """N31 by district, cluster and direction; amounts that are not known add nothing here."""
    totals: dict[GroupKey, ProjectTotal] = {}
    for code, field in PARTS.items():
        for one in figures[code].members if code in figures else ():
            key = (one.district, one.cluster, one.direction)
            amount = one.amount or ZERO
            part = ProjectTotal(**{field: int(amount) if field == "projects" else amount})  # type: ignore[arg-type]
            totals[key] = totals.get(key, ProjectTotal()) + part
    return totals


def fold_totals(
    totals: Mapping[GroupKey, ProjectTotal], *places: int
) -> dict[tuple[str, ...], ProjectTotal]:
    """Add up over all but the given places of the key: 0 by district, 1 and 2 by direction."""
    folded: dict[tuple[str, ...], ProjectTotal] = {}
    for key, total in totals.items():
        part = tuple(key[place] for place in places)
        folded[part] = folded.get(part, ProjectTotal()) + total
    return folded
