"""Rules of F03 载体与平台: A53 and A54."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forms.checks.rule import Found, Problem, Rule, is_blank, rule, titles
from forms.f03_carrier import TESTBED, Carrier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forms.checks.context import CheckContext

T = titles(Carrier)


@rule(
    "A53", "hard", scope="record", form="F03", category="逻辑关系",
    title="试验场类型与载体类型一致",
    formula=f"{T.carrier_type}为未来产业试验场时{T.testbed_type}不为空，其他类型时为空",
    remedy="请为试验场选择试验场类型；不是试验场的，请清空试验场类型。",
    reads=("carrier_type", "testbed_type"),
)  # fmt: skip
def a53(row: Carrier, _context: CheckContext) -> Found:
    """A test ground has its kind, and nothing else has one."""
    if row.carrier_type == TESTBED:
        if not is_blank(row, "testbed_type"):
            return None
        return Problem("testbed_type", f"未选择，载体类型为“{TESTBED}”时必填")
    if not row.testbed_type or not row.carrier_type:
        return None
    words = f"现为“{row.testbed_type}”，但载体类型为“{row.carrier_type}”，应为空"
    return Problem("testbed_type", words)


@rule(
    "A54", "hard", scope="record", form="F03", category="逻辑关系",
    title="跨区载体有牵头区",
    formula=f"{T.lead_district}不为空（有{T.other_districts}的尤须填写），不列入{T.other_districts}；"
    f"本区为{T.lead_district}或列入{T.other_districts}；{T.lead_district}不是本区的只登记、不计数",
    remedy="请核对牵头区和涉及区：跨区载体由牵头区登记并只计一次。",
    reads=("lead_district", "other_districts"), limits=("lead_district:required",),
)  # fmt: skip
def a54(row: Carrier, context: CheckContext) -> Found:
    """One district leads and counts; a row led elsewhere is shown to count nowhere here."""
    lead = row.lead_district
    if not lead:
        return None
    others = row.other_districts or ()
    if lead == context.district and lead not in others:
        return None
    return list(_astray(lead, others, context))


def _astray(lead: str, others: tuple[str, ...], context: CheckContext) -> Iterator[Problem]:
    name = context.code_title("district", lead)
    if lead in others:
        yield Problem("other_districts", f"含有牵头区“{name}”，应只填其他区")
    if lead == context.district:
        return
    own = context.code_title("district", context.district)
    if context.district in others:
        words = f"现为“{name}”，由{name}计数，不计入{own}"
        yield Problem("lead_district", words, severity="hint")
    else:
        words = f"现为“{name}”，涉及区也没有{own}，不应由{own}登记"
        yield Problem("lead_district", words)


RULES: tuple[Rule, ...] = (a53, a54)
