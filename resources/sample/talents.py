"""F08 人才与工作站: stations one by one, everything else as totals of the year."""

from __future__ import annotations

import random
from datetime import date
from typing import TYPE_CHECKING

from resources.sample.codes import day_between
from resources.sample.firms import draw_firms
from resources.sample.timeline import CURRENT, OPENING
from resources.sample.vocabulary import register_words
from resources.sample.volumes import VOLUMES, record_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from resources.sample.places import Row

STATIONS = ("院士(专家)工作站", "博士后科研工作站")
ARRIVALS = ("引进顶尖人才", "引进研发团队", "引进创新型企业")
PROGRAMME, TRAINING = "人才计划", "学科培养"
BLANK: Row = dict.fromkeys(
    ("station_name", "host_name", "host_uscc", "level", "founded_on", "closed_on", "people",
     "new_people", "new_units", "applied", "selected", "mechanism")
)  # fmt: skip


def talent_rows(district: str, period: str, seed: int) -> list[Row]:
    """Return the F08 rows of a district: the same in both periods, with growing numbers."""
    rng = random.Random(f"{seed}-{district}-talents")
    totals = list(_totals(rng, period))[: VOLUMES[district].stations - 2]
    stations = _stations(rng, district, seed, VOLUMES[district].stations - len(totals), period)
    return [
        {"record_id": record_id(district, "T", number), **BLANK, **row, "source": "部门行政记录"}
        for number, row in enumerate([*stations, *totals], start=1)
    ]


def _stations(
    rng: random.Random, district: str, seed: int, count: int, period: str
) -> Iterator[Row]:
    hosts = rng.sample(draw_firms(district, seed, OPENING), count)
    for place, host in enumerate(hosts):
        kind = STATIONS[place % 2]
        closed = rng.random() < 0.05
        people, new = rng.randint(2, 14), rng.randint(0, 5)
        yield {
            "row_type": kind,
            "station_name": f"{host.name}{kind}",
            "host_name": host.name,
            "host_uscc": host.code,
            "level": rng.choice(("国家", "市", "市", "区")),
            "founded_on": day_between(rng, date(2019, 5, 6), date(2026, 5, 20)).isoformat(),
            "closed_on": "2026-08-31" if closed and period == CURRENT else None,
            "people": 0 if closed and period == CURRENT else people,
            "new_people": _to_date(new, period),
        }


def _totals(rng: random.Random, period: str) -> Iterator[Row]:
    programme = rng.choice(register_words()["programmes"])
    applied = rng.randint(6, 60)
    yield {
        "row_type": PROGRAMME,
        "station_name": programme,
        "level": "市",
        "applied": _to_date(applied, period),
        "selected": _to_date(applied, period) // 4,
    }
    for kind in ARRIVALS:
        units = rng.randint(1, 8) if kind != ARRIVALS[0] else None
        yield {
            "row_type": kind,
            "new_people": _to_date(rng.randint(2, 40), period),
            "new_units": _to_date(units, period) if units else None,
            "mechanism": rng.choice(register_words()["mechanisms"]),
        }
    yield {
        "row_type": TRAINING,
        "station_name": rng.choice(register_words()["disciplines"]),
        "people": rng.randrange(40, 400, 10),
        "new_people": _to_date(rng.randrange(20, 160, 10), period),
        "new_units": rng.randint(1, 3),
    }


def _to_date(drawn: int, period: str) -> int:
    """Return how much of a number that grows through the year there is by the end of `period`."""
    return drawn if period == CURRENT else drawn * 2 // 3
