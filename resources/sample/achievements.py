"""F05 创新成果: parts, products, standards and patents of the sample's projects and firms."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from resources.sample.codes import day_between
from resources.sample.firms import draw_firms
from resources.sample.projects import draw_projects
from resources.sample.timeline import CURRENT, OPENING, PERIOD_ENDS
from resources.sample.vocabulary import register_words, words
from resources.sample.volumes import VOLUMES, arrivals, counted_before, is_there, record_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from resources.sample.places import Row, Value
    from resources.sample.projects import Project

STANDARD, PATENT = "标准", "发明专利"
NEW_PERCENT = 10
PLAN_DAY = date(2022, 9, 24)
#: how many of a hundred achievements are older than the plan
EARLY_PERCENT = 2
PROJECT_SHARE = 0.45
FRUITFUL = {"研发攻关", "成果转化", "平台建设"}
LEVELS: Mapping[str, int] = {"国际领先": 8, "国际先进": 22, "国内领先": 38, "填补空白": 10}


@dataclass(frozen=True, slots=True)
class Owner:
    """Who owns an achievement and what it is about."""

    name: str
    code: str
    direction: str
    product: str
    topic: str
    project: str | None
    begun: date


def achievement_rows(district: str, period: str, seed: int) -> list[Row]:
    """Return the F05 rows of a district as they stand at the end of `period`."""
    rng = random.Random(f"{seed}-{district}-achievements")
    # Names and document numbers are counted over the city: a standard has one number.
    before = counted_before(district, "achievements")
    rows: list[Row] = []
    for number, since in enumerate(arrivals(VOLUMES[district].achievements, NEW_PERCENT), start=1):
        row: Row = {"record_id": record_id(district, "A", number)}
        row |= _achievement(rng, _owner(rng, district, seed), before + number, since)
        # An expert opinion is sometimes written into the register only afterwards.
        late = rng.random() < 0.06
        if late and period == OPENING:
            row["tech_level"] = None
        if is_there(since, period):
            rows.append(row)
    return rows


def _owner(rng: random.Random, district: str, seed: int) -> Owner:
    """A project's entity, or a firm of the register."""
    if rng.random() < PROJECT_SHARE:
        candidates = [one for one in draw_projects(district, seed) if _bears_fruit(one)]
        if candidates:
            return _of_project(rng, rng.choice(candidates))
    firm = rng.choice(draw_firms(district, seed, OPENING))
    topic, product = rng.choice(words()["directions"][firm.direction]["products"])
    return Owner(firm.name, firm.code, firm.direction, product, topic, None, PLAN_DAY)


def _bears_fruit(project: Project) -> bool:
    """Whether the project had been at work for half a year before the first period's end."""
    late = PERIOD_ENDS[OPENING] - timedelta(days=180)
    return (
        project.basics["project_category"] in FRUITFUL
        and project.timeline.began(OPENING)
        and project.timeline.start < late
    )


def _of_project(rng: random.Random, project: Project) -> Owner:
    basics = project.basics
    direction = str(basics["direction_code"])
    main = str(basics["topic_codes"]).split(",", maxsplit=1)[0]
    products = words()["directions"][direction]["products"]
    fitting = [one for one in products if one[0] == main]
    topic, product = rng.choice(fitting)
    name, code = str(basics["entity_name"]), str(basics["entity_uscc"])
    begun = max(project.timeline.start + timedelta(days=90), PLAN_DAY)
    return Owner(name, code, direction, product, topic, project.record_id, begun)


def _achievement(rng: random.Random, owner: Owner, number: int, since: str) -> Row:
    kinds = register_words()["achievements"]
    kind = rng.choices(list(kinds), weights=[one["weight"] for one in kinds.values()])[0]
    finished = _finished(rng, owner, since)
    basis = rng.choice(kinds[kind]["bases"])
    suffix = rng.choice(register_words()["suffixes"].get(kind, [""]))
    return {
        "achievement_type": kind,
        "achievement_name": kinds[kind]["name"].format(
            product=owner.product, suffix=suffix, n=number
        ),
        "owner_name": owner.name,
        "owner_uscc": owner.code,
        "cluster_code": owner.direction[0],
        "direction_code": owner.direction,
        "topic_codes": owner.topic,
        "project_id": owner.project,
        "finished_on": finished.isoformat(),
        "basis": basis,
        **_recognised(rng, kind, kinds[kind], finished, number),
        "is_first_set": "是" if basis == "首台(套)目录" else "否",
        "source": "企业填报",
    }


def _finished(rng: random.Random, owner: Owner, since: str) -> date:
    early = rng.randrange(100) < EARLY_PERCENT
    if since == CURRENT:
        return day_between(rng, date(2026, 7, 6), date(2026, 9, 23))
    if early and owner.project is None:
        return day_between(rng, date(2021, 3, 1), date(2022, 8, 31))
    return day_between(rng, owner.begun, date(2026, 6, 22))


def _recognised(
    rng: random.Random, kind: str, facts: Mapping[str, Any], finished: date, number: int
) -> Row:
    levels = MappingProxyType(register_words()["standard_levels"])
    level = rng.choices(list(levels), weights=[weight for _, weight in levels.values()])[0]
    document = facts["document"].format(year=finished.year, n=number, level=levels[level][0])
    standard = kind == STANDARD
    reached: Value = rng.choices(list(LEVELS), weights=list(LEVELS.values()))[0]
    return {
        "document_no": document,
        "standard_level": level if standard else None,
        "standard_role": rng.choice(("主导", "参与", "参与")) if standard else None,
        "tech_level": None if standard or kind == PATENT else reached,
    }
