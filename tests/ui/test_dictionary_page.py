"""填报说明: every field explained, found by pinyin, and one key away from where it is filled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.ui.dictionary_page import DictionaryPage
from desktop.ui.findings_page import FindingsPage
from tests.ui.sample_desk import sample_desk
from tests.ui.shell_parts import city, desk_on, district, shown, wait_for_jobs
from tests.ui.test_shell_window import show

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.ui.desk import Desk
    from desktop.ui.window import MainWindow

Key = Qt.Key


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    made = sample_desk(tmp_path)
    yield made
    made.session.close()


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> DictionaryPage:
    made = shown(DictionaryPage(desk), qtbot)
    made.enter()
    return made


def titles(page: DictionaryPage) -> list[str]:
    return [one.title for one in page.model.rows]


def test_the_projects_form_is_shown_first_with_all_its_fields(page: DictionaryPage) -> None:
    assert page.list.count() == 14
    assert page.list.currentItem().text() == "F01 项目基本情况"
    assert titles(page)[:2] == ["项目内部编号", "项目名称"]
    assert page.facts.text().startswith(
        "台账，登记一次，以后只改变化项；季报；计量单位：万元。统计范围："
    )
    assert page.list.width() >= page.list.sizeHintForColumn(0)


def test_a_field_is_explained_with_its_checks(page: DictionaryPage) -> None:
    page.reveal("F02", "", "inv_period")
    assert page.name.text() == "本期完成投资（万元）"
    said = page.text.text().splitlines()
    assert said[:3] == [
        "本报告期内完成的投资；冲减以前多报的数填负数并说明。",
        "填写：必填",
        "示例：2800.00",
    ]
    assert "数据来源：每期重新填写，本期无变化时填 0" in said
    assert any(line.startswith("　A34 强制性：") for line in said)
    page.reveal("F01", "", "address")
    assert "有关审核：" not in page.text.text()


def test_fields_are_found_in_every_form(qtbot: QtBot, page: DictionaryPage) -> None:
    page.search.setText("wlcycz")
    assert {one.form for one in page.model.rows} >= {"F02", "F12"}
    assert titles(page)[0] == "未来产业产值"
    assert page.facts.text() == f"各表中找到 {len(page.model.rows)} 项指标。"
    assert page.model.headerData(0, Qt.Orientation.Horizontal) == "表"
    qtbot.keyClick(page.search, Key.Key_Return)
    assert page.table.hasFocus()
    page.search.setText("没有这项指标")
    assert page.name.text() == "没有找到这样的指标"
    page.list.setCurrentRow(0)
    assert page.search.text() == ""
    assert titles(page)[0] == "填报单位"


def test_the_search_key_goes_to_the_search(qtbot: QtBot, page: DictionaryPage) -> None:
    page.table.setFocus()
    qtbot.keyClick(page.table, Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.search.hasFocus()


def test_escape_leads_back_only_where_one_came_from(
    qtbot: QtBot, page: DictionaryPage, desk: Desk
) -> None:
    with qtbot.assertNotEmitted(desk.goto):
        qtbot.keyClick(page.table, Key.Key_Escape)
    assert page.back.isHidden()
    page.reveal("F01", "310115-2026-P0001", "stage")
    assert page.back.isVisible()
    with qtbot.waitSignal(desk.goto) as asked:
        qtbot.keyClick(page.table, Key.Key_Escape)
    assert asked.args == ["entry", "F01", "310115-2026-P0001", "stage"]


def test_a_field_that_is_not_there_shows_its_form(page: DictionaryPage) -> None:
    page.reveal("F05", "", "borrowed_label")
    assert page.name.text() == "成果编号"
    page.reveal("F99", "", "stage")
    assert page.name.text() == "成果编号"


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    made = show(qtbot, district(tmp_path, "2026Q2", mistakes=True))
    yield made
    wait_for_jobs(qtbot, made.desk)
    made.close()
    made.desk.session.close()


def test_f1_explains_the_cell_at_hand_and_escape_returns_to_it(window: MainWindow) -> None:
    record = next(iter(window.desk.book.context.rows["F01"]))
    window.desk.goto.emit("entry", "F01", record, "total_investment")
    QTest.keyClick(window, Key.Key_F1)
    assert window.place == "dictionary"
    page = window.page("dictionary")
    assert isinstance(page, DictionaryPage)
    assert page.name.text() == "总投资（万元）"
    QTest.keyClick(page.table, Key.Key_Escape)
    assert window.place == "entry"
    assert window.page("entry").subject() == ("F01", record, "total_investment")


def test_f1_explains_the_field_of_the_panel_that_has_the_keyboard(window: MainWindow) -> None:
    record = next(iter(window.desk.book.context.rows["F01"]))
    window.desk.goto.emit("entry", "F01", record, "total_investment")
    panel = window.page("entry").panel  # type: ignore[attr-defined]
    panel.fill()
    panel.focus_field("stage")
    assert window.page("entry").subject()[2] == "stage"


def test_f1_explains_the_field_of_a_finding(window: MainWindow) -> None:
    window.open_place("findings")
    page = window.page("findings")
    assert isinstance(page, FindingsPage)
    page.table.setCurrentIndex(page.model.index(0, 0))
    chosen = page.model.rows[0]
    assert page.subject() == (chosen.form, chosen.record_id, chosen.field)


def test_f1_tells_the_keys_where_there_is_no_field(window: MainWindow) -> None:
    window.open_place("overview")
    QTest.keyClick(window, Key.Key_F1)
    assert window.place == "overview"
    assert "F1 说明当前指标" in window.message.text.text()


def test_the_city_has_it_too(qtbot: QtBot, tmp_path: Path) -> None:
    session = city(tmp_path)
    page = DictionaryPage(desk_on(session))
    qtbot.addWidget(page)
    page.enter()
    assert page.list.count() == 14
    session.close()
