"""Every form's sheet of every workbook is printed one page wide, legibly, with nothing cut."""

from __future__ import annotations

import re
import subprocess
from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from exports.fitting import fitted, narrowest
from exports.form_rows import labels_of
from exports.layout import FIRST_DATA_ROW, HEADER_ROW, sheet_layout
from exports.paper import HIGHEST_ROW, LINE_POINTS, height_of, lines_of, scale_of
from exports.reader_grid import read_grids
from exports.rejected import RejectedRow, RejectedSheet, write_rejected
from exports.styles import COUNT_FORMAT, MEASURE_FORMAT, MONEY_FORMAT
from exports.submission import Submission
from exports.template import write_template
from exports.writer import write_submission
from forms.cells import Kept, Missing
from forms.kinds import read_cell
from forms.periods import Period
from forms.registry import STANDARD_FORMS
from resources.sample import sample_rows
from tests.exports.factory import DISTRICT, PERIOD, make_cover, make_header, make_project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from openpyxl.cell import Cell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from exports.child_pool import ChildPool
    from forms.base import Form
    from forms.catalogue import Catalogue
    from forms.cells import Cell as FormCell

LEAST_SCALES = {
    # Submission, blank template, template with the same rows.
    "F01": (0.35, 0.35, 0.33),
    "F02": (0.56, 0.50, 0.48),
    "F03": (0.53, 0.50, 0.49),
    "F04": (0.74, 0.69, 0.69),
    "F04Q": (0.80, 0.80, 0.80),
    "F05": (0.80, 0.80, 0.80),
    "F06": (0.64, 0.60, 0.59),
    "F07": (0.80, 0.78, 0.77),
    "F08": (0.80, 0.80, 0.80),
    "F09": (0.80, 0.80, 0.80),
    "F10": (0.80, 0.80, 0.80),
    "F11": (1.00, 1.00, 1.00),
    "F12": (0.80, 0.80, 0.80),
}
"""The least scale of print that every form reaches with the sample of 浦东新区."""

SCREEN, SCREEN_CHARACTER = 1366, 7
NUMBERS = {MONEY_FORMAT, COUNT_FORMAT, MEASURE_FORMAT}


def sample(catalogue: Catalogue) -> dict[str, list[Form]]:
    """The sample rows of a district, by form code."""
    rows: dict[str, list[Form]] = {"F00": [make_cover()]}
    tables = sample_rows(DISTRICT, PERIOD)
    for form in STANDARD_FORMS.data_forms:
        rows[form.spec.code] = [
            form(record_id=str(row["record_id"]), district=DISTRICT, period=PERIOD).with_cells(
                {
                    name: read_cell(str(value), form.item(name), catalogue)
                    for name, value in row.items()
                    if name != "record_id" and value is not None
                }
            )
            for row in tables.get(form.spec.code, ())
        ]
    return rows


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> list[Workbook]:
    """The sample's submission, the blank template and the one with the sample's rows."""
    folder, rows = tmp_path_factory.mktemp("wide"), sample(catalogue)
    names = [folder / name for name in ("s.xlsx", "t.xlsx", "p.xlsx")]
    made = Submission(make_header(), rows)
    write_submission(made, names[0], forms=STANDARD_FORMS, catalogue=catalogue)
    for name, given in ((names[1], None), (names[2], rows)):
        write_template(
            name, forms=STANDARD_FORMS, catalogue=catalogue, district=DISTRICT, rows=given,
            period=Period.parse(PERIOD), codes=[form.spec.code for form in STANDARD_FORMS.data_forms],
        )  # fmt: skip
    return [openpyxl.load_workbook(name) for name in names]


def widths_of(sheet: Worksheet) -> dict[str, float]:
    """Widths in characters by column letter."""
    widths = {}
    for letter, one in sheet.column_dimensions.items():
        first = one.min or 0
        for place in range(first, (one.max or first) + 1):
            widths[get_column_letter(place) if first else letter] = one.width
    return widths


def check_paper(sheet: Worksheet, heads: str) -> None:
    """A4 landscape, one page wide, heads repeated, nothing cut across."""
    setup, fit = sheet.page_setup, sheet.sheet_properties.pageSetUpPr
    assert (setup.paperSize, setup.orientation) == (9, "landscape")
    assert fit is not None
    assert fit.fitToPage
    assert setup.fitToWidth == 1
    assert setup.fitToHeight in (0, 1)
    assert not sheet.col_breaks.brk
    assert sheet.print_title_rows == heads
    last = get_column_letter(len(widths_of(sheet)))
    assert re.fullmatch(rf".*!\$A\$1:\${last}\$\d+", str(sheet.print_area))


@pytest.mark.parametrize("place", [0, 1, 2], ids=["submission", "blank", "prefilled"])
@pytest.mark.parametrize("form", STANDARD_FORMS.data_forms, ids=lambda form: form.spec.code)
def test_a_form_is_one_page_wide_and_legible(
    form: type[Form], place: int, books: list[Workbook]
) -> None:
    layout = sheet_layout(form)
    sheet = books[place][layout.name]
    check_paper(sheet, "$7:$9")
    widths = list(widths_of(sheet).values())
    assert len(widths) == len(layout.columns)
    assert scale_of(sum(widths)) >= LEAST_SCALES[form.spec.code][place]
    assert sum(widths[: layout.key_columns]) * SCREEN_CHARACTER < SCREEN * 0.4


def filled(sheet: Worksheet) -> Iterator[tuple[Cell, float]]:
    """The cells of a form's head and rows that hold something, and their widths."""
    widths = widths_of(sheet)
    for row in sheet.iter_rows(min_row=HEADER_ROW, max_col=len(widths)):
        if str(row[0].value).startswith(("单位负责人", "说明：")):
            return
        yield from ((cell, widths[cell.column_letter]) for cell in row if cell.value is not None)


@pytest.mark.parametrize("place", [0, 1, 2], ids=["submission", "blank", "prefilled"])
@pytest.mark.parametrize("form", STANDARD_FORMS.data_forms, ids=lambda form: form.spec.code)
def test_numbers_shrink_and_no_text_is_cut(
    form: type[Form], place: int, books: list[Workbook]
) -> None:
    sheet = books[place][sheet_layout(form).name]
    for cell, width in filled(sheet):
        height = sheet.row_dimensions[cell.row].height or sheet.sheet_format.defaultRowHeight
        assert height <= HIGHEST_ROW
        if cell.number_format in NUMBERS:
            assert cell.alignment.shrink_to_fit, cell.coordinate
        elif not cell.alignment.shrink_to_fit:
            assert cell.alignment.wrap_text, cell.coordinate
            needs = lines_of(str(cell.value), width) * LINE_POINTS
            assert needs <= height, f"{cell.coordinate} {cell.value}"


def test_the_limits_of_every_field_fit_in_a_blank_template(books: list[Workbook]) -> None:
    for form in STANDARD_FORMS.data_forms:
        layout = sheet_layout(form)
        widths = list(widths_of(books[1][layout.name]).values())
        for column in layout.item_columns:
            if column.item and column.item.kind.name == "text" and column.item.most:
                lines = lines_of("示" * column.item.most, widths[column.index - 1])
                assert lines * LINE_POINTS <= HIGHEST_ROW, column.title


def test_texts_beyond_all_limits_are_not_cut(tmp_path: Path, catalogue: Catalogue) -> None:
    long: dict[str, FormCell] = {
        "project_name": "示例名称" * 90, "content": "一行\n" * 20 + "示" * 300,
        "leader_name": Kept("示例" * 200), "expected_tax": Missing("later", "示例" * 150),
        "town_code": Kept("某镇" * 140),
    }  # fmt: skip
    rows = [make_project(n) for n in range(1, 300)]
    rows[150] = rows[150].with_cells(long)
    layout = fitted(sheet_layout(type(rows[0])), catalogue, rows)
    write_submission(
        Submission(make_header(), {"F01": rows}), tmp_path / "a.xlsx",
        forms=STANDARD_FORMS, catalogue=catalogue,
    )  # fmt: skip
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")[layout.name]
    height = sheet.row_dimensions[FIRST_DATA_ROW + 150].height or 0
    for column in layout.item_columns:
        text = str(sheet.cell(FIRST_DATA_ROW + 150, column.index).value or "")
        if column.item and column.item.name in long:
            assert height_of(lines_of(text, column.width)) <= height <= HIGHEST_ROW, column.title


def test_columns_follow_what_stands_in_them(catalogue: Catalogue) -> None:
    layout = sheet_layout(STANDARD_FORMS["F01"])
    place = {c.item.name: c.index - 1 for c in layout.columns if c.item}
    empty = fitted(layout, catalogue).columns
    short = fitted(layout, catalogue, [make_project(content="短", total_investment=1)]).columns
    large = fitted(
        layout, catalogue, [make_project(content="长" * 480, total_investment=Decimal(10**7))]
    ).columns
    for name in ("content", "total_investment"):
        assert short[place[name]].width < large[place[name]].width
    assert short[place["remark"]].width < empty[place["remark"]].width


def test_the_borrowed_name_counts(catalogue: Catalogue) -> None:
    form = STANDARD_FORMS["F02"]
    rows = [form(record_id="310115-2026-P0001")]
    lent = {"F01": [make_project(project_name="示例项目" * 25)]}
    layout = fitted(sheet_layout(form), catalogue, rows, labels_of(lent, form))
    (label,) = [column for column in layout.columns if column.is_label]
    assert lines_of("示例项目" * 25, label.width) <= 6


def test_the_narrowest_column_holds_its_text() -> None:
    for text, lines in (("示例" * 30, 6), ("310115-2026-P0001", 2), ("短", 3), ("a" * 90, 4)):
        width = narrowest(text, lines, 5)
        assert lines_of(text, width) <= lines
        assert width == 5 or lines_of(text, width - 2) > lines


def test_rows_given_back_are_one_page_wide(tmp_path: Path, pool: ChildPool) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append([f"第{n}个指标的名称" for n in range(60)])
    for _ in range(3):
        sheet.append(["310115-2026-P0001", *["示例文字" * (n % 9) for n in range(58)], 123456.78])
    book.save(tmp_path / "来表.xlsx")
    (grid,) = read_grids(tmp_path / "来表.xlsx", pool)
    rows = [RejectedRow(number, "不是数字。" * 9, [3]) for number in (2, 4)]
    write_rejected(tmp_path / "退.xlsx", [RejectedSheet(grid, 1, rows)])
    back = openpyxl.load_workbook(tmp_path / "退.xlsx").worksheets[0]
    check_paper(back, "$1:$1")
    widths = widths_of(back)
    assert scale_of(sum(widths.values())) >= 0.25
    for number, row in enumerate(back.iter_rows(values_only=True), 1):
        height = back.row_dimensions[number].height or 0
        for text, width in zip(row, widths.values(), strict=True):
            assert lines_of(str(text or ""), width) * LINE_POINTS < height


@pytest.mark.slow
def test_libreoffice_prints_one_page_across(tmp_path: Path, catalogue: Catalogue) -> None:
    """A form of few rows is one page in all, and its largest number is no row of ####."""
    row = make_project(total_investment=Decimal("98765432.10"))
    write_submission(
        Submission(make_header(), {"F00": [make_cover()], "F01": [row]}), tmp_path / "a.xlsx",
        forms=STANDARD_FORMS, catalogue=catalogue,
    )  # fmt: skip
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
         "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "a.xlsx")],
        check=True, capture_output=True, timeout=110,
    )  # fmt: skip
    run = ["pdftotext", "-layout", str(tmp_path / "a.pdf"), "-"]
    done = subprocess.run(run, check=True, capture_output=True, timeout=60)
    pages = ["".join(page.split()) for page in done.stdout.decode().split("\f")]
    for form in STANDARD_FORMS.data_forms:
        own = [page for page in pages if f"WLCY-{form.spec.code}（试行）" in page]
        running = "".join(f"{sheet_layout(form).name}　2026年三季度".split())
        heads = [page for page in pages if running in page]
        assert len(own) == len(heads) == 1, form.spec.code
    assert any("98,765,432.10" in page for page in pages)
    assert not [page for page in pages if "###" in page]
