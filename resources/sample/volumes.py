"""How many records of each register the sample has, district by district."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from resources.sample.timeline import CURRENT, OPENING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Volume:
    """The records that a district has at the end of the later period."""

    firms: int
    carriers: int
    achievements: int
    scenarios: int
    challenges: int
    stations: int
    events: int
    policies: int


#: 1,500 firms in all, most in Pudong, next in Fengxian; two districts have no challenge
VOLUMES: Mapping[str, Volume] = {
    "310101": Volume(25, 8, 12, 6, 0, 5, 9, 6),
    "310104": Volume(95, 16, 26, 13, 6, 9, 15, 9),
    "310105": Volume(25, 9, 12, 6, 3, 5, 8, 6),
    "310106": Volume(30, 10, 13, 7, 3, 6, 10, 7),
    "310107": Volume(30, 10, 13, 8, 3, 6, 9, 7),
    "310109": Volume(25, 8, 12, 6, 3, 5, 9, 6),
    "310110": Volume(95, 16, 26, 13, 7, 10, 14, 9),
    "310112": Volume(170, 20, 34, 17, 9, 11, 18, 11),
    "310113": Volume(95, 15, 24, 12, 6, 8, 13, 9),
    "310114": Volume(120, 18, 27, 14, 7, 9, 14, 10),
    "310115": Volume(300, 25, 40, 20, 10, 12, 20, 12),
    "310116": Volume(80, 13, 20, 10, 5, 7, 11, 8),
    "310117": Volume(90, 15, 22, 11, 5, 8, 12, 8),
    "310118": Volume(75, 13, 19, 10, 4, 7, 11, 8),
    "310120": Volume(220, 18, 30, 15, 7, 9, 15, 10),
    "310151": Volume(25, 8, 12, 6, 0, 5, 8, 6),
}


def counted_before(district: str, register: str) -> int:
    """Return how many records of a register the districts before this one have."""
    return sum(getattr(v, register) for code, v in VOLUMES.items() if code < district)


def arrivals(count: int, percent: int) -> list[str]:
    """Return the period in which each of `count` records is first there; the last are new."""
    new = min(count, max(1, round(count * percent / 100)))
    return [OPENING] * (count - new) + [CURRENT] * new


def is_there(since: str, period: str) -> bool:
    """Say whether a record first there in `since` is there in `period`."""
    return since <= period


def record_id(district: str, letter: str, number: int) -> str:
    """Return the id of record `number` of a register: 310115-C-0003."""
    return f"{district}-{letter}-{number:04d}"
