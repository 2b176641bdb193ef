"""The grid under real key presses, over a real ledger."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import QItemSelectionModel, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage

from desktop.ui.grid.editors import ChoiceEditor, NoteEditor
from desktop.ui.grid.pane import GridPane
from desktop.ui.grid.view import Area
from desktop.workflow.entry import Typed
from forms.cells import Kept, Missing
from tests.ui.sample_desk import PUDONG, sample_desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from desktop.ui.desk import Desk

Key, Modifier = Qt.Key, Qt.KeyboardModifier
CTRL, SHIFT = Modifier.ControlModifier, Modifier.ShiftModifier


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    made = sample_desk(tmp_path)
    yield made
    made.session.close()


def make_pane(qtbot: QtBot, desk: Desk, code: str) -> GridPane:
    assert desk.period is not None
    pane = GridPane(desk, desk.session.forms[code], desk.period)
    qtbot.addWidget(pane)
    pane.resize(1000, 500)
    pane.show()
    qtbot.waitExposed(pane)
    pane.view.setFocus()
    return pane


@pytest.fixture
def pane(qtbot: QtBot, desk: Desk) -> GridPane:
    return make_pane(qtbot, desk, "F01")


def go(pane: GridPane, row: int, name: str) -> int:
    column = pane.model.column_of(name)
    assert column is not None
    pane.view.select_cell(row, column)
    return column


def here(pane: GridPane) -> tuple[int, str]:
    index = pane.view.currentIndex()
    return index.row(), pane.model.columns[index.column()].name


def cell(pane: GridPane, row: int, name: str) -> object:
    column = pane.model.column_of(name)
    assert column is not None
    return pane.model.cell(row, column)


def editor(pane: GridPane) -> QWidget:
    found = pane.view.indexWidget(pane.view.currentIndex())
    assert found is not None
    return found


def test_typing_replaces_and_enter_moves_down(qtbot: QtBot, pane: GridPane) -> None:
    go(pane, 0, "total_investment")
    qtbot.keyClick(pane.view, "4")
    qtbot.keyClicks(editor(pane), "2.5")
    qtbot.keyClick(editor(pane), Key.Key_Return)
    assert cell(pane, 0, "total_investment") == Decimal("42.50")
    assert here(pane) == (1, "total_investment")


def test_f2_keeps_the_text_and_tab_moves_right(qtbot: QtBot, pane: GridPane) -> None:
    go(pane, 1, "project_name")
    before = str(cell(pane, 1, "project_name"))
    qtbot.keyClick(pane.view, Key.Key_F2)
    qtbot.keyClicks(editor(pane), "-II")
    qtbot.keyClick(editor(pane), Key.Key_Tab)
    assert cell(pane, 1, "project_name") == before + "-II"
    assert here(pane) == (1, "nat_project_code")


def test_shift_enter_and_shift_tab_go_back(qtbot: QtBot, pane: GridPane) -> None:
    go(pane, 2, "address")
    qtbot.keyClick(pane.view, "x")
    qtbot.keyClick(editor(pane), Key.Key_Return, SHIFT)
    assert cell(pane, 2, "address") == "x"
    assert here(pane) == (1, "address")
    qtbot.keyClick(pane.view, Key.Key_Backtab, SHIFT)
    assert here(pane) == (1, "carrier_id")


def test_escape_leaves_the_cell_as_it_was(qtbot: QtBot, pane: GridPane) -> None:
    go(pane, 0, "address")
    before = cell(pane, 0, "address")
    qtbot.keyClick(pane.view, "x")
    qtbot.keyClick(editor(pane), Key.Key_Escape)
    assert cell(pane, 0, "address") == before
    assert pane.desk.session.ledger.undo_title(PUDONG, "2026Q2") == "样例"


def test_arrows_move_and_tab_goes_on_to_the_next_row(qtbot: QtBot, pane: GridPane) -> None:
    go(pane, 0, "project_name")
    qtbot.keyClick(pane.view, Key.Key_Down)
    qtbot.keyClick(pane.view, Key.Key_Right)
    assert here(pane) == (1, "nat_project_code")
    qtbot.keyClick(pane.view, Key.Key_End)
    last = here(pane)[1]
    assert last == pane.model.columns[-1].name
    qtbot.keyClick(pane.view, Key.Key_Tab)
    assert here(pane) == (2, "record_id")


def test_cells_given_by_the_program_open_no_editor(qtbot: QtBot, pane: GridPane) -> None:
    go(pane, 0, "record_id")
    qtbot.keyClick(pane.view, "x")
    qtbot.keyClick(pane.view, Key.Key_F2)
    assert pane.view.indexWidget(pane.view.currentIndex()) is None


def test_what_cannot_be_read_is_kept_as_typed_and_marked(qtbot: QtBot, pane: GridPane) -> None:
    column = go(pane, 0, "total_investment")
    qtbot.keyClick(pane.view, Key.Key_F2)
    cast("object", editor(pane)).setText("约500万")  # type: ignore[attr-defined]
    qtbot.keyClick(editor(pane), Key.Key_Return)
    found = pane.model.cell(0, column)
    assert isinstance(found, Kept)
    look = pane.model.look(0, column)
    assert (look.text, look.tone, look.level) == ("约500万", "kept", "hard")
    go(pane, 0, "total_investment")
    assert "约500万" in pane.reason.text()
    go(pane, 0, "total_investment")
    qtbot.keyClick(pane.view, "5")
    qtbot.keyClick(editor(pane), Key.Key_Return)
    assert pane.model.look(0, column).tone == "value"
    assert not any(
        one.rule == "A02"
        for one in pane.model.marks.of_cell(pane.model.rows.record_id(0), "total_investment")
    )


def test_stated_absences_are_not_values(qtbot: QtBot, pane: GridPane) -> None:
    column = go(pane, 0, "expected_output")
    qtbot.keyClick(pane.view, Key.Key_F2)
    cast("object", editor(pane)).setText("暂缺（年底统计）")  # type: ignore[attr-defined]
    qtbot.keyClick(editor(pane), Key.Key_Return)
    assert pane.model.cell(0, column) == Missing("later", "年底统计")
    assert pane.model.look(0, column).tone == "missing"


def test_negative_numbers_are_told_apart(qtbot: QtBot, desk: Desk) -> None:
    pane = make_pane(qtbot, desk, "F02")
    column = go(pane, 0, "inv_period")
    qtbot.keyClick(pane.view, "-")
    qtbot.keyClicks(editor(pane), "1234.5")
    qtbot.keyClick(editor(pane), Key.Key_Return)
    look = pane.model.look(0, column)
    assert (look.text, look.tone) == ("-1,234.50", "negative")


# --- Blocks ---------------------------------------------------------------------------------


@pytest.mark.fault("H10")
def test_a_block_from_a_spreadsheet_is_one_edit(qtbot: QtBot, pane: GridPane) -> None:
    lines = [[f"{row}{column}00" for column in range(1, 5)] for row in range(1, 4)]
    QGuiApplication.clipboard().setText("\r\n".join("\t".join(line) for line in lines) + "\r\n")
    go(pane, 1, "fund_loan")
    before = cell(pane, 2, "fund_self")
    qtbot.keyClick(pane.view, Key.Key_V, CTRL)
    names = ["fund_loan", "fund_foreign", "fund_self", "fund_other"]
    got = [[str(cell(pane, row, name)) for name in names] for row in (1, 2, 3)]
    assert got == [[f"{text}.00" for text in line] for line in lines]
    area = pane.view.area
    assert area is not None
    assert (area.top, area.bottom, area.right - area.left) == (1, 3, 3)
    assert pane.status.figures.text() == "" or "计数 12" in pane.status.figures.text()
    pane.desk.undo()
    assert cell(pane, 2, "fund_self") == before
    pane.desk.redo()
    assert cell(pane, 2, "fund_self") == Decimal("2300.00")


def test_rows_pasted_below_the_end_are_new_records(qtbot: QtBot, pane: GridPane) -> None:
    rows = pane.model.rowCount()
    QGuiApplication.clipboard().setText("甲项目\n乙项目\n丙项目\n")
    go(pane, rows - 1, "project_name")
    qtbot.keyClick(pane.view, Key.Key_V, CTRL)
    assert pane.model.rowCount() == rows + 2
    assert [cell(pane, row, "project_name") for row in range(rows - 1, rows + 2)] == [
        "甲项目",
        "乙项目",
        "丙项目",
    ]
    pane.desk.undo()
    assert pane.model.rowCount() == rows


def test_a_large_paste_is_a_job(
    qtbot: QtBot, pane: GridPane, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.ui.grid.writing.AT_ONCE", 2)
    QGuiApplication.clipboard().setText("甲址\n乙址\n丙址")
    go(pane, 0, "address")
    with qtbot.waitSignal(pane.desk.changed):
        qtbot.keyClick(pane.view, Key.Key_V, CTRL)
        assert pane.desk.jobs.busy
    qtbot.waitUntil(lambda: not pane.desk.jobs.busy)
    assert cell(pane, 2, "address") == "丙址"
    assert pane.view.isEnabled()


@pytest.mark.fault("F5", "F14")
@pytest.mark.parametrize("text", ["示例\u200b路5号", "示例路\x0b5号", "示例路5号\n\u202e示例路6号"])
def test_unseen_letters_are_dropped_and_said(text: str, qtbot: QtBot, pane: GridPane) -> None:
    QGuiApplication.clipboard().setText(text)
    go(pane, 0, "address")
    with qtbot.waitSignal(pane.desk.said) as said:
        qtbot.keyClick(pane.view, Key.Key_V, CTRL)
    assert "看不见的字符" in said.args[0]
    assert cell(pane, 0, "address") == "示例路5号"
    first = pane.model.rows.record_id(0)
    with qtbot.waitSignal(pane.desk.said) as said:
        pane.desk.type_cells("F01", [Typed(first, "address", "示例\ufeff路7号")])
    assert "看不见的字符" in said.args[0]
    assert cell(pane, 0, "address") == "示例路7号"


@pytest.mark.fault("H10")
@pytest.mark.parametrize("kind", ["files", "picture", "nothing"])
def test_what_is_no_text_is_not_pasted(kind: str, qtbot: QtBot, pane: GridPane) -> None:
    data = QMimeData()
    if kind == "files":
        data.setUrls([QUrl.fromLocalFile("/示例/甲.xlsx"), QUrl.fromLocalFile("/示例/乙.xlsx")])
    elif kind == "picture":
        data.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    QGuiApplication.clipboard().setMimeData(data)
    go(pane, 0, "address")
    before = cell(pane, 0, "address")
    with qtbot.waitSignal(pane.desk.said) as said:
        qtbot.keyClick(pane.view, Key.Key_V, CTRL)
    assert "没有可以粘贴的文字" in said.args[0]
    assert cell(pane, 0, "address") == before


@pytest.mark.fault("H10")
def test_of_a_page_with_pictures_only_the_text_is_pasted(qtbot: QtBot, pane: GridPane) -> None:
    data = QMimeData()
    data.setHtml("<table><tr><td><img src='file:///x.png'/>甲址</td></tr></table>")
    data.setText("甲址")
    data.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    QGuiApplication.clipboard().setMimeData(data)
    go(pane, 0, "address")
    qtbot.keyClick(pane.view, Key.Key_V, CTRL)
    assert cell(pane, 0, "address") == "甲址"


@pytest.mark.fault("H10")
def test_a_million_cells_are_refused_in_words(qtbot: QtBot, pane: GridPane) -> None:
    QGuiApplication.clipboard().setText("\n".join(["\t".join("1" * 100)] * 10_000))
    go(pane, 0, "address")
    rows, before = pane.model.rowCount(), cell(pane, 0, "address")
    with qtbot.waitSignal(pane.desk.said) as said:
        qtbot.keyClick(pane.view, Key.Key_V, CTRL)
    assert "一次最多粘贴" in said.args[0]
    assert (pane.model.rowCount(), cell(pane, 0, "address")) == (rows, before)


def test_copy_fill_and_clear(qtbot: QtBot, pane: GridPane) -> None:
    column = go(pane, 0, "address")
    pane.view.select_area(Area(0, column, 2, column))
    first = str(cell(pane, 0, "address"))
    qtbot.keyClick(pane.view, Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text().split("\r\n")[0] == first
    qtbot.keyClick(pane.view, Key.Key_D, CTRL)
    assert [cell(pane, row, "address") for row in range(3)] == [first] * 3
    qtbot.keyClick(pane.view, Key.Key_Delete)
    assert [cell(pane, row, "address") for row in range(3)] == [None] * 3
    pane.desk.undo()
    assert cell(pane, 2, "address") == first


def test_shift_arrows_stretch_and_the_status_adds_up(qtbot: QtBot, pane: GridPane) -> None:
    QGuiApplication.clipboard().setText("1000\n2000\n-500")
    go(pane, 0, "expected_output")
    qtbot.keyClick(pane.view, Key.Key_V, CTRL)
    go(pane, 0, "expected_output")
    qtbot.keyClick(pane.view, Key.Key_Down, SHIFT)
    qtbot.keyClick(pane.view, Key.Key_Down, SHIFT)
    qtbot.waitUntil(lambda: "求和 2,500" in pane.status.figures.text())
    assert "计数 3" in pane.status.figures.text()
    assert "平均 833.33" in pane.status.figures.text()


def test_select_all_takes_every_cell(qtbot: QtBot, pane: GridPane) -> None:
    qtbot.keyClick(pane.view, Key.Key_A, CTRL)
    assert pane.view.area == Area(0, 0, pane.model.rowCount() - 1, pane.model.columnCount() - 1)


def test_dragging_from_a_frozen_column_into_the_others(qtbot: QtBot, pane: GridPane) -> None:
    view = pane.view
    view.horizontalScrollBar().setValue(300)
    start = view.visualRect(pane.model.index(0, 1)).center()
    end = QPoint(view.frozen_width + 40, view.visualRect(pane.model.index(2, 1)).center().y())
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(view.viewport(), end - QPoint(5, 0))
    qtbot.mouseMove(view.viewport(), end)
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)
    area = view.area
    assert area is not None
    assert (area.top, area.left, area.bottom) == (0, 1, 2)
    assert area.right == view.indexAt(end).column()
    assert area.right > 2


# --- Editors --------------------------------------------------------------------------------


def test_a_choice_by_initials(qtbot: QtBot, pane: GridPane) -> None:
    go(pane, 0, "entity_type")
    qtbot.keyClick(pane.view, "g")
    field = editor(pane)
    assert isinstance(field, ChoiceEditor)
    qtbot.keyClicks(field, "x")
    assert field.popup.current == "高校"
    qtbot.keyClick(field, Key.Key_Return)
    assert cell(pane, 0, "entity_type") == "高校"
    assert not field.popup.isVisible()


def test_a_town_by_initials_within_the_district(qtbot: QtBot, pane: GridPane) -> None:
    go(pane, 0, "town_code")
    qtbot.keyClick(pane.view, "z")
    field = editor(pane)
    assert isinstance(field, ChoiceEditor)
    assert all(label.startswith(PUDONG) for label in field.choices.labels)
    qtbot.keyClicks(field, "jz")
    qtbot.keyClick(field, Key.Key_Return)
    assert cell(pane, 0, "town_code") == "310115125"


def test_directions_follow_the_cluster(qtbot: QtBot, pane: GridPane) -> None:
    go(pane, 0, "cluster_code")
    qtbot.keyClick(pane.view, "1")
    qtbot.keyClick(editor(pane), Key.Key_Return)
    assert cell(pane, 0, "cluster_code") == "1"
    go(pane, 0, "direction_code")
    qtbot.keyClick(pane.view, Key.Key_F2)
    field = editor(pane)
    assert isinstance(field, ChoiceEditor)
    assert {label[0] for label in field.choices.labels} == {"1"}
    assert field.popup.isVisible()
    qtbot.keyClick(field, Key.Key_Escape)


def test_several_are_ticked_with_space(qtbot: QtBot, pane: GridPane) -> None:
    go(pane, 0, "plan_codes")
    qtbot.keyClick(pane.view, Key.Key_Delete)
    qtbot.keyClick(pane.view, Key.Key_F2)
    field = editor(pane)
    assert isinstance(field, ChoiceEditor)
    qtbot.keyClick(field, Key.Key_Space)
    qtbot.keyClick(field, Key.Key_Down)
    qtbot.keyClick(field, Key.Key_Space)
    chosen = list(field.choices.labels[:2])
    assert field.chosen == chosen
    qtbot.keyClick(field, Key.Key_Return)
    value = cell(pane, 0, "plan_codes")
    assert isinstance(value, tuple)
    assert len(value) == 2


def test_no_more_than_the_field_allows(qtbot: QtBot, pane: GridPane) -> None:
    go(pane, 0, "topic_codes")
    qtbot.keyClick(pane.view, Key.Key_Delete)
    qtbot.keyClick(pane.view, Key.Key_F2)
    field = editor(pane)
    assert isinstance(field, ChoiceEditor)
    for _ in range(5):
        qtbot.keyClick(field, Key.Key_Space)
        qtbot.keyClick(field, Key.Key_Down)
    assert len(field.chosen) == min(3, len(field.choices.labels))
    assert "最多 3 项" in field.popup.note.text()
    qtbot.keyClick(field, Key.Key_Escape)


def test_space_toggles_yes_and_no(qtbot: QtBot, pane: GridPane) -> None:
    go(pane, 0, "secrecy_confirm")
    assert cell(pane, 0, "secrecy_confirm") is True
    qtbot.keyClick(pane.view, Key.Key_Space)
    assert cell(pane, 0, "secrecy_confirm") is False
    qtbot.keyClick(pane.view, Key.Key_Space)
    assert cell(pane, 0, "secrecy_confirm") is True


def test_long_texts_take_several_lines(qtbot: QtBot, pane: GridPane) -> None:
    go(pane, 0, "content")
    qtbot.keyClick(pane.view, Key.Key_Delete)
    qtbot.keyClick(pane.view, Key.Key_F2)
    field = editor(pane)
    assert isinstance(field, NoteEditor)
    qtbot.keyClicks(field, "abc")
    qtbot.keyClick(field, Key.Key_Return, Modifier.AltModifier)
    qtbot.keyClicks(field, "def")
    qtbot.keyClick(field, Key.Key_Return)
    assert cell(pane, 0, "content") == "abc\ndef"
    assert here(pane) == (1, "content")


def test_typing_replaces_in_a_long_text_too(qtbot: QtBot, pane: GridPane) -> None:
    go(pane, 0, "content")
    qtbot.keyClick(pane.view, "q")
    qtbot.keyClick(editor(pane), Key.Key_Return)
    assert cell(pane, 0, "content") == "q"


def test_personal_data_is_masked_until_edited(qtbot: QtBot, pane: GridPane) -> None:
    column = go(pane, 0, "contact_phone")
    whole = pane.model.text(0, column)
    shown = pane.model.look(0, column).text
    assert whole == "021-00000000"
    assert "*" in shown
    qtbot.keyClick(pane.view, Key.Key_F2)
    assert cast("object", editor(pane)).text() == whole  # type: ignore[attr-defined]
    qtbot.keyClick(editor(pane), Key.Key_Escape)


def test_the_current_cell_stays_when_others_change(qtbot: QtBot, pane: GridPane) -> None:
    go(pane, 3, "address")
    pane.view.selectionModel().select(
        pane.view.currentIndex(), QItemSelectionModel.SelectionFlag.ClearAndSelect
    )
    assert pane.desk.add_row("F01") is not None
    assert here(pane) == (3, "address")
