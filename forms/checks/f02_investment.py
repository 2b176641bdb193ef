"""Rules of F02 项目进展 about rows and money: A31 to A39, A42, A45, A48."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from forms.checks.rule import Found, Params, Problem, Rule, money, rule, titles
from forms.f01_project import BUILDING, PRODUCING, SIGNED, Project
from forms.f02_progress import Progress

if TYPE_CHECKING:
    from forms.checks.context import CheckContext

T = titles(Progress)
P = titles(Project)
TOLERANCE = {"tolerance": Decimal("0.01")}
_NUMBERS = tuple(entry.name for entry in Progress.items() if entry.kind.numeric)
_TOLERANCE_WORDS = "（容差 0.01 万元）"
_MONEY_REMEDY = "请核对本期数和累计数；上期数有误的，请在变更原因写明。"


@rule(
    "A31", "hard", scope="cross_form", form="F01", category="表间关系",
    title="项目均有本期进展",
    formula=f"{P.stage}为签约至投产达效的项目，本期在项目进展情况中有一行",
    remedy="请在项目进展情况中补填本项目；尚未签约的，请把进展阶段改为储备。",
    reads={"F01": ("stage",), "F02": ("record_id",)},
)  # fmt: skip
def a31(row: Project, context: CheckContext) -> Found:
    """Every live project has a row of progress."""
    if not SIGNED <= (row.stage or "") <= PRODUCING or context.find(Progress, row.record_id):
        return None
    name = context.code_title("stage", row.stage or "")
    return Problem("stage", f"现为“{name}”，但本期没有填报项目进展情况")


A32 = Rule(
    "A32", "hard", scope="cross_form", form="F02", category="表间关系",
    title="进展对应的项目存在",
    formula=f"{T.record_id}在项目基本情况中存在",
    remedy="请先在项目基本情况登记该项目，或删除本行。",
    reads={"F01": frozenset(("record_id",)), "F02": frozenset(("record_id",))},
    limits=frozenset(("record_id",)),
)  # fmt: skip


@rule(
    "A33", "soft", scope="record", form="F02", category="取值范围",
    title="本期完成投资为负",
    formula=f"{T.inv_period}≥0",
    remedy="负数表示冲减以前多报的数，请说明冲减的期别、金额和原因。",
    reads=("inv_period",),
)  # fmt: skip
def a33(row: Progress, _context: CheckContext) -> Found:
    """A negative amount takes back what was reported before."""
    if row.inv_period is None or row.inv_period >= 0:
        return None
    return Problem("inv_period", f"现为 {money(row.inv_period)}，为负数（冲减），须说明")


@rule(
    "A34", "hard", scope="cross_period", form="F02", category="跨期关系",
    title="本年累计等于上期累计加本期",
    formula=f"非年内首期：{T.inv_ytd}＝上期{T.inv_ytd}＋{T.inv_period}{_TOLERANCE_WORDS}",
    remedy=_MONEY_REMEDY, reads=("inv_ytd", "inv_period"), params=TOLERANCE,
)  # fmt: skip
def a34(row: Progress, context: CheckContext, params: Params) -> Found:
    """Within a year the sum goes on; a project new in this period has nothing to go on from."""
    if not context.continues_year:
        return None
    return _carried_on(row, context, "inv_ytd", params)


@rule(
    "A35", "hard", scope="record", form="F02", category="平衡关系",
    title="年内首期累计等于本期",
    formula=f"年内首期：{T.inv_ytd}＝{T.inv_period}{_TOLERANCE_WORDS}",
    remedy="年内首期的本年累计应与本期完成投资相等，请核对。",
    reads=("inv_ytd", "inv_period"), params=TOLERANCE,
)  # fmt: skip
def a35(row: Progress, context: CheckContext, params: Params) -> Found:
    """The year's first period is the whole of the year so far."""
    now, period = row.inv_ytd, row.inv_period
    if not context.period.opens_year or now is None or period is None:
        return None
    if abs(now - period) <= params["tolerance"]:
        return None
    return Problem("inv_ytd", f"现为 {money(now)}，年内首期应＝本期完成投资 {money(period)}")


@rule(
    "A36", "hard", scope="cross_period", form="F02", category="跨期关系",
    title="自开工累计等于上期累计加本期",
    formula=f"{T.inv_cum}＝上期{T.inv_cum}＋{T.inv_period}{_TOLERANCE_WORDS}",
    remedy=_MONEY_REMEDY, reads=("inv_cum", "inv_period"), params=TOLERANCE,
)  # fmt: skip
def a36(row: Progress, context: CheckContext, params: Params) -> Found:
    """The sum since the start goes on across years."""
    return _carried_on(row, context, "inv_cum", params)


def _carried_on(row: Progress, context: CheckContext, name: str, params: Params) -> Found:
    earlier = context.before(Progress, row.record_id)
    if earlier is None:
        return None
    now, last, period = getattr(row, name), getattr(earlier, name), row.inv_period
    if now is None or last is None or period is None:
        return None
    expected = last + period
    if abs(now - expected) <= params["tolerance"]:
        return None
    sums = f"上期累计 {money(last)}＋本期 {money(period)}＝{money(expected)}"
    return Problem(name, f"应＝{sums}，现为 {money(now)}")


@rule(
    "A37", "hard", scope="record", form="F02", category="平衡关系",
    title="本年累计不超过自开工累计",
    formula=f"{T.inv_ytd}≤{T.inv_cum}{_TOLERANCE_WORDS}",
    remedy="请核对本年累计和自开工累计。",
    reads=("inv_ytd", "inv_cum"), params=TOLERANCE,
)  # fmt: skip
def a37(row: Progress, _context: CheckContext, params: Params) -> Found:
    """A year is part of the whole."""
    year, whole = row.inv_ytd, row.inv_cum
    if year is None or whole is None or year <= whole + params["tolerance"]:
        return None
    return Problem("inv_ytd", f"现为 {money(year)}，应不大于自开工累计完成投资 {money(whole)}")


@rule(
    "A38", "soft", scope="cross_form", form="F02", category="表间关系",
    title="累计投资超过总投资",
    formula=f"{T.inv_cum}≤{P.total_investment}；超过 2 倍时按强制性处理",
    remedy="请核对累计投资和总投资；确已超概算的，请说明批复情况和原因。",
    reads={"F02": ("inv_cum",), "F01": ("total_investment",)}, params={"hard_times": Decimal(2)},
)  # fmt: skip
def a38(row: Progress, context: CheckContext, params: Params) -> Found:
    """Over the budget asks why; over its double is taken for a mistake."""
    project, done = context.find(Project, row.record_id), row.inv_cum
    if project is None or done is None or project.total_investment is None:
        return None
    total = project.total_investment
    if done <= total:
        return None
    beyond = done > params["hard_times"] * total
    words = f"现为 {money(done)}，超过总投资 {money(total)}"
    if beyond:
        words += f" 的 {params['hard_times']} 倍，请先改正"
    return Problem("inv_cum", words, severity="hard" if beyond else None)


@rule(
    "A39", "soft", scope="record", form="F02", category="逻辑关系",
    title="本年累计与年度计划的比例",
    formula=f"{T.inv_ytd}≤1.3×{T.plan_year}；年末期{T.inv_ytd}≥0.5×{T.plan_year}",
    remedy="请核对本年累计和本年计划；确实如此的，请说明超计划或未完成的原因。",
    reads=("inv_ytd", "plan_year"), params={"most": Decimal("1.3"), "least": Decimal("0.5")},
)  # fmt: skip
def a39(row: Progress, context: CheckContext, params: Params) -> Found:
    """Far beyond the year's plan, or far behind it at the year's end."""
    done, plan = row.inv_ytd, row.plan_year
    if done is None or plan is None:
        return None
    if done > params["most"] * plan:
        return Problem(
            "inv_ytd", f"现为 {money(done)}，超过本年计划投资 {money(plan)} 的 {params['most']} 倍"
        )
    if context.period.closes_year and done < params["least"] * plan:
        return Problem(
            "inv_ytd",
            f"现为 {money(done)}，年末不足本年计划投资 {money(plan)} 的 {params['least']} 倍",
        )
    return None


@rule(
    "A42", "soft", scope="cross_form", form="F02", category="表间关系",
    title="形象进度与投资进度的差距",
    formula=f"|{T.progress_pct}－{T.inv_cum}÷{P.total_investment}|≤30 个百分点",
    remedy="请核对形象进度和累计投资；确实如此的，请说明差距的原因。",
    reads={"F02": ("progress_pct", "inv_cum"), "F01": ("total_investment",)},
    params={"gap": Decimal("0.30")},
)  # fmt: skip
def a42(row: Progress, context: CheckContext, params: Params) -> Found:
    """Progress in words and in money should keep pace."""
    done, percent = row.inv_cum, row.progress_pct
    project = context.find(Project, row.record_id)
    if done is None or percent is None or project is None:
        return None
    total = project.total_investment
    # Compared without dividing, so that nothing is rounded.
    if not total or total <= 0 or abs(percent * total - 100 * done) <= 100 * params["gap"] * total:
        return None
    share = 100 * done / total
    return Problem("progress_pct", f"现为 {percent}%，而累计投资占总投资 {share:.1f}%，相差过大")


@rule(
    "A45", "soft", scope="cross_period", form="F02", category="跨期关系",
    title="在建项目停滞",
    formula=f"{T.stage}为在建时，不连续两期{T.inv_period}＝0",
    remedy="请核对本期投资；确无投资的，请说明原因，停工的请把进展阶段改为停缓建。",
    reads=("stage", "inv_period"),
)  # fmt: skip
def a45(row: Progress, context: CheckContext) -> Found:
    """Building, but nothing built for two periods."""
    if row.stage != BUILDING or row.inv_period != 0 or row.inv_period is None:
        return None
    earlier = context.before(Progress, row.record_id)
    if earlier is None or earlier.inv_period is None or earlier.inv_period != 0:
        return None
    return Problem("inv_period", "现为 0.00，在建项目已连续两期为 0，疑似停滞")


@rule(
    "A48", "soft", scope="cross_period", form="F02", category="跨期关系",
    title="数值与上期全部相同",
    formula="本期各项数值不与上期全部相同",
    remedy="请确认本期数据已更新；确无变化的，请说明原因。",
    reads=_NUMBERS,
    params={"least": Decimal(3)},
)  # fmt: skip
def a48(row: Progress, context: CheckContext, params: Params) -> Found:
    """All numbers as last time, and enough numbers to mean something."""
    earlier = context.before(Progress, row.record_id)
    if earlier is None:
        return None
    for name in _NUMBERS:
        if getattr(row, name) != getattr(earlier, name):
            return None
    given = [name for name in _NUMBERS if getattr(row, name) is not None]
    if len(given) < params["least"]:
        return None
    return Problem("inv_period", f"等 {len(given)} 项数值与上期全部相同，疑似未更新")


RULES: tuple[Rule, ...] = (a31, A32, a33, a34, a35, a36, a37, a38, a39, a42, a45, a48)
