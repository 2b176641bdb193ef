"""Rules and what the city set about them, as facts for a page or a sheet, and back again."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from forms.checks.library import ALL_RULES, RULES_BY_CODE
from forms.checks.rule import EVERY_FORM, PARAM_TITLES, SCOPE_TITLES, param_titles
from forms.checks.settings import BadSettings, RuleSetting, RuleSettings
from forms.findings import SEVERITY_TITLES
from forms.parsing import Unreadable, fold, read_yes_no

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from forms.checks.context import CheckContext
    from forms.checks.rule import Rule, Scope
    from forms.findings import Severity

CODE, LEVEL, ON, TRIAL, PARAMS = "编号", "级别", "启用", "试行", "参数"
RECORD, REASON = "记录编号", "事由"
OWN_LEVEL, OWN_PARAMS = "默认级别", "默认参数"
COLUMNS = (
    *(CODE, "名称", "表", "范围", "类别", LEVEL, OWN_LEVEL, ON, TRIAL, PARAMS),
    *(OWN_PARAMS, "审核公式", "处理办法"),
)
"""The titles of a row that ``RuleFact.to_row`` makes; those by name are read back."""

WAIVER_COLUMNS = (CODE, "名称", RECORD, REASON)

_BETWEEN = re.compile("[；;\n]+")
_SEVERITIES: Mapping[str, Severity] = {
    **{code: code for code in SEVERITY_TITLES},
    **{title: code for code, title in SEVERITY_TITLES.items()},
}


@dataclass(frozen=True, slots=True)
class RuleFact:
    """One rule as it stands under some settings.

    ``params`` and ``default_params`` are texts by name. ``waived`` counts the records let off.
    """

    code: str
    title: str
    form: str
    scope: Scope
    category: str
    severity: Severity
    default_severity: Severity
    on: bool
    trial: bool
    params: Mapping[str, str]
    default_params: Mapping[str, str]
    formula: str
    remedy: str
    waived: int = 0

    @property
    def is_changed(self) -> bool:
        """Whether the city set anything about the rule."""
        own = (self.default_severity, True, False, self.default_params)
        return (self.severity, self.on, self.trial, self.params) != own

    def to_row(self) -> dict[str, str]:
        """The fact as a table's row, by ``COLUMNS``; ``settings_from_table`` reads it back."""
        cells = (
            *(self.code, self.title, "各表" if self.form == EVERY_FORM else self.form),
            *(SCOPE_TITLES[self.scope], self.category),
            *(SEVERITY_TITLES[self.severity], SEVERITY_TITLES[self.default_severity]),
            *(_yes(self.on), _yes(self.trial)),
            *(_listed(self.params), _listed(self.default_params), self.formula, self.remedy),
        )
        return dict(zip(COLUMNS, cells, strict=True))


@dataclass(frozen=True, slots=True)
class Waived:
    """A rule that the city waived for one record, with its reason."""

    rule: str
    title: str
    record_id: str
    label: str
    reason: str


def describe_rules(
    settings: RuleSettings | None = None, rules: Sequence[Rule] = ALL_RULES
) -> list[RuleFact]:
    """Every rule as it stands under some settings; raises ``BadSettings`` for a bad parameter.

    ``severity`` is the rule's own or the city's; a trial says so beside it.
    """
    known = settings or RuleSettings()
    return [_fact(rule, known) for rule in rules]


def _fact(rule: Rule, settings: RuleSettings) -> RuleFact:
    setting = settings.of(rule.code)
    return RuleFact(
        code=rule.code,
        title=rule.title,
        form=rule.form,
        scope=rule.scope,
        category=rule.category,
        severity=setting.severity or rule.severity,
        default_severity=rule.severity,
        on=not setting.off,
        trial=setting.trial,
        params={name: str(value) for name, value in settings.params_of(rule).items()},
        default_params={name: str(value) for name, value in rule.params.items()},
        formula=rule.formula,
        remedy=rule.remedy,
        waived=sum(code == rule.code for code, _ in settings.waivers),
    )


def settings_from_table(
    rows: Iterable[Mapping[str, str]],
    waivers: Iterable[Mapping[str, str]] = (),
    version: str = "",
    *,
    strict: bool = True,
) -> RuleSettings:
    """Settings from the rows of a table, of which only the differences from our own are kept.

    ``rows`` have the cells of ``COLUMNS`` that a person may change (编号, 级别, 启用, 试行, 参数; a
    blank or missing cell leaves ours), ``waivers`` those of ``WAIVER_COLUMNS``. Raises
    ``BadSettings`` naming the rule for one that does not exist, stands twice or can't be read;
    without ``strict``, what is set about rules and parameters that this program does not know is
    kept as it stands, for a later program to heed.
    """
    found: dict[str, RuleSetting] = {}
    seen: set[str] = set()
    for row in rows:
        code = _code(row)
        if not code and not strict:
            continue
        if code in seen:
            raise BadSettings(f"审核规则 {code} 出现了两次，请只留一行。")
        seen.add(code)
        setting = _setting(_rule(row), row) if strict else _lenient(row)
        if setting != RuleSetting():
            found[code] = setting
    return RuleSettings(found, dict(_waiver(row, strict=strict) for row in waivers), version)


def _lenient(row: Mapping[str, str]) -> RuleSetting:
    """The setting of a row that a newer program wrote."""
    rule = RULES_BY_CODE.get(_code(row))
    names = rule.params if rule else {}
    parts, own = _parts(row.get(PARAMS, "")), _parts(row.get(OWN_PARAMS, ""))
    known = [one for one in parts if _param_name(one) in names]
    more = _pairs(one for one in parts if one not in known and one not in own)
    if rule is None:
        return _unknown_setting(row, more)
    setting = _setting(rule, {**row, PARAMS: "；".join(known)})
    return replace(setting, params={**setting.params, **more})


def _unknown_setting(row: Mapping[str, str], params: Mapping[str, str]) -> RuleSetting:
    level, own = (_SEVERITIES.get(fold(row.get(one, "")).lower()) for one in (LEVEL, OWN_LEVEL))
    return RuleSetting(
        off=row.get(ON, "").strip() == _yes(False),
        severity=level if level != own else None,
        trial=row.get(TRIAL, "").strip() == _yes(True),
        params=params,
    )


def _pairs(parts: Iterable[str]) -> dict[str, str]:
    """Parameters that this program does not know, by the name under which they stand."""
    pairs = (fold(one).partition("=") for one in parts)
    return {name.strip(): value.strip() for name, sign, value in pairs if sign and value.strip()}


def unknown_row(code: str, setting: RuleSetting) -> dict[str, str]:
    """The row of a rule that this program does not know, as ``settings_from_table`` reads it."""
    blank = dict.fromkeys(COLUMNS, "")
    level = SEVERITY_TITLES[setting.severity] if setting.severity else ""
    return {
        **blank,
        CODE: code,
        LEVEL: level,
        ON: _yes(not setting.off),
        TRIAL: _yes(setting.trial),
        PARAMS: "；".join(f"{name}={value}" for name, value in setting.params.items()),
    }


def _rule(row: Mapping[str, str]) -> Rule:
    code = _code(row)
    if code not in RULES_BY_CODE:
        raise BadSettings(f"没有审核规则“{row.get(CODE, '')}”，请核对编号，例如 A34。")
    return RULES_BY_CODE[code]


def _code(row: Mapping[str, str]) -> str:
    return fold(row.get(CODE, "")).upper()


def _parts(text: str) -> list[str]:
    return [part for one in _BETWEEN.split(text) if (part := one.strip())]


def _setting(rule: Rule, row: Mapping[str, str]) -> RuleSetting:
    severity = _severity(rule, row.get(LEVEL, ""))
    return RuleSetting(
        off=not _answer(rule, ON, row.get(ON, ""), blank=True),
        severity=severity if severity != rule.severity else None,
        trial=_answer(rule, TRIAL, row.get(TRIAL, ""), blank=False),
        params=_params(rule, row.get(PARAMS, "")),
    )


def _severity(rule: Rule, text: str) -> Severity:
    wanted = fold(text).lower()
    if wanted and wanted not in _SEVERITIES:
        titles = "、".join(SEVERITY_TITLES.values())
        raise BadSettings(f"审核规则 {rule.code} 的级别“{text}”不存在，应为{titles}。")
    return _SEVERITIES.get(wanted, rule.severity)


def _answer(rule: Rule, what: str, text: str, *, blank: bool) -> bool:
    if not text.strip():
        return blank
    try:
        return read_yes_no(text)
    except Unreadable:
        raise BadSettings(f"审核规则 {rule.code} 的“{what}”应为是或否，现为“{text}”。") from None


def _params(rule: Rule, text: str) -> dict[str, str]:
    """The parameters written that differ from ours, as they were written."""
    given: dict[str, str] = {}
    for part in _parts(text):
        name, (_, equals, value) = _param_name(part), fold(part).partition("=")
        if name not in rule.params or not equals or not value:
            raise BadSettings(
                f"审核规则 {rule.code} 的参数“{part}”不对，可设的参数：{param_titles(rule)}。"
            )
        given[name] = value
    read = RuleSettings({rule.code: RuleSetting(params=given)}).params_of(rule)
    return {name: value for name, value in given.items() if read[name] != rule.params[name]}


def _waiver(row: Mapping[str, str], *, strict: bool) -> tuple[tuple[str, str], str]:
    code = _rule(row).code if strict else _code(row)
    record_id, reason = fold(row.get(RECORD, "")), row.get(REASON, "").strip()
    if not code or not record_id or not reason:
        raise BadSettings(f"审核规则 {code} 的豁免请写明记录编号和事由。")
    return (code, record_id), reason


# --- Waivers, to be seen ----------------------------------------------------------------------


def waived(context: CheckContext) -> list[Waived]:
    """The waivers that concern records of a context, by rule and record."""
    return [
        Waived(code, RULES_BY_CODE[code].title, record_id, label, reason)
        for (code, record_id), reason in sorted(context.settings.waivers.items())
        if code in RULES_BY_CODE and (label := _label(record_id, context))
    ]


def waived_line(listed: Sequence[Waived], most: int | None = None) -> str:
    """One sentence on the waivers in force, to stand beside the counts; empty without any.

    No more than ``most`` of them are named.
    """
    if not listed:
        return ""
    named = [f"{one.rule} {one.label}（{one.reason}）" for one in listed[:most]]
    more = "" if len(named) == len(listed) else "，等"
    return f"市级豁免 {len(listed)} 项：{'；'.join(named)}{more}"


def _label(record_id: str, context: CheckContext) -> str:
    rows = (by_id.get(record_id) for by_id in context.rows.values())
    return next((row.title for row in rows if row is not None), "")


def _yes(answer: bool) -> str:
    return "是" if answer else "否"


def _listed(params: Mapping[str, str]) -> str:
    return "；".join(f"{PARAM_TITLES[name]}={value}" for name, value in params.items())


def _param_name(part: str) -> str:
    """The name of the parameter that 上限=1.5 (or most=1.5) sets."""
    said = fold(part).partition("=")[0]
    return next((name for name, title in PARAM_TITLES.items() if title == said), said)
