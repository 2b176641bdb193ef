"""汇总 and 指标: the list of indicators, what is behind one, and a district's notes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.ui.findings_page import FindingsPage
from desktop.ui.places import PLACES
from desktop.ui.totals_page import NOT_REPORTED, IndicatorsPage, TotalsPage
from desktop.workflow import entry
from desktop.workflow.receiving import receive
from forms.findings import Finding
from forms.indicators import DEFINITIONS
from tests.ui.shell_parts import (
    CHONGMING,
    FakeDialogs,
    city,
    desk_on,
    district,
    submission,
    wait_for_jobs,
)
from tests.workflow.stories import Q2

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.modeltest import ModelTester
    from pytestqt.qtbot import QtBot

    from desktop.ui.desk import Desk
    from desktop.ui.tables import FactsModel

Key = Qt.Key


@pytest.fixture
def city_desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """A city that has received 崇明 for 2026Q2 and nothing else."""
    session = city(tmp_path)
    receive(session, [submission(tmp_path, Q2).file])
    made = desk_on(session, FakeDialogs())
    made.show_period(Q2)
    yield made
    made.jobs.stop()
    session.close()


@pytest.fixture
def district_desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """崇明 at work on 2026Q2, with one achievement, a part of its own."""
    session = district(tmp_path, Q2.code)
    place = entry.place_of(session, Q2, "F05")
    entry.delete_rows(session, place, session.ledger.rows("F05", CHONGMING, Q2.code))
    entry.add_row(
        session,
        place,
        {
            "achievement_type": "核心部件",
            "achievement_name": "示例部件",
            "finished_on": date(2026, 6, 30),
            "direction_code": "401",
            "cluster_code": "4",
        },
    )
    made = desk_on(session, FakeDialogs())
    made.show_period(Q2)
    yield made
    made.jobs.stop()
    session.close()


def own_part(desk: Desk) -> str:
    """The record id of the district's only achievement."""
    (record_id,) = desk.session.ledger.rows("F05", CHONGMING, Q2.code)
    return record_id


def opened(qtbot: QtBot, desk: Desk, kind: type[TotalsPage]) -> TotalsPage:
    page = kind(desk)
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    page.enter()
    wait_for_jobs(qtbot, desk)
    return page


def choose(page: TotalsPage, code: str) -> None:
    """Select an indicator in the list."""
    codes = [one.facts.code for one in page.model.rows]
    page.table.setCurrentIndex(page.model.index(codes.index(code), 0))


def columns(model: FactsModel[Any], *numbers: int) -> list[Any]:
    """Some columns of every row as they are shown."""
    return [
        tuple(str(model.index(at, number).data()) for number in numbers)
        for at in range(model.rowCount())
    ]


def cell(page: TotalsPage, code: str, title: str) -> str:
    """A cell of the list by indicator and column."""
    at = [one.facts.code for one in page.model.rows].index(code)
    number = [one.title for one in page.model.columns].index(title)
    return str(page.model.index(at, number).data())


def test_every_indicator_is_listed_with_its_target(
    qtbot: QtBot, city_desk: Desk, qtmodeltester: ModelTester
) -> None:
    page = opened(qtbot, city_desk, TotalsPage)
    assert page.model.rowCount() == len(DEFINITIONS)
    assert cell(page, "Z01", "2030目标") == "5,000左右"
    assert cell(page, "Z04", "2030目标") == "5"
    assert (cell(page, "Z04", "本期"), cell(page, "Z04", "差距（参考）")) == ("5", "0")
    assert (cell(page, "N31-1", "本期"), cell(page, "N31-1", "2030目标")) == ("18", "")
    assert cell(page, "Z01", "单位") == "亿元"
    assert cell(page, "N08-1", "指标") == "　其中：未来社区"
    assert "达标" not in " ".join(sum(columns(page.model, *range(8)), ()))
    qtmodeltester.check(page.model)  # type: ignore[no-untyped-call]
    qtmodeltester.check(page.districts)  # type: ignore[no-untyped-call]


def test_missing_districts_are_never_zero(qtbot: QtBot, city_desk: Desk) -> None:
    page = opened(qtbot, city_desk, TotalsPage)
    choose(page, "N31-1")
    shown = dict(columns(page.districts, 0, 1))
    assert (shown["黄浦区"], shown["崇明区"], shown["合计（已报区）"]) == (NOT_REPORTED, "18", "18")
    assert "黄浦区" in page.missing.text()
    assert page.headline.text() == "2026年二季度汇总：已报 1 / 16 区（初步数）"


def test_the_list_narrows_by_kind_plan_and_words(qtbot: QtBot, city_desk: Desk) -> None:
    page = opened(qtbot, city_desk, TotalsPage)

    def codes(choice: str, words: str = "") -> list[str]:
        at = page.filter.findText(choice)
        page.filter.setCurrentIndex(at)
        page.filter.activated.emit(at)
        page.text.setText(words)
        return [one.facts.code for one in page.model.rows]

    assert codes("方案目标") == [f"Z{number:02d}" for number in range(1, 14)]
    assert len(codes("数量指标")) == len(DEFINITIONS) - 13
    assert codes("领跑计划")[:2] == ["Z05", "N05"]
    assert codes("全部指标", "n31.2") == ["N31-2"]
    assert codes("全部指标", "揭榜") == ["N19"]
    assert codes("方案目标", "没有这种指标") == []
    assert page.name.text() == "没有符合条件的指标。"
    assert not page.tabs.isEnabled()


def test_from_a_figure_to_its_records_by_keyboard(qtbot: QtBot, city_desk: Desk) -> None:
    page = opened(qtbot, city_desk, TotalsPage)
    choose(page, "N31-2")
    QTest.keyClick(page.table, Key.Key_Return)
    assert page.tabs.currentWidget() is page.records
    titles = [one.title for one in page.behind.columns]
    assert titles[:3] == ["记录", "数额（万元）", "区"]
    assert page.behind.rowCount() == 18
    page.records.setCurrentIndex(page.behind.index(0, 0))
    with qtbot.waitSignal(city_desk.goto) as asked:
        QTest.keyClick(page.records, Key.Key_Return)
    place, form, record_id, _field = asked.args
    assert (place, form, record_id[:6]) == ("review", "F01", CHONGMING)


def test_directions_add_up_beside_what_belongs_to_none(qtbot: QtBot, city_desk: Desk) -> None:
    page = opened(qtbot, city_desk, TotalsPage)
    choose(page, "N31-1")
    shown = columns(page.directions, 0, 1)
    clusters = [int(value) for title, value in shown if title.endswith("集群") and value != "—"]
    assert sum(clusters) == 18
    assert shown[-1] == ("未分集群", "—")


def test_a_district_sees_its_own_figures_and_goes_to_its_cells(
    qtbot: QtBot, district_desk: Desk
) -> None:
    page = opened(qtbot, district_desk, IndicatorsPage)
    assert page.headline.text() == "2026年二季度指标（初步数）"
    assert cell(page, "Z01", "市级2030目标") == "50,000,000左右"
    assert (cell(page, "Z01", "单位"), cell(page, "Z04", "本期")) == ("万元", "市级判定")
    assert cell(page, "Z06", "本期") == "1"
    choose(page, "Z06")
    assert ("　深海探采", "1") in columns(page.directions, 0, 1)
    assert [page.tabs.tabText(at) for at in range(page.tabs.count())] == [
        "分方向(&F)",
        "记录 1(&R)",
    ]
    with qtbot.waitSignal(district_desk.goto) as asked:
        page.records.opened.emit(0)
    assert asked.args == ["entry", "F05", own_part(district_desk), ""]


def test_a_note_is_typed_saved_and_undone(qtbot: QtBot, district_desk: Desk) -> None:
    page = opened(qtbot, district_desk, IndicatorsPage)
    choose(page, "Z06")
    last = page.model.columnCount() - 1
    at = page.table.current_row()
    assert page.model.setData(page.model.index(at, last), "本期完成一项示例部件。")
    wait_for_jobs(qtbot, district_desk)
    assert cell(page, "Z06", "差异说明") == "本期完成一项示例部件。"
    assert page.name.text() == "Z06 核心部件"
    assert district_desk.undo() is not None
    wait_for_jobs(qtbot, district_desk)
    assert cell(page, "Z06", "差异说明") == ""
    assert not page.model.setData(page.model.index(at, last), "长" * 301)
    assert district_desk.session.ledger.rows("F11", CHONGMING, Q2.code) == {}


def test_an_unchanged_note_is_no_edit(qtbot: QtBot, district_desk: Desk) -> None:
    page = opened(qtbot, district_desk, IndicatorsPage)
    with qtbot.assertNotEmitted(district_desk.changed):
        assert page.model.setData(page.model.index(0, page.model.columnCount() - 1), "")


def test_figures_follow_an_edit_made_meanwhile(qtbot: QtBot, district_desk: Desk) -> None:
    page = opened(qtbot, district_desk, IndicatorsPage)
    district_desk.delete_rows("F05", [own_part(district_desk)])
    wait_for_jobs(qtbot, district_desk)
    assert cell(page, "Z06", "本期") == "0"


def test_both_roles_have_the_page_under_their_own_name() -> None:
    titles = {place.name: place.title for place in PLACES}
    assert (titles["totals"], titles["indicators"]) == ("汇总", "指标")


def test_a_finding_of_f11_leads_to_its_indicator(qtbot: QtBot, district_desk: Desk) -> None:
    page = FindingsPage(district_desk)
    qtbot.addWidget(page)
    page.model.show([Finding("A70", "soft", "F11", f"{CHONGMING}-N19", "value", "1", "减少。", "")])
    page.table.setCurrentIndex(page.model.index(0, 0))
    with qtbot.waitSignal(district_desk.goto) as asked:
        page._open_current()
    assert asked.args == ["indicators", "F11", f"{CHONGMING}-N19", "value"]


def test_an_indicator_is_chosen_before_and_after_it_is_measured(
    qtbot: QtBot, district_desk: Desk
) -> None:
    page = IndicatorsPage(district_desk)
    qtbot.addWidget(page)
    page.show()
    page.enter()
    page.reveal("F11", f"{CHONGMING}-N19", "value")
    wait_for_jobs(qtbot, district_desk)
    chosen = page._chosen()
    assert chosen is not None
    assert chosen.facts.code == "N19"
    page.text.setText("产值")
    page.reveal("F11", f"{CHONGMING}-Z05", "")
    chosen = page._chosen()
    assert chosen is not None
    assert chosen.facts.code == "Z05"
    page.reveal("F01", f"{CHONGMING}-2023-P0001", "")
    assert page._chosen() == chosen
