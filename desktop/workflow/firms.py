"""What this district's ledger knows of firms, so that a firm is typed once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forms.firms import Firm, Gathered, Sighting, all_parties, known_firms, parties
from forms.periods import Period
from forms.uscc import is_uscc

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from desktop.workflow.session import Session
    from forms.base import Form
    from forms.cells import Cell
    from forms.firms import Party
    from forms.items import FirmPart


class FirmBook:
    """Firms by code and by name, as rows of this period and earlier ones have them.

    Looked up in the ledger when asked for, many at once after ``expect``; rows on their way into
    the ledger are told by ``learn``.
    """

    def __init__(self, session: Session, period: Period) -> None:
        self._session, self._period = session, period
        self._by_code: dict[str, Gathered] = {}
        self._by_name: dict[str, set[str]] = {}
        self._told: dict[str, Gathered] = {}
        self._told_names: dict[str, set[str]] = {}

    def expect(self, form: type[Form], rows: Iterable[Mapping[str, Cell]]) -> None:
        """Look up at once all firms that these rows name."""
        given = list(rows)
        for party in parties(form):
            self._look_up_codes(_texts(given, party.uscc))
            self._look_up_names(_texts(given, party.name))

    def by_code(self, code: str) -> Firm | None:
        """The firm of a code; None when no row has it."""
        self._look_up_codes({code})
        return self._told.get(code, Gathered()).firm(self._by_code[code])

    def by_name(self, name: str) -> Firm | None:
        """The firm of a name; None when it has no code yet, or several firms bear the name."""
        self._look_up_names({name})
        codes = self._told_names.get(name, set()) | self._by_name[name]
        return self.by_code(codes.pop()) if len(codes) == 1 else None

    def learn(self, row: Form) -> None:
        """Know of a row that will be written together with those that ask later."""
        for party in parties(type(row)):
            values = [row.cell(one) for one in _fields(party)]
            sighting = _sighting(party, self._period.end, values)
            if sighting is not None:
                code, name = sighting.parts["uscc"], sighting.parts.get("name", "")
                self._told.setdefault(code, Gathered()).add(sighting)
                self._told_names.setdefault(name, set()).add(code)

    def _look_up_codes(self, codes: set[str]) -> None:
        unknown = codes - self._by_code.keys()
        if unknown:
            self._by_code |= {code: Gathered() for code in unknown}
            for one in _sightings(self._session, self._period, "uscc", unknown):
                self._by_code[one.parts["uscc"]].add(one)

    def _look_up_names(self, names: set[str]) -> None:
        unknown = names - self._by_name.keys()
        if unknown:
            self._by_name |= {name: set() for name in unknown}
            for one in _sightings(self._session, self._period, "name", unknown):
                self._by_name[one.parts["name"]].add(one.parts["uscc"])


def firms_to_offer(session: Session, period: Period) -> tuple[Firm, ...]:
    """The firms to choose from, by name: those with a name and a valid code."""
    found = known_firms(_sightings(session, period, "uscc", None))
    firms = (firm for firm in found.values() if firm.name and is_uscc(firm.uscc))
    return tuple(sorted(firms, key=lambda firm: firm.line))


def _sightings(
    session: Session, period: Period, by: FirmPart, texts: set[str] | None
) -> list[Sighting]:
    """What the district's rows up to a period say, whose ``by`` is one of the texts (None: any)."""
    codes = {one.period for one in session.ledger.periods(session.district)}
    ends = {code: end for code in codes if (end := Period.parse(code).end) <= period.end}
    found = []
    for party in all_parties(session.forms):
        rows = session.ledger.look_up(
            party.form, session.district, party.fields[by], texts, _fields(party)
        )
        for code, values in rows:
            sighting = _sighting(party, ends[code], values) if code in ends else None
            if sighting is not None:
                found.append(sighting)
    return found


def _sighting(party: Party, ended: date, values: Iterable[object]) -> Sighting | None:
    parts = {
        part: value
        for part, value in zip(party.fields, values, strict=True)
        if isinstance(value, str) and value
    }
    return Sighting(parts, ended, party.registers) if "uscc" in parts else None


def _texts(rows: Iterable[Mapping[str, Cell]], field: str) -> set[str]:
    return {text for row in rows if isinstance(text := row.get(field), str)}


def _fields(party: Party) -> tuple[str, ...]:
    return tuple(party.fields.values())
