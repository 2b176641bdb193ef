"""规则与口径: what the city decides about the checks and about what the plan leaves open.

Every decision is kept in its ledger with a version that rises and a line of the log; its own
reviewing uses it at once, and the next task package carries it to the districts. Each function
gives the session as it is from then on.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop.workflow.capabilities import Capability
from desktop.workflow.catalogues import build_catalogue, next_answer_version, tables_in_force
from desktop.workflow.session import RULES, rules_in_force
from forms.catalogue import SEPARATOR
from forms.checks.described import settings_from_table
from forms.checks.explanations import explanation_problem
from forms.checks.library import RULES_BY_CODE
from forms.checks.rule import PARAM_TITLES
from forms.checks.settings import RuleSetting, RuleSettings
from forms.errors import UserMistake

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from desktop.workflow.session import Session
    from forms.checks.rule import Rule
    from forms.findings import Severity

LOGGED = "rules"
"""The kind of the log's lines about rules, waivers and answers."""

SEVERAL = frozenset({"output_method", "standard_levels"})
"""The questions that several answers may hold of at once: A and B."""


def change_rule(
    session: Session,
    code: str,
    *,
    off: bool | None = None,
    severity: Severity | None = None,
    trial: bool | None = None,
    params: Mapping[str, str] | None = None,
) -> Session:
    """Set what is given about one rule; what equals the program's own is no setting.

    ``params`` are texts by name, in addition to those set before. Raises ``UserMistake`` for an
    unknown rule, ``BadSettings`` for a parameter that there is not or that can't be used.
    """
    session.demand(Capability.RULE)
    rule = find_rule(code)
    settings = rules_in_force(session.ledger)
    before = settings.of(rule.code)
    wanted = RuleSetting(
        off=before.off if off is None else off,
        severity=before.severity if severity is None else severity,
        trial=before.trial if trial is None else trial,
        params={**before.params, **(params or {})},
    )
    return _set_rule(session, settings, rule, _own(rule, wanted))


def change_rule_row(session: Session, row: Mapping[str, str]) -> Session:
    """Set one rule as a row of the rules' table says (``forms.checks.described.COLUMNS``).

    Raises ``BadSettings`` naming what can't be read.
    """
    session.demand(Capability.RULE)
    rule = find_rule(row.get("编号", ""))
    wanted = settings_from_table([row]).of(rule.code)
    return _set_rule(session, rules_in_force(session.ledger), rule, wanted)


def waive(session: Session, code: str, record_id: str, reason: str) -> Session:
    """Let one record off one rule, for a reason as good as an explanation has to be.

    The city need not have received the record: a hard rule may keep the district from sending it;
    ``waiver_notice`` says so. Raises ``UserMistake`` for an unknown rule, an id of no district, or
    an empty phrase.
    """
    session.demand(Capability.RULE)
    rule, record = find_rule(code), record_id.strip()
    if session.catalogue.codelist("district").find(record[:6]) is None:
        raise UserMistake(f"“{record_id}”不是记录编号，请填完整编号，例如 310115-2026-P0001。")
    problem = explanation_problem(reason)
    if problem:
        raise UserMistake(f"豁免要写明事由。{problem}")
    settings = rules_in_force(session.ledger)
    waivers = {**settings.waivers, (rule.code, record): reason.strip()}
    said = f"豁免 {rule.code} {record}"
    return _keep(session, settings, replace(settings, waivers=waivers), said)


def waiver_notice(session: Session, record_id: str) -> str:
    """What to look at again about a waiver: no such record was ever received; else empty."""
    record = record_id.strip()
    district, ledger = record[:6], session.ledger
    received = {
        period
        for form in session.forms
        for period in ledger.periods_with_rows(form.spec.code, district)
        if ledger.row(form.spec.code, district, period, record)
    }
    if received:
        return ""
    return f"市级账本还没有收到过记录 {record}，请核对编号；没有写错的，该区采用任务包后生效。"


def unwaive(session: Session, code: str, record_id: str) -> Session:
    """Take a waiver back; raises ``UserMistake`` when there is none."""
    session.demand(Capability.RULE)
    key = (code.strip().upper(), record_id.strip())
    settings = rules_in_force(session.ledger)
    if key not in settings.waivers:
        raise UserMistake(f"记录 {key[1]} 没有豁免规则 {key[0]}，请核对。")
    waivers = {one: reason for one, reason in settings.waivers.items() if one != key}
    said = f"取消豁免 {key[0]} {key[1]}"
    return _keep(session, settings, replace(settings, waivers=waivers), said)


def answer_question(session: Session, name: str, answer: str) -> Session:
    """Answer one question of the plan (its letter A to G or its name) in a new catalogue version.

    Several answers are parted by ``|`` or ``、``. Raises ``UserMistake`` for an unknown question
    or an answer that is none of its options.
    """
    session.demand(Capability.RULE)
    tables = tables_in_force(session.ledger)
    wanted = name.strip()
    found = next(
        (one for one in tables["settings"] if wanted in (one["name"], one.get("code"))), None
    )
    if found is None:
        letters = "、".join(one.get("code", "") for one in tables["settings"])
        raise UserMistake(f"没有口径“{name}”，可以设置的有 {letters}。")
    chosen = _chosen(found, answer)
    if chosen == found["default"]:
        return session
    version = next_answer_version(session.catalogue.version)
    news = {
        **tables,
        "settings": [{**one, "default": chosen} if one is found else one
                     for one in tables["settings"]],
        "catalogue": [{**tables["catalogue"][0], "version": version}],
    }  # fmt: skip
    catalogue = build_catalogue(news)
    session.ledger.exchange.keep_catalogue(version, news)
    session.ledger.log(LOGGED, f"口径 {found['code']}：{chosen}（代码表 {version} 版）")
    return replace(session, catalogue=catalogue)


def find_rule(code: str) -> Rule:
    """A rule by its code; raises ``UserMistake``."""
    found = RULES_BY_CODE.get(code.strip().upper())
    if found is None:
        raise UserMistake(f"没有审核规则“{code}”，请核对编号，例如 A34。")
    return found


def _own(rule: Rule, wanted: RuleSetting) -> RuleSetting:
    """The setting without what is the program's own; raises ``BadSettings``."""
    unknown = set(wanted.params) - set(rule.params)
    if unknown:
        known = "、".join(f"{PARAM_TITLES[one]}（{one}）" for one in rule.params) or "没有"
        raise UserMistake(f"规则 {rule.code} 没有参数“{min(unknown)}”，可设的参数：{known}。")
    read = RuleSettings({rule.code: wanted}).params_of(rule)
    return RuleSetting(
        off=wanted.off,
        severity=wanted.severity if wanted.severity != rule.severity else None,
        trial=wanted.trial,
        params={
            name: text for name, text in wanted.params.items() if read[name] != rule.params[name]
        },
    )


def _set_rule(session: Session, settings: RuleSettings, rule: Rule, wanted: RuleSetting) -> Session:
    rules = {code: one for code, one in settings.rules.items() if code != rule.code}
    if wanted != RuleSetting():
        rules[rule.code] = wanted
    return _keep(session, settings, replace(settings, rules=rules), f"规则 {rule.code}")


def keep_decision(session: Session, said: str) -> Session:
    """Log a decision that is kept beside the settings of rules, under their next version."""
    return _put(session, rules_in_force(session.ledger), said)


def _keep(session: Session, before: RuleSettings, after: RuleSettings, said: str) -> Session:
    """Keep other settings under the next version; the same ones leave the version alone."""
    if after == before:
        return replace(session, rules=before)
    return _put(session, after, said)


def _put(session: Session, settings: RuleSettings, said: str) -> Session:
    made = replace(settings, version=_next_settings(settings.version, session.today()))
    session.ledger.set_setting(RULES, json.dumps(made.to_json(), ensure_ascii=False))
    session.ledger.log(LOGGED, f"{said}（审核设置 {made.version}）")
    return replace(session, rules=made)


def _next_settings(version: str, today: date) -> str:
    """``2026-10-12.3``: the day and a number, never lower than the version before."""
    day, _, number = version.partition(".")
    if day >= today.isoformat() and number.isdecimal():
        return f"{day}.{int(number) + 1}"
    return f"{today.isoformat()}.1"


def _chosen(question: Mapping[str, str], answer: str) -> str:
    """The answer in the order of the options; only A and B take several at once."""
    options = question["options"].split(SEPARATOR)
    said = answer.strip()
    parts = [said] if said in options else [
        one.strip() for one in said.replace("、", SEPARATOR).split(SEPARATOR) if one.strip()
    ]  # fmt: skip
    wrong = [one for one in parts if one not in options]
    if wrong or not parts or (len(parts) > 1 and question["name"] not in SEVERAL):
        raise UserMistake(
            f"口径 {question['code']}“{question['title']}”应为下列之一：{'；'.join(options)}，现为“{said}”。"
        )
    return SEPARATOR.join(one for one in options if one in parts)
