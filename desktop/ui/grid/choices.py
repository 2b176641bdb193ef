"""What may be chosen in a field, narrowed by the field above it (集群 → 方向 → 领域)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.ui.search import Matcher, PinyinTable
from desktop.workflow.firms import firms_to_offer
from forms.cells import Cell
from forms.kinds import MANY_SEPARATOR
from forms.periods import Period

if TYPE_CHECKING:
    from desktop.workflow.session import Session
    from forms.items import Item

CellOf = Callable[[str], Cell]
"""Gives the cell of another field of the same record."""


@dataclass(frozen=True)
class Choices:
    """The labels to choose from. ``several`` allows more than one, at most ``at_most`` of them.

    ``free`` means that the labels only save typing: any text is as good, and stays as typed.
    """

    labels: tuple[str, ...]
    several: bool = False
    at_most: int | None = None
    open_list: bool = False
    free: bool = False

    def split(self, text: str) -> list[str]:
        """The chosen labels in a cell's text."""
        return (
            [part for part in text.split(MANY_SEPARATOR) if part]
            if self.several
            else [text] * bool(text)
        )

    def join(self, chosen: list[str]) -> str:
        """The cell's text of chosen labels."""
        return MANY_SEPARATOR.join(chosen)


class ChoiceMaker:
    """Makes the choices of fields, with one table of pinyin for all of them."""

    def __init__(self, session: Session, period: str) -> None:
        self._session, self._period = session, period
        self._readings = PinyinTable()
        self._matchers: dict[tuple[str, ...], Matcher] = {}
        self._firms: tuple[int, tuple[str, ...]] = (-1, ())

    def choices(self, item: Item, cell_of: CellOf) -> Choices | None:
        """What may be chosen in a field of a record; None where any text may be typed."""
        kind = item.kind.name
        if kind == "yes_no":
            return Choices(("是", "否"))
        if kind == "reference":
            labels = self._records(item.refers_to)
            return Choices(labels, open_list=True) if labels else None
        if item.firm == "name" and self._session.district:
            return Choices(self._known_firms(), free=True)
        if not item.codes:
            return None
        several = kind == "many_of"
        return Choices(self._codes(item, cell_of), several, item.at_most, item.open_list)

    def matcher(self, choices: Choices) -> Matcher:
        """Finds among these choices by Chinese, pinyin, initials or code."""
        found = self._matchers.get(choices.labels)
        if found is None:
            found = self._matchers[choices.labels] = Matcher(choices.labels, self._readings)
        return found

    def _codes(self, item: Item, cell_of: CellOf) -> tuple[str, ...]:
        codes = self._session.catalogue.codelist(item.codes)
        above = (
            self._session.district
            if item.parent == "district"
            else cell_of(item.parent)
            if item.parent
            else None
        )
        entries = codes.children(above) if isinstance(above, str) and above else ()
        return tuple(entry.label for entry in entries or codes.active())

    def _known_firms(self) -> tuple[str, ...]:
        session, (at, lines) = self._session, self._firms
        if at != session.ledger.writes:
            firms = firms_to_offer(session, Period.parse(self._period)) if self._period else ()
            lines = tuple(firm.line for firm in firms)
            self._firms = session.ledger.writes, lines
        return lines

    def _records(self, form: str) -> tuple[str, ...]:
        session = self._session
        if form not in session.forms or not session.district:
            return ()
        rows = session.ledger.rows(form, session.district, self._period)
        # The id first: it is what the cell keeps, and what tells records of one name apart.
        return tuple(f"{record_id} {row.title}".rstrip() for record_id, row in rows.items())
