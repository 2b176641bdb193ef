"""Commands between district and city: return, accept, apply, marks, answer, diff."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from desktop.cli.output import FINDINGS, LEDGER, OUT, PERIOD, Answer, answers
from desktop.workflow.answering import answer_mark, standing_return
from desktop.workflow.applying import apply_letter
from desktop.workflow.returning import (
    Issued,
    accept_submission,
    marks_of_findings,
    read_mark_text,
    return_submission,
)
from desktop.workflow.reviewing import received_findings
from desktop.workflow.revisions import WHAT_TITLES, RecordChange, compare
from desktop.workflow.session import find_period, open_session
from desktop.workflow.statuses import district_code
from exports.refusal import Refusal
from forms.errors import UserMistake
from forms.marks import ANSWER_TITLES, AnswerKind, Mark, field_title
from forms.periods import Period
from forms.registry import STANDARD_FORMS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from desktop.workflow.session import Session

DISTRICT = click.option("--district", required=True, metavar="CODE", help="区划代码或区名。")
NAMED_PERIOD = click.option(
    "--period", "period_text", required=True, metavar="P", help="报告期，例如 2026Q3。"
)


@click.command("return")
@LEDGER
@DISTRICT
@NAMED_PERIOD
@click.option("--comment", default="", metavar="TEXT", help="退回意见（总的说明）。")
@click.option(
    "--mark",
    "marks",
    multiple=True,
    metavar="FORM:RECORD:FIELD=TEXT",
    help="对一个格子、一条记录（FORM:RECORD）、一张表（FORM）的意见；可写多次。",
)
@click.option("--finding", "findings", multiple=True, metavar="ID", help="把这条审核结果列为意见。")
@click.option("--all-hard", is_flag=True, help="把全部强制性审核结果列为意见。")
@OUT
@answers
def return_command(
    ledger: Path,
    district: str,
    period_text: str,
    comment: str,
    marks: tuple[str, ...],
    findings: tuple[str, ...],
    all_hard: bool,
    out: Path | None,
) -> Answer:
    """退回一个区的报送，附逐条意见，写出退回单。"""
    with closing(open_session(ledger)) as session:
        period = Period.parse(period_text)
        said = [read_mark_text(session, district, period, one) for one in marks]
        said += _marks_of(session, district, period, findings, all_hard)
        target = out or ledger.parent
        done = return_submission(session, district, period, comment, said, target)
    lines = [*_mark_lines(done.notice.marks), f"已写出退回单：{done.file}"]
    return Answer(done.to_json(), [_status_line(done), *lines])


@click.command("accept")
@LEDGER
@DISTRICT
@NAMED_PERIOD
@click.option("--comment", default="", metavar="TEXT", help="验收意见。")
@OUT
@answers
def accept_command(
    ledger: Path, district: str, period_text: str, comment: str, out: Path | None
) -> Answer:
    """验收一个区的报送；用 -o 写出回执。"""
    with closing(open_session(ledger)) as session:
        done = accept_submission(session, district, Period.parse(period_text), comment, out)
    written = [f"已写出回执：{done.file}"] if done.file else []
    return Answer(done.to_json(), [_status_line(done), *written])


@click.command("apply")
@LEDGER
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@answers
def apply_command(ledger: Path, file: Path) -> Answer:
    """打开市级发来的任务包、回执或退回单。"""
    with closing(open_session(ledger)) as session:
        try:
            done = apply_letter(session, file)
        except Refusal as refusal:
            data = {"refused": True, "reason": refusal.reason, "message": str(refusal)}
            return Answer(data, [str(refusal)], FINDINGS)
    marks = _mark_lines(done.marks) if done.outcome == "applied" else []
    lines = [done.message, *(f"  {one}" for one in done.details), *marks]
    return Answer(done.to_json(), lines)


@click.command("marks")
@LEDGER
@PERIOD
@click.option("--district", default="", metavar="CODE", help="市级：看哪个区。")
@click.option("--revision", type=int, help="市级：第几次报送；不写时取最近一次有意见的。")
@answers
def marks_command(
    ledger: Path, period_text: str | None, district: str, revision: int | None
) -> Answer:
    """退回意见和答复。"""
    with closing(open_session(ledger)) as session:
        code = session.district or district_code(session, district)
        period = find_period(session, code, period_text)
        revision, marks = _marks_on(session, code, period, revision)
        waiting = _waiting(session, period) if session.district else ()
    data = {
        "district": code,
        "period": period.code,
        "revision": revision,
        "open": [one.number for one in waiting],
        "marks": [one.to_json() for one in marks],
    }
    head = f"{period.title}第 {revision} 次报送：{len(marks)} 条退回意见"
    head += f"，{len(waiting)} 条待答复。" if session.district else "。"
    nothing = [f"{period.title}没有退回意见。"]
    return Answer(data, [head, *_mark_lines(marks)] if marks else nothing)


@click.command("answer")
@LEDGER
@click.argument("number", type=int, metavar="NUMBER")
@click.option(
    "--as",
    "kind",
    type=click.Choice(list(ANSWER_TITLES)),
    required=True,
    help="corrected 改正，explained 说明，disputed 异议。",
)
@click.option("--text", default="", metavar="TEXT", help="答复内容；说明和异议必填。")
@PERIOD
@answers
def answer_command(
    ledger: Path, number: int, kind: AnswerKind, text: str, period_text: str | None
) -> Answer:
    """答复一条退回意见。"""
    with closing(open_session(ledger)) as session:
        period = find_period(session, session.district, period_text)
        found = answer_mark(session, period, number, kind, text)
    left = [one.number for one in found.open]
    data = {"period": period.code, "number": number, "answer": kind, "text": text.strip()}
    said = f"已答复第 {number} 条：{ANSWER_TITLES[kind]}。"
    rest = f"还有 {len(left)} 条待答复。" if left else "全部已答复，可以重新上报。"
    return Answer({**data, "open": left}, [said + rest])


@click.command("diff")
@LEDGER
@PERIOD
@click.option("--district", default="", metavar="CODE", help="市级：看哪个区。")
@click.option("--revision", "revisions", type=int, nargs=2, metavar="A B", help="比较哪两次报送。")
@answers
def diff_command(
    ledger: Path, period_text: str | None, district: str, revisions: tuple[int, int] | None
) -> Answer:
    """两次报送的差异；区级默认是上次报送与现在。"""
    with closing(open_session(ledger)) as session:
        code = session.district or district_code(session, district)
        period = find_period(session, code, period_text)
        found = compare(session, code, period, revisions)
    head = f"{period.title}：" + "，".join(
        f"{WHAT_TITLES[what]} {count} 条记录" for what, count in found.counts().items()
    )
    records = [line for one in found.records for line in _record_lines(one)]
    totals = [
        f"  {one.facts.full_title}：{_amount(one.old)} → {_amount(one.new)} {one.facts.unit}"
        for one in found.totals
    ]
    return Answer(found.to_json(), [head, *records, *totals])


def _record_lines(one: RecordChange) -> list[str]:
    head = f"  {WHAT_TITLES[one.what]} {one.form} {one.label or one.record_id}"
    if one.what != "changed":
        return [head]
    return [
        head,
        *(f"    {each.title}：{each.old or '空'} → {each.new or '空'}" for each in one.fields),
    ]


def _amount(value: Decimal | None) -> str:
    return "未知" if value is None else f"{value:,}"


def _marks_of(
    session: Session, district: str, period: Period, ids: Sequence[str], all_hard: bool
) -> list[Mark]:
    if not ids and not all_hard:
        return []
    found = received_findings(session, district_code(session, district), period)
    unknown = set(ids) - {one.id for one in found}
    if unknown:
        raise UserMistake(f"没有找到审核结果 {min(unknown)}，它可能已经改正；请重新审核。")
    return marks_of_findings(
        one for one in found if one.id in ids or (all_hard and one.severity == "hard")
    )


def _marks_on(
    session: Session, district: str, period: Period, revision: int | None
) -> tuple[int, list[Mark]]:
    """The revision asked for and its marks, else the newest that has marks."""
    asked = [revision] if revision else _revisions(session, district, period)
    for one in asked:
        if marks := session.ledger.exchange.marks(district, period.code, one):
            return one, marks
    return (asked[0] if asked else 0), []


def _revisions(session: Session, district: str, period: Period) -> list[int]:
    ledger = session.ledger
    made = {one.revision for one in ledger.submissions(district, period.code)}
    taken = {one.revision for one in ledger.received(district, period.code)}
    return sorted(made | taken, reverse=True)


def _waiting(session: Session, period: Period) -> Sequence[Mark]:
    found = standing_return(session, period)
    return found.open if found else ()


def _status_line(done: Issued) -> str:
    one = done.status
    title = Period.parse(one.period).title
    return f"{one.name}{title}第 {one.revision} 次报送：{one.state_title}。"


def _mark_lines(marks: Sequence[Mark]) -> list[str]:
    return [_mark_line(one) for one in marks]


def _mark_line(one: Mark) -> str:
    what = field_title(one, STANDARD_FORMS)
    place = " ".join(filter(None, (one.form, one.label or one.record_id, what)))
    said = f"：{one.text}" if one.text else ""
    answer = f"　【{one.answer_title}】{said}" if one.is_answered else ""
    return f"  {one.number}. 〔{one.level_title}〕{place}：{one.message}{answer}"


COMMANDS = (
    return_command,
    accept_command,
    apply_command,
    marks_command,
    answer_command,
    diff_command,
)
