"""Rules of F11 指标完成情况综合表: A68 to A71.

F11 is computed, never typed. What a file brings is held against the records it came with (A68,
A69, at the gate); a stock or a sum since the plan that went down asks which records went (A70, A71).
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from forms.checks.rule import Problem, Rule, plain_number, rule
from forms.f01_project import Project
from forms.f11_indicator_summary import IndicatorSummary
from forms.f12_output import Output
from forms.indicators.answers import Answers
from forms.indicators.facts import facts_of
from forms.indicators.measuring import measure
from forms.indicators.summary import record_id_of, summary_rows
from forms.indicators.table import DEFINITIONS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from forms.base import Form
    from forms.catalogue import Catalogue, TargetKind
    from forms.checks.context import CheckContext, Rows
    from forms.indicators.figures import Figure, Member
    from forms.periods import Period

SUMMARY = IndicatorSummary.spec.code
OUTPUT_TARGET, PROJECT_COUNT = "Z01", "N31-1"
"""The target that A69 speaks for, and the figure that is simply the number of a form's rows."""

_MOST_NAMED = 5
_PLACES = ("cluster_code", "direction_code")
_OUTPUT = ("uscc", "output_ytd", "future_output_ytd")

_SUMS_READ: Mapping[str, tuple[str, ...]] = {
    "F01": ("project_name", "project_level", "stage", "actual_start", "nat_project_code",
            "town_code", "entity_uscc", *_PLACES),
    "F03": ("carrier_name", "carrier_type", "level", "state", "certified_on", "settled_on",
            "lead_district", *_PLACES),
    "F04": ("enterprise_name", "uscc", "reg_district", "town_code", *_PLACES),
    "F04Q": ("enterprise_id", "enterprise_name", "uscc", "qualification_type", "state",
             "certified_on", "settled_on"),
    "F05": ("achievement_name", "achievement_type", "owner_uscc", "finished_on", "document_no",
            "standard_level", *_PLACES),
    "F06": ("scenario_name", "stage", "state", "comprehensive", "is_cross_demo", "publisher",
            "published_on", "formed_on", *_PLACES),
    "F07": ("challenge_name", "challenge_no", "issuer_name", "published_on", "state", *_PLACES),
}  # fmt: skip
"""What the indicators since the plan look at; a test holds it against them."""

_STOCKS_READ: Mapping[str, tuple[str, ...]] = {
    "F01": ("project_name",),
    "F03": ("carrier_name", "carrier_type", "level", "state", "certified_on", "lead_district",
            *_PLACES),
    "F04": ("enterprise_name", "uscc", "reg_district", "town_code", "is_state_owned", *_PLACES),
    "F04Q": ("enterprise_id", "enterprise_name", "uscc", "qualification_type", "state",
             "certified_on", "valid_to"),
    "F08": ("row_type", "station_name", "host_uscc", "host_name", "founded_on", "closed_on"),
    "F09": ("event_type", "event_name", "event_date", "ended_on"),
    "F10": ("tool", "policy_name", "effective_on", "valid_to"),
    "F12": _OUTPUT,
}  # fmt: skip
"""What the indicators of a stock look at."""

A68 = Rule(
    "A68", "hard", scope="submission", form="F11", category="表间关系",
    title="指标与各表记录一致",
    formula="各指标的本期末（本期）数＝按指标定义对 F01—F10、F12 的记录计数（求和）的结果",
    remedy="综合表由程序汇总，不能手工改动；请用本程序重新导出报送表。",
)  # fmt: skip

A69 = Rule(
    "A69", "hard", scope="submission", form="F11", category="表间关系",
    title="未来产业产值与产值表一致",
    formula="Z01 的本期末（本期）数（万元）＝F12 各行未来产业产值之和（按市级计入的产值口径）",
    remedy="综合表由程序汇总，不能手工改动；请用本程序重新导出报送表。",
)  # fmt: skip


@rule(
    "A70", "soft", scope="cross_period", form="F11", category="跨期关系", whole=True,
    title="累计指标减少",
    formula="累计型指标（如核心部件、应用场景、揭榜挂帅）的本期末（本期）数不小于上期",
    remedy="请逐条说明撤销（终止、更正）的原因和依据；误删、误改的请恢复。",
    reads=_SUMS_READ,
)  # fmt: skip
def a70(context: CheckContext) -> Iterator[Problem]:
    """What was counted since the plan stays counted, unless it was withdrawn."""
    return _declining(context, "cumulative", "撤销")


@rule(
    "A71", "soft", scope="cross_period", form="F11", category="跨期关系", whole=True,
    title="存量指标减少",
    formula="存量型指标（如载体、企业、项目数）的本期末（本期）数不小于上期，减少的列出退出清单",
    remedy="请核对退出清单，逐条说明摘牌、到期、迁出、终止等原因和依据；误删、误改的请恢复。",
    reads=_STOCKS_READ,
)  # fmt: skip
def a71(context: CheckContext) -> Iterator[Problem]:
    """A stock may fall, but nothing leaves it unnoticed."""
    yield from _declining(context, "stock", "退出")
    yield from _fewer_projects(context)


RULES: tuple[Rule, ...] = (A68, A69, a70, a71)


def _declining(context: CheckContext, kind: TargetKind, left: str) -> Iterator[Problem]:
    district, before = context.district, context.previous_period
    if before is None or not context.previous:
        return
    codes = [code for code in _of_kind(kind, context.catalogue) if _had_rows(code, context)]
    then = _figures(context, context.previous, before, codes)
    now = _figures(context, context.rows, context.period, codes)
    for code in codes:
        new, old = (_value(code, found[code], district) for found in (now, then))
        if new is not None and old is not None and new < old:
            stay = {(one.form, one.record_id) for one in now[code].members}
            gone = [one for one in then[code].members if (one.form, one.record_id) not in stay]
            listed = [_named(one, context) for one in gone]
            yield _fewer(context, code, (new, old), left, listed)


def _had_rows(code: str, context: CheckContext) -> bool:
    """Whether the period before had records that may count; else nothing can have gone."""
    forms = (one.form.spec.code for one in DEFINITIONS[code].sources)
    return any(context.previous.get(form) for form in forms)


def _value(code: str, figure: Figure, district: str) -> Decimal | None:
    """A register that holds nothing holds 0, whether the period asks for its form or not."""
    registers = all(one.form.spec.nature == "register" for one in DEFINITIONS[code].sources)
    if registers and not figure.asked[district]:
        return Decimal(0)
    return figure.by_district[district]


def _figures(
    context: CheckContext, rows: Rows, period: Period, codes: Collection[str]
) -> dict[str, Figure]:
    return measure(
        {context.district: rows}, period, context.catalogue, due=context.due, codes=codes
    )


def _of_kind(kind: TargetKind, catalogue: Catalogue) -> list[str]:
    """The indicators of a kind that are counted from records; parts of them tell no more."""
    kinds = {one.code: one.kind for one in catalogue.targets}
    kinds |= {one.code: one.kind for one in catalogue.indicators}
    return [
        code
        for code, one in DEFINITIONS.items()
        if one.sources and not one.is_part and kinds[code] == kind
    ]


def _fewer_projects(context: CheckContext) -> Iterator[Problem]:
    """Every project of the register counts, so its number needs no measuring."""
    now, then = context.rows_of(Project), context.rows_before(Project)
    if context.previous_period is None or len(now) >= len(then):
        return
    gone = [f"{row.title}（{key}，已删除）" for key, row in then.items() if key not in now]
    yield _fewer(context, PROJECT_COUNT, (Decimal(len(now)), Decimal(len(then))), "退出", gone)


def _fewer(
    context: CheckContext, code: str, change: tuple[Decimal, Decimal], left: str, gone: list[str]
) -> Problem:
    (new, old), facts = change, facts_of(code, context.catalogue)
    listed = "、".join(gone[:_MOST_NAMED]) + (
        f" 等 {len(gone)} 条" if len(gone) > _MOST_NAMED else ""
    )
    words = (
        f"现为 {plain_number(new)} {facts.unit}，上期为 {plain_number(old)} {facts.unit}，减少；"
        f"{left}：{listed or '没有'}"
    )
    return Problem(
        "value", words, record_id_of(context.district, facts.code),
        value=plain_number(new), label=facts.full_title,
    )  # fmt: skip


def _named(member: Member, context: CheckContext) -> str:
    row: Form | None = context.rows.get(member.form, {}).get(member.record_id)
    why = "已删除" if row is None else getattr(row, "state", None) or "不再计入"
    return f"{member.label}（{member.record_id}，{why}）"


# --- What a file brings -----------------------------------------------------------------------


def summary_problems(context: CheckContext) -> Iterator[tuple[Rule, Problem]]:
    """A68 and A69 over rows of F11 that came in a submission; a draft keeps their notes only.

    They are held against what the sender knew: an answer that the city changed since is no fault.
    """
    sent = context.rows_of(IndicatorSummary)
    if not context.received and not any(row.indicator_code for row in sent.values()):
        return
    expected = summary_rows(
        context.district, context.period, context.rows, None, None, _summed_by(context), {},
        due=context.due,
    )  # fmt: skip
    if not sent:
        yield A68, Problem("rows", f"没有指标行，应有 {len(expected)} 行", value="0")
        return
    for record_id, row in expected.items():
        came = sent.get(record_id)
        if row.indicator_code == OUTPUT_TARGET:
            yield from _compared(A69, row, came, _output(context))
        else:
            yield from _compared(A68, row, came, row.value)
    for record_id in sent:
        if record_id not in expected:
            yield A68, Problem("indicator_code", f"{record_id} 不是本区的指标", record_id)


def _compared(
    speaker: Rule, row: IndicatorSummary, came: IndicatorSummary | None, value: Decimal | None
) -> Iterator[tuple[Rule, Problem]]:
    """None stands for a form not asked for: 0 there is the same, as what is asked may differ."""
    given = came.value if came is not None else None
    if came is not None and (given or Decimal(0)) == (value or Decimal(0)):
        return
    shown = "没有这一行" if came is None else f"现为 {_number(given)}"
    words = f"{shown}，按记录汇总应为 {_number(value)}"
    yield speaker, Problem("value", words, row.record_id, label=row.indicator_name or "")


def _output(context: CheckContext) -> Decimal | None:
    """Added up without the indicators, as a check of them; blank where F12 has no rows."""
    methods = Answers.of(_summed_by(context)).methods
    rows = context.rows_of(Output).values()
    counted = [row.future_output_ytd for row in rows if row.method is None or row.method in methods]
    return sum((one for one in counted if one is not None), Decimal(0)) if rows else None


def _summed_by(context: CheckContext) -> Catalogue:
    return context.summed_by or context.catalogue


def _number(value: Decimal | None) -> str:
    return "空" if value is None else plain_number(value)
