"""What the sample draws from: words, catalogue tables, districts and habits of categories."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from resources import read_tables, read_text

if TYPE_CHECKING:
    from collections.abc import Mapping

#: how many projects a district has, 600 in all
PROJECTS: Mapping[str, int] = {
    "310101": 15,
    "310104": 40,
    "310105": 16,
    "310106": 18,
    "310107": 18,
    "310109": 15,
    "310110": 38,
    "310112": 60,
    "310113": 38,
    "310114": 42,
    "310115": 120,
    "310116": 34,
    "310117": 35,
    "310118": 33,
    "310120": 60,
    "310151": 18,
}


@dataclass(frozen=True, slots=True)
class Habit:
    """What projects of one category are like: weight, size in 万元, funds in percent."""

    weight: int
    smallest: int
    largest: int
    budget: tuple[int, int]
    loan: tuple[int, int]
    trl: tuple[int, int]
    research: int
    plans: tuple[str, str]


HABITS: Mapping[str, Habit] = {
    "固定资产投资": Habit(28, 5000, 200000, (0, 8), (20, 50), (7, 9), 8, ("领跑", "携手")),
    "研发攻关": Habit(34, 300, 8000, (15, 45), (0, 10), (3, 6), 75, ("筑基", "雁阵")),
    "平台建设": Habit(11, 1000, 30000, (25, 50), (0, 20), (5, 8), 30, ("筑基", "领跑")),
    "成果转化": Habit(12, 500, 10000, (5, 25), (5, 25), (5, 8), 45, ("开源", "筑基")),
    "场景应用": Habit(8, 200, 5000, (10, 40), (0, 10), (6, 9), 25, ("开源", "雨林")),
    "招商落地": Habit(6, 1000, 50000, (0, 5), (10, 30), (4, 8), 35, ("携手", "雁阵")),
    "其他": Habit(1, 300, 2000, (10, 30), (0, 10), (6, 9), 30, ("雨林", "开源")),
}


@lru_cache(maxsize=1)
def words() -> Mapping[str, Any]:
    """Return the vocabulary of the sample, read from its data file."""
    return MappingProxyType(json.loads(read_text("sample/words.json")))


@lru_cache(maxsize=1)
def register_words() -> Mapping[str, Any]:
    """Return the vocabulary of the registers (F03 to F10, F12), read from its data file."""
    return MappingProxyType(json.loads(read_text("sample/registers.json")))


@lru_cache(maxsize=1)
def tables() -> Mapping[str, list[dict[str, str]]]:
    """Return the catalogue's tables, for codes and titles."""
    return MappingProxyType(read_tables("catalogue/2022.1"))


def codes_under(table: str, parent: str) -> list[str]:
    """Return the codes of a catalogue table below `parent`, in order."""
    return [row["code"] for row in tables()[table] if row["parent"] == parent]
