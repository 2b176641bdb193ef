"""A submission that was written is read back whole, and every edit since is named."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
import pytest

from exports.child_pool import ChildPool
from exports.digest import digest_submission, mark_row
from exports.layout import (
    COVER_FACTS,
    COVER_SHEET,
    FINDINGS_SHEET,
    FIRST_DATA_ROW,
    HEADER_ROW,
    MANIFEST_SHEET,
    sheet_layout,
)
from exports.reader import AlteredRow, read_submission
from exports.reader_xml import column_letters
from exports.refusal import Refusal
from exports.template import write_template
from exports.writer import write_submission
from forms.cells import Kept, Missing
from forms.f00_cover import Cover
from forms.f01_project import Project
from forms.f02_progress import Progress
from forms.registry import STANDARD_FORMS
from tests.exports.factory import make_cover, make_header, make_project, small_submission

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import Any

    from openpyxl.workbook import Workbook

    from exports.layout import Column, SheetLayout
    from exports.reader import ReadSubmission
    from exports.submission import Submission
    from forms.catalogue import Catalogue

F01, F02 = sheet_layout(Project), sheet_layout(Progress)


@pytest.fixture(scope="module")
def pool() -> Iterator[ChildPool]:
    with ChildPool() as children:
        yield children


@pytest.fixture(scope="module")
def read(catalogue: Catalogue, pool: ChildPool) -> Callable[..., ReadSubmission]:
    def run(source: bytes | Path, name: str = "") -> ReadSubmission:
        return read_submission(
            source, forms=STANDARD_FORMS, catalogue=catalogue, pool=pool, name=name
        )

    return run


@pytest.fixture(scope="module")
def write(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., bytes]:
    def run(submission: Submission) -> bytes:
        path = tmp_path_factory.mktemp("sub") / "a.xlsx"
        write_submission(submission, path, forms=STANDARD_FORMS, catalogue=catalogue)
        return path.read_bytes()

    return run


@pytest.fixture(scope="module")
def good(write: Callable[..., bytes]) -> bytes:
    return write(small_submission())


def edited(good: bytes, *edits: Callable[[Workbook], None]) -> bytes:
    """The workbook opened, edited and saved by another program."""
    book = openpyxl.load_workbook(BytesIO(good))
    for edit in edits:
        edit(book)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def put(sheet: str, address: str, value: Any) -> Callable[[Workbook], None]:
    def edit(book: Workbook) -> None:
        book[sheet][address] = value

    return edit


def cells_of(read: ReadSubmission, submission: Submission) -> list[object]:
    """Every cell that differs between what was written and what was read."""
    return [
        (code, was.record_id, entry.name)
        for code, rows in submission.rows.items()
        for was, now in zip(rows, read.rows[code], strict=True)
        for entry in type(was).items()
        if was.cell(entry.name) != now.cell(entry.name)
    ]


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


def test_saved_by_openpyxl_is_unaltered(good: bytes, read: Callable[..., ReadSubmission]) -> None:
    got = read(edited(good))
    assert got.digest_ok
    assert not got.altered


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


def test_layout_changes_are_no_alterations(
    good: bytes, read: Callable[..., ReadSubmission]
) -> None:
    """Rows above, an empty column, another title width, hidden rows: same content."""

    def rearrange(book: Workbook) -> None:
        sheet = book[F01.name]
        sheet.merged_cells.ranges = set()
        sheet.insert_rows(1, 2)
        sheet.insert_cols(4)
        sheet["C10"] = " 项目 名称　"
        sheet.row_dimensions[13].hidden = True

    got = read(edited(good, rearrange))
    assert got.digest_ok
    assert any("隐藏行 1 行" in one for one in got.notices)
    assert got.row_numbers["F01", "310115-2026-P0001"] == FIRST_DATA_ROW + 2


def test_columns_in_another_order(good: bytes, read: Callable[..., ReadSubmission]) -> None:
    def swap(book: Workbook) -> None:
        for row in book[F02.name].iter_rows(min_row=HEADER_ROW, max_row=FIRST_DATA_ROW + 1):
            row[3].value, row[5].value = row[5].value, row[3].value

    assert read(edited(good, swap)).digest_ok


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


# --- Edited -----------------------------------------------------------------------------------

COLUMNS = [
    pytest.param(layout, column, id=f"{layout.form.spec.code}-{column.item.name}")
    for layout in (F01, F02)
    for column in layout.item_columns
    if column.item and column.item.name != "record_id"
]


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


def label_address(good: bytes, label: str) -> str:
    """Where the value beside a label of the cover stands."""
    sheet = openpyxl.load_workbook(BytesIO(good))[COVER_SHEET]
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == label:
                return f"{column_letters(cell.column + 1)}{cell.row}"
    raise AssertionError(label)


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


def test_edited_cover_field_is_named(good: bytes, read: Callable[..., ReadSubmission]) -> None:
    address = label_address(good, Cover.item("unit_leader").title)
    got = read(edited(good, put(COVER_SHEET, address, "示例丁")))
    assert [(one.form, one.address, one.fields) for one in got.altered] == [
        ("F00", address, ("unit_leader",))
    ]


def test_edited_explanation_is_found(good: bytes, read: Callable[..., ReadSubmission]) -> None:
    got = read(edited(good, put(FINDINGS_SHEET, "K4", "另有原因")))
    assert not got.digest_ok
    assert [one.sheet for one in got.altered] == [FINDINGS_SHEET]


def test_edited_manifest_is_found(good: bytes, read: Callable[..., ReadSubmission]) -> None:
    def edit(book: Workbook) -> None:
        for row in book[MANIFEST_SHEET].iter_rows():
            if row[0].value == "digest":
                row[2].value = "0" * 64
                return

    got = read(edited(good, edit))
    assert not got.digest_ok
    assert got.altered


def test_formula_is_taken_by_value_and_said(
    good: bytes, read: Callable[..., ReadSubmission]
) -> None:
    got = read(edited(good, put(F01.name, "Z10", "=1+1")))
    assert any("Z10" in one and "公式" in one for one in got.notices)
    assert len(got.altered) == 1
    assert got.rows["F01"][0].kept


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


def test_any_other_workbook(read: Callable[..., ReadSubmission]) -> None:
    book = openpyxl.Workbook()
    target = BytesIO()
    book.save(target)
    assert refused(read, target.getvalue()).reason == "other_system"


@pytest.mark.parametrize("sheet", [F01.name, F02.name, FINDINGS_SHEET, MANIFEST_SHEET])
def test_missing_sheet_is_named(
    sheet: str, good: bytes, read: Callable[..., ReadSubmission]
) -> None:
    refusal = refused(read, edited(good, lambda book: book.remove(book[sheet])))
    assert refusal.reason == "wrong_template"
    assert sheet in str(refusal)


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
