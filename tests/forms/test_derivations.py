"""What follows from a typed field, and what a new period begins with."""

import json
from decimal import Decimal

from forms.cells import Kept
from forms.derivations import derived_cells
from forms.f00_cover import Cover
from forms.f01_project import Project
from forms.f02_progress import Progress
from forms.periods import Period
from forms.registry import STANDARD_FORMS
from forms.rollforward import carried_rows

ID = "310115-2026-P0001"
Q2, Q3 = Period.parse("2026Q2"), Period.parse("2026Q3")


def progress(period: str, **values: object) -> Progress:
    money = {
        name: Decimal(value) if isinstance(value, int) and name.startswith("inv") else value
        for name, value in values.items()
    }
    return Progress.model_validate(
        {"district": "310115", "period": period, "record_id": ID, **money}
    )


def test_cumulative_figures_follow_the_periods_figure() -> None:
    before = progress("2026Q2", inv_ytd=4800, inv_cum=9000)
    row = progress("2026Q3", inv_period=2800)
    assert derived_cells(row, {"inv_period"}, before) == {
        "inv_ytd": Decimal(7600),
        "inv_cum": Decimal(11800),
    }


def test_a_new_year_starts_the_years_sum_anew() -> None:
    before = progress("2025Q4", inv_ytd=4800, inv_cum=9000)
    row = progress("2026Q1", inv_period=100)
    assert derived_cells(row, {"inv_period"}, before) == {
        "inv_ytd": Decimal(100),
        "inv_cum": Decimal(9100),
    }


def test_what_was_typed_in_the_same_edit_is_left_alone() -> None:
    before = progress("2026Q2", inv_ytd=4800, inv_cum=9000)
    row = progress("2026Q3", inv_period=2800, inv_ytd=1)
    assert derived_cells(row, {"inv_period", "inv_ytd"}, before) == {"inv_cum": Decimal(11800)}


def test_without_a_last_period_only_blanks_are_filled() -> None:
    row = progress("2026Q2", inv_period=100, inv_cum=900)
    assert derived_cells(row, {"inv_period"}, None) == {"inv_ytd": Decimal(100)}


def test_other_fields_derive_nothing() -> None:
    assert derived_cells(progress("2026Q3", inv_period=1), {"plan_year"}, None) == {}
    assert derived_cells(Project(), {"inv_period"}, None) == {}


def rolled(start: Period, target: Period) -> dict[tuple[str, str], object]:
    cover = Cover(record_id="310115", unit_name="示例委员会", note="上期说明")
    projects = {
        ID: Project(record_id=ID, project_name="甲", stage="40").with_cells(
            {"total_investment": Kept("约5亿")}
        ),
        "310115-2026-P0002": Project(record_id="310115-2026-P0002", project_name="乙", stage="10"),
        "310115-2026-P0003": Project(record_id="310115-2026-P0003", project_name="丙", stage="20"),
        "310115-2026-P0004": Project(record_id="310115-2026-P0004", project_name="丁", stage="80"),
    }
    done = progress(
        "2026Q2",
        inv_period=10,
        inv_ytd=30,
        inv_cum=50,
        plan_year=90,
        stage="40",
        progress_text="封顶",
    )
    rows = {"F00": {"310115": cover}, "F01": projects, "F02": {ID: done}}
    return {
        (row.form, row.record_id): row for row in carried_rows(STANDARD_FORMS, rows, start, target)
    }


def test_registers_come_over_whole_and_kept_texts_with_them() -> None:
    row = rolled(Q2, Q3)["F01", ID]
    assert row.to_confirm
    assert row.cells["total_investment"] == Kept("约5亿")
    assert row.cells["project_name"] == "甲"


def test_period_forms_bring_identities_and_last_cumulative_values() -> None:
    rows = rolled(Q2, Q3)
    cells = rows["F02", ID].cells
    assert cells["inv_ytd"] == Decimal(30)
    assert cells["inv_cum"] == Decimal(50)
    assert "inv_period" not in cells
    assert json.loads(cells["prev_snapshot"])["inv_cum"] == "=50.00"
    assert rows["F02", "310115-2026-P0003"].cells == {"stage": "20"}, (
        "a signed project gets its row"
    )
    assert ("F02", "310115-2026-P0002") not in rows
    assert ("F02", "310115-2026-P0004") not in rows


def test_a_new_year_leaves_the_years_figures_behind() -> None:
    cells = rolled(Period.parse("2026Q4"), Period.parse("2027Q1"))["F02", ID].cells
    assert "inv_ytd" not in cells
    assert "plan_year" not in cells
    assert cells["inv_cum"] == Decimal(50)


def test_the_cover_comes_over_confirmed_and_without_its_dates() -> None:
    row = rolled(Q2, Q3)["F00", "310115"]
    assert not row.to_confirm
    assert row.cells == {"unit_name": "示例委员会"}
