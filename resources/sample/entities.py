"""Fictional organizations that carry the sample's projects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from resources.sample.codes import uscc
from resources.sample.vocabulary import words

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

#: added to a project's number so that no body code of another example is met
FIRST_SERIAL = 1000
FIRMS = {"民营企业": 60, "国有企业": 25, "外资企业": 15}
ALL_ENTITIES = {"民营企业": 46, "国有企业": 14, "外资企业": 5, "高校": 12, "科研院所": 12,
                "新型研发机构": 8, "医疗机构": 3}  # fmt: skip
ENTITY_NAMES: Mapping[str, str] = {
    "民营企业": "上海{brand}{trade}有限公司",
    "国有企业": "上海{brand}{trade}集团有限公司",
    "外资企业": "{brand}{trade}（上海）有限公司",
    "高校": "上海{brand}大学",
    "科研院所": "上海{brand}{institute}",
    "新型研发机构": "上海{brand}{trade}创新研究中心",
    "医疗机构": "上海{brand}医院",
}
REGISTRARS: Mapping[str, str] = {
    "高校": "12", "科研院所": "12", "医疗机构": "12", "新型研发机构": "52"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entity:
    """A fictional organization that works in one direction."""

    name: str
    brand: str
    code: str
    kind: str
    direction: str


class EntityPool:
    """The organizations of one district; some carry several projects."""

    def __init__(self, rng: random.Random, district: str) -> None:
        self._rng = rng
        self._district = district
        self._entities: list[Entity] = []
        self._made: set[tuple[str, str]] = set()

    def carrier(self, number: int, category: str, direction: str, product: str) -> Entity:
        """Return who carries project `number`: new, or known and without this product."""
        known = [
            entity
            for entity in self._entities
            if entity.direction == direction and (entity.code, product) not in self._made
        ]
        if known and self._rng.random() < 0.25:
            entity = self._rng.choice(known)
        else:
            entity = self._new(number, category, direction)
            self._entities.append(entity)
        self._made.add((entity.code, product))
        return entity

    def _new(self, number: int, category: str, direction: str) -> Entity:
        kinds = FIRMS if category in {"固定资产投资", "招商落地"} else ALL_ENTITIES
        kind = self._rng.choices(list(kinds), weights=list(kinds.values()))[0]
        if kind == "医疗机构" and not direction.startswith("1"):
            kind = "民营企业"
        vocabulary = words()["directions"][direction]
        brand = brand_of(number)
        name = ENTITY_NAMES[kind].format(
            brand=brand,
            trade=self._rng.choice(vocabulary["firms"]),
            institute=vocabulary["institute"],
        )
        code = uscc(REGISTRARS.get(kind, "91"), self._district, FIRST_SERIAL + number)
        return Entity(name, brand, code, kind, direction)


def brand_of(number: int) -> str:
    """Return the brand of the city's project `number`, unlike that of any other."""
    # 7 has no factor in common with 20 × 30 pairs, so no two numbers share a brand.
    first, last = words()["brand_first"], words()["brand_last"]
    row, column = divmod(number * 7 % (len(first) * len(last)), len(last))
    return f"{'虚拟' if number % 4 == 0 else '示例'}{first[row]}{last[column]}"
