"""F11 of one district: what is computed, and the one field that is written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from forms.f03_carrier import Carrier
from forms.f05_achievement import Achievement
from forms.f09_ecosystem_event import EcosystemEvent
from forms.f12_output import Output
from forms.indicators import DEFINITIONS, summary_rows
from forms.indicators.scope import Rows
from forms.periods import Period
from tests.forms.indicators.records import CATALOGUE, CODES, PUDONG, Q2, Q3, rows_of


def zones(count: int) -> list[Carrier]:
    return [
        Carrier(
            carrier_name=f"示例先导区{number}",
            carrier_type="未来产业先导区",
            level="市",
            state="运行",
            lead_district=PUDONG,
        )
        for number in range(count)
    ]


def output(amount: str) -> Output:
    return Output(uscc=CODES[0], direction_code="101", future_output_ytd=Decimal(amount))


NOW = rows_of(
    *zones(3),
    output("12345.67"),
    Achievement(achievement_type="核心部件", achievement_name="甲", finished_on=date(2025, 1, 1)),
    EcosystemEvent(event_type="大赛", event_name="甲", event_date=date(2024, 7, 1)),
    EcosystemEvent(event_type="大赛", event_name="乙", event_date=date(2026, 7, 1)),
)
BEFORE, YEAR_AGO = rows_of(*zones(5), output("10000.00")), rows_of(*zones(1), output("9000.00"))


def summary(
    rows: Rows = NOW, before: Rows | None = BEFORE, year_ago: Rows | None = YEAR_AGO
) -> dict[str, object]:
    notes = {"310115-Z05": "本期两家示例先导区摘牌。"}
    return dict(summary_rows(PUDONG, Q3, rows, before, year_ago, CATALOGUE, notes))


def cells(record_id: str, *names: str) -> tuple[object, ...]:
    row = summary()[record_id]
    return tuple(getattr(row, name) for name in names)


def test_a_row_for_every_indicator_and_part_in_order() -> None:
    assert list(summary()) == [f"310115-{code}" for code in DEFINITIONS]
    assert cells("310115-N31-2", "indicator_code", "indicator_name", "unit_name") == (
        "N31-2", "项目总投资", "万元",
    )  # fmt: skip
    assert cells("310115-Z05", "district", "period", "catalogue_version") == (
        PUDONG, "2026Q3", "2022.1",
    )  # fmt: skip


def test_a_stock_with_its_neighbours() -> None:
    # 3 now, 5 last quarter, 1 a year ago: 2 fewer; 3 of the city's 15 are 20 %.
    assert cells("310115-Z05", "value", "last_year", "change", "target", "completion") == (
        3, 1, -2, 15, 20,
    )  # fmt: skip
    assert cells("310115-Z05", "cumulative", "difference_note") == (
        None, "本期两家示例先导区摘牌。",
    )  # fmt: skip


def test_money_stays_in_ten_thousands_beside_a_target_in_the_same() -> None:
    # 5000 亿元 are 50,000,000 万元; 12345.67 of it are 0.0247 %, three places kept.
    assert cells("310115-Z01", "unit_name", "value", "change", "target", "completion") == (
        "万元", Decimal("12345.67"), Decimal("2345.67"), Decimal(50_000_000), Decimal("0.025"),
    )  # fmt: skip


def test_what_has_come_about_since_the_plan() -> None:
    assert cells("310115-Z06", "value", "cumulative") == (1, 1)
    assert cells("310115-N25", "value", "cumulative") == (1, 2)
    assert cells("310115-Z01", "cumulative") == (None,)


def test_what_cannot_be_known_is_blank() -> None:
    # No last year, no period before; the citys own figure; a form not asked for in the quarter.
    row = summary(NOW, None, None)["310115-Z05"]
    assert (getattr(row, "last_year"), getattr(row, "change")) == (None, None)  # noqa: B009
    assert cells("310115-Z04", "value", "change", "target", "completion") == (None, None, 5, None)
    assert cells("310115-N27", "value", "target") == (None, None)


def test_a_period_before_of_another_length_may_be_named() -> None:
    # After half-years a district turns to quarters: the event of August lies in 2026H2's stretch.
    august = rows_of(
        EcosystemEvent(event_type="大赛", event_name="甲", event_date=date(2026, 5, 1))
    )
    found = summary_rows(
        PUDONG, Q3, NOW, august, None, CATALOGUE, {}, previous_period=Period.parse("2026H1")
    )
    assert found["310115-N25"].change == 0
    assert Q2.previous() == Period.parse("2026Q1")
