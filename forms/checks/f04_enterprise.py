"""Rules of F04 企业名录 and its 企业资质: A52, A55 and A56."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forms.checks.rule import Found, Problem, Rule, doubled, is_blank, rule, titles
from forms.f04_enterprise import HIGH_TECH, LEADING, SHAPING, VALID, Enterprise
from forms.f04_enterprise import EnterpriseQualification as Qualification

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forms.checks.context import CheckContext

T = titles(Qualification)
E = titles(Enterprise)


@rule(
    "A52", "hard", scope="record", form="F04Q", category="逻辑关系",
    title="有效资质没有过期",
    formula=f"{T.state}为有效时，{T.valid_to}为空或≥期末；{T.qualification_type}为高新技术企业时"
    f"{T.valid_to}不为空",
    remedy="已过期的，请把资质状态改为“到期”；已续证的，请更新证书编号、认定日期和有效期。",
    reads=("qualification_type", "state", "valid_to"),
)  # fmt: skip
def a52(row: Qualification, context: CheckContext) -> Found:
    """A certificate that ran out is 到期, also when it came by roll-forward."""
    until = row.valid_to
    if until is None:
        if row.qualification_type != HIGH_TECH or not is_blank(row, "valid_to"):
            return None
        return Problem("valid_to", f"未填写，资质类型为“{HIGH_TECH}”时必填")
    if row.state != VALID or until >= context.end:
        return None
    return Problem("valid_to", f"现为 {until}，早于期末 {context.end}，但资质状态仍为“{VALID}”")


@rule(
    "A55", "hard", scope="form", form="F04Q", category="重复", whole=True,
    title="同一企业同一资质一年只登记一次",
    formula=f"同一{E.uscc}、{T.qualification_type}和{T.list_year}（空的按{T.certified_on}的年份）"
    "只有一行",
    remedy="请核实是否重复登记：重复的请删除一行；不是的，请改正年度或认定日期。",
    reads={
        "F04Q": ("enterprise_id", "qualification_type", "list_year", "certified_on"),
        "F04": ("uscc",),
    },
)  # fmt: skip
def a55(context: CheckContext) -> Iterator[Problem]:
    """Renewals stand in years of their own, so they are no doubles."""
    for first, row in doubled(_by_year(context)):
        words = f"现为“{row.qualification_type}”，{_year(row)} 年已在 {first.record_id} 登记"
        yield Problem("qualification_type", words, row.record_id)


def _by_year(context: CheckContext) -> Iterator[tuple[tuple[str, str, int], Qualification]]:
    for row in context.rows_of(Qualification).values():
        year = _year(row)
        if row.enterprise_id and row.qualification_type and year:
            yield (_firm(row, context), row.qualification_type, year), row


def _year(row: Qualification) -> int | None:
    return row.list_year or (row.certified_on.year if row.certified_on else None)


@rule(
    "A56", "soft", scope="form", form="F04Q", category="逻辑关系", whole=True,
    title="领军企业与生态主导型企业并存",
    formula=f"同一{E.uscc}有效的{T.qualification_type}不同时有领军企业和生态主导型企业"
    f"（按{T.state}判断）",
    remedy="请核实两项认定；确实两项都有的，请说明认定文件。",
    reads={
        "F04Q": ("enterprise_id", "qualification_type", "state"),
        "F04": ("uscc",),
    },
)  # fmt: skip
def a56(context: CheckContext) -> Iterator[Problem]:
    """Both are counted against targets of their own (Z09, Z10), so one firm in both is asked."""
    rows = (
        (_firm(row, context), row)
        for row in context.rows_of(Qualification).values()
        if row.qualification_type in (LEADING, SHAPING) and row.state == VALID
    )
    for first, row in doubled(rows):
        if row.qualification_type != first.qualification_type:
            other = f"该企业还是“{first.qualification_type}”（{first.record_id}）"
            words = f"现为“{row.qualification_type}”，{other}，请核实"
            yield Problem("qualification_type", words, row.record_id)


def _firm(row: Qualification, context: CheckContext) -> str:
    """The firm's code; its id where it has none yet."""
    firm = context.find(Enterprise, row.enterprise_id or "")
    return (firm.uscc if firm is not None else None) or row.enterprise_id or ""


RULES: tuple[Rule, ...] = (a52, a55, a56)
