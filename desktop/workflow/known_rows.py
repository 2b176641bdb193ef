"""Known rows for a template: all of a period, or those that concern one firm or one carrier.

What concerns a firm follows from the forms: its rows name the firm as a party, refer to its row in
a register, or share their ids with rows that do (a project's progress with the project).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from forms.errors import UserMistake
from forms.firms import all_parties, parties
from forms.parsing import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from desktop.workflow.session import Session
    from forms.base import Form, FormSet
    from forms.periods import Period

CARRIERS = "F03"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a template is for: a firm's codes, or records of a register by form and id."""

    title: str
    codes: frozenset[str] = frozenset()
    records: frozenset[tuple[str, str]] = frozenset()

    def concerns(self, row: Form) -> bool:
        """Whether a row speaks of the subject."""
        if (row.spec.code, row.record_id) in self.records:
            return True
        if any(getattr(row, party.uscc) in self.codes for party in parties(type(row))):
            return True
        return any(
            (entry.refers_to, getattr(row, entry.name)) in self.records
            for entry in type(row).items()
            if entry.refers_to and entry.name != "record_id"
        )


def firm_subject(session: Session, period: Period, text: str) -> Subject:
    """The firm of a code or a name; raises ``UserMistake`` when no row of the period has it."""
    wanted = fold(text).upper()
    codes: set[str] = set()
    title = ""
    for party in all_parties(session.forms):
        for row in _rows(session, period, party.form).values():
            code, name = getattr(row, party.uscc), getattr(row, party.name)
            if code and wanted in (code, fold(name or "").upper()):
                codes.add(code)
                title = title or name or code
    if not codes:
        raise UserMistake(f"账本本期没有企业“{text}”，请填它的统一社会信用代码或全称。")
    if len(codes) > 1:
        raise UserMistake(f"名称为“{text}”的企业不止一家，请改填统一社会信用代码。")
    records = {
        (party.form, record_id)
        for party in all_parties(session.forms)
        if party.registers
        for record_id, row in _rows(session, period, party.form).items()
        if getattr(row, party.uscc) in codes
    }
    return Subject(title, frozenset(codes), frozenset(records))


def carrier_subject(session: Session, period: Period, text: str) -> Subject:
    """The carrier of an id or a name; raises ``UserMistake`` when the period has none."""
    rows = _rows(session, period, CARRIERS)
    wanted = fold(text).upper()
    found = [row for row in rows.values() if wanted in (row.record_id, fold(row.title).upper())]
    if len(found) != 1:
        title = session.forms[CARRIERS].spec.title
        raise UserMistake(f"{title}中没有（或不止一个）“{text}”，请填它的编号。")
    return Subject(found[0].title, records=frozenset({(CARRIERS, found[0].record_id)}))


def forms_about(forms: FormSet, subject: Subject) -> tuple[str, ...]:
    """The forms people fill whose rows can concern the subject, in their order."""
    registers = {code for code, _ in subject.records} | {
        party.form for party in all_parties(forms) if party.registers and subject.codes
    }
    about = {
        form.spec.code
        for form in forms.entered_forms
        if form.spec.code in registers
        or (subject.codes and parties(form))
        or any(one.refers_to in registers for one in form.items())
    }
    return tuple(
        form.spec.code
        for form in forms.entered_forms
        if form.spec.code in about or form.spec.shares_id_with in about
    )


def known_rows(
    session: Session, period: Period, codes: Collection[str], subject: Subject | None = None
) -> Mapping[str, Sequence[Form]]:
    """The period's rows of these forms, those that concern the subject if there is one."""
    found = {code: _rows(session, period, code) for code in codes}
    if subject is None:
        return {code: list(rows.values()) for code, rows in found.items()}
    return {code: list(_about(session, period, code, subject)) for code in found}


def _about(session: Session, period: Period, code: str, subject: Subject) -> Iterator[Form]:
    owner = session.forms[code].spec.shares_id_with
    owned = {
        record_id
        for record_id, row in (_rows(session, period, owner) if owner else {}).items()
        if subject.concerns(row)
    }
    for row in _rows(session, period, code).values():
        if row.record_id in owned or subject.concerns(row):
            yield row


def _rows(session: Session, period: Period, code: str) -> Mapping[str, Form]:
    return session.ledger.rows(code, session.district, period.code)
