"""Columns of codes as wide as most of their labels, so that a form needs fewer pages across.

Where a value lives does not change; only how much room it has.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from exports.paper import breadth

if TYPE_CHECKING:
    from exports.layout import Column, SheetLayout
    from forms.catalogue import Catalogue

LEAST, MOST_ONE, MOST_MANY = 9, 22, 27
"""Widths in characters; labels longer than a column wrap."""

USUAL = 0.9
"""So many of a list's labels fit on one line; its few long ones wrap."""

SPARE = 3


def fitted(layout: SheetLayout, catalogue: Catalogue) -> SheetLayout:
    """The layout with every column of codes fitted to its list; other columns as they are."""
    columns = tuple(_fit(column, catalogue) for column in layout.columns)
    return replace(layout, columns=columns)


def _fit(column: Column, catalogue: Catalogue) -> Column:
    entry = column.item
    if entry is None or entry.kind.name not in ("one_of", "many_of") or not entry.codes:
        return column
    labels = sorted(breadth(code.label) for code in catalogue.codelist(entry.codes).active())
    if not labels:
        return column
    wanted = labels[min(int(len(labels) * USUAL), len(labels) - 1)] + SPARE
    most = MOST_ONE if entry.kind.name == "one_of" else MOST_MANY
    # A title may take two lines.
    least = max(LEAST, -(-breadth(column.title) // 2) + SPARE)
    return replace(column, width=max(min(wanted, most), least))
