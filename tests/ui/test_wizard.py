"""The first start: by keyboard alone from nothing to a ledger with its first period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.ui.theme import Look
from desktop.ui.wizard import Wizard
from desktop.ui.wizard_steps import DistrictStep
from desktop.workflow.session import Session, open_session
from tests.ui.shell_parts import FakeDialogs, district, press, still_clock, type_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

Key = Qt.Key
UNIT = "上海市崇明区示例委员会"


@pytest.fixture
def dialogs() -> FakeDialogs:
    return FakeDialogs()


@pytest.fixture
def wizard(qtbot: QtBot, tmp_path: Path, dialogs: FakeDialogs) -> Iterator[Wizard]:
    look = Look()
    look.apply()
    made = Wizard(tmp_path / "文档", dialogs, look, clock=still_clock)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    yield made
    made.finish()


def made_session(wizard: Wizard, qtbot: QtBot) -> Session:
    with qtbot.waitSignal(wizard.made) as made:
        press(Key.Key_Return)
    session = made.args[0]
    assert isinstance(session, Session)
    return session


def test_a_clerk_starts_by_keyboard_alone(wizard: Wizard, qtbot: QtBot) -> None:
    press(Key.Key_Return)
    assert wizard.step == "district"
    type_text("崇明")
    press(Key.Key_Tab, 2)
    type_text(UNIT)
    press(Key.Key_Return)
    assert wizard.step == "signatures"
    type_text("示例甲")
    press(Key.Key_Tab)
    type_text("示例乙")
    press(Key.Key_Return)
    assert wizard.step == "place"
    session = made_session(wizard, qtbot)
    assert (session.district, session.info.unit) == ("310151", UNIT)
    assert session.info.path.name == "310151崇明区.db"
    assert [one.period for one in session.ledger.periods("310151")] == ["2026Q3"]
    cover = session.ledger.rows("F00", "310151", "2026Q3")["310151"]
    assert (cover.cell("unit_leader"), cover.cell("stat_leader")) == ("示例甲", "示例乙")
    assert cover.cell("preparer") is None
    session.close()


def test_the_city_answers_two_steps(wizard: Wizard, qtbot: QtBot) -> None:
    press(Key.Key_Down)
    press(Key.Key_Space)
    press(Key.Key_Return)
    assert wizard.step == "place"
    assert not wizard.marks["district"].isVisibleTo(wizard)
    session = made_session(wizard, qtbot)
    assert (session.info.role, session.district) == ("city", "")
    assert session.ledger.periods() == []
    session.close()


def test_what_is_missing_is_said_and_focused(wizard: Wizard) -> None:
    press(Key.Key_Return)
    step = wizard.steps["district"]
    assert isinstance(step, DistrictStep)
    press(Key.Key_Return)
    assert wizard.step == "district"
    assert "请选择所在的区" in wizard.problem.text()
    press(Key.Key_Down)
    press(Key.Key_Return)
    assert "填报单位名称" in wizard.problem.text()
    assert step.unit.hasFocus()


def test_back_keeps_what_was_answered(wizard: Wizard) -> None:
    press(Key.Key_Return)
    type_text("浦东")
    press(Key.Key_Tab, 2)
    type_text(UNIT)
    press(Key.Key_Return)
    wizard.back.click()
    step = wizard.steps["district"]
    assert isinstance(step, DistrictStep)
    assert (wizard.step, step.chosen, step.unit.text()) == ("district", "310115", UNIT)


def test_a_bad_telephone_is_told(wizard: Wizard) -> None:
    wizard.beginning = wizard.beginning.with_signature("phone", "没有")
    wizard.show_step("signatures")
    press(Key.Key_Return)
    assert "联系电话" in wizard.problem.text()


def test_escape_throws_nothing_away(wizard: Wizard) -> None:
    press(Key.Key_Return)
    press(Key.Key_Escape)
    assert wizard.isVisible()


def test_an_existing_ledger_is_not_overwritten(
    wizard: Wizard, qtbot: QtBot, tmp_path: Path, dialogs: FakeDialogs
) -> None:
    wizard.steps["role"].choices["city"].click()  # type: ignore[attr-defined]
    wizard.go_on()
    made_session(wizard, qtbot).close()
    press(Key.Key_Return)
    assert "已有“上海市汇总.db”" in wizard.problem.text()
    dialogs.folder = tmp_path / "别处"
    dialogs.folder.mkdir()
    press(Key.Key_Space)  # the keyboard stands on 更改
    assert dialogs.asked == ["选择保存账本的文件夹"]
    session = made_session(wizard, qtbot)
    assert session.info.path.parent == dialogs.folder
    session.close()


def test_a_folder_that_cannot_be_written_is_named(wizard: Wizard, tmp_path: Path) -> None:
    (tmp_path / "文档").write_text("这是文件", encoding="utf-8")
    wizard.steps["role"].choices["city"].click()  # type: ignore[attr-defined]
    wizard.go_on()
    press(Key.Key_Return)
    assert "不能写入" in wizard.problem.text()


def test_an_existing_ledger_can_be_chosen(
    wizard: Wizard, qtbot: QtBot, tmp_path: Path, dialogs: FakeDialogs
) -> None:
    session = district(tmp_path)
    dialogs.file = session.info.path
    session.close()
    with qtbot.waitSignal(wizard.open_other) as chosen:
        QTest.keyClick(wizard, Key.Key_O, Qt.KeyboardModifier.AltModifier)
    assert chosen.args == [dialogs.file]
    again = open_session(dialogs.file)
    assert again.district == "310151"
    again.close()


def test_closing_by_hand_gives_up(wizard: Wizard, qtbot: QtBot) -> None:
    with qtbot.waitSignal(wizard.given_up):
        wizard.close()
