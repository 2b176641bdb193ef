"""A figure and the records behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from forms.catalogue import TargetKind

ZERO = Decimal(0)


class Member(NamedTuple):
    """One record behind a figure; ``amount`` is None when the record does not tell it.

    ``twin`` is the id of the record that is the same thing and counts instead.
    """

    district: str
    form: str
    record_id: str
    label: str
    cluster: str
    direction: str
    amount: Decimal | None
    note: str = ""
    twin: str = ""


@dataclass(frozen=True)
class Figure:
    """One indicator's figure over some districts.

    ``members`` are counted; ``unsure`` are records that may count but do not say (blank, 暂缺,
    unreadable); ``aside`` are counted elsewhere or already. ``asked`` tells for each district
    whether it reports the forms at all: one that does not has no figure, rather than 0.
    ``cumulative`` is the sum since the plan, None where records of one period can't give it.
    ``constant`` holds the city's own figure by cluster, known without records.
    """

    code: str
    kind: TargetKind
    unit: str
    members: tuple[Member, ...] = ()
    unsure: tuple[Member, ...] = ()
    aside: tuple[Member, ...] = ()
    asked: Mapping[str, bool] = field(default_factory=dict)
    cumulative: Decimal | None = None
    constant: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def unknown(self) -> int:
        """How many records may count but do not say how much, or whether."""
        return len(self.unsure)

    @property
    def value(self) -> Decimal | None:
        """The sum of what is known; None when nothing is, or nobody is asked."""
        if self.constant:
            return sum(self.constant.values(), ZERO)
        known = [one for one in self.by_district.values() if one is not None]
        return sum(known, ZERO) if known else None

    @property
    def by_district(self) -> dict[str, Decimal | None]:
        """The sum of every district measured; None where nothing is known, never 0 for it."""
        if self.constant:
            return dict.fromkeys(self.asked)
        sums = _sums(self.members, lambda one: one.district)
        silent = {one.district for one in self.unsure} | {
            code for code, asked in self.asked.items() if not asked
        }
        return {code: sums.get(code, None if code in silent else ZERO) for code in self.asked}

    @property
    def unknown_by_district(self) -> dict[str, int]:
        """How many records of each district are not known."""
        found: dict[str, int] = {}
        for one in self.unsure:
            found[one.district] = found.get(one.district, 0) + 1
        return found

    @property
    def by_cluster(self) -> dict[str, Decimal]:
        """The sums by cluster; records of no cluster under an empty text."""
        return dict(self.constant) or _sums(self.members, lambda one: one.cluster)

    @property
    def by_direction(self) -> dict[str, Decimal]:
        """The sums by direction; records of no direction under an empty text."""
        return _sums(self.members, lambda one: one.direction)


def _sums(members: Iterable[Member], key: Callable[[Member], str]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for one in members:
        sums[key(one)] = sums.get(key(one), ZERO) + (one.amount or ZERO)
    return dict(sorted(sums.items()))
