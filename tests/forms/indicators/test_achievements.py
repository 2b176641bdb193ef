"""Z06 to Z08, Z13, N11, N16 to N19: what has come about since the plan."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from forms.f05_achievement import Achievement
from forms.f06_scenario import Scenario
from forms.f07_challenge import Challenge
from forms.indicators import counted_target
from tests.forms.indicators.records import (
    CATALOGUE,
    CODES,
    MINHANG,
    PUDONG,
    Q2,
    figures,
    rows_of,
    value,
)

FIRST, LAST = date(2022, 9, 24), date(2026, 9, 30)


def achievement(kind: str, name: str = "示例成果", **facts: Any) -> Achievement:
    given: dict[str, Any] = {"finished_on": date(2025, 1, 1), "owner_uscc": CODES[0]} | facts
    return Achievement(achievement_type=kind, achievement_name=name, **given)


def standard(number: str, **facts: Any) -> Achievement:
    return achievement("标准", **({"document_no": number, "standard_level": "国家"} | facts))


@pytest.mark.parametrize(("code", "kind"), [("Z06", "核心部件"), ("Z07", "高端产品")])
def test_from_the_plans_day_to_the_periods_last(code: str, kind: str) -> None:
    # On the first and the last day: in; the day before and the day after: out. Patents: never. 2.
    rows = (
        achievement(kind, "甲", finished_on=FIRST),
        achievement(kind, "乙", finished_on=LAST),
        achievement(kind, "丙", finished_on=date(2022, 9, 23)),
        achievement(kind, "丁", finished_on=date(2026, 10, 1)),
        achievement("发明专利", "戊"),
    )
    assert value(code, *rows) == 2
    # Three months earlier the second was still to come.
    assert value(code, *rows, period=Q2) == 1


def test_the_start_is_the_citys_to_choose() -> None:
    # Setting G: finished in autumn 2022 counts from 2022-09-24 on, not from 2023-01-01 on.
    rows = (
        achievement("核心部件", "甲", finished_on=date(2022, 12, 31)),
        achievement("核心部件", "乙", finished_on=date(2023, 1, 1)),
    )
    assert value("Z06", *rows) == 2
    assert value("Z06", *rows, answers={"cumulative_start": "2023-01-01"}) == 1


def test_one_achievement_in_two_districts_is_one() -> None:
    part = achievement("核心部件", "示例芯片")
    other = achievement("核心部件", "示例芯片", owner_uscc=CODES[1])
    found = figures({MINHANG: rows_of(part), PUDONG: rows_of(part, other)})["Z06"]
    # The same part of the same owner once; a part of that name of another owner is another.
    assert (found.value, found.by_district) == (2, {MINHANG: 1, PUDONG: 1})
    assert len(found.aside) == 1


def test_without_a_day_it_is_not_known() -> None:
    rows = rows_of(achievement("高端产品", finished_on=None), achievement("高端产品", "乙"))
    found = figures({PUDONG: rows})["Z07"]
    assert (found.value, found.unknown) == (1, 1)
    assert found.unsure[0].note == "完成（发布）日期未填"


def test_standards_of_the_counted_levels_each_number_once() -> None:
    # 国际, 国家, 行业 count: 3; 地方, 团体, 企业 do not; the national one stands in 闵行 as well.
    levels = ("国际", "国家", "行业", "地方", "团体", "企业")
    ours = [
        standard(f"示例 {number}-2025", standard_level=one) for number, one in enumerate(levels)
    ]
    theirs = standard("示例1—2025".replace("—", "-"), standard_level="国家")
    found = figures({MINHANG: rows_of(theirs), PUDONG: rows_of(*ours)})["Z08"]
    assert (found.value, found.by_district) == (3, {MINHANG: 1, PUDONG: 2})


def test_other_levels_count_when_the_city_says_so() -> None:
    # Setting B: with group standards in, 2; with national ones alone, 1.
    rows = (standard("示例1"), standard("示例2", standard_level="团体"))
    assert value("Z08", *rows) == 1
    assert value("Z08", *rows, answers={"standard_levels": "国家|团体"}) == 2
    assert value("Z08", *rows, answers={"standard_levels": "团体"}) == 1


def test_a_standard_without_a_level_is_not_known() -> None:
    found = figures({PUDONG: rows_of(standard("示例1", standard_level=None))})["Z08"]
    assert (found.value, found.unsure[0].note) == (None, "标准层级未填")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (achievement("核心部件"), "Z06"),
        (achievement("高端产品"), "Z07"),
        (standard("示例1"), "Z08"),
        (standard("示例1", standard_level="团体"), None),
        (achievement("核心部件", finished_on=date(2022, 9, 23)), None),
        (achievement("核心部件", finished_on=None), None),
        (achievement("发明专利"), None),
    ],
)
def test_a_record_shows_which_target_counts_it(row: Achievement, code: str | None) -> None:
    assert counted_target(row, CATALOGUE) == code


# --- Scenarios ------------------------------------------------------------------------------


def scenario(name: str = "示例场景", **facts: Any) -> Scenario:
    given: dict[str, Any] = {
        "stage": "融合试验",
        "state": "已发布",
        "comprehensive": False,
        "publisher": "示例委员会",
        "published_on": date(2025, 9, 10),
    } | facts
    return Scenario(scenario_name=name, **given)


@pytest.mark.parametrize(
    ("code", "stage"), [("N16", "早期验证"), ("N17", "融合试验"), ("N18", "综合推广")]
)
def test_published_scenarios_by_stage(code: str, stage: str) -> None:
    # Published, building, formed: 3. Planned and ended: not. Before the plan: not. Other stage: no.
    other = "早期验证" if stage != "早期验证" else "综合推广"
    found = value(
        code,
        scenario("甲", stage=stage),
        scenario("乙", stage=stage, state="建设中", published_on=FIRST),
        scenario("丙", stage=stage, state="已形成", published_on=LAST),
        scenario("丁", stage=stage, state="策划", published_on=None),
        scenario("戊", stage=stage, state="终止"),
        scenario("己", stage=stage, published_on=date(2022, 9, 23)),
        scenario("庚", stage=other),
    )
    assert found == 3


def test_cross_border_demonstrations() -> None:
    # Two are demonstrations, of which one is only planned: 1.
    found = value(
        "N11",
        scenario("甲", is_cross_demo=True),
        scenario("乙", is_cross_demo=True, state="策划"),
        scenario("丙", is_cross_demo=False),
        scenario("丁"),
    )
    assert found == 1


def test_formed_comprehensive_scenarios() -> None:
    # Formed on the first and last day: 2; before the plan, after the period, not formed: no.
    def formed(name: str, day: date | None, **facts: Any) -> Scenario:
        return scenario(
            name, **({"comprehensive": True, "state": "已形成", "formed_on": day} | facts)
        )

    rows = rows_of(
        formed("甲", FIRST),
        formed("乙", LAST),
        formed("丙", date(2022, 9, 23)),
        formed("丁", date(2026, 10, 1)),
        formed("戊", None),
        formed("己", LAST, state="建设中"),
        formed("庚", LAST, comprehensive=False, stage="综合推广"),
    )
    found = figures({PUDONG: rows})["Z13"]
    assert (found.value, found.unknown) == (2, 1)
    # Setting C: with wide use taken for the same thing, the last one counts too.
    same = figures({PUDONG: rows}, answers={"comprehensive_scenario": "相同"})["Z13"]
    assert same.value == 3


def test_a_scenario_in_two_districts_is_one_when_one_office_published_it() -> None:
    ours, other = scenario(), scenario(publisher="另一示例委员会")
    found = figures({MINHANG: rows_of(ours), PUDONG: rows_of(ours, other)})["N17"]
    assert found.by_district == {MINHANG: 1, PUDONG: 1}


def test_challenges_launched_and_not_failed() -> None:
    # Four states on the way: 4; 流榜 and 终止: no; before the plan: no; the same number again: no.
    def challenge(number: str, state: str, day: date = date(2026, 1, 15)) -> Challenge:
        return Challenge(
            challenge_no=number, issuer_name="上海示例公司", state=state, published_on=day
        )

    found = value(
        "N19",
        challenge("示例1", "已发榜", FIRST),
        challenge("示例2", "已揭榜"),
        challenge("示例3", "攻关中"),
        challenge("示例4", "已验收", LAST),
        challenge("示例5", "流榜"),
        challenge("示例6", "终止"),
        challenge("示例7", "已发榜", date(2022, 9, 23)),
        challenge("示例8", "已发榜", date(2026, 10, 1)),
        challenge("示例 2", "攻关中"),
    )
    assert found == 4
