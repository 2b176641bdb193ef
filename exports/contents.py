"""What a column holds, when its title says nothing: codes, dates, entries of one code list.

Evidence is taken only from contents that can hardly be anything else, and only when exactly one
field is left that fits; amounts and names look like each other and are never taken for a field.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from exports.cellsource import DATE_MARK, Scalar, cell_text
from forms.parsing import Unreadable, fold, read_date, read_month
from forms.uscc import LENGTH, is_uscc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from forms.catalogue import Catalogue
    from forms.items import Item

LEAST_CELLS = 2
SHARE = 0.9
"""So many of the filled cells must fit."""
SAMPLE = 200
_YES_NO = frozenset({"是", "否", "√", "×"})

Fits = tuple[str, "Callable[[Scalar], bool]"]


def looks_like(
    cells: Iterable[Scalar], free: Sequence[Item], catalogue: Catalogue
) -> tuple[Item, str] | None:
    """The one free field whose contents these cells look like, and why; None when unsure."""
    filled = [cell for cell in cells if cell not in (None, "")][:SAMPLE]
    if len(filled) < LEAST_CELLS:
        return None
    found = []
    for entry in free:
        evidence = _evidence(entry, catalogue)
        if evidence and sum(map(evidence[1], filled)) >= len(filled) * SHARE:
            found.append((entry, evidence[0]))
    return found[0] if len(found) == 1 else None


def _evidence(entry: Item, catalogue: Catalogue) -> Fits | None:
    """What cells of a field look like; None where they have no look of their own."""
    kind = entry.kind.name
    if kind == "identifier" and entry.least == entry.most == LENGTH:
        return "内容像统一社会信用代码", lambda cell: is_uscc(_folded(cell))
    if entry.pattern and kind in ("identifier", "reference"):
        pattern = re.compile(entry.pattern)
        return f"内容像{entry.title}", lambda cell: pattern.fullmatch(_folded(cell)) is not None
    if kind == "one_of" and not entry.open_list:
        codes = catalogue.codelist(entry.codes)
        title = f"内容都在“{codes.title}”中"
        # Bare numbers are in every list.
        return (
            title,
            lambda cell: not _folded(cell).isascii() and codes.find(cell_text(cell)) is not None,
        )
    if kind == "yes_no":
        return "内容像是否", lambda cell: _folded(cell) in _YES_NO
    if kind in ("date", "month"):
        return ("内容像日期" if kind == "date" else "内容像年月"), _dates(kind)
    return None


def _dates(kind: str) -> Callable[[Scalar], bool]:
    read = read_date if kind == "date" else read_month

    def fits(cell: Scalar) -> bool:
        # A bare number may be an amount or a code as well.
        if not isinstance(cell, str) or cell.isdigit():
            return False
        if cell.startswith(DATE_MARK):
            return kind == "date"
        try:
            read(cell)
        except Unreadable:
            return False
        return True

    return fits


def _folded(cell: Scalar) -> str:
    return fold(cell_text(cell)).upper()
