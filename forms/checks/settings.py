"""What the city may set about rules: switches, severities, parameters, trials and waivers.

Rules are code; this is the data beside them. It travels in the task package as JSON.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, cast

from forms.checks.rule import PARAM_TITLES
from forms.errors import UserMistake
from forms.findings import SEVERITY_TITLES, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forms.checks.rule import Param, Params, Rule


class BadSettings(UserMistake, ValueError):
    """Rule settings that cannot be used; ``str()`` says in Chinese what is wrong."""


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """What is set about one rule; ``trial`` reports it as a hint, whatever its severity."""

    off: bool = False
    severity: Severity | None = None
    trial: bool = False
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """Settings of all rules by code, and waivers 豁免: (rule, record id) to its reason.

    ``version`` is the city's own name for this set (2026Q3-2, say). Settings of rules that this
    program does not know are kept and have no effect.
    """

    rules: Mapping[str, RuleSetting] = field(default_factory=dict)
    waivers: Mapping[tuple[str, str], str] = field(default_factory=dict)
    version: str = ""

    def of(self, code: str) -> RuleSetting:
        """What is set about a rule; the defaults when nothing is."""
        return self.rules.get(code, RuleSetting())

    def params_of(self, rule: Rule) -> Params:
        """The rule's parameters with the city's in their place; raises ``BadSettings``."""
        given = self.of(rule.code).params
        # An earlier program kept under its title a parameter that it did not know by name.
        said = {name: given.get(name, given.get(PARAM_TITLES[name])) for name in rule.params}
        return {
            name: default if (text := said[name]) is None else _param(rule, name, text, default)
            for name, default in rule.params.items()
        }

    def severity_of(self, rule: Rule, found: Severity | None) -> Severity:
        """The severity of one finding: a trial is a hint; the city's word comes before ours."""
        setting = self.of(rule.code)
        return "hint" if setting.trial else setting.severity or found or rule.severity

    def to_json(self) -> dict[str, Any]:
        """The JSON shape that ``from_json`` reads; only what differs from the defaults."""
        return {
            **({"version": self.version} if self.version else {}),
            "rules": {code: _setting_to_json(one) for code, one in sorted(self.rules.items())},
            "waivers": [
                {"rule": rule, "record_id": record_id, "reason": reason}
                for (rule, record_id), reason in sorted(self.waivers.items())
            ],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> RuleSettings:
        """Read settings from a task package; raises ``BadSettings``."""
        try:
            return cls(
                rules={
                    str(code): _setting_from_json(str(code), one)
                    for code, one in data.get("rules", {}).items()
                },
                waivers={
                    (str(one["rule"]), str(one["record_id"])): str(one["reason"])
                    for one in data.get("waivers", [])
                },
                version=str(data.get("version", "")),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise BadSettings("审核设置的格式不对，请向市级重新索取任务包。") from error


def _param(rule: Rule, name: str, text: str, default: Param) -> Param:
    if isinstance(default, str):
        return text
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise BadSettings(
            f"审核规则 {rule.code} 的参数“{PARAM_TITLES[name]}”应为数字，现为“{text}”。"
        )
    return number


def _setting_to_json(setting: RuleSetting) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "off": setting.off,
        "severity": setting.severity,
        "trial": setting.trial,
        "params": dict(setting.params),
    }
    return {name: fact for name, fact in facts.items() if fact}


def _setting_from_json(code: str, data: Mapping[str, Any]) -> RuleSetting:
    severity = data.get("severity")
    if severity is not None and severity not in SEVERITY_TITLES:
        raise BadSettings(f"审核规则 {code} 的级别“{severity}”不存在，应为 hard、soft 或 hint。")
    params = {str(name): str(value) for name, value in data.get("params", {}).items()}
    return RuleSetting(
        off=bool(data.get("off", False)),
        severity=cast("Severity | None", severity),
        trial=bool(data.get("trial", False)),
        params=params,
    )
