"""F4, F7, F8, F10, F13: what a spreadsheet did to a value is found, never guessed, never silent."""

from __future__ import annotations

import itertools
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
import pytest

from exports.child_pool import ChildPool
from exports.tables import read_table
from forms.catalogue import load_catalogue
from forms.cells import Kept
from forms.checks.engine import check
from forms.f01_project import Project
from forms.kinds import read_cell
from tests.forms.checks.records import PROJECT, context, project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from forms.cells import Cell

CATALOGUE = load_catalogue()


@pytest.fixture(scope="module")
def pool() -> Iterator[ChildPool]:
    with ChildPool(1) as children:
        yield children


def loaded(
    pool: ChildPool, folder: Path, field: str, value: object, style: str = "General"
) -> Cell:
    """What becomes of a value in the cell of one field of a workbook of people's own."""
    book = openpyxl.Workbook()
    assert book.active is not None
    titles = [Project.item(name).title for name in ("project_name", "entity_name", field)]
    book.active.append(titles)
    book.active.append(["示例项目", "示例公司", value])
    book.active["C2"].number_format = style
    target = BytesIO()
    book.save(target)
    (folder / "表.xlsx").write_bytes(target.getvalue())
    return read_table(folder / "表.xlsx", Project, CATALOGUE, pool=pool).rows[0].cells[field]


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

AMOUNTS = ("0", "5", "12.5", "1234.56", "35000", "-2800.5", "999999999.99")


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
         "十{}", "{}\n{}", "{};{}", "$ {}", "€{}"),
    )
    if form.count("{}") == 1
]  # fmt: skip


@pytest.mark.fault("F4")
def test_there_are_two_hundred_spellings() -> None:
    assert len(SPELT) + len(NOT_EXACT) >= 160


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
@pytest.mark.parametrize("amount", ["3.5", "350000000.00"])
def test_an_amount_in_another_unit_is_asked_about(amount: str) -> None:
    """F10: 亿元 or 元 in a field of 万元."""
    assert rules_for("total_investment", Decimal(amount)) >= {"A17" if len(amount) > 5 else "A18"}


# --- Long texts -------------------------------------------------------------------------------


@pytest.mark.fault("F13")
@pytest.mark.parametrize("length", [32_767, 32_768, 70_000])
def test_a_text_without_end_is_a_finding_with_its_limit(length: int) -> None:
    """F13: at entry; a workbook could not hold it."""
    assert rules_for("remark", "长" * length)
    assert not rules_for("remark", PROJECT.get("remark"))
