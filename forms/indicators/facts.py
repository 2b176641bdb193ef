"""What an indicator is called, counted in and aimed at: the catalogue's word on a definition."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from forms.indicators.answers import Answers
from forms.indicators.table import DEFINITIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forms.catalogue import Catalogue, TargetKind
    from forms.indicators.definition import Definition

YI = Decimal(10000)
"""万元 in one 亿元."""

KIND_TITLES = {"stock": "期末存量", "cumulative": "累计", "flow": "本期发生"}


@dataclass(frozen=True, slots=True)
class Facts:
    """One indicator, or part of one, to people.

    ``unit`` is what records are counted in, ``shown_unit`` what the city shows, ``scale`` how many
    of the first make one of the second. ``target`` is the whole city's in ``shown_unit`` (``about``
    is its 左右), None for N codes; ``plans`` are the plans and measures it belongs to.
    """

    code: str
    title: str
    kind: TargetKind
    unit: str
    shown_unit: str
    target: Decimal | None
    about: bool
    rule: str
    forms: tuple[str, ...]
    plans: tuple[str, ...]
    is_part: bool
    parent_title: str = ""

    @property
    def scale(self) -> Decimal:
        """How many counted units make one shown unit."""
        return YI if (self.unit, self.shown_unit) == ("万元", "亿元") else Decimal(1)

    @property
    def counted_target(self) -> Decimal | None:
        """The target in the unit that records are counted in."""
        return None if self.target is None else self.target * self.scale

    @property
    def full_title(self) -> str:
        """The title that can stand alone: a part with the figure it is a part of."""
        return f"{self.parent_title}：{self.title}" if self.parent_title else self.title

    @property
    def is_money(self) -> bool:
        """Whether figures are amounts with places rather than whole counts."""
        return self.unit == "万元"

    def shown(self, value: Decimal | None) -> Decimal | None:
        """A figure in the shown unit; exact."""
        return None if value is None else value / self.scale


def printed_code(code: str) -> str:
    """The code of an indicator or a part as people and scripts know it: N31-1 → N31.1."""
    return code.replace("-", ".")


def meant_code(text: str) -> str:
    """The code that a person writes, as it is kept: n31.1 → N31-1."""
    return text.strip().upper().replace(".", "-")


def facts_of(code: str, catalogue: Catalogue) -> Facts:
    """The facts of one code of ``DEFINITIONS``; a ``KeyError`` here is a programming fault."""
    definition = DEFINITIONS[code]
    target = next((one for one in catalogue.targets if one.code == definition.base), None)
    if target is not None:
        return _facts(
            definition, catalogue, target.title, target.unit, target.kind, target.value,
            about=target.about,
        )  # fmt: skip
    indicator = next(one for one in catalogue.indicators if one.code == definition.base)
    return _facts(definition, catalogue, indicator.title, indicator.unit, indicator.kind)


def all_facts(catalogue: Catalogue) -> Iterator[Facts]:
    """The facts of every indicator and part in printed order."""
    return (facts_of(code, catalogue) for code in DEFINITIONS)


def _facts(
    definition: Definition,
    catalogue: Catalogue,
    title: str,
    unit: str,
    kind: TargetKind,
    target: Decimal | None = None,
    *,
    about: bool = False,
) -> Facts:
    part = definition.is_part
    return Facts(
        code=definition.code,
        title=definition.title or title,
        kind=kind,
        unit=definition.unit or unit,
        shown_unit=(definition.unit or unit) if part else unit,
        target=target,
        about=about,
        rule=definition.rule.format(**Answers.of(catalogue).words()),
        forms=tuple(dict.fromkeys(one.form.spec.code for one in definition.sources)),
        plans=tuple(
            dict.fromkeys(one.group for one in catalogue.plan_items if definition.base in one.feeds)
        ),
        is_part=part,
        parent_title=title if part and definition.base in DEFINITIONS else "",
    )
