"""What the city may set about rules, and what comes of it."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from forms.checks.engine import check
from forms.checks.library import RULES_BY_CODE
from forms.checks.rule import PARAM_TITLES
from forms.checks.settings import BadSettings, RuleSetting, RuleSettings
from forms.findings import Finding
from tests.forms.checks.cases import CASES
from tests.forms.checks.records import FIRST, SECOND, context, progress, project
from tests.forms.checks.running import findings_of

SMALL = {"project_category": "固定资产投资", "construction_nature": "新建", "approval_type": "备案"}


def found(settings: RuleSettings, code: str, **cells: Any) -> list[Finding]:
    """What one rule finds in a spoilt project under some settings."""
    given = context([project(**cells), progress()], settings=settings)
    return [one for one in check(given) if one.rule == code]


def rules(code: str, **setting: Any) -> RuleSettings:
    """Settings of one rule."""
    return RuleSettings(rules={code: RuleSetting(**setting)})


@pytest.mark.parametrize(
    ("code", "cells"),
    [
        ("A22", {"planned_finish": "2026-08"}),
        ("A24", {"trl": 10}),
        ("A01", {"entity_name": None}),
        ("A11", {"cluster_code": "2"}),
    ],
)
def test_rule_switched_off_finds_nothing(code: str, cells: dict[str, Any]) -> None:
    assert found(RuleSettings(), code, **cells)
    assert found(rules(code, off=True), code, **cells) == []


def test_severity_set_by_the_city_holds() -> None:
    late = {"planned_finish": "2026-08"}
    assert [one.severity for one in found(rules("A22", severity="hard"), "A22", **late)] == ["hard"]


def test_severity_set_by_the_city_holds_where_the_rule_would_escalate() -> None:
    given = context(
        [project(), progress(inv_cum=Decimal(10**6))], settings=rules("A38", severity="hint")
    )
    assert [one.severity for one in check(given) if one.rule == "A38"] == ["hint"]


def test_trial_rule_is_a_hint_whatever_its_severity() -> None:
    early = {"actual_start": date(2026, 10, 1)}
    settings = rules("A21", trial=True, severity="hard")
    assert [one.severity for one in found(settings, "A21", **early)] == ["hint"]


def test_params_change_what_is_found() -> None:
    cells = {**SMALL, "total_investment": Decimal(600), "fund_loan": None, "fund_self": None}
    assert found(RuleSettings(), "A16", **cells) == []
    assert found(rules("A16", params={"start": "1000"}), "A16", **cells)
    assert found(rules("A06", params={"local": "3104"}), "A06")


def test_waiver_lets_one_record_pass() -> None:
    settings = RuleSettings(waivers={("A24", FIRST): "市级同意"})
    given = context([project(trl=10), project(SECOND, trl=10)], settings=settings)
    assert [one.record_id for one in check(given) if one.rule == "A24"] == [SECOND]


@pytest.mark.parametrize("text", ["许多", "", "NaN", "Infinity"])
def test_parameter_that_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(BadSettings, match="A16 的参数“起点”应为数字"):
        rules("A16", params={"start": text}).params_of(RULES_BY_CODE["A16"])


FAILING = {case.code: case for case in CASES if case.kind == "fail"}


def judged(code: str, settings: RuleSettings) -> list[Finding]:
    """What a rule finds in its failing case under some settings."""
    return [one for one in findings_of(FAILING[code], settings=settings) if one.rule == code]


@pytest.mark.parametrize("code", sorted(RULES_BY_CODE))
def test_switch_level_trial_and_waiver_hold_for_every_rule(code: str) -> None:
    before = judged(code, RuleSettings())
    assert before
    assert judged(code, rules(code, off=True)) == []
    for severity in ("hard", "soft", "hint"):
        assert {one.severity for one in judged(code, rules(code, severity=severity))} == {severity}
    assert {one.severity for one in judged(code, rules(code, trial=True))} == {"hint"}
    excused = {(code, one.record_id): "市级同意" for one in before}
    assert judged(code, RuleSettings(waivers=excused)) == []


@pytest.mark.parametrize(
    ("code", "name", "value"), [("A61", "least", "1"), ("A65", "change", "0.9")]
)
def test_params_of_the_ledgers_count(code: str, name: str, value: str) -> None:
    assert judged(code, RuleSettings())
    assert judged(code, rules(code, params={name: value})) == []
    with pytest.raises(BadSettings, match=f"{code} 的参数“{PARAM_TITLES[name]}”应为数字"):
        judged(code, rules(code, params={name: "许多"}))


def test_version_travels_in_the_json() -> None:
    settings = RuleSettings(version="2026Q3-2")
    assert settings.to_json() == {"version": "2026Q3-2", "rules": {}, "waivers": []}
    assert RuleSettings.from_json(settings.to_json()) == settings


def test_json_round_trip() -> None:
    settings = RuleSettings(
        rules={
            "A16": RuleSetting(params={"start": "1000"}),
            "A22": RuleSetting(off=True),
            "Z99": RuleSetting(severity="hint", trial=True),
        },
        waivers={("A24", FIRST): "市级同意"},
    )
    data = json.loads(json.dumps(settings.to_json()))
    assert RuleSettings.from_json(data) == settings
    assert data["rules"]["A22"] == {"off": True}


def test_no_settings_are_the_default() -> None:
    assert RuleSettings.from_json({}) == RuleSettings()
    assert RuleSettings().to_json() == {"rules": {}, "waivers": []}


@pytest.mark.parametrize(
    "data",
    [
        {"rules": []},
        {"rules": {"A16": 1}},
        {"waivers": [{"rule": "A16"}]},
        {"waivers": 5},
        {"rules": {"A16": {"severity": "deadly"}}},
    ],
)
def test_malformed_settings_are_refused(data: dict[str, Any]) -> None:
    with pytest.raises(BadSettings):
        RuleSettings.from_json(data)
