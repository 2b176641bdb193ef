"""The general checks of one form, made from its declared fields alone.

A form class says for every field whether it must be filled, how long, how large, of which list
and so on; ``FieldChecks`` turns that into tests that run fast over many rows. A toy form gets
them for free. Which rule speaks for a limit is said by the rules (``Rule.limits``); A01, A04, A51,
K01, K02 and K03 speak for the rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from forms.cells import Kept, Missing
from forms.checks.codes import A04, uscc_fields, uscc_problem
from forms.checks.dates import A51, chains, too_early, too_late
from forms.checks.rule import Problem, Rule
from forms.kinds import read_cell, show_cell
from forms.uscc import is_uscc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from forms.base import Form, FormSet
    from forms.catalogue import Catalogue
    from forms.checks.context import CheckContext
    from forms.items import Item

Aspect = (
    Literal["required", "length", "lines", "range", "pattern", "codes", "parent", "count"]
    | Literal["reference", "uscc", "happened", "since"]
)
Coded = tuple[str, Problem]
"""A rule code and what was found under it."""

_SPOKEN_FOR: Mapping[Aspect, str] = MappingProxyType(
    {"required": "A01", "uscc": A04.code, "happened": A51.code, "since": A51.code}
)
"""The general rule of an aspect for which no rule of the form's own speaks; K03 of any other."""

LEAST_REASON = 4
"""K02: the reason of 暂缺 has at least 4 characters."""

MOST_LINES = 254
"""A cell of a workbook takes 253 line feeds (faults F13)."""

DISTRICT = "district"
"""A field may name the row's own district as its parent: 街道（镇）."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One declared limit: whether a value keeps to it, and what to say when it doesn't."""

    aspect: Aspect
    holds: Callable[[Any], object]
    describe: Callable[[Any], str]


def limits_of(item: Item, catalogue: Catalogue) -> tuple[Limit, ...]:
    """The limits that a single value of the field can be held against."""
    return tuple(
        limit
        for limit in (
            _length(item),
            _lines(item),
            _range(item),
            _pattern(item),
            _count(item),
            _codes(item, catalogue),
        )
        if limit
    )


def _length(item: Item) -> Limit | None:
    least, most = item.least, item.most
    if least is None and most is None:
        return None
    if least is not None and least == most:
        expected = f"应为 {least} 个字"
    elif least is not None and most is not None:
        expected = f"应为 {least} 至 {most} 个字"
    else:
        expected = f"最多 {most} 个字" if least is None else f"最少 {least} 个字"

    def holds(value: str) -> bool:
        return (least is None or len(value) >= least) and (most is None or len(value) <= most)

    return Limit("length", holds, lambda value: f"现有 {len(value)} 个字，{expected}")


def _lines(item: Item) -> Limit | None:
    if not item.multiline:
        return None
    return Limit(
        "lines",
        lambda value: value.count("\n") < MOST_LINES,
        lambda value: f"现有 {value.count(chr(10)) + 1} 行，工作簿的一格最多 {MOST_LINES} 行",
    )


def _range(item: Item) -> Limit | None:
    low, high = item.lowest, item.highest
    if low is None and high is None:
        return None
    if low is not None and high is not None:
        expected = f"应在 {low} 至 {high} 之间"
    else:
        expected = f"不应小于 {low}" if high is None else f"不应大于 {high}"

    def holds(value: Any) -> bool:
        return (low is None or value >= low) and (high is None or value <= high)

    # A bound method of the lowest number is the fastest test for the commonest limit.
    test = low.__le__ if low is not None and high is None else holds
    return Limit("range", test, lambda value: f"现为 {value:,}，{expected}")


def _pattern(item: Item) -> Limit | None:
    if not item.pattern:
        return None
    expected = f"应形如 {item.example}" if item.example else "格式不符"
    return Limit(
        "pattern",
        re.compile(item.pattern, re.ASCII).fullmatch,
        lambda value: f"现为“{value}”，{expected}",
    )


def _count(item: Item) -> Limit | None:
    most = item.at_most
    if most is None:
        return None
    return Limit(
        "count",
        lambda value: len(value) <= most,
        lambda value: f"现有 {len(value)} 项，最多 {most} 项",
    )


def _codes(item: Item, catalogue: Catalogue) -> Limit | None:
    if not item.codes or item.open_list:
        return None
    codes = catalogue.codelist(item.codes)
    known = frozenset(entry.code for entry in codes)
    if item.kind.name == "many_of":
        return Limit(
            "codes",
            known.issuperset,
            lambda value: _not_in(next(code for code in value if code not in known), codes.title),
        )
    return Limit("codes", known.__contains__, lambda value: _not_in(value, codes.title))


def _not_in(code: str, title: str) -> str:
    return f"现为“{code}”，不在“{title}”的可选项中"


@dataclass(frozen=True, slots=True)
class _Child:
    """A field whose codes belong to the code in another field."""

    item: Item
    parents: Mapping[str, str]

    def stray(self, value: str | tuple[str, ...], parent: str) -> str | None:
        """The first code that belongs elsewhere; unknown codes are another limit's business."""
        parents = self.parents
        if isinstance(value, str):
            return value if parents.get(value, parent) != parent else None
        return next((code for code in value if parents.get(code, parent) != parent), None)


class FieldChecks:
    """The general checks of one form under one catalogue; call ``problems`` for each row."""

    def __init__(
        self, form: type[Form], forms: FormSet, catalogue: Catalogue, rules: Iterable[Rule]
    ) -> None:
        self._form = form
        self._catalogue = catalogue
        code = form.spec.code
        self._codes = {limit: one.code for one in rules for limit in one.limits_in(code)}
        deferred = {name for one in rules if one.form == code for name in one.deferred}
        items = form.items()
        self._items = form.items_by_name()
        self._required = tuple(
            entry.name for entry in items if entry.required and entry.name not in deferred
        )
        self._conditional = tuple(
            (entry.name, when)
            for entry in items
            if (when := entry.required_when) and not when.checked_by and not entry.required
        )
        self._uscc = uscc_fields(form)
        self._happened = tuple(entry.name for entry in items if entry.happened)
        self._chains = chains(form)
        # A form that this release doesn't have can't be looked into.
        self.references = tuple(
            (entry.name, entry.refers_to) for entry in items if entry.refers_to in forms
        )

        # Ids that no rule of its own speaks for (A02 does for projects) begin with the district.
        self._own_ids = bool(form.spec.id_letter) and "record_id" not in self._codes

    # Made when a form's first row is looked at: most districts have no rows of most forms.

    @cached_property
    def _limits(self) -> Mapping[str, tuple[Limit, ...]]:
        # A code's check character says more than its length.
        return {
            name: limits
            for name, entry in self._items.items()
            if name not in self._uscc and (limits := limits_of(entry, self._catalogue))
        }

    @cached_property
    def _lengths(self) -> tuple[tuple[str, int], ...]:
        """Most texts have a greatest length only: tested in place, without a call."""
        return tuple(
            (name, most)
            for name, limits in self._limits.items()
            if (most := _only_most(self._items[name], limits)) is not None
        )

    @cached_property
    def _tests(self) -> tuple[tuple[str, Callable[[Any], object]], ...]:
        plain = {name for name, _ in self._lengths}
        return tuple(
            (name, limit.holds)
            for name, limits in self._limits.items()
            if name not in plain
            for limit in limits
        )

    @cached_property
    def _children(self) -> tuple[tuple[str, str, _Child], ...]:
        return tuple(
            (
                entry.name,
                entry.parent,
                _Child(
                    entry, {one.code: one.parent for one in self._catalogue.codelist(entry.codes)}
                ),
            )
            for entry in self._items.values()
            if entry.parent
        )

    @property
    def codes(self) -> frozenset[str]:
        """The codes of every rule that these checks may report."""
        general = ("K01", "K02", "K03", *_SPOKEN_FOR.values())
        return frozenset((*general, *self._codes.values()))

    def problems(self, row: Form, context: CheckContext) -> list[Coded]:
        """What is wrong with one row's cells, each looked at alone (and against its parent)."""
        values = row.__dict__
        # Comprehensions, and cheap tests first: this runs for every row of every check.
        found = [
            self._blank(name, "")
            for name in self._required
            if not values[name] and _is_empty(values[name]) and not _is_stated(row, name)
        ]
        found += [
            self._blank(name, when.text)
            for name, when in self._conditional
            if not (value := values[name])
            and _is_empty(value)
            and not _is_stated(row, name)
            and when.holds(row)
        ]
        found += [
            self._beyond(name, value)
            for name, most in self._lengths
            if (value := values[name]) is not None and len(value) > most
        ]
        found += [
            self._beyond(name, value)
            for name, holds in self._tests
            if (value := values[name]) is not None and not holds(value) and not _is_empty(value)
        ]
        found += [
            self._stray(child.item, stray, above)
            for name, parent, child in self._children
            if (value := values[name])
            and (above := values[parent])
            and (stray := child.stray(value, above)) is not None
        ]
        found += [
            self._dangling(name, code, value, context)
            for name, code in self.references
            if (value := values[name]) and value not in context.rows.get(code, ())
        ]
        found += [
            (self._code(name, "uscc"), uscc_problem(name, code))
            for name in self._uscc
            if (code := values[name]) and not is_uscc(code)
        ]
        found += [
            (self._code(name, "happened"), too_late(name, day, context.end))
            for name in self._happened
            if (day := values[name]) is not None and day > context.end
        ]
        if self._chains:
            found += [
                (self._code(one.field, "since"), one) for one in too_early(values, self._chains)
            ]
        if self._own_ids and not row.record_id.startswith(context.district):
            words = f"前六位应为本区代码 {context.district}，现为 {row.record_id[:6]}"
            found.append(("K03", Problem("record_id", words)))
        if row.kept or row.missing:
            found.extend(self._stated(row))
        return found

    def codes_of(self, name: str) -> frozenset[str]:
        """The codes under which a field is judged here, but for those that judge any cell."""
        entry, asked = self._items[name], {*self._required, *(one for one, _ in self._conditional)}
        aspects: tuple[tuple[Aspect, object], ...] = (
            ("required", name in asked),
            ("uscc", name in self._uscc),
            ("happened", entry.happened),
            ("since", entry.since),
        )
        own = {code for limit, code in self._codes.items() if limit.partition(":")[0] == name}
        return frozenset(own | {self._code(name, aspect) for aspect, has in aspects if has})

    def _code(self, name: str, aspect: Aspect) -> str:
        own = self._codes.get(f"{name}:{aspect}")
        if aspect in _SPOKEN_FOR:
            return own or _SPOKEN_FOR[aspect]
        return own or self._codes.get(name, "K03")

    def _blank(self, name: str, when: str) -> Coded:
        words = f"未填写，{when}时必填" if when else "为必填项，尚未填写"
        return self._code(name, "required"), Problem(name, words)

    def _beyond(self, name: str, value: Any) -> Coded:
        limit = next(one for one in self._limits[name] if not one.holds(value))
        return self._code(name, limit.aspect), Problem(name, limit.describe(value))

    def _stray(self, item: Item, code: str, parent: str) -> Coded:
        title = self._catalogue.codelist(item.codes).title_of(code)
        above = DISTRICT if item.parent == DISTRICT else self._items[item.parent].codes
        where = self._catalogue.codelist(above).title_of(parent)
        words = f"现为“{code} {title}”，不属于“{where}”"
        return self._code(item.name, "parent"), Problem(item.name, words)

    def _dangling(self, name: str, code: str, value: str, context: CheckContext) -> Coded:
        words = f"现为 {value}，在{context.forms[code].spec.title}中找不到"
        return self._code(name, "reference"), Problem(name, words)

    def _stated(self, row: Form) -> Iterator[Coded]:
        for name, text in row.kept.items():
            if name in self._items:
                yield "K01", Problem(name, self._unreadable(text, self._items[name]))
        for name, missing in row.missing.items():
            if name in self._items and self._items[name].must_fill(row):
                problem = _absence(name, missing)
                yield "K02", problem

    def _unreadable(self, text: str, item: Item) -> str:
        cell = read_cell(text, item, self._catalogue)
        if isinstance(cell, Kept):
            return f"现为“{text}”，{cell.reason}"
        # Kept under an older code list or program that could not read it.
        return f"现为“{text}”，请改填“{show_cell(cell, item, self._catalogue)}”"


def _absence(name: str, missing: Missing) -> Problem:
    if missing.kind == "na":
        return Problem(name, "为必填项，不能填“不适用”")
    if len(missing.reason) < LEAST_REASON:
        return Problem(name, f"填了“暂缺”，请写明原因，不少于 {LEAST_REASON} 个字")
    return Problem(name, f"暂缺（{missing.reason}），请尽快补填", severity="soft")


def _only_most(item: Item, limits: tuple[Limit, ...]) -> int | None:
    """The greatest length of a field that has no other limit."""
    return item.most if len(limits) == 1 and item.least is None else None


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or value == ()


def _is_stated(row: Form, name: str) -> bool:
    return name in row.kept or name in row.missing
