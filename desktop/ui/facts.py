"""Words for facts that several pages show: times, digests, sizes of tables."""

from __future__ import annotations

from decimal import Decimal

from exports.digest import ContentDigest

ONE_HUNDRED_MILLION = Decimal(10_000)
"""万元 in one 亿元."""


def moment(at: str) -> str:
    """A stored time for people: ``2026-10-10T09:30:00+08:00`` becomes ``2026-10-10 09:30``."""
    return at.replace("T", " ")[:16]


def short_digest(digest: str) -> str:
    """The part of a content digest that people compare by eye, as printed on the cover."""
    return ContentDigest("", digest, ()).short


def money(amount: Decimal | None) -> str:
    """An amount in 万元 with thousands separated; nothing for an unknown one."""
    return "" if amount is None else f"{amount:,.2f}"


def rounded_money(amount: Decimal) -> str:
    """An amount in 万元 as a headline: 亿元 when it is that large."""
    if abs(amount) < ONE_HUNDRED_MILLION:
        return f"{amount:,.2f} 万元"
    return f"{amount / ONE_HUNDRED_MILLION:,.2f} 亿元"
