"""退回与验收: the city's word on a submission, and the notice that carries it to the district."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.workflow.capabilities import Capability
from desktop.workflow.letters import notice_record, place_of_letter, write_letter_file
from desktop.workflow.signing import own_key
from desktop.workflow.statuses import district_code, district_status, latest_received
from desktop.workflow.submitting import app_version
from exports.notice import Notice, write_notice
from forms.errors import ForPeople, UserMistake
from forms.kinds import show_cell
from forms.marks import Mark, mark_of
from forms.periods import Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from desktop.ledger import ReceivedRecord
    from desktop.workflow.session import Session
    from desktop.workflow.statuses import DistrictStatus
    from exports.notice import NoticeKind
    from forms.base import Form
    from forms.findings import Finding


@dataclass(frozen=True, slots=True)
class Issued:
    """A submission that was accepted or returned, and the notice written about it, if any."""

    status: DistrictStatus
    notice: Notice
    file: Path | None = None

    def to_json(self) -> dict[str, object]:
        """For scripts: the status of the district, the notice's file and its marks."""
        return {
            **self.status.to_json(),
            "notice": str(self.file) if self.file else "",
            "comment": self.notice.comment,
            "marks": [one.to_json() for one in self.notice.marks],
        }


def return_submission(
    session: Session,
    district: str,
    period: Period,
    comment: str,
    marks: Sequence[Mark],
    target: Path,
) -> Issued:
    """退回 the latest received revision of a district with marks; writes the return notice.

    ``target`` is a file, or a folder in which the standard name is used. A comment without marks
    becomes one mark on the whole. Raises ``UserMistake`` when nothing was received or nothing is
    said, ``FileProblem`` when the file can't be written; nothing is returned then.
    """
    record = _latest(session, district, period, "退回")
    said = list(marks) or ([Mark(1, comment.strip())] if comment.strip() else [])
    if not said:
        raise UserMistake("请写明退回意见，或勾选要退回的问题。")
    numbered = [replace(one, number=number) for number, one in enumerate(said, 1)]
    return _issue(session, _notice(session, "return", record, comment, numbered), target)


def accept_submission(
    session: Session, district: str, period: Period, comment: str = "", target: Path | None = None
) -> Issued:
    """验收 the latest received revision of a district; writes a receipt when ``target`` is given.

    Raises ``UserMistake`` when nothing was received, ``FileProblem`` when the file can't be
    written; nothing is accepted then.
    """
    record = _latest(session, district, period, "验收")
    notice = _notice(session, "receipt", record, comment, ())
    if target is not None:
        return _issue(session, notice, target)
    session.ledger.set_received_state(
        record.district, record.period, record.revision, "accepted", notice.comment
    )
    return Issued(district_status(session, period, record.district), notice)


def marks_of_findings(findings: Iterable[Finding]) -> list[Mark]:
    """A mark for every finding."""
    return [mark_of(one, number) for number, one in enumerate(findings, 1)]


def read_mark_text(session: Session, district: str, period: Period, text: str) -> Mark:
    """``FORM:RECORD:FIELD=words`` as a mark on what the city received; the last parts may lack.

    The field may be given by name or by title. Raises ``UserMistake`` for a place that is not in
    the submission.
    """
    place, sign, words = text.partition("=")
    if not sign or not words.strip():
        raise UserMistake(
            f"意见“{text}”请写作 表号:记录编号:指标=意见，例如 F02:记录编号:指标=请核对。"
        )
    parts = [part.strip() for part in place.split(":")]
    form, record_id, field = (*parts, "", "", "")[:3]
    return make_mark(session, district, period, (form, record_id, field), words.strip())


def make_mark(
    session: Session, district: str, period: Period, place: tuple[str, str, str], words: str
) -> Mark:
    """A person's mark on form, record and field (the last may be empty); see above."""
    form, record_id, field = place
    if not form:
        return Mark(1, words)
    if form not in session.forms:
        raise UserMistake(f"没有“{form}”这张表，可选：{'、'.join(session.forms.codes)}。")
    if not record_id:
        return Mark(1, words, form)
    code = district_code(session, district)
    row = session.ledger.row(form, code, period.code, record_id)
    if row is None:
        raise UserMistake(f"{form} 中没有记录“{record_id}”，请核对记录编号。")
    name = _field_name(row, field) if field else ""
    value = show_cell(row.cell(name), row.item(name), session.catalogue) if name else ""
    lender = row.spec.shares_id_with
    lent = session.ledger.row(lender, code, period.code, record_id) if lender else None
    return Mark(1, words, form, record_id, name, (lent or row).title, value)


def _field_name(row: Form, field: str) -> str:
    for entry in row.items():
        if field in {entry.name, entry.title, entry.full_title}:
            return entry.name
    raise UserMistake(f"{row.spec.code} {row.spec.title}中没有指标“{field}”，请核对名称。")


def _latest(session: Session, district: str, period: Period, act: str) -> ReceivedRecord:
    session.demand(Capability.REVIEW)
    code = district_code(session, district)
    found = latest_received(session, code, period)
    if found is None:
        name = session.catalogue.codelist("district").title_of(code)
        raise UserMistake(f"{name}还没有报送 {period.title} 的数据，无法{act}。")
    return found


def _notice(
    session: Session,
    kind: NoticeKind,
    record: ReceivedRecord,
    comment: str,
    marks: Sequence[Mark],
) -> Notice:
    return Notice(
        kind=kind,
        district=record.district,
        period=record.period,
        revision=record.revision,
        digest=record.digest,
        comment=comment.strip(),
        unit=session.info.unit,
        issued_at=session.clock().isoformat(timespec="seconds"),
        ledger_id=session.info.ledger_id,
        app_version=app_version(),
        marks=tuple(marks),
    )


def _issue(session: Session, notice: Notice, target: Path) -> Issued:
    path = place_of_letter(target, notice.file_name)
    digest, content = write_letter_file(
        path,
        lambda file: write_notice(
            notice, file, forms=session.forms, catalogue=session.catalogue, key=own_key(session)
        ),
    )
    state = "returned" if notice.kind == "return" else "accepted"
    try:
        record = notice_record(session, notice, digest, path.name)
        session.ledger.exchange.issue(record, content, notice.marks, state=state)
    except ForPeople:
        path.unlink(missing_ok=True)
        raise
    status = district_status(session, Period.parse(notice.period), notice.district)
    return Issued(status, notice, path)
