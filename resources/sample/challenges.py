"""F07 揭榜挂帅: challenges of the sample's firms, taken up at home and abroad."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING

from resources.sample.bodies import body_of
from resources.sample.codes import day_between, money
from resources.sample.firms import draw_firms
from resources.sample.timeline import CURRENT, OPENING
from resources.sample.vocabulary import register_words, words
from resources.sample.volumes import VOLUMES, arrivals, is_there, record_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from resources.sample.places import Row

PUBLISHED, TAKEN, WORKING, ACCEPTED, FAILED = "已发榜", "已揭榜", "攻关中", "已验收", "流榜"
#: (state in 2026Q2, state in 2026Q3) -> weight
PATHS: Mapping[tuple[str, str], int] = {
    (PUBLISHED, PUBLISHED): 8,
    (PUBLISHED, TAKEN): 12,
    (TAKEN, WORKING): 10,
    (WORKING, WORKING): 34,
    (WORKING, ACCEPTED): 8,
    (ACCEPTED, ACCEPTED): 22,
    (FAILED, FAILED): 4,
    (PUBLISHED, FAILED): 2,
}
NEW_PERCENT = 15
LATER = (date(2026, 7, 8), date(2026, 9, 22))


def challenge_rows(district: str, period: str, seed: int) -> list[Row]:
    """Return the F07 rows of a district as they stand at the end of `period`."""
    rng = random.Random(f"{seed}-{district}-challenges")
    count = VOLUMES[district].challenges
    rows = []
    for number, since in enumerate(arrivals(count, NEW_PERCENT) if count else [], start=1):
        path = rng.choices(list(PATHS), weights=list(PATHS.values()))[0]
        if since == CURRENT:
            path = PUBLISHED, PUBLISHED
        days = _days(rng, path, since)
        row = _challenge(rng, district, seed, number, days["published_on"])
        taker = _taker(rng, district, number)
        if is_there(since, period):
            rows.append({**row, **_progress(path[period == CURRENT], days, taker)})
    return rows


def _challenge(rng: random.Random, district: str, seed: int, number: int, published: date) -> Row:
    firm = rng.choice(draw_firms(district, seed, OPENING))
    product = rng.choice(words()["directions"][firm.direction]["products"])[1]
    return {
        "record_id": record_id(district, "H", number),
        "challenge_no": f"示例榜{published.year}-{district[3:]}-{number:02d}",
        "challenge_name": rng.choice(register_words()["challenge_names"]).format(product=product),
        "issuer_name": firm.name,
        "issuer_uscc": firm.code,
        "amount": money(rng.randrange(50, 2000, 50)),
        "cluster_code": firm.direction[0],
        "direction_code": firm.direction,
        "project_id": None,
        "source": "区台账",
    }


def _taker(rng: random.Random, district: str, number: int) -> Row:
    """One challenge in six goes abroad; only such as were open to the world."""
    if rng.random() < 0.16:
        name, country = rng.choice(register_words()["foreign_takers"])
        taker: Row = {"taker_name": name, "taker_uscc": None, "taker_country": country}
        return {"reach": "全球", **taker}
    body = body_of(rng.choice(register_words()["takers"]), district, "challenges", number)
    return {
        "reach": rng.choice(("全球", "国内", "国内")),
        "taker_name": body.name,
        "taker_uscc": body.code,
        "taker_country": "中国",
    }


def _days(rng: random.Random, path: tuple[str, str], since: str) -> dict[str, date]:
    """Draw the four days in their order, so that each state's days lie in its period."""
    if since == CURRENT:
        published = day_between(rng, *LATER)
    elif path[0] in {PUBLISHED, TAKEN}:
        published = day_between(rng, date(2026, 1, 12), date(2026, 4, 10))
    else:
        published = day_between(rng, date(2023, 3, 1), date(2025, 3, 31))
    taken = published + timedelta(days=rng.randint(35, 75))
    if path == (PUBLISHED, TAKEN):
        taken = day_between(rng, *LATER)
    signed = taken + timedelta(days=rng.randint(5, 12) if path[1] == TAKEN else rng.randint(12, 30))
    if path == (WORKING, ACCEPTED):
        accepted = day_between(rng, *LATER)
    else:
        # Only the older ones come so far; for the others the day is never told.
        first = min(signed + timedelta(days=200), date(2026, 6, 1))
        accepted = day_between(rng, first, date(2026, 6, 18))
    days = {"published_on": published, "taken_on": taken, "signed_on": signed}
    return {**days, "accepted_on": accepted}


def _progress(state: str, days: Mapping[str, date], taker: Row) -> Row:
    reached = {PUBLISHED: 1, FAILED: 1, TAKEN: 2, WORKING: 3, ACCEPTED: 4}[state]
    known = {
        name: day.isoformat() if place < reached else None
        for place, (name, day) in enumerate(days.items())
    }
    names = dict.fromkeys(("taker_name", "taker_uscc", "taker_country"))
    return {**taker, **(names if reached == 1 else {}), **known, "state": state}
