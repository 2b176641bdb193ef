"""A form's sheet on paper: pages across, what stands under the rows, and in the margins."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import openpyxl
import pytest

from exports.audit_notes import audit_notes
from exports.digest import digest_submission
from exports.drawing import INDENT_CHARACTERS, TITLE_CHARACTER, unit_apart
from exports.fitting import fitted
from exports.layout import COVER_SHEET, MANIFEST_SHEET, sheet_layout
from exports.paper import ONE_PAGE_SCALE, PAGE_PIXELS, SMALLEST_SCALE, breadth, height_of, lines_of
from exports.reader import read_submission
from exports.reader_sheets import title_key
from exports.sheet_cover import SIGN_HERE, WIDTHS
from exports.sheet_form import head_text, page_plan, signature_line
from exports.signature import SigningKey
from exports.styles import WIDTH_FONT
from exports.writer import write_submission
from forms.catalogue import load_catalogue
from forms.f01_project import Project
from forms.registry import STANDARD_FORMS
from tests.exports.factory import make_cover, small_submission

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.workbook import Workbook

    from forms.base import Form
    from forms.catalogue import Catalogue

KEY = SigningKey("11" * 32)
F01 = fitted(sheet_layout(Project), load_catalogue())


@pytest.fixture
def printed(tmp_path: Path, catalogue: Catalogue) -> Workbook:
    target = tmp_path / "a.xlsx"
    write_submission(
        small_submission(), target, forms=STANDARD_FORMS, catalogue=catalogue, key=KEY,
        notes=audit_notes(STANDARD_FORMS),
    )  # fmt: skip
    return openpyxl.load_workbook(target)


def test_every_page_says_whose_it_is_and_by_what_it_is_verified(printed: Workbook) -> None:
    short = digest_submission(small_submission()).short
    fingerprint = KEY.sign("sm3", "").fingerprint
    for sheet in printed.worksheets:
        assert sheet.oddHeader is not None
        assert sheet.oddFooter is not None
        assert sheet.oddHeader.left.text == "上海市示例区示例委员会"
        assert sheet.oddHeader.right.text == f"{sheet.title}　2026年三季度"
        assert sheet.oddFooter.left.text == f"校验码 {short}"
        assert sheet.oddFooter.center.text == "第 &P 页　共 &N 页"
        assert sheet.oddFooter.right.text == f"签名指纹 {fingerprint}"


def test_a_unit_with_odd_letters_stays_one_header(tmp_path: Path, catalogue: Catalogue) -> None:
    target = tmp_path / "a.xlsx"
    odd = small_submission()
    cover = make_cover(unit_name="甲&A乙&P\x0b" + "长" * 99)
    rows = {**odd.rows, "F00": [cover]}
    write_submission(type(odd)(odd.header, rows), target, forms=STANDARD_FORMS, catalogue=catalogue)
    sheet = openpyxl.load_workbook(target)[COVER_SHEET]
    assert sheet.oddHeader is not None
    assert str(sheet.oddHeader.left.text).startswith("甲&&A乙&&P长")
    assert sheet.oddFooter is not None
    assert sheet.oddFooter.right.text == "签名指纹 未签名"


def test_column_widths_are_counted_in_a_font_that_every_system_has(printed: Workbook) -> None:
    assert printed._named_styles["Normal"].font.name == WIDTH_FONT  # type: ignore[attr-defined]


def test_notes_and_checks_stand_under_the_rows_on_every_page(printed: Workbook) -> None:
    sheet, plan = printed[F01.name], page_plan(F01)
    tops = {place.min_col: place for place in sheet.merged_cells.ranges if place.min_row == 14}
    starts = [F01.key_columns + 1, *(first for first, _ in plan.groups(F01.key_columns))]
    assert sorted(tops) == starts
    assert {place.max_row for place in tops.values()} == {sheet.max_row}
    texts = [str(sheet.cell(14, column).value) for column in starts]
    said = "\n".join(texts).split("\n")
    assert said[0].startswith("说明：1.统计范围：")
    assert all(text.startswith("说明（续）：\n") for text in texts[1:])
    assert any("“总投资”（1列）" in line for line in said)
    assert said[-1].endswith("〔A31 强制性〕")
    for text, place in zip(texts, (tops[column] for column in starts), strict=True):
        width = sum(c.width for c in F01.columns[place.min_col - 1 : place.max_col])
        high = place.max_row - place.min_row + 1
        assert sum(lines_of(line, width) for line in text.split("\n")) <= high
        assert sheet.cell(14, place.min_col).alignment.vertical == "top"


def test_the_signature_line_stands_on_every_page(printed: Workbook) -> None:
    sheet, plan = printed[F01.name], page_plan(F01)
    for column in (F01.key_columns + 1, *(first for first, _ in plan.groups(F01.key_columns))):
        said = str(sheet.cell(13, column).value)
        assert [word for word in said.split("　") if word] == [
            "单位负责人：示例甲", "统计负责人：示例乙", "填表人：示例丙", "联系电话：021-00000000",
            "报出日期：2026-10-12",
        ]  # fmt: skip


def test_signatures_stay_on_one_line_where_they_can() -> None:
    names = [("单位负责人", "示例甲"), ("报出日期", "2026-10-12")]
    assert signature_line(names, 60) == "单位负责人：示例甲　　　　报出日期：2026-10-12"
    assert signature_line(names, 46) == "单位负责人：示例甲　报出日期：2026-10-12"
    assert lines_of(signature_line(names, 20), 20) > 1


@pytest.mark.parametrize("form", STANDARD_FORMS.data_forms, ids=lambda form: form.spec.code)
def test_every_page_across_fits_and_is_legible(form: type[Form]) -> None:
    layout = fitted(sheet_layout(form), load_catalogue())
    plan, keys = page_plan(layout), layout.key_columns
    assert plan.scale >= SMALLEST_SCALE * 100 - 1
    fixed = sum(column.width for column in layout.columns[:keys])
    for first, last in [(keys + 1, plan.first_page), *plan.groups(keys)]:
        own = sum(column.width for column in layout.columns[first - 1 : last])
        assert (fixed + own) * 7.35 * plan.scale / 100 <= PAGE_PIXELS


def test_the_foot_across_the_pages_is_no_record(tmp_path: Path, catalogue: Catalogue) -> None:
    target = tmp_path / "WLCY_310115_2026Q3_B01.xlsx"
    write_submission(
        small_submission(), target, forms=STANDARD_FORMS, catalogue=catalogue, key=KEY,
        notes=audit_notes(STANDARD_FORMS),
    )  # fmt: skip
    read = read_submission(target, forms=STANDARD_FORMS, catalogue=catalogue)
    assert read.digest_ok
    assert not read.altered
    assert {code: len(rows) for code, rows in read.rows.items()}["F01"] == 3


def test_a_long_cover_has_its_signatures_on_the_first_page(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    target, small = tmp_path / "a.xlsx", small_submission()
    rows = {form.spec.code: [form(record_id="310115-X-0001")] for form in STANDARD_FORMS.data_forms}
    every = replace(small, rows={"F00": [make_cover()], **rows})
    write_submission(every, target, forms=STANDARD_FORMS, catalogue=catalogue)
    sheet = openpyxl.load_workbook(target)[COVER_SHEET]
    (signed,) = [row for row in range(1, sheet.max_row) if sheet.cell(row, 1).value == SIGN_HERE]
    assert [one.id for one in sheet.row_breaks.brk] == [signed]
    assert sheet.cell(signed + 1, 1).value == "行数与控制合计"
    assert 75 <= (sheet.page_setup.scale or 0) <= 100
    assert not (sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage)
    for row in range(signed + 3, sheet.max_row + 1):
        lines = lines_of(str(sheet.cell(row, 3).value), WIDTHS[2])
        assert (sheet.row_dimensions[row].height or height_of(1)) >= height_of(lines)


def test_a_short_cover_is_one_page(printed: Workbook) -> None:
    sheet = printed[COVER_SHEET]
    assert sheet.page_setup.fitToHeight == 1
    assert not sheet.row_breaks.brk


def test_a_unit_stands_on_a_line_of_its_own_rather_than_be_torn() -> None:
    heads = {column.title: head_text(column) for column in F01.columns}
    assert heads["总投资（万元）"] == "总投资\n（万元）"
    assert heads["项目名称"] == "项目名称"
    assert unit_apart("主办（管理）机构统一社会信用代码", 24) == "主办（管理）机构统一社会信用代码"
    for form in STANDARD_FORMS.data_forms:
        for column in sheet_layout(form).columns:
            assert title_key(head_text(column)) == title_key(column.title)


def test_a_long_unit_name_runs_on_over_empty_cells(tmp_path: Path, catalogue: Catalogue) -> None:
    target, small, name = tmp_path / "a.xlsx", small_submission(), "示例" * 40
    rows = {**small.rows, "F00": [make_cover(unit_name=name)]}
    write_submission(replace(small, rows=rows), target, forms=STANDARD_FORMS, catalogue=catalogue)
    sheet = openpyxl.load_workbook(target)[F01.name]
    row = next(row for row in range(2, 7) if name in str(sheet.cell(row, 1).value))
    assert not [place for place in sheet.merged_cells.ranges if (row, 1) == place.top[0]]
    assert sheet.cell(row, 2).value is None


def test_numbers_keep_off_the_text_beside_them(printed: Workbook) -> None:
    sheet = printed[F01.name]
    money = next(c for c in F01.item_columns if c.item and c.item.name == "total_investment")
    cell = sheet.cell(F01.first_data_row, money.index)
    assert (cell.alignment.horizontal, cell.number_format) == ("right", "#,##0.00_ ")


def test_whole_measures_show_no_empty_decimal_point(printed: Workbook) -> None:
    layout = sheet_layout(STANDARD_FORMS["F11"])
    sheet = printed[layout.name]
    measures = [c for c in layout.item_columns if c.item and c.item.kind.name == "measure"]
    formats = {
        str(area.sqref): (str(rule.formula[0]), rule.dxf.numFmt.formatCode)
        for area in sheet.conditional_formatting
        for rule in area.rules
    }
    tops = [sheet.cell(layout.first_data_row, column.index).coordinate for column in measures]
    assert len(tops) >= 5
    for top in tops:
        (area,) = [one for one in formats if one.startswith(top)]
        assert formats[area] == (f"IFERROR(INT({top})={top},FALSE)", "#,##0_ ")


def test_titles_stand_in_the_middle_of_every_page(printed: Workbook) -> None:
    sheet, plan = printed[F01.name], page_plan(F01)
    keys = sum(column.width for column in F01.columns[: F01.key_columns])
    for first, last in [(F01.key_columns + 1, plan.first_page), *plan.groups(F01.key_columns)]:
        cell = sheet.cell(1, first)
        own = sum(column.width for column in F01.columns[first - 1 : last])
        words = str(cell.value)
        assert words.startswith("项目基本情况")
        middle = keys + cell.alignment.indent * INDENT_CHARACTERS
        middle += breadth(words) * TITLE_CHARACTER / 2
        assert middle == pytest.approx((keys + own) / 2, abs=INDENT_CHARACTERS)


@pytest.mark.parametrize("form", STANDARD_FORMS.data_forms, ids=lambda form: form.spec.code)
def test_the_repeated_columns_hold_a_usual_unit_name(form: type[Form]) -> None:
    layout = sheet_layout(form)
    keys = sum(column.width for column in layout.columns[: layout.key_columns])
    assert keys >= breadth("填报单位：黄浦区示例填报单位（盖章）")


def test_a_form_of_few_rows_is_made_to_fit_one_page(tmp_path: Path, catalogue: Catalogue) -> None:
    scales = {}
    for count in (2, 9, 12, 40):
        form = STANDARD_FORMS["F05"]
        rows = [form(record_id=f"310115-A-{n:04d}") for n in range(count)]
        small = small_submission()
        target = tmp_path / f"{count}.xlsx"
        write_submission(
            replace(small, rows={**small.rows, "F05": rows}), target, forms=STANDARD_FORMS,
            catalogue=catalogue,
        )  # fmt: skip
        sheet = openpyxl.load_workbook(target)[sheet_layout(form).name]
        scales[count] = sheet.page_setup.scale
    assert scales[2] == scales[40] > scales[12] >= ONE_PAGE_SCALE * 100
    assert scales[9] == scales[2]


def test_long_words_move_to_the_next_line_whole() -> None:
    assert lines_of("示例GR202401010003", 16) == 3
    assert lines_of("示例企业名称和项目名称", 16) == 2
    assert lines_of("310115|310113|310112|310116|310120", 14) == 5
    assert lines_of("A" * 40, 11) == 5


def test_a_heading_of_notes_stays_with_its_first_line(tmp_path: Path, catalogue: Catalogue) -> None:
    target = tmp_path / "a.xlsx"
    write_submission(
        small_submission(), target, forms=STANDARD_FORMS, catalogue=catalogue,
        notes=audit_notes(STANDARD_FORMS),
    )  # fmt: skip
    book = openpyxl.load_workbook(target)
    blocks = [
        str(cell.value)
        for form in STANDARD_FORMS.data_forms
        for row in book[sheet_layout(form).name].iter_rows(min_row=12)
        for cell in row
        if str(cell.value).startswith("说明")
    ]
    assert len(blocks) > len(STANDARD_FORMS.data_forms)
    assert not [block for block in blocks if block.split("\n")[-1].endswith("：")]


def test_the_manifest_prints_its_head_alone(printed: Workbook) -> None:
    sheet = printed[MANIFEST_SHEET]
    last = int(str(sheet.print_area).rpartition("$")[2])
    assert str(sheet.print_area).endswith(f"!$A$1:$C${last}")
    kinds = [str(sheet.cell(row, 1).value) for row in range(4, sheet.max_row + 1)]
    assert kinds[last - 4] == "digest"
    assert set(kinds[last - 3 :]) == {"signature", "row"}


def test_margins_keep_their_size_on_a_scaled_page(printed: Workbook) -> None:
    assert all(sheet.HeaderFooter.scaleWithDoc is False for sheet in printed.worksheets)
