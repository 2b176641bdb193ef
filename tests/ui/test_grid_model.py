"""The grid's model and pane: what is read, what is repainted, what is remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from desktop.ui.grid.columns import BORROWED, columns_of
from desktop.ui.grid.memory import GridMemory
from desktop.ui.grid.model import GridModel
from desktop.ui.grid.pane import GridPane
from desktop.ui.grid.rows import PAGE, Rows, Shown
from desktop.workflow.entry import Typed
from forms.f01_project import Project
from forms.f02_progress import Progress
from tests.ui.sample_desk import sample_desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.modeltest import ModelTester
    from pytestqt.qtbot import QtBot

    from desktop.ui.desk import Desk
    from forms.base import Form


@pytest.fixture
def desk(qapp: object, tmp_path: Path) -> Iterator[Desk]:
    made = sample_desk(tmp_path, most=None)
    yield made
    made.session.close()


def make_model(desk: Desk, form: type[Form]) -> GridModel:
    assert desk.period is not None
    rows = Rows(desk.session, form, desk.period.code)
    model = GridModel(rows, columns_of(form), desk.session.catalogue)
    model.show(Shown())
    desk.changed.connect(model.apply)
    return model


def make_pane(qtbot: QtBot, desk: Desk, code: str = "F01") -> GridPane:
    assert desk.period is not None
    pane = GridPane(desk, desk.session.forms[code], desk.period)
    qtbot.addWidget(pane)
    pane.resize(1000, 500)
    pane.show()
    qtbot.waitExposed(pane)
    return pane


def test_the_model_keeps_qts_rules(desk: Desk, qtmodeltester: ModelTester) -> None:
    model = make_model(desk, Project)
    qtmodeltester.check(model)
    desk.add_row("F01")
    desk.delete_rows("F01", [model.rows.record_id(3), model.rows.record_id(4)])
    desk.undo()
    qtmodeltester.check(model)


def test_columns_follow_the_declaration() -> None:
    columns = columns_of(Project)
    assert [column.name for column in columns[:2]] == ["record_id", "project_name"]
    assert [column.frozen for column in columns[:3]] == [True, True, False]
    by_name = {column.name: column for column in columns}
    assert by_name["total_investment"].heading == "● 总投资（万元）"
    assert "单位万元" in by_name["total_investment"].hint
    progress = columns_of(Progress)
    assert [column.name for column in progress[:2]] == ["record_id", BORROWED]
    assert progress[1].heading == "项目名称"
    assert "prev_snapshot" not in {column.name for column in progress}
    assert not any(
        column.editable for column in progress if column.name in ("record_id", "audit_note")
    )


def test_a_form_shows_the_names_of_the_records_it_shares_ids_with(desk: Desk) -> None:
    model = make_model(desk, Progress)
    record = model.rows.record_id(0)
    assert model.look(0, 1).text == desk.session.ledger.row("F01", "310115", "2026Q2", record).title  # type: ignore[union-attr]
    desk.type_cells("F01", [Typed(record, "project_name", "改名后的示例项目")])
    assert model.look(0, 1).text == "改名后的示例项目"


def test_an_edit_repaints_its_row_only(desk: Desk, qtbot: QtBot) -> None:
    model = make_model(desk, Project)
    model.look(2, 3)
    painted: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last, *_: painted.append((first.row(), last.row())))
    with qtbot.assertNotEmitted(model.modelReset):
        desk.type_cells("F01", [Typed(model.rows.record_id(2), "address", "示例路1号")])
    assert painted == [(2, 2)]
    column = model.column_of("address")
    assert column is not None
    assert model.look(2, column).text == "示例路1号"


def test_rows_come_and_go_without_a_reset(desk: Desk, qtbot: QtBot) -> None:
    model = make_model(desk, Project)
    before = model.rowCount()
    with qtbot.assertNotEmitted(model.modelReset):
        made = desk.add_row("F01")
        assert made is not None
        assert model.rows.record_id(before) == made
        desk.delete_rows("F01", [model.rows.record_id(5)])
        desk.undo()
    assert model.rowCount() == before + 1


def test_only_pages_that_are_looked_at_are_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = make_model(desk, Project)
    asked: list[int] = []
    ledger_page = desk.session.ledger.page
    monkeypatch.setattr(
        desk.session.ledger,
        "page",
        lambda form, ids: asked.append(len(ids)) or ledger_page(form, ids),
    )
    model.look(0, 0)
    model.look(PAGE - 1, 5)
    model.look(PAGE, 0)
    assert asked == [PAGE, min(PAGE, model.rowCount() - PAGE)]


def test_search_filter_and_sort_happen_in_the_ledger(desk: Desk) -> None:
    model = make_model(desk, Project)
    everything = model.rowCount()
    model.show(Shown(search="脑"))
    assert 0 < model.rowCount() < everything
    column = model.column_of("total_investment")
    assert column is not None
    model.show(Shown(sort=("total_investment", True)))
    amounts = [model.cell(row, column) for row in range(model.rowCount())]
    assert amounts == sorted(amounts, reverse=True)  # type: ignore[type-var]
    wanted = frozenset({model.rows.record_id(0), model.rows.record_id(7)})
    model.show(Shown(only_ids=wanted))
    assert {model.rows.record_id(row) for row in range(model.rowCount())} == wanted


def test_sorting_by_a_click_keeps_the_record(qtbot: QtBot, desk: Desk) -> None:
    pane = make_pane(qtbot, desk)
    column = pane.model.column_of("total_investment")
    assert column is not None
    pane.view.select_cell(10, column)
    record = pane.current()[0]
    for expected in (("total_investment", False), ("total_investment", True), None):
        pane.view.heading.sectionClicked.emit(column)
        assert pane.model.rows.shown.sort == expected
        assert pane.current()[0] == record


def test_widths_hidden_columns_and_order_are_remembered(qtbot: QtBot, desk: Desk) -> None:
    pane = make_pane(qtbot, desk)
    column = pane.model.column_of("approval_no")
    assert column is not None
    pane.view.setColumnWidth(1, 333)
    pane.arrangement.hide(column)
    pane.arrangement.order(("project_name", True))
    pane.arrangement.keep()
    again = make_pane(qtbot, desk)
    assert again.view.columnWidth(1) == 333
    assert again.view.isColumnHidden(column)
    assert again.model.rows.shown.sort == ("project_name", True)
    again.arrangement.show_all()
    assert not again.view.isColumnHidden(column)


@pytest.mark.parametrize(
    "kept", ["", "[]", "{", '{"widths": 3}', '{"sort": [1]}', '{"hidden": null}']
)
def test_a_memory_that_cannot_be_read_is_forgotten(desk: Desk, kept: str) -> None:
    desk.session.ledger.set_setting("grid.F01", kept)
    assert GridMemory.recall(desk.session, "F01") == GridMemory()


def test_frozen_columns_stay_while_others_scroll(qtbot: QtBot, desk: Desk) -> None:
    pane = make_pane(qtbot, desk)
    view = pane.view
    view.horizontalScrollBar().setValue(500)
    first = pane.model.index(0, 0)
    assert view.visualRect(first).left() == 0
    assert view.indexAt(view.visualRect(first).center()) == first
    beside = view.indexAt(view.visualRect(first).center().__class__(view.frozen_width + 5, 5))
    assert beside.column() > 1
    view.select_cell(0, 2)
    assert view.visualRect(pane.model.index(0, 2)).left() >= view.frozen_width


def test_the_tip_says_what_is_wrong(desk: Desk, qtbot: QtBot) -> None:
    pane = make_pane(qtbot, desk)
    record = pane.model.rows.record_id(0)
    desk.type_cells("F01", [Typed(record, "trl", "12")])
    column = pane.model.column_of("trl")
    assert column is not None
    tip = pane.model.data(pane.model.index(0, column), Qt.ItemDataRole.ToolTipRole)
    assert "技术成熟度" in tip
    assert record not in tip
    assert pane.model.look(0, column).level == "hard"
    desk.type_cells("F01", [Typed(record, "trl", "5")])
    assert pane.model.look(0, column).level == ""
