"""导入: what a file would do is shown before it is done, and done as one edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from PySide6.QtWidgets import QComboBox

from desktop.ui.dialogs import Dialogs
from desktop.ui.entry_page import EntryPage
from desktop.ui.import_dialog import ImportDialog
from desktop.ui.tables import FactsModel
from desktop.workflow.templates import Prefill, make_ledger_template
from tests.ui.sample_desk import PUDONG, sample_desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.ui.desk import Desk


class Chooser(Dialogs):
    """Answers with one file, or with none."""

    def __init__(self, path: Path | None) -> None:
        super().__init__()
        self.path = path
        self.target: Path | None = None

    def ask_save_file(self, title: str, suggested: Path, kinds: str = "") -> Path | None:
        return self.target

    def ask_open_file(self, title: str, folder: Path, kinds: str = "") -> Path | None:
        return self.path


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    made = sample_desk(tmp_path, "2026Q2")
    yield made
    made.session.close()


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> EntryPage:
    made = EntryPage(desk)
    qtbot.addWidget(made)
    made.show()
    made.enter()
    return made


def a_file(folder: Path, text: str) -> Path:
    path = folder / "企业填报.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


def choose(model: FactsModel[Any], row: int, column: int, text: str) -> None:
    """Choose as the drop-down does."""
    assert model.setData(model.index(row, column), text)


def preview(qtbot: QtBot, page: EntryPage) -> ImportDialog:
    page.import_file()
    qtbot.waitUntil(lambda: not page.desk.jobs.busy)
    found = [one for one in page.findChildren(ImportDialog) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def test_a_file_is_shown_then_taken_in_and_can_be_undone(
    qtbot: QtBot, page: EntryPage, desk: Desk, tmp_path: Path
) -> None:
    assert page.pane is not None
    known = page.pane.model.text(0, 1)
    text = f"项目名称,总投资（万元）,技术成熟度\n{known},1234,5\n全新示例项目,约500万,4\n"
    desk.dialogs = Chooser(a_file(tmp_path, text))
    box = preview(qtbot, page)
    plan = box.plans[0]
    assert (plan.created, plan.updated, plan.skipped) == (1, 1, 0)
    assert [(one.row, one.value) for one in box.problems] == [(3, "约500万")]
    assert box.tabs.tabText(2) == "问题与说明（1）"
    before = page.pane.model.rowCount()
    with qtbot.waitSignal(desk.changed):
        box.apply_button.click()
    qtbot.waitUntil(lambda: not desk.jobs.busy)
    assert page.pane.model.rowCount() == before + 1
    column = page.pane.model.column_of("total_investment")
    assert column is not None
    assert page.pane.model.text(0, column) == "1,234.00"
    assert page.pane.model.look(before, column).tone == "kept"
    desk.undo()
    assert page.pane.model.rowCount() == before


def test_a_file_that_says_nothing_new_cannot_be_imported(
    qtbot: QtBot, page: EntryPage, desk: Desk, tmp_path: Path
) -> None:
    assert page.pane is not None
    known = page.pane.model.text(0, 1)
    column = page.pane.model.column_of("entity_name")
    assert column is not None
    entity = page.pane.model.text(0, column)
    desk.dialogs = Chooser(a_file(tmp_path, f"项目名称,实施主体名称\n{known},{entity}\n"))
    box = preview(qtbot, page)
    assert not box.apply_button.isEnabled()
    box.reject()


def test_no_file_no_preview(page: EntryPage, desk: Desk) -> None:
    desk.dialogs = Chooser(None)
    page.import_file()
    assert not desk.jobs.busy
    assert not page.findChildren(ImportDialog)


def test_a_file_that_cannot_be_read_is_one_sentence(
    qtbot: QtBot, page: EntryPage, desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "坏文件.xlsx"
    path.write_bytes(b"PK\x03\x04 broken")
    desk.dialogs = Chooser(path)
    said: list[tuple[str, str]] = []
    desk.said.connect(lambda text, kind: said.append((text, kind)))
    page.import_file()
    qtbot.waitUntil(lambda: bool(said))
    assert said[-1][1] == "error"
    assert desk.session.ledger.undo_title(PUDONG, "2026Q2") == "样例"


def a_table(folder: Path) -> Path:
    return a_file(
        folder,
        "某区汇总表\n项目名称,进展阶段,预算,代号\n示例丙,在建,1200,91310115MA0000111M\n"
        "示例丁,在建,约500万,91310104MA00000239\n示例丙,储备,5,91310115MA0000111M\n",
    )


def test_rows_and_their_cells_are_shown_and_narrowed(
    qtbot: QtBot, page: EntryPage, desk: Desk, tmp_path: Path
) -> None:
    desk.dialogs = Chooser(a_table(tmp_path))
    box = preview(qtbot, page)
    shown = box.preview_page
    assert [row.number for row in shown.row_model.rows] == [3, 4, 5]
    assert ("项目名称", "", "示例丙") in [
        (cell.title, cell.old, cell.new) for cell in shown.cell_model.rows
    ]
    shown.filter.setCurrentIndex(shown.filter.findText("未导入"))
    assert [row.number for row in shown.row_model.rows] == [5]
    assert shown.tally.text() == "1 行，共 3 行"
    assert not shown.cell_model.rows
    shown.filter.setCurrentIndex(shown.filter.findText("更新"))
    assert not shown.row_model.rows
    box.reject()


def test_columns_and_units_can_be_chosen_and_are_remembered(
    qtbot: QtBot, page: EntryPage, desk: Desk, tmp_path: Path
) -> None:
    desk.dialogs = Chooser(a_table(tmp_path))
    box = preview(qtbot, page)
    columns = box.columns_page
    why = {one.source_title: one.why for one in columns.model.rows}
    assert why == {
        "项目名称": "标题相同",
        "进展阶段": "标题相同",
        "预算": "不认识",
        "代号": "内容像统一社会信用代码",
    }
    assert not box.forget_button.isVisibleTo(box)
    choose(columns.model, 2, 3, "总投资")
    assert not box.apply_button.isEnabled()
    qtbot.waitUntil(lambda: box.apply_button.isEnabled())
    assert columns.model.rows[2].why == "人工指定"
    choose(columns.model, 2, 4, "元")
    qtbot.waitUntil(lambda: box.apply_button.isEnabled())
    assert [one.value for one in box.problems] == ["约500万", ""]
    box.accept()
    qtbot.waitUntil(lambda: not desk.jobs.busy)
    rows = desk.session.ledger.rows("F01", PUDONG, "2026Q2").values()
    assert [str(row.total_investment) for row in rows if row.title == "示例丙"] == ["0.12"]

    again = preview(qtbot, page)
    kept = [one.why for one in again.columns_page.model.rows if one.item != "stage"]
    assert kept == ["标题相同", "上次的选择", "上次的选择"]
    assert "沿用上次的选择" in again.notices.text()
    again.forget_button.click()
    qtbot.waitUntil(lambda: not again.forget_button.isVisibleTo(again))
    assert again.columns_page.model.rows[2].why == "不认识"
    again.reject()


def test_a_field_chosen_twice_leaves_its_first_column(
    qtbot: QtBot, page: EntryPage, desk: Desk, tmp_path: Path
) -> None:
    desk.dialogs = Chooser(a_file(tmp_path, "项目名称,甲,乙,备注\n示例丙,1,2,\n"))
    box = preview(qtbot, page)
    for at in (1, 2):
        choose(box.columns_page.model, at, 3, "总投资")
        qtbot.waitUntil(lambda: not desk.jobs.busy)
    assert [one.item for one in box.columns_page.model.rows][1:3] == [None, "total_investment"]
    choose(box.columns_page.model, 0, 3, "（不导入）")
    qtbot.waitUntil(lambda: not desk.jobs.busy)
    assert box.columns_page.model.rows[0].why == "人工指定不导入"
    assert "项目名称" in box.columns_page.missing.text()
    box.reject()


def test_a_table_of_unknown_titles_can_be_mapped_by_hand(
    qtbot: QtBot, page: EntryPage, desk: Desk, tmp_path: Path
) -> None:
    desk.dialogs = Chooser(a_file(tmp_path, "工程,钱\n示例丙,1\n示例丁,2\n"))
    box = preview(qtbot, page)
    assert box.tabs.currentWidget() is box.columns_page
    assert not box.apply_button.isEnabled()
    choose(box.columns_page.model, 0, 3, "项目名称")
    qtbot.waitUntil(lambda: box.apply_button.isEnabled())
    assert box.plan.created == 2
    box.reject()


def test_the_drop_down_offers_every_field(
    qtbot: QtBot, page: EntryPage, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The platform without windows has no pop-ups.
    monkeypatch.setattr(QComboBox, "showPopup", lambda _box: None)
    desk.dialogs = Chooser(a_table(tmp_path))
    box = preview(qtbot, page)
    table = box.columns_page.table
    box.tabs.setCurrentWidget(box.columns_page)
    index = box.columns_page.model.index(2, 3)
    table.setCurrentIndex(index)
    table.edit(index)
    drop = table.findChild(QComboBox)
    assert drop is not None
    assert drop.itemText(0) == "（不导入）"
    assert drop.findText("总投资") > 0
    assert len({drop.itemText(at) for at in range(drop.count())}) == drop.count()
    drop.setCurrentText("总投资")
    drop.activated.emit(drop.currentIndex())
    qtbot.waitUntil(lambda: box.columns_page.model.rows[2].item == "total_investment")
    box.reject()


def test_failed_rows_can_be_given_back(
    qtbot: QtBot, page: EntryPage, desk: Desk, tmp_path: Path
) -> None:
    dialogs = Chooser(a_table(tmp_path))
    desk.dialogs = dialogs
    box = preview(qtbot, page)
    dialogs.target = tmp_path / "退.xlsx"
    box.reject_button.click()
    qtbot.waitUntil(lambda: not desk.jobs.busy)
    assert dialogs.target.is_file()
    assert "已导出 1 行" in box.note.text()
    box.reject()


def test_a_filled_template_of_several_forms_comes_in_at_once(
    qtbot: QtBot, page: EntryPage, desk: Desk, tmp_path: Path
) -> None:
    assert desk.period is not None
    made = make_ledger_template(
        tmp_path / "模板.xlsx", desk.session, desk.period, ("F01", "F02", "F10"), Prefill()
    )
    desk.dialogs = Chooser(made.file)
    box = preview(qtbot, page)
    assert [plan.form for plan in box.plans] == [code for code, rows in made.rows.items() if rows]
    assert {"F01", "F02"} <= {plan.form for plan in box.plans}
    assert all(plan.unchanged == plan.rows for plan in box.plans)
    box.plan_table.setCurrentIndex(box.plan_model.index(1, 0))
    assert box.plan.form == "F02"
    assert box.preview_page.row_model.rows[0].form.spec.code == "F02"
    box.reject()


def test_closing_stops_what_is_under_way(
    qtbot: QtBot, page: EntryPage, desk: Desk, tmp_path: Path
) -> None:
    desk.dialogs = Chooser(a_table(tmp_path))
    box = preview(qtbot, page)
    before = desk.session.ledger.content_digest()
    choose(box.columns_page.model, 2, 3, "总投资")
    box.reject()
    qtbot.waitUntil(lambda: not desk.jobs.busy)
    assert desk.session.ledger.content_digest() == before


def test_another_sheet_can_be_chosen(
    qtbot: QtBot, page: EntryPage, desk: Desk, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    first, second = book.active, book.create_sheet("乡镇")
    assert first is not None
    first.title = "区本级"
    for sheet, name in ((first, "示例丙"), (second, "示例丁")):
        sheet.append(["项目名称", "总投资", "进展阶段"][: 3 if sheet is first else 2])
        sheet.append([name, 5, "在建"][: 3 if sheet is first else 2])
    book.save(tmp_path / "来.xlsx")
    desk.dialogs = Chooser(tmp_path / "来.xlsx")
    box = preview(qtbot, page)
    assert [box.sheet.itemText(at) for at in range(box.sheet.count())] == ["区本级", "乡镇"]
    assert box.sheet.isVisible()
    assert box.plan.planned[0].label == "示例丙"
    box.sheet.setCurrentText("乡镇")
    box.sheet.activated.emit(1)
    qtbot.waitUntil(lambda: box.plan.sheet == "乡镇")
    assert box.plan.planned[0].label == "示例丁"
    assert box.sheet.currentText() == "乡镇"
    box.reject()
