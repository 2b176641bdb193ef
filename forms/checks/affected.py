"""What one edit can affect: which rows, under which rules, must be looked at again."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forms.checks.rule import EVERY_FORM

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from forms.checks.checker import FormPlan
    from forms.checks.context import CheckContext
    from forms.checks.rule import Rule
    from forms.findings import Finding

Key = tuple[str, str]
"""A form code and a record id."""

Touched = dict[str, dict[str, frozenset[str] | None]]
"""By form and record id the fields changed; None means all of them, and the row's existence."""


@dataclass(frozen=True)
class Affected:
    """The reach of one edit over rows and rules."""

    own: Mapping[str, AbstractSet[str]]
    single: Mapping[str, Mapping[str, AbstractSet[str]]]
    whole: AbstractSet[tuple[str, str]]
    own_codes: Mapping[str, AbstractSet[str]]

    @classmethod
    def by(
        cls,
        plans: Sequence[FormPlan],
        context: CheckContext,
        changed: Mapping[Key, frozenset[str]],
        added: Iterable[Key],
        removed: Iterable[Key],
    ) -> Affected:
        """Work out the reach of an edit; ``context`` holds the records after it."""
        moved = frozenset(added) | frozenset(removed)
        touched = _touched(plans, changed, moved)
        return cls(
            own=_own(plans, context, touched, moved),
            single={plan.form.spec.code: _single(plan, context, touched) for plan in plans},
            whole=frozenset(
                (rule.code, plan.form.spec.code)
                for plan in plans
                for rule, _ in plan.whole
                if _reads_any(rule, touched)
            ),
            own_codes={plan.form.spec.code: plan.own_codes for plan in plans},
        )

    def covers(self, finding: Finding) -> bool:
        """Whether a finding from before the edit must be found anew (or went with its row)."""
        form, record_id = finding.form, finding.record_id
        if (finding.rule, form) in self.whole:
            return True
        if self.touches_own(form, record_id) and finding.rule in self.own_codes.get(form, ()):
            return True
        return record_id in self.single.get(form, {}).get(finding.rule, ())

    def rows_of(self, form: str) -> Iterable[str]:
        """The ids of a form's rows that something must look at."""
        ids = set(self.own.get(form, ()))
        ids.update(*self.single.get(form, {}).values())
        return ids

    def touches_own(self, form: str, record_id: str) -> bool:
        """Whether the field checks and the rules beside them run again for a row."""
        return record_id in self.own.get(form, ())

    def wants(self, rule: Rule, form: str, record_id: str) -> bool:
        """Whether a rule over one row runs again for a row."""
        return record_id in self.single.get(form, {}).get(rule.code, ())

    def wants_whole(self, rule: Rule, form: str) -> bool:
        """Whether a whole-form rule runs again over a form."""
        return (rule.code, form) in self.whole


def _touched(
    plans: Sequence[FormPlan], changed: Mapping[Key, frozenset[str]], moved: AbstractSet[Key]
) -> Touched:
    touched: defaultdict[str, dict[str, frozenset[str] | None]] = defaultdict(dict)
    for (form, record_id), fields in changed.items():
        touched[form][record_id] = fields
    for form, record_id in moved:
        touched[form][record_id] = None
    for plan in plans:
        spec = plan.form.spec
        for record_id, names in list(touched[spec.code].items()):
            # Findings carry the label, so a new label is a new wording of all of them.
            if names is None or spec.label in names:
                touched[spec.code][record_id] = None
                for other in plans:
                    if other.form.spec.shares_id_with == spec.code:
                        touched[other.form.spec.code][record_id] = None
    return touched


def _own(
    plans: Sequence[FormPlan], context: CheckContext, touched: Touched, moved: AbstractSet[Key]
) -> dict[str, set[str]]:
    own: dict[str, set[str]] = {}
    for plan in plans:
        ids = set(touched.get(plan.form.spec.code, ()))
        for name, code in plan.fields.references:
            lost = {record_id for form, record_id in moved if form == code}
            if lost:
                rows = context.rows.get(plan.form.spec.code, {})
                ids.update(key for key, row in rows.items() if getattr(row, name) in lost)
        own[plan.form.spec.code] = ids
    return own


def _single(plan: FormPlan, context: CheckContext, touched: Touched) -> dict[str, set[str]]:
    spec = plan.form.spec
    reach: defaultdict[str, set[str]] = defaultdict(set)
    for rule, _ in plan.single:
        # A row worded anew is looked at by every rule, whatever the rule reads.
        anew = touched.get(spec.code, {}).items()
        reach[rule.code].update(key for key, fields in anew if fields is None)
        for form, names in rule.reads.items():
            ids = {
                key
                for key, fields in touched.get(form, {}).items()
                if fields is None or not names.isdisjoint(fields)
            }
            if ids and form not in plan.kin:
                ids = set(context.rows.get(spec.code, ()))
            reach[rule.code].update(ids)
    return reach


def _reads_any(rule: Rule, touched: Touched) -> bool:
    everywhere = rule.reads.get(EVERY_FORM)
    return any(
        fields is None or not names.isdisjoint(fields)
        for form, rows in touched.items()
        if (names := rule.reads.get(form, everywhere)) is not None
        for fields in rows.values()
    )
