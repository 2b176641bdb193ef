"""F10 政策落实: what each policy paid and whom it reached in the year so far."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from resources.sample.bodies import title_of
from resources.sample.codes import day_between, money
from resources.sample.timeline import CURRENT, OPENING
from resources.sample.vocabulary import register_words
from resources.sample.volumes import VOLUMES, record_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from resources.sample.places import Row

#: percent of the year's sum by the end of each period
PACE: Mapping[str, int] = {OPENING: 42, CURRENT: 68}


def policy_rows(district: str, period: str, seed: int) -> list[Row]:
    """Return the F10 rows of a district: the same in both periods, with growing numbers."""
    rng = random.Random(f"{seed}-{district}-policies")
    first, *others = register_words()["policies"]
    chosen = [first, *rng.sample(others, VOLUMES[district].policies - 1)]
    return [
        {
            "record_id": record_id(district, "L", number),
            **_policy(rng, district, number, facts),
            **_reach(rng, facts, period),
            "source": "部门行政记录",
        }
        for number, facts in enumerate(chosen, start=1)
    ]


def _policy(rng: random.Random, district: str, number: int, facts: Mapping[str, Any]) -> Row:
    title = title_of("districts", district)
    name, document = facts["name"], facts["document"]
    effective = day_between(rng, date(2023, 1, 1), date(2026, 3, 31)) if name else None
    year = effective.year if effective else 0
    last = date(effective.year + 3, 12, 31) if effective else None
    return {
        "tool": facts["tool"],
        "program": facts["program"],
        "policy_name": name and name.format(district=title),
        "document_no": document and document.format(district=title, year=year, n=number),
        "effective_on": effective.isoformat() if effective else None,
        "valid_to": last.isoformat() if last else None,
        "pilot": facts.get("pilot"),
    }


def _reach(rng: random.Random, facts: Mapping[str, Any], period: str) -> Row:
    firms = rng.randint(*facts["firms"])
    projects = firms + rng.randint(0, 8)
    paid = rng.randrange(facts["paid"][0], facts["paid"][1] + 1, 10)
    low, high = facts["relief"] or (0, 1)
    relief = rng.randrange(low, high, 100)
    pilot = "pilot" in facts
    land, products = rng.randint(4, 60), rng.randint(1, 9)
    done = PACE[period]
    return {
        "company_count": max(1, firms * done // 100),
        "project_count": max(1, projects * done // 100),
        "paid": money(paid * done / 100, 10),
        "relief": money(relief * done / 100, 100) if relief else None,
        "land_ha": Decimal(land * done // 10) / 10 if pilot else None,
        "data_products": max(1, products * done // 100) if pilot else None,
    }
