"""The table of definitions against the catalogue: every code once, in words, of a known form."""

from __future__ import annotations

from decimal import Decimal

import pytest

from forms.catalogue import CatalogueError
from forms.f11_indicator_summary import IndicatorSummary
from forms.indicators import DEFINITIONS, all_facts, facts_of
from forms.registry import STANDARD_FORMS
from tests.forms.indicators.records import CATALOGUE, MINHANG, PUDONG, figures, rows_of


def test_every_target_and_indicator_is_defined() -> None:
    known = [*(one.code for one in CATALOGUE.targets), *(one.code for one in CATALOGUE.indicators)]
    bases = list(dict.fromkeys(one.base for one in DEFINITIONS.values()))
    assert bases == known
    parts = [code for code in DEFINITIONS if "-" in code]
    assert len(parts) == 5 + 5 + 2 + 3


def test_definitions_read_the_forms_that_the_catalogue_names() -> None:
    named = {one.code: one.form for one in CATALOGUE.targets}
    named |= {one.code: one.form for one in CATALOGUE.indicators}
    for code, definition in DEFINITIONS.items():
        read = {one.form.spec.code.removesuffix("Q") for one in definition.sources}
        assert not read or named[definition.base] in read, code


def test_every_field_that_a_definition_names_is_a_field_of_its_form() -> None:
    for definition in DEFINITIONS.values():
        for source in definition.sources:
            named = {*source.where, *source.holds, source.since, source.to, source.closed}
            known = source.form.items_by_name()
            assert {name for name in (*named, *source.dated) if name} <= set(known)
            for name, allowed in (*source.where.items(), *source.holds.items()):
                codes = known[name].codes
                if codes:
                    assert all(one in CATALOGUE.codelist(codes) for one in allowed or ()), name


def test_every_rule_is_a_sentence_of_its_own() -> None:
    facts = list(all_facts(CATALOGUE))
    assert len({one.rule for one in facts}) == len(facts)
    assert not any("{" in one.rule for one in facts)
    assert "国际、国家、行业标准" in facts_of("Z08", CATALOGUE).rule
    group = CATALOGUE.answered({"standard_levels": "团体", "main_business_share": "要求"})
    assert facts_of("Z08", group).rule.startswith("团体标准")
    assert "占比不低于50%" in facts_of("Z12", group).rule


def test_names_units_and_targets() -> None:
    z01 = facts_of("Z01", CATALOGUE)
    assert (z01.unit, z01.shown_unit, z01.target, z01.counted_target) == (
        "万元", "亿元", Decimal(5000), Decimal(50_000_000),
    )  # fmt: skip
    assert z01.shown(Decimal("12345.67")) == Decimal("1.234567")
    assert [facts_of(code, CATALOGUE).is_money for code in ("Z01", "N27", "Z02")] == [
        True,
        True,
        False,
    ]
    assert facts_of("N08-2", CATALOGUE).full_title == "未来产业试验场：未来工厂"
    assert facts_of("N31-2", CATALOGUE).full_title == "项目总投资"
    assert [one.code for one in all_facts(CATALOGUE) if not one.about and one.target] == ["Z04"]
    assert facts_of("Z05", CATALOGUE).plans == ("领跑",)


def test_row_ids_fit_the_form() -> None:
    import re

    pattern = re.compile(IndicatorSummary.item("indicator_code").pattern)
    assert all(pattern.fullmatch(code) for code in DEFINITIONS)
    assert {one.form for d in DEFINITIONS.values() for one in d.sources} <= set(STANDARD_FORMS)


def test_the_five_clusters_are_the_citys_constant() -> None:
    # Z04 is 5 whoever reports, and no district's.
    for records in ({}, {PUDONG: rows_of()}, {PUDONG: rows_of(), MINHANG: rows_of()}):
        found = figures(records)["Z04"]
        assert found.value == 5
        assert set(found.by_district.values()) <= {None}
    assert figures({})["Z04"].by_cluster == dict.fromkeys("12345", Decimal(1))


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"standard_levels": "省级"}, "“中国标准”计入的层级"),
        ({"standard_levels": ""}, "“中国标准”计入的层级"),
        ({"tempo": "快"}, "没有“tempo”这项口径设置"),
    ],
)
def test_answers_that_are_no_option_are_refused(answers: dict[str, str], words: str) -> None:
    with pytest.raises(CatalogueError, match=words):
        CATALOGUE.answered(answers)
