"""Spreadsheets as strangers make them: what has one meaning is read and said, the rest is kept."""

from __future__ import annotations

import datetime
import zipfile
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from exports.child_pool import ChildPool
from exports.mapping import CHOSEN, PINYIN, REMEMBERED, Chosen
from exports.refusal import Refusal
from exports.tables import TableRead, open_tables
from forms.cells import Kept
from forms.f01_project import Project
from forms.f02_progress import Progress
from forms.f04_enterprise import Enterprise
from forms.registry import STANDARD_FORMS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from forms.base import Form
    from forms.catalogue import Catalogue

Rows = list[Any]

HEADER = ("项目名称", "实施主体名称", "总投资（万元）", "进展阶段")


class Loader:
    """Writes rows as a workbook and reads them as records of a form."""

    def __init__(self, catalogue: Catalogue, pool: ChildPool, folder: Path) -> None:
        self._catalogue, self._pool, self._path = catalogue, pool, folder / "来表.xlsx"

    def __call__(
        self,
        rows: Rows,
        form: type[Form] = Project,
        *,
        change: Callable[[Worksheet], object] = lambda _sheet: None,
        **options: Any,
    ) -> TableRead:
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        for row in rows:
            sheet.append(list(row))
        change(sheet)
        book.save(self._path)
        return open_tables(self._path, self._pool).table(form, self._catalogue, **options)


@pytest.fixture
def load(catalogue: Catalogue, pool: ChildPool, tmp_path: Path) -> Loader:
    return Loader(catalogue, pool, tmp_path)


def why(table: TableRead, title: str) -> tuple[str | None, str]:
    return next((one.item, one.why) for one in table.columns if one.source_title == title)


def column(table: TableRead, name: str) -> list[object]:
    return [row.cells.get(name) for row in table.rows]


# --- Header -----------------------------------------------------------------------------------


def test_banners_merged_groups_totals_and_notes(load: Loader) -> None:
    def merge(sheet: Worksheet) -> None:
        for area in ("A1:G1", "A3:A4", "B3:B4", "C3:D3", "E3:F3", "G3:G4"):
            sheet.merge_cells(area)

    table = load(
        [
            ["2026年未来产业项目情况汇总表"],
            ["填报单位：示例区示例委员会", *[None] * 4, "单位：元"],
            ["序号", "项目名称", "实施主体", None, "投资情况", None, "备注"],
            [None, None, "单位名称", "信用代码", "总投资", "其中：国内贷款", None],
            ["一、在建项目"],
            [1, "示例甲项目", "上海示例甲公司", "91310104MA00000239", 12005000, 3000000, "x"],
            ["二、储备项目"],
            [2, "示例乙项目", "上海示例乙公司", "91310115MA0000111M", "20,000,000", None, None],
            ["合计（2项）", None, None, None, 3200.5, 300, None],
            ["注1：本表由各单位填报"],
            ["数据来源：示例系统"],
        ],
        change=merge,
    )
    assert table.header_row == 4
    assert [row.number for row in table.rows] == [6, 8]
    assert column(table, "total_investment") == [Decimal("1200.50"), Decimal("2000.00")]
    assert column(table, "entity_name") == ["上海示例甲公司", "上海示例乙公司"]
    assert [(number, text.split("，")[0]) for number, text in table.skipped] == [
        (5, "分组标题"),
        (7, "分组标题"),
        (9, "合计行"),
        (10, "表下的说明"),
        (11, "表下的说明"),
    ]


def test_cells_merged_downwards_hold_for_each_of_their_rows(load: Loader) -> None:
    table = load(
        [
            HEADER,
            ["甲", "上海示例公司", 1, "在建"],
            ["乙", None, 2, "在建"],
            ["丙", None, 3, "储备"],
        ],
        change=lambda sheet: sheet.merge_cells("B2:B3"),
    )
    assert column(table, "entity_name") == ["上海示例公司", "上海示例公司", None]
    assert any("上下合并" in one for one in table.notices)


def test_merged_cells_beside_a_formula_hold_too(load: Loader) -> None:
    table = load(
        [HEADER, ["甲", "上海示例公司", "=1+1", "在建"], ["乙", None, 2, "在建"]],
        change=lambda sheet: sheet.merge_cells("B2:B3"),
    )
    assert column(table, "entity_name") == ["上海示例公司", "上海示例公司"]


def test_a_row_whose_cells_have_no_field_is_said(load: Loader) -> None:
    table = load([[*HEADER, "天气", "心情"], ["甲", "乙", 1, "在建"], [None] * 4 + ["晴", "好"]])
    assert table.skipped == [(3, "各格所在的列都没有对应的字段，没有导入")]


def test_an_unknown_header_is_refused_unless_a_person_can_map_it(load: Loader) -> None:
    rows: Rows = [["某表"], ["工程", "钱"], ["示例甲", 5], ["示例乙", 6]]
    with pytest.raises(Refusal):
        load(rows)
    table = load(rows, lenient=True)
    assert table.header_row == 2
    assert [(one.source_title, one.item) for one in table.columns] == [("工程", None), ("钱", None)]
    again = load(
        rows, layouts={table.signature: Chosen({0: "project_name", 1: "total_investment"})}
    )
    assert column(again, "total_investment") == [Decimal("5.00"), Decimal("6.00")]


def test_two_columns_of_one_name_are_left_to_be_chosen_from(load: Loader) -> None:
    rows: Rows = [[*HEADER, "项目名称"], ["甲", "乙", 1, "在建", "丙"]]
    table = load(rows, lenient=True)
    assert [one.item for one in table.columns].count(None) == 2
    chosen = Chosen({0: "", 4: "project_name"})
    table = load(rows, lenient=True, layouts={table.signature: chosen})
    assert column(table, "project_name") == ["丙"]


# --- Columns ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("XMMC", "project_name"),
        ("xiangmumingcheng", "project_name"),
        ("zong_tou_zi", "total_investment"),
        ("JZJD", "stage"),
        ("xydm", "entity_uscc"),
        ("abc", None),
    ],
)
def test_titles_in_pinyin(title: str, field: str | None, load: Loader) -> None:
    table = load([[title, "建设性质", "所属集群"], ["1", "新建", "1"]])
    found = why(table, title)
    assert found[0] == field
    assert field is None or found[1] == PINYIN


def test_columns_are_known_by_what_they_hold(load: Loader) -> None:
    table = load(
        [
            ["项目名称", "总投资", "代号", "状况", None, "日子"],
            ["甲", 1, "91310104MA00000239", "在建", "310115-2026-P0001", "2026年9月1日"],
            ["乙", 2, "91310115MA0000111M", "储备", "310115-2026-P0002", "2026年9月2日"],
        ]
    )
    assert why(table, "代号") == ("entity_uscc", "内容像统一社会信用代码")
    assert why(table, "状况") == ("stage", "内容都在“进展阶段”中")
    assert why(table, "") == ("record_id", "内容像项目内部编号")
    # Two fields of F01 are days: neither is taken.
    assert why(table, "日子") == (None, "不认识")
    assert sum("请核对" in one for one in table.notices) == 3


def test_one_day_field_is_known_by_its_days(load: Loader) -> None:
    rows: Rows = [
        ["企业名称", "统一社会信用代码", "注册时间"],
        ["甲", "91310104MA00000239", datetime.date(2019, 5, 20)],
        ["乙", "91310115MA0000111M", "2020.1.3"],
    ]
    assert why(load(rows, Enterprise), "注册时间") == ("founded_on", "内容像日期")


def test_choices_overrule_titles_and_say_where_they_come_from(load: Loader) -> None:
    rows: Rows = [[*HEADER, "预算"], ["甲", "乙", 1, "在建", 500]]
    signature = load(rows).signature
    chosen = Chosen({4: "total_investment", 1: ""}, {4: "千元"}, REMEMBERED)
    table = load(rows, layouts={signature: chosen})
    assert why(table, "预算") == ("total_investment", REMEMBERED)
    assert why(table, "实施主体名称") == (None, "上次的选择不导入")
    assert why(table, "总投资（万元）") == (None, "已有更合适的列")
    assert column(table, "total_investment") == [Decimal("50.00")]
    assert table.remembered
    assert not load(rows, layouts={"另一种": chosen}).remembered
    assert Chosen().why == CHOSEN


def test_a_layout_is_known_by_its_titles_alone(load: Loader) -> None:
    first = load([HEADER, ["甲", "乙", 1, "在建"]])
    again = load(
        [
            ["三季度"],
            ["项目名称 ", "实施主体名称", "总投资（万元）", "进展阶段", ""],
            ["丙", "", 2, ""],
        ]
    )
    other = load([HEADER[::-1], ["在建", 1, "乙", "甲"]])
    assert first.signature == again.signature != other.signature


# --- Cells ------------------------------------------------------------------------------------


def test_thousands_and_millions(load: Loader) -> None:
    rows: Rows = [
        ["项目名称", "总投资（千元）", "国内贷款（百万元）"],
        ["甲", 12005, 3],
        ["乙", "3万元", ""],
    ]
    table = load(rows)
    assert column(table, "total_investment") == [Decimal("1200.50"), Decimal("3.00")]
    assert column(table, "fund_loan") == [Decimal("300.00"), None]


def test_an_amount_kept_is_kept_with_its_unit(load: Loader) -> None:
    cell = load([["项目名称", "总投资（元）"], ["甲", 12345.67]]).rows[0].cells["total_investment"]
    assert isinstance(cell, Kept)
    assert cell.text == "12345.67元"


@pytest.mark.parametrize(
    ("cell", "month"),
    [
        ("2026.9", "2026-09"),
        ("26年9月", "2026-09"),
        ("2026年9月份", "2026-09"),
        ("２０２６年９月", "2026-09"),
        ("二〇二六年九月", "2026-09"),
        ("二零二六年十二月", "2026-12"),
        (2026.9, "2026-09"),
        (2026.12, "2026-12"),
        (202609, "2026-09"),
        (46266, "2026-09"),
        (datetime.date(2026, 9, 1), "2026-09"),
        (2026.1, None),
        (2026, None),
        (12, None),
    ],
)
def test_months(cell: object, month: str | None, load: Loader) -> None:
    value = load([["项目名称", "计划竣工年月"], ["示例", cell]]).rows[0].cells["planned_finish"]
    assert value == month if month else isinstance(value, Kept)


@pytest.mark.fault("F9")
@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (43605, "2019-05-20"),
        ("26.9.30", "2026-09-30"),
        ("二〇一九年五月二十日", "2019-05-20"),
        ("二〇一九年十二月三十一日", "2019-12-31"),
        ("2019-05-20T00:00:00", "2019-05-20"),
        (20190520, "2019-05-20"),
        (43605.5, None),
        (3, None),
        ("2019-05", None),
    ],
)
def test_days(cell: object, day: str | None, load: Loader) -> None:
    table = load([["企业名称", "成立日期"], ["示例", cell]], Enterprise)
    value = table.rows[0].cells["founded_on"]
    assert value == datetime.date.fromisoformat(day) if day else isinstance(value, Kept)


@pytest.mark.fault("F9")
def test_bare_days_count_as_the_workbook_counts(load: Loader) -> None:
    def old_mac(sheet: Worksheet) -> None:
        sheet.parent.epoch = CALENDAR_MAC_1904  # type: ignore[union-attr]

    rows: Rows = [["企业名称", "成立日期"], ["甲", datetime.date(2019, 5, 20)], ["乙", 42143]]
    table = load(rows, Enterprise, change=old_mac)
    assert column(table, "founded_on") == [datetime.date(2019, 5, 20)] * 2
    assert any("1904 日期系统" in one for one in table.notices)


def test_dashes_dittos_and_own_units(load: Loader) -> None:
    table = load(
        [
            ["企业名称", "主体类型", "从业人员数", "是否国企"],
            ["甲", "民营企业", "180人", "—"],
            ["乙", "同 上", "１８０", "/"],
            ["丙", "〃", "-", "√"],
            ["丁", "/", "180.5人", "否"],
        ],
        Enterprise,
    )
    kinds = column(table, "entity_type")
    assert kinds[0] == kinds[1] == kinds[2] is not None
    assert kinds[3] is None
    assert column(table, "staff")[:3] == [180, 180, None]
    assert column(table, "staff")[3] == Kept("180.5人", "只能填整数，不能有小数")
    assert column(table, "is_state_owned") == [None, None, True, False]
    assert "“主体类型”有 2 格写“同上”，已取上一行的内容。" in table.notices
    assert "“是否国企”有 2 格只有横线或斜线，按未填处理。" in table.notices


def test_a_ditto_with_nothing_above_stays_as_it_is(load: Loader) -> None:
    table = load([["企业名称", "从业人员数"], ["甲", "同上"]], Enterprise)
    assert isinstance(table.rows[0].cells["staff"], Kept)


@pytest.mark.fault("F10")
@pytest.mark.parametrize(
    ("cells", "values"),
    [([0.45, 1, 0], [45, 100, 0]), ([45, 1, 0], [45, 1, 0]), ([1, 0], [1, 0])],
)
def test_percentages_as_fractions(cells: list[float], values: list[int], load: Loader) -> None:
    rows: Rows = [[f"310115-2026-P000{at}", cell] for at, cell in enumerate(cells)]
    table = load([["项目内部编号", "形象进度百分比"], *rows], Progress)
    assert column(table, "progress_pct") == values


# --- Files ------------------------------------------------------------------------------------


@pytest.mark.fault("D14")
def test_macros_are_ignored_and_said(catalogue: Catalogue, pool: ChildPool, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(HEADER)
    book.active.append(["甲", "乙", 1, "在建"])
    plain = BytesIO()
    book.save(plain)
    path = tmp_path / "来表.xlsm"
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
            macro = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
            target.writestr(name, content.replace(kind, macro))
        target.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    table = open_tables(path, pool).table(Project, catalogue)
    assert column(table, "project_name") == ["甲"]
    assert "文件带有宏，已忽略，只取单元格的值。" in table.notices


def test_reading_can_be_stopped(pool: ChildPool, tmp_path: Path, catalogue: Catalogue) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for _ in range(1_200):
        book.active.append(HEADER)
    path = tmp_path / "a.xlsx"
    book.save(path)
    looks: list[int] = []

    def look() -> None:
        looks.append(1)
        if len(looks) > 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        open_tables(path, pool, look)
    assert len(open_tables(path, pool).grids[0].rows) == 1_200


def test_each_sheet_goes_to_the_form_it_is_most_like(
    catalogue: Catalogue, pool: ChildPool, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "企业"
    firms = [
        "企业名称", "统一社会信用代码", "注册区", "主要生产经营地街镇", "详细地址", "联系人", "联系电话"
    ]  # fmt: skip
    projects = [entry.title for entry in Project.items() if entry.required]
    sheets = (
        ("一季度", projects[:15]),
        ("二季度", projects),
        ("填报说明", projects),
        ("杂项", ["天气", "心情"]),
    )
    for name, titles in sheets:
        book.create_sheet(name).append(titles)
        book[name].append(["示例"] * len(titles))
    first.append(firms)
    first.append(["示例"] * len(firms))
    book.save(tmp_path / "a.xlsx")
    tables = open_tables(tmp_path / "a.xlsx", pool).tables(STANDARD_FORMS, catalogue)
    assert {code: table.sheet for code, table in tables.items()} == {"F01": "二季度", "F04": "企业"}
    assert any("“一季度”也像这张表，只读取了“二季度”" in one for one in tables["F01"].notices)
    assert [one for one in tables["F01"].notices if "没有认出" in one] == [
        "没有认出工作表“杂项”是哪张表，没有读取；需要时指明表和工作表另行导入。"
    ]
