"""审核: the one list of findings, its filters, the way to the cell, explanations."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from desktop.ui.findings_page import FindingsPage
from desktop.workflow.entry import Typed
from forms.checks.settings import RuleSettings
from tests.ui.sample_desk import sample_desk
from tests.ui.shell_parts import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.modeltest import ModelTester
    from pytestqt.qtbot import QtBot

    from desktop.ui.desk import Desk

Key = Qt.Key
GOOD = "设备进口延迟到港，付款移至三季度，见付款凭证。"


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    made = sample_desk(tmp_path, "2026Q2", "2026Q3", most=None)
    yield made
    made.session.close()


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> FindingsPage:
    made = shown(FindingsPage(desk), qtbot)
    made.enter()
    return made


def test_what_the_city_waived_stands_under_the_counts(qtbot: QtBot, desk: Desk) -> None:
    hard = next(one for one in desk.findings if one.severity == "hard")
    excused = RuleSettings(waivers={(hard.rule, hard.record_id): "市级同意"})
    desk.session = replace(desk.session, rules=excused)
    desk.show_period(desk.period)
    page = FindingsPage(desk)
    qtbot.addWidget(page)
    page.show()
    page.enter()
    assert hard.id not in {one.id for one in desk.findings}
    assert page.waived.text() == f"市级豁免 1 项：{hard.rule} {hard.label}（市级同意）"
    assert page.waived.isVisibleTo(page)


def choose(page: FindingsPage, level: str) -> None:
    page.level.setCurrentIndex(page.level.findData(level))
    page.level.activated.emit(page.level.currentIndex())


def test_the_list_is_the_desks(page: FindingsPage, desk: Desk, qtmodeltester: ModelTester) -> None:
    assert sorted(one.id for one in page.model.rows) == sorted(one.id for one in desk.findings)
    levels = [("hard", "soft", "hint").index(one.severity) for one in page.model.rows]
    assert levels == sorted(levels)
    hard = sum(one.severity == "hard" for one in desk.findings)
    waiting = sum(one.needs_explanation for one in desk.findings)
    assert page.summary["hard"].text().endswith(str(hard))
    assert f"待说明 {waiting}" in page.summary["soft"].text()
    assert page.badge() == hard + waiting
    assert not page.waived.isVisibleTo(page)
    qtmodeltester.check(page.model)


def test_filters_combine(page: FindingsPage, desk: Desk) -> None:
    choose(page, "soft")
    assert {one.severity for one in page.model.rows} == {"soft"}
    page.form.setCurrentIndex(page.form.findData("F02"))
    page.form.activated.emit(0)
    assert {one.form for one in page.model.rows} == {"F02"}
    choose(page, "")
    page.form.setCurrentIndex(0)
    page.form.activated.emit(0)
    page.text.setText("P0003")
    assert page.model.rows
    assert {one.record_id[-5:] for one in page.model.rows} == {"P0003"}
    page.text.setText("火星")
    assert not page.table.isVisible()
    assert "没有符合" in page.empty.text()


def test_enter_and_double_click_lead_to_the_cell(
    qtbot: QtBot, page: FindingsPage, desk: Desk
) -> None:
    one = page.model.rows[3]
    page.table.setCurrentIndex(page.model.index(3, 0))
    with qtbot.waitSignal(desk.goto) as gone:
        qtbot.keyClick(page.table, Key.Key_Return)
    assert gone.args == ["entry", one.form, one.record_id, one.field]
    with qtbot.waitSignal(desk.goto) as gone:
        page.table.doubleClicked.emit(page.model.index(3, 1))
    assert gone.args == ["entry", one.form, one.record_id, one.field]


def test_an_explanation_is_typed_into_the_list(
    qtbot: QtBot, page: FindingsPage, desk: Desk
) -> None:
    choose(page, "to_explain")
    one = page.model.rows[0]
    qtbot.keyClick(page.table, Key.Key_F2)
    editor = page.table.indexWidget(page.table.currentIndex())
    assert editor is not None
    editor.setText(GOOD)  # type: ignore[attr-defined]
    with qtbot.waitSignal(desk.findings_changed):
        qtbot.keyClick(editor, Key.Key_Return)
    assert next(f for f in desk.findings if f.id == one.id).explanation == GOOD
    assert one.id not in [left.id for left in page.model.rows]


def test_an_explanation_is_typed_below_the_list(
    qtbot: QtBot, page: FindingsPage, desk: Desk
) -> None:
    choose(page, "soft")
    one = page.model.rows[0]
    assert page.explanation.isVisible()
    assert "原因" in page.advice.text()
    page.explanation.setFocus()
    page.explanation.setPlainText("核实无误")
    qtbot.keyClick(page.explanation, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not next(f for f in desk.findings if f.id == one.id).explanation
    page.explanation.setPlainText(GOOD)
    qtbot.keyClick(page.explanation, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert next(f for f in desk.findings if f.id == one.id).explanation == GOOD


def test_hard_findings_take_no_explanation(page: FindingsPage) -> None:
    choose(page, "hard")
    last = page.model.columnCount() - 1
    assert not page.model.flags(page.model.index(0, last)) & Qt.ItemFlag.ItemIsEditable
    assert not page.explanation.isVisible()


def test_f8_goes_to_the_next_that_blocks(qtbot: QtBot, page: FindingsPage) -> None:
    qtbot.keyClick(page.table, Key.Key_F8)
    at = page.table.current_row()
    assert at > 0
    assert page.model.rows[at].blocks
    qtbot.keyClick(page.table, Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert page.table.current_row() < at


def test_a_corrected_cell_leaves_the_list(page: FindingsPage, desk: Desk) -> None:
    record = next(one.record_id for one in desk.findings if one.form == "F01")
    desk.type_cells("F01", [Typed(record, "trl", "12")])
    mine = [one for one in page.model.rows if one.field == "trl" and one.record_id == record]
    assert mine
    desk.type_cells("F01", [Typed(record, "trl", "5")])
    assert not [one for one in page.model.rows if one.field == "trl" and one.record_id == record]
