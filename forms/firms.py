"""A firm is typed once: what the forms' fields say of it, known by its 统一社会信用代码.

Fields declare what they tell of a firm (``Item.firm``, and ``Item.party`` where a form has two of
them); everything here follows from that. What is written is never overwritten: only blanks of the
same row are completed, from what other rows of the district say under the same code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from forms.uscc import is_uscc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Set
    from datetime import date

    from forms.base import Form, FormSet
    from forms.items import FirmPart

SEPARATOR = " "
"""Between name and code in a line of the list of known firms."""


@dataclass(frozen=True, slots=True)
class Party:
    """One firm that a form speaks of: its fields by what they tell of it.

    ``registers`` says that the form's rows are the firms themselves, one row each (企业名录).
    """

    form: str
    fields: Mapping[FirmPart, str]
    registers: bool

    @property
    def name(self) -> str:
        """The field that holds the firm's name."""
        return self.fields["name"]

    @property
    def uscc(self) -> str:
        """The field that holds the firm's code."""
        return self.fields["uscc"]


@dataclass(frozen=True, slots=True)
class Firm:
    """What is known of a firm; parts that nobody wrote are left out, the code never is."""

    parts: Mapping[FirmPart, str]

    @property
    def uscc(self) -> str:
        """Its code."""
        return self.parts["uscc"]

    @property
    def name(self) -> str:
        """Its name, empty when nobody wrote it."""
        return self.parts.get("name", "")

    @property
    def line(self) -> str:
        """The firm as a line of a list, which ``picked`` reads back."""
        return f"{self.name}{SEPARATOR}{self.uscc}"


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one row says of a firm: ``parts`` without blanks, ``ended`` its period's last day."""

    parts: Mapping[FirmPart, str]
    ended: date
    registered: bool = False


@cache
def parties(form: type[Form]) -> tuple[Party, ...]:
    """The firms that a form speaks of; a firm without name or code field is none."""
    fields: dict[str, dict[FirmPart, str]] = {}
    for entry in form.items():
        if entry.firm is not None:
            fields.setdefault(entry.party, {})[entry.firm] = entry.name
    return tuple(
        Party(form.spec.code, found, form.spec.key_fields == (found["uscc"],))
        for found in fields.values()
        if {"name", "uscc"} <= found.keys()
    )


def all_parties(forms: FormSet) -> Iterator[Party]:
    """The firms of every form, in the order of the forms."""
    return (party for form in forms for party in parties(form))


@dataclass(slots=True)
class Gathered:
    """What the rows seen so far say of one firm, with how much each part weighs.

    A part is taken from the newest row that has it, the register before other forms; of equals,
    the one seen first counts.
    """

    parts: dict[FirmPart, tuple[tuple[date, bool], str]] = field(default_factory=dict)

    def add(self, seen: Sighting) -> None:
        """Take in what one more row says."""
        weight = (seen.ended, seen.registered)
        for part, text in seen.parts.items():
            if part not in self.parts or weight > self.parts[part][0]:
                self.parts[part] = (weight, text)

    def firm(self, other: Gathered | None = None) -> Firm | None:
        """The firm, with what ``other`` knows beside it; None when nothing was seen."""
        best = dict(self.parts)
        for part, said in other.parts.items() if other else ():
            if part not in best or said[0] > best[part][0]:
                best[part] = said
        return Firm({part: text for part, (_, text) in best.items()}) if best else None


def known_firms(sightings: Iterable[Sighting]) -> dict[str, Firm]:
    """Firms by code, as ``Gathered`` has them."""
    found: dict[str, Gathered] = {}
    for one in sightings:
        found.setdefault(one.parts["uscc"], Gathered()).add(one)
    return {code: firm for code, one in found.items() if (firm := one.firm())}


def completion(
    party: Party,
    row: Form,
    changed: Set[str],
    by_code: Callable[[str], Firm | None],
    by_name: Callable[[str], Firm | None],
) -> dict[str, str]:
    """What the blanks of a row get once its firm's code, or its name alone, was written."""
    code, name = row.cell(party.uscc), row.cell(party.name)
    firm = None
    if isinstance(code, str) and party.uscc in changed:
        firm = by_code(code)
    elif code is None and isinstance(name, str) and party.name in changed:
        firm = by_name(name)
    if firm is None:
        return {}
    return {
        field: firm.parts[part]
        for part, field in party.fields.items()
        if part in firm.parts and row.cell(field) is None
    }


def picked(text: str) -> tuple[str, str] | None:
    """Name and code of a line of the list; None for any other text."""
    name, _, code = text.rpartition(SEPARATOR)
    return (name, code) if name and is_uscc(code) else None
