"""A template as Excel, WPS and LibreOffice take it: within their limits, whole, and resaved."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from exports.choices import child_name, list_name
from exports.layout import CODES_SHEET, FIRST_DATA_ROW, GROUP_ROW, sheet_layout
from exports.paper import PAGE_POINTS, scale_of
from exports.sheet_form import LEAST_BLANK, LITTLE
from exports.template import INPUT_ROWS, write_template
from forms.checks.settings import RuleSettings
from forms.f01_project import Project
from forms.f03_carrier import Carrier
from forms.periods import Period
from forms.registry import STANDARD_FORMS
from tests.exports.factory import make_progress, make_project

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from exports.layout import SheetLayout
    from forms.catalogue import Catalogue

LAYOUTS = [sheet_layout(form) for form in STANDARD_FORMS.entered_forms]
CASCADES = [("cluster", "direction"), ("direction", "topic")]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Path:
    """A template of all forms, with some known rows."""
    target = tmp_path_factory.mktemp("excel") / "t.xlsx"
    carrier = Carrier(
        district="310115", period="2026Q3", record_id="310115-C-0001", carrier_name="示例园"
    )
    write_template(
        target, forms=STANDARD_FORMS, catalogue=catalogue, district="310115",
        rows={"F01": [make_project(1), make_project(2)], "F02": [make_progress(1)],
              "F03": [carrier]},
        unit="上海市示例区示例委员会", period=Period.parse("2026Q3"),
    )  # fmt: skip
    return target


@pytest.fixture(scope="module")
def book(path: Path) -> Workbook:
    return openpyxl.load_workbook(path)


def rules_of(sheet: Worksheet) -> dict[str, Any]:
    """The validations of a sheet, by the letter of their column."""
    rules = sheet.data_validations.dataValidation
    return {str(one.sqref).partition(str(FIRST_DATA_ROW))[0]: one for one in rules}


def rule_of(book: Workbook, layout: SheetLayout, index: int) -> Any:
    return rules_of(book[layout.name]).get(get_column_letter(index))


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda one: one.form.spec.code)
def test_nothing_is_longer_than_excel_takes(layout: SheetLayout, book: Workbook) -> None:
    assert len(layout.name) <= 31
    rules = rules_of(book[layout.name])
    for one in rules.values():
        assert len(one.formula1 or "") <= 255
        assert len(one.prompt) <= 255
        assert len(one.promptTitle) <= 32
        assert len(one.error or "") <= 225
        assert len(one.errorTitle or "") <= 32
    for area in book[layout.name].conditional_formatting:
        assert all(len(rule.formula[0]) < 8192 for rule in area.rules)
    assert len(book[layout.name].print_title_rows or "") > 0


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda one: one.form.spec.code)
def test_every_code_has_a_drop_down_with_hint_and_alert(
    layout: SheetLayout, book: Workbook
) -> None:
    known = {"F01", "F03"}
    for column in layout.item_columns:
        entry = column.item
        assert entry is not None
        if entry.computed:
            continue
        one = rule_of(book, layout, column.index)
        assert one.showInputMessage, entry.name
        chosen = entry.kind.name in {"yes_no", "one_of", "many_of"} or entry.refers_to in known
        assert (one.type == "list") is chosen, entry.name
        assert bool(one.showErrorMessage) is (bool(one.type) and entry.kind.name != "many_of")


def test_no_name_is_broken(book: Workbook) -> None:
    assert len(book.defined_names) > 60
    for name, defined in book.defined_names.items():
        ((sheet, cells),) = defined.destinations
        assert sheet == CODES_SHEET
        assert all(row[0].value for row in book[sheet][cells]), name


@pytest.mark.parametrize(("parent", "child"), CASCADES)
def test_every_choice_of_a_cascade_leads_to_a_list(
    parent: str, child: str, book: Workbook, catalogue: Catalogue
) -> None:
    labels = cells_of(book, list_name(parent))
    assert labels
    for label in labels:
        # As the drop-down's formula takes it: the text before the first space.
        name = child_name(child, label.partition(" ")[0])
        found = [text.partition(" ")[0] for text in cells_of(book, name)]
        code = catalogue.codelist(parent).find(label)
        assert code is not None
        assert found == [one.code for one in catalogue.codelist(child).children(code.code)]


def places(book: Workbook) -> dict[str, list[tuple[str, str]]]:
    """Where every defined name stands."""
    return {name: list(one.destinations) for name, one in book.defined_names.items()}


def cells_of(book: Workbook, name: str) -> list[str]:
    ((sheet, cells),) = book.defined_names[name].destinations
    return [str(row[0].value) for row in book[sheet][cells]]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda one: one.form.spec.code)
def test_a_form_scrolls_and_prints_as_one(layout: SheetLayout, book: Workbook) -> None:
    sheet, keys = book[layout.name], layout.key_columns
    assert sheet.freeze_panes == f"{get_column_letter(keys + 1)}{FIRST_DATA_ROW}"
    assert sheet.print_title_rows == "$7:$9"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.oddFooter is not None
    assert sheet.oddFooter.center.text == "第 &P 页　共 &N 页"
    for merged in sheet.merged_cells.ranges:
        # What stands over and under the table spans the page; its head must scroll with it.
        if GROUP_ROW <= merged.min_row < FIRST_DATA_ROW:
            assert not merged.min_col <= keys < merged.max_col, f"{merged} crosses the frozen edge"


@pytest.mark.slow
def test_libreoffice_keeps_choices_cascades_and_locks(path: Path, book: Workbook) -> None:
    folder = path.parent / "again"
    profile = (path.parent / "profile").as_uri()
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={profile}", "--convert-to", "xlsx",
         "--outdir", str(folder), str(path)],
        check=True, capture_output=True, timeout=100,
    )  # fmt: skip
    again = openpyxl.load_workbook(folder / path.name)
    assert again.sheetnames == book.sheetnames
    assert places(again) == places(book)
    for layout in LAYOUTS:
        was, now = rules_of(book[layout.name]), rules_of(again[layout.name])
        lists = {letter: one.formula1 for letter, one in was.items() if one.type == "list"}
        assert lists
        assert {letter: now[letter].formula1 for letter in lists} == lists
        assert all(now[letter].showInputMessage for letter in was)
        sheet = again[layout.name]
        assert sheet.protection.sheet
        first = next(c for c in layout.item_columns if c.item and not c.item.computed)
        assert not sheet.cell(FIRST_DATA_ROW, first.index).protection.locked
        assert sheet.cell(layout.header_row, first.index).protection.locked
        assert sheet.print_title_rows == "$7:$9"


def test_the_cascade_of_projects_is_the_real_one(book: Workbook) -> None:
    layout = sheet_layout(Project)
    for field, parent in (("direction_code", "cluster_code"), ("topic_codes", "direction_code")):
        columns = {c.item.name: c.index for c in layout.item_columns if c.item}
        formula = rule_of(book, layout, columns[field]).formula1
        assert formula.startswith(f'INDIRECT(IF(${get_column_letter(columns[parent])}10="",')


def test_a_blank_form_is_one_page_long(tmp_path: Path, catalogue: Catalogue) -> None:
    write_template(
        tmp_path / "t.xlsx", forms=STANDARD_FORMS, catalogue=catalogue,
        settings=RuleSettings(),
    )  # fmt: skip
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    for layout in LAYOUTS:
        sheet = book[layout.name]
        last = int(str(sheet.print_area).rpartition("$")[2])
        # Rows that wait to be filled have no height of their own, so they can grow.
        assert sheet.sheet_format.customHeight
        usual = sheet.sheet_format.defaultRowHeight
        own = [sheet.row_dimensions[row].height for row in range(1, last + 1)]
        assert own.count(None) == INPUT_ROWS
        assert usual >= LEAST_BLANK
        heights = [one or usual for one in own]
        scale = scale_of(sum(one.width for one in sheet.column_dimensions.values()))
        assert sum(heights) * scale <= PAGE_POINTS * LITTLE, layout.name
        assert sheet.page_setup.fitToHeight == 1
