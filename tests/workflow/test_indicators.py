"""指标: F11 computed from the ledger, its notes kept, and all of it in the submission."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from desktop.workflow import entry
from desktop.workflow.indicators import district_summary, note_indicator
from desktop.workflow.opening import open_period
from desktop.workflow.receiving import receive
from desktop.workflow.session import Session
from exports.reader import read_submission
from forms.cells import Cell
from forms.errors import UserMistake
from forms.indicators import DEFINITIONS
from forms.periods import Period
from tests.workflow.conftest import Maker
from tests.workflow.stories import Q2, Q3, submitted

PUDONG = "310115"


@pytest.fixture
def session(make_district: Maker) -> Session:
    """浦东 with one part of 2025 in the second quarter of 2026."""
    made = make_district(PUDONG)
    open_period(made, "2026Q2")
    add_part(made, "甲", date(2025, 1, 1))
    return made


def add_part(session: Session, name: str, day: date) -> None:
    place = entry.place_of(session, Q2, "F05")
    cells: dict[str, Cell] = {
        "achievement_type": "核心部件",
        "achievement_name": name,
        "finished_on": day,
    }
    entry.add_row(session, place, cells)


def figures(session: Session, code: str) -> tuple[object, ...]:
    row = district_summary(session, PUDONG, Q2)[f"{PUDONG}-{code}"]
    return row.value, row.change, row.difference_note


def test_the_summary_follows_the_records(session: Session) -> None:
    assert figures(session, "Z06") == (1, None, None)
    add_part(session, "乙", date(2026, 6, 30))
    assert figures(session, "Z06") == (2, None, None)


def test_a_period_before_and_a_year_before_stand_beside(make_district: Maker) -> None:
    session = make_district(PUDONG)
    open_period(session, "2025Q2")
    first = entry.place_of(session, Period.parse("2025Q2"), "F05")
    entry.add_row(
        session,
        first,
        {"achievement_type": "核心部件", "achievement_name": "甲", "finished_on": date(2025, 1, 1)},
    )
    open_period(session, "2026Q1")
    open_period(session, "2026Q2")
    add_part(session, "乙", date(2026, 6, 30))
    row = district_summary(session, PUDONG, Q2)[f"{PUDONG}-Z06"]
    assert [row.value, row.change, row.last_year] == [2, 1, 1]


def test_a_note_is_one_edit_that_can_be_taken_back(session: Session) -> None:
    changes = note_indicator(session, Q2, "z06", " 示例说明 ")
    assert changes.added == {("F11", f"{PUDONG}-Z06")}
    assert figures(session, "Z06") == (1, None, "示例说明")
    note_indicator(session, Q2, "Z06", "另一说明")
    assert figures(session, "Z06")[2] == "另一说明"
    entry.undo(session, entry.place_of(session, Q2, "F11"))
    assert figures(session, "Z06")[2] == "示例说明"
    note_indicator(session, Q2, "Z06", "")
    assert session.ledger.rows("F11", PUDONG, Q2.code) == {}
    assert note_indicator(session, Q2, "Z06", "").edit_no == 0


def test_parts_are_noted_in_either_spelling(session: Session) -> None:
    note_indicator(session, Q2, "N31.1", "甲说明")
    note_indicator(session, Q2, "N31-2", "乙说明")
    assert set(session.ledger.rows("F11", PUDONG, Q2.code)) == {
        f"{PUDONG}-N31-1",
        f"{PUDONG}-N31-2",
    }


@pytest.mark.parametrize(
    ("code", "text", "said"),
    [
        ("Z99", "说明", "没有“Z99”这个指标"),
        ("N31", "说明", "没有“N31”"),
        ("Z01", "长" * 301, "300"),
    ],
)
def test_what_cannot_be_noted_is_refused(session: Session, code: str, text: str, said: str) -> None:
    with pytest.raises(UserMistake, match=said):
        note_indicator(session, Q2, code, text)
    assert session.ledger.rows("F11", PUDONG, Q2.code) == {}


def test_only_a_district_notes(city: Session) -> None:
    with pytest.raises(UserMistake, match="区级填报"):
        note_indicator(city, Q2, "Z01", "说明")


def test_the_whole_summary_travels_and_the_city_keeps_it(
    filled: Session, city: Session, tmp_path: Path
) -> None:
    note_indicator(filled, Q2, "N31-1", "示例项目按方案增加。")
    made = submitted(filled, Q2, tmp_path)
    projects = filled.ledger.rows("F01", "310104", Q2.code)
    # Two ways to the same number: as many as there are rows, and their investments added up.
    invested = sum(getattr(row, "total_investment") for row in projects.values())  # noqa: B009
    read = read_submission(made.file, forms=filled.forms, catalogue=filled.catalogue)
    sent = {row.record_id: row for row in read.rows["F11"]}
    assert list(sent) == [f"310104-{code}" for code in DEFINITIONS]
    assert receive(city, [made.file])[0].outcome == "received"
    kept = city.ledger.rows("F11", "310104", Q2.code)
    for rows in (sent, kept):
        assert rows["310104-N31-1"].cell("value") == len(projects)
        assert rows["310104-N31-1"].cell("difference_note") == "示例项目按方案增加。"
        assert rows["310104-N31-2"].cell("value") == invested
        assert rows["310104-Z01"].cell("target") == 50_000_000
    # The district itself still keeps no more than the note.
    own = filled.ledger.rows("F11", "310104", Q2.code)
    assert {key: row.cell("value") for key, row in own.items()} == {"310104-N31-1": None}


def test_notes_stay_with_their_period(session: Session) -> None:
    note_indicator(session, Q2, "Z06", "示例说明")
    open_period(session, "2026Q3")
    assert session.ledger.rows("F11", PUDONG, Q3.code) == {}
