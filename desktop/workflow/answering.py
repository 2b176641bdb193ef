"""退回意见: the to-do list of a return notice on the live records, and its answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from desktop.workflow.capabilities import Capability
from forms.checks.explanations import explanation_problem
from forms.errors import UserMistake
from forms.findings import Finding
from forms.marks import ANSWER_TITLES, WHOLE, Mark
from forms.periods import Period

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop.ledger import NoticeRecord, RowKey
    from desktop.workflow.session import Session
    from forms.marks import AnswerKind

UNANSWERED = "K10"
"""The code under which the submission gate names a mark without an answer."""

RETURNED_STATES = frozenset({"returned", "amending"})
"""The states of a period in which a return may want answers."""

OWN_STEPS = frozenset({"report_date", "batch_no"})
"""Cover fields that the submission itself fills: no correction by a clerk."""


@dataclass(frozen=True, slots=True)
class Returned:
    """A return notice that stands, and its marks with the answers so far."""

    notice: NoticeRecord
    marks: tuple[Mark, ...]
    lapsed: frozenset[int] = frozenset()
    """Numbers of marks answered 改正 whose place is again as it was sent."""

    @property
    def open(self) -> tuple[Mark, ...]:
        """The marks that still want an answer."""
        return tuple(one for one in self.marks if self.is_open(one))

    def is_open(self, mark: Mark) -> bool:
        """Whether a mark wants an answer, or its answer no longer holds."""
        return not mark.is_answered or mark.number in self.lapsed


def newest_notice(session: Session, period: Period) -> NoticeRecord | None:
    """The city's last word on the revision sent last; None when it said nothing yet."""
    sent = session.ledger.submissions(session.district, period.code)
    if not sent:
        return None
    spoken = [
        one
        for one in session.ledger.exchange.letters(session.district, period.code)
        if one.revision == sent[-1].revision
    ]
    return max(spoken, key=lambda one: moment_of(one.issued_at), default=None)


def moment_of(text: str) -> float:
    """An ISO time as seconds; one that can't be read comes before all others."""
    try:
        return datetime.fromisoformat(text).timestamp()
    except ValueError:
        return 0.0


def standing_return(session: Session, period: Period) -> Returned | None:
    """The return that the next submission must answer; None when none stands."""
    notice = newest_notice(session, period)
    if notice is None or notice.kind != "return":
        return None
    where = (session.district, period.code, notice.revision)
    marks = tuple(session.ledger.exchange.marks(*where))
    changed = session.ledger.exchange.changed_since(*where)
    lapsed = frozenset(
        one.number
        for one in marks
        if one.answer == "corrected" and not is_corrected(session, one, changed)
    )
    return Returned(notice, marks, lapsed)


def open_returns(session: Session, *, with_answered: bool = False) -> list[Returned]:
    """The returns with marks to answer, of every period; ``with_answered`` also those all answered.

    A return stands until the next revision is sent.
    """
    found = [
        standing_return(session, Period.parse(info.period))
        for info in session.ledger.periods(session.district)
        if info.state in RETURNED_STATES
    ]
    return [one for one in found if one is not None and (one.open or with_answered)]


def answer_mark(
    session: Session, period: Period, number: int, answer: AnswerKind, text: str = ""
) -> Returned:
    """Answer one mark of the return that stands: 改正, 说明 or 异议; empty takes it back.

    说明 and 异议 need words that say something; 改正 needs the place to differ from what was sent.
    Raises ``UserMistake``.
    """
    session.demand(Capability.SUBMIT)
    found = standing_return(session, period)
    if found is None:
        raise UserMistake(f"{period.title}没有待答复的退回意见。")
    mark = next((one for one in found.marks if one.number == number), None)
    if mark is None:
        raise UserMistake(f"没有第 {number} 条退回意见，共 {len(found.marks)} 条。")
    where = (session.district, period.code, found.notice.revision)
    if answer == "corrected":
        changed = session.ledger.exchange.changed_since(*where)
        if not is_corrected(session, mark, changed):
            raise UserMistake(
                f"第 {number} 条意见所指的内容与上次报送时一样，请先修改；不需要修改的请选说明或异议。"
            )
    elif answer and (problem := explanation_problem(text)):
        raise UserMistake(f"答复“{ANSWER_TITLES[answer]}”要写明情况。{problem}")
    session.ledger.exchange.answer(where, number, answer, text.strip(), session.who)
    answered = standing_return(session, period)
    assert answered is not None
    return answered


def is_corrected(
    session: Session, mark: Mark, changed: Mapping[RowKey, frozenset[str]] | None
) -> bool:
    """Whether what a mark is about differs from what was sent.

    Without a note of what was sent (None) the clerk's word is taken.
    """
    if changed is None:
        return True
    touched = [
        (key, fields - OWN_STEPS if key[0] == "F00" else fields)
        for key, fields in changed.items()
        if _concerns(session, mark, key)
    ]
    if mark.field and not _is_computed(session, mark):
        # A row that came or went has changed in every field.
        return any({mark.field, ""} & fields for _, fields in touched)
    return any(fields for _, fields in touched)


def open_marks_as_findings(returned: Returned | None) -> list[Finding]:
    """The marks that stop a submission, as the gate and its page show what stops it."""
    return [
        Finding(
            rule=UNANSWERED,
            severity="hard",
            form=one.form,
            record_id=one.record_id,
            field=one.field,
            value=one.value,
            message=f"第 {one.number} 条退回意见还没有答复：{one.message}",
            remedy="在“往来”页逐条答复：改正、说明或异议。",
            label=one.label or (WHOLE if not one.form else ""),
        )
        for one in (returned.open if returned else ())
    ]


def default_reason(returned: Returned | None) -> str:
    """Why the next revision is made, when a return asks for it; empty otherwise."""
    return f"按第 {returned.notice.revision} 次报送的退回意见修改" if returned else ""


def answers_of(returned: Returned | None) -> Sequence[Mark]:
    """The answered marks that travel with the next submission."""
    return returned.marks if returned else ()


def _concerns(session: Session, mark: Mark, key: RowKey) -> bool:
    if not mark.form or _is_derived(session, mark.form):
        return True
    return key[0] == mark.form and (not mark.record_id or key[1] == mark.record_id)


def _is_derived(session: Session, form: str) -> bool:
    """Whether the rows of a form are computed from the others, so that any change may be meant."""
    return form in session.forms and session.forms[form].spec.nature == "computed"


def _is_computed(session: Session, mark: Mark) -> bool:
    if mark.form not in session.forms:
        return False
    entry = session.forms[mark.form].items_by_name().get(mark.field)
    return entry is not None and entry.computed
