"""What holds for every figure whatever the records: sums agree, and order never matters."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from forms.base import Form
from forms.f01_project import Project
from forms.f03_carrier import Carrier
from forms.f04_enterprise import Enterprise, EnterpriseQualification
from forms.f05_achievement import Achievement
from forms.f06_scenario import Scenario
from forms.f07_challenge import Challenge
from forms.f08_talent_station import TalentStation
from forms.f09_ecosystem_event import EcosystemEvent
from forms.f10_policy import Policy
from forms.f12_output import Output
from tests.forms.indicators.records import CODES, MINHANG, PUDONG, XUHUI, figures, rows_of, value

DAYS = (None, date(2022, 9, 23), date(2022, 9, 24), date(2026, 9, 30), date(2026, 10, 1))
NAMES = (None, "甲", "乙")


def some_rows(seed: int) -> Mapping[str, Mapping[str, Mapping[str, Form]]]:
    """Three districts with rows picked at random, blanks and repetitions among them."""
    pick: Any = random.Random(seed).choice

    def row() -> Any:
        name, day, code = pick(NAMES), pick(DAYS), pick((None, *CODES))
        place: dict[str, Any] = {
            "cluster_code": pick((None, "1")),
            "direction_code": pick((None, "101")),
        }
        amount = pick((None, Decimal(0), Decimal("12.34")))
        makers: tuple[Any, ...] = (
            lambda: Project(stage=pick((None, "10", "40")), nat_project_code=name,
                            project_level="国家级", total_investment=amount, actual_start=day),
            lambda: Carrier(carrier_type="未来产业先导区", carrier_name=name, level="市",
                            state=pick((None, "运行", "筹建")), lead_district=pick((None, PUDONG)),
                            certified_on=day, **place),
            lambda: Enterprise(uscc=code, is_state_owned=pick((None, True)), reg_district=pick((None, PUDONG))),
            lambda: EnterpriseQualification(qualification_type="高新技术企业", state="有效",
                                            uscc=code, enterprise_id=pick((None, "R1", "R2"))),
            lambda: Achievement(achievement_type="标准", document_no=name, finished_on=day,
                                standard_level=pick((None, "国家", "团体")), owner_uscc=code),
            lambda: Scenario(stage="融合试验", scenario_name=name, state="已形成", comprehensive=pick((None, True)),
                             published_on=day, formed_on=day),
            lambda: Challenge(challenge_no=name, state="已发榜", published_on=day),
            lambda: TalentStation(row_type=pick(("引进顶尖人才", "院士(专家)工作站")),
                                  station_name=name, new_people=pick((None, 0, 3))),
            lambda: EcosystemEvent(event_type=pick(("大赛", "引导基金")), event_name=name, event_date=day),
            lambda: Policy(tool="区专项", paid=amount, pilot=name),
            lambda: Output(uscc=code, direction_code="101", future_output_ytd=amount, method=pick((None, "产品法"))),
        )  # fmt: skip
        return pick(makers)()

    return {code: rows_of(*(row() for _ in range(40))) for code in (XUHUI, MINHANG, PUDONG)}


@pytest.mark.parametrize("seed", range(12))
def test_every_breakdown_adds_up_to_the_figure(seed: int) -> None:
    for code, found in figures(some_rows(seed)).items():
        if found.constant:
            continue
        total = sum((one for one in found.by_district.values() if one is not None), Decimal(0))
        assert total == (found.value or 0), code
        for parts in (found.by_cluster, found.by_direction):
            assert sum(parts.values(), Decimal(0)) == (found.value or 0), code
        listed = [(one.district, one.form, one.record_id)
                  for one in (*found.members, *found.unsure, *found.aside)]  # fmt: skip
        assert len(set(listed)) == len(listed), f"{code} counts a record in two ways"
        assert all(one.amount is not None for one in found.members)
        assert found.unknown == len(found.unsure) == sum(found.unknown_by_district.values())


@pytest.mark.parametrize("seed", range(12))
def test_a_figure_does_not_depend_on_the_order_of_districts(seed: int) -> None:
    records = some_rows(seed)
    turned = dict(reversed(list(records.items())))
    for code, found in figures(records).items():
        again = figures(turned)[code]
        assert (again.value, again.by_district) == (found.value, found.by_district), code


@pytest.mark.parametrize("seed", range(6))
def test_the_city_never_counts_more_than_its_districts_together(seed: int) -> None:
    # Each alone may count what another counts too; together every thing is counted once.
    records = some_rows(seed)
    alone = [figures({code: rows}) for code, rows in records.items()]
    for code, found in figures(records).items():
        if not found.constant:
            assert (found.value or 0) <= sum(one[code].value or 0 for one in alone), code


def test_what_has_no_name_is_never_taken_for_a_repetition() -> None:
    # Two of each, without the name or number by which one would know the other: 2.
    day = date(2026, 9, 1)
    assert value("Z07", *(Achievement(achievement_type="高端产品", finished_on=day),) * 2) == 2
    assert value("N16", *(Scenario(stage="早期验证", state="已发布", published_on=day),) * 2) == 2
    assert value("N19", *(Challenge(state="已发榜", published_on=day),) * 2) == 2
    assert value("N20", *(TalentStation(row_type="院士(专家)工作站"),) * 2) == 2
    assert value("N25", *(EcosystemEvent(event_type="大赛", event_date=day),) * 2) == 2
    assert value("N23", *(EcosystemEvent(event_type="引导基金"),) * 2) == 2


def test_a_certificate_whose_firm_is_not_in_the_register_still_counts() -> None:
    # Its own code tells the firm; without any, each is a firm of its own.
    def held(code: str | None, firm: str | None) -> EnterpriseQualification:
        return EnterpriseQualification(
            qualification_type="高新技术企业", state="有效", uscc=code, enterprise_id=firm
        )

    assert value("Z12", held(CODES[0], None), held(CODES[0], "E9"), held(None, "E8")) == 2


def test_output_without_numbers_tells_no_share() -> None:
    rows = (
        Enterprise(record_id="E1", uscc=CODES[0]),
        EnterpriseQualification(
            qualification_type="领军企业", state="有效", enterprise_id="E1", uscc=CODES[0]
        ),
        Output(uscc=CODES[0], output_ytd=Decimal(0), future_output_ytd=Decimal(0)),
        Output(uscc=CODES[0], direction_code="201", output_ytd=Decimal(5)),
        Output(output_ytd=Decimal(5), future_output_ytd=Decimal(5)),
    )
    found = figures({PUDONG: rows_of(*rows)}, answers={"main_business_share": "要求"})["Z09"]
    assert (found.value, found.unknown) == (None, 1)
