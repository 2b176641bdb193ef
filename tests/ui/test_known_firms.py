"""The names of firms: offered while one types, kept as typed, renamed everywhere on a click."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from desktop.ui.entry_page import EntryPage
from desktop.ui.grid.editors import ChoiceEditor
from desktop.ui.window import MainWindow
from desktop.workflow.entry import Typed
from tests.ui.sample_desk import PUDONG, sample_desk
from tests.ui.shell_parts import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.ui.desk import Desk
    from forms.base import Form

Key = Qt.Key
FIRM, USCC = "上海虚拟星桥科技有限公司", "91310115MA0000111M"


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """Two projects of two firms, and two blank output lines."""
    made = sample_desk(tmp_path, most=0)
    for texts in (
        {"project_name": "示例甲", "entity_name": FIRM, "entity_uscc": USCC},
        {"project_name": "示例乙", "entity_name": "示例大学", "entity_uscc": "91310115MA0000015C"},
    ):
        made.type_block("F01", [], [texts], "登记")
    made.type_block("F12", [], [{"direction_code": "101"}, {"direction_code": "102"}], "登记")
    yield made
    made.session.close()


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> EntryPage:
    made = shown(EntryPage(desk), qtbot)
    made.reveal("F12", "310115-O-0001", "enterprise_name")
    made.panel.fill()
    return made


def stored(desk: Desk, record_id: str = "310115-O-0001") -> Form:
    row = desk.session.ledger.row("F12", PUDONG, "2026Q2", record_id)
    assert row is not None
    return row


def begin(qtbot: QtBot, page: EntryPage, key: str) -> ChoiceEditor:
    """Type a first letter into the grid's cell; answers its editor."""
    assert page.pane is not None
    qtbot.keyClick(page.pane.view, key)
    editor = page.pane.view.indexWidget(page.pane.view.currentIndex())
    assert isinstance(editor, ChoiceEditor)
    return editor


@pytest.mark.parametrize("query", ["xnxq", "xuni", "91310115ma0000111", "xqkj"])
def test_a_firm_is_found_and_chosen_with_its_code(
    qtbot: QtBot, page: EntryPage, desk: Desk, query: str
) -> None:
    editor = begin(qtbot, page, query[0])
    qtbot.keyClicks(editor, query[1:])
    assert editor.popup.model.labels == [f"{FIRM} {USCC}"]
    assert editor.popup.current == ""
    qtbot.keyClick(editor, Key.Key_Down)
    assert editor.text() == f"{FIRM} {USCC}"
    qtbot.keyClick(editor, Key.Key_Return)
    assert (stored(desk).cell("enterprise_name"), stored(desk).cell("uscc")) == (FIRM, USCC)


def test_what_is_typed_is_meant_even_where_the_list_has_something_like_it(
    qtbot: QtBot, page: EntryPage, desk: Desk
) -> None:
    editor = begin(qtbot, page, "x")
    assert editor.popup.isVisible()
    qtbot.keyClick(editor, Key.Key_Return)
    assert (stored(desk).cell("enterprise_name"), stored(desk).cell("uscc")) == ("x", None)


def test_arrows_leave_a_name_that_no_list_steers(qtbot: QtBot, page: EntryPage, desk: Desk) -> None:
    editor = begin(qtbot, page, "7")
    assert not editor.popup.isVisible()
    qtbot.keyClick(editor, Key.Key_Down)
    assert stored(desk).cell("enterprise_name") == "7"
    assert page.pane is not None
    assert page.pane.current()[0] == "310115-O-0002"


def test_editing_a_name_does_not_cover_it_with_a_list(qtbot: QtBot, page: EntryPage) -> None:
    assert page.pane is not None
    qtbot.keyClick(page.pane.view, Key.Key_F2)
    editor = page.pane.view.indexWidget(page.pane.view.currentIndex())
    assert isinstance(editor, ChoiceEditor)
    assert not editor.popup.isVisible()
    qtbot.keyClick(editor, Key.Key_Down)
    assert len(editor.popup.model.labels) == 2
    qtbot.keyClick(editor, Key.Key_Escape)


def test_a_firm_of_the_list_is_chosen_in_the_record_panel(
    qtbot: QtBot, page: EntryPage, desk: Desk
) -> None:
    assert page.panel.fields is not None
    field = page.panel.fields.rows["enterprise_name"]
    field.editor.setFocus()
    assert isinstance(field.editor, ChoiceEditor)
    qtbot.keyClicks(field.editor, "xnxq")
    field.editor.popup.picked.emit(field.editor.popup.model.labels[0])
    assert stored(desk).cell("uscc") == USCC
    assert field.editor.text() == FIRM


def test_a_firm_typed_a_moment_ago_is_offered(qtbot: QtBot, page: EntryPage, desk: Desk) -> None:
    texts = {"owner_name": "虚拟新来公司", "owner_uscc": "91310115MA00000224"}
    desk.type_block("F05", [], [texts], "登记")
    editor = begin(qtbot, page, "x")
    qtbot.keyClicks(editor, "nxl")
    found = list(editor.popup.model.labels)
    qtbot.keyClick(editor, Key.Key_Escape)
    assert found == ["虚拟新来公司 91310115MA00000224"]


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> MainWindow:
    made = MainWindow(desk, [], (_settings(), lambda _desk: EntryPage(desk)))
    qtbot.addWidget(made)
    made.show()
    return made


def _settings() -> object:
    from desktop.ui.places import SETTINGS

    return SETTINGS


def test_another_name_is_offered_to_the_other_places(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    desk.type_cells("F12", [Typed("310115-O-0001", "uscc", USCC)])
    assert stored(desk).cell("enterprise_name") == FIRM
    desk.type_cells("F12", [Typed("310115-O-0001", "enterprise_name", "上海虚拟新桥公司")])
    bar = window.message
    assert bar.text.text() == f"代码 {USCC} 在其余 1 处仍写作“{FIRM}”。"
    assert bar._act.text() == "把其余 1 处一并改名(&R)"
    assert not bar._timer.isActive()
    bar._act.click()
    project = next(iter(desk.session.ledger.rows("F01", PUDONG, "2026Q2").values()))
    assert project.cell("entity_name") == "上海虚拟新桥公司"
    assert bar._act.isHidden()
    assert bar.text.text() == "已改名为“上海虚拟新桥公司”，可撤销。"
    desk.undo()
    project = next(iter(desk.session.ledger.rows("F01", PUDONG, "2026Q2").values()))
    assert project.cell("entity_name") == FIRM


def test_the_next_message_takes_the_offer_away(window: MainWindow, desk: Desk) -> None:
    desk.type_cells("F12", [Typed("310115-O-0001", "uscc", USCC)])
    desk.type_cells("F12", [Typed("310115-O-0001", "enterprise_name", "上海虚拟新桥公司")])
    assert not window.message._act.isHidden()
    window.say("已保存。", "done")
    assert window.message._act.isHidden()
