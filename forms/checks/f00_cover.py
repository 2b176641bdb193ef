"""Rules of F00 报表封面与填报单位."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forms.checks.rule import Found, Problem, Rule, rule, titles
from forms.f00_cover import Cover

if TYPE_CHECKING:
    from forms.checks.context import CheckContext

T = titles(Cover)
SIGNATURES = ("unit_leader", "stat_leader", "preparer", "phone")
"""The signed fields; with the report date they are the five of A73."""


@rule(
    "A73", "hard", scope="submission", form="F00", category="完整性",
    title="封面签署信息齐全",
    formula=f"{T.unit_leader}、{T.stat_leader}、{T.preparer}、{T.phone}、{T.report_date}齐全；"
    f"期末≤{T.report_date}≤今天",
    remedy="请在封面补齐签署信息，并核对报出日期。",
    reads=("report_date",),
    limits=tuple(f"{name}:required" for name in SIGNATURES), deferred=("report_date",),
)  # fmt: skip
def a73(row: Cover, context: CheckContext) -> Found:
    """The report date lies between the period's end and today ; the gate wants it filled."""
    reported = row.report_date
    if reported is None or context.end <= reported <= context.today:
        return None
    expected = f"应在期末 {context.end} 至今天 {context.today} 之间"
    return Problem("report_date", f"现为 {reported}，{expected}")


RULES: tuple[Rule, ...] = (a73,)
