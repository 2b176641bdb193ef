"""The gate: quick, standard library only, and right about what it sees."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
import pytest

from exports.gate import MAX_FILE, inspect, open_package, scan
from exports.refusal import SENTENCES, Refusal
from tests.exports.hostile_tools import edit

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any


def workbook(**cells: Any) -> bytes:
    """A small workbook with these cells, by address."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for address, value in cells.items():
        book.active[address] = value
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def test_plain_workbook_needs_no_care() -> None:
    report = inspect(workbook(A1="项目名称", B2=3.5), "a.xlsx")
    assert report.needs_care == ()
    assert report.formulas == report.errors == 0
    assert not report.strict
    assert list(report.sheets) == ["xl/worksheets/sheet1.xml"]


@pytest.mark.fault("F1", "F3")
def test_formulas_and_errors_are_counted() -> None:
    report = inspect(workbook(A1="=1+1", A2="=B1", A3="#REF!"), "a.xlsx")
    assert (report.formulas, report.errors) == (2, 1)
    assert set(report.needs_care) == {"formula", "error"}


def test_booleans_need_care() -> None:
    assert inspect(workbook(A1=True), "a.xlsx").needs_care == ("typed",)


@pytest.mark.fault("E14")
def test_hidden_rows_are_counted() -> None:
    book = openpyxl.load_workbook(BytesIO(workbook(A1=1, A2=2, A3=3)))
    assert book.active is not None
    for row in (1, 3):
        book.active.row_dimensions[row].hidden = True
    target = BytesIO()
    book.save(target)
    facts = inspect(target.getvalue(), "a.xlsx").sheets["xl/worksheets/sheet1.xml"]
    assert facts.hidden_rows == 2


@pytest.mark.parametrize(
    ("columns", "count"),
    [
        ('<col min="1" max="1" hidden="1"/>', 1),
        ('<col min="2" max="3" width="9" hidden="true" customWidth="1"/>', 2),
        ('<col min="2" max="2"/><col min="4" max="16384" hidden="1"/>', 0),
        ('<col hidden="0" min="1" max="3"/>', 0),
    ],
)
def test_hidden_columns_are_counted_as_far_as_there_are_cells(columns: str, count: int) -> None:
    data = workbook(A1=1, B1=2, C1=3)
    data = edit("xl/worksheets/sheet1.xml", ("<sheetData>", f"<cols>{columns}</cols><sheetData>"))(
        data
    )
    assert inspect(data, "a.xlsx").sheets["xl/worksheets/sheet1.xml"].hidden_columns == count


@pytest.mark.fault("D8")
def test_too_large_file_is_not_looked_at() -> None:
    with pytest.raises(Refusal) as caught:
        open_package(bytes(MAX_FILE + 1), "大.xlsx")
    assert caught.value.reason == "too_large"


def test_large_file_on_disk_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "大.xlsx"
    with path.open("wb") as file:
        file.truncate(50 * MAX_FILE)
    with pytest.raises(Refusal, match=r"大\.xlsx"):
        inspect(path)


@pytest.mark.fault("D2")
@pytest.mark.parametrize("name", ["~$填报.xlsx", ".~填报.xlsx"])
def test_owner_file_is_named_as_such(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"owner")
    with pytest.raises(Refusal) as caught:
        inspect(tmp_path / name)
    assert caught.value.reason == "office_lock"


@pytest.mark.parametrize(
    ("make", "reason"), [("missing", "missing_file"), ("folder", "unreadable")]
)
def test_what_cannot_be_opened(make: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    if make == "folder":
        path.mkdir()
    with pytest.raises(Refusal) as caught:
        inspect(path)
    assert caught.value.reason == reason


@pytest.mark.fault("G13")
def test_scan_works_on_the_bytes_that_were_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(A1="先"))
    package = open_package(path)
    path.write_bytes(b"changed meanwhile")
    assert scan(package).data.startswith(b"PK")


def test_every_sentence_names_the_file_and_ends() -> None:
    for reason in SENTENCES:
        text = str(Refusal(reason, "示例.xlsx", "细节"))
        assert "示例.xlsx" in text
        assert text.endswith("。")
        without = str(Refusal.of(reason, "示例.xlsx"))
        assert "（）" not in without


def test_gate_needs_no_spreadsheet_library() -> None:
    code = (
        "import sys; import exports.gate; "
        "sys.exit(any(one in sys.modules for one in ('openpyxl', 'python_calamine', 'pydantic')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
