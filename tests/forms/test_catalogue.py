"""The shipped catalogue against the plan's own text, and broken catalogues refused."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from forms.catalogue import SETTINGS, Catalogue, CatalogueError, load_catalogue
from forms.codelists import UnknownCode
from resources import read_tables

FIXTURES = Path(__file__).parents[1] / "fixtures"
Tables = dict[str, list[dict[str, str]]]

#: Titles that the plan does not contain, with the words it does contain and why.
HONEST_EXCEPTIONS = {
    # "突破加速载体递送、基因编辑等技术": the verb belongs to the title in the plan's order.
    "10401": ("载体递送", "加速载体递送"),
}

NAMED = {
    "浦东新区": "12345",
    "闵行区": "1234",
    "宝山区": "125",
    "金山区": "145",
    "杨浦区": "24",
    "嘉定区": "23",
    "青浦区": "24",
    "徐汇区": "2",
    "奉贤区": "1",
    "松江区": "4",
    "崇明区": "4",
    "黄浦区": "",
    "长宁区": "",
    "静安区": "",
    "普陀区": "",
    "虹口区": "",
}

COUNTS = {
    "district": 16,
    "town": 234,
    "cluster": 5,
    "direction": 16,
    "topic": 199,
    "plan": 6,
    "target": 13,
    "indicator": 31,
    "industry": 26,
    "stage": 8,
    "carrier_type": 14,
    "testbed_type": 5,
    "qualification_type": 12,
    "issue_type": 10,
    "entity_type": 8,
    "project_category": 7,
    "policy_tool": 8,
    "record_status": 6,
}

ENUMERATIONS = [
    "record_status",
    "source",
    "period_type",
    "yes_no",
    "project_category",
    "no_code_reason",
    "construction_nature",
    "approval_type",
    "entity_type",
    "tech_tag",
    "project_level",
    "stage",
    "issue_type",
    "coordinate_level",
    "support_policy",
    "carrier_type",
    "testbed_type",
    "carrier_level",
    "carrier_state",
    "qualification_type",
    "qualification_state",
    "achievement_type",
    "achievement_basis",
    "standard_level",
    "standard_role",
    "tech_level",
    "scenario_stage",
    "scenario_state",
    "challenge_scope",
    "challenge_state",
    "station_type",
    "event_type",
    "policy_tool",
    "special_program",
    "output_method",
]


def squeezed(text: str) -> str:
    """Drop all white space and the width of punctuation: line breaks of the source."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.fixture(scope="module")
def policy() -> str:
    """Return the plan's text, without white space."""
    return squeezed((FIXTURES / "policy.txt").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """Return the catalogue that ships with the program."""
    return load_catalogue()


@pytest.mark.parametrize(("name", "count"), COUNTS.items())
def test_lists_are_complete(catalogue: Catalogue, name: str, count: int) -> None:
    assert len(catalogue.codelist(name)) == count


@pytest.mark.parametrize("name", ENUMERATIONS)
def test_enumerations_exist_with_a_chinese_title(catalogue: Catalogue, name: str) -> None:
    codes = catalogue.codelist(name)
    assert len(codes) >= 2
    assert codes.title != name
    assert codes.name == name


def test_no_code_can_break_a_many_of_value_or_a_formula(catalogue: Catalogue) -> None:
    for codes in catalogue.lists.values():
        for entry in codes:
            assert "," not in entry.code
            assert entry.code == entry.code.strip()
            assert entry.code[0] not in "=+-@"


def test_towns_are_as_many_as_domain_says(catalogue: Catalogue) -> None:
    per_district = Counter(town.parent for town in catalogue.codelist("town"))
    assert per_district["310115"] == 42
    assert per_district["310109"] == 8
    assert set(per_district) == {district.code for district in catalogue.codelist("district")}
    assert all(town.code.startswith(town.parent) for town in catalogue.codelist("town"))


def test_hierarchy_follows_from_the_codes(catalogue: Catalogue) -> None:
    for direction in catalogue.codelist("direction"):
        assert direction.parent == direction.code[0]
    for topic in catalogue.codelist("topic"):
        assert topic.parent == topic.code[:3]
    per_cluster = [len(catalogue.codelist("direction").children(c)) for c in "12345"]
    assert per_cluster == [4, 5, 2, 2, 3]


def test_topics_are_numbered_in_order_of_appearance(catalogue: Catalogue) -> None:
    topics = catalogue.codelist("topic")
    assert topics.get("10101").title == "非侵入式脑机接口技术"
    assert topics.get("10108").title == "类脑芯片"
    for direction in catalogue.codelist("direction"):
        numbers = [int(topic.code[3:]) for topic in topics.children(direction.code)]
        assert numbers == [*range(1, len(numbers)), 99]
        assert topics.get(f"{direction.code}99").title == "其他（须文字说明）"


def test_every_topic_stands_verbatim_in_the_plan(catalogue: Catalogue, policy: str) -> None:
    exceptions = {}
    for topic in catalogue.codelist("topic"):
        if topic.code.endswith("99"):
            continue
        assert topic.note in catalogue.codelist("topic_tag")
        phrase = topic.aliases[0] if topic.aliases else topic.title
        assert squeezed(phrase) in policy, topic
        if phrase != topic.title:
            exceptions[topic.code] = (topic.title, phrase)
    assert exceptions == HONEST_EXCEPTIONS


def test_directions_plans_and_features_stand_verbatim(catalogue: Catalogue, policy: str) -> None:
    for name in ("direction", "plan"):
        for entry in catalogue.codelist(name):
            assert squeezed(entry.title) in policy, entry
    for cluster in catalogue.codelist("cluster"):
        assert f"{cluster.title}产业集群" in policy
        assert squeezed(cluster.note) in policy


def test_plan_items_stand_verbatim(catalogue: Catalogue, policy: str) -> None:
    parts = Counter(item.part for item in catalogue.plan_items)
    assert parts == {"plan": 33, "measure": 7, "city": 5}
    known = {entry.code for name in ("target", "indicator") for entry in catalogue.codelist(name)}
    for item in catalogue.plan_items:
        assert item.phrases
        assert all(squeezed(phrase) in policy for phrase in item.phrases), item
        assert set(item.feeds) <= known
        assert item.part != "plan" or item.group in catalogue.codelist("plan")


def test_targets_stand_verbatim_with_their_value_and_about(
    catalogue: Catalogue, policy: str
) -> None:
    assert [target.code for target in catalogue.targets] == [f"Z{n:02d}" for n in range(1, 14)]
    for target in catalogue.targets:
        assert squeezed(target.phrase) in policy
        assert f"{target.value}{target.unit}" in target.phrase
        assert target.about == ("左右" in target.phrase)
    assert [target.code for target in catalogue.targets if not target.about] == ["Z04"]


def test_targets_are_typed(catalogue: Catalogue) -> None:
    first = catalogue.targets[0]
    assert (first.value, first.unit, first.kind) == (Decimal(5000), "亿元", "flow")
    kinds = Counter(target.kind for target in catalogue.targets)
    assert kinds == {"stock": 8, "cumulative": 4, "flow": 1}


def test_indicators_run_from_n01_to_n31(catalogue: Catalogue) -> None:
    assert [one.code for one in catalogue.indicators] == [f"N{n:02d}" for n in range(1, 32)]
    assert all(one.unit and one.form for one in catalogue.indicators)


def test_named_districts_are_the_plans(catalogue: Catalogue, policy: str) -> None:
    names = {
        d.title: "".join(sorted(catalogue.clusters_named(d.code)))
        for d in catalogue.codelist("district")
    }
    assert names == NAMED
    assert catalogue.districts_named("3") == {"310115", "310112", "310114"}
    for row in read_tables("catalogue/2022.1")["clusters"]:
        assert squeezed(row["districts_phrase"]) in policy


def test_unknown_lists_and_clusters(catalogue: Catalogue) -> None:
    with pytest.raises(UnknownCode, match="没有代码“无此表”"):
        catalogue.codelist("无此表")
    assert catalogue.districts_named("9") == frozenset()


def test_head_and_settings(catalogue: Catalogue) -> None:
    assert (catalogue.version, catalogue.policy_no) == ("2022.1", "沪府发〔2022〕11号")
    assert catalogue.effective == catalogue.cumulative_start == date(2022, 9, 24)
    assert tuple(catalogue.settings) == SETTINGS
    assert "".join(one.code for one in catalogue.settings.values()) == "ABCDEFG"
    for setting in catalogue.settings.values():
        assert set(setting.default.split("|")) <= set(setting.options)
        assert setting.reason
    methods = {entry.code for entry in catalogue.codelist("output_method")}
    assert set(catalogue.settings["output_method"].options) == methods


def test_support_policies_cover_tools_and_programs(catalogue: Catalogue) -> None:
    offered = {entry.code for entry in catalogue.codelist("support_policy")}
    for name in ("policy_tool", "special_program"):
        assert {entry.code for entry in catalogue.codelist(name)} <= offered


def test_an_unknown_version_is_refused_in_words() -> None:
    with pytest.raises(CatalogueError, match=r"没有“1999\.1”版代码表"):
        load_catalogue("1999.1")
    with pytest.raises(CatalogueError):
        load_catalogue("../sample")


def _retire_a_town(tables: Tables) -> None:
    tables["towns"][0]["retired"] = "是"


def test_a_later_catalogue_may_retire_a_code() -> None:
    tables = read_tables("catalogue/2022.1")
    _retire_a_town(tables)
    towns = Catalogue.from_tables(tables).codelist("town")
    code = tables["towns"][0]["code"]
    assert towns.get(code).retired
    assert len(towns.active()) == 233


def _drop_table(tables: Tables) -> None:
    del tables["towns"]


def _orphan_town(tables: Tables) -> None:
    tables["towns"][0]["parent"] = "999999"


def _double_code(tables: Tables) -> None:
    tables["topics"].append(dict(tables["topics"][0]))


def _bad_number(tables: Tables) -> None:
    tables["targets"][0]["value"] = "五千"


def _bad_start(tables: Tables) -> None:
    setting = next(row for row in tables["settings"] if row["name"] == "cumulative_start")
    setting["options"] = setting["default"] = "方案印发之日"


def _no_settings(tables: Tables) -> None:
    tables["settings"] = []


def _no_details(tables: Tables) -> None:
    for row in tables["settings"]:
        row["details"] = ""


def _no_share(tables: Tables) -> None:
    row = next(row for row in tables["settings"] if row["name"] == "main_business_share")
    row["details"] = "一半"


def _bad_kind(tables: Tables) -> None:
    tables["targets"][0]["kind"] = "其它"


def _bad_date(tables: Tables) -> None:
    tables["catalogue"][0]["effective"] = "2022年9月"


def _no_head(tables: Tables) -> None:
    tables["catalogue"].clear()


def _unlisted_enumeration(tables: Tables) -> None:
    tables["enumerations"].append({"list": "新表", "code": "1", "title": "一"})


@pytest.mark.parametrize(
    "harm",
    [
        _drop_table,
        _orphan_town,
        _double_code,
        _bad_number,
        _bad_kind,
        _bad_date,
        _bad_start,
        _no_settings,
        _no_details,
        _no_share,
        _no_head,
        _unlisted_enumeration,
    ],
)
def test_a_broken_catalogue_is_refused_in_words(harm: Callable[[Tables], None]) -> None:
    tables = read_tables("catalogue/2022.1")
    harm(tables)
    with pytest.raises(CatalogueError, match="代码表"):
        Catalogue.from_tables(tables)
