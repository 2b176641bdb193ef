"""F1 to F4, F7 to F11, F13: what a spreadsheet did to a value is found, never guessed, never silent."""

from __future__ import annotations

import itertools
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from exports.child_pool import ChildPool
from exports.reader_grid import Grid
from exports.tables import TableRead, TableSource, read_table
from forms.catalogue import load_catalogue
from forms.cells import Kept
from forms.checks.engine import check
from forms.f01_project import Project
from forms.f02_progress import Progress
from forms.f12_output import Output
from forms.kinds import read_cell
from forms.parsing import CENT
from tests.exports.hostile_tools import Make, edit
from tests.forms.checks.records import PROGRESS, PROJECT, context, earlier, progress, project
from tests.forms.checks.records_ledgers import one

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from forms.cells import Cell

CATALOGUE = load_catalogue()


@pytest.fixture(scope="module")
def pool() -> Iterator[ChildPool]:
    with ChildPool(1) as children:
        yield children


def swap(old: str, new: str) -> Make:
    """Edit the sheet's XML."""
    return edit("xl/worksheets/sheet1.xml", (old, new))


def loaded(
    pool: ChildPool,
    folder: Path,
    field: str,
    value: object,
    style: str = "General",
    change: Make = bytes,
) -> Cell:
    """What becomes of a value in the cell of one field of a workbook of people's own."""
    return table_of(pool, folder, field, value, style, change).rows[0].cells[field]


def table_of(
    pool: ChildPool,
    folder: Path,
    field: str,
    value: object,
    style: str = "General",
    change: Make = bytes,
) -> TableRead:
    book = openpyxl.Workbook()
    assert book.active is not None
    titles = [Project.item(name).title for name in ("project_name", "entity_name", field)]
    book.active.append(titles)
    book.active.append(["示例项目", "示例公司", value])
    book.active["C2"].number_format = style
    target = BytesIO()
    book.save(target)
    (folder / "表.xlsx").write_bytes(change(target.getvalue()))
    return read_table(folder / "表.xlsx", Project, CATALOGUE, pool=pool)


def rules_for(field: str, cell: Cell) -> set[str]:
    """The rules that speak of this field of a project that is right but for it."""
    findings = check(context([project().with_cells({field: cell})]))
    return {one.rule for one in findings if one.field == field}


# --- Codes that a spreadsheet took for numbers ------------------------------------------------


@pytest.mark.fault("F7", "F8")
@pytest.mark.parametrize(
    ("field", "value", "style"),
    [
        ("entity_uscc", 913101150000001111, "0"),
        ("entity_uscc", 9.13101e17, "General"),
        ("entity_uscc", 91310115, "0"),
        ("industry_code", 397, "0"),
        ("industry_code", "1E5", "@"),
        ("industry_code", 100000.0, "0.00E+00"),
        ("industry_code", 46082, "mmm-d"),
        ("town_code", 31011512, "0"),
        ("stage", 45, "General"),
        ("nat_project_code", 20183101153503, "0"),
    ],
)
def test_a_code_that_lost_something_is_a_finding(
    field: str, value: object, style: str, pool: ChildPool, tmp_path: Path
) -> None:
    """F7, F8: lost digits and zeros, 1E5 and MAR1, by length, check digit or list."""
    cell = loaded(pool, tmp_path, field, value, style)
    assert cell is not None
    assert rules_for(field, cell) - rules_for(field, PROJECT.get(field))


@pytest.mark.fault("F8")
@pytest.mark.parametrize(
    ("field", "value", "right"),
    [("industry_code", 3973, "3973"), ("town_code", 310115125, "310115125"), ("stage", 40, "40")],
)
def test_a_code_that_lost_nothing_is_taken(
    field: str, value: object, right: str, pool: ChildPool, tmp_path: Path
) -> None:
    """The control: a number that is exactly the code."""
    cell = loaded(pool, tmp_path, field, value)
    assert cell == right
    assert rules_for(field, cell) == rules_for(field, PROJECT[field])


# --- Amounts ----------------------------------------------------------------------------------

AMOUNTS = ("0", "5", "12.5", "1234.56", "35000", "-2800.5", "999999999.99", "8000.1")


def spellings(amount: str) -> Iterator[str]:
    """The ways in which people write one amount without losing anything."""
    whole, dot, cents = amount.lstrip("-").partition(".")
    minus = "-" if amount.startswith("-") else ""
    grouped = f"{int(whole):,}{dot}{cents}"
    wide = amount.translate({ord(one): ord(one) + 0xFEE0 for one in "0123456789.-"})
    plain = (
        amount,
        grouped,
        wide,
        f" {amount} ",
        f"\u3000{amount}\u00a0",
        f"{amount}万元",
        f"{amount} 万",
    )
    yield from (minus + one if one is grouped else one for one in plain)
    yield f"{Decimal(amount) * 10000}元"
    yield f"人民币{amount}" if not minus else amount
    yield amount.replace("-", "－")


SPELT = [(amount, text) for amount in AMOUNTS for text in spellings(amount)]
NOT_EXACT = [
    form.format(amount)
    for amount, form in itertools.product(
        AMOUNTS[1:5],
        ("约{}", "{}左右", "{}以上", "近{}", "{}-{}", "({})", "{}e3", "{}万多", "{}USD", "{}+1", "={}",
         "{}。", "a{}", "{}%", "{}.1.2", "--{}", "{}千元", "{}/2", "{}?", "≈{}", ">{}", "{}，", "№{}",
         "十{}", "{}\n{}", "{};{}", "$ {}", "€{}", "{}以内", "大约{}", "{}亿左右", "～{}", "{}万/年", "{}*2",
         "{}（含税）", "{}台"),
    )
    if form.count("{}") == 1
]  # fmt: skip


@pytest.mark.fault("F4")
def test_there_are_two_hundred_spellings() -> None:
    assert len({*SPELT}) + len({*NOT_EXACT}) >= 200


@pytest.mark.fault("F4")
@pytest.mark.parametrize(("amount", "text"), SPELT)
def test_an_amount_in_any_exact_spelling(amount: str, text: str) -> None:
    assert read_cell(text, Project.item("total_investment"), CATALOGUE) == Decimal(amount)


@pytest.mark.fault("F4")
@pytest.mark.parametrize("text", NOT_EXACT)
def test_an_amount_that_is_not_exact_is_kept_and_found(text: str) -> None:
    cell = read_cell(text, Project.item("total_investment"), CATALOGUE)
    assert isinstance(cell, Kept)
    assert cell.text == text
    assert rules_for("total_investment", cell)


@pytest.mark.fault("F10")
@pytest.mark.parametrize("amount", ["500", "3500.5", "35000", "999999"])
def test_an_amount_in_another_unit_is_asked_about(amount: str) -> None:
    """元 or 亿元 in a field of 万元: from the smallest project in the statistics to 100 亿元."""
    right = Decimal(amount)
    assert not rules_for("total_investment", right) & {"A17", "A18"}
    assert rules_for("total_investment", (right * 10000).quantize(CENT)) >= {"A17"}
    if right < 100_000:
        assert rules_for("total_investment", (right / 10000).quantize(CENT)) >= {"A18"}


@pytest.mark.fault("F10")
@pytest.mark.parametrize(
    ("cells", "values"),
    [
        ([0.125, 0.5], [None, 50]),
        ([12.5, 50], [None, 50]),
        ([0.45, 1], [45, 100]),
        ([45, 1], [45, 1]),
        (["12.5%", "50%"], [None, 50]),
    ],
)
def test_a_percentage_is_one_number_however_it_is_written(
    cells: list[Any], values: list[int | None]
) -> None:
    """A column of fractions is multiplied, and said so; what is then no whole number is kept."""
    rows = [[f"310115-2026-P000{at}", cell] for at, cell in enumerate(cells, 1)]
    grid = Grid("F02", [["项目内部编号", "形象进度百分比"], *rows])
    table = TableSource("来表.xlsx", [grid]).table(Progress, CATALOGUE)
    got = [row.cells["progress_pct"] for row in table.rows]
    assert [None if isinstance(one, Kept) else one for one in got] == values
    fractions = isinstance(cells[0], float) and max(cells) <= 1
    assert any("已乘以 100" in one for one in table.notices) == fractions


@pytest.mark.fault("F10")
@pytest.mark.parametrize("factor", ["10000", "0.0001"])
def test_a_figure_in_another_unit_than_last_periods_is_asked_about(factor: str) -> None:
    """Cumulative figures by their sum with the last period's, output by last year's."""
    wrong: dict[str, Any] = {
        name: (Decimal(PROGRESS[name]) * Decimal(factor)).quantize(CENT)
        for name in ("inv_period", "inv_ytd", "inv_cum")
    }
    found = check(context([project(), progress(**wrong)], [earlier()]))
    assert {it.rule for it in found} & {"A34", "A36"}
    last = Decimal(5000) * Decimal(factor)
    output = one(Output, output_ytd=Decimal(5000), future_output_ytd=None, output_last_year=last)
    assert "A65" in {it.rule for it in check(context([output]))}


# --- Long texts -------------------------------------------------------------------------------


@pytest.mark.fault("F11")
@pytest.mark.parametrize(
    ("raw", "amount"),
    [
        ("0.30000000000000004", "0.30"),  # the sum of 0.1 and 0.2
        ("-0", "0.00"),
        ("1E-17", None),
        ("1234567890.125", None),
        ("12345678901.239999", "12345678901.24"),
        ("123456789012.34", "123456789012.34"),
        ("1234567890123.45", None),
        ("0.285", None),
        ("2.675", None),
    ],
)
def test_an_amount_is_what_stands_in_the_file(
    raw: str, amount: str | None, pool: ChildPool, tmp_path: Path
) -> None:
    """Exact to the cent, as the spreadsheet shows its 15 digits; a third place is a finding."""
    cell = loaded(pool, tmp_path, "total_investment", 5, change=swap(r"<v>5</v>", f"<v>{raw}</v>"))
    if amount is None:
        assert isinstance(cell, Kept)
        assert rules_for("total_investment", cell)
    else:
        assert cell == Decimal(amount)


# --- Formulas and errors ----------------------------------------------------------------------

ERRORS = ("#REF!", "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#VALUE!", "#SPILL!", "#CALC!",
          "#FIELD!", "#BUSY!", "#GETTING_DATA", "#某错误!")  # fmt: skip
NUMBER_CELL = r'<c r="C2"([^>]*?)(?: t="n")?><v>5</v>'


@pytest.mark.fault("F3")
@pytest.mark.parametrize("field", ["total_investment", "remark", "stage", "actual_start"])
@pytest.mark.parametrize("error", ERRORS)
def test_an_error_is_kept_with_its_text(
    error: str, field: str, pool: ChildPool, tmp_path: Path
) -> None:
    change = swap(NUMBER_CELL, rf'<c r="C2"\1 t="e"><v>{error}</v>')
    cell = loaded(pool, tmp_path, field, 5, change=change)
    assert isinstance(cell, Kept)
    assert cell.text == error
    assert "出错" in cell.reason


@pytest.mark.fault("F1", "F2")
def test_a_formula_gives_its_value_or_is_named(pool: ChildPool, tmp_path: Path) -> None:
    with_value = swap(NUMBER_CELL, r'<c r="C2"\1><f>2+3.5</f><v>5.5</v>')
    table = table_of(pool, tmp_path, "total_investment", 5, change=with_value)
    assert table.rows[0].cells["total_investment"] == Decimal("5.50")
    assert any("公式" in one and "C2" in one for one in table.notices)
    without = swap(NUMBER_CELL, r'<c r="C2"\1><f>2+3.5</f>')
    table = table_of(pool, tmp_path, "total_investment", 5, change=without)
    cell = table.rows[0].cells["total_investment"]
    assert isinstance(cell, Kept)
    assert "公式" in cell.text + cell.reason


@pytest.mark.fault("F9")
@pytest.mark.parametrize("raw", ["NaN", "1e300", "-1", "60", "2958466", "INF"])
def test_a_number_that_is_no_day_is_a_finding(raw: str, pool: ChildPool, tmp_path: Path) -> None:
    change = swap(r"<v>5</v>", f"<v>{raw}</v>")
    cell = loaded(pool, tmp_path, "actual_start", 5, "yyyy-mm-dd", change)
    assert isinstance(cell, Kept)
    assert rules_for("actual_start", cell)


@pytest.mark.fault("F13")
@pytest.mark.parametrize("length", [32_767, 32_768, 70_000])
def test_a_text_without_end_is_a_finding_with_its_limit(length: int) -> None:
    """F13: at entry; a workbook could not hold it."""
    assert rules_for("remark", "长" * length)
    assert not rules_for("remark", PROJECT.get("remark"))
