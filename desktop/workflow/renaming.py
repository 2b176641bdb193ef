"""改名: a firm that was renamed in one place, offered to all the other places it stands in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.ledger import Confirm, RowQuery
from desktop.workflow.entry import Place, apply, change_steps
from forms.firms import all_parties, parties
from forms.uscc import is_uscc

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from desktop.ledger import Changes, Step
    from desktop.workflow.session import Session
    from forms.base import Form
    from forms.cells import Cell
    from forms.firms import Party


@dataclass(frozen=True, slots=True)
class Standing:
    """A cell in which a firm's name stands."""

    form: str
    record_id: str
    field: str
    name: str


@dataclass(frozen=True, slots=True)
class RenameOffer:
    """A firm's new name, and where in the same district and period it stands under another."""

    place: Place
    uscc: str
    name: str
    others: tuple[Standing, ...]

    @property
    def sentence(self) -> str:
        """What the person should know before she agrees."""
        names = list(dict.fromkeys(one.name for one in self.others))
        more = " 等名称" if len(names) > 1 else ""
        return f"代码 {self.uscc} 在其余 {len(self.others)} 处仍写作“{names[0]}”{more}。"

    @property
    def action(self) -> str:
        """What agreeing does."""
        return f"把其余 {len(self.others)} 处一并改名"


def rename_offer(session: Session, place: Place, record_id: str, field: str) -> RenameOffer | None:
    """The offer to make after ``field`` of a record was written.

    None when the field names no firm, or its firm stands nowhere under another name.
    """
    party = next((one for one in parties(session.forms[place.form]) if one.name == field), None)
    if party is None:
        return None
    row = session.ledger.row(place.form, place.district, place.period.code, record_id)
    code, name = (row.cell(party.uscc), row.cell(party.name)) if row is not None else (None, None)
    if not (isinstance(code, str) and is_uscc(code) and isinstance(name, str)):
        return None
    others = tuple(_standing(session, place, code, name))
    return RenameOffer(place, code, name, others) if others else None


def rename_everywhere(session: Session, offer: RenameOffer, reason: str = "") -> Changes:
    """Give the firm its new name wherever it stands now, as one edit across the forms.

    A name was no look at the row: rows that wait to be confirmed go on waiting.
    """
    by_form: dict[str, dict[str, dict[str, Cell]]] = {}
    for one in _standing(session, offer.place, offer.uscc, offer.name):
        fields = by_form.setdefault(one.form, {}).setdefault(one.record_id, {})
        fields[one.field] = offer.name
    steps: list[Step] = []
    for form, by_row in by_form.items():
        place = Place(offer.place.district, offer.place.period, form)
        steps += change_steps(session, place, by_row)
        steps += _still_waiting(session, place, by_row)
    return apply(session, offer.place, f"改名为“{offer.name}”", steps, reason)


def _standing(session: Session, place: Place, code: str, name: str) -> Iterator[Standing]:
    """Where the firm of a code stands under another name than this."""
    for party in all_parties(session.forms):
        for row in _rows(session, place, party, code):
            written = row.cell(party.name)
            if isinstance(written, str) and written != name:
                yield Standing(party.form, row.record_id, party.name, written)


def _rows(session: Session, place: Place, party: Party, code: str) -> Iterator[Form]:
    query = RowQuery(
        party.form, place.district, place.period.code, filters=((party.uscc, "is", code),)
    )
    for found in session.ledger.page(party.form, session.ledger.row_ids(query)):
        row = session.ledger.row(party.form, place.district, place.period.code, found.record_id)
        if row is not None:
            yield row


def _still_waiting(session: Session, place: Place, by_row: Mapping[str, object]) -> Iterator[Step]:
    for record_id in by_row:
        row = session.ledger.row(place.form, place.district, place.period.code, record_id)
        if row is not None and row.to_confirm:
            yield Confirm(place.form, record_id, to_confirm=True)
