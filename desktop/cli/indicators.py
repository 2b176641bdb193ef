"""Commands of the indicators: report for either role, note for a district."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from desktop.cli.city import PERIOD
from desktop.cli.output import LEDGER, OUT, Answer, answers
from desktop.cli.output import PERIOD as ANY_PERIOD
from desktop.workflow.indicators import note_indicator
from desktop.workflow.session import find_period, open_session
from desktop.workflow.totals import (
    Consolidation,
    Line,
    consolidate,
    members_json,
    report_json,
    write_consolidated,
)
from desktop.workflow.totals_book import absent_words
from desktop.workflow.totals_json import find_line
from forms.periods import Period

if TYPE_CHECKING:
    from pathlib import Path

NameOf = Callable[[str], str]
"""The title of a district by its code."""


@click.command("report")
@LEDGER
@PERIOD
@OUT
@click.option("--members", metavar="CODE", help="另列出一个指标由哪些记录得出，例如 Z05、N31.1。")
@answers
def report_command(ledger: Path, period_text: str, out: Path | None, members: str | None) -> Answer:
    """汇总一个报告期的各项指标，列明未报的区。"""
    session = open_session(ledger)
    found = consolidate(session, Period.parse(period_text))
    data = report_json(found)
    name_of = session.catalogue.codelist("district").title_of
    lines = _report_lines(name_of, found)
    if members is not None:
        data["members"] = members_json(found, members)
        lines += _member_lines(name_of, found, members)
    if out is not None:
        path = write_consolidated(session, found, out)
        data["file"] = str(path)
        lines.append(f"已生成汇总表：{path}")
    session.close()
    return Answer(data, lines)


@click.command("note")
@LEDGER
@click.argument("code", metavar="CODE")
@click.option("--text", required=True, metavar="TEXT", help="差异说明；写空文字即撤回。")
@ANY_PERIOD
@click.option("--reason", default="", metavar="TEXT", help="已上报的报告期修改时须写原因。")
@answers
def note_command(
    ledger: Path, code: str, text: str, period_text: str | None, reason: str
) -> Answer:
    """写一个指标的差异说明（F11 中唯一由人填写的内容）。"""
    session = open_session(ledger)
    period = find_period(session, session.district, period_text)
    note_indicator(session, period, code, text, reason)
    session.close()
    said = f"已写明 {code} 的差异说明。" if text.strip() else f"已撤回 {code} 的差异说明。"
    return Answer({"period": period.code, "code": code, "note": text.strip()}, [said])


def _report_lines(name_of: NameOf, found: Consolidation) -> list[str]:
    total = found.grand_total
    missing = "、".join(name_of(code) for code in found.missing) or "无"
    return [
        f"{found.period.title}汇总（已报 {len(found.received)} 个区，未报：{missing}）",
        f"  项目总数 {total.projects} 个，总投资 {total.total_investment:,.2f} 万元，"
        f"累计完成投资 {total.completed_investment:,.2f} 万元",
        *(_target_line(line) for line in found.lines.values() if line.facts.target is not None),
    ]


def _target_line(line: Line) -> str:
    facts = line.facts
    about = "左右" if facts.about else ""
    value = facts.shown(line.value)
    shown = absent_words(line) or "未报"
    if value is not None:
        amount = f"{value:,.2f}" if facts.is_money else f"{value:,}"
        shown = f"{amount} {facts.shown_unit}"
    return f"  {facts.code} {facts.title}：{shown}（2030年目标 {facts.target:,}{about}，仅供参考）"


def _member_lines(name_of: NameOf, found: Consolidation, code: str) -> list[str]:
    line = find_line(found, code)
    groups = ((line.now.members, ""), (line.now.unsure, "暂缺"), (line.now.aside, "不重复计"))
    return [
        f"  {line.facts.full_title}的记录：",
        *(
            "    " + " ".join(
                part
                for part in (
                    name_of(one.district), one.form, one.record_id, one.label,
                    "" if one.amount is None else f"{one.amount:,} {line.facts.unit}",
                    state, one.note,
                )
                if part
            )
            for members, state in groups
            for one in members
        ),
    ]  # fmt: skip


COMMANDS = (report_command, note_command)
