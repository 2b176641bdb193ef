"""上报: the gate that a period must pass, and the submission workbook it becomes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop import files
from desktop.ledger import Edit, SetCell
from desktop.workflow.answering import (
    answers_of,
    default_reason,
    open_marks_as_findings,
    standing_return,
)
from desktop.workflow.arriving import MOST_BYTES
from desktop.workflow.capabilities import Capability
from desktop.workflow.checking import check_context, counts
from desktop.workflow.indicators import SUMMARY, district_summary
from desktop.workflow.nil import declared_nil
from desktop.workflow.signing import own_key
from exports.digest import ContentDigest, digest_submission
from exports.reader import read_submission
from exports.signature import fingerprint_of
from exports.submission import Header, Submission
from forms.checks.engine import check
from forms.checks.explanations import apply_explanations
from forms.checks.gate import check_submission
from forms.checks.library import RULES_VERSION
from forms.errors import ForPeople, UserMistake
from forms.f00_cover import Cover
from forms.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from desktop.workflow.session import Session
    from forms.base import Form
    from forms.checks.context import CheckContext
    from forms.periods import Period

COVER = Cover.spec.code
UNCONFIRMED = "K04"
EXPLANATION_RULE = "A75"
"""Says again what ``to_explain`` lists, so it counts only for an explanation that is no good."""

LOCKED_STATES = frozenset({"submitted", "accepted"})


@dataclass(frozen=True, slots=True)
class Gate:
    """What stands between a period and its submission.

    ``stops`` are hard findings, ``to_explain`` soft ones without explanation, ``unconfirmed``
    the rows of due forms that came by roll-forward and nobody has looked at, ``unanswered`` the
    marks of a return notice that still want an answer. What a form that the period does not ask
    for still carries from earlier periods, untouched, stops nothing.
    """

    findings: tuple[Finding, ...]
    stops: tuple[Finding, ...]
    to_explain: tuple[Finding, ...]
    unconfirmed: tuple[Finding, ...]
    unanswered: tuple[Finding, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the period may be submitted."""
        return not self.blocking

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """All that stops the submission, most serious first."""
        return (*self.stops, *self.to_explain, *self.unconfirmed, *self.unanswered)


@dataclass(frozen=True, slots=True)
class Submitted:
    """A submission that was written, read back and recorded."""

    file: Path
    header: Header
    digest: ContentDigest
    rows: Mapping[str, int]
    fingerprint: str = ""


class Refused(ForPeople):
    """The gate is closed; ``gate`` says why."""

    def __init__(self, gate: Gate) -> None:
        tally = counts(gate.findings)
        super().__init__(
            f"还不能上报：强制性错误 {len(gate.stops)} 条、待说明 {len(gate.to_explain)} 条、"
            f"待确认 {len(gate.unconfirmed)} 行、"
            f"待答复的退回意见 {len(gate.unanswered)} 条（全部审核结果 {sum(tally.values())} 条）。"
            "请处理后再上报。"
        )
        self.gate = gate


def gate(session: Session, period: Period) -> Gate:
    """Judge whether the ledger's own district may submit this period."""
    context = check_context(session, session.district, period)
    return _judge(session, _with_report_date(session, context))


def submit(session: Session, period: Period, target: Path, reason: str = "") -> Submitted:
    """Write the submission workbook of a period, read it back, and lock the period.

    ``target`` is a file, or a folder in which the standard name is used. Raises ``Refused`` when
    the gate is closed, ``UserMistake`` when nothing changed since the last revision or a later
    revision has no reason, ``FileProblem`` when the file can't be written.
    """
    session.demand(Capability.SUBMIT)
    context = _with_report_date(session, check_context(session, session.district, period))
    judged = _judge(session, context)
    if not judged.is_open:
        raise Refused(judged)
    submission = _compose(session, context, judged.findings, reason)
    _refuse_identical(session, submission)
    path = target / submission.header.file_name if target.is_dir() else target
    digest = _write(session, submission, path)
    try:
        _record(session, context, submission, digest, path)
    except ForPeople:
        path.unlink(missing_ok=True)
        raise
    fingerprint = fingerprint_of(own_key(session).public_key)
    return Submitted(path, submission.header, digest, submission.row_counts(), fingerprint)


def compose_draft(session: Session, period: Period) -> Submission:
    """What would be sent of a period if it were sent now, whether or not the gate is open."""
    context = check_context(session, session.district, period)
    judged = _judge(session, _with_report_date(session, context))
    return _compose(session, context, judged.findings, "", is_draft=True)


def _judge(session: Session, context: CheckContext) -> Gate:
    found = check(context)
    known = session.ledger.explanations(context.district, context.period.code)
    findings = check_submission(context, apply_explanations(found, known))
    asleep = _asleep(context)
    to_explain = tuple(
        one for one in findings if one.needs_explanation and (one.form, one.record_id) not in asleep
    )
    waiting = {(one.form, one.record_id) for one in to_explain}
    stops = tuple(
        one
        for one in findings
        if one.severity == "hard"
        and (one.form, one.record_id) not in asleep
        and not (one.rule == EXPLANATION_RULE and (one.form, one.record_id) in waiting)
    )
    unanswered = tuple(open_marks_as_findings(standing_return(session, context.period)))
    return Gate(tuple(findings), stops, to_explain, tuple(_unconfirmed(context)), unanswered)


def _unconfirmed(context: CheckContext) -> list[Finding]:
    """Rows of forms due in the period; a half-year register need not be confirmed every quarter."""
    return [
        Finding(
            rule=UNCONFIRMED,
            severity="hard",
            form=code,
            record_id=row.record_id,
            field="",
            value="",
            message=f"{context.forms[code].spec.title} {row.record_id} {row.title}："
            "由上期结转，本期还没有确认。",
            remedy="核对本行，有变化请修改，没有变化请点“本期无变化”。",
            label=row.title,
        )
        for code, rows in context.rows.items()
        if code in context.forms_due
        for row in rows.values()
        if row.to_confirm
    ]


def _asleep(context: CheckContext) -> set[tuple[str, str]]:
    """Rows of forms not due in the period that nobody touched since they were rolled forward."""
    return {
        (code, record_id)
        for code, rows in context.rows.items()
        if code not in context.forms_due
        for record_id, row in rows.items()
        if row.to_confirm
    }


def _with_report_date(session: Session, context: CheckContext) -> CheckContext:
    """The report date is today unless the clerk wrote one."""
    cover = context.rows.get(COVER, {}).get(context.district)
    if cover is None or cover.cell("report_date") is not None:
        return context
    dated = cover.with_cells({"report_date": session.today()})
    return replace(context, rows={**context.rows, COVER: {context.district: dated}})


def _compose(
    session: Session,
    context: CheckContext,
    findings: Sequence[Finding],
    reason: str,
    *,
    is_draft: bool = False,
) -> Submission:
    earlier = session.ledger.submissions(context.district, context.period.code)
    returned = standing_return(session, context.period)
    reason = reason.strip() or default_reason(returned)
    if earlier and not reason and not is_draft:
        raise UserMistake("本期已经上报过，再次上报请写明原因（重报原因）。")
    last = earlier[-1] if earlier else None
    revision = last.revision + 1 if last else 1
    header = Header(
        district=context.district,
        period=context.period.code,
        revision=revision,
        supersedes=last.digest if last else "",
        ledger_id=session.info.ledger_id,
        catalogue_version=context.catalogue.version,
        rules_version=RULES_VERSION,
        app_version=app_version(),
        created_at=session.clock().isoformat(timespec="seconds"),
        reason=reason,
        nil_forms=declared_nil(context.rows, context.district),
    )
    rows: dict[str, list[Form]] = {
        code: list(by_id.values()) for code, by_id in context.rows.items()
    }
    if SUMMARY in session.forms:
        summary = district_summary(session, context.district, context.period, context.rows)
        rows[SUMMARY] = list(summary.values())
    rows[COVER] = [row.with_cells({"batch_no": revision}) for row in rows.get(COVER, [])]
    _annotate(rows, findings)
    return Submission(header, rows, findings, answers_of(returned))


def _refuse_identical(session: Session, submission: Submission) -> None:
    header = submission.header
    before = session.ledger.get_setting(_key_name(header.period, header.revision - 1))
    # Answers are news by themselves: to dispute every mark is a revision without changed rows.
    if before == _content_key(submission) and not submission.answers:
        raise UserMistake("与上一次报送的内容完全相同，没有必要重报；请先修改数据。")


def _content_key(submission: Submission) -> str:
    """A digest of rows and explanations: equal for two revisions that say the same."""
    blank = Header(submission.header.district, submission.header.period, revision=0)
    rows = {code: rows for code, rows in submission.rows.items() if code != COVER}
    said = Submission(blank, rows, submission.findings)
    return digest_submission(said).total


def _annotate(rows: dict[str, list[Form]], findings: Sequence[Finding]) -> None:
    """Hang the explanations of a record's soft findings into its 核实性说明 field (F02 item 22)."""
    by_record: dict[tuple[str, str], list[str]] = {}
    for one in findings:
        if one.explanation:
            by_record.setdefault((one.form, one.record_id), []).append(
                f"{one.rule}：{one.explanation}"
            )
    for code, listed in rows.items():
        if listed and "audit_note" in type(listed[0]).items_by_name():
            rows[code] = [
                row.with_cells({"audit_note": "；".join(notes)[:300]})
                if (notes := by_record.get((code, row.record_id)))
                else row
                for row in listed
            ]


def _write(session: Session, submission: Submission, path: Path) -> ContentDigest:
    from exports import audit_notes, writer  # openpyxl is slow to load, and needed only here

    made: list[ContentDigest] = []

    def write(temporary: Path) -> None:
        made.append(
            writer.write_submission(
                submission,
                temporary,
                forms=session.forms,
                catalogue=session.catalogue,
                key=own_key(session),
                notes=audit_notes.audit_notes(session.forms, session.rules),
            )
        )
        _read_back(session, temporary, made[0])

    files.place(path, write)
    return made[0]


def _read_back(session: Session, path: Path, digest: ContentDigest) -> None:
    """A stick may lie about what it stored, so the file is read again before it counts (A7)."""
    again = read_submission(path, forms=session.forms, catalogue=session.catalogue)
    if not again.digest_ok or again.declared_digest != digest.total:
        raise files.FileProblem(files.NOT_AS_WRITTEN.format(folder=path.parent))


def _record(
    session: Session,
    context: CheckContext,
    submission: Submission,
    digest: ContentDigest,
    path: Path,
) -> None:
    ledger, header = session.ledger, submission.header
    cover = context.rows[COVER][context.district]
    steps = (
        SetCell(COVER, context.district, "report_date", cover.cell("report_date")),
        SetCell(COVER, context.district, "batch_no", header.revision),
    )
    ledger.apply(
        Edit(header.district, header.period, "填写报出日期", steps, session.who, header.reason)
    )
    ledger.record_submission(
        header.district,
        header.period,
        header.revision,
        digest.total,
        header.supersedes,
        path.name,
        header.reason,
        session.who,
        files.copy_to_memory(path, MOST_BYTES),
    )
    ledger.set_setting(_key_name(header.period, header.revision), _content_key(submission))


def _key_name(period: str, revision: int) -> str:
    return f"content:{period}:{revision}"


def app_version() -> str:
    """The version of the installed program, or ``dev``."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("cluster-ledger")
    except PackageNotFoundError:
        return "dev"
