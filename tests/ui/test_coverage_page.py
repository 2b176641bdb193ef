"""方案覆盖: the plan line by line, its gaps, and the way to the records behind a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.ui.coverage_page import CoveragePage
from desktop.workflow.receiving import receive
from tests.ui.sample_desk import sample_desk
from tests.ui.shell_parts import FakeDialogs, city, desk_on, submission, wait_for_jobs
from tests.workflow.stories import Q2

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.ui.desk import Desk

Key = Qt.Key


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """浦东 with one project on two topics, one scenario and one accelerator."""
    made = sample_desk(tmp_path, most=0)
    project = {"project_name": "示例甲", "cluster_code": "1", "direction_code": "101"}
    made.type_block(
        "F01", [], [{**project, "topic_codes": "10108；10111", "plan_codes": "筑基"}], "登记"
    )
    made.type_block("F06", [], [{"scenario_name": "示例场景", "topic_codes": "10108"}], "登记")
    made.type_block("F03", [], [{"carrier_name": "示例园", "carrier_type": "加速器"}], "登记")
    yield made
    made.jobs.stop()
    made.session.close()


def opened(qtbot: QtBot, desk: Desk) -> CoveragePage:
    page = CoveragePage(desk)
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    page.activateWindow()
    page.enter()
    wait_for_jobs(qtbot, desk)
    return page


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> CoveragePage:
    return opened(qtbot, desk)


def titles(page: CoveragePage) -> list[str]:
    return [one.title for one in page.model.rows]


def choose(page: CoveragePage, title: str) -> None:
    page.table.setCurrentIndex(page.model.index(titles(page).index(title), 0))


def test_every_line_of_the_plan_is_there_with_its_figures(page: CoveragePage) -> None:
    assert len(page.model.rows) == 5 + 16 + 199
    assert page.summary.text() == "技术领域 183 个，已有登记 2 个，空白 181 个"
    at = titles(page).index("类脑芯片")
    texts = [page.model.index(at, column).data() for column in range(page.model.columnCount())]
    assert texts == ["　　　　类脑芯片", "1", "0", "1", "", "", "", ""]
    direction = [page.model.index(1, column).data() for column in range(8)]
    assert direction == ["　　脑机接口", "1", "0", "1", "0", "0", "0", "0"]


def test_only_the_gaps_with_what_they_belong_to(page: CoveragePage) -> None:
    page.gaps_only.setChecked(True)
    assert "类脑芯片" not in titles(page)
    assert titles(page)[:3] == ["未来健康", "脑机接口", "非侵入式脑机接口技术"]
    assert "其他（须文字说明）" not in titles(page)
    assert page.model.index(2, 0).data() == "　　　　非侵入式脑机接口技术（空白）"


def test_a_topic_is_found_by_initials_and_a_direction_shows_its_topics(page: CoveragePage) -> None:
    page.search.setText("lnxpjs")
    assert titles(page) == ["未来健康", "脑机接口", "类脑芯片技术"]
    page.search.setText("深海探采")
    assert titles(page)[:2] == ["未来空间", "深海探采"]
    assert len(titles(page)) > 10
    page.search.setText("没有这个领域")
    assert titles(page) == []
    assert page.name.text() == "没有符合条件的领域或事项"


def test_enter_lists_the_records_and_goes_to_one(
    qtbot: QtBot, page: CoveragePage, desk: Desk
) -> None:
    choose(page, "类脑芯片")
    assert page.name.text() == "类脑芯片：2 条记录"
    qtbot.keyClick(page.table, Key.Key_Return)
    assert page.record_table.hasFocus()
    with qtbot.waitSignal(desk.goto) as asked:
        qtbot.keyClick(page.record_table, Key.Key_Return)
    assert asked.args == ["entry", "F01", "310115-2026-P0001", ""]


def test_a_gap_says_what_would_fill_it(qtbot: QtBot, page: CoveragePage, desk: Desk) -> None:
    choose(page, "非侵入式脑机接口技术")
    assert page.phrase.text() == "还没有登记。登记项目、成果、场景时选这一项，就计在这里。"
    with qtbot.waitSignal(desk.said):
        qtbot.keyClick(page.table, Key.Key_Return)
    choose(page, "未来能源")
    assert "项目、企业等" in page.phrase.text()


def test_the_six_plans(page: CoveragePage) -> None:
    page.views[1].click()
    assert page.table.accessibleName() == "六大计划"
    choose(page, "科技园/加速器")
    at = page.table.current_row()
    texts = [page.model.index(at, column).data() for column in range(3)]
    assert texts == ["　　科技园/加速器", "1", "载体与平台"]
    assert page.phrase.text().startswith("方案原文：发挥未来产业科技园作用")
    assert [one.title for one in page.records.rows] == ["示例园"]
    choose(page, "未来布局“领跑计划”")
    assert page.phrase.text() == "还没有“对应计划”选这一项的项目。"
    choose(page, "人才计划")
    assert page.model.index(page.table.current_row(), 1).data() == "本期不填报"
    choose(page, "保障措施")
    assert page.model.index(page.table.current_row(), 1).data() == ""


def test_the_chosen_line_stays_when_one_comes_back(
    qtbot: QtBot, page: CoveragePage, desk: Desk
) -> None:
    choose(page, "神经接口")
    page.enter()
    wait_for_jobs(qtbot, desk)
    assert page.name.text().startswith("神经接口")


def test_the_search_key_goes_to_the_search(qtbot: QtBot, page: CoveragePage) -> None:
    page.table.setFocus()
    qtbot.keyClick(page.table, Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.search.hasFocus()
    qtbot.keyClick(page.search, Key.Key_Return)
    assert QApplication.focusWidget() is page.table


def test_without_a_period_it_says_what_to_do(qtbot: QtBot, tmp_path: Path) -> None:
    from desktop.ui.desk import Desk
    from tests.ui.sample_desk import sample_session

    session = sample_session(tmp_path)
    page = opened(qtbot, Desk(session))
    assert "还没有报告期" in page.headline.text()
    page.search.setText("示例")
    assert titles(page) == []
    session.close()


def test_the_city_names_the_missing_and_shows_whose_record_it_is(
    qtbot: QtBot, tmp_path: Path
) -> None:
    session = city(tmp_path)
    receive(session, [submission(tmp_path, Q2).file])
    desk = desk_on(session, FakeDialogs())
    desk.show_period(Q2)
    page = opened(qtbot, desk)
    assert page.note.text().startswith("未报的区不在其中：黄浦区")
    choose(page, next(one.title for one in page.model.rows if one.records))
    assert page.records.index(0, 0).data() == "崇明区"
    with qtbot.waitSignal(desk.goto) as asked:
        page.record_table.opened.emit(0)
    assert asked.args[0] == "review"
    desk.jobs.stop()
    session.close()
