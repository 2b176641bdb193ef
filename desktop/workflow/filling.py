"""What the program fills in beside what a person wrote, the same for typing, pasting and loading.

References are written as people know records (a name, a code, a line of the list) and kept as ids;
blanks of a firm that is known already, fields that another record lends, that follow from others,
or that show last year's value are filled in the same edit; so are the rows of other forms that
borrow or share a field, and the progress row that a started project needs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from desktop.ledger import AddRow, SetCell
from desktop.workflow.firms import FirmBook
from forms.derivations import derived_cells
from forms.firms import completion, parties, picked
from forms.parsing import fold
from forms.periods import Period
from forms.rollforward import LastYear, under_way

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set

    from desktop.ledger import Step
    from desktop.workflow.session import Session
    from forms.base import Form, FormSet
    from forms.cells import Cell
    from forms.items import Item

Lend = Callable[[str], Mapping[str, "Form"]]
"""Gives the rows of a form, by record id, as they stand at the edit."""


class Filler:
    """Fills the rows of one form of one district and period."""

    def __init__(
        self,
        session: Session,
        period: Period,
        form: type[Form],
        lend: Lend | None = None,
        firms: FirmBook | None = None,
    ) -> None:
        self._session, self._period, self._form = session, period, form
        self._lend, self._is_lent = lend or self._from_ledger, lend is not None
        self._firms = firms or FirmBook(session, period)
        self._parties = parties(form)
        self._known: dict[str, Mapping[str, Form]] = {}
        self._meanings: dict[str, Mapping[str, str]] = {}
        self._last_year: LastYear | None = None
        self._references = tuple(
            one
            for one in form.items()
            if one.refers_to in session.forms and one.name != "record_id"
        )
        self._borrowers = tuple(one for one in form.items() if one.borrowed)
        self._mirrored = tuple(_mirrored(session.forms, form.spec.code))

    def resolved(
        self, cells: Mapping[str, Cell], said: Mapping[str, Cell] | None = None
    ) -> dict[str, Cell]:
        """The cells with references as record ids.

        ``said`` are texts for the fields that the referred record lends: an imported list of
        qualifications names the firm by its code or name, not by our id. What is not found stays
        as it was said and is a finding.
        """
        found = dict(cells)
        for entry in self._references:
            value = found.get(entry.name)
            if value is None and said:
                value = self._lender_of(entry, said)
            if isinstance(value, str):
                found[entry.name] = self.meant(entry.refers_to, value) or value
        for party in self._parties:
            name = found.get(party.name)
            if isinstance(name, str) and (pair := picked(name)):
                found[party.name] = pair[0]
                if found.get(party.uscc) is None:
                    found[party.uscc] = pair[1]
        return found

    def expect(self, rows: Iterable[Mapping[str, Cell]]) -> None:
        """Many rows will be filled: look up at once what they name."""
        self._firms.expect(self._form, rows)

    def filled(self, row: Form, changed: Set[str], previous: Form | None) -> dict[str, Cell]:
        """What follows from the ``changed`` fields of ``row``, which holds them already."""
        cells = self._of_firms(row, changed)
        if cells:
            row, changed = row.with_cells(cells), changed | cells.keys()
        self._firms.learn(row)
        cells |= derived_cells(row, changed, previous, self._session.catalogue)
        for entry in self._borrowers:
            if entry.borrowed in changed:
                cells[entry.name] = self._lent(entry, row)
        if not changed.isdisjoint(self._form.spec.key_fields):
            cells.update(self._ago().cells(row))
        return cells

    def new(self, record_id: str, cells: Mapping[str, Cell]) -> dict[str, Cell]:
        """The cells of a new row with all that follows from them."""
        blank = self._form(
            district=self._session.district, period=self._period.code, record_id=record_id
        )
        cells = {**self._shared(record_id), **cells}
        row = blank.with_cells(cells)
        following = self.filled(row, frozenset(cells), None)
        return {**cells, **{name: cell for name, cell in following.items() if cell is not None}}

    def beside(self, record_id: str, cells: Mapping[str, Cell]) -> list[Step]:
        """Steps that bring new values of a record to the rows that borrow or share them."""
        return [*self._passed_on(record_id, cells), *self._mirrors(record_id, cells)]

    def companions(self, record_id: str, cells: Mapping[str, Cell]) -> list[AddRow]:
        """A project that is under way gets its progress row at once (A31)."""
        stage = cells.get("stage")
        if not isinstance(stage, str) or not under_way(stage):
            return []
        return [
            AddRow(form.spec.code, record_id, {"stage": stage})
            for form in self._session.forms
            if form.spec.shares_id_with == self._form.spec.code
            and self._row(form.spec.code, record_id) is None
        ]

    def _mirrors(self, record_id: str, cells: Mapping[str, Cell]) -> list[Step]:
        """Fields that two forms share (F02 进展阶段 and F01 进展阶段) change together."""
        return [
            SetCell(other, record_id, name, cells[name])
            for other, name in self._mirrored
            if name in cells and self._row(other, record_id) is not None
        ]

    def _shared(self, record_id: str) -> dict[str, Cell]:
        """What a new row has in common with the row of another form that is there already."""
        found: dict[str, Cell] = {}
        for other, name in self._mirrored:
            row = self._row(other, record_id)
            if row is not None and row.cell(name) is not None:
                found[name] = row.cell(name)
        return found

    def _passed_on(self, record_id: str, cells: Mapping[str, Cell]) -> list[Step]:
        steps: list[Step] = []
        for form in self._session.forms:
            for entry in form.items():
                if not entry.borrowed or entry.name not in cells:
                    continue
                reference = form.item(entry.borrowed)
                if reference.refers_to != self._form.spec.code:
                    continue
                steps += [
                    SetCell(form.spec.code, one.record_id, entry.name, cells[entry.name])
                    for one in self._rows(form.spec.code).values()
                    if getattr(one, reference.name) == record_id
                ]
        return steps

    def _of_firms(self, row: Form, changed: Set[str]) -> dict[str, Cell]:
        cells: dict[str, Cell] = {}
        for party in self._parties:
            cells |= completion(party, row, changed, self._firms.by_code, self._firms.by_name)
        return cells

    def _lent(self, entry: Item, row: Form) -> Cell:
        owners = self._rows(self._form.item(entry.borrowed).refers_to)
        owner = owners.get(getattr(row, entry.borrowed) or "")
        return None if owner is None else owner.cell(entry.name)

    def _lender_of(self, reference: Item, said: Mapping[str, Cell]) -> str | None:
        """The id of the record that lends the texts said; else a text, so that none is lost."""
        texts = [
            text
            for entry in self._borrowers
            if entry.borrowed == reference.name and isinstance(text := said.get(entry.name), str)
        ]
        found = (self.meant(reference.refers_to, text) for text in texts)
        return next((one for one in found if one), texts[0] if texts else None)

    def meant(self, code: str, text: str) -> str | None:
        """The id of the record that a text means: an id, an id and more, a key or a label."""
        rows = self._rows(code)
        # A line of the list comes here without its spaces: 310115-C-0001示例园.
        for length in range(len(text), 0, -1):
            # Digits alone behind an id make another id; only a name may follow.
            if text[:length] in rows and not text[length:].isdigit():
                return text[:length]
        if code not in self._meanings:
            self._meanings[code] = _meanings(rows.values())
        return self._meanings[code].get(_folded(text))

    def _row(self, code: str, record_id: str) -> Form | None:
        """One row; from the ledger it is asked for alone, for one typed cell needs no more."""
        if self._is_lent or code in self._known:
            return self._rows(code).get(record_id)
        where = (self._session.district, self._period.code)
        return self._session.ledger.row(code, *where, record_id)

    def _rows(self, code: str) -> Mapping[str, Form]:
        if code not in self._known:
            self._known[code] = self._lend(code)
        return self._known[code]

    def _from_ledger(self, code: str) -> Mapping[str, Form]:
        return self._session.ledger.rows(code, self._session.district, self._period.code)

    def _ago(self) -> LastYear:
        if self._last_year is None:
            self._last_year = LastYear(
                self._form, last_year_rows(self._session, self._period, self._form)
            )
        return self._last_year


def last_year_rows(
    session: Session, period: Period, form: type[Form], district: str = ""
) -> Mapping[str, Form]:
    """A form's rows of last year's same period; none for forms that show nothing of them.

    ``district`` is the ledger's own unless said.
    """
    if not any(entry.last_year_of for entry in form.items()):
        return {}
    ago = Period(period.year - 1, period.frequency, period.index)
    return session.ledger.rows(form.spec.code, district or session.district, ago.code)


def last_year(session: Session, district: str, period: Period) -> Mapping[str, Mapping[str, Form]]:
    """The rows of last year's same period by form code, for the forms that show them."""
    return {
        form.spec.code: last_year_rows(session, period, form, district) for form in session.forms
    }


def _mirrored(forms: FormSet, code: str) -> Iterator[tuple[str, str]]:
    """The fields of a form that another form has too: that form and their name."""
    for form in forms:
        for entry in form.items():
            pair = {form.spec.code, entry.mirrors}
            if entry.mirrors and code in pair:
                yield (pair - {code}).pop(), entry.name


def _meanings(rows: Iterable[Form]) -> Mapping[str, str]:
    """Record ids by label and by single key field; texts that several records share mean none."""
    found: dict[str, set[str]] = {}
    for row in rows:
        key = row.spec.key_fields
        for name in {row.spec.label, *(key if len(key) == 1 else ())}:
            text = getattr(row, name)
            if isinstance(text, str) and text:
                found.setdefault(_folded(text), set()).add(row.record_id)
    return {text: next(iter(ids)) for text, ids in found.items() if len(ids) == 1}


def _folded(text: str) -> str:
    return fold(text).upper()
