"""How an indicator is defined: which records count, since when, for how much, and only once.

A condition can hold, not hold, or not be known because its field is blank, unreadable or 暂缺.
Records of the last sort are never counted and never forgotten: the figure states how many.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from forms.cells import Kept, Missing

if TYPE_CHECKING:
    from forms.base import Form, FormFrequency
    from forms.catalogue import Catalogue
    from forms.indicators.scope import Scope, Window

State = Literal["counted", "unsure", "aside"]
"""counted; not told by the record; or counted elsewhere."""

ONE = Decimal(1)

Place = Callable[[Any, str, "Scope"], str]
"""The district in which a record counts, given the row and the district that recorded it."""

Key = Callable[[Any, str, "Scope"], Hashable]
"""What makes two records the same thing; None when it can't be told."""

Amount = Callable[[Any, str, "Scope"], "Decimal | Missing | None"]
"""A record's amount: None when unknown, ``Missing`` 不适用 when it has none."""


class Judged(NamedTuple):
    """What one record is to one indicator, and why in Chinese when it isn't simply counted.

    ``twin`` is the id of the record that counts instead of one that is the same thing.
    """

    state: State
    amount: Decimal | None = None
    note: str = ""
    twin: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that needs more than one field; ``holds`` answers None when it can't tell."""

    text: str
    holds: Callable[[Any, str, Scope], bool | None]


def one(row: Any, district: str, scope: Scope) -> Decimal | Missing | None:
    """The amount of a record that is counted."""
    del row, district, scope
    return ONE


def recorder(row: Any, district: str, scope: Scope) -> str:
    """A record counts in the district that recorded it."""
    del row, scope
    return district


@dataclass(frozen=True, slots=True)
class Source:
    """Which records of one form count, and for how much.

    ``where`` are fields that make a record one of these (None: any value), ``holds`` fields that
    must have one of some values and are not known when blank. A stock counts from ``since`` to
    ``to`` (included) and until ``closed`` (excluded); an event counts on the first filled of
    ``dated``. ``place`` says where a record counts, ``once`` what is the same thing twice;
    ``apart`` leaves repetition within one district alone. ``frequency`` is the stretch in which a
    flow runs, the form's own unless said.
    """

    form: type[Form]
    where: Mapping[str, Collection[object] | None] = field(default_factory=dict)
    holds: Mapping[str, Collection[object]] = field(default_factory=dict)
    since: str = ""
    to: str = ""
    closed: str = ""
    dated: tuple[str, ...] = ()
    also: tuple[Condition, ...] = ()
    place: Place = recorder
    once: Key | None = None
    apart: bool = False
    amount: Amount = one
    frequency: FormFrequency | None = None
    is_asking: bool = field(init=False, default=False)
    """Whether a record has to meet conditions beside ``where``."""

    def __post_init__(self) -> None:
        asks = (self.holds, self.dated, self.since, self.to, self.closed, self.also)
        object.__setattr__(self, "is_asking", any(asks))

    @property
    def stretch(self) -> FormFrequency:
        """The stretch of time in which a flow of this form runs."""
        return self.frequency or self.form.spec.frequency


@dataclass(frozen=True, slots=True)
class Definition:
    """One indicator, or one part of one (N08-1); ``rule`` is its 口径 in Chinese.

    ``title`` and ``unit`` are the catalogue's unless said. ``constant`` makes it the city's own,
    known without records. Placeholders of ``rule`` are those of ``Answers.words``.
    """

    code: str
    rule: str
    sources: tuple[Source, ...] = ()
    title: str = ""
    unit: str = ""
    constant: Callable[[Catalogue], Mapping[str, Decimal]] | None = None

    @property
    def base(self) -> str:
        """The indicator that this is, or is a part of."""
        return self.code.partition("-")[0]

    @property
    def is_part(self) -> bool:
        """Whether this is a part (分项) of an indicator."""
        return "-" in self.code


# --- Judging one record ---------------------------------------------------------------------


def judge(source: Source, row: Form, district: str, scope: Scope, window: Window) -> Judged | None:
    """What a record is to an indicator; None when it is no matter of it.

    ``window`` are the days in which an event counts (``Scope.window``).
    """
    if source.where and not _is_one(source, row):
        return None
    unsure = ""
    # Most sources ask nothing further, and a generator for every row would be half of the work.
    asked = source.is_asking and _conditions(source, row, district, scope, window)
    for holds, told_by in asked or ():
        if holds is False:
            return None
        if holds is None and not unsure:
            unsure = told_by.text if isinstance(told_by, Condition) else _unfilled(row, told_by)
    home = source.place(row, district, scope)
    if home != district:
        name = scope.catalogue.codelist("district").title_of(home)
        return Judged("aside", note=f"由{name}计入")
    if unsure:
        return Judged("unsure", note=unsure)
    amount = source.amount(row, district, scope)
    return None if isinstance(amount, Missing) else Judged("counted", amount)


def _is_one(source: Source, row: Form) -> bool:
    for name, allowed in source.where.items():
        value = getattr(row, name)
        if value is None or (allowed is not None and value not in allowed):
            return False
    return True


def _conditions(
    source: Source, row: Form, district: str, scope: Scope, window: Window
) -> Iterator[tuple[bool | None, str | Condition]]:
    """Each condition: whether it holds, and the field or the condition that tells."""
    for name, some in source.holds.items():
        yield _allowed(row, name, some), name
    if source.dated:
        yield _within(row, source.dated, window), source.dated[0]
    if source.since:
        yield _day_holds(row, source.since, scope.end.__ge__), source.since
    if source.to:
        yield _day_holds(row, source.to, scope.end.__le__), source.to
    if source.closed:
        yield _day_holds(row, source.closed, scope.end.__lt__), source.closed
    for condition in source.also:
        yield condition.holds(row, district, scope), condition


def _allowed(row: Form, name: str, some: Collection[object]) -> bool | None:
    value = getattr(row, name)
    return None if value is None else value in some


def _within(row: Form, names: tuple[str, ...], window: tuple[date, date]) -> bool | None:
    day = next((found for name in names if (found := getattr(row, name)) is not None), None)
    return None if day is None else window[0] <= day <= window[1]


def _day_holds(row: Form, name: str, holds: Callable[[date], bool]) -> bool | None:
    """A blank day sets no limit; one that is stated but not readable can't be judged."""
    cell = row.cell(name)
    if isinstance(cell, date):
        return holds(cell)
    is_open = cell is None or (isinstance(cell, Missing) and cell.kind == "na")
    return True if is_open else None


def _unfilled(row: Form, name: str) -> str:
    title = type(row).item(name).title
    return f"{title}待核" if isinstance(row.cell(name), (Kept, Missing)) else f"{title}未填"


def amount_of(name: str) -> Amount:
    """The amount that stands in one field of the record."""

    def read(row: Any, district: str, scope: Scope) -> Decimal | Missing | None:
        del district, scope
        return stated(row, name)

    return read


def stated(row: Form, name: str) -> Decimal | Missing | None:
    """A number as stated: its value, 不适用, or None for blank, 暂缺 and unreadable."""
    cell = row.cell(name)
    if isinstance(cell, Missing):
        return cell if cell.kind == "na" else None
    return Decimal(cell) if isinstance(cell, (int, Decimal)) else None
