"""A form's sheet on paper: what stands over and under the rows, and in the margins."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import openpyxl
import pytest

from exports.audit_notes import audit_notes
from exports.digest import digest_submission
from exports.drawing import unit_apart
from exports.fitting import fitted
from exports.layout import COVER_SHEET, MANIFEST_SHEET, sheet_layout
from exports.paper import (
    HIGHEST_ROW,
    LINE_POINTS,
    SMALL_PRINT,
    height_of,
    lines_of,
    printed_scale,
)
from exports.reader import read_submission
from exports.reader_sheets import FootWatch, title_key
from exports.sheet_cover import SIGN_HERE, WIDTHS
from exports.sheet_form import head_text, signature_line
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


def test_title_signatures_and_notes_span_the_page(printed: Workbook) -> None:
    sheet, last = printed[F01.name], len(F01.columns)
    bands = {(one.min_row, one.max_row): one for one in sheet.merged_cells.ranges
             if (one.min_col, one.max_col) == (1, last)}  # fmt: skip
    assert sorted(bands) == [(1, 1), *((row, row) for row in range(13, sheet.max_row + 1))]
    assert (sheet["A1"].value, sheet["A1"].alignment.horizontal) == ("项目基本情况", "center")
    assert [word for word in str(sheet["A13"].value).split("　") if word] == [
        "单位负责人：示例甲", "统计负责人：示例乙", "填表人：示例丙", "联系电话：021-00000000",
        "报出日期：2026-10-12",
    ]  # fmt: skip
    rows = [str(sheet.cell(row, 1).value) for row in range(14, sheet.max_row + 1)]
    said = "\n".join(rows).split("\n")
    assert len(said) - len(rows) == len([row for row in rows if "：\n" in row])
    assert said[0].startswith("说明：1.统计范围：")
    assert any("“总投资”（1列）" in line for line in said)
    assert said[-1].endswith("〔A31 强制性〕")


@pytest.mark.parametrize("form", STANDARD_FORMS.data_forms, ids=lambda form: form.spec.code)
def test_no_note_is_cut(form: type[Form], printed: Workbook) -> None:
    sheet = printed[sheet_layout(form).name]
    end = sheet.max_row
    (first,) = [n for n in range(1, end + 1) if str(sheet.cell(n, 1).value).startswith("说明：")]
    width = sum(one.width for one in sheet.column_dimensions.values())
    for row in range(first, end + 1):
        cell, height = sheet.cell(row, 1), sheet.row_dimensions[row].height or 0
        size = cell.font.size / 10
        assert lines_of(str(cell.value), width / size) * LINE_POINTS * size < height < HIGHEST_ROW
        assert cell.alignment.vertical == "top"


def test_the_reader_knows_every_row_of_notes(printed: Workbook) -> None:
    for form in STANDARD_FORMS.data_forms:
        watch, sheet = FootWatch(), printed[sheet_layout(form).name]
        texts = [str(sheet.cell(row, 1).value) for row in range(10, sheet.max_row + 1)]
        start = next(n for n, text in enumerate(texts) if text.startswith("单位负责人"))
        assert all(watch.is_foot([text]) for text in texts[start:])


def test_what_surrounds_a_wide_table_is_written_larger(printed: Workbook) -> None:
    narrow, wide = (printed[sheet_layout(STANDARD_FORMS[code]).name] for code in ("F11", "F01"))
    assert (narrow["A1"].font.size, narrow["A3"].font.size) == (16, 10)
    assert (wide["A1"].font.size, wide["A3"].font.size, wide["A14"].font.size) == (28, 14, 16)
    assert wide.cell(F01.first_data_row, 3).font.size == 10


def test_signatures_stay_on_one_line_where_they_can() -> None:
    names = [("单位负责人", "示例甲"), ("报出日期", "2026-10-12")]
    assert signature_line(names, 60) == "单位负责人：示例甲　　　　报出日期：2026-10-12"
    assert signature_line(names, 46) == "单位负责人：示例甲　报出日期：2026-10-12"
    assert lines_of(signature_line(names, 20), 20) > 1


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
    assert unit_apart("其中：利用外资（万元）", 7) == "其中：利用外资\n(万元)"
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


def test_long_words_move_to_the_next_line_whole() -> None:
    assert lines_of("示例GR202401010003", 16) == 3
    assert lines_of("示例企业名称和项目名称", 16) == 2
    assert lines_of("310115|310113|310112|310116|310120", 14) == 5
    assert lines_of("A" * 40, 11) == 5


def test_the_manifest_prints_its_head_alone(printed: Workbook) -> None:
    sheet = printed[MANIFEST_SHEET]
    last = int(str(sheet.print_area).rpartition("$")[2])
    assert str(sheet.print_area).endswith(f"!$A$1:$C${last}")
    kinds = [str(sheet.cell(row, 1).value) for row in range(4, sheet.max_row + 1)]
    assert kinds[last - 4] == "digest"
    assert set(kinds[last - 3 :]) == {"signature", "row"}


def test_margins_keep_their_size_on_a_scaled_page(printed: Workbook) -> None:
    for sheet in printed.worksheets:
        assert sheet.HeaderFooter.scaleWithDoc in (None, True)
        for margin in (sheet.oddHeader, sheet.oddFooter):
            assert margin is not None
            sizes = [part.size for part in (margin.left, margin.right) if part and part.text]
            printed_at = [size * printed_scale(sheet) for size in sizes]
            assert printed_at == [pytest.approx(SMALL_PRINT, abs=0.5)] * 2
