"""Rules of F12 产值与主要经济指标: A64 to A66."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from forms.cells import Kept, Missing
from forms.checks.rule import Found, Params, Problem, Rule, doubled, money, rule, titles
from forms.f12_output import Output
from forms.rollforward import LastYear

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forms.checks.context import CheckContext

T = titles(Output)


@rule(
    "A64", "hard", scope="form", form="F12", category="平衡关系", whole=True,
    title="未来产业产值不超过产值，口径一致",
    formula=f"{T.future_output_ytd}≤{T.output_ytd}（容差 0.01 万元）；同一{T.uscc}各方向的"
    f"{T.method}一致",
    remedy="请核对产值和其中的未来产业产值；同一企业各方向请用同一口径。",
    reads=("uscc", "method", "output_ytd", "future_output_ytd"),
    params={"tolerance": Decimal("0.01")},
)  # fmt: skip
def a64(context: CheckContext, params: Params) -> Iterator[Problem]:
    """Part and whole in each row; one method over all rows of a firm."""
    rows = context.rows_of(Output).values()
    for row in rows:
        part, whole = row.future_output_ytd, row.output_ytd
        if part is not None and whole is not None and part > whole + params["tolerance"]:
            words = f"现为 {money(part)}，应不大于本年累计产值 {money(whole)}"
            yield Problem("future_output_ytd", words, row.record_id)
    for first, row in doubled((row.uscc, row) for row in rows if row.uscc and row.method):
        if row.method != first.method:
            words = f"现为“{row.method}”，同一企业的 {first.record_id} 为“{first.method}”，应一致"
            yield Problem("method", words, row.record_id)


@rule(
    "A65", "soft", scope="cross_period", form="F12", category="跨期关系",
    title="产值大幅波动",
    formula=f"|{T.output_ytd}÷{T.output_last_year}－1|≤50%",
    remedy="请核对本年累计产值的单位和数值；确实如此的，请说明波动的原因。",
    reads=("output_ytd", "output_last_year"), params={"change": Decimal("0.5")},
)  # fmt: skip
def a65(row: Output, _context: CheckContext, params: Params) -> Found:
    """Half as much again, or half as much, as last year asks why."""
    now, ago = row.output_ytd, row.output_last_year
    # Compared without dividing, so that nothing is rounded.
    if now is None or ago is None or ago <= 0 or abs(now - ago) <= params["change"] * ago:
        return None
    change = 100 * (now - ago) / ago
    words = f"比上年同期{'增长' if change > 0 else '下降'} {abs(change):.1f}%"
    return Problem("output_ytd", f"现为 {money(now)}，上年同期 {money(ago)}，{words}，波动较大")


@rule(
    "A66", "hard", scope="form", form="F12", category="跨期关系", whole=True,
    title="上年同期与上年已报数一致",
    formula=f"{T.output_last_year}＝上年同期已报的{T.output_ytd}（按{T.uscc}和{T.direction_code}对应）",
    remedy="本项由程序带出，请重新录入本行的统一社会信用代码，由程序重新带出；上年数有误的，"
    "请先更正上年的报表。",
    reads=("uscc", "direction_code", "output_ytd", "output_last_year"),
)  # fmt: skip
def a66(context: CheckContext) -> Iterator[Problem]:
    """Held against last year's rows where this ledger has any; a district's first year has none."""
    ago = context.rows_last_year(Output)
    if not ago:
        return
    known = LastYear(Output, ago)
    for row in context.rows_of(Output).values():
        expected, now = known.cells(row)["output_last_year"], row.output_last_year
        if now == expected or isinstance(expected, (Kept, Missing)):
            continue
        shown = "空" if now is None else f" {money(now)}"
        words = "没有已报数，应为空"
        if isinstance(expected, Decimal):
            words = f"已报数为 {money(expected)}"
        yield Problem("output_last_year", f"现为{shown}，上年同期{words}", row.record_id)


RULES: tuple[Rule, ...] = (a64, a65, a66)
