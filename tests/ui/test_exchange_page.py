"""往来: a letter is opened, its marks are answered by keyboard, and all that passed is listed."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest

from desktop.ui.exchange_page import ExchangePage
from desktop.ui.overview_page import OverviewPage
from desktop.ui.submit_page import SubmitPage
from desktop.workflow.entry import Typed
from desktop.workflow.opening import open_period
from desktop.workflow.receiving import receive
from desktop.workflow.returning import (
    Issued,
    accept_submission,
    read_mark_text,
    return_submission,
)
from desktop.workflow.tasking import Order, make_task
from tests.ui.shell_parts import (
    CHONGMING,
    GOOD_REASON,
    FakeDialogs,
    city,
    desk_on,
    district,
    press,
    shown,
    type_text,
    wait_for_jobs,
)
from tests.workflow.stories import Q2, Q3, acquainted, submitted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.modeltest import ModelTester
    from pytestqt.qtbot import QtBot

    from desktop.ui.desk import Desk
    from desktop.workflow.session import Session

Key = Qt.Key
PROJECT = f"{CHONGMING}-2023-P0001"


@pytest.fixture
def dialogs(tmp_path: Path) -> FakeDialogs:
    return FakeDialogs(folder=tmp_path, reason=GOOD_REASON)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Session]:
    made = city(tmp_path)
    yield made
    made.close()


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, dialogs: FakeDialogs, office: Session) -> Iterator[Desk]:
    """崇明 after its submission of 2026Q2, which the city has."""
    session = district(tmp_path, "2026Q2")
    receive(office, [submitted(session, Q2, tmp_path).file])
    acquainted(session, office)
    made = desk_on(session, dialogs)
    yield made
    made.jobs.stop()
    session.close()


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> ExchangePage:
    made = shown(ExchangePage(desk), qtbot)
    made.enter()
    return made


@pytest.fixture
def issued(office: Session, tmp_path: Path) -> Issued:
    said = [f"F01:{PROJECT}:address=请写到门牌号", f"F02:{PROJECT}=请核对整条记录"]
    marks = [read_mark_text(office, CHONGMING, Q2, one) for one in said]
    return return_submission(office, CHONGMING, Q2, "请修改", marks, tmp_path)


def opened(qtbot: QtBot, page: ExchangePage, issued: Issued) -> None:
    assert issued.file is not None
    page.take_in(issued.file)
    wait_for_jobs(qtbot, page.desk)


def test_without_a_return_only_the_list_is_shown(page: ExchangePage) -> None:
    assert page.pane.isHidden()
    assert page.badge() == 0
    assert [(one.way, one.what) for one in page.model.rows] == [("报出", "报送表")]


def test_a_return_becomes_a_list_to_work_off(
    qtbot: QtBot, page: ExchangePage, issued: Issued, qtmodeltester: ModelTester
) -> None:
    opened(qtbot, page, issued)
    assert page.pane.isVisible()
    assert page.badge() == 2
    assert "2 条意见，2 条待答复" in page.pane.headline.text()
    assert "请修改" in page.pane.comment.text()
    assert [page.pane.model.index(row, 6).data() for row in (0, 1)] == ["待答复", "待答复"]
    assert page.pane.model.index(0, 4).data() == "详细地址"
    assert "已退回" in page.state.text()
    assert page.model.rows[0].what == "退回单"
    qtmodeltester.check(page.pane.model)


def test_nothing_overlaps_in_the_largest_text(
    qtbot: QtBot, page: ExchangePage, desk: Desk, issued: Issued
) -> None:
    desk.look.choose("light", "largest")
    page.resize(1134, 640)
    opened(qtbot, page, issued)
    pane = page.pane
    pane.detail.setText("长" * 90)
    qtbot.wait(1)
    inside = [pane.headline, pane.comment, pane.table, pane.detail, pane.text, page.table]
    parts = [QRect(one.mapTo(page, QPoint()), one.size()) for one in inside]
    assert all(upper.bottom() <= lower.top() for upper, lower in pairwise(parts))
    assert pane.detail.height() >= pane.detail.heightForWidth(pane.detail.width())
    desk.look.choose("light", "normal")


def test_enter_leads_to_the_cell(qtbot: QtBot, page: ExchangePage, issued: Issued) -> None:
    opened(qtbot, page, issued)
    page.pane.table.setFocus()
    with qtbot.waitSignal(page.desk.goto) as asked:
        press(Key.Key_Return)
    assert asked.args == ["entry", "F01", PROJECT, "address"]


def test_marks_are_answered_by_keyboard(
    qtbot: QtBot, page: ExchangePage, desk: Desk, issued: Issued
) -> None:
    opened(qtbot, page, issued)
    page.pane.table.setFocus()
    with qtbot.waitSignal(desk.said) as said:
        page.pane.buttons["corrected"].click()
    assert "请先修改" in said.args[0]
    assert not page.pane.buttons["corrected"].isChecked()
    desk.type_cells("F01", [Typed(PROJECT, "address", "示例路9号")])
    QTest.keyClick(page, Key.Key_G, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: page.pane.model.index(0, 6).data() == "改正")
    assert page.pane.table.current_row() == 1
    assert page.badge() == 1

    with qtbot.waitSignal(desk.said) as said:
        page.pane.buttons["disputed"].click()
    assert "请先写明情况" in said.args[0]
    page.pane.table.setFocus()
    press(Key.Key_A)
    assert page.pane.text.hasFocus()
    page.pane.text.clear()
    type_text(GOOD_REASON)
    press(Key.Key_Return)
    assert page.pane.model.index(1, 6).data() == "说明"
    assert page.pane.model.index(1, 7).data() == GOOD_REASON
    assert page.badge() == 0
    assert "已全部答复" in page.pane.headline.text()


def test_a_correction_taken_back_is_open_again(
    qtbot: QtBot, page: ExchangePage, desk: Desk, issued: Issued
) -> None:
    opened(qtbot, page, issued)
    desk.type_cells("F01", [Typed(PROJECT, "address", "示例路9号")])
    page.pane.answer("corrected")
    assert page.badge() == 1
    desk.undo()
    assert page.pane.model.index(0, 6).data() == "未改"
    assert page.badge() == 2


def test_overview_and_submit_page_say_what_is_left(
    qtbot: QtBot, page: ExchangePage, desk: Desk, issued: Issued
) -> None:
    opened(qtbot, page, issued)
    overview = OverviewPage(desk)
    qtbot.addWidget(overview)
    overview.enter()
    assert overview.returned_text.text() == "有 2 条退回意见待处理"
    assert not overview.returned.isHidden()
    submit = SubmitPage(desk)
    qtbot.addWidget(submit)
    submit.enter()
    assert submit.tiles["unanswered"].text() == "退回意见　2"
    assert not submit.export.isEnabled()
    submit.tiles["unanswered"].click()
    with qtbot.waitSignal(desk.goto) as asked:
        submit.table.opened.emit(0)
    assert asked.args == ["exchange", "F01", PROJECT, "address"]
    page.reveal("F02", PROJECT, "")
    assert page.pane.table.current_row() == 1
    assert submit.reason.placeholderText() == "按第 1 次报送的退回意见修改"


def test_a_receipt_is_dropped_on_the_page(
    qtbot: QtBot, page: ExchangePage, desk: Desk, office: Session, tmp_path: Path
) -> None:
    receipt = accept_submission(office, CHONGMING, Q2, "数据齐全", tmp_path)
    assert receipt.file is not None
    drop(page, receipt.file)
    wait_for_jobs(qtbot, desk)
    assert "已验收" in page.state.text()
    assert page.pane.isHidden()
    overview, submit = OverviewPage(desk), SubmitPage(desk)
    for other in (overview, submit):
        qtbot.addWidget(other)
        other.enter()
    assert overview.submit_step.figure.text() == "已验收"
    assert overview.submit_step.detail.text().startswith("市级已验收，本期完成。")
    assert submit.headline.text() == "本期已验收"
    assert next((one.way, one.what, one.words) for one in page.model.rows) == (
        "收到",
        "回执",
        "数据齐全",
    )
    with qtbot.waitSignal(desk.said) as said:
        drop(page, receipt.file)
    assert "已经打开过" in said.args[0]


def test_a_file_that_is_no_letter_is_said(
    qtbot: QtBot, page: ExchangePage, desk: Desk, dialogs: FakeDialogs, tmp_path: Path
) -> None:
    dialogs.file = tmp_path / "a.xlsx"
    dialogs.file.write_bytes(b"not a workbook")
    with qtbot.waitSignal(desk.said) as said:
        page.open.click()
    assert "a.xlsx" in said.args[0]
    assert said.args[1] == "error"
    dialogs.file = None
    page.open.click()
    assert not desk.jobs.busy


def test_a_task_package_asks_for_a_fresh_window(
    qtbot: QtBot, page: ExchangePage, desk: Desk, office: Session, tmp_path: Path
) -> None:
    made = make_task(office, Q3, Order("2026-10-20", due={"F05": True}), tmp_path)
    with qtbot.waitSignal(desk.reopen) as asked:
        page.take_in(made.file)
    assert "2026年10月20日" in asked.args[0]
    wait_for_jobs(qtbot, desk)


def test_a_return_of_an_earlier_period_is_still_shown(
    qtbot: QtBot, page: ExchangePage, desk: Desk, issued: Issued
) -> None:
    open_period(desk.session, "2026Q3")
    desk.show_period(Q3)
    opened(qtbot, page, issued)
    assert desk.period == Q2
    desk.show_period(Q3)
    page.enter()
    assert page.pane.isVisible()
    with qtbot.waitSignal(desk.goto) as asked:
        page.pane.table.opened.emit(0)
    assert asked.args[1] == "F01"
    assert desk.period == Q2


def drop(page: ExchangePage, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(10, 10),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    page.dropEvent(event)
