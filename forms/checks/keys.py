"""K08: the same thing stands in a form once, as its natural key (``FormSpec.key_fields``) says."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from forms.checks.rule import EVERY_FORM, Found, Problem, Rule, doubled, is_unknown
from forms.rollforward import row_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from forms.base import Form
    from forms.checks.context import CheckContext
    from forms.findings import Severity

_OTHERS_SPEAK = frozenset({"F04Q"})
"""A55 is stricter: one qualification of a firm a year."""

_APART_BY = {"F01": "entity_uscc"}
"""Projects of one name and one firm are the business of A27."""


def _each(form: type[Form]) -> tuple[frozenset[str], Callable[..., Found]] | None:
    spec = form.spec
    if not spec.grows or spec.code in _OTHERS_SPEAK:
        return None
    apart = _APART_BY.get(spec.code, "")
    reads = frozenset((*spec.key_fields, spec.label, *((apart,) if apart else ())))
    return reads, partial(_doubles, form=form, apart=apart)


def _doubles(context: CheckContext, form: type[Form], apart: str) -> Iterator[Problem]:
    """Every later row names the first of its key; a key of names alone asks, another stops."""
    names = form.spec.key_fields
    words = "、".join(form.item(name).title for name in names[1:])
    also = f"等（{words}也相同）" if words else ""
    severity: Severity | None = None if form.spec.key else "soft"
    required = tuple(name for name in names if form.item(name).required)
    rows = (
        (row_key(row), row)
        for row in context.rows_of(form).values()
        if _is_known(row, names, required)
    )
    for first, row in doubled(rows):
        if not apart or getattr(first, apart) != getattr(row, apart):
            message = f"{also}与 {first.record_id}“{first.title}”重复"
            yield Problem(names[0], message, row.record_id, severity=severity)


def _is_known(row: Form, names: tuple[str, ...], required: tuple[str, ...]) -> bool:
    """Whether enough of the key is filled in: all that must be, and something of it."""
    if not all(getattr(row, name) for name in required) or is_unknown(row, names):
        return False
    return bool(required) or any(getattr(row, name) for name in names)


K08 = Rule(
    "K08", "hard", scope="form", form=EVERY_FORM, category="重复", whole=True,
    title="同一事项不重复登记",
    formula="每张表中，用来区分各行的项目（如企业名录的统一社会信用代码，产值表的统一社会信用代码和方向）"
    "不与其他行全部相同；只以名称区分的表按核实性处理",
    remedy="请核实是否为同一事项：重复的请删除一行；不是的，请改正代码或名称。",
    each=_each,
)  # fmt: skip

RULES: tuple[Rule, ...] = (K08,)
