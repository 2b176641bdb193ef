"""审核关系: the checks of a form as the notes under it, by column mark and title (domain §3.1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from exports.layout import sheet_layout
from forms.checks.library import ALL_RULES
from forms.checks.settings import RuleSettings
from forms.findings import SEVERITY_TITLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from forms.base import Form, FormSet
    from forms.checks.rule import Rule, Scope

_NAMES: Mapping[Scope, str] = {
    "field": "表内审核", "record": "表内审核", "form": "表内审核",
    "cross_form": "表间审核", "cross_period": "跨期审核", "cross_district": "跨区审核",
}  # fmt: skip
_TITLE = re.compile("“([^“”]+)”")


def audit_notes(
    forms: FormSet, settings: RuleSettings | None = None, rules: Iterable[Rule] = ALL_RULES
) -> dict[str, list[str]]:
    """By form code, the notes that state its checks, one a scope; a check stands on its own line.

    Titles of fields are followed by their column's mark (``“本年累计完成投资”（3列）``), those of
    another form by its code too. Checks that ``settings`` switch off are left out; hints too, for
    they bind nobody. The program's general checks speak of every form and stand on none.
    """
    known = settings or RuleSettings()
    stated: dict[str, dict[str, list[str]]] = {}
    for rule in rules:
        severity = known.severity_of(rule, None)
        if known.of(rule.code).off or severity == "hint" or not _belongs(rule, forms):
            continue
        scopes = stated.setdefault(rule.form, {name: [] for name in _NAMES.values()})
        lines = scopes[_NAMES[rule.scope]]
        formula = marked_formula(rule, forms[rule.form], forms)
        lines.append(f"({len(lines) + 1}) {formula}〔{rule.code} {SEVERITY_TITLES[severity]}〕")
    return {
        form: ["\n".join((f"{name}：", *lines)) for name, lines in scopes.items() if lines]
        for form, scopes in stated.items()
    }


def _belongs(rule: Rule, forms: FormSet) -> bool:
    """Whether a check stands under a form of rows."""
    is_row_form = rule.form in forms and forms[rule.form].spec.nature != "cover"
    return is_row_form and rule.scope in _NAMES


def marked_formula(rule: Rule, form: type[Form], forms: FormSet) -> str:
    """The rule's formula, with the column's mark behind each title of a field."""
    places = _places(rule, form, forms)
    return _TITLE.sub(lambda found: found[0] + places.get(found[1], ""), rule.formula)


def _places(rule: Rule, form: type[Form], forms: FormSet) -> dict[str, str]:
    """Column marks by title: those of the form itself before those of forms it looks at."""
    others = [forms[code] for code in rule.reads if code in forms and code != form.spec.code]
    return {
        column.item.title: f"（{'' if one is form else one.spec.code + ' '}{column.mark}列）"
        for one in (*others, form)
        for column in sheet_layout(one).item_columns
        if column.item
    }
