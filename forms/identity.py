"""Record ids: given once, never changed (design §4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from forms.base import FormSpec


class RecordIds:
    """Gives new ids of a form: each one more than the highest that begins alike.

    Projects are numbered by year (``310115-2026-P0001``), everything else straight on
    (``310115-C-0003``). ``taken`` must hold every id ever given in this district, deleted rows
    included, so that an id never comes back for another record.
    """

    def __init__(self, spec: FormSpec, district: str, year: int, taken: Iterable[str]) -> None:
        self._prefix = _prefix(spec, district, year)
        self._highest = 0
        for one in taken:
            self.take(one)

    def take(self, record_id: str) -> None:
        """Note an id that is in use."""
        rest = record_id.removeprefix(self._prefix)
        if rest != record_id and rest.isdigit():
            self._highest = max(self._highest, int(rest))

    def give(self) -> str:
        """A new id."""
        self._highest += 1
        return f"{self._prefix}{self._highest:04d}"


def next_record_id(spec: FormSpec, district: str, year: int, taken: Iterable[str]) -> str:
    """One new id, see ``RecordIds``."""
    return RecordIds(spec, district, year, taken).give()


def _prefix(spec: FormSpec, district: str, year: int) -> str:
    if spec.id_by_year:
        return f"{district}-{year:04d}-{spec.id_letter}"
    return f"{district}-{spec.id_letter}-"
