"""Figures added up from records: N31 projects, investment and completed investment.

domain §2.4: N31 项目总数/总投资/累计完成投资. A district that has not reported is absent here and
stated by whoever shows the table; it is never counted as 0 (A76).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from forms.f01_project import Project
    from forms.f02_progress import Progress

ZERO = Decimal(0)


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


def project_totals(
    projects: Iterable[Project], progress: Mapping[tuple[str, str], Progress]
) -> dict[GroupKey, ProjectTotal]:
    """N31 by district, cluster and direction.

    ``progress`` maps ``(district, record_id)`` to the period's progress row. Blank amounts add
    nothing; a project without a progress row has completed nothing yet.
    """
    totals: dict[GroupKey, ProjectTotal] = {}
    for project in projects:
        key = (project.district, project.cluster_code or "", project.direction_code or "")
        done = progress.get((project.district, project.record_id))
        one = ProjectTotal(
            1, project.total_investment or ZERO, (done.inv_cum if done else None) or ZERO
        )
        totals[key] = totals.get(key, ProjectTotal()) + one
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
