"""两次报送的差异: what changed from one revision to the next, field by field and in the totals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from desktop.ledger.errors import NoSuchSubmission
from desktop.workflow.answering import OWN_STEPS
from exports.digest import travelling_items
from exports.reader import read_submission
from forms.errors import UserMistake
from forms.indicators import facts_of, measure
from forms.indicators.facts import printed_code
from forms.kinds import show_cell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from desktop.workflow.session import Session
    from exports.child_pool import ChildPool
    from forms.base import Form
    from forms.indicators.facts import Facts
    from forms.items import Item
    from forms.periods import Period

Rows = Mapping[str, Mapping[str, "Form"]]
What = Literal["added", "removed", "changed"]
WHAT_TITLES: Mapping[What, str] = {"added": "新增", "removed": "删除", "changed": "修改"}

LIVE = 0
"""The revision that stands for the ledger's records as they are now."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a record, before and after, as people read it."""

    field: str
    title: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RecordChange:
    """One record that came, went or changed; ``fields`` are those that changed, or its own."""

    form: str
    record_id: str
    label: str
    what: What
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class TotalChange:
    """An indicator of the district that changed; None where it can't be known."""

    facts: Facts
    old: Decimal | None
    new: Decimal | None

    @property
    def change(self) -> Decimal | None:
        """By how much, when both are known."""
        return None if self.old is None or self.new is None else self.new - self.old


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from revision ``before`` to revision ``after`` (0: as the ledger is now)."""

    district: str
    period: str
    before: int
    after: int
    records: tuple[RecordChange, ...]
    totals: tuple[TotalChange, ...]

    def counts(self) -> dict[What, int]:
        """How many records came, went and changed."""
        return {what: sum(one.what == what for one in self.records) for what in WHAT_TITLES}

    def to_json(self) -> dict[str, object]:
        """The stable shape for scripts."""
        return {
            "district": self.district,
            "period": self.period,
            "revisions": [self.before, self.after],
            "counts": self.counts(),
            "records": [_record_json(one) for one in self.records],
            "totals": [_total_json(one) for one in self.totals],
        }


def revisions_kept(session: Session, district: str, period: Period) -> list[int]:
    """The revisions whose files this ledger keeps, the city's received or the district's sent."""
    received = session.ledger.received(district, period.code)
    sent = session.ledger.submissions(district, period.code)
    return sorted({one.revision for one in received} | {one.revision for one in sent})


def compare(
    session: Session,
    district: str,
    period: Period,
    revisions: tuple[int, int] | None = None,
    pool: ChildPool | None = None,
) -> Difference:
    """Compare two revisions of a district; without ``revisions`` the last two.

    A district's own ledger by default compares what it sent last with what it holds now (revision
    0). Raises ``UserMistake`` when there are not two to compare, or for one that was not kept.
    """
    before, after = revisions or _usual(session, district, period)
    _refuse_unknown(session, district, period, {before, after})
    old = rows_of(session, district, period, before, pool)
    new = rows_of(session, district, period, after, pool)
    return Difference(
        district,
        period.code,
        before,
        after,
        tuple(_records(session, old, new)),
        tuple(_totals(session, district, period, old, new)),
    )


def rows_of(
    session: Session, district: str, period: Period, revision: int, pool: ChildPool | None = None
) -> Rows:
    """The records of a revision, read back from the file that was kept; 0 is as they are now."""
    if revision == LIVE:
        return session.ledger.all_rows(district, period.code)
    content = _content(session, district, period, revision)
    name = f"{district} {period.code} 第 {revision} 次"
    read = read_submission(
        content, forms=session.forms, catalogue=session.catalogue, pool=pool, name=name
    )
    return {code: {row.record_id: row for row in rows} for code, rows in read.rows.items()}


def _refuse_unknown(session: Session, district: str, period: Period, revisions: set[int]) -> None:
    kept = revisions_kept(session, district, period)
    unknown = revisions - {LIVE, *kept}
    if unknown:
        name = session.catalogue.codelist("district").title_of(district)
        listed = "、".join(map(str, kept)) or "没有"
        raise UserMistake(
            f"账本里没有{name}{period.title}第 {min(unknown)} 次报送，可以比较的：{listed}。"
        )


def _content(session: Session, district: str, period: Period, revision: int) -> bytes:
    try:
        return session.ledger.exchange.sent_content(district, period.code, revision)
    except NoSuchSubmission:
        return session.ledger.received_content(district, period.code, revision)


def _usual(session: Session, district: str, period: Period) -> tuple[int, int]:
    kept = revisions_kept(session, district, period)
    if session.district and kept:
        return kept[-1], LIVE
    if len(kept) < 2:
        name = session.catalogue.codelist("district").title_of(district)
        raise UserMistake(f"{name}{period.title}不到两次报送，没有可以比较的。")
    return kept[-2], kept[-1]


# --- Records -----------------------------------------------------------------------------------


def _records(session: Session, old: Rows, new: Rows) -> Iterator[RecordChange]:
    for form in session.forms:
        code = form.spec.code
        was, now = old.get(code, {}), new.get(code, {})
        for record_id in dict.fromkeys((*was, *now)):
            change = _record(session, was.get(record_id), now.get(record_id))
            lender = form.spec.shares_id_with
            lent = new.get(lender, {}).get(record_id) or old.get(lender, {}).get(record_id)
            if change is not None:
                yield replace(change, label=lent.title) if lent else change


def _record(session: Session, was: Form | None, now: Form | None) -> RecordChange | None:
    row = now or was
    assert row is not None
    fields = tuple(_fields(session, type(row), was, now))
    is_derived = row.spec.nature == "computed"
    if not fields and (is_derived or (was is not None and now is not None)):
        return None
    what: What = "changed" if is_derived or (was and now) else "added" if now else "removed"
    return RecordChange(row.spec.code, row.record_id, row.title, what, fields)


def _fields(
    session: Session, form: type[Form], was: Form | None, now: Form | None
) -> Iterator[FieldChange]:
    for entry in _compared(form):
        before = was.cell(entry.name) if was else None
        after = now.cell(entry.name) if now else None
        if before != after:
            texts = (show_cell(cell, entry, session.catalogue) for cell in (before, after))
            yield FieldChange(entry.name, entry.full_title, *texts)


def _compared(form: type[Form]) -> list[Item]:
    """The fields that people fill: what the program makes of them shows in the totals."""
    return [
        entry
        for entry in travelling_items(form)
        if not entry.computed and entry.name != "record_id" and entry.name not in OWN_STEPS
    ]


# --- Totals ------------------------------------------------------------------------------------


def _totals(
    session: Session, district: str, period: Period, old: Rows, new: Rows
) -> Iterator[TotalChange]:
    def figures(rows: Rows) -> dict[str, Decimal | None]:
        found = measure({district: rows}, period, session.catalogue, due=session.due)
        return {code: one.by_district.get(district) for code, one in found.items()}

    was, now = figures(old), figures(new)
    for code in now:
        if was[code] != now[code]:
            yield TotalChange(facts_of(code, session.catalogue), was[code], now[code])


# --- For scripts -------------------------------------------------------------------------------


def _record_json(one: RecordChange) -> dict[str, object]:
    return {
        "form": one.form,
        "record_id": one.record_id,
        "label": one.label,
        "what": one.what,
        "fields": [
            {"field": field.field, "title": field.title, "old": field.old, "new": field.new}
            for field in one.fields
        ],
    }


def _total_json(one: TotalChange) -> dict[str, object]:
    return {
        "code": printed_code(one.facts.code),
        "title": one.facts.full_title,
        "unit": one.facts.unit,
        "old": _number(one.old),
        "new": _number(one.new),
        "change": _number(one.change),
    }


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
