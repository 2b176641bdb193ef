"""Fields that follow from others: filled when their source changes, never while typed by hand.

domain §2.3 items 5 and 6: 本年累计 = 上期本年累计 + 本期, 自开工累计 = 上期自开工累计 + 本期.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from forms.f02_progress import Progress
from forms.f05_achievement import Achievement
from forms.indicators.measuring import counted_target
from forms.periods import Period

if TYPE_CHECKING:
    from collections.abc import Mapping, Set

    from forms.base import Form
    from forms.catalogue import Catalogue
    from forms.cells import Cell

ZERO = Decimal(0)


_COUNTED_BY = frozenset({"achievement_type", "standard_level", "finished_on"})


def derived_cells(
    row: Form, changed: Set[str], previous: Form | None, catalogue: Catalogue | None = None
) -> Mapping[str, Cell]:
    """What the program fills into ``row`` after the fields in ``changed`` were typed.

    ``previous`` is the same record one period earlier. Fields that were typed in the same edit
    are left alone.
    """
    if isinstance(row, Achievement) and catalogue and not changed.isdisjoint(_COUNTED_BY):
        return {"counted_target": counted_target(row, catalogue)}
    if isinstance(row, Progress) and "inv_period" in changed and row.inv_period is not None:
        return _sums(row, changed, previous, row.inv_period)
    return {}


def _sums(
    row: Progress, changed: Set[str], previous: Form | None, invested: Decimal
) -> Mapping[str, Cell]:
    before = previous if isinstance(previous, Progress) else None
    cells: dict[str, Cell] = {
        "inv_ytd": _carried(before, row, "inv_ytd") + invested,
        "inv_cum": _carried(before, row, "inv_cum") + invested,
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
