"""F03 载体与平台: colleges, zones, test grounds, some of them across districts."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from resources.sample.bodies import Body, body_of, title_of
from resources.sample.codes import day_between, money
from resources.sample.places import Row, Value, code_of_town, draw_direction, draw_place
from resources.sample.timeline import CURRENT
from resources.sample.vocabulary import register_words, words
from resources.sample.volumes import VOLUMES, arrivals, is_there, record_id

if TYPE_CHECKING:
    from collections.abc import Mapping

TESTBED, COLLEGE, UNION, ABROAD = (
    "未来产业试验场", "未来技术学院", "创新联合体", "海外技术转移转化网络节点"
)  # fmt: skip
OVERSEAS = {ABROAD, "国际技术转移和创新合作中心"}
#: where scenarios are tried out
FOR_SCENARIOS = {TESTBED, "中试基地", "验证平台"}
PLANNED, PREPARED, AWARDED, RUNNING, CLOSED = "谋划", "筹建", "认定/授牌", "运行", "摘牌"
#: (state in 2026Q2, state in 2026Q3) -> weight
PATHS: Mapping[tuple[str, str], int] = {
    (PLANNED, PLANNED): 9,
    (PLANNED, PREPARED): 3,
    (PREPARED, PREPARED): 13,
    (PREPARED, AWARDED): 4,
    (AWARDED, AWARDED): 16,
    (AWARDED, RUNNING): 5,
    (RUNNING, RUNNING): 48,
    (RUNNING, CLOSED): 2,
}
NEW_PERCENT = 6
FIELDS = (
    "area_km2", "floor_area", "company_count", "output_value", "rd_staff", "rd_spending",
    "students", "graduates", "task_count", "scenario_count",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Carrier:
    """One carrier: what never changes as an F03 row, its states and when it was certified."""

    basics: Mapping[str, Value]
    since: str
    path: tuple[str, str]
    certified: date
    joining: int

    @property
    def record_id(self) -> str:
        """Return the id that the carrier keeps for ever."""
        return str(self.basics["record_id"])

    @property
    def kind(self) -> str:
        """Return the carrier type."""
        return str(self.basics["carrier_type"])

    def state(self, period: str) -> str:
        """Return the state at the end of `period`."""
        return self.path[period == CURRENT]

    @property
    def lasts(self) -> bool:
        """Say whether it is there in both periods and in use, or soon will be."""
        return self.since < CURRENT and self.path[1] != CLOSED


@lru_cache(maxsize=32)
def draw_carriers(district: str, seed: int) -> tuple[Carrier, ...]:
    """Return every carrier that a district leads, in order of their ids."""
    rng = random.Random(f"{seed}-{district}-carriers")
    count = VOLUMES[district].carriers
    fixed = register_words()["fixed_carriers"].get(district, ())
    carriers = []
    for number, since in enumerate(arrivals(count, NEW_PERCENT), start=1):
        given = fixed[number - 1] if number <= len(fixed) else _drawn(rng, district)
        carriers.append(_carrier(rng, district, number, since, given))
    return tuple(carriers)


def _drawn(rng: random.Random, district: str) -> Mapping[str, Any]:
    """A carrier of a type drawn by weight; some unions reach into another district."""
    kinds = register_words()["carriers"]
    kind = rng.choices(list(kinds), weights=[one["weight"] for one in kinds.values()])[0]
    other = rng.choice([code for code in VOLUMES if code != district])
    shared = kind == UNION and rng.random() < 0.25
    path = rng.choices(list(PATHS), weights=list(PATHS.values()))[0]
    return {"type": kind, "others": other if shared else None, "path": path}


def _carrier(
    rng: random.Random, district: str, number: int, since: str, given: Mapping[str, Any]
) -> Carrier:
    kind, (before, after) = str(given["type"]), given["path"]
    if since == CURRENT:
        before, after = PLANNED, rng.choice((PLANNED, PREPARED, AWARDED))
    new = before in {PLANNED, PREPARED} and after == AWARDED
    certified = (
        day_between(rng, date(2026, 7, 8), date(2026, 9, 21))
        if new
        else day_between(rng, date(2023, 3, 20), date(2026, 5, 28))
    )
    facts = register_words()["carriers"][kind]
    basics: Row = {
        "record_id": record_id(district, "C", number),
        "carrier_type": kind,
        **_described(rng, district, number, given),
        "level": rng.choice(facts["levels"]),
        "lead_district": district,
        "other_districts": given.get("others"),
        **_measures(rng, facts["measures"]),
        "source": "区台账",
    }
    joining = rng.choice((0, 0, 0, 1, 3))
    return Carrier(MappingProxyType(basics), since, (before, after), certified, joining)


def _described(rng: random.Random, district: str, number: int, given: Mapping[str, Any]) -> Row:
    kind, name = str(given["type"]), str(given.get("name", ""))
    facts = register_words()["carriers"][kind]
    testbeds = register_words()["testbeds"]
    drawn = next((one for one in testbeds if one in name), rng.choice(list(testbeds)))
    testbed = drawn if kind == TESTBED else None
    direction = draw_direction(rng, district)
    body = body_of(_operator(facts, testbed), district, "carriers", number)
    title = title_of("directions", direction)
    return {
        "carrier_name": name
        or facts["name"].format(brand=body.brand, direction=title, testbed=testbed),
        "testbed_type": testbed,
        **_field_of_work(rng, facts, direction),
        **_where(rng, district, kind, body, given.get("town")),
    }


def _operator(facts: Mapping[str, Any], testbed: str | None) -> str:
    return str(
        register_words()["testbeds"][testbed] if testbed else facts["operator"] or "服务机构"
    )


def _field_of_work(rng: random.Random, facts: Mapping[str, Any], direction: str) -> Row:
    """A carrier of all trades has no direction, and often no cluster."""
    if facts["narrow"]:
        return {"cluster_code": direction[0], "direction_code": direction}
    return {"cluster_code": rng.choice((direction[0], None)), "direction_code": None}


def _where(rng: random.Random, district: str, kind: str, body: Body, town: str | None) -> Row:
    place = draw_place(rng, district)
    if town:
        place = {
            "town_code": code_of_town(district, town),
            "address": f"{town}{words()['road']}1号",
        }
    abroad = kind == ABROAD
    park = title_of("towns", str(place["town_code"]))
    return {
        "operator_name": f"{body.brand}海外技术服务公司" if abroad else body.name,
        "operator_uscc": None if abroad else body.code,
        "host_school": body.name if kind == COLLEGE else None,
        "town_code": None if abroad else place["town_code"],
        "address": None if abroad else place["address"],
        "country_city": rng.choice(register_words()["places_abroad"]) if kind in OVERSEAS else None,
        "park_name": f"示例{park}特色产业园区" if kind == "未来产业加速园" else None,
    }


def _measures(rng: random.Random, ranges: Mapping[str, list[Any]]) -> Row:
    """Draw a number in steps for each field that the type has; the others stay blank."""
    row: Row = dict.fromkeys(FIELDS)
    for field, (low, high, step) in ranges.items():
        first, unit = Decimal(low), Decimal(step)
        drawn = first + unit * rng.randint(0, int((Decimal(high) - first) / unit))
        if field in {"output_value", "rd_spending"}:
            row[field] = money(drawn)
        else:
            row[field] = drawn if isinstance(low, str) else int(drawn)
    return row


def carrier_rows(district: str, period: str, seed: int) -> list[Row]:
    """Return the F03 rows of a district as they stand at the end of `period`."""
    return [
        _row(carrier, period)
        for carrier in draw_carriers(district, seed)
        if is_there(carrier.since, period)
    ]


def _row(carrier: Carrier, period: str) -> Row:
    state = carrier.state(period)
    level = str(carrier.basics["level"])
    district = carrier.record_id[:6]
    certified = state in {AWARDED, RUNNING, CLOSED}
    certifier = register_words()["certifiers"][level].format(
        district=title_of("districts", district)
    )
    companies = carrier.basics["company_count"]
    if isinstance(companies, int) and period == CURRENT:
        companies += carrier.joining
    day = carrier.certified
    return {
        **carrier.basics,
        "company_count": companies,
        "state": state,
        "certifier": certifier if certified else None,
        "certificate_no": f"示例认字〔{day.year}〕{carrier.record_id[-4:]}号"
        if certified
        else None,
        "certified_on": day.isoformat() if certified else None,
        "settled_on": day.isoformat() if certified and level == "国家" else None,
    }
