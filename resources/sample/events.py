"""F09 生态活动与要素: funds and loans that last, contests and forums of one day."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from resources.sample.bodies import body_of, title_of
from resources.sample.codes import day_between, money
from resources.sample.places import Row, draw_direction
from resources.sample.timeline import CURRENT
from resources.sample.vocabulary import register_words
from resources.sample.volumes import VOLUMES, arrivals, is_there, record_id

if TYPE_CHECKING:
    from collections.abc import Mapping

FUND = "引导基金"
NEW_PERCENT = 14
NOTHING = Decimal("0.00")


def event_rows(district: str, period: str, seed: int) -> list[Row]:
    """Return the F09 rows of a district as they stand at the end of `period`."""
    rng = random.Random(f"{seed}-{district}-events")
    kinds = register_words()["events"]
    rows = []
    for number, since in enumerate(arrivals(VOLUMES[district].events, NEW_PERCENT), start=1):
        facts = rng.choices(kinds, weights=[one["weight"] for one in kinds])[0]
        row, amounts = _event(rng, district, number, since, facts), _amounts(rng, facts)
        goes_on = facts["lasting"] and rng.random() < 0.4
        ends = facts["lasting"] and rng.random() < 0.03
        if not is_there(since, period):
            continue
        if since != period:
            # A day's event has had its say; what lasts has something new now and then.
            amounts |= {} if goes_on else {"project_count": None, "participants": None}
            part = Decimal("0.5") if goes_on else NOTHING
            amounts["period_amount"] = money(Decimal(str(amounts["period_amount"])) * part)
            row["ended_on"] = "2026-08-31" if ends else None
        rows.append({**row, **amounts})
    return rows


def _event(
    rng: random.Random, district: str, number: int, since: str, facts: Mapping[str, Any]
) -> Row:
    day = _day(rng, since, lasting=facts["lasting"])
    organiser = body_of(facts["by"], district, "events", number)
    size = facts["size"] and money(rng.randrange(*facts["size"]))
    outcome = register_words()["event_outcomes"].get(facts["type"])
    return {
        "record_id": record_id(district, "V", number),
        "event_type": facts["type"],
        "event_name": facts["name"].format(
            district=title_of("districts", district),
            year=day.year,
            topic=title_of("directions", draw_direction(rng, district)),
            n=number,
        ),
        "organiser": organiser.name,
        "organiser_uscc": organiser.code,
        "event_date": day.isoformat(),
        "ended_on": None,
        "size": size,
        "paid_in": money(size * rng.randint(20, 80) / 100, 100) if facts["type"] == FUND else None,
        "outcome": outcome,
        "source": "区台账",
    }


def _day(rng: random.Random, since: str, *, lasting: bool) -> date:
    if since == CURRENT:
        return day_between(rng, date(2026, 7, 6), date(2026, 9, 25))
    if lasting:
        return day_between(rng, date(2022, 11, 1), date(2026, 5, 29))
    return day_between(rng, date(2026, 1, 12), date(2026, 6, 24))


def _amounts(rng: random.Random, facts: Mapping[str, Any]) -> Row:
    amount, projects, people = facts["amount"], facts["projects"], facts["people"]
    return {
        "period_amount": money(rng.randrange(*amount)) if amount else NOTHING,
        "project_count": rng.randint(*projects) if projects else None,
        "participants": rng.randint(*people) // 10 * 10 if people else None,
    }
