"""Rules of F02 项目进展 about progress, stages, results and issues: A40 to A50."""

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
from forms.f01_project import COMPLETED, ENDED, PRODUCING, SUSPENDED, Project
from forms.f02_progress import NO_ISSUE, Progress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forms.checks.context import CheckContext

T = titles(Progress)
_COUNTS = tuple(entry.name for entry in Progress.items() if entry.kind.name == "count")
_COMPLETE = 100
_ZERO = Decimal(0)

A40 = Rule(
    "A40", "hard", scope="field", form="F02", category="取值范围",
    title="形象进度百分比范围",
    formula=f"0≤{T.progress_pct}≤100",
    remedy="请填 0 至 100 的整数。",
    reads={"F02": frozenset(("progress_pct",))},
    limits=frozenset(("progress_pct",)),
)  # fmt: skip


@rule(
    "A41", "soft", scope="cross_period", form="F02", category="跨期关系",
    title="形象进度倒退",
    formula=f"{T.progress_pct}≥上期{T.progress_pct}",
    remedy="请核对形象进度；确需下调的，请说明原因。",
    reads=("progress_pct",),
)  # fmt: skip
def a41(row: Progress, context: CheckContext) -> Found:
    """Progress does not go back."""
    earlier, now = context.before(Progress, row.record_id), row.progress_pct
    if (
        earlier is None
        or now is None
        or earlier.progress_pct is None
        or now >= earlier.progress_pct
    ):
        return None
    return Problem("progress_pct", f"现为 {now}%，低于上期 {earlier.progress_pct}%")


@rule(
    "A43", "hard", scope="record", form="F02", category="逻辑关系",
    title="竣工项目进度为 100%",
    formula=f"{T.stage}为竣工验收、投产达效时，{T.progress_pct}＝100",
    remedy="请把形象进度百分比改为 100，或核对进展阶段。",
    reads=("stage", "progress_pct"),
)  # fmt: skip
def a43(row: Progress, context: CheckContext) -> Found:
    """Completed means one hundred per cent."""
    if row.stage not in (COMPLETED, PRODUCING) or row.progress_pct in (None, _COMPLETE):
        return None
    name = context.code_title("stage", row.stage)
    return Problem("progress_pct", f"现为 {row.progress_pct}%，进展阶段为“{name}”时应为 100%")


@rule(
    "A44", "hard", scope="cross_period", form="F02", category="跨期关系",
    title="进展阶段不倒退",
    formula=f"{T.stage}与上期相同，或前进，或转停缓建、终止，或由停缓建转回原阶段",
    remedy="请核对进展阶段；确需倒退的，请联系市级解锁。",
    reads={"F02": ("stage",), "F01": ("stage",)},
)  # fmt: skip
def a44(row: Progress, context: CheckContext) -> Found:
    """Stages go forward or aside; from 停缓建 to any, since the one before is not known."""
    now, last = row.stage, _last_stage(row.record_id, context)
    if not now or not last or now >= last or last == SUSPENDED:
        return None
    names = [context.code_title("stage", stage) for stage in (now, last)]
    reason = "终止的项目不再变动" if last == ENDED else "阶段不可倒退"
    return Problem("stage", f"现为“{names[0]}”，上期为“{names[1]}”，{reason}")


def _last_stage(record_id: str, context: CheckContext) -> str | None:
    progress = context.before(Progress, record_id)
    if progress is not None and progress.stage:
        return progress.stage
    project = context.before(Project, record_id)
    return project.stage if project is not None else None


@rule(
    "A46", "hard", scope="record", form="F02", category="逻辑关系",
    title="问题类别与存在问题一致",
    formula=f"{T.issue_type}不为“无”时，{T.issue}不少于 10 个字且{T.coordinate_level}不为空；"
    f"{T.issue_type}为“无”时，{T.issue}为空",
    remedy="有问题的，请写明问题和需协调层级；没有的，问题类别选“无”并清空存在问题。",
    reads=("issue_type", "issue", "coordinate_level"), params={"least": Decimal(10)},
)  # fmt: skip
def a46(row: Progress, _context: CheckContext, params: Params) -> Found:
    """A kind of issue goes with its words and the level to solve it, 无 with neither."""
    if row.issue_type is None:
        return None
    if row.issue_type == NO_ISSUE:
        return Problem("issue", "已填写，但问题类别为“无”") if row.issue else None
    if row.issue and row.coordinate_level and len(row.issue) >= params["least"]:
        return None
    return list(_issue_gaps(row, params))


def _issue_gaps(row: Progress, params: Params) -> Iterator[Problem]:
    when = f"问题类别为“{row.issue_type}”时"
    if is_blank(row, "issue"):
        yield Problem("issue", f"未填写，{when}须写明，不少于 {params['least']} 个字")
    elif row.issue and len(row.issue) < params["least"]:
        yield Problem("issue", f"现有 {len(row.issue)} 个字，{when}不少于 {params['least']} 个字")
    if is_blank(row, "coordinate_level"):
        yield Problem("coordinate_level", f"未选择，{when}必填")


@rule(
    "A47", "hard", scope="record", form="F02", category="平衡关系",
    title="发明授权不超过专利授权",
    formula=f"{T.invention_grant}≤{T.patent_grant}；各计数项为非负整数",
    remedy="请核对各项件数、人数。",
    reads=("patent_grant", "invention_grant"), limits=_COUNTS,
)  # fmt: skip
def a47(row: Progress, _context: CheckContext) -> Found:
    """Inventions are part of the patents granted; a blank whole counts as 0."""
    part, whole = row.invention_grant, row.patent_grant or 0
    if part is None or part <= whole or is_unknown(row, ("patent_grant",)):
        return None
    return Problem("invention_grant", f"现为 {part} 件，应不大于专利授权 {whole} 件")


@rule(
    "A49", "hard", scope="record", form="F02", category="平衡关系",
    title="未来产业产值不超过产值",
    formula=f"{T.future_output_ytd}≤{T.output_ytd}（容差 0.01 万元）",
    remedy="请核对本年产值和其中的未来产业产值。",
    reads=("output_ytd", "future_output_ytd"), params={"tolerance": Decimal("0.01")},
)  # fmt: skip
def a49(row: Progress, _context: CheckContext, params: Params) -> Found:
    """Part and whole; a blank whole counts as 0."""
    part, whole = row.future_output_ytd, row.output_ytd or _ZERO
    if part is None or part <= whole + params["tolerance"] or is_unknown(row, ("output_ytd",)):
        return None
    return Problem("future_output_ytd", f"现为 {money(part)}，应不大于本年产值 {money(whole)}")


@rule(
    "A50", "soft", scope="record", form="F02", category="逻辑关系",
    title="未竣工已有产值",
    formula=f"{T.stage}在竣工验收以前时，{T.output_ytd}＝0",
    remedy="请核对进展阶段和产值；边建设边产出的，请说明情况。",
    reads=("stage", "output_ytd"),
)  # fmt: skip
def a50(row: Progress, context: CheckContext) -> Found:
    """Output before completion."""
    output = row.output_ytd
    if not output or output <= 0 or not row.stage or row.stage >= COMPLETED:
        return None
    name = context.code_title("stage", row.stage)
    return Problem("output_ytd", f"现为 {money(output)}，但进展阶段为“{name}”，尚未竣工")


RULES: tuple[Rule, ...] = (A40, a41, a43, a44, a46, a47, a49, a50)
