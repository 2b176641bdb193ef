"""规则与口径 by the keyboard: rules changed in place, waivers taken back, answers, lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.ui.ruling_page import RulingPage
from desktop.workflow.reviewing import recognised
from desktop.workflow.ruling import waive
from forms.checks.settings import RuleSetting
from tests.ui.shell_parts import GOOD_REASON, city, desk_on, press, shown, type_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.ui.desk import Desk

PROJECT = "310151-2023-P0001"
LEVEL, ON, PARAMS = 3, 4, 6


@pytest.fixture
def office(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    session = city(tmp_path)
    made = desk_on(session)
    yield made
    made.jobs.stop()
    session.close()


@pytest.fixture
def page(qtbot: QtBot, office: Desk) -> RulingPage:
    made = shown(RulingPage(office), qtbot)
    made.enter()
    return made


def at_cell(page: RulingPage, code: str, column: int) -> None:
    pane = page.rules
    number = next(at for at, one in enumerate(pane.model.rows) if one.code == code)
    pane.table.setFocus()
    pane.table.setCurrentIndex(pane.model.index(number, column))


def test_a_severity_is_chosen_by_keys(qtbot: QtBot, page: RulingPage, office: Desk) -> None:
    at_cell(page, "A39", LEVEL)
    press(Qt.Key.Key_F2)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: office.session.rules.of("A39") == RuleSetting(severity="hint"))
    qtbot.waitUntil(lambda: page.rules.table.currentIndex().column() == LEVEL)
    one = page.rules.current()
    assert one is not None
    assert (one.code, one.is_changed) == ("A39", True)
    assert "改动的规则 A39" in page.travels.text()
    at_cell(page, "A39", ON)
    press(Qt.Key.Key_F2)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: office.session.rules.of("A39").off)
    page.rules.restore.click()
    assert office.session.rules.rules == {}


def test_parameters_are_typed_and_nonsense_is_refused(
    qtbot: QtBot, page: RulingPage, office: Desk
) -> None:
    at_cell(page, "A16", PARAMS)
    press(Qt.Key.Key_F2)
    type_text("起点=800")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: office.session.rules.of("A16").params == {"start": "800"})
    model = page.rules.model
    number = next(at for at, one in enumerate(model.rows) if one.code == "A16")
    with qtbot.waitSignal(office.said) as said:
        assert not model.setData(model.index(number, PARAMS), "start=很多")
    assert "应为数字" in said.args[0]
    default = model.index(number, PARAMS + 1)
    assert model.data(default) == "提示性；起点=500"
    none = next(at for at, one in enumerate(model.rows) if not one.default_params)
    assert not model.flags(model.index(none, PARAMS)) & Qt.ItemFlag.ItemIsEditable


def test_rules_are_filtered(page: RulingPage) -> None:
    pane = page.rules
    whole = len(pane.model.rows)
    pane.form.setCurrentIndex(pane.form.findData("F12"))
    pane.form.activated.emit(pane.form.currentIndex())
    assert {one.form for one in pane.model.rows} == {"F12"}
    pane.form.setCurrentIndex(0)
    pane.text.setText("k09")
    assert [one.code for one in pane.model.rows] == ["K09"]
    assert "关系式" in pane.detail.text()
    pane.text.setText("没有这样的规则")
    assert pane.detail.text() == "没有符合条件的规则。"
    pane.text.clear()
    assert len(pane.model.rows) == whole


def test_a_waiver_is_taken_back(page: RulingPage, office: Desk) -> None:
    office.decide(lambda session: waive(session, "A39", PROJECT, GOOD_REASON), "")
    page.enter()
    assert page.tabs.tabText(1) == "豁免 1"
    assert page.waivers.model.rows == (("A39", PROJECT, GOOD_REASON),)
    page.tabs.setCurrentWidget(page.waivers)
    page.waivers.remove.click()
    assert office.session.rules.waivers == {}
    assert page.tabs.tabText(1) == "豁免"


def test_questions_are_answered(qtbot: QtBot, page: RulingPage, office: Desk) -> None:
    page.tabs.setCurrentWidget(page.questions)
    pane = page.questions
    pane.table.setFocus()
    pane.table.setCurrentIndex(pane.model.index(0, 0))
    press(Qt.Key.Key_Down)
    assert [box.text() for box in pane.boxes if box.isChecked()] == ["国际", "国家", "行业"]
    pane.boxes[2].setFocus()
    QTest.keyClick(pane.boxes[2], Qt.Key.Key_Space)
    pane.save.click()
    assert office.session.catalogue.settings["standard_levels"].answers == ("国际", "国家")
    assert "2022.1.1 版" in page.travels.text()
    pane.table.setCurrentIndex(pane.model.index(2, 0))
    pane.boxes[1].click()
    assert [box.isChecked() for box in pane.boxes] == [False, True]
    pane.save.click()
    assert office.session.catalogue.settings["comprehensive_scenario"].default == "相同"
    assert pane.table.current_row() == 2


def test_lists_are_pasted(page: RulingPage, office: Desk) -> None:
    pane = page.recognised
    page.tabs.setCurrentWidget(pane)
    pane.target.setCurrentIndex(1)
    pane.target.activated.emit(1)
    assert pane.count.text() == "还没有名单"
    pane.names.setFocus()
    pane.names.insertPlainText("示例一区\n\n示例二区|二区\n示例一区")
    page.enter()
    assert pane.names.toPlainText().startswith("示例一区")
    pane.save.click()
    assert recognised(office.session) == {"Z03": ["示例一区", "示例二区|二区"]}
    assert pane.count.text() == "2 个名称"
