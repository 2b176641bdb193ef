"""导入: what a file would do is shown before it is done, and done as one edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.ui.dialogs import Dialogs
from desktop.ui.entry_page import EntryPage
from desktop.ui.import_dialog import ImportDialog
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


def preview(qtbot: QtBot, page: EntryPage) -> ImportDialog:
    page.import_file()
    qtbot.waitUntil(lambda: not page.desk.jobs.busy)
    found = page.findChildren(ImportDialog)
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
    assert box.problem_table.isVisible()
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
