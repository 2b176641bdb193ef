"""Tables from CSV, old formats, and our own workbooks."""

from __future__ import annotations

import datetime
import subprocess
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from exports.child_pool import ChildPool
from exports.reader_grid import read_grids
from exports.refusal import Refusal
from exports.tables import read_table, read_workbook_tables
from exports.template import write_template
from exports.writer import write_submission
from forms.cells import Kept
from forms.f00_cover import Cover
from forms.f01_project import Project
from forms.f02_progress import Progress
from forms.f04_enterprise import Enterprise
from forms.registry import STANDARD_FORMS
from tests.exports.factory import make_project, small_submission

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


# --- CSV --------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_csv(encoding: str, separator: str, catalogue: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "来表.csv"
    lines = [separator.join(HEADER), separator.join(["示例项目𬬻", '"多\n行"', "1200.5", "在建"])]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    table = read_table(path, Project, catalogue)
    assert table.sheet == "来表"
    assert table.rows[0].cells["project_name"] == "示例项目𬬻"
    assert table.rows[0].cells["total_investment"] == Decimal("1200.50")


def test_commas_in_amounts_are_no_separators(catalogue: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = [
        "项目名称;总投资;国内贷款",
        *(f"示例{at};1,234,567.00;1,000,000.00" for at in range(9)),
    ]
    path.write_text("\n".join(lines), encoding="gb18030")
    row = read_table(path, Project, catalogue).rows[0]
    assert row.cells["total_investment"] == Decimal("1234567.00")
    assert row.cells["fund_loan"] == Decimal("1000000.00")


def test_csv_of_one_column_is_a_table(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("项目名称\n示例项目\n", encoding="utf-8")
    assert read_grids(path)[0].rows == [["项目名称"], ["示例项目"]]


@pytest.mark.parametrize("separator", ["|", "，"])
def test_csv_with_a_rare_separator(separator: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"项目名称{separator}总投资\n甲{separator}5\n", encoding="gb18030")
    assert read_grids(path)[0].rows == [["项目名称", "总投资"], ["甲", "5"]]


def test_full_width_commas_are_text_where_there_is_a_separator(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("名称,备注\n甲，乙,丙，丁，戊\n己，庚,辛，壬，癸\n", encoding="utf-8")
    assert read_grids(path)[0].rows[1] == ["甲，乙", "丙，丁，戊"]


def test_csv_may_say_its_separator(catalogue: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("sep=|\n项目名称|总投资\n甲|1,200\n", encoding="utf-8")
    table = read_table(path, Project, catalogue)
    assert table.rows[0].cells["total_investment"] == Decimal("1200.00")


def test_csv_keeps_codes_as_text(catalogue: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "项目名称,统一社会信用代码,联系电话\n甲,000000000000000012,02100000000\n", encoding="utf-8"
    )
    cells = read_table(path, Project, catalogue).rows[0].cells
    assert cells["entity_uscc"] == "000000000000000012"
    assert cells["contact_phone"] == "02100000000"


def test_unreadable_encoding_is_refused(catalogue: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("项目名称,总投资\n".encode() + b"\xff\xff\xfe\n")
    with pytest.raises(Refusal) as caught:
        read_table(path, Project, catalogue)
    assert caught.value.reason == "not_workbook"


def test_text_of_another_country_is_told_to_be_text(catalogue: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"Projekt,Investition\r\n" + b"Beispiel \xfc,1200\xff\r\n" * 9)
    with pytest.raises(Refusal, match="另存为 UTF-8") as caught:
        read_table(path, Project, catalogue)
    assert caught.value.reason == "encoding"


@pytest.mark.fault("D3")
def test_other_files_are_refused_for_what_they_are(catalogue: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"<html><table></table></html>")
    with pytest.raises(Refusal, match="网页"):
        read_table(path, Project, catalogue)


# --- Old formats ------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_old_formats(suffix: str, catalogue: Catalogue, pool: ChildPool, tmp_path: Path) -> None:
    source = tmp_path / "a.xlsx"
    source.write_bytes(workbook([HEADER, ROW]))
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
         "--convert-to", suffix, "--outdir", str(tmp_path), str(source)],
        check=True, capture_output=True, timeout=110,
    )  # fmt: skip
    table = read_table(tmp_path / f"a.{suffix}", Project, catalogue, pool=pool)
    assert table.rows[0].cells["total_investment"] == Decimal("1200.50")
    assert table.rows[0].cells["stage"] == "40"
    assert not table.notices


# --- Our own workbooks ------------------------------------------------------------------------


def test_filled_template_loads_whole(catalogue: Catalogue, pool: ChildPool, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    projects = small_submission().rows["F01"]
    write_template(path, forms=STANDARD_FORMS, catalogue=catalogue, rows={"F01": projects})
    tables = read_workbook_tables(path, STANDARD_FORMS, catalogue, pool=pool)
    table = tables["F01"]
    assert not table.skipped
    assert not table.unmapped_required
    for was, row in zip(projects, table.rows, strict=True):
        for name, cell in row.cells.items():
            expected = was.cell(name)
            assert (cell.text if isinstance(cell, Kept) else cell) == (
                expected.text if isinstance(expected, Kept) else expected
            ), name


def test_blank_template_has_no_rows(catalogue: Catalogue, pool: ChildPool, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_template(path, forms=STANDARD_FORMS, catalogue=catalogue)
    tables = read_workbook_tables(path, STANDARD_FORMS, catalogue, pool=pool)
    assert set(tables) == {form.spec.code for form in STANDARD_FORMS.entered_forms}
    assert all(not table.rows and not table.unmapped_required for table in tables.values())


def test_submission_loads_whole(catalogue: Catalogue, pool: ChildPool, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    submission = small_submission()
    write_submission(submission, path, forms=STANDARD_FORMS, catalogue=catalogue)
    tables = read_workbook_tables(path, STANDARD_FORMS, catalogue, pool=pool)
    assert {code: len(table.rows) for code, table in tables.items() if table.rows} == {
        "F00": 1,
        "F01": 3,
        "F02": 2,
    }
    assert tables["F00"].rows[0].cells["unit_name"] == "上海市示例区示例委员会"
    for code, form in (("F01", Project), ("F02", Progress)):
        assert not tables[code].unmapped_required
        for was, row in zip(submission.rows[code], tables[code].rows, strict=True):
            assert row.cells["record_id"] == was.record_id
            assert set(row.cells) == {entry.name for entry in form.items() if not entry.system}


def test_cover_alone(catalogue: Catalogue, pool: ChildPool, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_submission(small_submission(), path, forms=STANDARD_FORMS, catalogue=catalogue)
    table = read_table(path, Cover, catalogue, pool=pool)
    assert table.rows[0].cells["unit_leader"] == "示例甲"


def test_cover_as_a_table(catalogue: Catalogue, pool: ChildPool, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(
        workbook([["填报单位", "单位负责人", "填表人"], ["示例委员会", "示例甲", "示例乙"]])
    )
    table = read_table(path, Cover, catalogue, pool=pool)
    assert table.rows[0].cells["preparer"] == "示例乙"


def test_sheets_are_found_by_name_or_header(
    catalogue: Catalogue, pool: ChildPool, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    first, second = book.active, book.create_sheet("F02")
    assert first is not None
    first.append(["杂项"])
    third = book.create_sheet("项目清单")
    titles = [entry.title for entry in Project.items() if entry.required]
    third.append(titles)
    third.append([make_project(1).title for _ in titles])
    second.append(["项目内部编号", "本期完成投资"])
    second.append(["310115-2026-P0001", 3])
    path = tmp_path / "a.xlsx"
    book.save(path)
    tables = read_workbook_tables(path, STANDARD_FORMS, catalogue, pool=pool)
    assert {code: table.sheet for code, table in tables.items()} == {
        "F01": "项目清单",
        "F02": "F02",
    }


def test_named_sheet(catalogue: Catalogue, pool: ChildPool, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook([HEADER, ROW], "二季度"))
    assert read_table(path, Project, catalogue, sheet="二季度", pool=pool).rows
    with pytest.raises(Refusal) as caught:
        read_table(path, Project, catalogue, sheet="三季度", pool=pool)
    assert caught.value.reason == "no_sheet"


@pytest.mark.slow
def test_an_old_workbook_counts_days_from_its_own_epoch(
    catalogue: Catalogue, pool: ChildPool, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.epoch = CALENDAR_MAC_1904
    book.active.append(["企业名称", "成立日期"])
    book.active.append(["示例甲", datetime.date(2019, 5, 20)])
    book.active.append(["示例乙", 42143])
    book.save(tmp_path / "a.xlsx")
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
         "--convert-to", "xls", "--outdir", str(tmp_path), str(tmp_path / "a.xlsx")],
        check=True, capture_output=True, timeout=100,
    )  # fmt: skip
    table = read_table(tmp_path / "a.xls", Enterprise, catalogue, pool=pool)
    days = [row.cells["founded_on"] for row in table.rows]
    assert days == [datetime.date(2019, 5, 20)] * 2
