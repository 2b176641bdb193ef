"""The plan beside what was recorded: counts, gaps, and the records behind them."""

from decimal import Decimal

import pytest

from forms.base import Form
from forms.catalogue import load_catalogue
from forms.coverage import MEASURES, Coverage, Line, PlanLine, coverage, topic_measures
from forms.f01_project import Project
from forms.f03_carrier import Carrier
from forms.f04_enterprise import Enterprise
from forms.f05_achievement import Achievement
from forms.f06_scenario import Scenario
from forms.f12_output import Output
from forms.registry import STANDARD_FORMS

CATALOGUE = load_catalogue()
PUDONG, XUHUI = "310115", "310104"


def laid(
    *rows: Form, not_asked: frozenset[str] = frozenset(), other: Form | None = None
) -> Coverage:
    """The coverage of 浦东's rows, and of one row of 徐汇."""
    by_district: dict[str, dict[str, dict[str, Form]]] = {PUDONG: {}, XUHUI: {}}
    for number, row in enumerate(rows):
        by_district[PUDONG].setdefault(row.spec.code, {})[str(number)] = row
    if other is not None:
        by_district[XUHUI] = {other.spec.code: {"0": other}}
    return coverage(by_district, CATALOGUE, STANDARD_FORMS, not_asked)


def line(found: Coverage, code: str) -> Line:
    return next(one for one in found.lines if one.code == code)


def plan(found: Coverage, code: str) -> PlanLine:
    return next(one for one in found.plans if one.code == code)


PROJECT = Project(
    record_id="310115-2026-P0001",
    project_name="示例类脑芯片",
    cluster_code="1",
    direction_code="101",
    topic_codes=("10108", "10111"),
    direction2_code="201",
    plan_codes=("筑基", "携手"),
    tech_tags=("颠覆性",),
)


def test_the_whole_plan_is_laid_out_in_its_order() -> None:
    found = laid()
    levels = [one.level for one in found.lines]
    assert (levels.count("cluster"), levels.count("direction")) == (5, 16)
    assert len(found.topics) == levels.count("topic") - 16 == 183
    assert [one.code for one in found.lines[:3]] == ["1", "101", "10101"]
    assert found.gaps == found.topics


def test_a_project_counts_in_each_of_its_topics_but_in_one_direction() -> None:
    found = laid(PROJECT)
    counts = {
        code: line(found, code).figures["projects"] for code in ("1", "101", "10108", "10111")
    }
    assert set(counts.values()) == {1}
    assert line(found, "201").figures["projects"] == 0
    assert not line(found, "10108").is_gap
    assert line(found, "10101").is_gap
    assert [one.code for one in found.topics if not one.is_gap] == ["10108", "10111"]


def test_the_records_behind_a_line_are_named() -> None:
    achieved = Achievement(
        record_id="310115-A-0001", achievement_name="示例芯片", topic_codes=("10108",)
    )
    other = Scenario(record_id="310104-S-0001", scenario_name="示例场景", topic_codes=("10108",))
    found = laid(PROJECT, achieved, other=other)
    assert [(one.district, one.form, one.title) for one in line(found, "10108").records] == [
        (PUDONG, "F01", "示例类脑芯片"),
        (PUDONG, "F05", "示例芯片"),
        (XUHUI, "F06", "示例场景"),
    ]


def test_a_topic_alone_tells_direction_and_cluster() -> None:
    found = laid(Achievement(record_id="310115-A-0001", topic_codes=("20401",)))
    assert line(found, "204").figures["achievements"] == 1
    assert line(found, "2").figures["achievements"] == 1


def test_firms_and_output_are_told_by_direction_only() -> None:
    found = laid(
        Enterprise(record_id="310115-E-0001", direction_code="101"),
        Enterprise(record_id="310115-E-0002", cluster_code="1"),
        Carrier(record_id="310115-C-0001"),
        Output(record_id="1", direction_code="101", future_output_ytd=Decimal("12.50")),
        Output(record_id="2", direction_code="101", future_output_ytd=Decimal("0.50")),
        Output(record_id="3", direction_code="101"),
    )
    direction, cluster = line(found, "101"), line(found, "1")
    assert (direction.figures["firms"], cluster.figures["firms"]) == (1, 2)
    assert direction.figures["output"] == cluster.figures["output"] == Decimal("13.00")
    assert line(found, "102").figures["output"] == Decimal(0)
    assert not direction.is_gap
    topic = line(found, "10101")
    assert topic.is_gap
    assert topic.figures["firms"] is None
    assert topic.figures["output"] is None
    assert sum(one.figures["carriers"] or 0 for one in found.lines) == 0


def test_the_entry_for_other_things_is_no_gap() -> None:
    assert not line(laid(), "10199").is_gap


def test_what_nobody_was_asked_for_is_no_gap() -> None:
    found = laid(not_asked=frozenset({"F01", "F05", "F06", "F12", "F08"}))
    topic = line(found, "10101")
    assert not topic.is_gap
    assert topic.figures["projects"] is None
    assert line(found, "101").figures["output"] is None
    assert line(found, "101").is_gap
    assert plan(found, "P26").count is None
    assert not plan(found, "P26").is_gap


def test_the_plans_count_their_projects_and_each_item_its_rows() -> None:
    park = Carrier(record_id="310115-C-0001", carrier_type="加速器", carrier_name="示例加速器")
    pilot = Carrier(record_id="310115-C-0002", carrier_type="中试基地")
    blended = Scenario(record_id="310115-S-0001", stage="融合试验", is_cross_demo=True)
    found = laid(PROJECT, park, pilot, blended)
    assert [one.code for one in found.plans if not one.is_item] == [
        "筑基", "领跑", "携手", "开源", "雁阵", "雨林", "M",
    ]  # fmt: skip
    assert (plan(found, "筑基").count, plan(found, "开源").count) == (1, 0)
    assert (plan(found, "开源").is_gap, plan(found, "M").count) == (True, None)
    assert plan(found, "P07").records[0].title == "示例类脑芯片"
    assert plan(found, "P12").count == 1
    assert plan(found, "P12").forms == ("F03",)
    assert plan(found, "P21").count == 2, "a row that counts twice is one row"
    assert plan(found, "P21").forms == ("F06", "F03")
    assert plan(found, "P23").is_gap
    assert sum(one.is_item for one in found.plans) == 40


def test_every_measure_is_of_a_form_with_directions() -> None:
    for measure in MEASURES:
        form = STANDARD_FORMS[measure.form]
        assert any(one.codes == "direction" for one in form.items())
        assert not measure.amount or form.item(measure.amount).kind.name == "money"
    assert topic_measures(STANDARD_FORMS) == {"projects", "achievements", "scenarios"}
    assert MEASURES[0].full_title == "项目（个）"


@pytest.mark.parametrize("forms", ["F01", "F03"])
def test_a_program_with_fewer_forms_covers_what_it_has(forms: str) -> None:
    from forms.base import FormSet

    found = coverage({PUDONG: {}}, CATALOGUE, FormSet([STANDARD_FORMS[forms]]))
    assert plan(found, "P23").count is None
