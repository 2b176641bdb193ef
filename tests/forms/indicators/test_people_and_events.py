"""N20 to N28 and N30: stations, people, funds, events and policies."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from forms.cells import Kept, Missing
from forms.f08_talent_station import TalentStation
from forms.f09_ecosystem_event import EcosystemEvent
from forms.f10_policy import Policy
from forms.periods import Period
from tests.forms.indicators.records import (
    CODES,
    MINHANG,
    PUDONG,
    Q2,
    Q3,
    Q4,
    figures,
    rows_of,
    value,
)


def station(kind: str, name: str = "示例站", **facts: Any) -> TalentStation:
    return TalentStation(row_type=kind, station_name=name, host_uscc=CODES[0], **facts)


@pytest.mark.parametrize(
    ("code", "kind"), [("N20", "院士(专家)工作站"), ("N21", "博士后科研工作站")]
)
def test_stations_that_stand_at_the_periods_end(code: str, kind: str) -> None:
    # No days; founded on the last day; closed the day after it: 3. Closed on it, founded later: no.
    found = value(
        code,
        station(kind, "甲"),
        station(kind, "乙", founded_on=date(2026, 9, 30)),
        station(kind, "丙", closed_on=date(2026, 10, 1)),
        station(kind, "丁", closed_on=date(2026, 9, 30)),
        station(kind, "戊", founded_on=date(2026, 10, 1)),
        station("引进顶尖人才", "己"),
    )
    assert found == 3


def test_people_of_the_year_in_parts() -> None:
    # 5 top people, a team of 7, 40 students: 52 people; 1 team, 2 firms, 3 chosen of 10.
    found = figures(
        {
            PUDONG: rows_of(
                station("引进顶尖人才", new_people=5),
                station("引进研发团队", new_people=7, new_units=1),
                station("引进创新型企业", new_people=None, new_units=2),
                station("人才计划", applied=10, selected=3),
                station("学科培养", new_people=40, new_units=2),
                station("院士(专家)工作站", people=6, new_people=9),
            )
        },
        Q4,
    )
    parts = [found[f"N22-{number}"].value for number in range(1, 6)]
    assert (found["N22"].value, parts) == (52, [5, 1, 2, 3, 40])


def test_blank_nought_and_absent_are_told_apart() -> None:
    # 0 is known; 不适用 has none; blank, 暂缺 and unreadable are three that are not known: 4 + 0.
    rows = [station("引进顶尖人才", f"示例{number}", new_people=0) for number in range(6)]
    rows[1] = rows[1].with_cells({"new_people": 4})
    rows[2] = rows[2].with_cells({"new_people": None})
    rows[3] = rows[3].with_cells({"new_people": Missing("later", "尚未统计")})
    rows[4] = rows[4].with_cells({"new_people": Kept("约5人")})
    rows[5] = rows[5].with_cells({"new_people": Missing("na")})
    found = figures({PUDONG: rows_of(*rows)}, Q4)["N22-1"]
    assert (found.value, found.unknown, len(found.members)) == (4, 3, 2)
    assert {one.note for one in found.unsure} == {"数额未填或暂缺"}
    assert found.unknown_by_district == {PUDONG: 3}


def test_a_year_form_is_silent_until_it_is_due() -> None:
    # F08 and F10 come at the year's end: no figure in the third quarter, nought in the fourth.
    assert (figures({PUDONG: {}}, Q3)["N22"].value, figures({PUDONG: {}}, Q3)["N27"].value) == (
        None,
        None,
    )
    assert (figures({PUDONG: {}}, Q4)["N22"].value, figures({PUDONG: {}}, Q4)["N27"].value) == (
        Decimal(0),
        Decimal(0),
    )


# --- Events ---------------------------------------------------------------------------------


def event(kind: str, name: str, day: date | None = None, **facts: Any) -> EcosystemEvent:
    return EcosystemEvent(event_type=kind, event_name=name, event_date=day, **facts)


@pytest.mark.parametrize(("code", "kind"), [("N23", "引导基金"), ("N24", "国际性行业组织")])
def test_funds_and_organisations_that_exist(code: str, kind: str) -> None:
    # Set up long ago and on the last day: 2; ended, to come, of another kind: no; one twice: once.
    found = figures(
        {
            MINHANG: rows_of(event(kind, "甲", date(2023, 5, 1))),
            PUDONG: rows_of(
                event(kind, " 甲", date(2023, 5, 1)),
                event(kind, "乙", date(2026, 9, 30)),
                event(kind, "丙", date(2023, 5, 1), ended_on=date(2026, 9, 30)),
                event(kind, "丁", date(2026, 10, 1)),
                event("大赛", "戊", date(2026, 9, 1)),
            ),
        }
    )[code]
    assert (found.value, found.by_district) == (2, {MINHANG: 1, PUDONG: 1})


YEAR_2026 = [
    date(2026, 1, 1),
    date(2026, 3, 31),
    date(2026, 6, 30),
    date(2026, 7, 1),
    date(2026, 9, 30),
    date(2026, 10, 1),
    date(2026, 12, 31),
]


@pytest.mark.parametrize(
    ("period", "count"),
    [("2026Q1", 2), ("2026Q2", 3), ("2026Q3", 2), ("2026Q4", 4), ("2026H2", 4), ("2026", 7)],
)
def test_events_run_with_the_half_year(period: str, count: int) -> None:
    # F09 is a half-year's form: Q2 has January to June, Q4 July to December, the year all of it.
    rows = rows_of(*(event("大赛", f"示例{day}", day) for day in YEAR_2026))
    assert figures({PUDONG: rows}, Period.parse(period))["N25"].value == count


def test_contests_forums_products_and_other_matters() -> None:
    # 1 contest + 2 forums = 3; 1 product; 6 other matters; the one without a day is not known.
    day = date(2026, 8, 1)
    others = ["成果对接", "知识产权与伦理", "白皮书/行动方案", "示范案例", "科普活动", "其他"]
    found = figures(
        {
            PUDONG: rows_of(
                event("大赛", "甲", day),
                event("论坛活动", "乙", day),
                event("论坛活动", "丙", day),
                event("金融产品", "丁", day),
                event("金融产品", "戊"),
                *(event(kind, "己", day) for kind in others),
            )
        }
    )
    codes = ("N25", "N25-1", "N25-2", "N26", "N30")
    assert [found[code].value for code in codes] == [3, 1, 2, 1, 6]
    assert found["N26"].unknown == 1


def test_flows_of_dated_events_also_have_a_sum_since_the_plan() -> None:
    # One before the plan, one of 2024, one of this half-year: 1 now, 2 since the plan.
    days = (date(2022, 9, 1), date(2024, 5, 1), date(2026, 8, 1))
    rows = rows_of(*(event("大赛", f"示例{day}", day) for day in days))
    found = figures({PUDONG: rows})["N25"]
    assert (found.value, found.cumulative) == (1, 2)


def test_a_forum_that_two_districts_held_together_is_one() -> None:
    forum = event("论坛活动", "示例论坛", date(2026, 7, 4))
    assert figures({MINHANG: rows_of(forum), PUDONG: rows_of(forum)})["N25"].value == 1


# --- Policies -------------------------------------------------------------------------------


def test_what_policies_paid_in_the_year() -> None:
    # 5600.00 + 0 + 12.34 = 5612.34 万元; one blank is not known; relief is another figure.
    rows = rows_of(
        Policy(tool="区专项", paid=Decimal("5600.00"), relief=Decimal(99)),
        Policy(tool="首台(套)", paid=Decimal(0)),
        Policy(tool="消费补贴", paid=Decimal("12.34")),
        Policy(tool="融资支持"),
    )
    found = figures({PUDONG: rows}, Q4)["N27"]
    assert (found.value, found.unknown, found.cumulative) == (Decimal("5612.34"), 1, None)


def test_district_policies_in_force() -> None:
    # In force with and without an end: 2; ended the day before, not yet begun, a city tool: no.
    def own(name: str, begun: date, end: date | None = None) -> Policy:
        return Policy(tool="区专项", policy_name=name, effective_on=begun, valid_to=end)

    found = value(
        "N28",
        own("甲", date(2025, 1, 1)),
        own("乙", date(2026, 6, 30), date(2026, 6, 30)),
        own("丙", date(2025, 1, 1), date(2026, 6, 29)),
        own("丁", date(2026, 7, 1)),
        Policy(tool="消费补贴", effective_on=date(2025, 1, 1)),
        period=Q2,
    )
    assert found == 2


def test_reform_pilots_are_matters_of_the_ecosystem() -> None:
    # One white paper of the half-year and one pilot of the year: 2.
    found = value(
        "N30",
        event("白皮书/行动方案", "甲", date(2026, 11, 1)),
        Policy(tool="区专项", pilot="示例用地模式试点"),
        Policy(tool="区专项"),
        period=Q4,
    )
    assert found == 2
