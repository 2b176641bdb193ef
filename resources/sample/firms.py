"""F04 企业名录: the sample's firms, most of them beside those that carry projects."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from resources.sample.codes import day_between, money, rounding_unit, uscc
from resources.sample.places import Row, Value, draw_direction, draw_place
from resources.sample.projects import draw_projects
from resources.sample.timeline import CURRENT, OPENING
from resources.sample.vocabulary import register_words, words
from resources.sample.volumes import VOLUMES, arrivals, counted_before, is_there, record_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LEADING, ECOSYSTEM = "领军企业", "生态主导型企业"
#: how many of a district's largest firms are recognised as such
CROWNS: Mapping[str, tuple[int, int]] = {
    "310104": (1, 1), "310110": (0, 1), "310112": (1, 2), "310113": (0, 1), "310114": (1, 1),
    "310115": (2, 3), "310116": (1, 0), "310117": (0, 1), "310118": (0, 1), "310120": (1, 2),
}  # fmt: skip
#: added to a firm's number so that no body code of a project's entity is met
FIRST_SERIAL = 2000
KINDS = {"民营企业": 82, "国有企业": 8, "外资企业": 10}
KNOWN_SHARE = 0.85
"""The part of the projects' firms that the register has."""

NEW_PERCENT = 3
SMALLEST, LARGEST = 100, 150_000
HOLDINGS: Mapping[str, tuple[str, ...]] = {
    "民营企业": ("私人控股", "私人控股", "私人控股", "集体控股", "其他"),
    "国有企业": ("国有控股",),
    "外资企业": ("外商控股", "外商控股", "港澳台商控股"),
}


@dataclass(frozen=True, slots=True)
class Firm:
    """One firm: what never changes as an F04 row, and how it earns.

    `yearly` is its revenue in 万元 a year, `pace` the percent earned by the end of each
    period, `since` the period in which it is first registered, `crown` its highest title.
    """

    basics: Mapping[str, Value]
    since: str
    yearly: int
    pace: Mapping[str, int]
    number: int
    crown: str = ""

    @property
    def record_id(self) -> str:
        """Return the id that the firm keeps for ever."""
        return str(self.basics["record_id"])

    @property
    def name(self) -> str:
        """Return the firm's name."""
        return str(self.basics["enterprise_name"])

    @property
    def code(self) -> str:
        """Return the firm's 统一社会信用代码."""
        return str(self.basics["uscc"])

    @property
    def direction(self) -> str:
        """Return the code of its main direction."""
        return str(self.basics["direction_code"])

    def rng(self, purpose: str) -> random.Random:
        """Return a source of chance that is the firm's own for one purpose."""
        return random.Random(f"{self.record_id}-{self.yearly}-{purpose}")

    def revenue(self, period: str) -> Decimal:
        """Return 万元 earned from January to the end of `period`."""
        return money(self.yearly * self.pace[period] / 100, rounding_unit(Decimal(self.yearly)))

    def research(self, period: str) -> Decimal:
        """Return 万元 spent on research in the same time."""
        percent = self.rng("research").randint(5, 14 if self.yearly > 20_000 else 32)
        return money(self.revenue(period) * percent / 100, 1 if self.yearly < 50_000 else 5)


def draw_firms(district: str, seed: int, period: str = CURRENT) -> list[Firm]:
    """Return the firms registered in a district by the end of `period`, in order of their ids."""
    return [firm for firm in _all_firms(district, seed) if is_there(firm.since, period)]


@lru_cache(maxsize=32)
def _all_firms(district: str, seed: int) -> tuple[Firm, ...]:
    rng = random.Random(f"{seed}-{district}-firms")
    count = VOLUMES[district].firms
    before = counted_before(district, "firms")
    known = list(_of_projects(rng, district, seed))[:count]
    new = (_invented(rng, district, before + n) for n in range(1, count - len(known) + 1))
    firms = []
    for number, (own, since) in enumerate(
        zip([*known, *new], arrivals(count, NEW_PERCENT), strict=True), start=1
    ):
        own["record_id"] = record_id(district, "E", number)
        firms.append(_firm(rng, own, since, before + number))
    return tuple(_crowned(firms, *CROWNS.get(district, (0, 0))))


def _of_projects(rng: random.Random, district: str, seed: int) -> Iterator[Row]:
    """Yield each firm that carries projects, once, unless the register has missed it."""
    seen: set[Value] = set()
    for project in draw_projects(district, seed):
        basics = project.basics
        code = basics["entity_uscc"]
        if basics["entity_type"] not in KINDS or code in seen:
            continue
        seen.add(code)
        if rng.random() < KNOWN_SHARE:
            shared = ("entity_type", "cluster_code", "direction_code", "industry_code",
                      "town_code", "address")  # fmt: skip
            yield {
                "enterprise_name": basics["entity_name"],
                "uscc": code,
                **{name: basics[name] for name in shared},
            }


def _invented(rng: random.Random, district: str, number: int) -> Row:
    kind = rng.choices(list(KINDS), weights=list(KINDS.values()))[0]
    direction = draw_direction(rng, district)
    vocabulary = words()["directions"][direction]
    name = register_words()["firm_names"][kind].format(
        brand=firm_brand(number), trade=rng.choice(vocabulary["firms"])
    )
    return {
        "enterprise_name": name,
        "uscc": uscc("91", district, FIRST_SERIAL + number),
        "entity_type": kind,
        "cluster_code": direction[0],
        "direction_code": direction,
        "industry_code": rng.choice(vocabulary["industries"]),
        **draw_place(rng, district),
    }


def firm_brand(number: int) -> str:
    """Return the brand of the city's firm (or other body) `number`, unlike any other's."""
    # 7 has no factor in common with 40 × 30 pairs; the second round has the other prefix.
    first, last = register_words()["brand_first"], words()["brand_last"]
    pairs = len(first) * len(last)
    row, column = divmod(number * 7 % pairs, len(last))
    prefix = "虚拟" if (number + number // pairs) % 2 else "示例"
    return f"{prefix}{first[row]}{last[column]}"


def _firm(rng: random.Random, own: Row, since: str, number: int) -> Firm:
    yearly = int(SMALLEST * (LARGEST / SMALLEST) ** rng.random())
    half = rng.randint(43, 50)
    founded = (
        day_between(rng, date(2026, 2, 1), date(2026, 8, 20))
        if since == CURRENT and rng.random() < 0.5
        else day_between(rng, date(2004, 3, 1), date(2022, 12, 30))
    )
    basics: Row = {**own, "founded_on": founded.isoformat(), **_owner(rng, str(own["entity_type"]))}
    contact = rng.choice(words()["leaders"])
    basics.update(contact_name=contact, contact_phone="021-00000000")
    pace = {OPENING: half, CURRENT: half + rng.randint(23, 29)}
    return Firm(MappingProxyType(basics), since, yearly, MappingProxyType(pace), number)


def _owner(rng: random.Random, kind: str) -> Row:
    owned = kind == "国有企业"
    return {
        "group_name": rng.choice(register_words()["groups"]) if owned else None,
        "holding": rng.choice(HOLDINGS[kind]),
        "is_state_owned": "是" if owned else "否",
        "supervision_level": rng.choice(("中央", "市属", "市属", "区属")) if owned else None,
        "in_innovation_review": rng.choice(("是", "是", "否")) if owned else "否",
        "open_innovation_projects": rng.randint(0, 6) if owned else None,
    }


def _crowned(firms: list[Firm], leading: int, ecosystem: int) -> list[Firm]:
    """Give the largest firms their titles."""
    ranking = sorted(
        (firm for firm in firms if firm.since == OPENING), key=lambda firm: -firm.yearly
    )
    crowns = dict(
        zip(
            (firm.record_id for firm in ranking),
            [LEADING] * leading + [ECOSYSTEM] * ecosystem,
            strict=False,
        )
    )
    return [replace(firm, crown=crowns.get(firm.record_id, "")) for firm in firms]


def enterprise_rows(district: str, period: str, seed: int) -> list[Row]:
    """Return the F04 rows of a district as they stand at the end of `period`."""
    return [_enterprise_row(firm, period) for firm in draw_firms(district, seed, period)]


def _enterprise_row(firm: Firm, period: str) -> Row:
    # The register is not due in the later period: money stays what it was when last asked for.
    rng = firm.rng("staff")
    staff = max(4, firm.yearly // rng.randint(60, 150))
    if period == CURRENT and firm.since == OPENING and rng.random() < 0.12:
        staff += max(1, staff * rng.randint(2, 9) // 100)
    partners = rng.randrange(12, 60) if firm.crown == ECOSYSTEM else None
    return {
        **firm.basics,
        "reg_district": firm.record_id[:6],
        "chain_partners": partners,
        "staff": staff if staff < 100 else staff // 5 * 5,
        "revenue": firm.revenue(firm.since),
        "rd_spending": firm.research(firm.since),
        "source": "企业填报",
    }
