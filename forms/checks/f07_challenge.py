"""Rules of F07 揭榜挂帅: A62 and A63."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forms.checks.rule import Found, Problem, Rule, is_blank, rule, titles
from forms.f07_challenge import ACCEPTED, TAKEN, WORKING, Challenge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forms.checks.context import CheckContext

T = titles(Challenge)

A62 = Rule(
    "A62", "hard", scope="record", form="F07", category="逻辑关系",
    title="发榜、揭榜、签约、验收依次进行",
    formula=f"{T.published_on}≤{T.taken_on}≤{T.signed_on}≤{T.accepted_on}（空的跳过）",
    remedy="请对照发榜文件、合同和验收意见核对日期。",
    reads={"F07": frozenset(("published_on", "taken_on", "signed_on", "accepted_on"))},
    limits=frozenset(("taken_on:since", "signed_on:since", "accepted_on:since")),
)  # fmt: skip


@rule(
    "A63", "hard", scope="record", form="F07", category="逻辑关系",
    title="榜单状态与揭榜、验收一致",
    formula=f"{T.state}为已验收时{T.accepted_on}不为空；为已揭榜、攻关中、已验收时"
    f"{T.taker_name}不为空",
    remedy="请补填揭榜方、验收日期，或核对榜单状态。",
    reads=("state", "taker_name", "accepted_on"),
)  # fmt: skip
def a63(row: Challenge, _context: CheckContext) -> Found:
    """Who took it up is known from then on, and when it was accepted."""
    if row.state not in (TAKEN, WORKING, ACCEPTED):
        return None
    return list(_gaps(row))


def _gaps(row: Challenge) -> Iterator[Problem]:
    words = f"未填写，榜单状态为“{row.state}”时必填"
    if is_blank(row, "taker_name"):
        yield Problem("taker_name", words)
    if row.state == ACCEPTED and is_blank(row, "accepted_on"):
        yield Problem("accepted_on", words)


RULES: tuple[Rule, ...] = (A62, a63)
