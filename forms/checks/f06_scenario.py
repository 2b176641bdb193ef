"""Rules of F06 应用场景: A60 and A61."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from forms.checks.rule import Found, Params, Problem, Rule, is_blank, rule, titles
from forms.f06_scenario import WIDE, Scenario

if TYPE_CHECKING:
    from forms.checks.context import CheckContext

T = titles(Scenario)
_SPREAD = ("scale", "scale_unit", "user_units")


@rule(
    "A60", "hard", scope="record", form="F06", category="逻辑关系",
    title="综合推广场景有推广规模",
    formula=f"{T.stage}为综合推广时，{T.scale}、{T.scale_unit}、{T.user_units}不为空",
    remedy="请填写推广规模、单位和应用单位数；尚未推广的，请核对场景阶段。",
    reads=("stage", *_SPREAD),
)  # fmt: skip
def a60(row: Scenario, _context: CheckContext) -> Found:
    """Wide use has a size and users."""
    if row.stage != WIDE:
        return None
    words = f"未填写，场景阶段为“{WIDE}”时必填"
    return [Problem(name, words) for name in _SPREAD if is_blank(row, name)]


@rule(
    "A61", "soft", scope="record", form="F06", category="逻辑关系",
    title="综合性场景的应用单位数",
    formula=f"{T.comprehensive}为是时，{T.user_units}≥2",
    remedy="综合性场景为多单位联合应用，请核对应用单位数；确实如此的，请说明综合性的依据。",
    reads=("comprehensive", "user_units"), params={"least": Decimal(2)},
)  # fmt: skip
def a61(row: Scenario, _context: CheckContext, params: Params) -> Found:
    """Several use a comprehensive scenario together; a number not known yet is no fault."""
    units = row.user_units
    if row.comprehensive is not True or units is None or units >= params["least"]:
        return None
    return Problem(
        "user_units", f"现为 {units} 家，但是否综合性为“是”，应不少于 {params['least']} 家"
    )


RULES: tuple[Rule, ...] = (a60, a61)
