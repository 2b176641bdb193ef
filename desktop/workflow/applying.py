"""采用: a district takes in what the city sent back, each letter once, whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from desktop import files
from desktop.workflow.adopting import adopt
from desktop.workflow.answering import moment_of, newest_notice
from desktop.workflow.arriving import MOST_BYTES
from desktop.workflow.capabilities import Capability
from desktop.workflow.letters import notice_record
from desktop.workflow.signing import judge_letter
from exports.digest import short_digest
from exports.letter import KIND_TITLES
from exports.letter_reader import read_letter
from exports.names import shown_name
from exports.notice import notice_of
from exports.refusal import Refusal
from exports.task_package import task_of
from forms.periods import Period

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.ledger import State, SubmissionRecord
    from desktop.workflow.session import Session
    from exports.letter import Letter
    from exports.notice import Notice
    from forms.marks import Mark

Outcome = Literal["applied", "identical", "stale"]


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a letter.

    ``message`` is the sentence for people, ``changes`` what it set, ``comment`` what the city says
    beside it.
    """

    kind: str
    outcome: Outcome
    message: str
    district: str
    period: str
    revision: int = 0
    changes: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    comment: str = ""

    @property
    def details(self) -> list[str]:
        """What else there is to read: each change, and the city's own words."""
        title = "市级要求" if self.kind == "task" else "市级意见"
        return [*self.changes, *([f"{title}：{self.comment}"] if self.comment else [])]

    def to_json(self) -> dict[str, object]:
        """The stable shape for scripts."""
        return {
            "kind": self.kind,
            "outcome": self.outcome,
            "message": self.message,
            "district": self.district,
            "period": self.period,
            "revision": self.revision,
            "changes": list(self.changes),
            "marks": [one.to_json() for one in self.marks],
            "comment": self.comment,
        }


def apply_letter(session: Session, path: Path) -> Applied:
    """Take in a task package, receipt or return notice; the second time nothing changes.

    Raises ``Refusal`` for anything else, for a letter that the city did not sign, for one to
    another district and for one about a submission that this ledger did not make; the ledger then
    is as before, but for a log line.
    """
    session.demand(Capability.SUBMIT)
    try:
        return _apply(session, path)
    except Refusal as refusal:
        session.ledger.log("refused", f"{shown_name(path)}：{refusal.reason}")
        raise


def _apply(session: Session, path: Path) -> Applied:
    if not path.is_file():
        raise Refusal.of("missing_file", shown_name(path))
    content = files.copy_to_memory(path, MOST_BYTES)
    letter, digest = read_letter(content, name=shown_name(path))
    known = any(one.digest == digest for one in session.ledger.exchange.letters())
    if not known:
        judge_letter(session, letter)
    file = _File(shown_name(path), digest, content, known)
    apply = _apply_task if letter.kind == "task" else _apply_notice
    return apply(session, letter, file)


@dataclass(frozen=True, slots=True)
class _File:
    """The file of a letter: its name, digest, bytes, and whether it was taken in before."""

    name: str
    digest: str
    content: bytes
    known: bool


def _apply_task(session: Session, letter: Letter, file: _File) -> Applied:
    package = task_of(letter)
    head = f"{Period.parse(package.period).title}任务包："
    facts = (session.district, package.period)
    if file.known:
        return Applied("task", "identical", head + "已经打开过，没有变化。", *facts)
    newest = max(
        (one.issued_at for one in session.ledger.exchange.letters() if one.kind == "task"),
        key=moment_of,
        default="",
    )
    if moment_of(newest) > moment_of(package.issued_at):
        return Applied("task", "stale", head + "已采用更新的任务包，没有采用这一份。", *facts)
    changes = adopt(session, package, file.digest, file.name, file.content)
    said = f"已采用，{len(changes)} 项变化。" if changes else "已采用，与现行设置一致。"
    return Applied("task", "applied", head + said, *facts, changes=changes, comment=package.comment)


def _apply_notice(session: Session, letter: Letter, file: _File) -> Applied:
    notice = notice_of(letter)
    sent = _submission_meant(session, notice, file.name)
    if file.known:
        return _answer(session, notice, "identical", "已经打开过，没有变化。")
    if _is_old(session, notice, sent):
        return _keep(session, notice, file, None, "stale", "已有更新的报送或通知，没有采用。")
    if notice.kind == "return":
        said = f"共 {len(notice.marks)} 条退回意见，请逐条答复后重新上报。"
        return _keep(session, notice, file, "returned", "applied", said)
    if session.ledger.exchange.changed_since(*_where(notice)):
        said = "市级已验收这一次报送；本期此后又有修改，仍可继续修改并重新上报。"
        return _keep(session, notice, file, None, "applied", said)
    return _keep(session, notice, file, "accepted", "applied", "市级已验收，本期完成。")


def _submission_meant(session: Session, notice: Notice, name: str) -> SubmissionRecord:
    """The submission that a notice speaks of; refuses one that this ledger did not make."""
    titles = session.catalogue.codelist("district")
    whom = titles.title_of(notice.district)
    if notice.district != session.district:
        raise Refusal.of("wrong_recipient", name, whom)
    period = Period.parse(notice.period)
    for one in session.ledger.submissions(notice.district, period.code):
        if one.revision == notice.revision:
            if one.digest != notice.digest:
                detail = f"校验码 {short_digest(notice.digest)}，应为 {short_digest(one.digest)}"
                raise Refusal.of("other_content", name, detail)
            return one
    raise Refusal.of("not_sent", name, f"{whom}{period.title}第 {notice.revision} 次报送")


def _is_old(session: Session, notice: Notice, sent: SubmissionRecord) -> bool:
    """Whether a later revision went out since, or a later notice came before this one."""
    last = session.ledger.submissions(sent.district, sent.period)[-1]
    if last.revision > notice.revision:
        return True
    before = newest_notice(session, Period.parse(notice.period))
    return before is not None and moment_of(before.issued_at) > moment_of(notice.issued_at)


def _keep(
    session: Session,
    notice: Notice,
    file: _File,
    state: State | None,
    outcome: Outcome,
    said: str,
) -> Applied:
    record = notice_record(session, notice, file.digest, file.name)
    preparing = notice.revision + 1 if state == "returned" else notice.revision
    marks = notice.marks if outcome == "applied" else ()
    session.ledger.exchange.take(record, file.content, marks, state=state, preparing=preparing)
    session.ledger.log(notice.kind, f"{file.name}：{outcome}")
    return _answer(session, notice, outcome, said)


def _answer(session: Session, notice: Notice, outcome: Outcome, said: str) -> Applied:
    name = session.catalogue.codelist("district").title_of(notice.district)
    title = Period.parse(notice.period).title
    head = f"{name}{title}第 {notice.revision} 次报送的{KIND_TITLES[notice.kind]}："
    return Applied(
        notice.kind,
        outcome,
        head + said,
        *_where(notice),
        marks=tuple(notice.marks),
        comment=notice.comment,
    )


def _where(notice: Notice) -> tuple[str, str, int]:
    return notice.district, notice.period, notice.revision
