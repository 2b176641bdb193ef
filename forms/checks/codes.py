"""Unified social credit codes wherever a form asks for one: A04, and A72 in the forms it names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from forms.checks.rule import EVERY_FORM, Problem, Rule
from forms.uscc import uscc_problem as why_not

if TYPE_CHECKING:
    from forms.base import Form

A04 = Rule(
    "A04", "hard", scope="record", form=EVERY_FORM, category="编码规则",
    title="统一社会信用代码有效",
    formula="统一社会信用代码为 18 位，只用规定的 31 个字符，第 18 位校验正确（GB 32100-2015）",
    remedy="请对照营业执照（或法人证书）逐位核对，并以文本录入。",
)  # fmt: skip

A72 = Rule(
    "A72", "hard", scope="cross_form", form=EVERY_FORM, category="表间关系",
    title="载体在名录中，成果、场景、揭榜的单位代码有效",
    formula="项目的“所在园区/载体”、场景的“所在试验场”在载体与平台中存在；"
    "创新成果、应用场景、揭榜挂帅的统一社会信用代码符合 A04",
    remedy="请从载体与平台中选择，没有的先登记；代码请对照营业执照（或法人证书）逐位核对。",
    limits=frozenset(
        ("F01.carrier_id:reference", "F06.carrier_id:reference", "F05.owner_uscc:uscc",
         "F06.demander_uscc:uscc", "F06.supplier_uscc:uscc",
         "F07.issuer_uscc:uscc", "F07.taker_uscc:uscc")
    ),
)  # fmt: skip

_NUMBER_LIKE = re.compile(r"\d(?:\.\d+)?E\+?\d+|\d+\.0*|\d{15,16}0{2,3}")
"""How an 18-digit code looks after a spreadsheet took it for a number and lost its last digits."""


def uscc_fields(form: type[Form]) -> tuple[str, ...]:
    """The names of a form's fields for unified social credit codes of firms.

    Borrowed ones are checked where they come from.
    """
    return tuple(one.name for one in form.items() if one.firm == "uscc" and not one.borrowed)


def uscc_problem(name: str, code: str) -> Problem:
    """What to say of a text that is no unified social credit code."""
    number_like = _NUMBER_LIKE.fullmatch(code)
    reason = "像是被当作数字录入而丢了尾数，请以文本录入" if number_like else why_not(code)
    return Problem(name, f"现为“{code}”，{reason}")


RULES: tuple[Rule, ...] = (A04, A72)
