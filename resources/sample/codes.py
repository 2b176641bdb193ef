"""Codes whose check characters hold, and amounts rounded as an office would round them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
CENT = Decimal("0.01")


def body_check(body: str) -> str:
    """Return the check character of an 8-character body code (GB 11714)."""
    total = sum(int(char, 36) * weight for char, weight in zip(body, BODY_WEIGHTS, strict=True))
    return "0123456789X"[(11 - total % 11) % 11]


def uscc_check(first17: str) -> str:
    """Return the 18th character of a unified social credit code (GB 32100)."""
    total = sum(USCC_ALPHABET.index(char) * pow(3, i, 31) for i, char in enumerate(first17))
    return USCC_ALPHABET[(31 - total % 31) % 31]


def uscc(kind: str, district: str, serial: int) -> str:
    """Return a fictional code: `kind` 91 (firm), 12 or 52, and a body from MA00."""
    body = f"MA00{serial:04d}"
    first17 = f"{kind}{district}{body}{body_check(body)}"
    return first17 + uscc_check(first17)


def money(amount: float | Decimal, unit: int = 1) -> Decimal:
    """Return 万元 rounded to a multiple of `unit`, with two places."""
    steps = round(Decimal(amount) / unit)
    return (Decimal(steps) * unit).quantize(CENT)


def rounding_unit(total: Decimal) -> int:
    """Return the step in which a project of this size reports its amounts."""
    for limit, unit in ((1_000, 1), (5_000, 5), (20_000, 10)):
        if total < limit:
            return unit
    return 50


def day_between(rng: random.Random, first: date, last: date) -> date:
    """Return a day from `first` to `last`, both included."""
    return first + timedelta(days=rng.randint(0, (last - first).days))


def month(day: date, shift: int = 0) -> str:
    """Return the month of `day`, moved by `shift` months, as `2026-03`."""
    months = day.year * 12 + day.month - 1 + shift
    return f"{months // 12:04d}-{months % 12 + 1:02d}"
