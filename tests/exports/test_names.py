"""Names made from data."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from exports.names import FILE_BYTES, FILE_LENGTH, safe_file_name, safe_sheet_name


@pytest.mark.fault("H2")
def test_file_names_lose_what_no_system_takes() -> None:
    assert safe_file_name("浦东/项目:2026?.xlsx") == "浦东_项目_2026_.xlsx"
    assert safe_file_name("CON.xlsx") == "_CON.xlsx"
    assert safe_file_name("com1") == "_com1"
    assert safe_file_name("结尾. .xlsx") == "结尾.xlsx"
    assert safe_file_name("  ") == "未命名"
    assert safe_file_name(".xlsx") == "未命名.xlsx"


@pytest.mark.fault("H2")
def test_taken_names_get_a_number() -> None:
    assert safe_file_name("A.xlsx", ["a.XLSX", "A(2).xlsx"]) == "A(3).xlsx"
    assert safe_sheet_name("表" * 40, ["表" * 31]) == "表" * 28 + "(2)"


@pytest.mark.fault("H2")
def test_sheet_names_lose_what_excel_refuses() -> None:
    assert safe_sheet_name("[甲]/乙*") == "_甲_乙_"
    assert safe_sheet_name("'甲'") == "甲"
    assert safe_sheet_name("History") == "History_"
    assert safe_sheet_name("") == "表"


@pytest.mark.fault("H2")
@given(st.text(max_size=300))
def test_any_text_makes_a_file_name(text: str) -> None:
    name = safe_file_name(text)
    assert name.strip(" .") == name
    assert 0 < len(name) <= FILE_LENGTH
    assert len(name.encode()) <= FILE_BYTES + 4 * FILE_LENGTH
    assert not set(name) & set('<>:"/\\|?*\0\n')


@pytest.mark.fault("H2")
@given(st.text(max_size=80))
def test_any_text_makes_a_sheet_name(text: str) -> None:
    book = Workbook()
    name = safe_sheet_name(text, book.sheetnames)
    assert book.create_sheet(name).title == name
    assert len(name) <= 31
