"""Two whole stories in the real window, by key presses: a clerk's quarter and the city's."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from python_calamine import CalamineWorkbook

from desktop.ui.app import Program
from desktop.ui.entry_page import EntryPage
from desktop.ui.findings_page import FindingsPage
from desktop.ui.inbox_page import InboxPage
from desktop.ui.page import Page
from desktop.ui.review_page import ReviewPage
from desktop.ui.submit_page import SubmitPage
from desktop.ui.totals_page import NOT_REPORTED, TotalsPage
from desktop.ui.window import MainWindow
from exports.reader import read_submission
from tests.ui.shell_parts import (
    GOOD_REASON,
    FakeDialogs,
    folders,
    press,
    still_clock,
    submission,
    type_text,
    wait_for_jobs,
)
from tests.ui.test_inbox import drop
from tests.workflow.stories import Q2

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.ui.desk import Desk

Key = Qt.Key
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
NAME = "示例芯桥类脑芯片研发项目"
GOOD_CODE, WRONG_CODE = "91310115MA0000111M", "91310115MA0000111X"

PROJECT = {
    "项目类别": "研发攻关",
    "实施主体名称": "上海示例芯桥科技有限公司",
    "统一社会信用代码": WRONG_CODE,
    "主体类型": "民营企业",
    "国民经济行业代码": "3973",
    "所属集群": "1",
    "所属方向": "101",
    "技术领域": "10108",
    "对应计划": "筑基",
    "街道（镇）": "zjz",
    "建设内容与规模": "建设类脑芯片研发平台，完成两轮流片并形成评测能力。",
    "总投资（万元）": "35000",
    "国家预算内资金（万元）": "0",
    "国内贷款（万元）": "10000",
    "利用外资（万元）": "0",
    "自筹资金（万元）": "25000",
    "其他资金（万元）": "0",
    "计划开工年月": "2025-03",
    "计划竣工年月": "2026-05",
    "实际开工日期": "2025-04-10",
    "进展阶段": "40",
    "技术成熟度": "5",
    "项目负责人": "示例甲",
    "联系人": "示例乙",
    "联系电话": "021-00000000",
    "非涉密确认": "是",
}
"""By the titles on screen; 项目层级 is forgotten, the credit code has a slip, the finish is past."""

PROGRESS = {
    "本年计划投资（万元）": "12000",
    "本期完成投资（万元）": "2800",
    "形象进度": "主体结构封顶",
    "形象进度百分比（%）": "10",
    "问题类别": "无",
    "数据来源": "企业填报",
}

Kind = TypeVar("Kind", bound=Page)


@pytest.fixture
def dialogs() -> FakeDialogs:
    return FakeDialogs()


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path, dialogs: FakeDialogs) -> Iterator[Program]:
    made = Program(folders(tmp_path), dialogs, clock=still_clock)
    made.start()
    assert made.wizard is not None
    activate(qtbot, made.wizard)
    yield made
    made.close()
    if made.wizard is not None:
        made.wizard.finish()


def activate(qtbot: QtBot, top: QWidget) -> None:
    qtbot.waitExposed(top)
    top.activateWindow()
    qtbot.waitUntil(lambda: top.isActiveWindow() and QApplication.focusWidget() is not None)


def chord(key: Key, modifier: Qt.KeyboardModifier = CTRL) -> None:
    """Press a key together with another where the focus is."""
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, modifier)


def by_letter(qtbot: QtBot, desk: Desk, key: Key, pressed: QPushButton) -> None:
    """Alt and the button's letter; Qt shows the button go down before it acts."""
    wait_for_jobs(qtbot, desk)
    with qtbot.waitSignal(pressed.clicked):
        chord(key, ALT)
    wait_for_jobs(qtbot, desk)


def button_of(page: Page, text: str) -> QPushButton:
    """The button with this text."""
    return next(one for one in page.findChildren(QPushButton) if one.text() == text)


def write(text: str) -> None:
    """Type key by key, Chinese as an input method composes it: the first may open an editor."""
    if not text.isascii():
        focus = QApplication.focusWidget()
        assert focus is not None
        QApplication.sendEvent(focus, QInputMethodEvent("pinyin", []))
    for part in text if text.isascii() else [text]:
        type_text(part)


def window_of(program: Program, qtbot: QtBot) -> MainWindow:
    assert program.wizard is None
    assert program.window is not None
    activate(qtbot, program.window)
    return program.window


def at_place(window: MainWindow, digit: Key, kind: type[Kind]) -> Kind:
    """Ctrl and a number: the page that opens."""
    chord(digit)
    page = window.page(window.place)
    assert isinstance(page, kind)
    return page


def fill_panel(page: EntryPage, texts: Mapping[str, str]) -> None:
    """From field to field with Enter, typing where there is something to type."""
    left = dict(texts)
    while left:
        focus = QApplication.focusWidget()
        assert focus is not None
        assert page.panel.isAncestorOf(focus), f"the panel ended before {list(left)}"
        text = left.pop(focus.accessibleName(), "")
        if text:
            write(text)
        press(Key.Key_Return)


def fill_row(page: EntryPage, texts: Mapping[str, str]) -> None:
    """From cell to cell with Tab, typing where there is something to type."""
    assert page.pane is not None
    view, model = page.pane.view, page.pane.model
    left = dict(texts)
    for _ in range(model.columnCount()):
        title = model.columns[view.currentIndex().column()].item.full_title
        if title in left:
            write(left.pop(title))
        press(Key.Key_Tab)
    assert not left


def answer_clerk_wizard(program: Program) -> None:
    """浦东, the unit, one contact after the other, the place and the third quarter."""
    assert program.wizard is not None
    press(Key.Key_Return)
    write("浦东")
    press(Key.Key_Tab, 2)
    write("上海市浦东新区示例委员会")
    press(Key.Key_Return)
    for text in ("示例甲", "示例乙", "示例丙", "021-00000000"):
        write(text)
        press(Key.Key_Tab)
    press(Key.Key_Return)
    assert program.wizard.step == "place"
    press(Key.Key_Down)
    press(Key.Key_Up)
    press(Key.Key_Return)


def enter_project(window: MainWindow) -> None:
    """A new project: its name in the grid, the rest in the panel, its progress in the grid."""
    entry = at_place(window, Key.Key_2, EntryPage)
    chord(Key.Key_N)
    write(NAME)
    press(Key.Key_Tab)
    press(Key.Key_F6)
    fill_panel(entry, PROJECT)
    press(Key.Key_F6)
    chord(Key.Key_PageDown)
    assert entry.switch.itemText(1).endswith("　1 行")
    assert entry.pane is not None
    assert entry.pane.code == "F02"
    entry.pane.view.setFocus()
    press(Key.Key_Home)
    fill_row(entry, PROGRESS)


def shown_problems(page: FindingsPage) -> list[tuple[str, str]]:
    """级别 and 指标 of each finding in sight."""
    return [
        (page.model.index(at, 0).data(), page.model.index(at, 4).data())
        for at in range(page.model.rowCount())
    ]


def correct(window: MainWindow, qtbot: QtBot, field: str, text: str) -> None:
    """In 审核: find the problem, Enter leads to its cell, type there."""
    findings = at_place(window, Key.Key_3, FindingsPage)
    findings.table.setFocus()
    while (
        findings.table.current_row() < 0
        or shown_problems(findings)[findings.table.current_row()][1] != field
    ):
        at = findings.table.current_row()
        press(Key.Key_Down)
        assert findings.table.current_row() > at, f"{field} is not in the list"
    press(Key.Key_Return)
    assert window.place == "entry"
    write(text)
    press(Key.Key_Return)


def test_a_clerks_quarter(
    program: Program, qtbot: QtBot, tmp_path: Path, dialogs: FakeDialogs
) -> None:
    answer_clerk_wizard(program)
    window = window_of(program, qtbot)
    desk = window.desk
    assert desk.session.info.path == tmp_path / "documents" / "集群台账" / "310115浦东新区.db"
    enter_project(window)

    findings = at_place(window, Key.Key_3, FindingsPage)
    assert shown_problems(findings) == [
        ("▲ 强制性", "项目层级"),
        ("▲ 强制性", "统一社会信用代码"),
        ("○ 核实性", "计划竣工年月"),
        ("－ 提示性", "零报告"),
    ]
    correct(window, qtbot, "统一社会信用代码", GOOD_CODE)
    correct(window, qtbot, "项目层级", "区重点")
    at_place(window, Key.Key_3, FindingsPage).table.setFocus()
    assert findings.summary["hard"].text().endswith("0")
    press(Key.Key_Home)
    press(Key.Key_F2)
    write(GOOD_REASON)
    press(Key.Key_Return)
    assert window.place == "findings"
    qtbot.waitUntil(lambda: "待说明 0" in findings.summary["soft"].text())
    assert findings.model.index(0, 8).data() == GOOD_REASON

    submit = at_place(window, Key.Key_4, SubmitPage)
    assert submit.headline.text() == "可以上报"
    dialogs.folder = tmp_path
    by_letter(qtbot, desk, Key.Key_X, submit.export)
    file = tmp_path / "WLCY_310115_2026Q3_B01.xlsx"
    assert f"已导出第 1 次报送：{file.name}" in window.message.text.text()
    assert submit.headline.text() == "本期已上报"
    assert window.top.state.text() == "已上报"
    assert not submit.export.isEnabled()
    read = read_submission(file, forms=desk.session.forms, catalogue=desk.session.catalogue)
    assert read.digest_ok
    (project,), (progress,) = read.rows["F01"], read.rows["F02"]
    assert (project.cell("project_name"), project.cell("entity_uscc")) == (NAME, GOOD_CODE)
    assert progress.cell("inv_cum") == Decimal("2800.00")
    assert GOOD_REASON in [one.explanation for one in read.findings]
    info = desk.period_info
    assert info is not None
    assert info.locked


def sent_file(tmp_path: Path) -> tuple[Path, Path]:
    """崇明's submission of the second quarter, and a copy that lost its end on the way."""
    sent = submission(tmp_path, Q2).file
    damaged = tmp_path / "传坏的.xlsx"
    damaged.write_bytes(sent.read_bytes()[:-2000])
    return sent, damaged


def outcomes(page: InboxPage) -> list[tuple[str, str]]:
    """文件 and 结果 as the table shows them."""
    return [
        (page.model.index(at, 0).data(), page.model.index(at, 1).data())
        for at in range(page.model.rowCount())
    ]


def by_district(page: TotalsPage) -> dict[str, str]:
    """The chosen figure of each district as 分区 shows it."""
    model = page.districts
    return {model.index(at, 0).data(): model.index(at, 1).data() for at in range(model.rowCount())}


def answer_city_wizard() -> None:
    """The second role, the place as it is offered."""
    press(Key.Key_Down)
    press(Key.Key_Space)
    press(Key.Key_Return)
    press(Key.Key_Return)


def receive_files(window: MainWindow, qtbot: QtBot, dialogs: FakeDialogs, folder: Path) -> None:
    """收件: by the dialog a good file, a damaged one, the good one again; then once dropped."""
    sent, damaged = sent_file(folder)
    inbox = at_place(window, Key.Key_2, InboxPage)
    choose = button_of(inbox, "选择文件…(&F)")
    dialogs.files = [sent, damaged]
    by_letter(qtbot, window.desk, Key.Key_F, choose)
    assert outcomes(inbox) == [(sent.name, "已接收"), ("传坏的.xlsx", "未接收")]
    assert "传坏的.xlsx" in inbox.detail.toPlainText()
    assert "接收完毕：已接收 1，未接收 1 份" in window.message.text.text()
    dialogs.files = [sent]
    by_letter(qtbot, window.desk, Key.Key_F, choose)
    assert outcomes(inbox) == [(sent.name, "重复，已接收过")]
    drop(inbox, sent, damaged)
    wait_for_jobs(qtbot, window.desk)
    assert outcomes(inbox) == [(sent.name, "重复，已接收过"), ("传坏的.xlsx", "未接收")]


def test_the_citys_quarter(
    program: Program, qtbot: QtBot, tmp_path: Path, dialogs: FakeDialogs
) -> None:
    answer_city_wizard()
    window = window_of(program, qtbot)
    desk = window.desk
    assert desk.session.info.path == tmp_path / "documents" / "集群台账" / "上海市汇总.db"
    receive_files(window, qtbot, dialogs, tmp_path)

    review = at_place(window, Key.Key_3, ReviewPage)
    wait_for_jobs(qtbot, desk)
    assert review.headline.text() == "2026年二季度：已收 1 区，已验收 0 区"
    assert review.name.text() == "崇明区　已接收"
    dialogs.folder = tmp_path
    by_letter(qtbot, desk, Key.Key_A, review.accept)
    assert (tmp_path / "WLCY_310151_2026Q2_B01_HUIZHI.xlsx").is_file()
    assert review.name.text() == "崇明区　已验收"
    assert review.headline.text() == "2026年二季度：已收 1 区，已验收 1 区"

    totals = at_place(window, Key.Key_4, TotalsPage)
    wait_for_jobs(qtbot, desk)
    assert totals.headline.text().endswith("已报 1 / 16 区（初步数）")
    chord(Key.Key_F)
    write("N31.1")
    assert totals.name.text() == "N31.1 项目总数"
    shown = by_district(totals)
    assert list(shown.values()).count(NOT_REPORTED) == 15
    assert (shown["崇明区"], shown["合计（已报区）"]) == ("18", "18")
    dialogs.file = tmp_path / "汇总.xlsx"
    by_letter(qtbot, desk, Key.Key_X, totals.export)
    assert f"已导出汇总表：{dialogs.file}" in window.message.text.text()
    written = "\n".join(words_of(dialogs.file))
    assert "崇明区" in written
    assert NOT_REPORTED in written


def words_of(workbook: Path) -> list[str]:
    """Every text of a workbook."""
    return [
        str(value)
        for sheet in CalamineWorkbook.from_path(str(workbook)).sheet_names
        for line in CalamineWorkbook.from_path(str(workbook)).get_sheet_by_name(sheet).to_python()
        for value in line
    ]
