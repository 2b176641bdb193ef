"""How the columns of a wide table fall on pages, on whatever paper and in whatever measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def even_split(widths: Sequence[int], room: int) -> tuple[list[int], int]:
    """Cut columns into as few pages as hold them, as evenly as can be.

    Gives how many columns precede the end of each page, and the least room that needs no more
    pages. A column wider than ``room`` has a page of its own.
    """
    widest = max(widths, default=0)
    if widest > room:
        return _fill(widths, room), room
    pages = len(_fill(widths, room))
    least = next(less for less in range(widest, room + 1) if len(_fill(widths, less)) <= pages)
    return _fill(widths, least), least


def _fill(widths: Sequence[int], room: int) -> list[int]:
    """The end of each page when pages take columns while they fit."""
    ends: list[int] = []
    used = 0
    for index, width in enumerate(widths):
        if used and used + width > room:
            ends.append(index)
            used = 0
        used += width
    return [*ends, len(widths)]
