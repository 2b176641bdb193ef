"""Z09 to Z12 and N12 to N15: firms by what they are recognised as, each once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from forms.cells import Kept
from forms.f04_enterprise import Enterprise, EnterpriseQualification
from forms.f12_output import Output
from tests.forms.indicators.records import (
    CODES,
    MINHANG,
    PUDONG,
    Q3,
    XUHUI,
    figures,
    rows_of,
    value,
)


def firm(number: int = 0, district: str = PUDONG, **facts: Any) -> Enterprise:
    given: dict[str, Any] = {"reg_district": district, "uscc": CODES[number]} | facts
    return Enterprise(
        record_id=f"{district}-E-{number}", enterprise_name=f"上海示例{number}公司", **given
    )


def title(
    kind: str, number: int = 0, district: str = PUDONG, **facts: Any
) -> EnterpriseQualification:
    given: dict[str, Any] = {"state": "有效", "certified_on": date(2024, 12, 4)} | facts
    return EnterpriseQualification(
        enterprise_id=f"{district}-E-{number}", qualification_type=kind, **given
    )


STOCKS = [
    ("Z09", "领军企业"),
    ("Z10", "生态主导型企业"),
    ("Z11", "国家级企业技术中心"),
    ("Z11", "市级企业技术中心"),
    ("Z11", "区级企业技术中心"),
    ("Z12", "高新技术企业"),
]


@pytest.mark.parametrize(("code", "kind"), STOCKS)
def test_what_is_valid_at_the_periods_end_counts(code: str, kind: str) -> None:
    # Valid to the last day: in. Ended the day before, expired, revoked, not yet given: out. 1.
    found = value(
        code,
        firm(0),
        firm(1),
        firm(2),
        title(kind, 0, valid_to=date(2026, 9, 30)),
        title(kind, 1, valid_to=date(2026, 9, 29)),
        title(kind, 1, state="到期"),
        title(kind, 2, state="撤销"),
        title(kind, 2, certified_on=date(2026, 10, 1)),
        title("专精特新", 1),
    )
    assert found == 1


@pytest.mark.parametrize(("code", "kind"), STOCKS)
def test_a_certificate_without_an_end_counts(code: str, kind: str) -> None:
    assert value(code, firm(), title(kind)) == 1


def test_a_firm_with_centres_of_two_levels_is_one() -> None:
    # 国家级 and 市级 of one firm, 区级 of another: 2 firms.
    found = value(
        "Z11",
        firm(0),
        firm(1),
        title("国家级企业技术中心", 0),
        title("市级企业技术中心", 0),
        title("区级企业技术中心", 1),
    )
    assert found == 2


def test_a_firm_in_two_districts_is_one_and_counts_where_it_is_registered() -> None:
    # Registered in 浦东, and also in 徐汇's list as such: 1, of 浦东.
    found = figures(
        {
            XUHUI: rows_of(firm(0, XUHUI, reg_district=PUDONG), title("高新技术企业", 0, XUHUI)),
            PUDONG: rows_of(firm(0), title("高新技术企业", 0)),
        }
    )["Z12"]
    assert (found.value, found.by_district) == (1, {XUHUI: 0, PUDONG: 1})
    assert [one.note for one in found.aside] == ["由浦东新区计入"]


def test_a_firm_that_two_districts_claim_is_one() -> None:
    found = figures(
        {
            XUHUI: rows_of(firm(0, XUHUI), title("领军企业", 0, XUHUI)),
            PUDONG: rows_of(firm(0), title("领军企业", 0)),
        }
    )["Z09"]
    assert (found.value, found.by_district) == (1, {XUHUI: 1, PUDONG: 0})


def test_firms_count_where_they_work_when_the_city_says_so() -> None:
    # Setting F: registered in 徐汇, working in 张江镇 of 浦东, in both registers.
    def both(answer: str) -> dict[str, object]:
        facts = {"reg_district": XUHUI, "town_code": "310115125"}
        records = {
            XUHUI: rows_of(firm(0, XUHUI, **facts), title("高新技术企业", 0, XUHUI)),
            PUDONG: rows_of(firm(0, **facts), title("高新技术企业", 0)),
        }
        return dict(figures(records, answers={"attribution": answer})["Z12"].by_district)

    assert both("项目按所在地、企业按注册地") == {XUHUI: 1, PUDONG: 0}
    assert both("均按注册地") == {XUHUI: 1, PUDONG: 0}
    assert both("均按所在地") == {XUHUI: 0, PUDONG: 1}


def test_a_least_share_of_future_output_when_the_city_asks_for_one() -> None:
    # Setting D, 50 %: 60 of 100 passes, 40 of 100 does not, the third has no output to go by.
    def output(number: int, future: int) -> Output:
        return Output(
            uscc=CODES[number], output_ytd=Decimal(100), future_output_ytd=Decimal(future)
        )

    rows = rows_of(
        *(firm(number) for number in range(3)),
        *(title("高新技术企业", number) for number in range(3)),
        output(0, 60),
        output(1, 40),
    )
    assert figures({PUDONG: rows})["Z12"].value == 3
    asked = figures({PUDONG: rows}, answers={"main_business_share": "要求"})["Z12"]
    assert (asked.value, asked.unknown) == (1, 1)
    assert asked.unsure[0].note == "无法判断未来产业产值占比"


def test_an_end_that_cannot_be_read_is_not_known() -> None:
    row = title("高新技术企业").with_cells({"valid_to": Kept("明年底")})
    found = figures({PUDONG: rows_of(firm(), row)})["Z12"]
    assert (found.value, found.unknown) == (None, 1)
    assert found.unsure[0].label == "上海示例0公司（高新技术企业）"


def test_a_qualification_names_the_cluster_of_its_firm() -> None:
    rows = rows_of(firm(cluster_code="3", direction_code="301"), title("领军企业"))
    found = figures({PUDONG: rows})["Z09"]
    assert (found.by_cluster, found.by_direction) == ({"3": 1}, {"301": 1})


def test_future_stars_since_the_plan_each_firm_once() -> None:
    # Named on the plan's day, twice: 1 firm. The day before the plan: not. Revoked: not.
    found = value(
        "N12",
        firm(0),
        firm(1),
        firm(2),
        title("未来之星", 0, certified_on=date(2022, 9, 24), state="到期"),
        title("未来之星", 0, certified_on=date(2024, 5, 1)),
        title("未来之星", 1, certified_on=date(2022, 9, 23)),
        title("未来之星", 2, state="撤销"),
    )
    assert found == 1


def test_the_hard_tech_list_is_that_of_the_year() -> None:
    # In the lists of 2026 and 2025: of 2026 one; without a list year the day given tells.
    rows = (
        firm(0),
        firm(1),
        firm(2),
        title("硬核科技百强", 0, list_year=2026, certified_on=date(2026, 6, 1)),
        title("硬核科技百强", 1, list_year=2025, certified_on=date(2025, 6, 1)),
        title("硬核科技百强", 2, certified_on=date(2026, 9, 30)),
    )
    assert value("N13", *rows) == 2
    assert value("N13", *rows, period=Q3.previous()) == 1


def test_innovative_firms_brought_in_and_raised() -> None:
    # Brought in on 2023-03-01 (certified before the plan), raised in 2025, one before the plan.
    found = value(
        "N14",
        firm(0),
        firm(1),
        firm(2),
        title("创新型企业(引进)", 0, settled_on=date(2023, 3, 1), certified_on=date(2022, 1, 1)),
        title("创新型企业(培育)", 1, certified_on=date(2025, 3, 1)),
        title("创新型企业(培育)", 2, certified_on=date(2022, 9, 1)),
    )
    assert found == 2


def test_state_owned_firms_once() -> None:
    # Two state-owned of which one is also in 闵行's list, one private: 2.
    found = figures(
        {
            MINHANG: rows_of(firm(0, MINHANG, is_state_owned=True)),
            PUDONG: rows_of(
                firm(0, is_state_owned=True),
                firm(1, is_state_owned=True),
                firm(2, is_state_owned=False),
            ),
        }
    )["N15"]
    assert (found.value, found.by_district) == (2, {MINHANG: 1, PUDONG: 1})
