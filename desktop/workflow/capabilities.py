"""What each role may do: the only place that turns a role into abilities (design §2)."""

from __future__ import annotations

from enum import Enum, auto
from types import MappingProxyType
from typing import TYPE_CHECKING

from forms.errors import UserMistake

if TYPE_CHECKING:
    from collections.abc import Mapping


class Capability(Enum):
    """One thing a person may do with the open ledger; pages and commands name what they need."""

    ENTER = auto()
    CHECK = auto()
    SUBMIT = auto()
    RECEIVE = auto()
    REVIEW = auto()
    TOTAL = auto()
    CHASE = auto()
    RULE = auto()
    LOOK = auto()


ROLE_TITLES: Mapping[str, str] = MappingProxyType({"district": "区级填报", "city": "市级汇总"})

_ABILITIES: Mapping[str, frozenset[Capability]] = MappingProxyType(
    {
        "district": frozenset(
            {Capability.ENTER, Capability.CHECK, Capability.SUBMIT, Capability.LOOK}
        ),
        "city": frozenset(
            {
                Capability.RECEIVE,
                Capability.REVIEW,
                Capability.TOTAL,
                Capability.CHASE,
                Capability.RULE,
                Capability.LOOK,
            }
        ),
    }
)

_NEEDS: Mapping[Capability, str] = MappingProxyType(
    {capability: role for role, abilities in _ABILITIES.items() for capability in abilities}
)


def capabilities(role: str) -> frozenset[Capability]:
    """The abilities of a role; an unknown role may only look."""
    return _ABILITIES.get(role, frozenset())


def demand(role: str, capability: Capability) -> None:
    """Raise ``UserMistake`` when the role may not do this, naming the ledger that may."""
    if capability not in capabilities(role):
        needed, have = ROLE_TITLES[_NEEDS[capability]], ROLE_TITLES.get(role, role)
        raise UserMistake(
            f"这项操作需要“{needed}”账本，当前打开的是“{have}”账本，请换一个账本再试。"
        )
