"""OpenDocument tables: every kind of cell, repeats, merges, hidden things, and bad files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.exports.old_tables import ods

if TYPE_CHECKING:
    from collections.abc import Callable

    from exports.reader_grid import Grid

FORMULA = 'table:formula="of:=1"'
TEXT = "<text:p>{}</text:p></table:table-cell>"


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
