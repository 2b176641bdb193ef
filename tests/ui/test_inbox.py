"""收件: files and folders dropped or chosen; each answered, none half."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from desktop.ui.inbox_page import InboxPage
from desktop.workflow.receiving import Receipt
from desktop.workflow.signing import key_state
from exports.reader import AlteredRow
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
    made = desk_on(city(tmp_path), dialogs)
    yield made
    made.jobs.stop()
    made.session.close()


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> InboxPage:
    made = InboxPage(desk)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    folder = tmp_path / "报送"
    folder.mkdir()
    return submission(folder, Q2).file


def drop(page: InboxPage, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, plain = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter = QDragEnterEvent(QPoint(5, 5), copy, data, left, plain)
    QApplication.sendEvent(page, enter)
    assert enter.isAccepted()
    assert page.drop.property("tone") == "drop"
    QApplication.sendEvent(page, QDropEvent(QPointF(5, 5), copy, data, left, plain))
    assert page.drop.property("tone") == ""


def test_a_dropped_folder_is_taken_in(
    page: InboxPage, desk: Desk, qtbot: QtBot, sent: Path, qtmodeltester: ModelTester
) -> None:
    (sent.parent / "坏的.xlsx").write_bytes(b"PK nothing")
    drop(page, sent.parent)
    wait_for_jobs(qtbot, desk)
    assert {one.file.name: one.outcome for one in page.receipts} == {
        sent.name: "received",
        "坏的.xlsx": "refused",
    }
    assert page.summary.text() == "已接收 1，未接收 1 份"
    assert "坏的.xlsx" in page.detail.toPlainText()
    assert desk.period == Q2
    assert [one.district for one in desk.session.ledger.received()] == [CHONGMING]
    qtmodeltester.check(page.model)


def test_chosen_files_and_the_same_again(
    page: InboxPage, desk: Desk, qtbot: QtBot, sent: Path, dialogs: FakeDialogs
) -> None:
    dialogs.files = [sent]
    page._ask_files()
    wait_for_jobs(qtbot, desk)
    assert page.receipts[0].outcome == "received"
    assert "市级审核" in page.detail.toPlainText()
    dialogs.folder = sent.parent
    page._ask_folder()
    wait_for_jobs(qtbot, desk)
    assert page.receipts[0].outcome == "identical"
    assert page.model.index(0, 1).data() == "重复，已接收过"


def test_no_file_in_the_folder_is_said(
    page: InboxPage, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "空").mkdir()
    with qtbot.waitSignal(desk.said) as said:
        page.take_files([tmp_path / "空"])
    wait_for_jobs(qtbot, desk)
    assert "没有找到报送表文件" in said.args[0]


def test_choosing_nothing_starts_nothing(page: InboxPage, desk: Desk) -> None:
    page._ask_files()
    page._ask_folder()
    assert not desk.jobs.busy


@pytest.mark.fault("G12")
def test_cancelling_keeps_what_was_received(
    page: InboxPage, desk: Desk, qtbot: QtBot, sent: Path
) -> None:
    copies = [sent]
    for number in range(4):
        copy = sent.with_name(f"副本{number}.xlsx")
        copy.write_bytes(sent.read_bytes())
        copies.append(copy)
    jobs = []
    desk.jobs.started.connect(jobs.append)
    page.take_files(copies)
    jobs[0].progress.connect(lambda *_: jobs[0].cancel())
    wait_for_jobs(qtbot, desk)
    assert 1 <= len(page.receipts) <= len(copies)
    assert page.receipts[0].outcome == "received"


def test_altered_rows_are_named(page: InboxPage, tmp_path: Path) -> None:
    rows = (
        AlteredRow("F01", "310151-2023-P0001", "F01", 9, "C9", "changed", ("project_name",)),
        AlteredRow("F02", "310151-2023-P0002", "F02", 0, "", "removed"),
    )
    page.receipts = [Receipt(tmp_path / "a.xlsx", "refused", "altered", "被改动过。", altered=rows)]
    page._show_receipts()
    text = page.detail.toPlainText()
    assert "F01 C9 被修改（310151-2023-P0001）：项目名称" in text
    assert "F02 310151-2023-P0002 被删除" in text


def test_a_fingerprint_is_compared_and_pinned_on_the_page(
    page: InboxPage, desk: Desk, qtbot: QtBot, sent: Path
) -> None:
    page.take_files([sent])
    wait_for_jobs(qtbot, desk)
    bar = page.key_bar
    assert bar.isVisible()
    qtbot.keyClicks(bar.typed, "0000")
    qtbot.keyClick(bar.typed, Qt.Key.Key_Return)
    assert bar.isVisible()
    bar.typed.clear()
    qtbot.keyClicks(bar.typed, page.receipts[0].fingerprint)
    with qtbot.waitSignal(desk.said) as said:
        qtbot.keyClick(bar.typed, Qt.Key.Key_Return)
    assert page.receipts[0].fingerprint in said.args[0]
    assert not bar.isVisible()
    assert key_state(desk.session, CHONGMING) == "confirmed"
