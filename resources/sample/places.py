"""Where things are and what direction they belong to."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from resources.sample.vocabulary import codes_under, tables, words

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

Value = str | int | Decimal | None
Row = dict[str, Value]


def draw_direction(rng: random.Random, district: str) -> str:
    """Return a direction, nearly always of a cluster that the plan names the district for."""
    clusters = [row["code"] for row in tables()["clusters"]]
    named = [row["code"] for row in tables()["clusters"] if district in row["districts"].split("|")]
    # Now and then a district grows what the plan does not name it for: allowed, asked about.
    choice = named if named and rng.random() < 0.96 else clusters
    return rng.choice(codes_under("directions", rng.choice(choice)))


def draw_place(rng: random.Random, district: str) -> Row:
    """Return the town and the address of a place in a district, now and then in a real park."""
    towns = {row["title"]: row["code"] for row in tables()["towns"] if row["parent"] == district}
    parks: Sequence[tuple[str, str]] = words()["parks"].get(district, ())
    number = rng.randint(1, 999)
    if parks and rng.random() < 0.4:
        park, town = rng.choice(parks)
        address = f"{town}{words()['road']}{number}号（{park}）"
        return {"town_code": towns[town], "address": address}
    town = rng.choice([title for title, code in towns.items() if code[6] not in "45"])
    return {"town_code": towns[town], "address": f"{town}{words()['road']}{number}号"}


def code_of_town(district: str, title: str) -> str:
    """Return the code of a district's town."""
    return next(
        row["code"]
        for row in tables()["towns"]
        if (row["parent"], row["title"]) == (district, title)
    )
