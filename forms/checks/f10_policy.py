"""Rules of F10 政策落实: A67."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forms.checks.rule import Found, Problem, Rule, money, rule, titles
from forms.f10_policy import Policy

if TYPE_CHECKING:
    from forms.checks.context import CheckContext

T = titles(Policy)


@rule(
    "A67", "hard", scope="record", form="F10", category="逻辑关系",
    title="兑现金额有享受企业",
    formula=f"{T.paid}>0 时，{T.company_count}>0",
    remedy="请核对兑现金额和享受企业数。",
    reads=("paid", "company_count"),
)  # fmt: skip
def a67(row: Policy, _context: CheckContext) -> Found:
    """Money that was paid reached somebody; a blank number of firms is missed by A01."""
    if row.paid is None or row.paid <= 0 or row.company_count != 0:
        return None
    return Problem("company_count", f"现为 0 家，但兑现金额为 {money(row.paid)} 万元，应大于 0")


RULES: tuple[Rule, ...] = (a67,)
