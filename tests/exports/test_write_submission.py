"""A submission workbook: whole, readable, safe, and the same after a re-save."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import openpyxl
import pytest

from exports.digest import digest_submission, travelling_items
from exports.layout import (
    CODES_SHEET,
    COVER_FACTS,
    COVER_LABEL_COLUMNS,
    COVER_SHEET,
    DIGEST_ALGORITHM_LABEL,
    DIGEST_LABEL,
    DIGEST_SHORT_LABEL,
    FINDINGS_SHEET,
    FIRST_DATA_ROW,
    HEADER_ROW,
    MANIFEST_SHEET,
    MANIFEST_TITLES,
    PROPERTY_PREFIX,
    TABLE_FIRST_ROW,
    TABLE_HEADER_ROW,
    sheet_layout,
)
from exports.reader_sheets import title_key
from exports.styles import COUNT_FORMAT, MONEY_FORMAT
from exports.submission import Submission, header_texts
from exports.writer import write_submission
from forms.f00_cover import Cover
from forms.f01_project import Project
from forms.f02_progress import Progress
from forms.kinds import read_cell, show_cell
from forms.periods import BadPeriod
from forms.registry import STANDARD_FORMS
from tests.exports.factory import (
    long_submission,
    make_cover,
    make_header,
    make_progress,
    make_project,
    small_submission,
)
from tests.exports.reading import active_content, by_calamine, by_openpyxl, parts

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from exports.digest import ContentDigest
    from forms.base import Form
    from forms.catalogue import Catalogue

F01, F02 = sheet_layout(Project), sheet_layout(Progress)

PAYLOADS = (
    "=1+1", "=cmd|'/c calc'!A0", "@SUM(1,1)", "+1+1", "-1+1", "-2+3+cmd|' /C calc'!A0",
    "\t=1+1", "\r=1+1", " =1+1", "{=1+1}", '=HYPERLINK("http://example.com","点我")',
    "http://example.com", "https://example.com/?a=1&b=2", "file:///etc/passwd",
    "ftp://example.com", "mailto:a@example.com", "internal:Sheet1!A1", "external:c:\\a.xlsx",
    '=DDE("cmd";"/C calc";"x")', '=WEBSERVICE("http://a")', '=IMPORTXML("http://a","//a")',
    "'=1+1", '"=1+1"', "<f>1+1</f>", "</t></is></c><c><f>1</f></c>", "]]><f>1</f>", "&lt;f&gt;",
    "_x003D_1+1", "＝1+1", "=1+1\n=2+2", "%0A=1", "#REF!", "1E5", "0012",
)  # fmt: skip


def write(submission: Submission, target: Path, catalogue: Catalogue, **more: Any) -> ContentDigest:
    """Write with the standard forms."""
    return write_submission(submission, target, forms=STANDARD_FORMS, catalogue=catalogue, **more)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Path:
    """A small submission, written once."""
    target = tmp_path_factory.mktemp("small") / "a.xlsx"
    write(small_submission(), target, catalogue, notes={"F02": ["审核关系：(1) 3列≥2列。"]})
    return target


def test_the_sheets_stand_in_order(small: Path) -> None:
    names = openpyxl.load_workbook(small).sheetnames
    assert names[:4] == [COVER_SHEET, "F01 项目基本情况", "F02 项目进展情况", "F03 载体与平台"]
    assert names[-3:] == [FINDINGS_SHEET, CODES_SHEET, MANIFEST_SHEET]
    assert names[1:-3] == [sheet_layout(form).name for form in STANDARD_FORMS.data_forms]


@pytest.mark.parametrize("form", [Project, Progress])
def test_every_cell_is_read_back_as_it_was(
    small: Path, catalogue: Catalogue, form: type[Form]
) -> None:
    layout, rows = sheet_layout(form), small_submission().rows[form.spec.code]
    grid = by_calamine(small)[layout.name]
    for number, row in enumerate(rows, FIRST_DATA_ROW):
        for column in layout.item_columns:
            assert column.item is not None
            cell = row.cell(column.item.name)
            seen = grid.get((number, column.index), "")
            if column.item.kind.numeric and isinstance(seen, float):
                assert seen == float(cell)  # type: ignore[arg-type]
            else:
                assert seen == show_cell(cell, column.item, catalogue)
                assert read_cell(seen, column.item, catalogue) == cell or row.kept


def test_head_numbers_labels_and_foot(small: Path) -> None:
    grid = by_openpyxl(small)[F02.name]
    assert [title_key(str(grid[HEADER_ROW, c.index])) for c in F02.columns] == [
        title_key(c.title) for c in F02.columns
    ]
    assert [grid[row, 1] for row in (FIRST_DATA_ROW, FIRST_DATA_ROW + 1)] == [1, 2]
    assert grid[FIRST_DATA_ROW, 3] == "示例芯桥类脑芯片研发项目第1期"
    said = "\n".join(str(value) for value in grid.values())
    for words in (
        "项目进展情况", "WLCY-F02（试行）", "填报单位：上海市示例区示例委员会（盖章）",
        "行政区划代码：310115", "报告期：2026年三季度（季报）", "计量单位：万元", "单位负责人：示例甲",
        "报出日期：2026-10-12",
        "说明：1.统计范围：", "2.报送日期及方式：季报，期后10日内报送。",
        "3.审核关系：(1) 3列≥2列。",
    ):  # fmt: skip
        assert words in said


def cover_pairs(path: Path) -> dict[str, str]:
    """Labels and values of the cover, as the layout promises them."""
    grid = by_calamine(path)[COVER_SHEET]
    return {
        str(value): str(grid.get((row, column + 1), ""))
        for (row, column), value in grid.items()
        if column in COVER_LABEL_COLUMNS
    }


def test_the_cover_shows_every_fact(small: Path, catalogue: Catalogue) -> None:
    submission = small_submission()
    pairs, digest = cover_pairs(small), digest_submission(submission)
    for name, label in COVER_FACTS.items():
        assert pairs[label] == header_texts(submission.header)[name]
    for entry in travelling_items(Cover):
        cell = submission.rows["F00"][0].cell(entry.name)
        assert pairs[entry.title] == show_cell(cell, entry, catalogue)
    assert pairs[DIGEST_LABEL] == digest.total
    assert pairs[DIGEST_SHORT_LABEL] == digest.short
    assert pairs[DIGEST_ALGORITHM_LABEL] == digest.algorithm
    assert pairs["行政区划"] == "浦东新区"


def test_legal_marks_are_blank_until_given(
    tmp_path: Path, catalogue: Catalogue, small: Path
) -> None:
    assert cover_pairs(small)["制定机关"] == ""
    given = Submission(make_header(), {"F00": [make_cover(issuer="示例机关")]})
    write(given, tmp_path / "a.xlsx", catalogue)
    assert cover_pairs(tmp_path / "a.xlsx")["制定机关"] == "示例机关"
    said = by_openpyxl(tmp_path / "a.xlsx")[F01.name].values()
    assert "制定机关：示例机关" in said


def test_the_cover_counts_rows_and_money(small: Path) -> None:
    lines = [
        [cell.value for cell in row]
        for row in openpyxl.load_workbook(small)[COVER_SHEET].iter_rows()
    ]
    assert ["F01", "项目基本情况", "行数", 3] in lines
    assert ["F02", "项目进展情况", "行数", 2] in lines
    assert ["F01", "项目基本情况", "总投资（万元）", 70004] in lines
    assert ["F02", "项目进展情况", "本期完成投资（万元）", -5601] in lines


def test_the_manifest_is_the_machines_account(small: Path) -> None:
    submission = small_submission()
    grid, digest = by_calamine(small)[MANIFEST_SHEET], digest_submission(submission)
    rows = [
        [str(grid.get((row, column), "")) for column in range(1, 6)]
        for row in range(TABLE_FIRST_ROW, max(row for row, _ in grid) + 1)
    ]
    assert tuple(grid[TABLE_HEADER_ROW, column] for column in range(1, 6)) == MANIFEST_TITLES
    header = {name: text for kind, name, text, _, _ in rows if kind == "header"}
    assert header == header_texts(submission.header)
    assert ["count", "F01", "3", "", ""] in rows
    assert ["total", "F01.total_investment", "70004.00", "", ""] in rows
    assert ["digest", digest.algorithm, digest.total, "", ""] in rows
    marks = [row[1:] for row in rows if row[0] == "row"]
    assert marks == [[mark.form, mark.record_id, mark.digest, mark.cells] for mark in digest.rows]


def test_findings_travel_with_their_explanations(small: Path) -> None:
    grid = by_calamine(small)[FINDINGS_SHEET]
    first = [grid.get((TABLE_FIRST_ROW, column), "") for column in range(1, 13)]
    assert first == [
        "1", "A34", "核实性", "F02", "310115-2026-P0001",
        "示例芯桥类脑芯片研发项目第1期", "本期完成投资", "-2800.50", "本期完成投资为负数。",
        "请核对；确属冲减的，请写明原因。", "冲减二季度多报数。",
        "A34:F02:310115-2026-P0001:inv_period",
    ]  # fmt: skip
    assert grid[TABLE_FIRST_ROW + 1, 3] == "提示性"


def test_every_code_list_of_the_forms_is_there(small: Path, catalogue: Catalogue) -> None:
    grid = by_calamine(small)[CODES_SHEET]
    lines = {
        tuple(grid.get((row, column), "") for column in (1, 3, 4, 5))
        for row in range(TABLE_FIRST_ROW, max(row for row, _ in grid) + 1)
    }
    names = {entry.codes for form in STANDARD_FORMS for entry in form.items() if entry.codes}
    expected = {
        (name, code.code, code.title, code.parent)
        for name in names
        for code in catalogue.codelist(name)
    }
    assert lines == expected


def test_machine_facts_are_properties_too(small: Path) -> None:
    properties = openpyxl.load_workbook(small).custom_doc_props  # type: ignore[attr-defined]
    found = {one.name: one.value for one in properties.props}
    assert found[f"{PROPERTY_PREFIX}district"] == "310115"
    assert found[f"{PROPERTY_PREFIX}digest"] == digest_submission(small_submission()).total


def test_text_is_text_and_numbers_are_numbers(small: Path) -> None:
    sheet = openpyxl.load_workbook(small)[F01.name]
    for column in F01.item_columns:
        assert column.item is not None
        cell = sheet.cell(FIRST_DATA_ROW, column.index)
        if column.item.kind.name == "money":
            assert (cell.number_format, cell.alignment.horizontal) == (MONEY_FORMAT, "right")
        elif column.item.kind.numeric:
            assert (cell.number_format, cell.alignment.horizontal) == (COUNT_FORMAT, "right")
        else:
            assert cell.number_format == "@", column.title
            assert cell.quotePrefix
            assert cell.value is None or cell.data_type == "s"


def test_kept_and_absent_cells_are_tinted_texts(small: Path) -> None:
    sheet = openpyxl.load_workbook(small)[F01.name]
    index = {column.item.name: column.index for column in F01.item_columns if column.item}
    kept = sheet.cell(FIRST_DATA_ROW + 1, index["total_investment"])
    absent = sheet.cell(FIRST_DATA_ROW + 1, index["planned_finish"])
    plain = sheet.cell(FIRST_DATA_ROW, index["total_investment"])
    assert (kept.value, kept.data_type) == ("约3.5亿", "s")
    assert absent.value == "暂缺（待批复）"
    fills = {cell.fill.start_color.rgb for cell in (kept, absent, plain)}
    assert len(fills) == 3


def test_the_sheet_is_set_up_for_a4(small: Path) -> None:
    sheet = openpyxl.load_workbook(small)[F01.name]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == "$7:$9"
    assert sheet.print_title_cols is None
    assert sheet.freeze_panes == "D10"
    assert "第 &amp;P 页" in parts(small)["xl/worksheets/sheet2.xml"]
    assert str(sheet.print_area).endswith(f"${sheet.max_row}")


def test_a_nil_form_has_its_sheet_with_one_empty_line(tmp_path: Path, catalogue: Catalogue) -> None:
    write(
        Submission(make_header(nil_forms=("F02",)), {"F00": [make_cover()]}),
        tmp_path / "a.xlsx",
        catalogue,
    )
    grid = by_openpyxl(tmp_path / "a.xlsx")[F02.name]
    assert [place for place in grid if place[0] == FIRST_DATA_ROW] == []
    assert cover_pairs(tmp_path / "a.xlsx")[COVER_FACTS["nil_forms"]] == "F02"


@pytest.mark.fault("H1")
@pytest.mark.parametrize("form", [Project, Progress, Cover])
def test_no_text_becomes_a_formula_or_a_link(
    tmp_path: Path, catalogue: Catalogue, form: type[Form]
) -> None:
    names = [e.name for e in travelling_items(form) if e.kind.name == "text"]
    models: dict[type[Form], Form] = {
        Project: make_project(), Progress: make_progress(), Cover: make_cover()
    }  # fmt: skip
    rows = [models[form].with_cells(dict.fromkeys(names, text)) for text in PAYLOADS]
    finding = replace(small_submission().findings[0], message=PAYLOADS[0], explanation=PAYLOADS[10])
    said = [PAYLOADS[0]] * 3
    target = tmp_path / "a.xlsx"
    header = make_header(reason=PAYLOADS[10], app_version="=1+1")
    code = form.spec.code
    write(Submission(header, {code: rows}, [finding]), target, catalogue, notes={"F01": said})
    assert active_content(target) == []
    if form is not Cover:
        column = next(
            c.index for c in sheet_layout(form).item_columns if c.item and c.item.name == "remark"
        )
        grid = by_calamine(target)[sheet_layout(form).name]
        assert [grid[FIRST_DATA_ROW + n, column] for n in range(len(PAYLOADS))] == list(PAYLOADS)


def test_payloads_in_kept_cells_stay_text(tmp_path: Path, catalogue: Catalogue) -> None:
    rows = [make_project(n, trl=None, kept={"trl": text}) for n, text in enumerate(PAYLOADS, 1)]
    write(Submission(make_header(), {"F01": rows}), tmp_path / "a.xlsx", catalogue)
    assert active_content(tmp_path / "a.xlsx") == []


@pytest.mark.fault("F14")
def test_control_characters_do_not_stop_the_writer(tmp_path: Path, catalogue: Catalogue) -> None:
    bad = "甲\x0b乙\ud800"
    submission = Submission(
        make_header(reason=bad),
        {"F00": [make_cover(note=bad)], "F01": [make_project(remark=bad)]},
        [small_submission().findings[0].explained(bad)],
    )
    write(submission, tmp_path / "a.xlsx", catalogue, notes={"F01": [bad]})
    assert cover_pairs(tmp_path / "a.xlsx")["说明"] == "甲乙\ufffd"


def test_rows_of_an_unknown_form_are_refused(tmp_path: Path, catalogue: Catalogue) -> None:
    with pytest.raises(ValueError, match="F99"):
        write(Submission(make_header(), {"F99": [make_project()]}), tmp_path / "a.xlsx", catalogue)
    assert list(tmp_path.iterdir()) == []


def test_a_header_without_a_period_is_refused(tmp_path: Path, catalogue: Catalogue) -> None:
    with pytest.raises(BadPeriod):
        write(Submission(make_header(period="三季度"), {}), tmp_path / "a.xlsx", catalogue)


def test_many_rows_arrive_whole(tmp_path: Path, catalogue: Catalogue) -> None:
    digest = write(long_submission(700), tmp_path / "a.xlsx", catalogue)
    grid = by_calamine(tmp_path / "a.xlsx")
    assert grid[F01.name][FIRST_DATA_ROW + 699, 2] == "310115-2026-P0700"
    assert grid[F02.name][FIRST_DATA_ROW + 699, 3] == "示例芯桥类脑芯片研发项目第700期"
    assert len(digest.rows) == 1401


def test_the_chosen_algorithm_is_used(tmp_path: Path, catalogue: Catalogue) -> None:
    digest = write(small_submission(), tmp_path / "a.xlsx", catalogue, algorithm="sha256")
    assert cover_pairs(tmp_path / "a.xlsx")[DIGEST_ALGORITHM_LABEL] == "sha256"
    assert digest == digest_submission(small_submission(), "sha256")


def test_every_part_is_well_formed_and_none_is_unexpected(small: Path) -> None:
    names = set(parts(small))
    assert {"[Content_Types].xml", "xl/workbook.xml", "docProps/custom.xml"} <= names
    assert not [name for name in names if not name.endswith((".xml", ".rels"))]


@pytest.mark.fault("G2")
def test_a_re_save_in_libreoffice_leaves_every_cell(tmp_path: Path, catalogue: Catalogue) -> None:
    source = tmp_path / "a.xlsx"
    rows = [make_project(n, remark=text.strip()) for n, text in enumerate(PAYLOADS, 1)]
    odd = small_submission()
    write(replace(odd, rows={**odd.rows, "F01": [*odd.rows["F01"], *rows]}), source, catalogue)
    profile = (tmp_path / "profile").as_uri()
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={profile}", "--convert-to", "xlsx",
         "--outdir", str(tmp_path / "out"), str(source)],
        check=True, capture_output=True, timeout=110,
    )  # fmt: skip
    assert by_calamine(tmp_path / "out" / "a.xlsx") == by_calamine(source)
    assert active_content(tmp_path / "out" / "a.xlsx") == []
