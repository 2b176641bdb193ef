"""The sample data: determined by its seed, clean where promised, wrong where planted."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

import pytest

from forms.catalogue import Catalogue, load_catalogue
from resources.sample import DISTRICTS, PERIODS, Row, planted_mistakes, sample_rows
from resources.sample.codes import uscc
from resources.sample.entities import brand_of
from resources.sample.mistakes import MISTAKES, PLACEHOLDER_MOBILE, Planted
from resources.sample.timeline import PATHS
from tests.resources.sample_rules import progress_faults, project_faults, register_faults

OPENING, CURRENT = PERIODS
MANY_OF = {"topic_codes": "topic", "plan_codes": "plan", "tech_tags": "tech_tag",
           "policies": "support_policy"}  # fmt: skip
ONE_OF = {"cluster_code": "cluster", "direction_code": "direction", "direction2_code": "direction",
          "town_code": "town", "industry_code": "industry"}  # fmt: skip
NAMED_AS_LIST = (
    "project_category", "no_code_reason", "construction_nature", "approval_type",
    "entity_type", "project_level", "stage", "issue_type", "coordinate_level", "source",
)  # fmt: skip
#: rules that `sample_rules` judges over both periods or the whole register
NOT_JUDGED_BY_ROW = {"A77"}
#: a change here changes every picture and benchmark made from the sample
FIRST_PROJECT = ("91310115MA00130196", Decimal("5700.00"))


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """Return the catalogue that the sample must obey."""
    return load_catalogue()


def by_id(rows: list[Row]) -> dict[str, Row]:
    """Return rows by their record id."""
    return {str(row["record_id"]): row for row in rows}


def faults(district: str, period: str, catalogue: Catalogue, mistakes: bool) -> dict[str, set[str]]:
    """Return record id -> broken rules; the period before is always the clean one."""
    rows = sample_rows(district, period, mistakes=mistakes)
    reports = by_id(rows["F02"])
    before = (
        by_id(sample_rows(district, OPENING, mistakes=False)["F02"]) if period == CURRENT else {}
    )
    found = {}
    for record_id, project in by_id(rows["F01"]).items():
        broken = project_faults(project, district, period, catalogue)
        if record_id in reports:
            broken |= progress_faults(reports[record_id], before.get(record_id), project)
        found[record_id] = broken
    return found


def planted_in_projects(district: str, period: str) -> list[Planted]:
    """Return the mistakes planted in F01 and F02; those of the registers are judged elsewhere."""
    return [one for one in planted_mistakes(district, period) if "-P" in one[1]]


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("district", DISTRICTS)
def test_clean_rows_obey_the_rules(district: str, period: str, catalogue: Catalogue) -> None:
    found = faults(district, period, catalogue, mistakes=False)
    assert {record_id: broken for record_id, broken in found.items() if broken} == {}
    assert list(register_faults(sample_rows(district, period, mistakes=False)["F01"])) == []


@pytest.mark.parametrize("seed", [1, 7, 99])
def test_other_seeds_are_clean_too(seed: int, catalogue: Catalogue) -> None:
    rows = sample_rows("310115", CURRENT, seed=seed, mistakes=False)
    before = by_id(sample_rows("310115", OPENING, seed=seed, mistakes=False)["F02"])
    projects = by_id(rows["F01"])
    assert not any(project_faults(row, "310115", CURRENT, catalogue) for row in rows["F01"])
    for row in rows["F02"]:
        record_id = str(row["record_id"])
        assert not progress_faults(row, before.get(record_id), projects[record_id])


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("district", DISTRICTS)
def test_planted_mistakes_agree_with_the_rows(
    district: str, period: str, catalogue: Catalogue
) -> None:
    planted = planted_in_projects(district, period)
    found = faults(district, period, catalogue, mistakes=True)
    clean = sample_rows(district, period, mistakes=False)
    dirty = sample_rows(district, period)
    for rule, record_id, field in planted:
        form = "F01" if field in clean["F01"][0] else "F02"
        assert field in by_id(clean[form])[record_id]
        assert by_id(dirty[form])[record_id] != by_id(clean[form])[record_id]
        assert rule in found[record_id] | NOT_JUDGED_BY_ROW, (rule, record_id)
    broken = {record_id for record_id, rules in found.items() if rules}
    assert broken <= {record_id for _, record_id, _ in planted}


@pytest.mark.parametrize("period", PERIODS)
def test_mistakes_are_few_and_of_every_kind(period: str) -> None:
    rows, planted = 0, Counter[str]()
    for district in DISTRICTS:
        tables = sample_rows(district, period)
        rows += len(tables["F01"]) + len(tables["F02"])
        listed = planted_in_projects(district, period)
        records = [record_id for _, record_id, _ in listed]
        assert len(set(records)) == len(records) > 0
        planted.update(rule for rule, _, _ in listed)
    assert 0.06 <= planted.total() / rows <= 0.08
    expected = {mistake.rule for mistake in MISTAKES if period in mistake.periods} | {"A77"}
    assert set(planted) == expected


def test_one_seed_gives_one_sample() -> None:
    first = sample_rows("310112", CURRENT)
    assert first == sample_rows("310112", CURRENT)
    assert planted_mistakes("310112", CURRENT) == planted_mistakes("310112", CURRENT)
    assert first != sample_rows("310112", CURRENT, seed=2027)
    # A caller that changes its rows must not change the next caller's.
    first["F01"][0]["project_name"] = "已改"
    assert sample_rows("310112", CURRENT)["F01"][0]["project_name"] != "已改"


def test_the_sample_is_the_same_on_every_machine() -> None:
    row = sample_rows("310115", OPENING, mistakes=False)["F01"][0]
    assert row["record_id"] == "310115-2023-P0001"
    assert (row["entity_uscc"], row["total_investment"]) == FIRST_PROJECT


def test_projects_are_spread_as_in_the_city(catalogue: Catalogue) -> None:
    sizes = {district: len(sample_rows(district, CURRENT)["F01"]) for district in DISTRICTS}
    assert set(sizes) == {entry.code for entry in catalogue.codelist("district")}
    assert sum(sizes.values()) == 600
    assert sizes.pop("310115") == 120
    assert all(15 <= size <= 60 for size in sizes.values())
    heaviest = sorted(sizes, key=lambda code: sizes[code])[-2:]
    assert set(heaviest) == {"310112", "310120"}


def test_most_projects_are_in_clusters_the_plan_names(catalogue: Catalogue) -> None:
    for district in DISTRICTS:
        named = catalogue.clusters_named(district)
        rows = sample_rows(district, CURRENT, mistakes=False)["F01"]
        outside = [row for row in rows if row["cluster_code"] not in named]
        assert not named or len(outside) <= len(rows) / 5


@pytest.mark.parametrize("district", DISTRICTS)
def test_every_code_is_in_the_catalogue(district: str, catalogue: Catalogue) -> None:
    for period in PERIODS:
        tables = sample_rows(district, period)
        for row in [*tables["F01"], *tables["F02"]]:
            _require_codes(row, catalogue)


def _require_codes(row: Row, catalogue: Catalogue) -> None:
    for field, name in {**ONE_OF, **dict(zip(NAMED_AS_LIST, NAMED_AS_LIST, strict=True))}.items():
        if row.get(field) is not None:
            assert row[field] in catalogue.codelist(name), (field, row[field])
    for field, name in MANY_OF.items():
        if row.get(field) is not None:
            values = str(row[field]).split(",")
            assert all(value in catalogue.codelist(name) for value in values), (field, values)


def test_the_same_projects_go_on_from_period_to_period() -> None:
    for district in DISTRICTS:
        before, after = (sample_rows(district, p, mistakes=False) for p in PERIODS)
        assert list(by_id(before["F01"])) == list(by_id(after["F01"]))
        assert set(by_id(before["F02"])) <= set(by_id(after["F02"]))
        for period in (before, after):
            reporting = {str(r["record_id"]) for r in period["F01"] if r["stage"] != "10"}
            assert set(by_id(period["F02"])) == reporting


def test_progress_moves_on_and_says_so() -> None:
    before, after = (by_id(sample_rows("310115", p, mistakes=False)["F02"]) for p in PERIODS)
    active = [i for i, row in after.items() if row["stage"] == before.get(i, row)["stage"] == "40"]
    moved = [i for i in active if i in before and after[i]["inv_cum"] != before[i]["inv_cum"]]
    assert len(active) > 40
    assert moved == active
    texts = [i for i in active if after[i]["progress_text"] != before[i]["progress_text"]]
    assert len(texts) > 0.9 * len(active)


def test_every_path_of_stages_occurs() -> None:
    paths = set()
    for district in DISTRICTS:
        before, after = (by_id(sample_rows(district, p, mistakes=False)["F01"]) for p in PERIODS)
        paths |= {(before[i]["stage"], after[i]["stage"]) for i in after}
    assert paths == set(PATHS)


def test_money_is_exact_and_has_two_places() -> None:
    money = {"total_investment", "fund_self", "plan_year", "inv_cum", "output_ytd", "rd_ytd"}
    tables = sample_rows("310112", CURRENT, mistakes=False)
    seen = set()
    for row in [*tables["F01"], *tables["F02"]]:
        for field in money & set(row):
            value = row[field]
            assert isinstance(value, Decimal)
            assert value.as_tuple().exponent == -2
            seen.add(field)
    assert seen == money


def test_nobody_and_nothing_in_it_is_real() -> None:
    for district in DISTRICTS:
        for period in PERIODS:
            tables = sample_rows(district, period)
            for row in tables["F01"]:
                name = str(row["entity_name"] or "示例")
                assert "示例" in name or "虚拟" in name
                assert all("示例" in str(row[who]) for who in ("leader_name", "contact_name"))
                assert str(row["entity_uscc"])[8:12] == "MA00"
            everything = str(tables)
            assert set(re.findall(r"1[3-9]\d{9}", everything)) <= {PLACEHOLDER_MOBILE}
            assert set(re.findall(r"0\d{2,3}-\d{7,8}(?!\d)", everything)) == {"021-00000000"}


def test_entities_and_brands_are_not_shared_between_districts() -> None:
    assert len({brand_of(number) for number in range(1, 601)}) == 600
    owner: dict[str, str] = {}
    for district in DISTRICTS:
        for row in sample_rows(district, CURRENT, mistakes=False)["F01"]:
            assert owner.setdefault(str(row["entity_uscc"]), district) == district


def test_the_cover_is_signed_by_fictional_people() -> None:
    (cover,) = sample_rows("310120", CURRENT)["F00"]
    assert cover == {
        "unit_name": "奉贤区示例填报单位",
        "unit_leader": "示例甲",
        "stat_leader": "示例乙",
        "preparer": "示例丙",
        "phone": "021-00000000",
        "report_date": "2026-10-12",
        "nil_forms": None,
    }


def test_check_characters_are_the_standards() -> None:
    # Computed cases of the standards: MA000001 -> 5, and a code of sixteen districts.
    assert uscc("91", "310101", 1) == "91310101MA00000153"
    assert uscc("91", "310115", 11) == "91310115MA0000111M"
    assert uscc("91", "310116", 12) == "91310116MA000012XU"


@pytest.mark.parametrize(("district", "period"), [("310999", CURRENT), ("310115", "2020Q1")])
def test_unknown_district_or_period_is_refused(district: str, period: str) -> None:
    with pytest.raises(ValueError, match="样例数据中没有"):
        sample_rows(district, period)
