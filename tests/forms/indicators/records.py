"""Small record sets written by hand, and how to measure them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms.base import Form
from forms.catalogue import load_catalogue
from forms.indicators import measure
from forms.indicators.scope import Records, Rows
from forms.periods import Period

PUDONG, XUHUI, MINHANG, FENGXIAN = "310115", "310104", "310112", "310120"
CODES = ("91310115MA0000111M", "91310104MA00000239", "91310112MA0000082Y")
"""Fictional firms of 浦东, 徐汇 and 闵行."""

CATALOGUE = load_catalogue()
Q2, Q3, Q4 = (Period.parse(f"2026Q{number}") for number in (2, 3, 4))


def rows_of(*records: Form) -> Rows:
    """The records of one district; those without an id get one by their place."""
    found: dict[str, dict[str, Form]] = {}
    for number, row in enumerate(records, 1):
        named = row if row.record_id else row.model_copy(update={"record_id": f"R{number}"})
        found.setdefault(row.spec.code, {})[named.record_id] = named
    return found


def figures(
    records: Records, period: Period = Q3, answers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Every figure, under the catalogue's answers or others."""
    return measure(records, period, CATALOGUE.answered(answers or {}))


def value(
    code: str, *records: Form, period: Period = Q3, answers: Mapping[str, str] | None = None
) -> Any:
    """The figure of 浦东 alone with these records."""
    return figures({PUDONG: rows_of(*records)}, period, answers)[code].value
