"""The sample's registers (F03 to F10) and outputs (F12): many, plausible, clean, moving on."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

import pytest

from forms.catalogue import Catalogue, load_catalogue
from resources.sample import DISTRICTS, PERIODS, Row, planted_mistakes, sample_rows
from resources.sample.firms import firm_brand
from resources.sample.mistakes import Planted
from resources.sample.projects import GAPS
from resources.sample.register_mistakes import REGISTER_MISTAKES
from tests.resources.register_rules import REGISTERS, register_faults

OPENING, CURRENT = PERIODS
GROWING = ("F03", "F04", "F04Q", "F05", "F06", "F07", "F09", "F12")
PUDONG, FENGXIAN = "310115", "310120"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """Return the catalogue that the sample must obey."""
    return load_catalogue()


@cache
def clean(district: str, period: str) -> dict[str, list[Row]]:
    """Return a district's clean rows; only read here."""
    return sample_rows(district, period, mistakes=False)


def whole_city(period: str, form: str) -> list[Row]:
    """Return the clean rows of a form of all districts."""
    return [row for district in DISTRICTS for row in clean(district, period)[form]]


def by_id(rows: list[Row]) -> dict[str, Row]:
    """Return rows by their record id."""
    return {str(row["record_id"]): row for row in rows}


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("district", DISTRICTS)
def test_clean_registers_obey_the_rules(district: str, period: str, catalogue: Catalogue) -> None:
    assert register_faults(clean(district, period), district, period, catalogue) == []


@pytest.mark.parametrize("seed", [1, 7, 99])
def test_registers_of_other_seeds_are_clean_too(seed: int, catalogue: Catalogue) -> None:
    rows = sample_rows(PUDONG, CURRENT, seed=seed, mistakes=False)
    assert register_faults(rows, PUDONG, CURRENT, catalogue) == []


def test_the_city_has_some_1500_firms_most_of_them_in_pudong() -> None:
    for period in PERIODS:
        sizes = {district: len(clean(district, period)["F04"]) for district in DISTRICTS}
        assert 1_400 <= sum(sizes.values()) <= 1_600
        assert sorted(sizes, key=lambda code: -sizes[code])[:2] == [PUDONG, FENGXIAN]
        assert min(sizes.values()) >= 20


def test_qualifications_are_as_many_as_the_plan_speaks_of() -> None:
    counts: dict[str, int] = {}
    for row in whole_city(CURRENT, "F04Q"):
        if row["state"] == "有效":
            counts[str(row["qualification_type"])] = (
                counts.get(str(row["qualification_type"]), 0) + 1
            )
    assert 450 <= counts["高新技术企业"] <= 700
    assert 60 <= sum(n for kind, n in counts.items() if kind.endswith("企业技术中心")) <= 110
    assert 3 <= counts["领军企业"] <= 10
    assert 8 <= counts["生态主导型企业"] <= 20
    assert len(counts) == 12
    holders = {row["uscc"] for row in whole_city(CURRENT, "F04Q")}
    assert 1.1 <= len(whole_city(CURRENT, "F04Q")) / len(holders) <= 1.5


def test_certificates_run_out_and_are_marked() -> None:
    before, after = (by_id(whole_city(period, "F04Q")) for period in PERIODS)
    states = {(before[i]["state"], after[i]["state"]) for i in before}
    assert {("有效", "有效"), ("有效", "到期"), ("有效", "撤销"), ("到期", "到期")} == states
    expired = [i for i in before if (before[i]["state"], after[i]["state"]) == ("有效", "到期")]
    assert 10 <= len(expired) <= 90
    for own_id in expired:
        assert "2026-06-30" <= str(after[own_id]["valid_to"]) < "2026-09-30"


def test_two_firms_in_five_report_output_and_it_grows() -> None:
    before, after = (by_id(whole_city(period, "F12")) for period in PERIODS)
    firms = {row["uscc"] for row in after.values()}
    assert 0.35 <= len(firms) / len(whole_city(CURRENT, "F04")) <= 0.45
    assert len(firms) < len(after) < 1.3 * len(firms)
    assert set(before) < set(after)
    for own_id, row in before.items():
        for field in ("output_ytd", "future_output_ytd", "rd_spending", "export_value"):
            earlier, later = row[field], after[own_id][field]
            assert isinstance(earlier, Decimal)
            assert isinstance(later, Decimal)
            assert earlier <= later
        assert row["direction_code"] == after[own_id]["direction_code"]
    for district in DISTRICTS:
        totals = [
            sum(Decimal(str(row["future_output_ytd"])) for row in clean(district, period)["F12"])
            for period in PERIODS
        ]
        assert totals[0] > 0
        assert Decimal("1.3") < totals[1] / totals[0] < Decimal("2.2")


def test_some_firms_carry_projects_under_the_same_name() -> None:
    for district in DISTRICTS:
        tables = clean(district, CURRENT)
        entities = {row["entity_uscc"]: row["entity_name"] for row in tables["F01"]}
        shared = [row for row in tables["F04"] if row["uscc"] in entities]
        assert len(tables["F04"]) > len(shared) > 3
        assert all(entities[row["uscc"]] == row["enterprise_name"] for row in shared)


def test_registers_go_on_with_changes_and_new_rows() -> None:
    for form in GROWING:
        before, after = (by_id(whole_city(period, form)) for period in PERIODS)
        assert set(before) < set(after)
        assert len(after) < 1.25 * len(before)
        changed = [own_id for own_id in before if before[own_id] != after[own_id]]
        assert changed
        # What happened in the period is told anew in F09 and F12.
        if form not in {"F09", "F12"}:
            assert len(changed) < len(before) / 2


def test_firms_are_fictional_and_in_one_district_each() -> None:
    assert len({firm_brand(number) for number in range(1, 2401)}) == 2400
    owner: dict[str, str] = {}
    for district in DISTRICTS:
        for row in clean(district, CURRENT)["F04"]:
            assert owner.setdefault(str(row["uscc"]), district) == district
            assert re.search("示例|虚拟", str(row["enterprise_name"]))
            assert row["contact_phone"] == "021-00000000"
    names = [row["enterprise_name"] for row in whole_city(CURRENT, "F04")]
    assert len(set(names)) == len(names)


def test_what_one_district_counts_no_other_does() -> None:
    once = {
        "F01": ("nat_project_code",),
        "F03": ("carrier_name",),
        "F04": ("uscc",),
        "F05": ("document_no",),
        "F12": ("uscc", "direction_code"),
    }
    for form, fields in once.items():
        rows = [row for row in whole_city(CURRENT, form) if row[fields[0]]]
        assert len({tuple(row[field] for field in fields) for row in rows}) == len(rows), form


def test_places_in_a_ranking_are_given_once() -> None:
    places = [
        row["rank"]
        for row in whole_city(CURRENT, "F04Q")
        if row["qualification_type"] == "硬核科技百强"
    ]
    assert len(places) == len(set(places)) > 20


#: form -> fewest and most rows that a district may have
VOLUMES = {
    "F03": (7, 25), "F05": (10, 40), "F06": (5, 20), "F07": (2, 10), "F08": (5, 12),
    "F09": (7, 20), "F10": (6, 12),
}  # fmt: skip


@pytest.mark.parametrize("period", PERIODS)
def test_registers_have_as_many_rows_as_a_district_has(period: str) -> None:
    for form, (fewest, most) in VOLUMES.items():
        sizes = [len(clean(district, period)[form]) for district in DISTRICTS]
        assert all(fewest <= size <= most for size in sizes if form != "F07" or size)


def test_two_small_districts_declare_a_true_nil() -> None:
    nil = {}
    for district in DISTRICTS:
        tables = clean(district, OPENING)
        (cover,) = tables["F00"]
        empty = {form for form in REGISTERS if not tables[form]}
        assert empty == set(filter(None, str(cover["nil_forms"] or "").split("；")))
        if empty:
            nil[district] = empty
        assert clean(district, CURRENT)["F00"][0]["nil_forms"] is None
    assert nil == {"310101": {"F07"}, "310151": {"F07"}}


def test_carriers_across_districts_are_registered_by_the_leading_one_only() -> None:
    carriers = whole_city(CURRENT, "F03")
    shared = [row for row in carriers if row["other_districts"]]
    lingang = [row for row in shared if "临港" in str(row["carrier_name"])]
    assert len(lingang) >= 3
    for row in lingang:
        assert row["lead_district"] == PUDONG
        assert FENGXIAN in str(row["other_districts"])
    names = [row["carrier_name"] for row in carriers]
    assert len(set(names)) == len(names)
    assert len({row["lead_district"] for row in shared}) > 1


def test_every_kind_of_every_register_occurs(catalogue: Catalogue) -> None:
    kinds = {
        ("F03", "carrier_type"): "carrier_type",
        ("F03", "state"): "carrier_state",
        ("F05", "achievement_type"): "achievement_type",
        ("F05", "standard_level"): "standard_level",
        ("F06", "stage"): "scenario_stage",
        ("F06", "state"): "scenario_state",
        ("F08", "row_type"): "station_type",
        ("F09", "event_type"): "event_type",
        ("F10", "tool"): "policy_tool",
        ("F12", "method"): "output_method",
    }
    for (form, field), codes in kinds.items():
        found = {row[field] for row in whole_city(CURRENT, form)} - {None}
        assert found == {entry.code for entry in catalogue.codelist(codes)}, (form, field)
    testbeds = {row["testbed_type"] for row in whole_city(CURRENT, "F03")} - {None}
    assert testbeds == {entry.code for entry in catalogue.codelist("testbed_type")}
    states = {str(row["state"]) for row in whole_city(CURRENT, "F07")}
    assert states == {entry.code for entry in catalogue.codelist("challenge_state")} - {"终止"}


def test_some_topics_have_no_record_and_all_directions_and_plans_have(
    catalogue: Catalogue,
) -> None:
    topics: set[str] = set()
    directions: set[str] = set()
    plans: set[str] = set()
    for form in ("F01", "F05", "F06", "F07", "F12"):
        for row in whole_city(CURRENT, form):
            topics.update(str(row.get("topic_codes") or "").split(","))
            directions.add(str(row["direction_code"]))
            plans.update(str(row.get("plan_codes") or "").split(","))
    named = {entry.code for entry in catalogue.codelist("topic") if entry.code[3:] != "99"}
    assert named - topics == GAPS
    assert directions == {entry.code for entry in catalogue.codelist("direction")}
    assert plans - {""} == {entry.code for entry in catalogue.codelist("plan")}


def test_targets_are_neither_missed_nor_reached() -> None:
    achievements = whole_city(CURRENT, "F05")
    for kind in ("核心部件", "高端产品", "标准"):
        assert 30 <= sum(row["achievement_type"] == kind for row in achievements) <= 100
    carriers = whole_city(CURRENT, "F03")
    for kind, target in (("未来技术学院", 5), ("未来产业创新中心", 15), ("未来产业先导区", 15)):
        assert 2 <= sum(row["carrier_type"] == kind for row in carriers) <= target
    formed = [
        row
        for row in whole_city(CURRENT, "F06")
        if (row["state"], row["comprehensive"]) == ("已形成", "是")
    ]
    assert 10 <= len(formed) <= 50
    output = sum(Decimal(str(row["future_output_ytd"])) for row in whole_city(CURRENT, "F12"))
    assert 300 <= output / 10_000 <= 3_000


def test_numbers_of_the_year_only_grow() -> None:
    fields = {
        "F08": ("new_people", "applied", "selected"),
        "F10": ("company_count", "project_count", "paid", "relief"),
    }
    for form, names in fields.items():
        before, after = (by_id(whole_city(period, form)) for period in PERIODS)
        assert set(before) == set(after)
        for own_id, row in before.items():
            for name in names:
                earlier, later = row[name], after[own_id][name]
                assert Decimal(earlier or 0) <= Decimal(later or 0)
        assert before != after


def test_every_name_in_the_registers_is_fictional() -> None:
    names = {
        "F03": ("carrier_name", "operator_name", "host_school"),
        "F05": ("achievement_name", "owner_name"),
        "F06": ("scenario_name", "demander_name", "supplier_name", "publisher"),
        "F07": ("challenge_name", "issuer_name", "taker_name"),
        "F08": ("station_name", "host_name"),
        "F09": ("event_name", "organiser"),
        "F10": ("policy_name", "document_no"),
    }
    for form, fields in names.items():
        for row in whole_city(CURRENT, form):
            for field in fields:
                assert re.search("示例|虚拟", str(row[field] or "示例")), (form, row[field])


def planted_in_registers(district: str, period: str) -> list[Planted]:
    """Return the mistakes planted in F03 to F10 and F12."""
    return [one for one in planted_mistakes(district, period) if "-P" not in one[1]]


#: rules that ask for a reason: a sample without mistakes may break them too
SOFT = {"A30", "A58", "A59"}


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("district", DISTRICTS)
def test_planted_mistakes_agree_with_the_registers(
    district: str, period: str, catalogue: Catalogue
) -> None:
    dirty = sample_rows(district, period)
    faults = register_faults(dirty, district, period, catalogue)
    found = {(rule, record_id) for rule, record_id, _ in faults}
    planted = planted_in_registers(district, period)
    spoilt = {
        (form, own_id)
        for form in REGISTERS
        for own_id, row in by_id(dirty[form]).items()
        if row != by_id(clean(district, period)[form])[own_id]
    }
    assert {own_id for _, own_id in spoilt} == {own_id for _, own_id, _ in planted}
    assert len(spoilt) == len(planted)
    for rule, record_id, _ in planted:
        # A wrong code is a wrong code, by whichever rule.
        names = {rule, "A72"} if rule == "A04" else {rule}
        assert rule in SOFT | {"A77"} or {(name, record_id) for name in names} & found, rule


@pytest.mark.parametrize("period", PERIODS)
def test_register_mistakes_are_few_and_of_every_kind(period: str) -> None:
    rows = sum(len(clean(district, period)[form]) for district in DISTRICTS for form in REGISTERS)
    planted = [one for district in DISTRICTS for one in planted_in_registers(district, period)]
    assert 0.045 <= len(planted) / rows <= 0.055
    kinds = {(kind.rule, kind.field) for kind in REGISTER_MISTAKES}
    claimed = {("A77", "uscc"), ("A77", "carrier_name")}
    assert {(rule, field) for rule, _, field in planted} == kinds | claimed


def test_a_firm_and_a_carrier_are_claimed_by_two_districts() -> None:
    for period in PERIODS:
        claims = [one for one in planted_in_registers(FENGXIAN, period) if one[0] == "A77"]
        for form, field in (("F04", "uscc"), ("F03", "carrier_name")):
            (record_id,) = (own_id for _, own_id, name in claims if name == field)
            row = by_id(sample_rows(FENGXIAN, period)[form])[record_id]
            (theirs,) = (one for one in clean(PUDONG, period)[form] if one[field] == row[field])
            same = "enterprise_name" if form == "F04" else "carrier_type"
            assert theirs[same] == row[same]
