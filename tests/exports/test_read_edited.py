"""Every edit made after export is named by sheet, row and cell."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from exports.cellsource import column_letters
from exports.layout import (
    COVER_FACTS,
    COVER_SHEET,
    FINDINGS_SHEET,
    FIRST_DATA_ROW,
    MANIFEST_SHEET,
)
from exports.reader import AlteredRow
from forms.f00_cover import Cover
from tests.exports.submitting import F01, F02, edited, label_address, put

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl.workbook import Workbook

    from exports.layout import Column, SheetLayout
    from exports.reader import ReadSubmission


# --- Edited -----------------------------------------------------------------------------------

COLUMNS = [
    pytest.param(layout, column, id=f"{layout.form.spec.code}-{column.item.name}")
    for layout in (F01, F02)
    for column in layout.item_columns
    if column.item and column.item.name != "record_id"
]


@pytest.mark.fault("G1")
@pytest.mark.parametrize(("layout", "column"), COLUMNS)
def test_each_edited_cell_is_named(
    layout: SheetLayout, column: Column, good: bytes, read: Callable[..., ReadSubmission]
) -> None:
    address = f"{column_letters(column.index)}{FIRST_DATA_ROW}"
    got = read(edited(good, put(layout.name, address, "改动")))
    assert not got.digest_ok
    code = layout.form.spec.code
    assert list(got.altered) == [
        AlteredRow(
            code,
            "310115-2026-P0001",
            layout.name,
            FIRST_DATA_ROW,
            address,
            "changed",
            (column.item.name,) if column.item else (),
        )
    ]


def test_cleared_cell_and_two_edits(good: bytes, read: Callable[..., ReadSubmission]) -> None:
    got = read(
        edited(good, put(F01.name, "C10", None), put(F01.name, "D10", "x"), put(F02.name, "D11", 1))
    )
    assert [(one.form, one.record_id, one.row_number, one.address) for one in got.altered] == [
        ("F01", "310115-2026-P0001", 10, "C10、D10"),
        ("F02", "310115-2026-P0002", 11, "D11"),
    ]


@pytest.mark.fault("G1")
def test_removed_added_and_renamed_rows(good: bytes, read: Callable[..., ReadSubmission]) -> None:
    def edit(book: Workbook) -> None:
        sheet = book[F01.name]
        sheet["B10"] = "310115-2026-P0099"
        sheet.merged_cells.ranges = set()
        sheet.delete_rows(12)

    got = read(edited(good, edit))
    assert {(one.record_id, one.what, one.row_number) for one in got.altered} == {
        ("310115-2026-P0099", "added", 10),
        ("310115-2026-P0001", "removed", 0),
        ("310115-2026-P0003", "removed", 0),
    }
    assert not got.control_totals_ok
    assert got.control_totals["F01"] == (Decimal(3), Decimal(2))


def test_row_twice_and_row_without_id(good: bytes, read: Callable[..., ReadSubmission]) -> None:
    def edit(book: Workbook) -> None:
        sheet = book[F01.name]
        sheet.merged_cells.ranges = set()
        sheet.insert_rows(13, 2)
        sheet["B13"], sheet["C13"] = "310115-2026-P0001", "重复"
        sheet["C14"], sheet["D14"] = "没有编号", "x"

    got = read(edited(good, edit))
    assert {(one.record_id, one.what, one.row_number) for one in got.altered} == {
        ("310115-2026-P0001", "added", 13),
        ("", "added", 14),
    }


def test_removed_column_names_every_row(good: bytes, read: Callable[..., ReadSubmission]) -> None:
    def edit(book: Workbook) -> None:
        book[F01.name].merged_cells.ranges = set()
        book[F01.name].delete_cols(3)

    got = read(edited(good, edit))
    assert len(got.altered) == 3
    assert all(one.fields == ("project_name",) for one in got.altered)
    assert any("缺少列：项目名称" in one for one in got.notices)


@pytest.mark.fault("G1", "G9")
@pytest.mark.parametrize("fact", ["revision", "created_at", "ledger_id", "reason"])
def test_edited_cover_fact_is_named(
    fact: str, good: bytes, read: Callable[..., ReadSubmission]
) -> None:
    address = label_address(good, COVER_FACTS[fact])
    got = read(edited(good, put(COVER_SHEET, address, "7")))
    assert not got.digest_ok
    assert [(one.sheet, one.address, one.fields) for one in got.altered] == [
        (COVER_SHEET, address, (fact,))
    ]


@pytest.mark.fault("G1")
def test_edited_cover_field_is_named(good: bytes, read: Callable[..., ReadSubmission]) -> None:
    address = label_address(good, Cover.item("unit_leader").title)
    got = read(edited(good, put(COVER_SHEET, address, "示例丁")))
    assert [(one.form, one.address, one.fields) for one in got.altered] == [
        ("F00", address, ("unit_leader",))
    ]


@pytest.mark.fault("G1")
def test_edited_explanation_is_found(good: bytes, read: Callable[..., ReadSubmission]) -> None:
    got = read(edited(good, put(FINDINGS_SHEET, "K4", "另有原因")))
    assert not got.digest_ok
    assert [one.sheet for one in got.altered] == [FINDINGS_SHEET]


@pytest.mark.fault("G1")
def test_edited_manifest_is_found(good: bytes, read: Callable[..., ReadSubmission]) -> None:
    def edit(book: Workbook) -> None:
        for row in book[MANIFEST_SHEET].iter_rows():
            if row[0].value == "digest":
                row[2].value = "0" * 64
                return

    got = read(edited(good, edit))
    assert not got.digest_ok
    assert got.altered


@pytest.mark.fault("F1")
def test_formula_is_taken_by_value_and_said(
    good: bytes, read: Callable[..., ReadSubmission]
) -> None:
    got = read(edited(good, put(F01.name, "Z10", "=1+1")))
    assert any("Z10" in one and "公式" in one for one in got.notices)
    assert len(got.altered) == 1
    assert got.rows["F01"][0].kept
