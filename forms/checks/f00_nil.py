"""Rules K05 to K07 of F00: a form is reported, or declared nil (零报告), and never both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forms.checks.rule import EVERY_FORM, Found, Problem, Rule, rule, titles
from forms.f00_cover import Cover

if TYPE_CHECKING:
    from collections.abc import Iterable

    from forms.base import Form
    from forms.checks.context import CheckContext

T = titles(Cover)


@rule(
    "K05", "hard", scope="cross_form", form="F00", category="完整性", whole=True,
    title="应报的表有记录或已申报零报告",
    formula=f"本区以往报过、或任务包指定的应报表没有记录时，列入{T.nil_forms}",
    remedy="请补录；确实没有内容的，请对该表申报零报告。",
    reads={"F00": ("nil_forms",), EVERY_FORM: ()},
)  # fmt: skip
def k05(context: CheckContext) -> Found:
    """Only forms that are due; a child table and the project's progress follow their form."""
    silent = [one for one in _silent(context) if one.spec.code in context.forms_asked]
    if not silent:
        return None
    message = f"没有列入{_named(silent)}，这些表本期应报而没有记录"
    return Problem("nil_forms", message, record_id=context.district)


@rule(
    "K06", "hard", scope="cross_form", form="F00", category="完整性", whole=True,
    title="零报告的表没有记录",
    formula=f"列入{T.nil_forms}的表及其子表没有记录",
    remedy="请取消该表的零报告，或删除不应有的记录。",
    reads={"F00": ("nil_forms",), EVERY_FORM: ()},
)  # fmt: skip
def k06(context: CheckContext) -> Found:
    """Nil and rows contradict each other, due or not."""
    nil = _declared(context)
    full = [
        form
        for form in context.forms.nil_forms
        if form.spec.code in nil and _has_rows(context, form)
    ]
    if not full:
        return None
    message = f"列入了{_named(full)}，但这些表有记录"
    return Problem("nil_forms", message, record_id=context.district)


@rule(
    "K07", "hint", scope="cross_form", form="F00", category="完整性", whole=True,
    title="从未报过的应报表是否确无内容",
    formula=f"本区从未报过的应报表没有记录时，宜列入{T.nil_forms}",
    remedy="请核对；有内容的请补录，确实没有的可以申报零报告。",
    reads={"F00": ("nil_forms",), EVERY_FORM: ()},
)  # fmt: skip
def k07(context: CheckContext) -> Found:
    """A district that never had a form's matter is reminded of it, not stopped."""
    silent = [one for one in _silent(context) if one.spec.code not in context.forms_asked]
    if not silent:
        return None
    message = f"没有列入{_named(silent)}，这些表本期应报，本区以往没有报过，本期也没有记录"
    return Problem("nil_forms", message, record_id=context.district)


def _silent(context: CheckContext) -> list[type[Form]]:
    """The due forms with neither rows nor a nil declaration."""
    nil = _declared(context)
    return [
        form
        for form in context.forms.nil_forms
        if form.spec.code in context.forms_due
        and form.spec.code not in nil
        and not _has_rows(context, form)
    ]


def _declared(context: CheckContext) -> tuple[str, ...]:
    cover = context.find(Cover, context.district)
    return (cover.nil_forms if cover else None) or ()


def _has_rows(context: CheckContext, form: type[Form]) -> bool:
    return any(context.rows.get(code) for code in context.forms.family(form.spec.code))


def _named(forms: Iterable[type[Form]]) -> str:
    return "、".join(f"“{form.spec.code} {form.spec.title}”" for form in forms)


RULES: tuple[Rule, ...] = (k05, k06, k07)
