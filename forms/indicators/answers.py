"""The city's answers to what the plan leaves open (domain §1.6, A to G), as a measure needs them.

They stand in the catalogue as settings, each with its default and the reason for it, and so travel
with it; a later catalogue changes the figures without a change of the program.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from forms.catalogue import Catalogue

BY_LOCATION, BY_REGISTRATION = "均按所在地", "均按注册地"
"""Answers to F; by default projects count where they stand and firms where they are registered."""


@dataclass(frozen=True, slots=True)
class Answers:
    """One answer to each of A to G.

    ``methods`` are the 产值口径 whose output is added up, ``standard_levels`` the levels of a
    中国标准, ``least_share`` the least share of future output in per cent (None asks for none),
    ``one_place`` words for one zone under several names, ``attribution`` the answer to F,
    ``start`` the first day of cumulative figures.
    """

    methods: frozenset[str]
    standard_levels: frozenset[str]
    wide_is_comprehensive: bool
    least_share: Decimal | None
    one_place: tuple[str, ...]
    attribution: str
    start: date

    @classmethod
    def of(cls, catalogue: Catalogue) -> Answers:
        """The answers that a catalogue gives."""
        said = catalogue.settings
        share, place = said["main_business_share"], said["zizhu_name"]
        return cls(
            methods=frozenset(said["output_method"].answers),
            standard_levels=frozenset(said["standard_levels"].answers),
            wide_is_comprehensive=said["comprehensive_scenario"].default == "相同",
            least_share=Decimal(share.details[0]) if share.default == "要求" else None,
            one_place=place.details if place.default == "同一" else (),
            attribution=said["attribution"].default,
            start=catalogue.cumulative_start,
        )

    @property
    def firms_by_location(self) -> bool:
        """Whether a firm counts where it works rather than where it is registered."""
        return self.attribution == BY_LOCATION

    @property
    def projects_by_registration(self) -> bool:
        """Whether a project counts where its firm is registered rather than where it stands."""
        return self.attribution == BY_REGISTRATION

    def words(self) -> Mapping[str, str]:
        """What the rules of definitions say of these answers, by the name they use."""
        start = f"{self.start.year}年{self.start.month}月{self.start.day}日"
        return {
            "start": start,
            "methods": "、".join(sorted(self.methods)),
            "levels": "、".join(_in_order(self.standard_levels)),
            "share": f"且未来产业产值占比不低于{self.least_share}%" if self.least_share else "",
            "wide": "（含综合推广场景）" if self.wide_is_comprehensive else "",
            "firms": "生产经营地" if self.firms_by_location else "注册地",
        }


def _in_order(levels: frozenset[str]) -> list[str]:
    """Standard levels from the widest down, unknown ones last."""
    order = ("国际", "国家", "行业", "地方", "团体", "企业")
    return [*(one for one in order if one in levels), *sorted(levels.difference(order))]
