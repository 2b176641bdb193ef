"""The consolidated report: figures exact, gaps named, never a 0 for what nobody reported."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl.worksheet.properties import PageSetupProperties

from exports.paper import height_of, lines_of
from exports.report import NOT_REPORTED, OVERVIEW_SHEET, missing_note, write_report
from exports.report_book import Absent, ReportBook, ReportChart, ReportRow, ReportTable
from exports.styles import COUNT_FORMAT, MONEY_FORMAT
from tests.exports.reading import active_content, by_calamine

if TYPE_CHECKING:
    from pathlib import Path

TABLE = ReportTable(
    "分区项目情况",
    "万元",
    [["行政区划", "项目", "项目", "备注"], ["行政区划", "个数（个）", "总投资（万元）", "备注"]],
    [
        ReportRow("全市合计", [3, Decimal("12345678.90"), ""], is_total=True),
        ReportRow("黄浦区", [Decimal(3), Decimal(0), "=1+1"]),
        ReportRow("崇明区", [None, None, None]),
    ],
    ["数据取自各区报送表。"],
)
REPORT = ReportBook(
    "上海市未来产业集群汇总表",
    "2026年三季度（季报）",
    "2026-10-20 10:00",
    ["黄浦区"],
    ["崇明区"],
    [TABLE],
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The report, written."""
    write_report(REPORT, tmp_path / "r.xlsx")
    return tmp_path / "r.xlsx"


def test_figures_are_numbers_and_gaps_are_words(path: Path) -> None:
    grid = by_calamine(path)["分区项目情况"]
    assert [grid[5, column] for column in (1, 2, 3)] == ["全市合计", 3.0, 12345678.9]
    assert [grid[6, column] for column in (1, 2, 3, 4)] == ["黄浦区", 3.0, 0.0, "=1+1"]
    assert [grid[7, column] for column in (1, 2, 3, 4)] == ["崇明区", *[NOT_REPORTED] * 3]
    sheet = openpyxl.load_workbook(path)["分区项目情况"]
    assert (sheet.cell(5, 2).number_format, sheet.cell(5, 3).number_format) == (
        COUNT_FORMAT,
        MONEY_FORMAT,
    )
    assert sheet.cell(6, 3).number_format == MONEY_FORMAT
    assert sheet.cell(5, 3).font.bold
    assert not sheet.cell(6, 3).font.bold


def test_equal_titles_become_one_cell(path: Path) -> None:
    merged = {str(one) for one in openpyxl.load_workbook(path)["分区项目情况"].merged_cells.ranges}
    assert {"A3:A4", "B3:C3", "D3:D4"} <= merged


def test_every_table_says_whose_figures_its_totals_lack(path: Path) -> None:
    said = by_calamine(path)["分区项目情况"].values()
    assert "说明：1.合计不含未报的 1 个区：崇明区。" in said
    assert "　　　2.数据取自各区报送表。" in said
    assert missing_note([]) == ""
    assert missing_note(["崇明区"], ["崇明区未报，不计入合计。"]) == ""


def test_the_overview_names_received_and_missing(path: Path) -> None:
    grid = by_calamine(path)[OVERVIEW_SHEET]
    pairs = {value: grid[row, 2] for (row, column), value in grid.items() if (row, 2) in grid}
    assert pairs["未报区"] == "崇明区"
    assert pairs["已报区"] == "黄浦区"
    assert pairs["报送情况"] == "应报 2 个区，已报 1 个，未报 1 个"
    assert pairs["数据性质"] == "初步数"
    assert pairs["表 1"] == "分区项目情况"


def test_complete_final_figures_say_so(tmp_path: Path) -> None:
    done = replace(REPORT, received=["黄浦区", "崇明区"], missing=[], is_final=True)
    write_report(done, tmp_path / "r.xlsx")
    assert "正式数" in by_calamine(tmp_path / "r.xlsx")[OVERVIEW_SHEET].values()
    assert (
        "说明：1.数据取自各区报送表。" in by_calamine(tmp_path / "r.xlsx")["分区项目情况"].values()
    )


def test_odd_and_equal_titles_make_legal_sheets(tmp_path: Path) -> None:
    tables = [replace(TABLE, title=title) for title in ("甲/乙?", "甲/乙?", "长" * 40)]
    write_report(replace(REPORT, tables=tables), tmp_path / "r.xlsx")
    names = openpyxl.load_workbook(tmp_path / "r.xlsx").sheetnames
    assert names == [OVERVIEW_SHEET, "甲_乙_", "甲_乙_(2)", "长" * 31]


def test_wide_tables_are_one_page_wide(tmp_path: Path) -> None:
    head = [["指标", *(f"第{n}区" for n in range(30))]]
    table = ReportTable("目标", "见各行", head, [ReportRow("产值", [Decimal("1.00")] * 30)])
    write_report(replace(REPORT, tables=[table]), tmp_path / "r.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")["目标"]
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.orientation) == (1, "landscape")
    assert sheet.sheet_properties.pageSetUpPr == PageSetupProperties(fitToPage=True)
    assert not sheet.col_breaks.brk
    assert sheet.print_title_rows == "$1:$3"
    assert str(sheet["A2"].value) == f"{REPORT.period_title}　　计量单位：见各行"
    assert sheet.freeze_panes == "B4"
    assert sheet["B4"].alignment.shrink_to_fit


def test_an_empty_table_is_no_fault(tmp_path: Path) -> None:
    write_report(
        replace(REPORT, tables=[replace(TABLE, body=[], notes=[])], missing=[]), tmp_path / "r.xlsx"
    )
    assert (5, 1) not in by_calamine(tmp_path / "r.xlsx")["分区项目情况"]


def test_no_text_becomes_a_formula(path: Path) -> None:
    assert active_content(path) == []


MIXED = ReportTable(
    "指标完成情况",
    "",
    [["指标码", "名称", "本期"]],
    [
        ReportRow("Z01", ["未来产业产值", Decimal("12.50")]),
        ReportRow("Z02", ["未来技术学院", Decimal(3)]),
        ReportRow("Z03", ["创新中心", Absent("暂缺")]),
    ],
    by_cell=True,
    chart=ReportChart("完成率", 0, 2, 2),
)


def test_counts_and_amounts_share_a_column_each_in_its_way(tmp_path: Path) -> None:
    write_report(replace(REPORT, tables=[MIXED]), tmp_path / "r.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")["指标完成情况"]
    assert [sheet.cell(row, 3).number_format for row in (4, 5)] == [MONEY_FORMAT, COUNT_FORMAT]
    assert sheet.cell(6, 3).value == "暂缺"
    assert sheet.cell(6, 3).alignment.horizontal == "center"
    assert sheet.cell(6, 2).alignment.horizontal == "left"
    assert sheet.cell(2, 1).value == REPORT.period_title


def test_a_chart_is_native_and_reads_the_tables_cells(tmp_path: Path) -> None:
    write_report(replace(REPORT, tables=[MIXED, TABLE]), tmp_path / "r.xlsx")
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    assert book.sheetnames == [OVERVIEW_SHEET, "指标完成情况", "指标完成情况图", "分区项目情况"]
    with zipfile.ZipFile(tmp_path / "r.xlsx") as archive:
        chart = archive.read("xl/charts/chart1.xml").decode()
    assert "'指标完成情况'!$C$4:$C$5" in chart
    assert "'指标完成情况'!$A$4:$B$5" in chart
    assert active_content(tmp_path / "r.xlsx") == []


@pytest.mark.parametrize(("rows", "pages"), [(20, 0), (27, 1), (36, 0), (52, 2)])
def test_no_page_holds_a_mere_row_or_two(tmp_path: Path, rows: int, pages: int) -> None:
    body = [ReportRow(f"第{n}行", [n]) for n in range(rows)]
    table = ReportTable("目标", "个", [["指标", "本期"]], body)
    write_report(replace(REPORT, tables=[table], missing=[]), tmp_path / "r.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")["目标"]
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, pages)


def test_labels_stay_on_one_line_where_there_is_room(tmp_path: Path) -> None:
    label = "　　基于生物信息学和机器学习的DNA/RNA自动合成系统"
    for columns, one_line in ((8, True), (20, False)):
        head = [["领域", *(f"第{n}项" for n in range(columns))]]
        table = ReportTable("目标", "", head, [ReportRow(label, [1] * columns)], by_cell=True)
        write_report(replace(REPORT, tables=[table], missing=[]), tmp_path / "r.xlsx")
        sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")["目标"]
        width = sheet.column_dimensions["A"].width
        assert (lines_of(label, width) == 1) is one_line
        assert (sheet.row_dimensions[4].height or 0) >= height_of(lines_of(label, width))


def test_every_page_says_of_which_report_it_is(path: Path) -> None:
    for sheet in openpyxl.load_workbook(path).worksheets:
        assert sheet.oddHeader is not None
        assert sheet.oddFooter is not None
        assert sheet.oddHeader.left.text == f"{REPORT.title}（初步数）"
        assert sheet.oddHeader.right.text == f"{sheet.title}　{REPORT.period_title}"
        assert sheet.oddFooter.center.text == "第 &P 页　共 &N 页"
        assert not sheet.oddFooter.left.text


def test_a_unit_has_its_own_line_in_a_narrow_head(tmp_path: Path) -> None:
    table = ReportTable("目标", "", [["区", "累计完成投资（万元）"]], [ReportRow("甲", [1])])
    write_report(replace(REPORT, tables=[table]), tmp_path / "r.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")["目标"]
    assert sheet.cell(3, 2).value == "累计完成投资\n（万元）"


def test_widths_may_be_given(tmp_path: Path) -> None:
    write_report(replace(REPORT, tables=[replace(MIXED, widths=(9, 40, 12))]), tmp_path / "r.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")["指标完成情况"]
    assert sheet.column_dimensions["B"].width == 40
