"""The checks over the sample data: the clean district is clean, planted mistakes are found."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest

from forms.catalogue import load_catalogue
from forms.checks.context import CheckContext
from forms.checks.engine import check
from forms.kinds import read_cell
from forms.periods import Period
from forms.registry import STANDARD_FORMS
from resources.sample import DISTRICTS, PERIODS, planted_mistakes, sample_rows

FIRST_PERIOD, SECOND_PERIOD = PERIODS
CROSS_DISTRICT = {"A77"}
RENAMED = {"FORMAT": "K01"}
"""The sample calls words typed into a number by another name."""


def text_of(value: Any) -> str:
    """What a person would type for a sample value."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (list, tuple)):
        return "；".join(value)
    return "" if value is None else str(value)


@cache
def rows_of(district: str, period: str, mistakes: bool) -> dict[str, dict[str, Any]]:
    """Sample rows, read as if typed."""
    catalogue = load_catalogue()
    grouped: dict[str, dict[str, Any]] = {}
    for code, listed in sample_rows(district, period, mistakes=mistakes).items():
        form = STANDARD_FORMS[code]
        items = {k: v for k, v in form.items_by_name().items() if k != "record_id"}
        for row in listed:
            record_id = str(row.get("record_id", district))
            cells = {
                name: read_cell(text_of(row[name]), items[name], catalogue)
                for name in items.keys() & row.keys()
            }
            blank = form(district=district, period=period, record_id=record_id)
            grouped.setdefault(code, {})[record_id] = blank.with_cells(cells)
    return grouped


def sample_context(district: str, period: str, mistakes: bool) -> CheckContext:
    """A context over a sample district, with its earlier period when it has one."""
    later = period == SECOND_PERIOD
    return CheckContext(
        district=district,
        period=Period.parse(period),
        catalogue=load_catalogue(),
        forms=STANDARD_FORMS,
        today=date(2026, 10, 12),
        rows=rows_of(district, period, mistakes),
        previous=rows_of(district, FIRST_PERIOD, False) if later else {},
        previous_period=Period.parse(FIRST_PERIOD) if later else None,
    )


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("district", DISTRICTS)
def test_clean_sample_has_no_hard_finding(district: str, period: str) -> None:
    findings = check(sample_context(district, period, mistakes=False))
    assert [one.id for one in findings if one.severity == "hard"] == []


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("district", DISTRICTS)
def test_every_planted_mistake_is_found(district: str, period: str) -> None:
    found = {(one.rule, one.record_id) for one in check(sample_context(district, period, True))}
    planted = {
        (RENAMED.get(rule, rule), record_id)
        for rule, record_id, _ in planted_mistakes(district, period)
        if rule not in CROSS_DISTRICT
    }
    assert planted
    assert planted <= found
