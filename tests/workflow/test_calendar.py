"""Periods to choose from, and their deadlines."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.workflow.calendar import (
    due_date,
    last_finished_quarter,
    next_period,
    period_choices,
)
from desktop.workflow.session import Session
from tests.workflow.stories import Q2, Q3


@pytest.mark.parametrize(
    ("today", "code"),
    [
        (date(2026, 1, 1), "2025Q4"),
        (date(2026, 3, 31), "2025Q4"),
        (date(2026, 4, 1), "2026Q1"),
        (date(2026, 10, 12), "2026Q3"),
        (date(2026, 12, 31), "2026Q3"),
    ],
)
def test_the_quarter_that_ended_last(today: date, code: str) -> None:
    assert last_finished_quarter(today).code == code


def test_a_district_opens_the_period_after_its_newest(filled: Session) -> None:
    assert next_period(filled) == Q3
    assert period_choices(filled) == [Q2]


def test_the_city_may_look_at_a_quarter_nobody_reported(city: Session) -> None:
    assert period_choices(city) == [Q3]


def test_the_deadline_is_the_citys_or_ten_days() -> None:
    assert due_date(Q3) == date(2026, 10, 10)
    assert due_date(Q3, "2026-10-20") == date(2026, 10, 20)
