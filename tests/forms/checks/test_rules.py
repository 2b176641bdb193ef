"""Every rule: when it speaks and when it is silent, and how its declaration hangs together."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

import pytest

from forms.checks.engine import check
from forms.checks.library import ALL_RULES, RULES_BY_CODE
from forms.checks.rule import EVERY_FORM
from forms.registry import STANDARD_FORMS
from tests.forms.checks.cases import CASES, Case
from tests.forms.checks.records import context, cover, progress, project
from tests.forms.checks.records_ledgers import clean_rows
from tests.forms.checks.running import findings_of

EXPECTED = {
    *(f"A{number:02d}" for number in range(1, 79)),
    *("K01", "K02", "K03", "K05", "K06", "K07", "K08", "K09"),
}
MENTIONED = re.compile(r"“([^”]+)”")


def test_codes_are_complete_and_stand_once() -> None:
    codes = [rule.code for rule in ALL_RULES]
    assert codes == sorted(EXPECTED)


def test_every_rule_has_a_passing_a_failing_and_an_edge_case() -> None:
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    for case in CASES:
        kinds[case.code].add(case.kind)
    assert dict(kinds) == {code: {"pass", "fail", "edge"} for code in EXPECTED}


def test_clean_records_have_no_findings() -> None:
    assert check(context((project(), progress()))) == []
    given = (cover(nil_forms=None), project(), progress(), *clean_rows())
    assert check(context(given)) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(case: Case) -> None:
    findings = findings_of(case)
    assert case.explanations.keys() <= {one.id for one in findings}
    found = [one for one in findings if one.rule == case.code]
    if case.found is None:
        assert found == []
        return
    assert case.found in {one.field for one in found}
    expected = case.severity or RULES_BY_CODE[case.code].severity
    assert expected in {one.severity for one in found if one.field == case.found}


def test_ids_of_findings_are_unique_in_every_case() -> None:
    for case in CASES:
        findings = findings_of(case)
        assert len({one.id for one in findings}) == len(findings), case.id


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.code)
def test_declaration_names_only_what_there_is(rule) -> None:  # type: ignore[no-untyped-def]
    for form, names in rule.reads.items():
        if form != EVERY_FORM:
            assert names <= STANDARD_FORMS[form].items_by_name().keys()
    for form in STANDARD_FORMS:
        own = form.items_by_name().keys()
        assert {limit.partition(":")[0] for limit in rule.limits_in(form.spec.code)} <= own
    spoken = [one for form in STANDARD_FORMS for one in rule.limits_in(form.spec.code)]
    assert len(spoken) == len(rule.limits)
    if rule.form != EVERY_FORM:
        assert rule.deferred <= STANDARD_FORMS[rule.form].items_by_name().keys()
    assert rule.title
    assert rule.remedy.endswith("。")


def test_whole_form_rule_cannot_speak_for_limits() -> None:
    with pytest.raises(ValueError, match="X01"):
        replace(RULES_BY_CODE["A24"], code="X01", whole=True)


def test_a_rule_says_in_its_own_words_what_it_reads() -> None:
    titles = {entry.title for form in STANDARD_FORMS for entry in form.items()}
    for rule in ALL_RULES:
        if rule.form == EVERY_FORM:
            continue
        limits = {limit.partition(":")[0] for limit in rule.limits}
        by_form = {rule.form: limits, **{form: {*names} for form, names in rule.reads.items()}}
        by_form[rule.form] |= limits
        known = {
            STANDARD_FORMS[form].item(name).title
            for form, names in by_form.items()
            for name in names
        }
        mentioned = {word for word in MENTIONED.findall(rule.formula) if word in titles}
        assert mentioned <= known, rule.code
