"""Blank templates: every field explained, guarded on its whole column, open only where asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from exports.choices import in_choosing_order, name_ranges
from exports.layout import (
    CODES_SHEET,
    FIRST_DATA_ROW,
    GUIDE_SHEET,
    HEADER_ROW,
    MARK_ROW,
    sheet_layout,
)
from exports.template import INPUT_ROWS, write_template
from exports.writer import new_workbook
from forms.checks.settings import RuleSetting, RuleSettings
from forms.codelists import Code, CodeList
from forms.f01_project import Project
from forms.f02_progress import Progress
from forms.registry import STANDARD_FORMS
from tests.exports.factory import make_progress, make_project
from tests.exports.reading import active_content, by_calamine

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.workbook import Workbook

    from forms.base import Form
    from forms.catalogue import Catalogue

F01, F02 = sheet_layout(Project), sheet_layout(Progress)
LAST = FIRST_DATA_ROW + INPUT_ROWS - 1


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Path:
    """A blank template of both forms for 浦东新区."""
    target = tmp_path_factory.mktemp("template") / "t.xlsx"
    write_template(target, forms=STANDARD_FORMS, catalogue=catalogue, district="310115")
    return target


@pytest.fixture(scope="module")
def book(path: Path) -> Workbook:
    """The same template, opened."""
    return openpyxl.load_workbook(path)


def rule(book: Workbook, field: str) -> Any:
    """The validation of a field of F01."""
    column = next(c for c in F01.item_columns if c.item and c.item.name == field)
    top = book[F01.name].cell(FIRST_DATA_ROW, column.index).coordinate
    found = [one for one in book[F01.name].data_validations.dataValidation if top in one.sqref]
    assert len(found) == 1
    return found[0]


def test_the_sheets_are_guide_forms_codes(book: Workbook) -> None:
    assert book.sheetnames[:3] == [GUIDE_SHEET, F01.name, F02.name]
    filled = [sheet_layout(form).name for form in STANDARD_FORMS.entered_forms]
    assert book.sheetnames == [GUIDE_SHEET, *filled, CODES_SHEET]
    assert not any(name.startswith("F11") for name in book.sheetnames)


def test_one_form_can_be_asked_for_alone(tmp_path: Path, catalogue: Catalogue) -> None:
    write_template(tmp_path / "t.xlsx", forms=STANDARD_FORMS, catalogue=catalogue, codes=["F02"])
    assert openpyxl.load_workbook(tmp_path / "t.xlsx").sheetnames == [
        GUIDE_SHEET,
        F02.name,
        CODES_SHEET,
    ]
    with pytest.raises(KeyError):
        write_template(
            tmp_path / "u.xlsx", forms=STANDARD_FORMS, catalogue=catalogue, codes=["F99"]
        )


def test_every_open_field_has_one_rule_over_its_whole_column(book: Workbook) -> None:
    for layout in (F01, F02):
        rules: list[Any] = book[layout.name].data_validations.dataValidation
        open_items = [c.item for c in layout.item_columns if c.item and not c.item.computed]
        assert len(rules) == len(open_items)
        for one, entry in zip(rules, open_items, strict=True):
            assert one.showInputMessage
            assert entry.explanation[:20] in one.prompt or not entry.explanation
            assert len(one.prompt) <= 255
            assert len(one.promptTitle) <= 32
            assert str(one.sqref).endswith(str(LAST))


def test_alerts_are_on_and_say_what_to_do(book: Workbook) -> None:
    one = rule(book, "stage")
    assert (one.type, one.showErrorMessage, one.errorStyle) == ("list", True, "warning")
    assert "请从下拉列表中选择" in one.error
    assert len(one.error) <= 225
    money = rule(book, "fund_loan")
    assert (money.type, money.showErrorMessage) == ("custom", True)
    assert "不小于 0" in money.error
    assert not rule(book, "plan_codes").showErrorMessage
    assert "用“；”隔开" in rule(book, "plan_codes").prompt


def test_numbers_and_codes_also_take_stated_absences(book: Workbook) -> None:
    assert rule(book, "trl").formula1 == (
        'OR(IF(ISNUMBER(AL10),AND(AL10>=1,AL10<=9,INT(AL10)=AL10),FALSE),AL10="不适用",LEFT(AL10,2)="暂缺")'
    )
    assert rule(book, "entity_uscc").formula1 == 'OR(LEN(K10)=18,K10="不适用",LEFT(K10,2)="暂缺")'


def test_a_form_has_one_page_of_rows_or_as_many_as_asked(
    tmp_path: Path, book: Workbook, catalogue: Catalogue
) -> None:
    signed = [book[F01.name].cell(LAST + 1, column).value for column in range(1, 10)]
    assert any(str(one).startswith("单位负责人") for one in signed)
    for rows in (1, 300):
        target = tmp_path / f"{rows}.xlsx"
        write_template(
            target, forms=STANDARD_FORMS, catalogue=catalogue, codes=["F01"], input_rows=rows
        )
        sheet = openpyxl.load_workbook(target)[F01.name]
        last = FIRST_DATA_ROW + rows - 1
        assert {str(one.sqref).split(":")[-1].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
                for one in sheet.data_validations.dataValidation} == {str(last)}  # fmt: skip
        assert not sheet.cell(last, 3).protection.locked
        assert sheet.cell(last + 1, 3).protection.locked
        assert int(str(sheet.print_area).rpartition("$")[2]) > last


def test_rows_may_be_put_in_between(book: Workbook) -> None:
    for sheet in book.worksheets:
        assert sheet.protection.sheet
        assert not sheet.protection.insertRows  # False: allowed
        assert sheet.protection.deleteRows


def choices(book: Workbook, name: str) -> list[str]:
    """The texts in a named range."""
    sheet, cells = next(iter(book.defined_names[name].destinations))
    return [str(row[0].value) for row in book[sheet][cells]]


def test_drop_downs_hold_the_labels_of_the_list(book: Workbook, catalogue: Catalogue) -> None:
    for field, codes in (
        ("stage", "stage"),
        ("cluster_code", "cluster"),
        ("industry_code", "industry"),
    ):
        assert rule(book, field).formula1 == f"list_{codes}"
        labels = [code.label for code in catalogue.codelist(codes).active()]
        assert choices(book, f"list_{codes}") == labels


def test_each_choice_narrows_the_next(book: Workbook, catalogue: Catalogue) -> None:
    assert rule(book, "direction_code").formula1 == (
        'INDIRECT(IF($N10="","list_direction","list_direction_"&LEFT($N10,FIND(" ",$N10&" ")-1)))'
    )
    assert "list_topic_" in str(rule(book, "topic_codes").formula1)
    for parent in catalogue.codelist("direction").active():
        labels = [code.label for code in catalogue.codelist("topic").children(parent.code)]
        assert choices(book, f"list_topic_{parent.code}") == labels


def test_towns_are_those_of_the_district(
    book: Workbook, tmp_path: Path, catalogue: Catalogue
) -> None:
    assert rule(book, "town_code").formula1 == "list_town_310115"
    assert all(label.startswith("310115") for label in choices(book, "list_town_310115"))
    write_template(tmp_path / "t.xlsx", forms=STANDARD_FORMS, catalogue=catalogue, codes=["F01"])
    assert rule(openpyxl.load_workbook(tmp_path / "t.xlsx"), "town_code").formula1 == "list_town"


def test_codes_of_one_parent_stand_together_and_retired_ones_not_at_all() -> None:
    codes = CodeList("x", "示例", [Code("1", "甲", "a"), Code("2", "乙", "b"), Code("3", "丙", "a"),
                                   Code("4", "丁", "b", retired=True)])  # fmt: skip
    entries = in_choosing_order(codes)
    assert [code.code for code in entries] == ["1", "3", "2"]
    book = new_workbook([CODES_SHEET])
    assert name_ranges(book, [(codes, entries)]) == {
        "known_x", "list_x", "list_x_a", "list_x_b"
    }  # fmt: skip
    assert book.defined_names["list_x_a"].attr_text == "'代码表'!$F$4:$F$5"


def test_structure_is_locked_and_input_is_open(book: Workbook) -> None:
    sheet = book[F01.name]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert all(one.protection.sheet for one in book.worksheets)
    assert sheet.cell(HEADER_ROW, 3).protection.locked
    for column in F01.columns:
        is_open = column.item is not None and not column.item.computed
        for row in (FIRST_DATA_ROW, LAST):
            assert sheet.cell(row, column.index).protection.locked is not is_open


def test_must_fields_are_marked(book: Workbook) -> None:
    marks = {
        column.item.name: str(book[F01.name].cell(MARK_ROW, column.index).value)
        for column in F01.item_columns
        if column.item
    }
    assert marks["project_name"].endswith("●")
    assert marks["actual_start"].endswith("○")
    assert marks["address"].isalnum()


def test_the_guide_explains_every_field(path: Path) -> None:
    said = {str(value) for value in by_calamine(path)[GUIDE_SHEET].values()}
    for form in (Project, Progress):
        for column in sheet_layout(form).item_columns:
            assert column.item is not None
            assert column.item.title in said
            assert {column.item.explanation} - {""} <= said
            assert {column.item.example} - {""} <= said


def test_given_rows_come_first_and_their_ids_can_be_chosen(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    rows: dict[str, list[Form]] = {
        "F01": [make_project(1), make_project(2)],
        "F02": [make_progress(1)],
    }
    write_template(tmp_path / "t.xlsx", forms=STANDARD_FORMS, catalogue=catalogue, rows=rows)
    grid = by_calamine(tmp_path / "t.xlsx")
    assert [grid[F01.name].get((row, 2)) for row in (10, 11, 12)] == [
        "310115-2026-P0001", "310115-2026-P0002", None
    ]  # fmt: skip
    assert grid[F02.name][10, 3] == "示例芯桥类脑芯片研发项目第1期"
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    first = book[F02.name].data_validations.dataValidation[0]
    assert first.formula1 == "'F01 项目基本情况'!$B$10:$B$11"


def test_given_cells_without_a_value_can_be_corrected(tmp_path: Path, catalogue: Catalogue) -> None:
    rows = {"F01": [make_project(trl=None, kept={"trl": "五级"})]}
    write_template(tmp_path / "t.xlsx", forms=STANDARD_FORMS, catalogue=catalogue, rows=rows)
    cell = openpyxl.load_workbook(tmp_path / "t.xlsx")[F01.name]["AL10"]
    assert (cell.value, cell.protection.locked) == ("五级", False)


def test_a_template_holds_no_cell_formulas(path: Path) -> None:
    assert active_content(path) == []


def test_the_checks_of_a_form_stand_under_it(tmp_path: Path, catalogue: Catalogue) -> None:
    target = tmp_path / "t.xlsx"
    settings = RuleSettings({"A33": RuleSetting(off=True)})
    write_template(
        target, forms=STANDARD_FORMS, catalogue=catalogue, codes=["F02"], settings=settings
    )
    sheet = openpyxl.load_workbook(target)[F02.name]
    below = [
        str(cell.value) for row in sheet.iter_rows(min_row=LAST + 1) for cell in row if cell.value
    ]
    said = "\n".join(below)
    assert "〔A34 强制性〕" in said
    assert "A33" not in said
    assert "“本年累计完成投资”（3列）" in said
