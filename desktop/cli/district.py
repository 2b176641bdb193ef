"""Commands of a district office: check, confirm, explain, submit."""

from __future__ import annotations

from pathlib import Path

import click

from desktop.cli.output import DONE, FINDINGS, LEDGER, PERIOD, Answer, answers
from desktop.workflow import checking
from desktop.workflow.entry import confirm_rows, place_of
from desktop.workflow.nil import declare_nil, nil_forms
from desktop.workflow.session import find_period, open_session
from desktop.workflow.submitting import Gate, Refused, submit
from forms.errors import UserMistake
from forms.findings import SEVERITY_TITLES, Finding


@click.command()
@LEDGER
@PERIOD
@answers
def check(ledger: Path, period_text: str | None) -> Answer:
    """审核一个报告期。"""
    session = open_session(ledger)
    period = find_period(session, session.district, period_text)
    findings = checking.check_period(session, session.district, period)
    district = session.district
    session.close()
    tally = checking.counts(findings)
    data = {
        "district": district,
        "period": period.code,
        "counts": tally,
        "findings": [one.to_json() for one in findings],
    }
    summary = f"{period.title}审核结果：" + "，".join(
        f"{SEVERITY_TITLES[one]} {tally[one]} 条" for one in checking.SEVERITIES
    )
    return Answer(
        data,
        [summary, *map(finding_line, findings)],
        FINDINGS if tally["hard"] or tally["soft"] else DONE,
    )


@click.command()
@LEDGER
@PERIOD
@click.option("--form", "form", default="", metavar="F01", help="只确认这张表。")
@answers
def confirm(ledger: Path, period_text: str | None, form: str) -> Answer:
    """本期无变化：确认由上期结转、尚未确认的行。"""
    session = open_session(ledger)
    period = find_period(session, session.district, period_text)
    confirmed: dict[str, int] = {}
    for code in [form] if form else session.forms.codes:
        if code not in session.forms:
            raise UserMistake(f"没有“{code}”这张表，可选：{'、'.join(session.forms.codes)}。")
        rows = session.ledger.rows(code, session.district, period.code)
        waiting = [record_id for record_id, row in rows.items() if row.to_confirm]
        confirm_rows(session, place_of(session, period, code), waiting)
        confirmed[code] = len(waiting)
    session.close()
    return Answer(
        {"period": period.code, "confirmed": confirmed}, [f"已确认 {sum(confirmed.values())} 行。"]
    )


@click.command()
@LEDGER
@click.option("--form", "form", required=True, metavar="F05", help="哪张表本期确无内容。")
@PERIOD
@click.option("--cancel", is_flag=True, help="取消该表的零报告。")
@click.option("--reason", default="", help="本期已上报时，说明修改原因。")
@answers
def nil(ledger: Path, form: str, period_text: str | None, cancel: bool, reason: str) -> Answer:
    """申报零报告：说明某张表本期确无内容。"""
    session = open_session(ledger)
    try:
        period = find_period(session, session.district, period_text)
        declare_nil(session, period, form, not cancel, reason)
        declared = nil_forms(session, session.district, period)
        title = session.forms[form].spec.title
    finally:
        session.close()
    done = "已取消零报告" if cancel else "已申报零报告"
    return Answer({"period": period.code, "nil_forms": list(declared)}, [f"{done}：{form} {title}"])


@click.command()
@LEDGER
@click.argument("finding_id", metavar="FINDING_ID")
@click.option("--text", required=True, metavar="TEXT", help="真实、具体的说明，不少于 8 个字。")
@PERIOD
@answers
def explain(ledger: Path, finding_id: str, text: str, period_text: str | None) -> Answer:
    """说明一条核实性提示。"""
    session = open_session(ledger)
    period = find_period(session, session.district, period_text)
    checking.explain(session, session.district, period, finding_id, text)
    session.close()
    return Answer(
        {"finding": finding_id, "explanation": text.strip()}, [f"已记录说明：{finding_id}"]
    )


@click.command("submit")
@LEDGER
@click.option(
    "--period", "period_text", metavar="P", help="报告期，例如 2026Q3；不写时取最新一期。"
)
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE|DIR",
    help="写到哪个文件或文件夹。",
)
@click.option("--reason", default="", metavar="TEXT", help="第二次及以后报送时说明原因。")
@answers
def submit_command(ledger: Path, period_text: str | None, out: Path | None, reason: str) -> Answer:
    """导出上报用的报送表。"""
    session = open_session(ledger)
    period = find_period(session, session.district, period_text)
    try:
        made = submit(session, period, out or ledger.parent, reason)
    except Refused as refusal:
        return _refused(str(refusal), refusal.gate)
    finally:
        session.close()
    data = {
        "file": str(made.file),
        "district": made.header.district,
        "period": made.header.period,
        "revision": made.header.revision,
        "digest": made.digest.total,
        "rows": dict(made.rows),
    }
    rows = "，".join(f"{form} {count} 行" for form, count in made.rows.items())
    return Answer(
        data,
        [
            f"已导出报送表：{made.file}",
            f"第 {made.header.revision} 次报送，{rows}，校验码 {made.digest.short}",
        ],
    )


def finding_line(one: Finding) -> str:
    """One finding in one line for people."""
    explained = f"　说明：{one.explanation}" if one.explanation else ""
    return f"  〔{one.rule}·{SEVERITY_TITLES[one.severity]}〕{one.message}　{one.remedy}{explained}"


def _refused(sentence: str, closed: Gate) -> Answer:
    tally = checking.counts(closed.blocking)
    data = {
        "refused": True,
        "counts": tally,
        "findings": [one.to_json() for one in closed.blocking],
    }
    return Answer(data, [sentence, *map(finding_line, closed.blocking)], FINDINGS)


COMMANDS = (check, confirm, nil, explain, submit_command)
