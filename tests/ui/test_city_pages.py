"""总览, 审阅, 汇总, 催报: what the city sees of what came in, and what did not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeVar

import pytest
from PySide6.QtCore import QDate
from PySide6.QtWidgets import QApplication

from desktop.ui.chase_page import ChasePage
from desktop.ui.city_overview_page import CityOverviewPage
from desktop.ui.page import Page
from desktop.ui.review_page import ReviewPage
from desktop.ui.totals_page import TotalsPage
from desktop.workflow.receiving import receive
from desktop.workflow.reviewing import received_findings
from tests.ui.shell_parts import CHONGMING, FakeDialogs, city, desk_on, submission, wait_for_jobs
from tests.workflow.stories import Q2

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.modeltest import ModelTester
    from pytestqt.qtbot import QtBot

    from desktop.ui.desk import Desk


@pytest.fixture
def dialogs() -> FakeDialogs:
    return FakeDialogs()


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, dialogs: FakeDialogs) -> Iterator[Desk]:
    """A city that has received 崇明 for 2026Q2 and nothing else."""
    session = city(tmp_path)
    receive(session, [submission(tmp_path, Q2).file])
    made = desk_on(session, dialogs)
    made.show_period(Q2)
    yield made
    made.jobs.stop()
    session.close()


Kind = TypeVar("Kind", bound=Page)


def opened(qtbot: QtBot, desk: Desk, kind: type[Kind]) -> Kind:
    page = kind(desk)
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    page.enter()
    wait_for_jobs(qtbot, desk)
    return page


def test_the_overview_counts_and_names_the_missing(qtbot: QtBot, desk: Desk) -> None:
    page = opened(qtbot, desk, CityOverviewPage)
    assert page.received.text() == "1 / 16 区"
    assert "浦东新区" in page.missing.text()
    assert "崇明区" not in page.missing.text()
    assert page.figures["projects"].text().endswith("个")
    assert len(page.chart.bars) == 5
    assert "未来健康" in page.chart.accessibleDescription()
    assert not page.chart.grab().isNull()
    with qtbot.waitSignal(desk.goto) as asked:
        page.next.click()
    assert asked.args[0] == "chase"


def test_a_period_without_reports_says_so(qtbot: QtBot, desk: Desk) -> None:
    desk.show_period(Q2.next())
    page = opened(qtbot, desk, CityOverviewPage)
    assert page.received.text() == "0 / 16 区"
    assert page.next.text().startswith("接收报送表")


def test_sixteen_districts_are_reviewed(
    qtbot: QtBot, desk: Desk, qtmodeltester: ModelTester
) -> None:
    page = opened(qtbot, desk, ReviewPage)
    assert page.model.rowCount() == 16
    states = {one.district: one.state for one in page.model.rows}
    assert states.pop(CHONGMING) == "received"
    assert set(states.values()) == {"missing"}
    assert page.name.text() == "崇明区　已接收"
    tabs = [page.tabs.tabText(at) for at in range(page.tabs.count())]
    assert {"项目基本情况 18", "项目进展情况 17"} <= set(tabs)
    qtmodeltester.check(page.model)


def test_a_jump_selects_the_row_in_the_districts_data(qtbot: QtBot, desk: Desk) -> None:
    page = ReviewPage(desk)
    qtbot.addWidget(page)
    page.show()
    page.enter()
    record = f"{CHONGMING}-2023-P0002"
    page.reveal("F01", record, "address")  # Asked for while the districts are being checked.
    wait_for_jobs(qtbot, desk)
    table = page.rows.tables["F01"]
    assert page.tabs.currentWidget() is table
    assert page.rows.place(table) == ("F01", record, "address")
    row = desk.session.ledger.row("F01", CHONGMING, "2026Q2", record)
    assert row is not None
    assert page.detail.text() == f"{row.title}\n详细地址：{row.cell('address')}"
    page.tabs.setCurrentWidget(page.draft)
    assert not page.detail.isVisible()
    page.tabs.setCurrentWidget(page.found_table)
    assert page.detail.isVisible()
    assert page.findings.rows[page.found_table.current_row()].message in page.detail.text()
    page.table.setCurrentIndex(page.model.index(0, 0))
    page.reveal("F02", record, "")
    assert page.rows.place(page.tabs.currentWidget()) == ("F02", record, "")
    assert page.table.current_row() == 15
    page.reveal("F02", f"{CHONGMING}-2023-P9999", "")
    assert page.rows.place(page.tabs.currentWidget()) == ("F02", record, "")


def test_private_names_are_masked_in_the_rows(qtbot: QtBot, desk: Desk) -> None:
    page = opened(qtbot, desk, ReviewPage)
    form = desk.session.forms["F01"]
    private = [entry.full_title for entry in form.items() if entry.private]
    assert private
    model = page.rows.models["F01"]
    at = next(at for at, one in enumerate(model.columns) if one.title == private[0])
    shown = model.index(0, at).data()
    row = desk.session.ledger.all_rows(CHONGMING, "2026Q2")["F01"]
    real = {str(one.cell(form.items()[0].name)) for one in row.values()}
    assert shown not in real
    assert "＊" in shown or "*" in shown


def test_accepting_a_district_writes_its_receipt(
    qtbot: QtBot, desk: Desk, dialogs: FakeDialogs, tmp_path: Path
) -> None:
    page = opened(qtbot, desk, ReviewPage)
    page.comment.setText("数据齐全")
    page.accept.click()
    assert not desk.jobs.busy
    dialogs.folder = tmp_path
    page.accept.click()
    wait_for_jobs(qtbot, desk)
    assert (tmp_path / f"WLCY_{CHONGMING}_2026Q2_B01_HUIZHI.xlsx").is_file()
    page.enter()
    wait_for_jobs(qtbot, desk)
    assert page.name.text() == "崇明区　已验收"
    assert not page.accept.isEnabled()
    record = desk.session.ledger.received(CHONGMING, "2026Q2")[0]
    assert (record.state, record.comment) == ("accepted", "数据齐全")


def test_a_missing_district_cannot_be_accepted(qtbot: QtBot, desk: Desk) -> None:
    page = opened(qtbot, desk, ReviewPage)
    page.table.setCurrentIndex(page.model.index(0, 0))
    assert page.facts.text() == "本期还没有报送。"
    assert not page.accept.isEnabled()
    page.reveal("F01", f"{CHONGMING}-2023-P0001", "")
    assert page.accept.isEnabled()


def test_the_report_is_exported(
    qtbot: QtBot, desk: Desk, dialogs: FakeDialogs, tmp_path: Path
) -> None:
    page = opened(qtbot, desk, TotalsPage)
    page.export.click()
    assert not desk.jobs.busy
    dialogs.file = tmp_path / "汇总.xlsx"
    page.export.click()
    wait_for_jobs(qtbot, desk)
    assert dialogs.file.stat().st_size > 0


def test_the_chase_names_who_owes(qtbot: QtBot, desk: Desk) -> None:
    page = opened(qtbot, desk, ChasePage)
    assert page.model.rowCount() == 15
    assert "还有 15 个区要催报" in page.headline.text()
    text = page.text.toPlainText()
    assert "黄浦区" in text
    assert "崇明区" not in text
    page.copy.click()
    assert QApplication.clipboard().text() == text


def test_a_task_package_is_made(
    qtbot: QtBot, desk: Desk, dialogs: FakeDialogs, tmp_path: Path
) -> None:
    page = opened(qtbot, desk, ChasePage)
    assert page.task.deadline.date().toString("yyyy-MM-dd") == "2026-07-10"
    page.task.deadline.setDate(QDate(2026, 7, 20))
    page.task.legal["form_no"].setText("沪未来01表")
    page.task.make.click()
    assert not desk.jobs.busy
    dialogs.folder = tmp_path
    page.task.make.click()
    wait_for_jobs(qtbot, desk)
    assert (tmp_path / "WLCY_2026Q2_RENWUBAO.xlsx").is_file()
    assert "2026年7月20日" in page.due.text()
    page.task.legal["valid_to"].setText("明年")
    with qtbot.waitSignal(desk.said) as said:
        page.task.make.click()
    wait_for_jobs(qtbot, desk)
    assert "有效期至" in said.args[0]


def test_what_is_the_citys_own_matter_stands_above_the_districts(qtbot: QtBot, desk: Desk) -> None:
    page = opened(qtbot, desk, ReviewPage)
    lines = page.own.text().split("\n")
    assert any("15 个区未报" in line for line in lines)
    assert any("认定名单" in line for line in lines)
    assert page.own.isVisibleTo(page)
    shown = [one.rule for one in page.findings.rows]
    assert shown == [one.rule for one in received_findings(desk.session, CHONGMING, Q2)]
    assert shown


def test_forms_asked_for_travel_with_the_task(
    qtbot: QtBot, desk: Desk, tmp_path: Path, dialogs: FakeDialogs
) -> None:
    page = opened(qtbot, desk, ChasePage)
    due, model = page.task.due, page.task.due.model()
    rows = [model.data(model.index(at, 0)).split()[0] for at in range(model.rowCount())]
    at = rows.index("F08")
    assert [model.data(model.index(at, column)) for column in (1, 2, 3)] == [
        *("年报", "不报", "按表式")
    ]
    assert model.setData(model.index(at, 3), "每期都报")
    assert model.data(model.index(at, 2)) == "报"
    assert model.setData(model.index(rows.index("F01"), 3), "半年报")
    assert model.setData(model.index(rows.index("F01"), 3), "按表式")
    assert not model.setData(model.index(at, 3), "有时")
    assert due.overrides == {"F08": True}
    dialogs.folder = tmp_path
    page.task.make.click()
    wait_for_jobs(qtbot, desk)
    assert desk.session.due == {"F08": True}
    assert json.loads(desk.session.ledger.get_setting("due")) == {"F08": True}
    assert "随任务包下发：改动的规则 无，豁免 0 项" in page.task.travels.text()
