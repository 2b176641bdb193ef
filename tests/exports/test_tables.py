"""Rows from anybody's table: header found, columns known, units exact, nothing lost silently."""

from __future__ import annotations

import json
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
import pytest

from exports.child_pool import ChildPool
from exports.mapping import bare_title, read_mapping
from exports.refusal import Refusal
from exports.tables import read_table
from forms.cells import Kept, Missing
from forms.f01_project import Project

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import Any

    from exports.tables import TableRead
    from forms.catalogue import Catalogue


@pytest.fixture
def load(catalogue: Catalogue, pool: ChildPool, tmp_path: Path) -> Callable[..., TableRead]:
    """Write rows as a workbook and read them as projects."""

    def run(rows: Sequence[Sequence[Any]], **options: object) -> TableRead:
        path = tmp_path / "来表.xlsx"
        path.write_bytes(workbook(rows))
        return read_table(path, Project, catalogue, pool=pool, **options)  # type: ignore[arg-type]

    return run


def workbook(rows: Sequence[Sequence[Any]], name: str = "Sheet1") -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = name
    for row in rows:
        book.active.append(list(row))
    target = BytesIO()
    book.save(target)
    return target.getvalue()


HEADER = ("项目名称", "实施主体名称", "总投资（万元）", "进展阶段")
ROW = ("示例项目", "上海示例有限公司", 1200.5, "在建")


def named(table: TableRead) -> dict[str, str | None]:
    return {column.source_title: column.item for column in table.columns}


# --- Header and columns -----------------------------------------------------------------------


def test_plain_table(load: Callable[..., TableRead]) -> None:
    table = load([HEADER, ROW])
    assert table.header_row == 1
    row = table.rows[0]
    assert row.number == 2
    assert row.cells["project_name"] == "示例项目"
    assert row.cells["total_investment"] == Decimal("1200.50")
    assert row.cells["stage"] == "40"
    assert row.texts["total_investment"] == "1200.5"
    assert "统一社会信用代码" in table.unmapped_required
    assert "项目名称" not in table.unmapped_required
    assert not table.skipped


def test_header_below_title_and_blank_rows(load: Callable[..., TableRead]) -> None:
    table = load(
        [["项目情况表"], [], ["填报单位：", "示例区"], [], HEADER, ["甲", "乙", 1, 2], ROW]
    )
    assert table.header_row == 5
    assert [row.number for row in table.rows] == [7]
    assert not table.skipped


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("项目名称", "project_name"),
        (" 项 目 名 称 ", "project_name"),
        ("项目名称*", "project_name"),
        ("●项目名称", "project_name"),
        ("项目全称", "project_name"),
        ("project_name", "project_name"),
        ("总投资", "total_investment"),
        ("总投资(万元)", "total_investment"),
        ("总投资【亿元】", "total_investment"),
        ("计划总投资（万元）", "total_investment"),
        ("投资总额，万元", "total_investment"),
        ("其中：国内贷款", "fund_loan"),
        ("国内贷款", "fund_loan"),
        ("3、联系电话", "contact_phone"),
        ("信用代码", "entity_uscc"),
        ("ＴＲＬ", "trl"),
        ("项目内部编号", "record_id"),
        ("建设内容与规模（不少于10字）", "content"),
    ],
)
def test_titles_are_recognised(title: str, field: str, load: Callable[..., TableRead]) -> None:
    table = load([[title, "进展阶段", "所属集群", "建设性质"], ["1", "x", "1", "1"]])
    assert named(table)[title.strip()] == field


def test_likeness_is_a_guess_and_said(load: Callable[..., TableRead]) -> None:
    table = load([[*HEADER, "统一社会信用代号码"], [*ROW, "91310115MA0000111M"]])
    column = table.columns[-1]
    assert column.item == "entity_uscc"
    assert column.is_guess
    assert any("统一社会信用代号码" in one and "请核对" in one for one in table.notices)


def test_strange_column_is_reported_not_guessed(load: Callable[..., TableRead]) -> None:
    table = load([[*HEADER, "天气"], [*ROW, "晴"]])
    assert named(table)["天气"] is None
    assert table.columns[-1].why == "不认识"


def test_synonym_yields_to_the_exact_title(load: Callable[..., TableRead]) -> None:
    table = load([["名称", *HEADER], ["简称", *ROW]])
    assert table.rows[0].cells["project_name"] == "示例项目"
    assert named(table)["名称"] is None


def test_duplicate_header_is_refused(load: Callable[..., TableRead]) -> None:
    with pytest.raises(Refusal) as caught:
        load([[*HEADER, "项目名称"], [*ROW, "x"]])
    assert caught.value.reason == "duplicate_header"
    assert "项目名称" in str(caught.value)


def test_duplicate_titles_are_told_apart_by_their_group(load: Callable[..., TableRead]) -> None:
    table = load(
        [
            ["实施主体", "", "项目", ""],
            ["名称", "进展阶段", "名称", "总投资"],
            ["公司", "在建", "项目甲", 1],
        ]
    )
    assert table.rows[0].cells["project_name"] == "项目甲"


def test_two_row_header_with_merged_titles(load: Callable[..., TableRead]) -> None:
    table = load(
        [
            ["项目名称", "进展阶段", "资金来源", ""],
            ["", "", "国内贷款", "自筹资金"],
            ["甲项目", "在建", 5, 6],
        ]
    )
    assert table.header_row == 2
    assert table.rows[0].cells["project_name"] == "甲项目"
    assert table.rows[0].cells["fund_self"] == Decimal("6.00")


def test_no_header_is_refused(load: Callable[..., TableRead]) -> None:
    with pytest.raises(Refusal) as caught:
        load([["a", "b"], [1, 2]])
    assert caught.value.reason == "no_header"


def test_empty_workbook_is_refused(load: Callable[..., TableRead]) -> None:
    with pytest.raises(Refusal) as caught:
        load([])
    assert caught.value.reason == "empty"


# --- Units ------------------------------------------------------------------------------------


@pytest.mark.fault("F10")
@pytest.mark.parametrize(
    ("title", "cell", "value"),
    [
        ("总投资（元）", 12005000, Decimal("1200.50")),
        ("总投资（元）", "12,005,000.00", Decimal("1200.50")),
        ("总投资（亿元）", 1.2, Decimal("12000.00")),
        ("总投资(亿元)", "1.2亿", Decimal("12000.00")),
        ("总投资（元）", "3万元", Decimal("3.00")),
        ("总投资（万元）", 3.5, Decimal("3.50")),
        ("总投资（元）", "不适用", Missing("na")),
        ("总投资（元）", None, None),
        ("总投资（元）", 0, Decimal("0.00")),
    ],
)
def test_units_convert_exactly(
    title: str, cell: object, value: object, load: Callable[..., TableRead]
) -> None:
    table = load([["项目名称", title], ["示例", cell]])
    assert table.rows[0].cells["total_investment"] == value


@pytest.mark.fault("F11")
def test_unit_that_does_not_come_out_even_is_kept(load: Callable[..., TableRead]) -> None:
    table = load([["项目名称", "总投资（元）"], ["示例", 12345.67]])
    assert isinstance(table.rows[0].cells["total_investment"], Kept)


def test_unit_of_the_whole_sheet(load: Callable[..., TableRead]) -> None:
    table = load(
        [["项目表", "计量单位：亿元"], ["项目名称", "总投资", "国内贷款（万元）"], ["示例", 1, 2]]
    )
    assert table.rows[0].cells["total_investment"] == Decimal("10000.00")
    assert table.rows[0].cells["fund_loan"] == Decimal("2.00")
    assert any("亿元换算为万元" in one for one in table.notices)


def test_bare_title() -> None:
    assert bare_title("其中：国内贷款（万元）") == bare_title("国内贷款") == "国内贷款"


# --- Rows -------------------------------------------------------------------------------------


def test_what_is_no_record_is_left_out(load: Callable[..., TableRead]) -> None:
    table = load(
        [
            HEADER,
            ["甲", "乙", 1, 2],
            ROW,
            [],
            HEADER,
            ("第二个项目", "公司", 3, "在建"),
            ("合  计", None, 1203.5, None),
            ("单位负责人：示例甲", None, None, "填表人：示例乙"),
            ("说明：1.按项目统计", None, None, None),
            ("　　　2.其他说明", None, None, None),
        ]
    )
    assert [row.number for row in table.rows] == [3, 6]
    assert [number for number, _ in table.skipped] == [5, 7]
    assert [why.split("，")[0] for _, why in table.skipped] == [
        "重复的表头",
        "合计行",
    ]


def test_what_cannot_be_read_is_kept(load: Callable[..., TableRead]) -> None:
    table = load([HEADER, ("甲", "乙公司", "约500万", "在建中")])
    cells = table.rows[0].cells
    assert cells["total_investment"] == Kept("约500万", cells["total_investment"].reason)  # type: ignore[union-attr]
    assert isinstance(cells["stage"], Kept)
    assert table.rows[0].texts["total_investment"] == "约500万"


@pytest.mark.fault("F2", "F3")
def test_formulas_and_errors_are_never_blank(
    catalogue: Catalogue, pool: ChildPool, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(
        workbook([HEADER, ("甲", "公司", "=1+1", "#REF!"), ("乙", "公司", "#N/A", "在建")])
    )
    table = read_table(path, Project, catalogue, pool=pool)
    assert [isinstance(row.cells["total_investment"], Kept) for row in table.rows] == [True, True]
    assert isinstance(table.rows[0].cells["stage"], Kept)


def test_row_without_mapped_cells_is_no_row(load: Callable[..., TableRead]) -> None:
    table = load([[*HEADER, "序号"], [None, None, None, None, 1], [*ROW, 2]])
    assert [row.number for row in table.rows] == [3]


def test_record_under_the_notes_is_still_a_record(load: Callable[..., TableRead]) -> None:
    table = load([HEADER, ROW, ("说明：示例", None), ("后补的项目", None, None, None)])
    assert [row.number for row in table.rows] == [2, 4]


# --- Mapping ----------------------------------------------------------------------------------


def test_mapping_overrules(load: Callable[..., TableRead]) -> None:
    table = load(
        [["工程", "金额", "阶段", "项目名称"], ["甲", 5, "在建", "别用"]],
        mapping={"工程": "project_name", "金额": "total_investment", "项目名称": ""},
    )
    assert table.rows[0].cells["project_name"] == "甲"
    assert table.rows[0].cells["total_investment"] == Decimal("5.00")
    assert named(table)["项目名称"] is None


@pytest.mark.parametrize("mapping", [{"工程": "nonsense"}, {"没有这列": "project_name"}])
def test_mapping_that_does_not_fit_is_refused(
    mapping: dict[str, str], load: Callable[..., TableRead]
) -> None:
    with pytest.raises(Refusal) as caught:
        load([["工程", *HEADER[1:]], ROW], mapping=mapping)
    assert caught.value.reason == "bad_mapping"


def test_mapping_file(tmp_path: Path) -> None:
    path = tmp_path / "列.json"
    path.write_text(json.dumps({"工程": "project_name"}), encoding="utf-8-sig")
    assert read_mapping(path) == {"工程": "project_name"}


@pytest.mark.parametrize("text", ["", "[1]", '{"a": 1}', "{", "[" * 100_000])
def test_bad_mapping_file_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "列.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refusal) as caught:
        read_mapping(path)
    assert caught.value.reason == "bad_mapping"
