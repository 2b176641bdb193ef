"""Record ids: given once, never changed (design §4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from forms.base import FormSpec


def next_record_id(spec: FormSpec, district: str, year: int, taken: Iterable[str]) -> str:
    """A new id such as ``310115-2026-P0001``: one more than the highest taken of that year.

    ``taken`` must hold every id ever given in this district, deleted rows included, so that an
    id never comes back for another record.
    """
    prefix = f"{district}-{year:04d}-{spec.id_letter}"
    numbers = [
        int(rest)
        for one in taken
        if one.startswith(prefix) and (rest := one[len(prefix) :]).isdigit()
    ]
    return f"{prefix}{max(numbers, default=0) + 1:04d}"
