"""Templates colour what Excel can see is wrong; LibreOffice works the formulas out for us."""

from __future__ import annotations

import subprocess
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter

from exports.layout import FIRST_DATA_ROW, sheet_layout
from exports.styles import ABSENT_FILL, KEPT_FILL
from exports.template import INPUT_ROWS, write_template
from forms.f01_project import Project
from forms.f03_carrier import Carrier
from forms.f07_challenge import Challenge
from forms.periods import Period
from forms.registry import STANDARD_FORMS
from tests.exports.factory import make_project

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.workbook import Workbook

    from forms.base import Form
    from forms.catalogue import Catalogue

Q3 = Period.parse("2026Q3")

FAR_RIGHT = 60

WRONG: dict[str, Any] = {
    "entity_uscc": "9131011",
    "direction_code": "201",
    "trl": 12,
    "fund_loan": Decimal("99999.50"),
    "fund_self": Decimal("-1.00"),
    "actual_start": date(2026, 10, 1),
    "content": "太短",
}
"""Fields of F01 with values that the template must mark, beside the total that they exceed."""


def template(path: Path, catalogue: Catalogue, **options: Any) -> Workbook:
    write_template(path, forms=STANDARD_FORMS, catalogue=catalogue, **options)
    return openpyxl.load_workbook(path)


def column_of(form: type[Form], name: str) -> int:
    return next(c.index for c in sheet_layout(form).item_columns if c.item and c.item.name == name)


def formula(book: Workbook, form: type[Form], name: str, fill: str) -> str:
    """The one condition of a field that gives this fill; "" without one."""
    letter = get_column_letter(column_of(form, name))
    found = [
        (str(area.sqref), str(rule.formula[0]))
        for area in book[sheet_layout(form).name].conditional_formatting
        for rule in area.rules
        if rule.dxf.fill
        and rule.dxf.fill.bgColor.rgb.endswith(fill)
        and str(area.sqref).startswith(f"{letter}{FIRST_DATA_ROW}:")
    ]
    if not found:
        return ""
    assert len(found) == 1
    assert found[0][0].startswith(f"{letter}{FIRST_DATA_ROW}:{letter}")
    return found[0][1]


def test_conditions_stand_once_for_whole_columns(tmp_path: Path, catalogue: Catalogue) -> None:
    book = template(tmp_path / "t.xlsx", catalogue, period=Q3)
    for form in STANDARD_FORMS.entered_forms:
        layout = sheet_layout(form)
        areas = [str(one.sqref) for one in book[layout.name].conditional_formatting]
        assert len(areas) == len(set(areas)) <= len(layout.item_columns)
        assert all(one.endswith(str(FIRST_DATA_ROW + INPUT_ROWS - 1)) for one in areas)
        for column in layout.item_columns:
            assert column.item is not None
            must = column.item.required and not column.item.computed
            assert bool(formula(book, form, column.item.name, ABSENT_FILL)) is must


def test_what_is_declared_is_what_is_tested(tmp_path: Path, catalogue: Catalogue) -> None:
    book = template(tmp_path / "t.xlsx", catalogue, period=Q3)
    assert "<>18" in formula(book, Project, "entity_uscc", KEPT_FILL)
    assert "DATE(2026,9,30)" in formula(book, Project, "actual_start", KEPT_FILL)
    assert formula(book, Challenge, "taken_on", KEPT_FILL).count("DATEVALUE") == 5
    assert "known_stage" in formula(book, Project, "stage", KEPT_FILL)
    assert not formula(book, Project, "industry_code", KEPT_FILL)
    without = template(tmp_path / "u.xlsx", catalogue, codes=["F01"])
    assert not formula(without, Project, "actual_start", KEPT_FILL)


def test_the_structure_is_locked_and_every_kind_of_field_is_open(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    book = template(tmp_path / "t.xlsx", catalogue)
    assert book.security.lockStructure
    measure = book[sheet_layout(Carrier).name].cell(FIRST_DATA_ROW, column_of(Carrier, "area_km2"))
    assert not measure.protection.locked


def test_a_template_says_whose_it_is_and_of_which_period(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    book = template(
        tmp_path / "t.xlsx", catalogue, codes=["F01"], unit="示例单位", district="310115", period=Q3
    )
    sheet = book[sheet_layout(Project).name]
    texts = [str(sheet.cell(row, 1).value) for row in range(2, 7)]
    assert "填报单位：示例单位（盖章）" in texts
    assert "报告期：2026年三季度（季报）" in texts
    facts = {one.name: one.value for one in book.custom_doc_props}  # type: ignore[attr-defined]
    assert facts["wlcy_period"] == "2026Q3"


@pytest.mark.slow
def test_office_programs_find_what_is_wrong(tmp_path: Path, catalogue: Catalogue) -> None:
    rows = {"F01": [make_project(1), make_project(2, project_name=None, **WRONG)]}
    path = tmp_path / "t.xlsx"
    book = template(path, catalogue, codes=["F01"], rows=rows, period=Q3)
    sheet = book[sheet_layout(Project).name]
    asked: list[tuple[str, str]] = []
    for column in sheet_layout(Project).item_columns:
        assert column.item is not None
        for fill in (KEPT_FILL, ABSENT_FILL):
            if test := formula(book, Project, column.item.name, fill):
                asked.append((column.item.name, fill))
                for row in range(3):
                    here = Translator(f"={test}", "A10").translate_formula(f"A{10 + row}")
                    sheet.cell(10 + row, FAR_RIGHT + len(asked)).value = here
    book.save(path)
    worked_out = calculated(path)[sheet.title]
    found = {
        (one, row)
        for row in range(3)
        for at, one in enumerate(asked, FAR_RIGHT + 1)
        if worked_out.cell(10 + row, at).value is True
    }
    wrong = {((name, KEPT_FILL), 1) for name in (*WRONG, "total_investment")}
    assert found == {*wrong, (("project_name", ABSENT_FILL), 1)}


def calculated(path: Path) -> Workbook:
    """The workbook as LibreOffice works it out and saves it again."""
    folder = path.parent / "again"
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={(path.parent / 'profile').as_uri()}",
         "--convert-to", "xlsx", "--outdir", str(folder), str(path)],
        check=True, capture_output=True, timeout=100,
    )  # fmt: skip
    return openpyxl.load_workbook(folder / path.name, data_only=True)
