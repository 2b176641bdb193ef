"""Rows that failed come back as a workbook of the same layout, and load again when corrected."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from desktop.files import FileProblem
from desktop.workflow.loading import LoadPlan, apply_load, plan_load
from desktop.workflow.opening import open_period
from desktop.workflow.rejecting import rejected_name, write_failing
from desktop.workflow.session import Session
from exports.paper import height_of, lines_of
from tests.workflow.conftest import Maker
from tests.workflow.stories import Q2

ROWS: list[list[Any]] = [
    ["示例区项目汇总表", None, None, None, None],
    ["填报单位：示例委员会", None, None, "单位：万元", None],
    ["序号", "项目", None, "总投资", "天气"],
    [None, "项目名称", "进展阶段", None, None],
    [1, "示例甲", "在建", 5, "晴"],
    [2, "示例乙", "在建", "约500万", "=1+1的晴"],
    [3, "示例甲", "储备", 1234.5, "雨"],
    ["合计", None, None, 505, None],
]


@pytest.fixture
def session(make_district: Maker) -> Session:
    made = make_district()
    open_period(made, "2026Q2")
    return made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "二季度"
    for row in ROWS:
        sheet.append(row)
    sheet["E6"].value, sheet["E6"].data_type = "=1+1的晴", "s"
    for area in ("A1:E1", "A3:A4", "B3:C3", "D3:D4", "E3:E4"):
        sheet.merge_cells(area)
    book.save(tmp_path / "来表.xlsx")
    return tmp_path / "来表.xlsx"


def plans_of(session: Session, path: Path) -> list[LoadPlan]:
    return plan_load(session, Q2, path, "F01")


def test_only_failed_rows_come_back_in_the_layout_of_the_file(
    session: Session, path: Path, tmp_path: Path
) -> None:
    plans = plans_of(session, path)
    target = tmp_path / rejected_name(path)
    assert target.name == "来表_未导入.xlsx"
    assert write_failing(target, plans) == 2
    sheet = openpyxl.load_workbook(target)["二季度"]
    texts = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[:5] for row in texts] == [*ROWS[:4], ROWS[5], ROWS[6]]
    assert texts[3][5] == "未导入原因"
    assert texts[4][5].startswith("原第 6 行：“总投资”写的是“约500万”：不是金额")
    assert texts[5][5].startswith("原第 7 行：整行未导入：与第 5 行是同一条记录")
    assert {str(one) for one in sheet.merged_cells.ranges} == {
        "A1:E1", "A3:A4", "B3:C3", "D3:D4", "E3:E4"
    }  # fmt: skip
    assert (sheet["E5"].value, sheet["E5"].data_type) == ("=1+1的晴", "s")
    assert sheet["D5"].style == "台账待改"
    assert (sheet["D6"].value, sheet["D6"].data_type) == (1234.5, "n")


def test_the_rows_given_back_can_be_printed(session: Session, path: Path, tmp_path: Path) -> None:
    target = tmp_path / rejected_name(path)
    write_failing(target, plans_of(session, path))
    sheet = openpyxl.load_workbook(target)["二季度"]
    assert sheet.print_title_rows == "$4:$4"
    for row in range(4, 7):
        for column, cell in enumerate(sheet[row], 1):
            width = sheet.column_dimensions[get_column_letter(column)].width
            lines = lines_of(str(cell.value or ""), width)
            assert (sheet.row_dimensions[row].height or 0) >= height_of(lines), cell.coordinate
    assert str(sheet.print_area).endswith("$A$1:$F$6")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.oddFooter is not None
    assert sheet.oddFooter.center.text == "第 &P 页　共 &N 页"


def test_corrected_rows_load_with_what_was_chosen_before(
    session: Session, path: Path, tmp_path: Path
) -> None:
    titles = {"天气": "remark"}
    plans = plan_load(session, Q2, path, "F01", titles)
    apply_load(session, Q2, path, plans)
    target = tmp_path / "退.xlsx"
    write_failing(target, plans)
    book = openpyxl.load_workbook(target)
    book["二季度"]["D5"].value = 500
    book["二季度"]["B6"].value = "示例丙"
    book.save(target)
    (plan,) = plans_of(session, target)
    assert [row.outcome for row in plan.planned] == ["updated", "created"]
    assert [(one.source_title, one.item) for one in plan.columns][4:] == [
        ("天气", "remark"),
        ("未导入原因", None),
    ]
    assert not plan.problems
    apply_load(session, Q2, target, [plan])
    names = {row.title for row in session.ledger.rows("F01", session.district, "2026Q2").values()}
    assert names == {"示例甲", "示例乙", "示例丙"}


def test_rows_that_fail_again_have_one_reason_column(
    session: Session, path: Path, tmp_path: Path
) -> None:
    first, second = tmp_path / "一.xlsx", tmp_path / "二.xlsx"
    write_failing(first, plans_of(session, path))
    write_failing(second, plans_of(session, first))
    sheet = openpyxl.load_workbook(second)["二季度"]
    assert [cell.value for cell in sheet[4]][5:] == ["未导入原因"]
    assert str(sheet["F5"].value).startswith("原第 5 行：“总投资”")


@pytest.mark.fault("H4")
def test_nothing_failed_writes_nothing_and_no_file_is_replaced(
    session: Session, path: Path, tmp_path: Path
) -> None:
    good = tmp_path / "好.csv"
    good.write_text("项目名称,总投资\n示例甲,1\n", encoding="utf-8")
    assert write_failing(tmp_path / "无.xlsx", plans_of(session, good)) == 0
    assert not (tmp_path / "无.xlsx").exists()
    taken = tmp_path / "有.xlsx"
    taken.write_text("别动", encoding="utf-8")
    with pytest.raises(FileProblem):
        write_failing(taken, plans_of(session, path))
    assert taken.read_text(encoding="utf-8") == "别动"
