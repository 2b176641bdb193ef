"""What a new period begins with, for every form: registers, period forms, computed ones."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from forms.base import Form
from forms.f03_carrier import Carrier
from forms.f04_enterprise import Enterprise, EnterpriseQualification
from forms.f05_achievement import Achievement
from forms.f08_talent_station import TalentStation
from forms.f09_ecosystem_event import EcosystemEvent
from forms.f10_policy import Policy
from forms.f11_indicator_summary import IndicatorSummary
from forms.f12_output import Output
from forms.periods import Period
from forms.registry import STANDARD_FORMS
from forms.rollforward import CarriedRow, carried_rows, row_key

Q2, Q3, Q4, NEXT = (Period.parse(code) for code in ("2026Q2", "2026Q3", "2026Q4", "2027Q1"))
D = Decimal


def rolled(
    *rows: Form, start: Period = Q2, target: Period = Q3, **more: object
) -> Mapping[tuple[str, str], CarriedRow]:
    before: dict[str, dict[str, Form]] = {}
    for row in rows:
        before.setdefault(row.spec.code, {})[row.record_id] = row
    made = carried_rows(STANDARD_FORMS, before, start, target, **more)  # type: ignore[arg-type]
    return {(one.form, one.record_id): one for one in made}


def output(**cells: object) -> Output:
    whole = {
        "period": "2026Q2",
        "record_id": "310115-O-0001",
        "uscc": "91310115MA0000111M",
        "enterprise_name": "上海示例芯桥科技有限公司",
        "direction_code": "101",
        "method": "企业法",
        "output_ytd": D("18000.00"),
        "future_output_ytd": D("12000.00"),
        "staff": 180,
        "note": "上期说明",
    }
    return Output.model_validate({**whole, **cells})


REGISTERS = [
    Carrier(record_id="310115-C-0001", carrier_name="示例先导区"),
    Enterprise(record_id="310115-E-0001", enterprise_name="示例企业"),
    EnterpriseQualification(record_id="310115-Q-0001", enterprise_id="310115-E-0001"),
    Achievement(record_id="310115-A-0001", achievement_name="示例芯片", counted_target="Z06"),
    EcosystemEvent(record_id="310115-V-0001", event_name="示例基金"),
]


@pytest.mark.parametrize("target", [Q3, Q4, NEXT], ids=lambda one: one.code)
@pytest.mark.parametrize("row", REGISTERS, ids=lambda one: one.spec.code)
def test_registers_come_over_whole_in_every_period(row: Form, target: Period) -> None:
    carried = rolled(row, target=target)[row.spec.code, row.record_id]
    assert carried.to_confirm
    named = {entry.name for entry in type(row).items()} - {"record_id"}
    assert carried.cells == {name: cell for name in named if (cell := row.cell(name)) is not None}


def test_an_expired_qualification_keeps_its_state_to_be_confirmed() -> None:
    old = EnterpriseQualification(
        record_id="310115-Q-0001", state="有效", valid_to=date(2026, 7, 31)
    )
    carried = rolled(old)["F04Q", "310115-Q-0001"]
    assert carried.to_confirm
    assert (carried.cells["state"], carried.cells["valid_to"]) == ("有效", date(2026, 7, 31))


def test_flow_figures_of_registers_stay_within_their_year_or_period() -> None:
    firm = Enterprise(record_id="310115-E-0001", staff=180, revenue=D("26000.00"))
    event = EcosystemEvent(
        record_id="310115-V-0001", size=D("50000.00"), period_amount=D("3000.00"), project_count=4
    )
    within = rolled(firm, event)
    assert within["F04", "310115-E-0001"].cells == {"staff": 180, "revenue": D("26000.00")}
    assert within["F09", "310115-V-0001"].cells == {"size": D("50000.00")}
    beyond = rolled(firm, event, start=Q4, target=NEXT)
    assert beyond["F04", "310115-E-0001"].cells == {"staff": 180}


def test_output_comes_over_with_its_identity_and_the_years_figures() -> None:
    cells = rolled(output())["F12", "310115-O-0001"].cells
    assert (cells["uscc"], cells["direction_code"], cells["method"]) == (
        "91310115MA0000111M", "101", "企业法",
    )  # fmt: skip
    assert (cells["output_ytd"], cells["staff"]) == (D("18000.00"), 180)
    assert "note" not in cells


def test_a_new_year_clears_output_but_not_identity() -> None:
    cells = rolled(output(period="2026Q4"), start=Q4, target=NEXT)["F12", "310115-O-0001"].cells
    assert not {"output_ytd", "future_output_ytd"} & cells.keys()
    assert (cells["uscc"], cells["staff"]) == ("91310115MA0000111M", 180)


def test_last_years_same_period_is_found_by_firm_and_direction() -> None:
    ago = [
        output(period="2025Q3", record_id="310115-O-0007", output_ytd=D("15000.00")),
        output(period="2025Q3", record_id="310115-O-0001", direction_code="201"),
    ]
    last_year = {"F12": {row.record_id: row for row in ago}}
    row = output(output_last_year=D("1.00"))
    cells = rolled(row, last_year=last_year)["F12", "310115-O-0001"].cells
    assert cells["output_last_year"] == D("15000.00")
    assert rolled(row)["F12", "310115-O-0001"].cells["output_last_year"] is None


@pytest.mark.parametrize(
    ("target", "comes"), [("2026Q3", False), ("2026Q4", True), ("2026H2", True), ("2027Q1", False)]
)
def test_yearly_forms_begin_only_where_they_are_due(target: str, comes: bool) -> None:
    station = TalentStation(record_id="310115-T-0001", station_name="示例工作站", period="2025Q4")
    made = rolled(station, target=Period.parse(target))
    assert (("F08", "310115-T-0001") in made) is comes
    assert ("F08", "310115-T-0001") in rolled(
        station, target=Period.parse(target), due={"F08": "each"}
    )


def test_a_yearly_row_of_last_year_brings_no_figures_of_that_year() -> None:
    policy = Policy(
        record_id="310115-L-0001", period="2025Q4", policy_name="示例办法", paid=D("10.00")
    )
    start = Q3  # the row is older than the period before
    assert rolled(policy, start=start, target=Q4)["F10", "310115-L-0001"].cells == {
        "policy_name": "示例办法"
    }
    fresh = policy.model_copy(update={"period": "2026Q2"})
    cells = rolled(fresh, start=start, target=Q4)["F10", "310115-L-0001"].cells
    assert cells["paid"] == D("10.00")


def test_computed_rows_are_made_anew() -> None:
    row = IndicatorSummary(record_id="310115-Z01", value=D("3"), difference_note="上期的说明")
    assert rolled(row) == {}


def test_a_rows_key_is_told_in_any_width_and_case() -> None:
    one, two = output(uscc="91310115MA0000111M"), output(uscc="９１310115MA0000111M ")
    assert row_key(one) == row_key(two) != row_key(output(direction_code="201"))
