"""Rules of F05 创新成果: A57 to A59."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forms.checks.rule import Found, Problem, Rule, is_blank, rule, titles
from forms.f05_achievement import COUNTED, STANDARD, Achievement
from forms.indicators.answers import Answers

if TYPE_CHECKING:
    from forms.checks.context import CheckContext

T = titles(Achievement)


@rule(
    "A57", "hard", scope="record", form="F05", category="逻辑关系",
    title="标准有标准号和层级",
    formula=f"{T.achievement_type}为标准时，{T.document_no}（标准号）、{T.standard_level}不为空"
    "（发布日期各类成果都必填，见 A01）",
    remedy="请对照标准公告填写标准号、标准层级和发布日期。",
    reads=("achievement_type", "document_no", "standard_level"),
)  # fmt: skip
def a57(row: Achievement, _context: CheckContext) -> Found:
    """A standard is known by its number, level and date of publication."""
    if row.achievement_type != STANDARD or (row.document_no and row.standard_level):
        return None
    return [
        Problem(name, f"未填写，成果类型为“{STANDARD}”时必填")
        for name in ("document_no", "standard_level")
        if is_blank(row, name)
    ]


@rule(
    "A58", "soft", scope="record", form="F05", category="统计口径",
    title="标准层级不计入“中国标准”",
    formula=f"{T.achievement_type}为标准时，{T.standard_level}为市级口径计入“中国标准”的层级"
    "（默认不含地方、团体和企业标准）",
    remedy="该标准照常登记，不计入 Z08；请核对标准层级，并说明市级口径或认定情况。",
    reads=("achievement_type", "standard_level"),
)  # fmt: skip
def a58(row: Achievement, context: CheckContext) -> Found:
    """Which levels count is the city's question B (domain §1.6), answered in the catalogue."""
    level = row.standard_level
    if row.achievement_type != STANDARD or not level:
        return None
    if level in Answers.of(context.catalogue).standard_levels:
        return None
    return Problem("standard_level", f"现为“{level}”，按现行口径不计入“中国标准”（Z08）")


@rule(
    "A59", "soft", scope="record", form="F05", category="统计口径",
    title="成果早于行动方案",
    formula=f"{T.finished_on}不早于累计起点（默认为方案成文之日 2022-09-24）",
    remedy="该成果照常登记，不计入累计；请核对日期，并说明登记的原因。",
    reads=("achievement_type", "finished_on"),
)  # fmt: skip
def a59(row: Achievement, context: CheckContext) -> Found:
    """Where sums begin is the city's question G (domain §1.6), answered in the catalogue."""
    start, day = Answers.of(context.catalogue).start, row.finished_on
    if day is None or day >= start:
        return None
    counted = f"，不计入累计（{target}）" if (target := _target(row)) else "，不计入累计"
    return Problem("finished_on", f"现为 {day}，早于累计起点 {start}{counted}")


def _target(row: Achievement) -> str:
    return COUNTED.get(row.achievement_type or "", "")


RULES: tuple[Rule, ...] = (a57, a58, a59)
