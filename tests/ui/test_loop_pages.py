"""The loop between district and city, from page to page: as two people in two windows do it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest

from desktop.ui.exchange_page import ExchangePage
from desktop.ui.findings_page import FindingsPage
from desktop.ui.inbox_page import InboxPage
from desktop.ui.page import Page
from desktop.ui.review_page import ReviewPage
from desktop.ui.submit_page import SubmitPage
from desktop.workflow.entry import Typed
from desktop.workflow.reviewing import recognise
from desktop.workflow.signing import own_fingerprint
from forms.checks.city import RECOGNISED
from forms.checks.settings import RuleSettings
from forms.findings import Finding
from tests.ui.shell_parts import (
    CHONGMING,
    GOOD_REASON,
    FakeDialogs,
    city,
    desk_on,
    district,
    wait_for_jobs,
)
from tests.workflow.stories import Q2, submitted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.ui.desk import Desk

PROJECT = f"{CHONGMING}-2023-P0001"
Kind = TypeVar("Kind", bound=Page)


@pytest.fixture
def dialogs(tmp_path: Path) -> FakeDialogs:
    return FakeDialogs(folder=tmp_path, reason=GOOD_REASON)


@pytest.fixture
def clerk(qtbot: QtBot, tmp_path: Path, dialogs: FakeDialogs) -> Iterator[Desk]:
    """崇明 after its first submission of 2026Q2."""
    session = district(tmp_path, "2026Q2")
    submitted(session, Q2, tmp_path)
    made = desk_on(session, dialogs)
    yield made
    made.jobs.stop()
    session.close()


@pytest.fixture
def office(qtbot: QtBot, tmp_path: Path, dialogs: FakeDialogs) -> Iterator[Desk]:
    """The city's office, which has received nothing yet."""
    session = city(tmp_path)
    made = desk_on(session, dialogs)
    made.show_period(Q2)
    yield made
    made.jobs.stop()
    session.close()


def opened(qtbot: QtBot, desk: Desk, kind: type[Kind]) -> Kind:
    page = kind(desk)
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    page.enter()
    wait_for_jobs(qtbot, desk)
    return page


def name(revision: int, ending: str = "") -> str:
    return f"WLCY_{CHONGMING}_2026Q2_B{revision:02d}{ending}.xlsx"


def received(qtbot: QtBot, office: Desk, file: Path) -> ReviewPage:
    inbox = opened(qtbot, office, InboxPage)
    inbox.take_files([file])
    wait_for_jobs(qtbot, office)
    page = opened(qtbot, office, ReviewPage)
    page.reveal("", PROJECT, "")
    return page


def choose_cell(page: ReviewPage, form: str, record_id: str, field: str) -> None:
    table, model = page.rows.tables[form], page.rows.models[form]
    row = next(at for at, one in enumerate(model.rows) if one.record_id == record_id)
    page.tabs.setCurrentWidget(table)
    table.setCurrentIndex(model.index(row, page.rows.field_names[form].index(field)))


def returned(qtbot: QtBot, page: ReviewPage) -> None:
    """Two marks: one on a cell, one on a record."""
    choose_cell(page, "F01", PROJECT, "address")
    page.comment.setText("请写到门牌号")
    page.mark.click()
    choose_cell(page, "F02", PROJECT, "")
    page.comment.setText("请核对整条记录")
    page.mark.click()
    page.comment.setText("请修改后重报")
    page.send_back.click()
    wait_for_jobs(qtbot, page.desk)


def test_two_marks_go_round(qtbot: QtBot, clerk: Desk, office: Desk, tmp_path: Path) -> None:
    review = received(qtbot, office, tmp_path / name(1))
    assert review.name.text() == "崇明区　已接收"
    returned(qtbot, review)
    assert office.session.ledger.received(CHONGMING, "2026Q2")[0].state == "returned"

    exchange = opened(qtbot, clerk, ExchangePage)
    exchange.take_in(tmp_path / name(1, "_TUIHUI"))
    wait_for_jobs(qtbot, clerk)
    assert exchange.key_bar.isVisible()
    qtbot.keyClicks(exchange.key_bar.typed, own_fingerprint(office.session))
    QTest.keyClick(exchange.key_bar.typed, Qt.Key.Key_Return)
    wait_for_jobs(qtbot, clerk)
    assert not exchange.key_bar.isVisible()
    assert exchange.badge() == 2
    clerk.type_cells("F01", [Typed(PROJECT, "address", "示例路9号")])
    exchange.pane.table.setCurrentIndex(exchange.pane.model.index(0, 0))
    exchange.pane.buttons["corrected"].click()
    exchange.pane.text.setText(GOOD_REASON)
    exchange.pane.buttons["explained"].click()
    assert exchange.badge() == 0

    submit = opened(qtbot, clerk, SubmitPage)
    assert submit.headline.text() == "可以上报"
    submit.export_submission()
    wait_for_jobs(qtbot, clerk)
    assert clerk.session.ledger.submissions(CHONGMING, "2026Q2")[-1].revision == 2

    review = received(qtbot, office, tmp_path / name(2))
    answers = [(one.answer, one.text) for one in review.answers.model.rows]
    assert answers == [("corrected", ""), ("explained", GOOD_REASON)]
    review.tabs.setCurrentWidget(review.diff)
    wait_for_jobs(qtbot, office)
    (line,) = review.diff.model.rows
    assert (line.field, line.new) == ("详细地址", "示例路9号")
    assert "修改 1 条记录" in review.diff.headline.text()

    review.accept.click()
    wait_for_jobs(qtbot, office)
    exchange.take_in(tmp_path / name(2, "_HUIZHI"))
    wait_for_jobs(qtbot, clerk)
    assert "已验收" in exchange.state.text()
    info = clerk.session.ledger.period_info(CHONGMING, "2026Q2")
    assert info is not None
    assert (info.state, info.revision) == ("accepted", 2)


def test_findings_become_marks(qtbot: QtBot, clerk: Desk, office: Desk, tmp_path: Path) -> None:
    review = received(qtbot, office, tmp_path / name(1))
    finding = review_finding(review)
    review.tabs.setCurrentWidget(review.found_table)
    review.found_table.selectionModel().select(
        review.findings.index(0, 0),
        QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
    )
    review.mark.click()
    review.mark.click()
    assert [(one.rule, one.severity) for one in review.draft.marks] == [
        (finding.rule, finding.severity)
    ]
    assert "退回意见 1" in [review.tabs.tabText(at) for at in range(review.tabs.count())]


def review_finding(review: ReviewPage) -> Finding:
    """A finding to choose, whether the sample has one of its own or not."""
    made = Finding("A77", "hard", "F01", PROJECT, "address", "", "重复。", "请核对。", "示例项目")
    review.findings.show([made])
    return made


def test_gathered_marks_are_rewritten_and_dropped(
    qtbot: QtBot, clerk: Desk, office: Desk, tmp_path: Path
) -> None:
    review = received(qtbot, office, tmp_path / name(1))
    review.tabs.setCurrentWidget(review.draft)
    with qtbot.waitSignal(office.said) as said:
        review.mark.click()
    assert "请先在左边写下意见" in said.args[0]
    with qtbot.waitSignal(office.said) as said:
        review.send_back.click()
    assert "请先列出意见" in said.args[0]
    for words in ("一", "二"):
        review.comment.setText(words)
        review.mark.click()
    model = review.draft.model
    assert model.setData(model.index(0, 4), "第一条")
    assert not model.setData(model.index(0, 4), "  ")
    assert [one.message for one in review.draft.marks] == ["第一条", "二"]
    review.draft.table.setCurrentIndex(model.index(0, 0))
    review.draft.table.setFocus()
    QTest.keyClick(review.draft.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: len(review.draft.marks) == 1)
    assert [(one.number, one.message) for one in review.draft.marks] == [(1, "二")]
    review.table.setCurrentIndex(review.model.index(0, 0))
    assert review.draft.marks == []
    assert not review.send_back.isEnabled()


def test_the_city_waives_a_finding(
    qtbot: QtBot, clerk: Desk, office: Desk, dialogs: FakeDialogs, tmp_path: Path
) -> None:
    for target in RECOGNISED:
        recognise(office.session, target, ["虚拟名称"])
    review = received(qtbot, office, tmp_path / name(1))
    chosen = review.findings.rows[0]
    count = len(review.findings.rows)
    dialogs.reason = "情况属实"
    with qtbot.waitSignal(office.said) as said:
        review.waive.click()
    assert "写明事由" in said.args[0]
    dialogs.reason = GOOD_REASON
    review.waive.click()
    wait_for_jobs(qtbot, office)
    assert office.session.rules.waivers == {(chosen.rule, chosen.record_id): GOOD_REASON}
    assert len(review.findings.rows) < count
    assert chosen.id not in {one.id for one in review.findings.rows}
    review.tabs.setCurrentWidget(review.draft)
    with qtbot.waitSignal(office.said) as said:
        review.waive.click()
    assert "请先在“审核结果”中选中一条" in said.args[0]


def test_a_waiver_is_never_silent(qtbot: QtBot, clerk: Desk) -> None:
    page = opened(qtbot, clerk, FindingsPage)
    assert page.waived.isHidden()
    clerk.session = replace(
        clerk.session, rules=RuleSettings(waivers={("A39", PROJECT): GOOD_REASON})
    )
    clerk.refresh()
    page.enter()
    assert page.waived.text().startswith("市级豁免 1 项：A39 ")
    assert GOOD_REASON in page.waived.text()
    assert GOOD_REASON in page.waived.toolTip()
