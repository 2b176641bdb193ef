"""A submission that was written is read back whole; what is no submission is refused."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
import pytest

from exports.digest import digest_submission, mark_row
from exports.layout import (
    COVER_FACTS,
    COVER_SHEET,
    FINDINGS_SHEET,
    FIRST_DATA_ROW,
    HEADER_ROW,
    MANIFEST_SHEET,
)
from exports.reader import read_submission
from exports.refusal import Refusal
from exports.template import write_template
from exports.writer import write_submission
from forms.cells import Kept, Missing
from forms.registry import STANDARD_FORMS
from tests.exports.factory import make_cover, make_header, make_project, small_submission
from tests.exports.submitting import F01, F02, cells_of, edited, label_address, put

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl.workbook import Workbook

    from exports.reader import ReadSubmission
    from forms.catalogue import Catalogue


# --- Whole ------------------------------------------------------------------------------------


def test_what_was_written_is_read(good: bytes, read: Callable[..., ReadSubmission]) -> None:
    submission = small_submission()
    got = read(good)
    assert cells_of(got, submission) == []
    assert got.header == submission.header
    assert list(got.findings) == list(submission.findings)
    assert got.digest_ok
    assert got.control_totals_ok
    assert not got.altered
    assert not got.notices
    assert got.declared_digest == digest_submission(submission).total == got.content_digest.total
    assert got.content_digest.rows == digest_submission(submission).rows
    assert got.declared_counts == {"F01": 3, "F02": 2}


def test_rows_know_their_keys(good: bytes, read: Callable[..., ReadSubmission]) -> None:
    got = read(good)
    for rows in got.rows.values():
        for row in rows:
            assert (row.district, row.period, row.catalogue_version) == (
                "310115",
                "2026Q3",
                "2022.1",
            )
    assert got.row_numbers["F01", "310115-2026-P0003"] == FIRST_DATA_ROW + 2
    assert got.rows["F00"][0].record_id == "310115"


def test_kept_and_missing_come_back(good: bytes, read: Callable[..., ReadSubmission]) -> None:
    odd = read(good).rows["F01"][1]
    assert odd.cell("total_investment") == Kept("约3.5亿")
    assert odd.cell("planned_finish") == Missing("later", "待批复")
    assert odd.total_investment is None  # type: ignore[attr-defined]


def test_rows_do_not_share_their_kept_texts(
    good: bytes, read: Callable[..., ReadSubmission]
) -> None:
    first, _, third = read(good).rows["F01"]
    first.kept["trl"] = "x"
    assert third.kept == {}


def test_empty_submission(write: Callable[..., bytes], read: Callable[..., ReadSubmission]) -> None:
    submission = replace(
        small_submission(), rows={"F00": [make_cover()], "F01": [], "F02": []}, findings=()
    )
    got = read(write(submission))
    assert got.digest_ok
    assert got.rows["F01"] == got.rows["F02"] == []


def test_header_facts_come_back(
    write: Callable[..., bytes], read: Callable[..., ReadSubmission]
) -> None:
    header = make_header(
        revision=3,
        supersedes="ab" * 32,
        reason="更正投资额：原值有误",
        nil_forms=("F07", "F08"),
        period="2026H1",
    )
    got = read(write(replace(small_submission(), header=header)))
    assert got.header == header
    assert got.digest_ok


def test_without_a_pool_a_child_is_started(good: bytes, catalogue: Catalogue) -> None:
    assert read_submission(good, forms=STANDARD_FORMS, catalogue=catalogue).digest_ok


@pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
def test_either_algorithm(
    algorithm: str, catalogue: Catalogue, tmp_path: Path, read: Callable[..., ReadSubmission]
) -> None:
    path = tmp_path / "a.xlsx"
    submission = small_submission()
    write_submission(
        submission, path, forms=STANDARD_FORMS, catalogue=catalogue, algorithm=algorithm
    )
    got = read(path)
    assert got.digest_ok
    assert got.content_digest == digest_submission(submission, algorithm)


# --- Saved again ------------------------------------------------------------------------------


@pytest.mark.fault("G2")
def test_saved_by_openpyxl_is_unaltered(good: bytes, read: Callable[..., ReadSubmission]) -> None:
    got = read(edited(good))
    assert got.digest_ok
    assert not got.altered


@pytest.mark.fault("G2", "F15")
def test_saved_by_libreoffice_is_unaltered(
    good: bytes, tmp_path: Path, read: Callable[..., ReadSubmission]
) -> None:
    source = tmp_path / "a.xlsx"
    source.write_bytes(good)
    subprocess.run(
        [
            "soffice",
            "--headless",
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--convert-to",
            "xlsx",
            "--outdir",
            str(tmp_path / "out"),
            str(source),
        ],
        check=True,
        capture_output=True,
        timeout=110,
    )
    got = read(tmp_path / "out" / "a.xlsx")
    assert got.digest_ok
    assert not got.altered
    assert cells_of(got, small_submission()) == []


@pytest.mark.fault("E14", "E15")
def test_layout_changes_are_no_alterations(
    good: bytes, read: Callable[..., ReadSubmission]
) -> None:
    """Rows above, an empty column, another title width, hidden places: same content."""

    def rearrange(book: Workbook) -> None:
        sheet = book[F01.name]
        sheet.merged_cells.ranges = set()
        sheet.insert_rows(1, 2)
        sheet.insert_cols(4)
        sheet["C10"] = " 项目 名称　"
        sheet.row_dimensions[13].hidden = True
        sheet.column_dimensions["E"].hidden = True

    got = read(edited(good, rearrange))
    assert got.digest_ok
    assert "文件含隐藏行 1 行、隐藏列 1 列，已照常读取。" in got.notices
    assert got.row_numbers["F01", "310115-2026-P0001"] == FIRST_DATA_ROW + 2


@pytest.mark.fault("E15")
def test_columns_in_another_order(good: bytes, read: Callable[..., ReadSubmission]) -> None:
    def swap(book: Workbook) -> None:
        for row in book[F02.name].iter_rows(min_row=HEADER_ROW, max_row=FIRST_DATA_ROW + 1):
            row[3].value, row[5].value = row[5].value, row[3].value

    assert read(edited(good, swap)).digest_ok


@pytest.mark.fault("E15")
def test_totals_row_is_left_out_and_said(good: bytes, read: Callable[..., ReadSubmission]) -> None:
    def add(book: Workbook) -> None:
        sheet = book[F01.name]
        sheet.merged_cells.ranges = set()
        sheet.insert_rows(FIRST_DATA_ROW + 3)
        sheet.cell(FIRST_DATA_ROW + 3, 3, "合　计")
        sheet.cell(FIRST_DATA_ROW + 3, 26, 1000)

    got = read(edited(good, add))
    assert got.digest_ok
    assert any("合计行" in one for one in got.notices)


# --- Not ours ---------------------------------------------------------------------------------


def refused(read: Callable[..., ReadSubmission], data: bytes) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read(data, "来件.xlsx")
    return caught.value


def test_blank_template_is_no_submission(
    catalogue: Catalogue, tmp_path: Path, read: Callable[..., ReadSubmission]
) -> None:
    path = tmp_path / "a.xlsx"
    write_template(path, forms=STANDARD_FORMS, catalogue=catalogue)
    refusal = refused(read, path.read_bytes())
    assert refusal.reason == "wrong_template"
    assert "空白模板" in str(refusal)


@pytest.mark.fault("G6")
@pytest.mark.parametrize("place", ["A1", "ZZ1", "A200000"])
def test_any_other_workbook_of_any_size(place: str, read: Callable[..., ReadSubmission]) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0][place] = "示例"
    target = BytesIO()
    book.save(target)
    assert refused(read, target.getvalue()).reason == "other_system"


@pytest.mark.fault("G6", "D17")
@pytest.mark.parametrize("sheet", [F01.name, F02.name, FINDINGS_SHEET, MANIFEST_SHEET])
def test_missing_sheet_is_named(
    sheet: str, good: bytes, read: Callable[..., ReadSubmission]
) -> None:
    refusal = refused(read, edited(good, lambda book: book.remove(book[sheet])))
    assert refusal.reason == "wrong_template"
    assert sheet in str(refusal)


@pytest.mark.fault("G6")
@pytest.mark.parametrize(
    ("fact", "value", "reason"),
    [
        ("template_version", "99", "unsupported_version"),
        ("period", "2026Q9", "wrong_period"),
        ("district", "999999", "wrong_district"),
        ("district", None, "other_system"),
        ("revision", "一", "wrong_template"),
    ],
)
def test_facts_that_make_no_sense(
    fact: str, value: object, reason: str, good: bytes, read: Callable[..., ReadSubmission]
) -> None:
    address = label_address(good, COVER_FACTS[fact])
    assert refused(read, edited(good, put(COVER_SHEET, address, value))).reason == reason


def test_sheet_without_header(good: bytes, read: Callable[..., ReadSubmission]) -> None:
    refusal = refused(read, edited(good, lambda book: book[F02.name].delete_rows(HEADER_ROW)))
    assert refusal.reason == "wrong_template"
    assert F02.name in str(refusal)


@pytest.mark.fault("E12")
def test_stranger_sheets_and_hidden_ones_are_said(
    good: bytes, read: Callable[..., ReadSubmission]
) -> None:
    def edit(book: Workbook) -> None:
        book.create_sheet("草稿")["A1"] = "x"
        book[F02.name].sheet_state = "hidden"

    got = read(edited(good, edit))
    assert got.digest_ok
    assert [one for one in got.notices if "草稿" in one]
    assert [one for one in got.notices if "隐藏" in one]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("WLCY_310115_2026Q3_B01.xlsx", 0),
        ("WLCY_310115_2026Q3_B01 (1).xlsx", 0),
        ("报送.xlsx", 0),
        ("WLCY_310115_2026Q2_B01.xlsx", 1),
        ("WLCY_310104_2026Q3_B01.xlsx", 1),
    ],
)
def test_file_name_of_another_content(
    name: str, said: int, good: bytes, read: Callable[..., ReadSubmission]
) -> None:
    assert len(read(good, name).notices) == said


@pytest.mark.fault("F4")
def test_text_numbers_are_read_and_said(good: bytes, read: Callable[..., ReadSubmission]) -> None:
    got = read(edited(good, put(F02.name, "D10", "１２，０００.00")))
    assert got.rows["F02"][0].cell("plan_year") == Decimal("12000.00")
    assert got.digest_ok
    assert any("12000.00" in one for one in got.notices)


def test_digests_equal_those_of_the_writer(
    write: Callable[..., bytes], read: Callable[..., ReadSubmission]
) -> None:
    projects = [
        make_project(number, remark=text, total_investment=Decimal(number) / 100 - 5)
        for number, text in enumerate(
            ["a", "行1\n行2", "暂停的项目", "不适用于此", "é", "x" * 2000, "𬬻"], 1
        )
    ]
    submission = replace(
        small_submission(), rows={"F00": [make_cover()], "F01": projects, "F02": []}, findings=()
    )
    got = read(write(submission))
    marks = [mark_row(row, got.content_digest.algorithm) for row in projects]
    assert [mark for mark in got.content_digest.rows if mark.form == "F01"] == marks
    assert got.digest_ok
