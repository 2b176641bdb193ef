"""填报 as a person uses it: forms, search, filters, problems, confirming, the keys of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from desktop.ui.entry_page import EntryPage
from desktop.ui.grid.pane import GridPane
from desktop.workflow.entry import Typed
from tests.ui.sample_desk import PUDONG, sample_desk
from tests.ui.shell_parts import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.ui.desk import Desk

Key, Modifier = Qt.Key, Qt.KeyboardModifier
CTRL, SHIFT = Modifier.ControlModifier, Modifier.ShiftModifier


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    made = sample_desk(tmp_path, "2026Q2", "2026Q3")
    yield made
    made.session.close()


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> EntryPage:
    made = shown(EntryPage(desk), qtbot)
    made.enter()
    return made


def pane_of(page: EntryPage) -> GridPane:
    assert page.pane is not None
    return page.pane


def go(page: EntryPage, row: int, name: str) -> None:
    column = pane_of(page).model.column_of(name)
    assert column is not None
    pane_of(page).view.select_cell(row, column)
    pane_of(page).view.setFocus()


def key(
    qtbot: QtBot, page: EntryPage, which: Key, modifier: Modifier = Modifier.NoModifier
) -> None:
    qtbot.keyClick(pane_of(page).view, which, modifier)


def test_forms_are_switched_by_a_list_with_counts(page: EntryPage) -> None:
    shown = [page.switch.itemText(at) for at in range(page.switch.count())]
    assert shown[:2] == ["F01 项目基本情况　6 行", "F02 项目进展情况　6 行"]
    assert shown[-1] == "F00 报表封面与填报单位"
    assert not any(text.startswith("F11") for text in shown)
    page.switch.setCurrentIndex(1)
    assert pane_of(page).code == "F02"


def test_nil_is_one_press_and_one_undo(page: EntryPage, desk: Desk) -> None:
    button = page.bar.buttons["nil"]
    assert not button.isEnabled()
    at = [form.spec.code for form in page.forms].index("F08")
    page.switch.setCurrentIndex(at)
    assert (button.isEnabled(), button.text()) == (True, "零报告")
    button.click()
    assert (page.switch.itemText(at)[-3:], button.text()) == ("零报告", "取消零报告")
    desk.undo()
    assert page.switch.itemText(at).endswith("　0 行（本期不报）")
    assert button.text() == "零报告"


def test_ctrl_f_searches_and_escape_shows_everything(qtbot: QtBot, page: EntryPage) -> None:
    key(qtbot, page, Key.Key_F, CTRL)
    assert page.search.hasFocus()
    qtbot.keyClicks(page.search, "P0003")
    qtbot.waitUntil(lambda: pane_of(page).model.rowCount() == 1)
    assert pane_of(page).status.place.text() == "第 1 行，筛选出 1 行"
    qtbot.keyClick(page.search, Key.Key_Escape)
    assert pane_of(page).model.rowCount() == 6
    assert pane_of(page).view.hasFocus()


def test_filters_follow_marks(qtbot: QtBot, page: EntryPage, desk: Desk) -> None:
    page.filter.setCurrentIndex(1)
    page.filter.activated.emit(1)
    assert pane_of(page).model.rowCount() == 6
    desk.confirm_rows("F01", [pane_of(page).model.rows.record_id(0)])
    page.filter.activated.emit(1)
    page.filter.setCurrentIndex(2)
    page.filter.activated.emit(2)
    shown = {
        pane_of(page).model.rows.record_id(row) for row in range(pane_of(page).model.rowCount())
    }
    assert shown == {
        one.record_id for one in desk.findings if one.form == "F01" and one.severity == "hard"
    }


def test_a_new_record_is_at_hand_at_once(qtbot: QtBot, page: EntryPage) -> None:
    page.search.setText("P0003")
    page._narrow()
    key(qtbot, page, Key.Key_N, CTRL)
    assert pane_of(page).model.rowCount() == 7
    row = pane_of(page).view.currentIndex().row()
    assert (row, pane_of(page).current()[1]) == (6, "project_name")
    assert page.search.text() == ""


def test_a_copy_and_its_removal(qtbot: QtBot, page: EntryPage, desk: Desk) -> None:
    go(page, 2, "project_name")
    name = pane_of(page).model.text(2, 1)
    key(qtbot, page, Key.Key_D, CTRL | SHIFT)
    assert pane_of(page).model.text(6, 1) == f"{name}（副本）"
    key(qtbot, page, Key.Key_Minus, CTRL)
    assert pane_of(page).model.rowCount() == 6
    desk.undo()
    assert pane_of(page).model.rowCount() == 7


def test_rows_of_progress_are_not_made_by_hand(qtbot: QtBot, page: EntryPage) -> None:
    page.switch.setCurrentIndex(1)
    page._show_form()
    rows = pane_of(page).model.rowCount()
    key(qtbot, page, Key.Key_N, CTRL)
    assert pane_of(page).model.rowCount() == rows
    assert not page.bar.buttons["add"].isEnabled()


@pytest.mark.parametrize(
    ("which", "modifier"), [(Key.Key_F9, Modifier.NoModifier), (Key.Key_Return, CTRL)]
)
def test_one_key_confirms_and_goes_on(
    qtbot: QtBot, page: EntryPage, which: Key, modifier: Modifier
) -> None:
    go(page, 1, "project_name")
    assert pane_of(page).model.to_confirm(1)
    key(qtbot, page, which, modifier)
    assert not pane_of(page).model.to_confirm(1)
    assert pane_of(page).model.to_confirm(2)
    assert pane_of(page).view.currentIndex().row() == 2


def test_f8_goes_through_the_problems(qtbot: QtBot, page: EntryPage, desk: Desk) -> None:
    first, fifth = (pane_of(page).model.rows.record_id(row) for row in (1, 4))
    desk.type_cells("F01", [Typed(first, "trl", "12"), Typed(fifth, "entity_name", "")])
    go(page, 0, "record_id")
    seen = []
    for _ in range(12):
        key(qtbot, page, Key.Key_F8)
        seen.append((pane_of(page).code, *pane_of(page).current()))
    blocking = {(one.form, one.record_id, one.field) for one in desk.findings if one.blocks}
    assert set(seen) <= blocking
    assert ("F01", first, "trl") in seen
    assert ("F01", fifth, "entity_name") in seen
    assert any(form == "F02" for form, _, _ in seen)
    key(qtbot, page, Key.Key_F8, SHIFT)
    assert (pane_of(page).code, *pane_of(page).current()) == seen[-2]


def test_reveal_takes_filters_and_hidden_columns_away(page: EntryPage, desk: Desk) -> None:
    pane = pane_of(page)
    record, column = pane.model.rows.record_id(5), pane.model.column_of("trl")
    assert column is not None
    page.search.setText("P0001")
    page._narrow()
    pane.arrangement.hide(column)
    page.reveal("F01", record, "trl")
    assert pane.current() == (record, "trl")
    assert page.search.text() == ""
    assert not pane.view.isColumnHidden(column)
    page.reveal("F02", record, "inv_period")
    assert pane_of(page).code == "F02"
    assert pane_of(page).current() == (record, "inv_period")


def test_undo_shows_what_came_back(page: EntryPage, desk: Desk) -> None:
    go(page, 0, "address")
    record = pane_of(page).current()[0]
    desk.type_cells("F01", [Typed(record, "address", "示例路9号")])
    go(page, 5, "trl")
    desk.undo()
    assert pane_of(page).current() == (record, "address")


def test_no_period_yet(qtbot: QtBot, tmp_path: Path) -> None:
    from desktop.ui.desk import Desk
    from tests.ui.sample_desk import sample_session

    desk = Desk(sample_session(tmp_path))
    page = EntryPage(desk)
    qtbot.addWidget(page)
    page.show()
    page.enter()
    assert page.pane is None
    assert "请先" in page.empty.text()
    page.add_row()
    page.next_problem(1)
    desk.session.close()


def test_columns_can_be_chosen(page: EntryPage) -> None:
    menu = pane_of(page).arrangement.chooser()
    actions = {action.text(): action for action in menu.actions()}
    actions["技术成熟度"].setChecked(False)
    column = pane_of(page).model.column_of("trl")
    assert column is not None
    assert pane_of(page).view.isColumnHidden(column)


def test_an_edit_lands_in_the_ledger(qtbot: QtBot, page: EntryPage, desk: Desk) -> None:
    go(page, 0, "address")
    record = pane_of(page).current()[0]
    key(qtbot, page, Key.Key_Z)
    field = pane_of(page).view.indexWidget(pane_of(page).view.currentIndex())
    assert field is not None
    qtbot.keyClick(field, Key.Key_Return)
    row = desk.session.ledger.row("F01", PUDONG, "2026Q3", record)
    assert row is not None
    assert row.cell("address") == "z"
    assert not row.to_confirm


def test_a_form_is_shown_without_a_record(page: EntryPage, desk: Desk) -> None:
    said: list[str] = []
    desk.said.connect(lambda text, _kind: said.append(text))
    page.reveal("F05", "", "")
    assert page.code == "F05"
    assert said == []
    page.reveal("F01", f"{PUDONG}-2023-P9999", "")
    assert said == [f"没有找到记录 {PUDONG}-2023-P9999，它可能已被删除。"]
