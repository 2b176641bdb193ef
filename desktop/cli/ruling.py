"""Commands by which the city sets rules, waivers, lists recognised and answers: rules, waive, …."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from desktop.cli.output import LEDGER, Answer, answers
from desktop.workflow.reviewing import recognise, recognised
from desktop.workflow.ruling import (
    answer_question,
    change_rule,
    find_rule,
    unwaive,
    waive,
    waiver_notice,
)
from desktop.workflow.session import open_session
from forms.checks.described import describe_rules
from forms.errors import UserMistake
from forms.findings import SEVERITY_TITLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forms.catalogue import Setting
    from forms.checks.described import RuleFact
    from forms.findings import Severity


@click.command("rules")
@LEDGER
@click.option("--set", "code", metavar="RULE", help="改哪条规则，例如 A39；不写时列出全部。")
@click.option("--severity", type=click.Choice([*SEVERITY_TITLES, "default"]), help="级别。")
@click.option("--off/--on", "off", default=None, help="停用、启用。")
@click.option("--trial/--no-trial", "trial", default=None, help="试行（只作提示）、正式执行。")
@click.option(
    "--param", "params", multiple=True, metavar="RULE.NAME=VALUE", help="参数；可写多次。"
)
@answers
def rules_command(
    ledger: Path,
    code: str | None,
    severity: str | None,
    off: bool | None,
    trial: bool | None,
    params: tuple[str, ...],
) -> Answer:
    """列出审核规则及其设置；市级可以修改。"""
    given = _params(params)
    wanted = dict.fromkeys([*([find_rule(code).code] if code else []), *given])
    if code is None and (severity is not None or off is not None or trial is not None):
        raise UserMistake("请用 --set 写明改哪条规则，例如 --set A39。")
    with closing(open_session(ledger)) as opened:
        session = opened
        for one in wanted:
            own = one == (code or "").strip().upper()
            session = change_rule(
                session,
                one,
                severity=_severity(one, severity) if own else None,
                off=off if own else None,
                trial=trial if own else None,
                params=given.get(one),
            )
    facts = [one for one in describe_rules(session.rules) if not wanted or one.code in wanted]
    data = {
        "version": session.rules.version,
        "rules": [rule_json(one) for one in facts],
        "waivers": session.rules.to_json()["waivers"],
    }
    return Answer(data, [_rule_line(one) for one in facts])


@click.command("waive")
@LEDGER
@click.option("--rule", "code", required=True, metavar="RULE", help="规则编号，例如 A39。")
@click.option("--record", required=True, metavar="ID", help="记录编号。")
@click.option("--reason", default="", metavar="TEXT", help="事由，不少于 8 个字。")
@click.option("--cancel", is_flag=True, help="取消豁免。")
@answers
def waive_command(ledger: Path, code: str, record: str, reason: str, cancel: bool) -> Answer:
    """市级豁免一条记录的一条规则；随下一个任务包下发。"""
    with closing(open_session(ledger)) as session:
        done = unwaive(session, code, record) if cancel else waive(session, code, record, reason)
        notice = "" if cancel else waiver_notice(session, record)
    data = {
        "version": done.rules.version,
        "waivers": done.rules.to_json()["waivers"],
        "notice": notice,
    }
    said = "已取消豁免" if cancel else "已豁免"
    lines = [f"{said}：规则 {code.strip().upper()}，记录 {record.strip()}。", notice]
    return Answer(data, filter(None, lines))


@click.command("recognise")
@LEDGER
@click.option("--target", default="", metavar="CODE", help="指标，例如 Z03；不写时列出全部名单。")
@click.option(
    "--file",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="名单：文本文件（UTF-8），每行一个名称，别名用 | 隔开；空文件即清空。",
)
@answers
def recognise_command(ledger: Path, target: str, file: Path | None) -> Answer:
    """列出认定名单；市级可以导入，用来核对各区所报，随下一个任务包下发。"""
    if bool(target) != bool(file):
        raise UserMistake("请同时写明 --target 和 --file；都不写时列出现有名单。")
    with closing(open_session(ledger)) as opened:
        session = recognise(opened, target, read_names(file)) if file is not None else opened
        lists = recognised(session)
    lines = [f"  {code}：{len(names)} 个名称" for code, names in sorted(lists.items())]
    data = {"version": session.rules.version, "recognised": lists}
    return Answer(data, lines or ["没有导入认定名单。"])


@click.command("answer-question")
@LEDGER
@click.argument("name", required=False, metavar="[NAME]")
@click.argument("value", required=False, metavar="[VALUE]")
@answers
def answer_question_command(ledger: Path, name: str | None, value: str | None) -> Answer:
    """列出方案留待市级裁定的口径（A–G）；市级可以回答。"""
    if (name is None) != (value is None):
        raise UserMistake("请同时写明口径和答案，例如 answer-question 账本 B 国际、国家。")
    with closing(open_session(ledger)) as opened:
        asked = name is not None and value is not None
        session = answer_question(opened, name or "", value or "") if asked else opened
    said = list(session.catalogue.settings.values())
    data = {
        "catalogue_version": session.catalogue.version,
        "questions": [_question_json(one) for one in said],
    }
    return Answer(data, [f"  {one.code} {one.title}：{'、'.join(one.answers)}" for one in said])


def read_names(file: Path) -> list[str]:
    """Names from a text file, one a line; raises ``UserMistake``."""
    try:
        return file.read_text(encoding="utf-8-sig").splitlines()
    except OSError as problem:
        raise UserMistake(f"名单文件“{file}”打不开（{problem.strerror}）。") from problem
    except ValueError as problem:
        raise UserMistake(f"名单文件“{file}”不是 UTF-8 文本，请另存为 UTF-8 再导入。") from problem


def rule_json(one: RuleFact) -> dict[str, object]:
    """One rule as scripts get it."""
    return {
        "code": one.code,
        "title": one.title,
        "form": one.form,
        "severity": one.severity,
        "default_severity": one.default_severity,
        "on": one.on,
        "trial": one.trial,
        "params": dict(one.params),
        "default_params": dict(one.default_params),
        "changed": one.is_changed,
        "waived": one.waived,
        "formula": one.formula,
    }


def _question_json(one: Setting) -> dict[str, object]:
    return {
        "code": one.code,
        "name": one.name,
        "title": one.title,
        "options": list(one.options),
        "answers": list(one.answers),
        "reason": one.reason,
    }


def _rule_line(one: RuleFact) -> str:
    words = [SEVERITY_TITLES[one.severity], "" if one.on else "停用", "试行" if one.trial else ""]
    params = "，".join(f"{name}={value}" for name, value in one.params.items())
    changed = "（已改动）" if one.is_changed else ""
    return f"  {one.code} {one.title}：{'，'.join(filter(None, [*words, params]))}{changed}"


def _severity(code: str, text: str | None) -> Severity | None:
    """The severity named; ``default`` is the rule's own."""
    return find_rule(code).severity if text == "default" else cast("Severity | None", text)


def _params(texts: Sequence[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for one in texts:
        name, equals, value = one.partition("=")
        code, dot, param = name.partition(".")
        if not equals or not dot or not param.strip() or not value.strip():
            raise UserMistake(f"“--param {one}”请写作 规则.参数=值，例如 A39.most=1.5。")
        found.setdefault(find_rule(code).code, {})[param.strip()] = value.strip()
    return found


COMMANDS = (rules_command, waive_command, recognise_command, answer_question_command)
