"""What a rule is: a code, its words, what it reads, and a pure function that finds problems."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Literal, TypeVar

if TYPE_CHECKING:
    from forms.base import Form
    from forms.findings import Severity

AnyForm = TypeVar("AnyForm", bound="Form")

Scope = Literal[
    "field", "record", "form", "cross_form", "cross_period", "submission", "cross_district"
]
SCOPE_TITLES: Mapping[Scope, str] = {
    "field": "单项",
    "record": "表内",
    "form": "全表",
    "cross_form": "表间",
    "cross_period": "跨期",
    "submission": "上报",
    "cross_district": "跨区",
}

Param = Decimal | str
Params = Mapping[str, Any]
"""Parameters by name; each keeps the type of the rule's own default."""

PARAM_TITLES: Mapping[str, str] = {
    "most": "上限",
    "least": "下限",
    "tolerance": "容差",
    "times": "倍数",
    "hard_times": "强制性倍数",
    "gap": "差距",
    "change": "变动幅度",
    "similarity": "相似度",
    "start": "起点",
    "local": "本市前缀",
}
"""What people call the parameters of rules; scripts use the names."""

EVERY_FORM = "*"
"""A rule's ``form`` when it speaks of every form's records; it then reads whole rows."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What a rule found in one record.

    ``message`` reads on from the field's title: ``Problem("trl", "现为 12，应在 1 至 9 之间")``.
    ``record_id`` is needed from whole-form rules only. ``value`` replaces the cell's own text
    (to mask it), ``severity`` the rule's severity (A38 turns hard beyond the double), ``label``
    the name of a record that is not among the rows.
    """

    field: str
    message: str
    record_id: str = ""
    value: str | None = None
    severity: Severity | None = None
    label: str = ""


Found = Problem | Iterable[Problem] | None
"""What a rule function returns; most return one problem or None."""


@dataclass(frozen=True)
class Rule:
    """One audit relation 审核关系 (domain §2.5).

    ``form`` is the form whose records it speaks of. ``formula`` is the relation in Chinese with
    the fields' titles, ``remedy`` what the clerk should do. ``reads`` names every field of every
    form that the function reads, in this period or the previous one: re-checking after an edit
    relies on it. A whole-form rule that only counts the rows of every form says
    ``EVERY_FORM: ()``. ``params`` are numbers and texts that the city may change; a rule that has
    some gets them as its last argument. ``limits`` names the declared limits of fields for which
    this rule speaks (``trl`` or ``topic_codes:parent``; a rule of every form names the form too,
    ``F06.carrier_id:reference``), found by the general field checks; ``deferred`` names required
    fields whose blank is no problem before the submission.

    ``run(row, context[, params])`` looks at one row. With ``whole``, ``run(context[, params])``
    looks at the form as a whole. Without ``run`` the rule is carried out by the field checks or
    by the submission gate. A rule of every form that reads other fields in each form says
    ``each``: for a form, what it reads there and its function, or None; ``reads`` then names what
    it reads of other forms, whichever form it looks at.
    """

    code: str
    severity: Severity
    scope: Scope
    form: str
    title: str
    formula: str
    remedy: str
    category: str
    reads: Mapping[str, frozenset[str]] = field(default_factory=dict)
    params: Params = field(default_factory=dict)
    limits: frozenset[str] = frozenset()
    deferred: frozenset[str] = frozenset()
    whole: bool = False
    run: Callable[..., Found] | None = None
    each: Callable[[type[Form]], tuple[frozenset[str], Callable[..., Found]] | None] | None = None

    def __post_init__(self) -> None:
        if self.whole and self.limits:
            raise ValueError(f"{self.code}: a whole-form rule cannot speak for limits of fields")

    def fitted(self, form: type[Form]) -> Rule | None:
        """The rule as it looks at the rows of one form; None when it has nothing to do there."""
        code = form.spec.code
        if self.each is None:
            return self if self.run and self.form in (code, EVERY_FORM) else None
        made = self.each(form)
        if made is None:
            return None
        names, run = made
        return replace(self, form=code, reads={**self.reads, code: names}, run=run, each=None)

    def limits_in(self, form: str) -> frozenset[str]:
        """The limits of one form's fields for which this rule speaks."""
        if self.form != EVERY_FORM:
            return self.limits if self.form == form else frozenset()
        named = (one.partition(".") for one in self.limits)
        return frozenset(limit for code, _, limit in named if code == form)


def param_titles(rule: Rule) -> str:
    """The parameters that a rule has, in the words of people."""
    return "、".join(PARAM_TITLES[name] for name in rule.params) or "没有"


def rule(
    code: str,
    severity: Severity,
    *,
    form: str,
    reads: Mapping[str, Iterable[str]] | Iterable[str],
    limits: Iterable[str] = (),
    deferred: Iterable[str] = (),
    **facts: Any,
) -> Callable[[Callable[..., Found]], Rule]:
    """Declare a rule: ``@rule("A34", "hard", form="F02", reads=..., title=..., ...)``.

    ``reads`` without form codes are fields of ``form``. The decorated name becomes the `Rule`.
    """
    by_form = reads if isinstance(reads, Mapping) else {form: reads}
    frozen = {code_: frozenset(names) for code_, names in by_form.items()}

    def declare(run: Callable[..., Found]) -> Rule:
        return Rule(
            code,
            severity,
            form=form,
            reads=frozen,
            limits=frozenset(limits),
            deferred=frozenset(deferred),
            run=run,
            **facts,
        )

    return declare


def titles(form: type[Form]) -> SimpleNamespace:
    """The titles of a form's fields as attributes, so that a rule's words follow them."""
    return SimpleNamespace(**{name: f"“{one.title}”" for name, one in form.items_by_name().items()})


def doubled(rows: Iterable[tuple[Hashable, AnyForm]]) -> Iterator[tuple[AnyForm, AnyForm]]:
    """Of rows with their keys, every one beside the first of its key, by record id.

    Ids decide, not places: a row that was deleted and brought back stands elsewhere.
    """
    single: dict[Hashable, AnyForm] = {}
    groups: dict[Hashable, list[AnyForm]] = {}
    for key, row in rows:
        twin = single.setdefault(key, row)
        if twin is not row:
            groups.setdefault(key, [twin]).append(row)
    for found in groups.values():
        first, *others = sorted(found, key=lambda row: row.record_id)
        yield from ((first, other) for other in others)


def money(amount: Decimal) -> str:
    """An amount in 万元 as people read it: 7,900.00."""
    return f"{amount:,.2f}"


def plain_number(amount: Decimal) -> str:
    """A figure of an indicator as people read it: 12,000 or 3.5, without idle zeros."""
    return f"{amount:,.3f}".rstrip("0").removesuffix(".")


def is_blank(row: Form, name: str) -> bool:
    """Nothing at all in the cell: no value, no kept text, no stated absence."""
    return getattr(row, name) in (None, "", ()) and name not in row.kept and name not in row.missing


def is_unknown(row: Form, names: Iterable[str]) -> bool:
    """Whether one of the fields has a value that is not known yet: kept text, or 暂缺.

    Sums over such fields cannot be judged; the cell has its own finding.
    """
    if row.kept and any(name in row.kept for name in names):
        return True
    return bool(row.missing) and any(
        name in row.missing and row.missing[name].kind == "later" for name in names
    )
