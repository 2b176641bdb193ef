"""Commands of the city office: receive, confirm-key, report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from desktop.cli.output import DONE, FINDINGS, LEDGER, OUT, Answer, answers
from desktop.workflow.receiving import OUTCOME_TITLES, Receipt, receive
from desktop.workflow.session import open_session
from desktop.workflow.signing import confirm_key
from desktop.workflow.totals import (
    Consolidation,
    Line,
    consolidate,
    members_json,
    report_json,
    write_consolidated,
)
from desktop.workflow.totals_json import find_line
from forms.periods import Period

NameOf = Callable[[str], str]
"""The title of a district by its code."""

PERIOD = click.option(
    "--period", "period_text", required=True, metavar="P", help="报告期，例如 2026Q3。"
)


@click.command("receive")
@LEDGER
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE|DIR …"
)
@answers
def receive_command(ledger: Path, paths: tuple[Path, ...]) -> Answer:
    """接收区级报送表（文件或文件夹）。"""
    session = open_session(ledger)
    receipts = receive(session, paths)
    session.close()
    refused = any(one.outcome == "refused" for one in receipts)
    return Answer(
        {"files": [receipt_json(one) for one in receipts]},
        [f"  {OUTCOME_TITLES[one.outcome]}：{one.message}" for one in receipts]
        or ["没有找到报送表文件。"],
        FINDINGS if refused else DONE,
    )


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
    lines = _report_lines(session.catalogue.codelist("district").title_of, found)
    if members is not None:
        data["members"] = members_json(found, members)
        lines += _member_lines(session.catalogue.codelist("district").title_of, found, members)
    if out is not None:
        path = write_consolidated(session, found, out)
        data["file"] = str(path)
        lines.append(f"已生成汇总表：{path}")
    session.close()
    return Answer(data, lines)


def receipt_json(one: Receipt) -> dict[str, object]:
    """The stable JSON shape of design §8."""
    return {
        "file": str(one.file),
        "outcome": one.outcome,
        "reason": one.reason,
        "message": one.message,
        "district": one.district,
        "period": one.period,
        "revision": one.revision,
        "altered_rows": [row.to_json() for row in one.altered],
        "findings": [finding.to_json() for finding in one.findings],
        "notices": list(one.notices),
        "signature": {"fingerprint": one.fingerprint, "state": one.key},
    }


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
    shown = "未报" if value is None else f"{value:,.2f}" if facts.is_money else f"{value:,}"
    return (
        f"  {facts.code} {facts.title}：{shown} {facts.shown_unit}"
        f"（2030年目标 {facts.target:,}{about}，仅供参考）"
    )


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


@click.command("confirm-key")
@LEDGER
@click.option("--district", required=True, metavar="CODE", help="区划代码或区名。")
@click.option("--fingerprint", default="", metavar="TEXT", help="盖章件上的签名指纹。")
@click.option("--renew", is_flag=True, help="该区换了账本：撤销登记，等下次报送后重新核对。")
@answers
def confirm_key_command(ledger: Path, district: str, fingerprint: str, renew: bool) -> Answer:
    """核对并登记一个区的签名指纹。"""
    session = open_session(ledger)
    done = confirm_key(session, district, fingerprint, renew=renew)
    session.close()
    said = f"已撤销登记的签名指纹 {done}。" if renew else f"已登记签名指纹 {done}。"
    return Answer({"district": district, "fingerprint": done, "confirmed": not renew}, [said])


COMMANDS = (confirm_key_command, receive_command, report_command)
