"""Edits and what they changed: the only way anything in a period's rows ever changes.

One edit is one transaction, one entry of the history and one step of undo, be it a cell or a
paste of 5,000 cells (design §5). ``Ledger.apply(edit)`` answers with ``Changes``, from which
screens repaint just the rows and fields that changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forms.cells import Cell

RowKey = tuple[str, str]
"""``(form code, record id)`` within the edit's district and period."""


@dataclass(frozen=True, slots=True)
class SetCell:
    """Put a cell into an existing row."""

    form: str
    record_id: str
    field: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class AddRow:
    """Add a row with these cells; fields not named are blank.

    ``catalogue_version`` is that of the code lists the cells were made with (a row that rolls
    forward keeps its own); empty means the ledger's setting of that name.
    """

    form: str
    record_id: str
    cells: Mapping[str, Cell]
    to_confirm: bool = False
    catalogue_version: str = ""


@dataclass(frozen=True, slots=True)
class DeleteRow:
    """Remove a row; its last cells go into the history, so undo brings it back whole."""

    form: str
    record_id: str


@dataclass(frozen=True, slots=True)
class Confirm:
    """Set or clear a row's to-be-confirmed mark (结转 sets it, 本期无变化 clears it)."""

    form: str
    record_id: str
    to_confirm: bool = False


@dataclass(frozen=True, slots=True)
class Explain:
    """Explain a soft finding; ``value`` is the text that was found. Empty ``text`` removes it."""

    finding_id: str
    value: str
    text: str


Step = SetCell | AddRow | DeleteRow | Confirm | Explain


@dataclass(frozen=True, slots=True)
class Edit:
    """One change by one person: ``title`` is shown beside 撤销, ``reason`` kept in the history."""

    district: str
    period: str
    title: str
    steps: tuple[Step, ...]
    who: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What an edit, an undo or a redo changed.

    ``cells`` maps each touched row to the names of its changed fields (empty set when only its
    to-be-confirmed mark changed); ``explained`` holds finding ids.
    """

    edit_no: int
    district: str
    period: str
    title: str
    cells: Mapping[RowKey, frozenset[str]] = field(default_factory=dict)
    added: frozenset[RowKey] = frozenset()
    removed: frozenset[RowKey] = frozenset()
    explained: frozenset[str] = frozenset()

    @property
    def rows(self) -> frozenset[RowKey]:
        """Every row that was touched, added or removed."""
        return frozenset(self.cells) | self.added | self.removed
