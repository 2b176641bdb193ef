"""Rules of F01 项目基本情况 about clusters, money and schedule: A11 to A24, A26, A29."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from forms.checks.rule import (
    Found,
    Params,
    Problem,
    Rule,
    is_blank,
    is_unknown,
    money,
    rule,
    titles,
)
from forms.f01_project import BUILDING, COMPLETED, FIXED_ASSET, PRODUCING, Project

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forms.checks.context import CheckContext

T = titles(Project)
CENT = Decimal("0.01")
FUNDS = ("fund_budget", "fund_loan", "fund_foreign", "fund_self", "fund_other")
_MONTH_LENGTH = 7
_ZERO = Decimal(0)

A11 = Rule(
    "A11", "hard", scope="record", form="F01", category="逻辑关系",
    title="方向属于集群、领域属于方向",
    formula=f"{T.direction_code}属于{T.cluster_code}；{T.topic_codes}各项属于{T.direction_code}",
    remedy="请先选集群，再选其下的方向和技术领域。",
    reads={"F01": frozenset(("cluster_code", "direction_code", "topic_codes"))},
    limits=frozenset(("direction_code:parent", "topic_codes:parent")),
)  # fmt: skip

A21 = Rule(
    "A21", "hard", scope="record", form="F01", category="逻辑关系",
    title="实际日期不晚于期末",
    formula=f"{T.actual_start}≤期末；{T.actual_finish}≤期末",
    remedy="实际日期应已经发生，请核对；尚未发生的请清空。",
    reads={"F01": frozenset(("actual_start", "actual_finish"))},
    limits=frozenset(("actual_start:happened", "actual_finish:happened")),
)  # fmt: skip

A24 = Rule(
    "A24", "hard", scope="field", form="F01", category="取值范围",
    title="技术成熟度范围",
    formula=f"{T.trl}为空或为 1 至 9",
    remedy="请填 1 至 9 的整数，不清楚的留空。",
    reads={"F01": frozenset(("trl",))},
    limits=frozenset(("trl",)),
)  # fmt: skip


@rule(
    "A12", "soft", scope="record", form="F01", category="逻辑关系",
    title="集群与方案点名区域",
    formula=f"本区在方案为{T.cluster_code}点名的区域之内",
    remedy="方案写有“等区域”，可以填报；请核实集群是否选对，并说明项目落在本区的情况。",
    reads=("cluster_code",),
)  # fmt: skip
def a12(row: Project, context: CheckContext) -> Found:
    """Districts that the plan does not name are asked, never forbidden (domain §0.2)."""
    cluster = row.cluster_code
    if not cluster or context.district in context.catalogue.districts_named(cluster):
        return None
    name = context.code_title("cluster", cluster)
    return Problem("cluster_code", f"现为“{name}”，方案未为该集群点名本区（“等区域”），请核实")


@rule(
    "A13", "hard", scope="record", form="F01", category="取值范围",
    title="总投资大于零",
    formula=f"{T.total_investment}>0，小数不超过 2 位",
    remedy="请按立项文件填写总投资，单位万元。",
    reads=("total_investment",),
)  # fmt: skip
def a13(row: Project, _context: CheckContext) -> Found:
    """Positive, with at most two places."""
    total = row.total_investment
    if total is None:
        return None
    if total <= 0:
        return Problem("total_investment", f"现为 {money(total)}，应大于 0")
    if total.same_quantum(CENT) or total == total.quantize(CENT):
        return None
    return Problem("total_investment", f"现为 {total}，小数最多 2 位")


@rule(
    "A14", "hard", scope="record", form="F01", category="平衡关系",
    title="资金来源合计等于总投资",
    formula="五项资金任一填写时，" + "＋".join(getattr(T, name) for name in FUNDS)
    + f"＝{T.total_investment}（容差 0.05 万元）",
    remedy="请核对五项资金和总投资，使合计相等。",
    reads=("total_investment", *FUNDS), params={"tolerance": Decimal("0.05")},
)  # fmt: skip
def a14(row: Project, _context: CheckContext, params: Params) -> Found:
    """The five funds add up to the total, once any of them is given."""
    total = row.total_investment
    funds = (row.fund_budget, row.fund_loan, row.fund_foreign, row.fund_self, row.fund_other)
    given = [fund for fund in funds if fund is not None]
    if total is None or not given:
        return None
    added = sum(given, _ZERO)
    if abs(added - total) <= params["tolerance"] or is_unknown(row, FUNDS):
        return None
    return Problem(
        "total_investment",
        f"现为 {money(total)}，应＝五项资金合计 {money(added)}，相差 {money(total - added)}",
    )


@rule(
    "A15", "hard", scope="record", form="F01", category="平衡关系",
    title="市区财政不超过国家预算内资金",
    formula=f"{T.fund_city}＋{T.fund_district}≤{T.fund_budget}（容差 0.01 万元）",
    remedy="请核对市级、区级财政资金和国家预算内资金。",
    reads=("fund_budget", "fund_city", "fund_district"), params={"tolerance": CENT},
)  # fmt: skip
def a15(row: Project, _context: CheckContext, params: Params) -> Found:
    """City and district money are parts of the budget money; a blank whole counts as 0."""
    parts = (row.fund_city or _ZERO) + (row.fund_district or _ZERO)
    whole = row.fund_budget or _ZERO
    if parts <= whole + params["tolerance"]:
        return None
    if is_unknown(row, ("fund_budget",)):
        return None
    return Problem(
        "fund_budget", f"现为 {money(whole)}，应不小于市级财政与区级财政之和 {money(parts)}"
    )


@rule(
    "A16", "hint", scope="record", form="F01", category="取值范围",
    title="低于固定资产投资统计起点",
    formula=f"{T.project_category}为固定资产投资时，{T.total_investment}≥500 万元",
    remedy="低于国家投资统计起点，可不处理。",
    reads=("project_category", "total_investment"), params={"start": Decimal(500)},
)  # fmt: skip
def a16(row: Project, _context: CheckContext, params: Params) -> Found:
    """Below the 500 万元 at which national investment statistics start."""
    total = row.total_investment
    if row.project_category != FIXED_ASSET or total is None or total >= params["start"]:
        return None
    return Problem(
        "total_investment", f"现为 {money(total)}，低于投资统计起点 {params['start']} 万元"
    )


@rule(
    "A17", "soft", scope="record", form="F01", category="取值范围",
    title="总投资疑似以元填报",
    formula=f"{T.total_investment}≤1,000,000 万元（100 亿元）",
    remedy="请核对单位是否为万元；确实超过的，请说明依据。",
    reads=("total_investment",), params={"most": Decimal(1_000_000)},
)  # fmt: skip
def a17(row: Project, _context: CheckContext, params: Params) -> Found:
    """So large that the unit may be 元."""
    total = row.total_investment
    if total is None or total <= params["most"]:
        return None
    return Problem("total_investment", f"现为 {money(total)} 万元，超过 100 亿元，疑似误以“元”填报")


@rule(
    "A18", "soft", scope="record", form="F01", category="取值范围",
    title="总投资疑似以亿元填报",
    formula=f"{T.total_investment}不在 0 与 10 万元之间",
    remedy="请核对单位是否为万元；确实不足 10 万元的，请说明依据。",
    reads=("total_investment",), params={"least": Decimal(10)},
)  # fmt: skip
def a18(row: Project, _context: CheckContext, params: Params) -> Found:
    """So small that the unit may be 亿元."""
    total = row.total_investment
    if total is None or not 0 < total < params["least"]:
        return None
    return Problem(
        "total_investment", f"现为 {money(total)} 万元，不足 10 万元，疑似误以“亿元”填报"
    )


@rule(
    "A19", "hard", scope="record", form="F01", category="逻辑关系",
    title="开工不晚于竣工",
    formula=f"{T.planned_start}≤{T.planned_finish}；{T.actual_start}≤{T.actual_finish}",
    remedy="请核对开工和竣工的时间。",
    reads=("planned_start", "planned_finish", "actual_start", "actual_finish"),
)  # fmt: skip
def a19(row: Project, _context: CheckContext) -> Found:
    """Start before finish, planned and actual."""
    found = []
    if row.planned_start and row.planned_finish and row.planned_start > row.planned_finish:
        message = f"现为 {row.planned_finish}，早于计划开工 {row.planned_start}"
        found.append(Problem("planned_finish", message))
    if row.actual_start and row.actual_finish and row.actual_start > row.actual_finish:
        message = f"现为 {row.actual_finish}，早于实际开工 {row.actual_start}"
        found.append(Problem("actual_finish", message))
    return found or None


@rule(
    "A20", "hard", scope="record", form="F01", category="逻辑关系",
    title="阶段与实际开竣工日期一致",
    formula=f"{T.stage}为在建、竣工验收、投产达效时{T.actual_start}不为空；为竣工验收、投产达效时"
    f"{T.actual_finish}不为空；在建以前{T.actual_start}为空",
    remedy="请补填实际日期，或核对进展阶段。",
    reads=("stage", "actual_start", "actual_finish"),
)  # fmt: skip
def a20(row: Project, context: CheckContext) -> Found:
    """Stages that imply a date have it, stages before building have none."""
    stage = row.stage
    if not stage or stage > PRODUCING:
        return None
    if stage < BUILDING:
        if row.actual_start is None:
            return None
        name = context.code_title("stage", stage)
        return Problem(
            "actual_start", f"现为 {row.actual_start}，但进展阶段为“{name}”，尚未开工，应为空"
        )
    if row.actual_start and (row.actual_finish or stage < COMPLETED):
        return None
    return list(_missing_dates(row, context.code_title("stage", stage)))


def _missing_dates(row: Project, stage_name: str) -> Iterator[Problem]:
    names = (
        ("actual_start", "actual_finish") if (row.stage or "") >= COMPLETED else ("actual_start",)
    )
    for name in names:
        if is_blank(row, name):
            yield Problem(name, f"未填写，进展阶段为“{stage_name}”时必填")


@rule(
    "A22", "soft", scope="record", form="F01", category="逻辑关系",
    title="逾期未竣工",
    formula=f"{T.planned_finish}早于期末时，{T.stage}已到竣工验收",
    remedy="请核对计划竣工年月和进展阶段；确已逾期的，请说明原因和预计竣工时间。",
    reads=("planned_finish", "stage"),
)  # fmt: skip
def a22(row: Project, context: CheckContext) -> Found:
    """Past the planned finish and not completed."""
    if not row.planned_finish or not row.stage or row.stage >= COMPLETED:
        return None
    return _overdue(row, "planned_finish", context, "逾期未竣工")


@rule(
    "A23", "soft", scope="record", form="F01", category="逻辑关系",
    title="逾期未开工",
    formula=f"{T.planned_start}早于期末时，{T.stage}已到在建",
    remedy="请核对计划开工年月和进展阶段；确已逾期的，请说明原因和预计开工时间。",
    reads=("planned_start", "stage"),
)  # fmt: skip
def a23(row: Project, context: CheckContext) -> Found:
    """Past the planned start and not begun."""
    if not row.planned_start or not row.stage or row.stage >= BUILDING:
        return None
    return _overdue(row, "planned_start", context, "逾期未开工")


def _overdue(row: Project, name: str, context: CheckContext, words: str) -> Found:
    # Months compare as text; a plan for the period's last month is not overdue yet.
    planned, end = getattr(row, name), context.end.isoformat()
    if planned >= end[:_MONTH_LENGTH]:
        return None
    stage = context.code_title("stage", row.stage or "")
    return Problem(name, f"现为 {planned}，早于期末 {end}，进展阶段仍为“{stage}”，{words}")


@rule(
    "A26", "hard", scope="field", form="F01", category="信息安全",
    title="非涉密确认",
    formula=f"{T.secrecy_confirm}＝是",
    remedy="涉密内容一律不得录入本系统，请立即删除该行；确认不涉密的，请选“是”。",
    reads=("secrecy_confirm",),
)  # fmt: skip
def a26(row: Project, _context: CheckContext) -> Found:
    """Nothing secret in this program."""
    if row.secrecy_confirm is not False:
        return None
    return Problem("secrecy_confirm", "现为“否”，应为“是”")


@rule(
    "A29", "soft", scope="record", form="F01", category="逻辑关系",
    title="预期产值与总投资的比例",
    formula=f"{T.expected_output}≤20×{T.total_investment}",
    remedy="请核对两项的单位和数值；确实如此的，请说明测算依据。",
    reads=("expected_output", "total_investment"), params={"times": Decimal(20)},
)  # fmt: skip
def a29(row: Project, _context: CheckContext, params: Params) -> Found:
    """An expected output out of proportion."""
    output, total = row.expected_output, row.total_investment
    if output is None or total is None or total <= 0 or output <= params["times"] * total:
        return None
    return Problem(
        "expected_output",
        f"现为 {money(output)}，超过总投资 {money(total)} 的 {params['times']} 倍",
    )


RULES: tuple[Rule, ...] = (
    A11, a12, a13, a14, a15, a16, a17, a18, a19, a20, A21, a22, a23, A24, a26, a29,
)  # fmt: skip
