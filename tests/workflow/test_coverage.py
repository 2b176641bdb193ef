"""The plan beside what a district recorded and what the city received."""

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from desktop.workflow import entry
from desktop.workflow.coverage import (
    GAP,
    NOTHING_ASKED,
    borrowed_notes,
    cover,
    coverage_json,
    coverage_tables,
    gap_titles,
    headline,
)
from desktop.workflow.opening import open_period
from desktop.workflow.receiving import receive
from desktop.workflow.session import Session
from desktop.workflow.totals import consolidate, write_consolidated
from exports.report_book import ReportRow, ReportTable
from forms.cells import Cell
from forms.periods import Period
from tests.workflow.conftest import Maker
from tests.workflow.stories import Q2, Q3, submitted


@pytest.fixture
def session(make_district: Maker) -> Session:
    made = make_district("310115")
    open_period(made, "2025Q4")
    return made


def add(session: Session, form: str, period: Period, **cells: Cell) -> str:
    return entry.add_row(session, entry.place_of(session, period, form), cells)[0]


def row(table: ReportTable, label: str) -> ReportRow:
    return next(one for one in table.body if one.label.strip("　") == label)


def test_a_district_sees_its_own_period(session: Session) -> None:
    q4 = Period.parse("2025Q4")
    add(session, "F01", q4, cluster_code="1", direction_code="101", topic_codes=("10101",))
    add(session, "F12", q4, direction_code="101", future_output_ytd=Decimal("8.80"))
    found = cover(session, q4)
    assert (found.received, found.missing) == (("310115",), ())
    assert headline(found) == "技术领域 183 个，已有登记 1 个，空白 182 个"
    data = coverage_json(found)
    assert data["gaps"] == 182
    topics = {one["code"]: one for one in data["topics"]}  # type: ignore[attr-defined]
    assert topics["101"]["output"] == 8.8
    assert topics["10101"] == {
        "code": "10101", "title": "非侵入式脑机接口技术", "level": "topic",
        "projects": 1, "achievements": 0, "scenarios": 0, "firms": None, "carriers": None,
        "challenges": None, "output": None, "gap": False,
    }  # fmt: skip
    assert "非侵入式脑机接口技术" not in gap_titles(found)[0][1]
    assert [title for title, _ in gap_titles(found)][:2] == ["脑机接口", "生物安全"]


def test_a_yearly_form_stands_in_from_the_period_that_asked_for_it(session: Session) -> None:
    add(session, "F08", Period.parse("2025Q4"), row_type="人才计划", station_name="示例计划")
    open_period(session, "2026Q1")
    q1 = Period.parse("2026Q1")
    found = cover(session, q1)
    assert found.borrowed == {"F08": "2025Q4"}
    plans = {one.code: one for one in found.found.plans}
    assert (plans["P26"].count, plans["P02"].count, plans["P02"].is_gap) == (1, 0, True)
    assert (plans["M03"].count, plans["M03"].is_gap) == (None, False)
    assert borrowed_notes(found, session.forms) == [
        "人才与工作站本期不填报，采用2025年四季度的数。"
    ]
    _, table = coverage_tables(session, q1)
    assert row(table, "人才计划").cells == [1, "人才与工作站"]
    assert row(table, f"学科与人才{GAP}").cells == [0, "人才与工作站"]
    assert row(table, "政策工具落实").cells == [NOTHING_ASKED, "政策落实"]
    assert row(table, "保障措施").cells == ["", ""]
    assert table.notes[-1].startswith("人才与工作站")


def test_a_later_period_lends_nothing(session: Session) -> None:
    open_period(session, "2026Q1")
    open_period(session, "2026Q4")
    add(session, "F08", Period.parse("2026Q4"), row_type="人才计划", station_name="示例计划")
    assert cover(session, Period.parse("2026Q1")).borrowed == {}


def test_rows_of_the_period_itself_are_not_lent(session: Session) -> None:
    open_period(session, "2026Q1")
    q1 = Period.parse("2026Q1")
    add(session, "F08", q1, row_type="人才计划", station_name="示例计划")
    found = cover(session, q1)
    assert found.borrowed == {}
    assert {one.code: one.count for one in found.found.plans}["P26"] == 1


def test_the_city_covers_what_came_in_and_names_who_is_missing(
    filled: Session, city: Session, tmp_path: Path
) -> None:
    receive(city, [submitted(filled, Q2, tmp_path).file])
    found = cover(city, Q2)
    assert found.received == ("310104",)
    assert len(found.missing) == 15
    projects = sum(
        one.figures["projects"] or 0 for one in found.found.lines if one.level == "cluster"
    )
    assert projects == len(filled.ledger.rows("F01", "310104", "2026Q2"))
    assert {one.district for line in found.found.lines for one in line.records} == {"310104"}
    nobody = cover(city, Q3)
    assert nobody.received == ()


def test_the_report_has_both_sheets(filled: Session, city: Session, tmp_path: Path) -> None:
    receive(city, [submitted(filled, Q2, tmp_path).file])
    path = write_consolidated(city, consolidate(city, Q2), tmp_path)
    book = openpyxl.load_workbook(path)
    assert {"方案覆盖", "六大计划"} <= set(book.sheetnames)
    sheet = book["方案覆盖"]
    heads = [cell.value for cell in sheet[3]]
    assert heads[:2] == ["集群、方向、技术领域", "项目（个）"]
    texts = [str(row[0].value) for row in sheet.iter_rows(min_row=4)]
    assert texts[1].startswith("　脑机接口")
    assert any("未报的 15 个区" in text for text in texts)
    book.close()


def test_the_tables_of_a_district_with_nothing(session: Session) -> None:
    table, plans = coverage_tables(session, Period.parse("2025Q4"))
    assert row(table, f"脑机接口{GAP}").cells == [0, 0, 0, 0, 0, 0, Decimal(0)]
    assert row(table, f"非侵入式脑机接口技术{GAP}").cells == [0, 0, 0, "", "", "", ""]
    assert row(table, "其他（须文字说明）").cells[0] == 0
    assert row(plans, f"揭榜挂帅{GAP}").cells == [0, "揭榜挂帅"]
    assert (table.body[0].is_total, table.body[1].is_total) == (True, False)
