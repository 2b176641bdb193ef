"""The city's view of its districts: counts, reminders, and stopping half-way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from desktop.ledger import Ledger
from desktop.workflow import entry
from desktop.workflow.chasing import chase_text, lateness, owing
from desktop.workflow.entry import Typed
from desktop.workflow.receiving import Cancelled, receive
from desktop.workflow.reviewing import received_findings, recognise, recognised, review
from desktop.workflow.session import Session
from forms.base import Form
from forms.errors import UserMistake
from tests.workflow.conftest import Maker
from tests.workflow.stories import Q2, filled_district, submitted


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


def test_a_sound_submission_passes_the_gate_at_the_city(collected: Session) -> None:
    found = received_findings(collected, "310104", Q2)
    assert {one.rule for one in found if one.severity == "hard"} == set()
    assert not {one.rule for one in found} & {"A68", "A69", "A73", "A74", "A75"}


def test_a_figure_that_its_records_do_not_give_is_found(
    collected: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong, read = "310104-N31-1", Ledger.all_rows
    row = collected.ledger.rows("F11", "310104", "2026Q2")[wrong]
    count = row.value

    def spoilt(ledger: Ledger, district: str, period: str) -> Mapping[str, Mapping[str, Form]]:
        rows = read(ledger, district, period)
        if wrong not in rows["F11"]:
            return rows
        return {**rows, "F11": {**rows["F11"], wrong: row.with_cells({"value": count + 1})}}

    monkeypatch.setattr(Ledger, "all_rows", spoilt)
    found = [one for one in received_findings(collected, "310104", Q2) if one.rule == "A68"]
    assert [(one.record_id, one.label) for one in found] == [("310104-N31-1", "项目总数")]
    assert f"按记录汇总应为 {count:.0f}" in found[0].message
    totals = [one for one in review(collected, Q2).own if one.field == "value"]
    assert [one.rule for one in totals] == ["A76"]


def test_what_two_districts_claim_is_shown_to_both(
    city: Session, make_district: Maker, tmp_path: Path
) -> None:
    shared, claims = "2105-310000-04-01-123456", []
    for district in ("310104", "310113"):
        session = make_district(district)
        filled_district(session, ["2026Q2"])
        place = entry.place_of(session, Q2, "F01")
        one = next(iter(session.ledger.rows("F01", district, "2026Q2")))
        cells = [Typed(one, "nat_project_code", shared), Typed(one, "no_code_reason", "")]
        entry.type_cells(session, place, cells)
        receive(city, [submitted(session, Q2, tmp_path).file])
        claims.append(one)
    reviewed = review(city, Q2)
    doubled = {
        one.record_id: one for listed in reviewed.found.values() for one in listed
        if one.rule == "A77" and one.field == "nat_project_code"
    }  # fmt: skip
    assert list(doubled) == claims
    assert f"与宝山区 {claims[1]}" in doubled[claims[0]].message
    assert f"与徐汇区 {claims[0]}" in doubled[claims[1]].message
    tallied = {one.district: one.findings for one in reviewed.statuses if one.findings}
    assert tallied["310104"]["soft"] == sum(
        one.severity == "soft" for one in reviewed.found["310104"]
    )


def test_lists_recognised_are_kept_and_missing_ones_told_once(collected: Session) -> None:
    told = [one for one in review(collected, Q2).own if one.rule == "A78"]
    assert len(told) == 1
    assert "未来产业创新中心（Z03）" in told[0].message
    recognise(collected, " z03 ", ["示例创新中心", "", "示例创新中心", " 示例二号中心 "])
    assert recognised(collected) == {"Z03": ["示例创新中心", "示例二号中心"]}
    told = [one for one in review(collected, Q2).own if one.rule == "A78"]
    assert "（Z03）" not in told[0].message
    recognise(collected, "Z03", [])
    assert recognised(collected) == {}


def test_a_list_that_is_none_is_refused(collected: Session) -> None:
    with pytest.raises(UserMistake, match="“Z01”没有市级认定名单"):
        recognise(collected, "Z01", ["示例"])
    collected.ledger.set_setting("recognised", "[1]")
    with pytest.raises(UserMistake, match="认定名单读不出来"):
        review(collected, Q2)


def test_districts_missing_from_the_totals_are_named(collected: Session) -> None:
    (told,) = [one for one in review(collected, Q2).own if one.field == "missing"]
    assert told.severity == "hint"
    assert "15 个区未报（黄浦区、" in told.message


def test_nothing_received_has_no_findings(city: Session) -> None:
    assert review(city, Q2).own == ()


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
