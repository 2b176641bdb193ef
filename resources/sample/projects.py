"""Inventing a district's projects: names, entities, places, money, all fictional."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from resources.sample.codes import money
from resources.sample.entities import Entity, EntityPool
from resources.sample.places import Row, Value, draw_direction, draw_place
from resources.sample.timeline import Timeline, draw_timeline
from resources.sample.vocabulary import HABITS, PROJECTS, codes_under, tables, words

if TYPE_CHECKING:
    from collections.abc import Mapping

#: topics of which the sample has no record, so that the plan's coverage shows gaps
GAPS = frozenset(
    {"10105", "20206", "20209", "20213", "30102", "30211", "50203", "50205", "50213", "50215"}
)
LEVELS: Mapping[str, int] = {"一般": 60, "区重点": 28, "市重大": 9, "国家级": 3}


@dataclass(frozen=True, slots=True)
class Project:
    """One invented project: what never changes, as an F01 row, and how it moves."""

    basics: Mapping[str, Value]
    timeline: Timeline
    equipment: str
    number: int

    @property
    def record_id(self) -> str:
        """Return the id that the project keeps for ever."""
        return str(self.basics["record_id"])

    @property
    def total(self) -> Decimal:
        """Return the total investment in 万元."""
        return Decimal(str(self.basics["total_investment"]))


@lru_cache(maxsize=32)
def draw_projects(district: str, seed: int) -> tuple[Project, ...]:
    """Return every project of a district; equal arguments give equal projects."""
    drawing = _Drawing(random.Random(f"{seed}-{district}"), district)
    before = sum(count for code, count in PROJECTS.items() if code < district)
    numbers = range(before + 1, before + PROJECTS[district] + 1)
    drawn = [drawing.project(number) for number in numbers]
    return tuple(sorted(drawn, key=lambda project: project.record_id))


class _Drawing:
    """One district being drawn: what later projects must know of earlier ones."""

    def __init__(self, rng: random.Random, district: str) -> None:
        self._rng = rng
        self._district = district
        self._entities = EntityPool(rng, district)
        self._years: Counter[int] = Counter()

    def project(self, number: int) -> Project:
        """Return the project with `number` in the city's count."""
        rng = self._rng
        category = rng.choices(list(HABITS), weights=[h.weight for h in HABITS.values()])[0]
        direction = draw_direction(rng, self._district)
        topic, product = rng.choice(words()["directions"][direction]["products"])
        entity = self._entities.carrier(number, category, direction, product)
        timeline = draw_timeline(rng)
        equipment = str(rng.choice(words()["directions"][direction]["equipment"]))
        basics: Row = {
            "record_id": self._record_id(timeline),
            "project_category": category,
            **_described(rng, category, entity, product, equipment),
            **_classes(rng, direction, topic, category),
            **draw_place(rng, self._district),
            **_money(rng, category, entity.kind),
            **_people(rng),
        }
        return Project(MappingProxyType(basics), timeline, equipment, number)

    def _record_id(self, timeline: Timeline) -> str:
        year = min(max(timeline.start.year - self._rng.randint(0, 1), 2023), 2026)
        self._years[year] += 1
        return f"{self._district}-{year}-P{self._years[year]:04d}"


def _described(
    rng: random.Random, category: str, entity: Entity, product: str, equipment: str
) -> Row:
    kinds = words()["categories"][category]
    content = str(rng.choice(kinds["contents"])).format(
        product=product,
        equipment=equipment,
        area=rng.randrange(800, 30000, 100),
        count=rng.randint(8, 120),
        few=rng.randint(2, 6),
    )
    return {
        "project_name": f"{entity.brand}{product}{rng.choice(kinds['suffixes'])}",
        "content": content,
        "entity_name": entity.name,
        "entity_uscc": entity.code,
        "entity_type": entity.kind,
        "industry_code": rng.choice(words()["directions"][entity.direction]["industries"]),
    }


def _classes(rng: random.Random, direction: str, topic: str, category: str) -> Row:
    others = [
        code for code in codes_under("topics", direction) if code[3:] not in {"99", topic[3:]}
    ]
    drawn = [topic, *rng.sample(others, rng.choice((0, 1, 1, 2)))]
    second = rng.choice([row["code"] for row in tables()["directions"]])
    main, also = HABITS[category].plans
    plans = {main, also} if rng.random() < 0.35 else {main}
    return {
        "cluster_code": direction[0],
        "direction_code": direction,
        "topic_codes": ",".join(code for code in drawn if code not in GAPS),
        "direction2_code": second if second != direction and rng.random() < 0.2 else None,
        "plan_codes": ",".join(row["code"] for row in tables()["plans"] if row["code"] in plans),
        "tech_tags": rng.choice(("颠覆性", "交叉融合", "多路径,交叉融合", None, None, None)),
        "project_level": rng.choices(list(LEVELS), weights=list(LEVELS.values()))[0],
        "trl": rng.randint(*HABITS[category].trl),
        "policies": rng.choice(
            ("研发费用加计扣除", "首台(套)", "区专项,人才服务", "科技创新行动计划", None, None)
        ),
    }


def _money(rng: random.Random, category: str, kind: str) -> Row:
    habit = HABITS[category]
    rough = habit.smallest * (habit.largest / habit.smallest) ** rng.random()
    total = money(max(rough, habit.smallest), 50 if rough < 1000 else 100 if rough < 10000 else 500)
    budget = money(total * rng.randint(*habit.budget) / 100, 10)
    loan = money(total * rng.randint(*habit.loan) / 100, 10)
    foreign = (
        money(total * rng.randint(10, 20) / 100, 10) if kind == "外资企业" else Decimal("0.00")
    )
    other = money(total * rng.choice((0, 0, 0, 5)) / 100, 10)
    city, own = rng.choice((0, 20, 40, 50)), rng.choice((0, 20, 30, 50))
    output = money(total * rng.randint(50, 300) / 100, 100)
    return {
        "total_investment": total,
        "fund_budget": budget,
        "fund_loan": loan,
        "fund_foreign": foreign,
        "fund_self": total - budget - loan - foreign - other,
        "fund_other": other,
        "fund_city": money(budget * city / 100 - Decimal("0.5")) if budget else Decimal("0.00"),
        "fund_district": money(budget * own / 100 - Decimal("0.5")) if budget else Decimal("0.00"),
        "expected_output": output,
        "expected_tax": money(output * rng.randint(3, 7) / 100, 10),
        "expected_jobs": rng.randrange(5, 20) + int(total / 400),
    }


def _people(rng: random.Random) -> Row:
    leader, contact = rng.sample(words()["leaders"], 2)
    return {
        "leader_name": leader,
        "contact_name": contact,
        "contact_phone": "021-00000000",
        "secrecy_confirm": "是",
    }
