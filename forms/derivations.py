"""Fields that follow from others: filled when their source changes, never while typed by hand.

domain §2.3 items 5 and 6: 本年累计 = 上期本年累计 + 本期, 自开工累计 = 上期自开工累计 + 本期.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from forms.f02_progress import Progress
from forms.periods import Period

if TYPE_CHECKING:
    from collections.abc import Mapping, Set

    from forms.base import Form
    from forms.cells import Cell

ZERO = Decimal(0)


def derived_cells(row: Form, changed: Set[str], previous: Form | None) -> Mapping[str, Cell]:
    """What the program fills into ``row`` after the fields in ``changed`` were typed.

    ``previous`` is the same record one period earlier. Fields that were typed in the same edit
    are left alone.
    """
    if not isinstance(row, Progress) or "inv_period" not in changed or row.inv_period is None:
        return {}
    before = previous if isinstance(previous, Progress) else None
    cells: dict[str, Cell] = {
        "inv_ytd": _carried(before, row, "inv_ytd") + row.inv_period,
        "inv_cum": _carried(before, row, "inv_cum") + row.inv_period,
    }
    typed = (
        set(changed)
        if before
        else set(changed) | {name for name in cells if row.cell(name) is not None}
    )
    return {name: cell for name, cell in cells.items() if name not in typed}


def _carried(before: Progress | None, row: Progress, name: str) -> Decimal:
    if before is None:
        return ZERO
    new_year = bool(row.period) and Period.parse(row.period).opens_year
    if name == "inv_ytd" and new_year:
        return ZERO
    value: Decimal | None = getattr(before, name)
    return value or ZERO
