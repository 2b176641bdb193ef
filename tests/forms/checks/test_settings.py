"""What the city may set about rules, and what comes of it."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from forms.checks.engine import check
from forms.checks.library import RULES_BY_CODE
from forms.checks.settings import BadSettings, RuleSetting, RuleSettings
from forms.findings import Finding
from tests.forms.checks.records import FIRST, SECOND, context, progress, project

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
    with pytest.raises(BadSettings, match="A16 的参数“start”应为数字"):
        rules("A16", params={"start": text}).params_of(RULES_BY_CODE["A16"])


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
