"""The window: places, keys, the message bar, the period on screen, closing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QWidget

from desktop.ui.places import PLACES, SETTINGS, makings
from desktop.ui.settings_page import SettingsPage
from desktop.ui.window import MainWindow
from desktop.workflow.capabilities import Capability, capabilities
from desktop.workflow.entry import Typed
from forms.periods import Period
from tests.ui.shell_parts import FakeDialogs, city, desk_on, district, wait_for_jobs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.workflow.session import Session

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier


def show(qtbot: QtBot, session: Session, dialogs: FakeDialogs | None = None) -> MainWindow:
    desk = desk_on(session, dialogs)
    window = MainWindow(desk, makings(session.abilities), (SETTINGS, SettingsPage))
    desk.setParent(window)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    window.open_place("")
    return window


@pytest.fixture
def clerk(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    session = district(tmp_path, "2026Q2", "2026Q3")
    window = show(qtbot, session)
    yield window
    window.close()
    session.close()


@pytest.fixture
def city_window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    session = city(tmp_path)
    window = show(qtbot, session)
    yield window
    wait_for_jobs(qtbot, window.desk)
    window.close()
    session.close()


def test_each_role_sees_its_places() -> None:
    titles = {
        role: [place.title for place, _ in makings(capabilities(role))]
        for role in ("district", "city", "")
    }
    assert titles == {
        "district": ["概览", "填报", "审核", "上报", "往来", "指标", "方案覆盖", "填报说明"],
        "city": ["总览", "收件", "审阅", "汇总", "催报", "方案覆盖", "填报说明", "规则与口径"],
        "": [],
    }
    assert {place.capability for place in PLACES} == set(Capability)
    assert all(place.page_class().at is place for place in (*PLACES, SETTINGS))


def test_control_and_a_number_open_places(clerk: MainWindow, qtbot: QtBot) -> None:
    assert clerk.place == "overview"
    for key, place in (
        (Key.Key_4, "submit"),
        (Key.Key_2, "entry"),
        (Key.Key_1, "overview"),
        (Key.Key_5, "exchange"),
    ):
        QTest.keyClick(clerk, key, Control)
        assert clerk.place == place
        assert clerk.rail.buttons[place].isChecked()
        assert clerk.page(place).isAncestorOf(clerk.focusWidget())
    QTest.keyClick(clerk, Key.Key_Comma, Control)
    assert clerk.place == "settings"


def test_the_other_pages_are_made_while_nobody_waits(clerk: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: clerk.stack.count() == 8)


def test_undo_and_redo_by_key_from_any_place(clerk: MainWindow, qtbot: QtBot) -> None:
    desk = clerk.desk
    first = next(iter(desk.book.context.rows["F01"]))
    before = desk.book.context.rows["F01"][first].cell("remark")
    desk.type_cells("F01", [Typed(first, "remark", "试一试")])
    assert clerk.top.undo_button.isEnabled()
    assert "修改备注" in clerk.top.undo_button.toolTip()
    QTest.keyClick(clerk, Key.Key_Z, Control)
    assert desk.book.context.rows["F01"][first].cell("remark") == before
    assert clerk.message.text.text() == "已撤销：修改备注"
    QTest.keyClick(clerk, Key.Key_Y, Control)
    assert desk.book.context.rows["F01"][first].cell("remark") == "试一试"


def test_a_large_change_offers_undo_instead_of_asking_before(clerk: MainWindow) -> None:
    desk = clerk.desk
    ids = list(desk.book.context.rows["F01"])
    desk.delete_rows("F01", ids[:2])
    assert clerk.message.isVisible()
    assert "删除" in clerk.message.text.text()
    QTest.mouseClick(clerk.message._undo, Qt.MouseButton.LeftButton)
    assert sorted(desk.book.context.rows["F01"]) == sorted(ids)


def test_errors_stay_until_read_and_news_goes(clerk: MainWindow, qtbot: QtBot) -> None:
    clerk.say("请换一个文件夹。", "error")
    assert not clerk.message._timer.isActive()
    assert clerk.message.text.accessibleName() == "请换一个文件夹。"
    clerk.say("好了。", "done")
    assert clerk.message._timer.isActive()
    clerk.message._close.click()
    assert not clerk.message.isVisible()


def test_another_period_is_shown_everywhere(clerk: MainWindow) -> None:
    box = clerk.top.periods
    assert [box.itemText(at) for at in range(box.count())] == [
        "2026年三季度（季报）",
        "2026年二季度（季报）",
    ]
    box.setFocus()
    QTest.keyClick(box, Key.Key_Down)
    assert clerk.desk.period == Period.parse("2026Q2")
    page = clerk.page("overview")
    assert page.headline.text() == "2026年二季度季报"  # type: ignore[attr-defined]


def test_help_tells_the_keys(clerk: MainWindow) -> None:
    QTest.keyClick(clerk, Key.Key_F1)
    assert "Ctrl+1" in clerk.message.text.text()


def test_goto_shows_the_cell_where_it_is_edited(clerk: MainWindow) -> None:
    clerk.desk.goto.emit("submit", "F00", "310151", "phone")
    assert clerk.place == "submit"
    assert clerk.focusWidget() is clerk.page("submit").cover.edits["phone"]  # type: ignore[attr-defined]


def test_the_badge_counts_what_blocks(clerk: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: clerk.stack.count() == 8)
    desk = clerk.desk
    first = next(iter(desk.book.context.rows["F01"]))
    desk.type_cells("F01", [Typed(first, "project_name", "")])
    waiting = sum(one.blocks for one in desk.findings)
    assert waiting > 0
    button = clerk.rail.buttons["findings"]
    assert button._badge.text() == str(waiting)
    assert button.accessibleName() == f"审核，{waiting} 条待处理"


def test_closing_during_work_asks(qtbot: QtBot, tmp_path: Path) -> None:
    session, dialogs = district(tmp_path, "2026Q2"), FakeDialogs(agrees=False)
    window = show(qtbot, session, dialogs)
    window.desk.jobs.run(
        "等待",
        lambda _p, cancelled: [None for _ in iter(cancelled, True)] and None,
        lambda _r: None,
    )
    assert not window.close()
    assert dialogs.asked == ["正在处理"]
    dialogs.agrees = True
    assert window.close()
    assert not window.desk.jobs.busy
    session.close()


@pytest.mark.parametrize("role", ["clerk", "city_window"])
def test_every_control_is_named_and_reachable(
    role: str, request: pytest.FixtureRequest, qtbot: QtBot
) -> None:
    window = request.getfixturevalue(role)
    for place in window._makings:
        window.open_place(place)
    wait_for_jobs(qtbot, window.desk)
    controls = (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView)
    unnamed = [
        f"{type(one).__name__} {one.objectName()} in {_page_of(one)}"
        for one in window.findChildren(QWidget)
        if isinstance(one, controls)
        and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not _name(one)
        and not isinstance(one.parentWidget().parentWidget(), QComboBox)
    ]
    assert unnamed == []


def _name(one: QWidget) -> str:
    text = one.text() if isinstance(one, QAbstractButton) else ""
    return one.accessibleName() or text or one.toolTip()


def _page_of(one: QWidget) -> str:
    parent = one.parentWidget()
    while parent is not None and not parent.objectName():
        parent = parent.parentWidget()
    return parent.objectName() if parent is not None else ""


def test_no_letter_is_given_twice_on_a_page(clerk: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: clerk.stack.count() == 8)
    for place in ("overview", "submit", "settings"):
        clerk.open_place(place)
        buttons = clerk.page(place).findChildren(QAbstractButton)
        keys = [
            one.shortcut().toString()
            for one in buttons
            if one.isVisible() and not one.shortcut().isEmpty()
        ]
        assert len(keys) == len(set(keys)), (place, keys)
