"""上报: what stands in the way is listed, explained, signed; then a file is written and locked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.ui.exchange_page import ExchangePage
from desktop.ui.overview_page import OverviewPage
from desktop.ui.submit_page import EXPLAIN_COLUMN, SubmitPage
from desktop.workflow import demo
from desktop.workflow.entry import Typed
from desktop.workflow.opening import open_period
from tests.ui.shell_parts import (
    CHONGMING,
    GOOD_REASON,
    FakeDialogs,
    desk_on,
    district,
    press,
    shown,
    type_text,
    wait_for_jobs,
)
from tests.workflow.stories import Q2

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.modeltest import ModelTester
    from pytestqt.qtbot import QtBot

    from desktop.ui.desk import Desk

Key = Qt.Key


@pytest.fixture
def dialogs(tmp_path: Path) -> FakeDialogs:
    return FakeDialogs(folder=tmp_path, reason=GOOD_REASON)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, dialogs: FakeDialogs) -> Iterator[Desk]:
    made = desk_on(district(tmp_path, "2026Q2"), dialogs)
    yield made
    made.jobs.stop()
    made.session.close()


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> SubmitPage:
    made = shown(SubmitPage(desk), qtbot)
    made.enter()
    return made


def blank(desk: Desk, name: str) -> str:
    record_id = next(iter(desk.book.context.rows["F01"]))
    desk.type_cells("F01", [Typed(record_id, name, "")])
    return record_id


def soft_row(desk: Desk) -> None:
    """Make one soft finding: a project's time is long over while it is still being built."""
    rows = desk.book.context.rows["F01"].values()
    one = next(row for row in rows if row.cell("stage") is not None)
    desk.type_cells("F01", [Typed(one.record_id, "planned_finish", "2026-05")])


def ready(desk: Desk) -> None:
    demo.explain_all(desk.session, Q2)
    desk.refresh()


def test_hard_findings_are_listed_and_lead_to_their_cell(
    page: SubmitPage, desk: Desk, qtbot: QtBot, qtmodeltester: ModelTester
) -> None:
    ready(desk)
    record_id = blank(desk, "project_name")
    page.enter()
    assert page.tiles["stops"].text() == "强制性错误　1"
    assert not page.export.isEnabled()
    assert "有 1 项待处理" in page.headline.text()
    assert "项目名称" in page.detail.text()
    page.table.setFocus()
    with qtbot.waitSignal(desk.goto) as asked:
        press(Key.Key_Return)
    assert asked.args == ["entry", "F01", record_id, "project_name"]
    qtmodeltester.check(page.model)


def test_an_explanation_is_typed_where_it_is_missing(
    page: SubmitPage, desk: Desk, qtbot: QtBot
) -> None:
    ready(desk)
    soft_row(desk)
    page.enter()
    waiting = len(page._listed("to_explain"))
    assert waiting >= 1
    page.tiles["to_explain"].click()
    page.table.setFocus()
    assert page.table.currentIndex().column() == EXPLAIN_COLUMN
    first = page.model.rows[0]
    press(Key.Key_Return)
    type_text(GOOD_REASON)
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: len(page._listed("to_explain")) == waiting - 1)
    known = desk.session.ledger.explanations(CHONGMING, "2026Q2")
    assert known[first.id][1] == GOOD_REASON


def test_an_empty_phrase_is_refused_with_a_sentence(
    page: SubmitPage, desk: Desk, qtbot: QtBot
) -> None:
    ready(desk)
    soft_row(desk)
    page.enter()
    page.tiles["to_explain"].click()
    index = page.model.index(0, EXPLAIN_COLUMN)
    with qtbot.waitSignal(desk.said) as said:
        assert not page.model.setData(index, "情况属实")
    assert said.args[1] == "error"


def test_a_missing_explanation_is_counted_once(page: SubmitPage, desk: Desk) -> None:
    ready(desk)
    soft_row(desk)
    page.enter()
    assert page.tiles["stops"].text() == "强制性错误　0"
    assert page.tiles["to_explain"].isChecked()


def test_the_cover_is_signed_here(page: SubmitPage, desk: Desk) -> None:
    ready(desk)
    edit = page.cover.edits["preparer"]
    edit.setFocus()
    edit.selectAll()
    press(Key.Key_Delete)
    press(Key.Key_Tab)
    assert edit.property("wrong") == "true"
    assert not page.export.isEnabled()
    page.cover.reveal("preparer")
    type_text("示例丁")
    press(Key.Key_Return)
    assert edit.property("wrong") == "false"
    assert page.export.isEnabled()
    assert desk.book.context.rows["F00"][CHONGMING].cell("preparer") == "示例丁"
    assert desk.session.ledger.get_setting("cover.preparer") == "示例丁"


def test_a_cover_finding_leads_to_the_field_beside_it(page: SubmitPage, desk: Desk) -> None:
    ready(desk)
    desk.type_cells("F00", [Typed(CHONGMING, "phone", "")])
    page.enter()
    at = next(at for at, one in enumerate(page.model.rows) if one.field == "phone")
    page._open(at)
    assert page.cover.edits["phone"].hasFocus()


def test_exporting_writes_tells_and_locks(
    page: SubmitPage, desk: Desk, qtbot: QtBot, tmp_path: Path, dialogs: FakeDialogs
) -> None:
    ready(desk)
    page.enter()
    assert page.clear.isVisible()
    page.export.setFocus()
    press(Key.Key_Space)
    wait_for_jobs(qtbot, desk)
    page.enter()
    assert (tmp_path / f"WLCY_{CHONGMING}_2026Q2_B01.xlsx").exists()
    assert page.made is not None
    assert page.made.digest.short in page.result_text.text()
    assert page.result.isVisible()
    assert page.headline.text() == "本期已上报"
    assert not page.export.isEnabled()
    assert page.sent.rowCount() == 1
    info = desk.period_info
    assert info is not None
    assert info.state == "submitted"


def test_reporting_again_needs_a_change_and_a_reason(
    page: SubmitPage, desk: Desk, qtbot: QtBot, dialogs: FakeDialogs
) -> None:
    ready(desk)
    page.enter()
    page.export_submission()
    wait_for_jobs(qtbot, desk)
    first = next(iter(desk.book.context.rows["F01"]))
    desk.type_cells("F01", [Typed(first, "remark", "更正")])
    assert dialogs.asked[-1] == "修改已上报的数据"
    page.enter()
    ready(desk)
    page.enter()
    assert page.reason.isVisible()
    with qtbot.waitSignal(desk.said) as refused:
        page.export_submission()
    wait_for_jobs(qtbot, desk)
    assert "写明原因" in refused.args[0]
    page.reason.setFocus()
    type_text(GOOD_REASON)
    page.export_submission()
    wait_for_jobs(qtbot, desk)
    assert page.sent.rowCount() == 2
    exchange = ExchangePage(desk)
    qtbot.addWidget(exchange)
    exchange.enter()
    assert [one.revision for one in exchange.model.rows] == [2, 1]
    assert exchange.model.index(0, 6).data() == GOOD_REASON


def test_choosing_no_folder_does_nothing(
    page: SubmitPage, desk: Desk, dialogs: FakeDialogs
) -> None:
    ready(desk)
    dialogs.folder = None
    page.export_submission()
    assert not desk.jobs.busy


def test_the_overview_points_to_the_next_step(qtbot: QtBot, desk: Desk, page: SubmitPage) -> None:
    overview = OverviewPage(desk)
    qtbot.addWidget(overview)
    ready(desk)
    overview.enter()
    assert overview.submit_step.property("tone") == "next"
    assert overview.submit_step.figure.text() == "可以上报"
    blank(desk, "project_name")
    overview.enter()
    assert overview.check_step.property("tone") == "next"
    assert "下一步" in overview.check_step.accessibleName()
    open_period(desk.session, "2026Q3")
    desk.show_period(desk.choices[0])
    overview.enter()
    assert overview.enter_step.property("tone") == "next"
    assert "由上期结转" in overview.enter_step.detail.text()
    assert {one.code for one in overview.model.rows if one.to_confirm} == {"F01", "F02", "F12"}
    assert all(one.to_confirm in {0, one.rows} for one in overview.model.rows)
    asked_for = {one.code: one.asked for one in overview.model.rows}
    assert (asked_for["F12"], asked_for["F05"]) == ("应报", "不报（半年报）")
    assert [one.is_due for one in overview.model.rows] == sorted(
        (one.is_due for one in overview.model.rows), reverse=True
    )
    with qtbot.waitSignal(desk.goto) as asked:
        overview.enter_step.go.click()
    assert asked.args[0] == "entry"
    with qtbot.waitSignal(desk.goto) as asked:
        overview.table.opened.emit(1)
    assert asked.args[:2] == ["entry", "F02"]


def test_an_empty_ledger_invites_to_begin(qtbot: QtBot, tmp_path: Path) -> None:
    desk = desk_on(district(tmp_path))
    overview = OverviewPage(desk)
    qtbot.addWidget(overview)
    overview.show()
    overview.enter()
    assert overview.empty.isVisible()
    assert overview.first.text() == "建立2026年三季度报告期(&N)"
    QTest.mouseClick(overview.first, Qt.MouseButton.LeftButton)
    overview.enter()
    assert overview.body.isVisible()
    assert overview.headline.text() == "2026年三季度季报"
    desk.session.close()
