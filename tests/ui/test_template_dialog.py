"""填报模板 in the window: which forms, whose rows, one file; and it comes back through 导入."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from desktop.ledger import AddRow, Edit
from desktop.ui.dialogs import Dialogs
from desktop.ui.entry_page import EntryPage
from desktop.ui.template_dialog import CARRIER, FIRM, TemplateDialog
from desktop.workflow.loading import plan_load
from desktop.workflow.templates import Prefill
from tests.ui.sample_desk import PUDONG, sample_desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.ui.desk import Desk


class Saver(Dialogs):
    """Saves to one file, or to none; remembers the name suggested."""

    def __init__(self, path: Path | None) -> None:
        super().__init__()
        self.path, self.suggested = path, ""

    def ask_save_file(self, title: str, suggested: Path, kinds: str = "") -> Path | None:
        self.suggested = suggested.name
        return self.path


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    made = sample_desk(tmp_path, "2026Q2", most=3)
    carrier = AddRow("F03", "310115-C-0901", {"carrier_name": "示例园"})
    made.session.ledger.apply(Edit(PUDONG, "2026Q2", "载体", (carrier,)))
    yield made
    made.session.close()


@pytest.fixture
def box(qtbot: QtBot, desk: Desk) -> TemplateDialog:
    page = EntryPage(desk)
    qtbot.addWidget(page)
    page.show()
    page.enter()
    page.bar.buttons["template"].click()
    qtbot.waitUntil(lambda: bool(page.findChildren(TemplateDialog)))
    found: TemplateDialog = page.findChildren(TemplateDialog)[0]
    return found


def save(qtbot: QtBot, desk: Desk, box: TemplateDialog, path: Path) -> Saver:
    dialogs = Saver(path)
    desk.dialogs = dialogs
    box.make_button.click()
    qtbot.waitUntil(lambda: not desk.jobs.busy)
    return dialogs


def test_a_blank_template_of_the_form_in_sight(
    qtbot: QtBot, desk: Desk, box: TemplateDialog, tmp_path: Path
) -> None:
    assert (box.codes, box.prefill) == (["F01"], None)
    said = save(qtbot, desk, box, tmp_path / "t.xlsx")
    assert said.suggested == "填报模板_2026Q2.xlsx"
    names = openpyxl.load_workbook(tmp_path / "t.xlsx").sheetnames
    assert names == ["填报说明", "F01 项目基本情况", "代码表"]


def test_more_empty_rows_can_be_asked_for(
    qtbot: QtBot, desk: Desk, box: TemplateDialog, tmp_path: Path
) -> None:
    assert (box.rows.value(), box.rows.text()) == (0, "打印一页")
    box.rows.setValue(77)
    save(qtbot, desk, box, tmp_path / "t.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["F01 项目基本情况"]
    assert str(sheet.data_validations.dataValidation[0].sqref) == "C10:C86"


def test_the_rows_of_one_firm_and_back_again(
    qtbot: QtBot, desk: Desk, box: TemplateDialog, tmp_path: Path
) -> None:
    box.modes.button(FIRM).setChecked(True)
    assert {"F01", "F02", "F04", "F12"} <= set(box.codes)
    assert "F10" not in box.codes
    project = next(iter(desk.session.ledger.rows("F01", PUDONG, "2026Q2").values()))
    uscc = project.cell("entity_uscc")
    box.firm.setCurrentIndex(box.firm.findData(uscc))
    assert box.prefill == Prefill(firm=str(uscc))
    said = save(qtbot, desk, box, tmp_path / "t.xlsx")
    assert str(uscc) in said.suggested
    assert desk.period is not None
    plans = plan_load(desk.session, desk.period, tmp_path / "t.xlsx")
    back = {row.record_id: row.outcome for plan in plans for row in plan.planned}
    assert back[project.record_id] == "unchanged"
    assert set(back.values()) == {"unchanged"}


def test_the_rows_of_one_carrier(desk: Desk, box: TemplateDialog) -> None:
    box.modes.button(CARRIER).setChecked(True)
    assert box.codes == ["F01", "F02", "F03", "F06"]
    box.carrier.setCurrentIndex(box.carrier.findText("310115-C-0901 示例园"))
    assert box.prefill == Prefill(carrier="310115-C-0901")
    assert box.carrier.isEnabled()
    assert not box.firm.isEnabled()


def test_nothing_ticked_makes_nothing_and_no_file_keeps_the_box(
    qtbot: QtBot, desk: Desk, box: TemplateDialog
) -> None:
    box._check(())
    assert not box.make_button.isEnabled()
    box._check(box._every())
    assert box.make_button.isEnabled()
    desk.dialogs = Saver(None)
    box.make_button.click()
    assert box.isVisible()
    assert not desk.jobs.busy
