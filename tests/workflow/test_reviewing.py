"""The city's view of its districts: counts, reminders, and stopping half-way."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from desktop.workflow.chasing import chase_text, lateness, owing
from desktop.workflow.receiving import Cancelled, receive
from desktop.workflow.reviewing import review
from desktop.workflow.session import Session
from tests.workflow.stories import Q2, submitted


@pytest.fixture
def collected(city: Session, filled: Session, tmp_path: Path) -> Session:
    """The city with 徐汇 received."""
    receive(city, [submitted(filled, Q2, tmp_path).file])
    return city


def test_only_what_came_is_checked(collected: Session) -> None:
    steps: list[tuple[int, int, str]] = []
    listed = review(collected, Q2, lambda *step: steps.append(step)).statuses
    assert len(listed) == len(steps) == 16
    counted = {one.district: one.findings for one in listed if one.findings is not None}
    assert list(counted) == ["310104"]
    assert counted["310104"]["hard"] == 0


def test_the_review_can_be_stopped(collected: Session) -> None:
    with pytest.raises(Cancelled):
        review(collected, Q2, cancelled=lambda: True)


def test_the_notice_names_missing_and_returned_apart(collected: Session) -> None:
    collected.ledger.set_received_state("310104", "2026Q2", 1, "returned", "")
    listed = owing(collected, Q2)
    assert len(listed) == 16
    text = chase_text(Q2, date(2026, 7, 10), listed)
    lines = text.split("\n")
    missing = next(line for line in lines if "尚未收到" in line)
    returned = next(line for line in lines if "已退回" in line)
    assert "徐汇区" in returned
    assert "徐汇区" not in missing
    assert "黄浦区" in missing
    assert "2026年7月10日" in text


def test_nobody_owing_needs_no_notice() -> None:
    assert chase_text(Q2, date(2026, 7, 10), []) == ""


@pytest.mark.parametrize(
    ("day", "words"), [(9, "还有 1 天"), (10, "今天截止"), (13, "已逾期 3 天")]
)
def test_lateness_in_words(day: int, words: str) -> None:
    assert lateness(date(2026, 7, 10), date(2026, 7, day)) == words
