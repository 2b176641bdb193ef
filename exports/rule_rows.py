"""The city's settings of checks as rows for people, and back: one row for each thing set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from exports.letter import Board
from forms.checks.library import RULES_BY_CODE
from forms.checks.settings import RuleSettings
from forms.findings import SEVERITY_TITLES

if TYPE_CHECKING:
    from collections.abc import Iterator

RULES_SHEET, WAIVERS_SHEET = "审核设置", "审核豁免"
_RULE_TITLES, _RULE_WIDTHS = ("规则", "名称", "设定项", "设定"), (8, 40, 20, 40)
_WAIVER_TITLES, _WAIVER_WIDTHS = ("规则", "名称", "记录编号", "事由"), (8, 40, 24, 60)

SWITCH, LEVEL, TRIAL, PARAM = "是否审核", "级别", "是否试行", "参数 "
_OFF, _YES = "停用", "试行（只作提示）"
_TITLE = "不在本程序中的规则"


def rule_boards(settings: RuleSettings) -> list[Board]:
    """The boards 审核设置 and 审核豁免; rules that are not named keep the program's own settings."""
    lines = tuple(_lines(settings))
    said = "没有列出的规则和设定项按程序自带的执行。" if lines else "各条规则都按程序自带的执行。"
    waivers = tuple(
        (rule, _title(rule), record_id, reason)
        for (rule, record_id), reason in sorted(settings.waivers.items())
    )
    excused = "列出的记录不按该规则审核。" if waivers else "没有豁免的记录。"
    return [
        Board(RULES_SHEET, said, _RULE_TITLES, _RULE_WIDTHS, lines),
        Board(WAIVERS_SHEET, excused, _WAIVER_TITLES, _WAIVER_WIDTHS, waivers),
    ]


def read_rule_boards(rules: Board | None, waivers: Board | None) -> RuleSettings:
    """The inverse of ``rule_boards``; raises ``BadSettings``."""
    found: dict[str, dict[str, Any]] = {}
    for code, _, what, value in rules.rows if rules else ():
        _set(found.setdefault(code, {}), what, value)
    excused = [
        {"rule": code, "record_id": record_id, "reason": reason}
        for code, _, record_id, reason in (waivers.rows if waivers else ())
    ]
    return RuleSettings.from_json({"rules": found, "waivers": excused})


def _lines(settings: RuleSettings) -> Iterator[tuple[str, ...]]:
    for code, one in sorted(settings.rules.items()):
        if one.off:
            yield code, _title(code), SWITCH, _OFF
        if one.severity:
            yield code, _title(code), LEVEL, SEVERITY_TITLES[one.severity]
        if one.trial:
            yield code, _title(code), TRIAL, _YES
        for name, value in sorted(one.params.items()):
            yield code, _title(code), f"{PARAM}{name}", value


def _set(setting: dict[str, Any], what: str, value: str) -> None:
    levels: dict[str, str] = {title: one for one, title in SEVERITY_TITLES.items()}
    if what == SWITCH:
        setting["off"] = value == _OFF
    elif what == LEVEL:
        setting["severity"] = levels.get(value, value)
    elif what == TRIAL:
        setting["trial"] = value == _YES
    elif what.startswith(PARAM):
        setting.setdefault("params", {})[what.removeprefix(PARAM)] = value


def _title(code: str) -> str:
    rule = RULES_BY_CODE.get(code)
    return rule.title if rule else _TITLE
