"""The record panel: the same fields, last period beside them, problems on top."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from desktop.ui.entry_page import EntryPage
from desktop.ui.grid.editors import ChoiceEditor, LineEditor
from desktop.ui.record_fields import FieldRow
from desktop.workflow.entry import Typed
from tests.ui.sample_desk import PUDONG, sample_desk
from tests.ui.shell_parts import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.ui.desk import Desk
    from desktop.ui.grid.marks import Level
    from forms.base import Form

Key = Qt.Key


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    made = sample_desk(tmp_path, "2026Q2", "2026Q3")
    yield made
    made.session.close()


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> EntryPage:
    made = shown(EntryPage(desk), qtbot)
    made.enter()
    made.panel.fill()
    return made


def field(page: EntryPage, name: str) -> FieldRow:
    assert page.panel.fields is not None
    return page.panel.fields.rows[name]


def stored(desk: Desk, page: EntryPage) -> Form:
    row = desk.session.ledger.row(page.code, PUDONG, "2026Q3", page.panel.record_id)
    assert row is not None
    return row


def to_progress(page: EntryPage) -> None:
    page.switch.setCurrentIndex(1)
    page.panel.fill()


def test_fields_in_order_with_last_periods_values(page: EntryPage, desk: Desk) -> None:
    to_progress(page)
    before = desk.previous_row("F02", page.panel.record_id)
    assert before is not None
    row = field(page, "inv_period")
    assert row.before.toolTip() == f"上期 {before.cell('inv_period'):,.2f}"
    assert row.take.isVisibleTo(row)
    assert not field(page, "plan_year").take.isVisibleTo(row)


def test_last_periods_value_is_taken_over(qtbot: QtBot, page: EntryPage, desk: Desk) -> None:
    to_progress(page)
    before = desk.previous_row("F02", page.panel.record_id)
    assert before is not None
    row = field(page, "inv_period")
    row.editor.setFocus()
    qtbot.keyClick(row.editor, Key.Key_Equal, Qt.KeyboardModifier.AltModifier)
    assert stored(desk, page).cell("inv_period") == before.cell("inv_period")
    assert not row.take.isVisibleTo(row)


def test_typing_and_enter_go_to_the_next_field(qtbot: QtBot, page: EntryPage, desk: Desk) -> None:
    to_progress(page)
    row = field(page, "inv_period")
    row.editor.setFocus()
    qtbot.keyClicks(row.editor, "250")
    qtbot.keyClick(row.editor, Key.Key_Return)
    assert stored(desk, page).cell("inv_period") == Decimal("250.00")
    assert field(page, "inv_ytd").editor.hasFocus()
    shown = field(page, "inv_ytd").editor
    assert isinstance(shown, LineEditor)
    assert shown.text() == f"{stored(desk, page).cell('inv_ytd'):,.2f}"


def test_escape_gives_the_text_back(qtbot: QtBot, page: EntryPage, desk: Desk) -> None:
    row = field(page, "address")
    before = stored(desk, page).cell("address")
    row.editor.setFocus()
    qtbot.keyClicks(row.editor, "xyz")
    qtbot.keyClick(row.editor, Key.Key_Escape)
    row.commit()
    assert stored(desk, page).cell("address") == before


def test_a_choice_by_initials(qtbot: QtBot, page: EntryPage, desk: Desk) -> None:
    row = field(page, "town_code")
    row.editor.setFocus()
    assert isinstance(row.editor, ChoiceEditor)
    qtbot.wait(1)
    qtbot.keyClicks(row.editor, "zjz")
    qtbot.keyClick(row.editor, Key.Key_Return)
    assert stored(desk, page).cell("town_code") == "310115125"
    assert row.editor.text() == "310115125 张江镇"


def test_page_keys_step_through_records(qtbot: QtBot, page: EntryPage) -> None:
    row = field(page, "address")
    row.editor.setFocus()
    first = page.panel.record_id
    qtbot.keyClick(row.editor, Key.Key_PageDown)
    qtbot.waitUntil(lambda: page.panel.record_id != first)
    assert page.pane is not None
    assert page.pane.current()[0] == page.panel.record_id
    assert row.editor.hasFocus()
    qtbot.keyClick(row.editor, Key.Key_PageUp)
    qtbot.waitUntil(lambda: page.panel.record_id == first)


def test_the_explanation_is_shown_on_focus(page: EntryPage) -> None:
    field(page, "entity_uscc").editor.setFocus()
    assert "18位代码" in page.panel.help.text()
    assert "必填" in page.panel.help.text()
    assert "示例：91310115MA0000111M" in page.panel.help.text()
    assert page.pane is not None
    assert page.pane.current()[1] == "entity_uscc"


def test_problems_lead_to_their_field(qtbot: QtBot, page: EntryPage, desk: Desk) -> None:
    record = page.panel.record_id
    desk.type_cells("F01", [Typed(record, "trl", "12")])
    fields = [one.field for one in page.panel.findings.found]
    assert "trl" in fields
    at = fields.index("trl")
    item = page.panel.findings.list.item(at)
    assert "技术成熟度" in item.text()
    page.panel.findings.list.setCurrentRow(at)
    page.panel.findings.list.itemClicked.emit(item)
    assert field(page, "trl").editor.hasFocus()
    assert field(page, "trl").editor.property("tone") == "hard"
    desk.undo()
    assert "trl" not in [one.field for one in page.panel.findings.found]
    assert not field(page, "trl").editor.property("tone")


def test_a_soft_finding_is_explained_on_the_spot(qtbot: QtBot, page: EntryPage, desk: Desk) -> None:
    record = page.panel.record_id
    desk.type_cells("F01", [Typed(record, "total_investment", "465000000")])
    soft = next(one for one in page.panel.findings.found if one.severity == "soft")
    page.panel.findings.list.setCurrentRow(list(page.panel.findings.found).index(soft))
    box = page.panel.findings.explanation
    assert box.isVisible()
    said: list[str] = []
    desk.said.connect(lambda text, _kind: said.append(text))
    box.setText("情况属实")
    qtbot.keyClick(box, Key.Key_Return)
    assert said
    assert not next(one for one in desk.findings if one.id == soft.id).explanation
    box.setText("立项批复总投资即为此数，见批复文件第3页。")
    qtbot.keyClick(box, Key.Key_Return)
    assert next(one for one in desk.findings if one.id == soft.id).explanation.startswith(
        "立项批复"
    )


def test_personal_data_is_shown_only_while_editing(
    qtbot: QtBot, page: EntryPage, desk: Desk
) -> None:
    row = field(page, "contact_phone")
    assert isinstance(row.editor, LineEditor)
    assert "*" in row.editor.text()
    row.editor.setFocus()
    assert row.editor.text() == "021-00000000"
    field(page, "address").editor.setFocus()
    qtbot.waitUntil(lambda: "*" in row.editor.text())
    assert stored(desk, page).cell("contact_phone") == "021-00000000"


def test_the_panel_folds_away(qtbot: QtBot, page: EntryPage) -> None:
    assert page.pane is not None
    qtbot.keyClick(page.pane.view, Key.Key_F4)
    assert page.panel.isHidden()
    qtbot.keyClick(page.pane.view, Key.Key_F4)
    assert page.panel.isVisible()
    qtbot.keyClick(page.pane.view, Key.Key_F6)
    assert page.panel.isAncestorOf(page.focusWidget())


def test_an_edit_fills_the_panel_once(
    page: EntryPage, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown_texts: list[str] = []
    show = FieldRow.show_value

    def watched(row: FieldRow, text: str, previous: str, level: Level) -> None:
        shown_texts.append(row.item.name)
        show(row, text, previous, level)

    monkeypatch.setattr(FieldRow, "show_value", watched)
    desk.type_cells(page.code, [Typed(page.panel.record_id, "expected_tax", "7")])
    editor = field(page, "expected_tax").editor
    assert isinstance(editor, LineEditor)
    assert editor.text() == "7.00"
    assert len(shown_texts) == len(set(shown_texts))
    assert page.panel.fields is not None
    assert set(shown_texts) == set(page.panel.fields.rows)
