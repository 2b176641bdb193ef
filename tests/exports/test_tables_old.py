"""Tables in old formats: errors, booleans, days and hidden things as in an .xlsx, or a refusal."""

from __future__ import annotations

import struct
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from exports.cellsource import cell_text
from exports.reader_grid import Grid, read_grids
from exports.refusal import Refusal
from exports.tables import read_table
from forms.cells import Kept
from forms.f01_project import Project
from tests.exports.old_tables import (
    SECTOR,
    error_cell,
    error_formula,
    hidden_column,
    hidden_row,
    ods,
    record,
    xls,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from exports.child_pool import ChildPool
    from forms.catalogue import Catalogue

HEADER = ("项目名称", "实施主体名称", "总投资（万元）", "进展阶段")
ROW = ("示例项目", "上海示例有限公司", 1200.5, "在建")
FORMULA = 'table:formula="of:=1"'
TEXT = "<text:p>{}</text:p></table:table-cell>"


@pytest.fixture
def grid(pool: ChildPool, tmp_path: Path) -> Callable[[bytes], Grid]:
    """The one sheet of a file."""

    def run(data: bytes) -> Grid:
        path = tmp_path / "来表.xls"
        path.write_bytes(data)
        (only,) = read_grids(path, pool)
        return only

    return run


@pytest.fixture
def refused(pool: ChildPool, tmp_path: Path) -> Callable[[bytes], str]:
    """The reason why a file is refused."""

    def run(data: bytes) -> str:
        path = tmp_path / "来表.xls"
        path.write_bytes(data)
        with pytest.raises(Refusal) as caught:
            read_grids(path, pool)
        return caught.value.reason

    return run


@pytest.mark.parametrize("make", [xls, ods])
def test_plain_rows(
    make: Callable[..., bytes], catalogue: Catalogue, pool: ChildPool, tmp_path: Path
) -> None:
    path = tmp_path / "来表.xls"
    path.write_bytes(make([HEADER, ROW]))
    table = read_table(path, Project, catalogue, pool=pool)
    assert table.rows[0].cells["total_investment"] == Decimal("1200.50")
    assert table.rows[0].cells["stage"] == "40"
    assert not table.notices


@pytest.mark.parametrize("make", [xls, ods])
def test_booleans(make: Callable[..., bytes], grid: Callable[[bytes], Grid]) -> None:
    rows = grid(make([["甲", True], [None, False]])).rows
    assert [[cell_text(cell) for cell in row] for row in rows] == [["甲", "是"], ["", "否"]]


# --- .xls -------------------------------------------------------------------------------------


@pytest.mark.fault("F3")
def test_xls_errors_are_kept(catalogue: Catalogue, pool: ChildPool, tmp_path: Path) -> None:
    path = tmp_path / "来表.xls"
    path.write_bytes(
        xls([HEADER, ("甲", error_cell(1, 1, 0x2A), error_formula(1, 2, 0x17), "在建")])
    )
    table = read_table(path, Project, catalogue, pool=pool)
    cells = table.rows[0].cells
    assert cells["total_investment"] == Kept("#REF!", "公式出错的结果，请填写数值或文字")
    assert isinstance(kept := cells["entity_name"], Kept)
    assert kept.text == "#N/A"
    assert any("C2" in one for one in table.notices)


@pytest.mark.fault("E14")
def test_xls_hidden_rows_and_columns_are_told(grid: Callable[[bytes], Grid]) -> None:
    more = [hidden_row(1), hidden_row(7), hidden_column(0), hidden_column(99)]
    made = grid(xls([["甲", 1], ["乙", 2]], more=more))
    assert made.rows[1] == ["乙", 2]
    assert made.notices == ["含隐藏行 1 行、隐藏列 1 列，已照常读取。"]


def test_xls_stream_in_capitals(grid: Callable[[bytes], Grid]) -> None:
    assert grid(xls([["甲"]], stream="WORKBOOK")).rows == [["甲"]]


@pytest.mark.fault("D4")
def test_xls_with_a_password(refused: Callable[[bytes], str]) -> None:
    assert refused(xls([["甲"]], first=[record(0x002F, bytes(54))])) == "password"


@pytest.mark.fault("E6")
def test_xls_cell_far_away_is_refused_before_it_is_laid_out(
    refused: Callable[[bytes], str],
) -> None:
    far = record(0x0203, struct.pack("<HHHd", 65_535, 255, 0, 1))
    assert refused(xls([["甲"]], more=[far])) == "out_of_form"


def test_xls_chain_that_is_a_loop(refused: Callable[[bytes], str]) -> None:
    data = bytearray(xls([["甲"]]))
    struct.pack_into("<I", data, SECTOR + 9 * 4, 2)
    assert refused(bytes(data)) == "damaged"


def test_xls_list_of_sectors_that_is_a_loop(refused: Callable[[bytes], str]) -> None:
    data = bytearray(xls([["甲"]]))
    struct.pack_into("<I", data, 68, 9)
    data += struct.pack("<128I", *[0] * 127, 9)
    assert refused(bytes(data)) == "damaged"


@pytest.mark.parametrize("start", [b"\x09\x00\x04\x00", b"\x09\x04\x06\x00"])
def test_very_old_xls_says_what_it_is(start: bytes, pool: ChildPool, tmp_path: Path) -> None:
    path = tmp_path / "来表.xls"
    path.write_bytes(start + bytes(100))
    with pytest.raises(Refusal, match="很早的 Excel") as caught:
        read_grids(path, pool)
    assert caught.value.reason == "wrong_format"


# --- .ods -------------------------------------------------------------------------------------


def cell(facts: str, text: str = "") -> bytes:
    """An element as it stands in the file."""
    return (f"<table:table-cell {facts}>" + TEXT.format(text)).encode()


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        (cell(f'{FORMULA} office:value-type="string" calcext:value-type="error"', "#REF!"),
         "\x00e#REF!"),
        (cell(f'{FORMULA} office:value-type="float" office:value="0"', "Err:508"), "\x00eErr:508"),
        (f"<table:table-cell {FORMULA}/>".encode(), "\x00f"),
        (cell(f'{FORMULA} office:value-type="string"'), None),
        (cell(f'{FORMULA} office:value-type="float" office:value="2.5"', "2.50"), 2.5),
        (cell('office:value-type="percentage" office:value="0.45"', "45%"), 0.45),
        (cell('office:value-type="date" office:date-value="2026-09-30"', "9月"), "\x00d2026-09-30"),
        (cell('office:value-type="date" office:date-value="2026-09-30T08:05:00"'),
         "\x00d2026-09-30 08:05:00"),
        (cell('office:value-type="time" office:time-value="PT26H30M00S"'), "\x00d26:30:00"),
        (cell('office:value-type="string"', "一</text:p><text:p>二<text:s text:c='2'/>三"),
         "一\n二  三"),
        (cell('office:value-type="string"',
              "甲</text:p><office:annotation><text:p>批注</text:p></office:annotation><text:p>乙"),
         "甲\n乙"),
    ],
)  # fmt: skip
def test_ods_cells(
    element: bytes, expected: str | float | None, grid: Callable[[bytes], Grid]
) -> None:
    assert grid(ods([["头", element, "尾"]])).rows == [["头", expected, "尾"]]


def test_ods_repeated_cells_and_rows(grid: Callable[[bytes], Grid]) -> None:
    head = (
        '<table:table-row table:number-rows-repeated="2"><table:table-cell '
        'table:number-columns-repeated="2" office:value-type="float" office:value="3"/>'
        '<table:table-cell table:number-columns-repeated="16382"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="3"/>'
    )
    made = grid(ods([["尾"]], head=head))
    assert made.rows == [[3, 3], [3, 3], [], [], [], ["尾"]]


@pytest.mark.fault("E14")
def test_ods_hidden_rows_and_columns_are_told(grid: Callable[[bytes], Grid]) -> None:
    head = (
        '<table:table-column/><table:table-column table:visibility="collapse"'
        ' table:number-columns-repeated="1023"/><table:table-row table:visibility="filter">'
        '<table:table-cell office:value-type="float" office:value="1"/></table:table-row>'
    )
    made = grid(ods([["甲", "乙"]], head=head))
    assert made.notices == ["含隐藏行 1 行、隐藏列 1 列，已照常读取。"]


@pytest.mark.fault("E13")
def test_ods_values_under_merged_cells_are_told(grid: Callable[[bytes], Grid]) -> None:
    row = (
        b'<table:table-cell table:number-columns-spanned="2" office:value-type="string">'
        b"<text:p>A</text:p></table:table-cell>"
        b'<table:covered-table-cell office:value-type="float" office:value="7"/>'
    )
    made = grid(ods([[row]]))
    assert made.rows == [["A", 7]]
    assert any("B1" in one and "盖住" in one for one in made.notices)


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (ods([["甲"]], manifest="<m><encryption-data/></m>"), "password"),
        (ods([], content='<!DOCTYPE a [<!ENTITY b "c">]><a>:spreadsheet</a>'), "dtd"),
        (ods([], content="<a>"), "not_workbook"),
        (ods([], content="<office:spreadsheet>"), "damaged"),
        (ods([], content="<a>:spreadsheet</a>"), "damaged"),
        (ods([], content=":spreadsheet" + "<a>" * 100_000), "damaged"),
        (ods([], content="<a>" * 100_000 + ":spreadsheet"), "too_large"),
        (ods([], head='<table:table-row table:number-rows-repeated="999999999"><table:table-cell'
                      ' office:value-type="float" office:value="3"/></table:table-row>'),
         "out_of_form"),
        (ods([], head='<table:table-row><table:table-cell table:number-columns-repeated="999"'
                      ' office:value-type="float" office:value="3"/></table:table-row>'),
         "out_of_form"),
    ],
)  # fmt: skip
def test_bad_ods_is_refused(made: bytes, reason: str, refused: Callable[[bytes], str]) -> None:
    assert refused(made) == reason


def test_ods_counts_from_1904_when_it_says_so(grid: Callable[[bytes], Grid]) -> None:
    said = (
        '<table:calculation-settings><table:null-date table:date-value="1904-01-01"/>'
        "</table:calculation-settings>"
    )
    assert grid(ods([["甲"]], before=said)).date_system == 1904
    assert grid(ods([["甲"]])).date_system == 1900
