"""Whole workbooks as clerks keep them: which form each sheet is, and what its rows say."""

from __future__ import annotations

import datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from exports.refusal import Refusal
from exports.tables import TableRead, open_tables
from forms.cells import Kept
from forms.f01_project import Project
from forms.registry import STANDARD_FORMS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from exports.child_pool import ChildPool
    from forms.catalogue import Catalogue

    Sheets = Mapping[str, Sequence[Sequence[Any]]]
    Read = Callable[..., Mapping[str, TableRead]]


@pytest.fixture
def read(catalogue: Catalogue, pool: ChildPool, tmp_path: Path) -> Read:
    """Write sheets as a workbook and read those that are forms."""

    def run(
        sheets: Sheets, merges: Sequence[str] = (), name: str = "来表.xlsx"
    ) -> Mapping[str, TableRead]:
        path = tmp_path / name
        path.write_bytes(workbook(sheets, merges))
        return open_tables(path, pool).tables(STANDARD_FORMS, catalogue)

    return run


def workbook(sheets: Sheets, merges: Sequence[str] = ()) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        for area in merges:
            sheet.merge_cells(area)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def column(table: TableRead, name: str) -> list[Any]:
    return [row.cells[name] for row in table.rows]


# --- Which form a sheet is --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("titles", "form"),
    [
        (["项目名称", "建设单位", "项目总投资（亿元）", "自筹资金(元)", "联系电话"], "F01"),
        (["项目名称", "企业名称", "总投资", "开工日期"], "F01"),
        (["序号", "项目名称", "项目代码", "集群", "方向", "总投资额", "街镇"], "F01"),
        (["project_name", "entity_name", "total_investment", "fund_loan"], "F01"),
        (["项目名称", "本季完成投资", "本年累计", "形象进度", "进度", "阶段", "存在问题"], "F02"),
        (["园区名称", "类型", "状态", "牵头区", "运营公司"], "F03"),
        (["企业名称", "社会信用代码", "注册地", "所属街镇", "R&D费用（万元）", "电话"], "F04"),
        (["企业名称", "信用代码", "方向", "口径", "产值（亿元）", "上年同期"], "F12"),
    ],
)
def test_a_sheet_of_any_name_is_known_by_its_titles(
    titles: list[str], form: str, read: Read
) -> None:
    rows = [["附件2"], titles, [f"示例{at}" for at in range(len(titles))]]
    assert list(read({"Sheet1": rows})) == [form]


@pytest.mark.parametrize(
    "titles",
    [
        ["名称", "规格", "面积", "单价", "备注"],
        ["Name", "Address", "City", "State", "Zip"],
        ["姓名", "部门", "地址", "电话", "备注"],
        ["名称", "类型", "级别", "状态", "地址", "备注"],
    ],
)
def test_a_list_of_something_else_is_taken_for_no_form(titles: list[str], read: Read) -> None:
    rows = [titles, *([f"示例{at}" for at in range(len(titles))] for _ in range(3))]
    assert not read({"Sheet1": rows})


def test_a_workbook_of_several_lists(read: Read) -> None:
    made = read(
        {
            "填表说明": [["请各街镇填写后面各表。"], ["不要改表头。"]],
            "企业": [
                ["企业名单（2026年三季度）"],
                ["序号", "企业名称", "社会信用代码", "从业人员数", "营业收入(万元)"],
                [1, "上海示例智能有限公司", "91310115MA0000111M", 85, "5,600.00"],
            ],
            "园区载体": [
                ["园区名称", "类型", "牵头区", "规划面积（平方公里）"],
                ["示例未来产业园", "未来产业先导区", "浦东新区", 2.5],
            ],
        }
    )
    assert {code: table.sheet for code, table in made.items()} == {"F03": "园区载体", "F04": "企业"}
    assert column(made["F04"], "revenue") == [Decimal("5600.00")]
    assert column(made["F03"], "area_km2") == [Decimal("2.500")]
    assert any("填表说明" in one for table in made.values() for one in table.notices)


# --- What the rows say ------------------------------------------------------------------------


def test_two_head_rows_over_merged_cells_with_totals_and_foot(read: Read) -> None:
    rows = [
        ["示例区未来产业重点项目情况表"],
        ["填报单位：示例区示例委员会", *[None] * 5, "单位：万元"],
        ["序号", "项目名称", "实施主体", None, "投资情况", None, "时间", None, "备注"],
        [None, None, "单位名称", "统一社会信用代码", "总投资", "其中：国内贷款",
         "计划开工年月", "计划竣工年月", None],
        [1, "示例量子产线", "上海示例量子公司", "９１３１０１１５ＭＡ００００１１１Ｍ", "１２，０００",
         "3000", "2026.9", "2028年6月", "无"],
        [2, "虚拟脑机平台", "上海虚拟脑机公司", None, 1200.5, "—",
         datetime.date(2026, 9, 1), "2027-12", None],
        ["合　计", None, None, None, 13200.5, 3000],
        ["注：本表数据截至2026年9月30日。"],
        ["填表人：示例甲", None, "审核人：示例乙", None, "报出日期：2026年10月8日"],
    ]  # fmt: skip
    merges = ["A1:I1", "A3:A4", "B3:B4", "C3:D3", "E3:F3", "G3:H3", "I3:I4"]
    table = read({"Sheet1": rows}, merges)["F01"]
    assert table.header_row == 4
    assert [row.number for row in table.rows] == [5, 6]
    assert column(table, "entity_uscc") == ["91310115MA0000111M", None]
    assert column(table, "total_investment") == [Decimal("12000.00"), Decimal("1200.50")]
    assert column(table, "fund_loan") == [Decimal("3000.00"), None]
    assert column(table, "planned_start") == ["2026-09", "2026-09"]
    assert column(table, "planned_finish") == ["2028-06", "2027-12"]
    assert table.skipped == [(7, "合计行，没有导入")]


def test_amounts_without_a_unit_beside_others_are_doubted(read: Read) -> None:
    head = ["项目名称", "总投资（亿元）", "国内贷款", "自筹资金（万元）"]
    table = read({"Sheet1": [head, ["示例甲", 1.2, 0.3, 500]]})["F01"]
    assert column(table, "total_investment") == [Decimal("12000.00")]
    assert column(table, "fund_loan") == [Decimal("0.30")]
    assert "“国内贷款”没有写明单位，按万元读取，而别的列写的是亿元，请核对。" in table.notices
    said = read({"Sheet1": [["单位：亿元"], head, ["示例甲", 1.2, 0.3, 500]]})["F01"]
    assert not [one for one in said.notices if "没有写明单位" in one]


def test_amounts_in_a_unit_that_cannot_be_converted_are_kept(read: Read) -> None:
    head = ["项目名称", "总投资（万美元）", "国内贷款（亿元人民币）", "自筹资金（亿元，含税）"]
    table = read({"Sheet1": [head, ["示例甲", "1,200", 0.3, 2], ["示例乙", "3亿元", "", "-"]]})[
        "F01"
    ]
    kept, plain = column(table, "total_investment")
    assert isinstance(kept, Kept)
    assert kept.text == "1,200万美元"
    assert "万美元" in kept.reason
    assert plain == Decimal("30000.00")
    assert column(table, "fund_loan") == [Decimal("3000.00"), None]
    assert column(table, "fund_self") == [Decimal("20000.00"), None]
    assert any("“万美元”不能准确换算" in one for one in table.notices)


def test_sizes_in_other_units_are_converted_or_kept(read: Read) -> None:
    head = ["园区名称", "牵头区", "类型", "规划面积（公顷）", "场地面积（亩）"]
    table = read({"Sheet1": [head, ["示例园", "浦东新区", "示例", 250, 30]]})["F03"]
    assert column(table, "area_km2") == [Decimal("2.500")]
    (kept,) = column(table, "floor_area")
    assert isinstance(kept, Kept)
    assert kept.text == "30亩"
    assert "“规划面积（公顷）”由公顷换算为平方公里。" in table.notices


def test_a_row_of_units_under_the_titles(read: Read) -> None:
    rows = [
        ["项目名称", "总投资", "国内贷款", "预期新增就业", "备注"],
        [None, "（亿元）", "万元", "人", None],
        ["甲", 1, 2, 3, 4],
        ["示例甲", 1.2, 3000, 50, "亿元"],
    ]
    table = read({"Sheet1": rows})["F01"]
    assert [row.number for row in table.rows] == [4]
    assert column(table, "total_investment") == [Decimal("12000.00")]
    assert column(table, "fund_loan") == [Decimal("3000.00")]
    assert column(table, "remark") == ["亿元"]
    assert not table.skipped


def test_the_sum_of_a_group_is_called_as_the_group(read: Read) -> None:
    rows = [
        ["序号", "项目名称", "总投资（亿元）", None, None, None],
        [None, None, "小计", "国内贷款", "自筹资金", "预期年产值"],
        [1, "示例甲", 3, 1, 2, 9],
        ["合计", None, 3, 1, 2, 9],
    ]
    table = read({"Sheet1": rows}, ["C1:E1", "A1:A2", "B1:B2"])["F01"]
    assert column(table, "total_investment") == [Decimal("30000.00")]
    assert column(table, "fund_loan") == [Decimal("10000.00")]
    assert column(table, "expected_output") == [Decimal("9.00")]
    assert [row.number for row in table.rows] == [3]


def test_titles_of_two_lines_are_read_together(read: Read) -> None:
    rows = [
        ["项目", None, "实施主体", None, "计划", None],
        ["名称", "代码", "名称", "类型", "开工", "竣工"],
        ["示例甲", "", "上海示例公司", "", "2026-09", "2028-06"],
    ]
    table = read({"Sheet1": rows}, ["A1:B1", "C1:D1", "E1:F1"])["F01"]
    assert [one.source_title for one in table.columns] == [
        "项目名称", "项目代码", "实施主体名称", "类型", "计划开工", "计划竣工",
    ]  # fmt: skip
    assert column(table, "entity_name") == ["上海示例公司"]
    assert column(table, "planned_finish") == ["2028-06"]


def test_another_table_below_is_left_out_and_said(read: Read) -> None:
    rows = [
        ["一、项目"],
        ["项目名称", "建设单位", "总投资(万元)"],
        ["示例甲", "上海示例公司", 100],
        ["小计", None, 100],
        ["二、企业"],
        ["企业名称", "统一社会信用代码", "从业人员"],
        ["上海示例公司", "91310115MA0000111M", 50],
        ["项目名称", "建设单位", "总投资(万元)"],
        ["示例乙", "上海虚拟公司", 300],
    ]
    table = read({"Sheet1": rows})["F01"]
    assert [one.source_title for one in table.columns] == rows[1]
    assert column(table, "project_name") == ["示例甲", "示例乙"]
    assert [number for number, why in table.skipped if why == "另一张表的内容，没有导入"] == [6, 7]
    assert any("第 6 行起像是另一张表，2 行没有导入" in one for one in table.notices)


def test_a_card_of_one_project_makes_no_records(
    catalogue: Catalogue, pool: ChildPool, tmp_path: Path
) -> None:
    path = tmp_path / "卡片.xlsx"
    rows = [
        ["项目登记卡"],
        ["项目名称", "示例量子", "建设单位", "上海示例公司"],
        ["总投资（万元）", "1200", "进展阶段", "在建"],
        ["建设内容", "建设一条示例产线"],
        ["联系人", "示例甲", "联系电话", "13800000000"],
    ]
    path.write_bytes(workbook({"Sheet1": rows}))
    table = open_tables(path, pool).table(Project, catalogue)
    assert not table.rows
    assert [number for number, _ in table.skipped] == [3, 4, 5]


def test_the_foot_makes_no_records(read: Read) -> None:
    rows = [
        ["序号", "项目名称", "建设单位", "总投资"],
        [1, "示例甲", "上海示例公司", 1],
        *([at] for at in range(2, 9)),
        [None, "填报单位（盖章）："],
        [None, None, None, "2026年10月8日"],
    ]
    table = read({"Sheet1": rows})["F01"]
    assert column(table, "project_name") == ["示例甲"]
    assert not table.skipped


def test_prompts_of_drop_downs_are_blank(read: Read) -> None:
    head = ["项目名称", "建设单位", "进展阶段", "所属集群"]
    rows = [head, ["示例甲", "上海示例公司", "请选择", "（请选择）"], [None, None, "请选择", None]]
    table = read({"Sheet1": rows})["F01"]
    assert column(table, "stage") == [None]
    assert [row.number for row in table.rows] == [2]
    assert "“进展阶段”有 2 格是“请选择”之类的提示，按未填处理。" in table.notices


def test_titles_wrapped_by_hand_are_told_in_one_line(read: Read) -> None:
    head = ["项目\n名称", "建设\r\n单位", "总投资\n（元）"]
    table = read({"Sheet1": [head, ["示例甲", "上海示例公司", 10000]]})["F01"]
    assert [one.source_title for one in table.columns] == ["项目名称", "建设单位", "总投资（元）"]
    assert not [one for one in table.notices if "\n" in one]


@pytest.mark.parametrize(
    ("titles", "said"),
    [
        (["备注", "总投资", "备 注"], "“备注”出现 2 次"),
        (["建设\n单位", "总投资", "实施单位"], "“建设单位”“实施单位”都像是“实施主体名称”"),
    ],
)
def test_columns_that_claim_one_field_are_named(titles: list[str], said: str, read: Read) -> None:
    with pytest.raises(Refusal) as caught:
        read({"Sheet1": [["项目名称", *titles], ["示例甲", "一", 2, "三"]]})
    assert (caught.value.reason, caught.value.detail) == ("duplicate_header", said)


def test_a_merged_number_counts_once(read: Read) -> None:
    head = ["序号", "项目名称", "实施单位", "总投资"]
    rows = [head, [1, "示例一期", "上海示例公司", 900], [None, "示例二期", None, None]]
    table = read({"Sheet1": rows}, ["A2:A3", "C2:C3", "D2:D3"])["F01"]
    assert column(table, "entity_name") == ["上海示例公司", "上海示例公司"]
    assert column(table, "total_investment") == [Decimal("900.00"), None]
    assert [one for one in table.notices if "只记在第一行" in one] == [
        "“总投资”有上下合并的数字，只记在第一行，请核对怎样分到各行。"
    ]


def test_a_projects_name_stands_for_its_number(read: Read) -> None:
    rows = [["项目名称", "本季完成投资", "形象进度"], ["示例甲", "1,234.5万", "主体封顶"]]
    table = read({"进展": rows})["F02"]
    assert column(table, "record_id") == ["示例甲"]
    assert column(table, "inv_period") == [Decimal("1234.50")]
    rows[0].insert(0, "项目内部编号")
    rows[1].insert(0, "310115-2026-P0001")
    both = read({"进展": rows})["F02"]
    assert column(both, "record_id") == ["310115-2026-P0001"]
