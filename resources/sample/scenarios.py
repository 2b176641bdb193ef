"""F06 应用场景: from first validation to wide use, some at the sample's test grounds."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from resources.sample.bodies import body_of, office_of
from resources.sample.carriers import FOR_SCENARIOS, draw_carriers
from resources.sample.codes import day_between, money
from resources.sample.firms import Firm, draw_firms
from resources.sample.places import Row, Value, draw_direction
from resources.sample.projects import Project, draw_projects
from resources.sample.timeline import CURRENT, OPENING
from resources.sample.vocabulary import register_words, words
from resources.sample.volumes import VOLUMES, arrivals, is_there, record_id

if TYPE_CHECKING:
    from collections.abc import Mapping

EARLY, BLENDED, WIDE = "早期验证", "融合试验", "综合推广"
STAGES: Mapping[str, int] = {EARLY: 40, BLENDED: 38, WIDE: 22}
PLANNED, PUBLISHED, BUILDING, FORMED, ENDED = "策划", "已发布", "建设中", "已形成", "终止"
#: (state in 2026Q2, state in 2026Q3) -> weight
PATHS: Mapping[tuple[str, str], int] = {
    (PLANNED, PLANNED): 5,
    (PLANNED, PUBLISHED): 4,
    (PUBLISHED, PUBLISHED): 10,
    (PUBLISHED, BUILDING): 7,
    (BUILDING, BUILDING): 16,
    (BUILDING, FORMED): 8,
    (FORMED, FORMED): 47,
    (BUILDING, ENDED): 1,
    (ENDED, ENDED): 2,
}
NEW_PERCENT = 8
HEALTH = "1"


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario: what never changes as an F06 row, its states, its dates and its reach."""

    basics: Mapping[str, Value]
    since: str
    path: tuple[str, str]
    published: date
    formed: date
    reach: Mapping[str, int]

    def state(self, period: str) -> str:
        """Return the state at the end of `period`."""
        return self.path[period == CURRENT]


def scenario_rows(district: str, period: str, seed: int) -> list[Row]:
    """Return the F06 rows of a district as they stand at the end of `period`."""
    return [
        _row(one, period) for one in _all_scenarios(district, seed) if is_there(one.since, period)
    ]


@lru_cache(maxsize=32)
def _all_scenarios(district: str, seed: int) -> tuple[Scenario, ...]:
    rng = random.Random(f"{seed}-{district}-scenarios")
    projects = [
        one
        for one in draw_projects(district, seed)
        if one.basics["project_category"] == "场景应用" and one.timeline.began(OPENING)
    ]
    rng.shuffle(projects)
    scenarios = []
    for number, since in enumerate(arrivals(VOLUMES[district].scenarios, NEW_PERCENT), start=1):
        project = projects.pop() if projects and rng.random() < 0.5 else None
        scenarios.append(_scenario(rng, district, seed, number, since, project))
    return tuple(scenarios)


def _scenario(
    rng: random.Random, district: str, seed: int, number: int, since: str, project: Project | None
) -> Scenario:
    stage = rng.choices(list(STAGES), weights=list(STAGES.values()))[0]
    path = rng.choices(list(PATHS), weights=list(PATHS.values()))[0]
    if since == CURRENT:
        path = PLANNED, rng.choice((PLANNED, PUBLISHED))
    direction = str(project.basics["direction_code"]) if project else draw_direction(rng, district)
    topic, product = rng.choice(words()["directions"][direction]["products"])
    basics: Row = {
        "record_id": record_id(district, "S", number),
        "stage": stage,
        "comprehensive": "是" if stage != EARLY and rng.random() < 0.45 else "否",
        "publisher": office_of(district),
        **_sides(rng, district, seed, number, direction),
        "cluster_code": direction[0],
        "direction_code": direction,
        "topic_codes": topic,
        "project_id": project.record_id if project else None,
        "carrier_id": _ground(rng, district, seed),
        "is_cross_demo": "是" if stage == BLENDED and rng.random() < 0.3 else "否",
        "source": "区台账",
    }
    scene = rng.choice(register_words()["scenes"][stage]).format(product=product)
    brand = body_of("医院", district, "scenarios", number).brand
    basics["scenario_name"] = f"{brand}{scene}"
    published = _published(rng, path)
    formed = _formed(rng, path, published)
    reach = {"scale": rng.randrange(20, 1500, 10), "users": rng.randint(2, 24)}
    return Scenario(MappingProxyType(basics), since, path, published, formed, reach)


def _sides(rng: random.Random, district: str, seed: int, number: int, direction: str) -> Row:
    kind = "医院" if direction[0] == HEALTH else rng.choice(register_words()["demanders"])
    demander = body_of(kind, district, "scenarios", number)
    supplier = _supplier(rng, district, seed, direction)
    return {
        "demander_name": demander.name,
        "demander_uscc": demander.code,
        "supplier_name": supplier.name,
        "supplier_uscc": supplier.code,
    }


def _supplier(rng: random.Random, district: str, seed: int, direction: str) -> Firm:
    firms = draw_firms(district, seed, OPENING)
    return rng.choice([firm for firm in firms if firm.direction == direction] or firms)


def _ground(rng: random.Random, district: str, seed: int) -> str | None:
    grounds = [
        one.record_id
        for one in draw_carriers(district, seed)
        if one.kind in FOR_SCENARIOS and one.lasts
    ]
    return rng.choice(grounds) if grounds and rng.random() < 0.5 else None


def _published(rng: random.Random, path: tuple[str, str]) -> date:
    if path == (PLANNED, PUBLISHED):
        return day_between(rng, date(2026, 7, 6), date(2026, 9, 22))
    return day_between(rng, date(2023, 3, 1), date(2025, 12, 20))


def _formed(rng: random.Random, path: tuple[str, str], published: date) -> date:
    if path == (BUILDING, FORMED):
        return day_between(rng, date(2026, 7, 3), date(2026, 9, 25))
    first = min(published + timedelta(days=60), date(2026, 6, 1))
    return day_between(rng, first, date(2026, 6, 12))


def _row(one: Scenario, period: str) -> Row:
    state = one.state(period)
    formed = state == FORMED
    return {
        **one.basics,
        "state": state,
        "published_on": None if state == PLANNED else one.published.isoformat(),
        "formed_on": one.formed.isoformat() if formed else None,
        **_results(one, period, formed),
    }


def _results(one: Scenario, period: str, formed: bool) -> Row:
    """Wide use has its numbers from the start; the rest follows once the scenario is formed."""
    stage = str(one.basics["stage"])
    wide = stage == WIDE
    # Wide use goes on spreading; what is not formed yet stands at its first orders.
    part = (8 if wide and period == OPENING else 10) if formed else 3
    scale = max(10, one.reach["scale"] * part // 100 * 10)
    users = max(2, one.reach["users"] * part // 10)
    rng = random.Random(f"{one.basics['record_id']}-results")
    words_for = register_words()
    return {
        "verdict": rng.choice(words_for["verdicts"]) if formed and stage == EARLY else None,
        "scale": scale if wide else None,
        "scale_unit": words_for["scale_units"][str(one.basics["cluster_code"])] if wide else None,
        "user_units": users if wide or formed else None,
        "purchase_amount": money(users * rng.randint(8, 90), 10) if wide or formed else None,
        "outcome": rng.choice(words_for["outcomes"][stage]) if formed else None,
    }
