"""Running the rules: all of them over all records, or those that one edit can affect.

Both are pure, and the second gives exactly what the first would. What an edit can affect follows
from what each rule declares to read:

- a rule over one row runs again for that row, and for the row of the same id in a form that
  shares ids (F01 and F02); if it reads a form without shared ids, for every row;
- the field checks, with every rule that speaks for a limit, run again for each touched row and
  for rows that refer to one that came or went;
- a whole-form rule runs again over its form;
- when a record's label changes, everything said about it is said anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from forms.checks.affected import Affected, Key
from forms.checks.library import ALL_RULES
from forms.checks.limits import FieldChecks
from forms.checks.rule import EVERY_FORM, Found, Problem, Rule
from forms.findings import Finding
from forms.kinds import show_cell

if TYPE_CHECKING:
    from forms.base import Form, FormSet
    from forms.catalogue import Catalogue
    from forms.checks.context import CheckContext
    from forms.checks.settings import RuleSettings

Run = Callable[..., Found]


@dataclass(frozen=True, slots=True)
class Located:
    """A problem with the code that found it and the form it is in; the record is in it."""

    code: str
    form: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class FormPlan:
    """The rules of one form, ready to run.

    ``own`` run whenever the row itself is touched: they speak for limits, or of every form.
    ``kin`` are the forms whose rows have the same ids, this one included.
    """

    form: type[Form]
    fields: FieldChecks
    own: tuple[tuple[Rule, Run], ...]
    single: tuple[tuple[Rule, Run], ...]
    whole: tuple[tuple[Rule, Run], ...]
    kin: frozenset[str]

    @property
    def own_codes(self) -> frozenset[str]:
        """The codes that the field checks and ``own`` rules report under."""
        return self.fields.codes | {rule.code for rule, _ in self.own}


class Checker:
    """Rules, forms, catalogue and settings made ready; reusable for any records."""

    def __init__(
        self,
        forms: FormSet,
        catalogue: Catalogue,
        settings: RuleSettings,
        rules: Sequence[Rule] = ALL_RULES,
    ) -> None:
        """Raise ``BadSettings`` when a parameter that the city set cannot be used."""
        self._forms = forms
        self._catalogue = catalogue
        self._settings = settings
        self._active = {one.code: one for one in rules if not settings.of(one.code).off}
        self.plans = tuple(self._plan(form, rules) for form in forms)

    @classmethod
    def of(cls, context: CheckContext) -> Checker:
        """The checker that a context asks for."""
        return cls(context.forms, context.catalogue, context.settings)

    def check(self, context: CheckContext) -> list[Finding]:
        """Every finding, by form, row and rule."""
        return self.in_order(context, self.findings(self._everything(context), context))

    def recheck(
        self,
        context: CheckContext,
        findings: Iterable[Finding],
        changed: Mapping[Key, frozenset[str]],
        added: Iterable[Key] = (),
        removed: Iterable[Key] = (),
    ) -> list[Finding]:
        """What ``check(context)`` would give, from the findings before an edit.

        ``changed`` names the fields changed of each (form, record id); ``context`` holds the
        records after the edit. Findings that stay keep their explanations.
        """
        affected = Affected.by(self.plans, context, changed, added, removed)
        stays = [finding for finding in findings if not affected.covers(finding)]
        again = self.findings(self._again(context, affected), context)
        return self.in_order(context, [*stays, *again])

    def findings(self, located: Iterable[Located], context: CheckContext) -> Iterator[Finding]:
        """Problems worded for people; rules switched off and waived records are left out."""
        waivers = self._settings.waivers
        for one in located:
            rule = self._active.get(one.code)
            if rule is not None and (one.code, one.problem.record_id) not in waivers:
                yield self._finding(rule, one, context)

    def in_order(self, context: CheckContext, findings: Iterable[Finding]) -> list[Finding]:
        """Findings by form, row, rule and field, each once."""
        forms = {code: place for place, code in enumerate(self._forms.codes)}
        by_id = {finding.id: finding for finding in findings}
        rows = {
            code: {record_id: place for place, record_id in enumerate(context.rows.get(code, ()))}
            for code in {finding.form for finding in by_id.values()}
        }

        def place(finding: Finding) -> tuple[int, int, str, str]:
            row = rows[finding.form].get(finding.record_id, -1)
            return forms.get(finding.form, -1), row, finding.rule, finding.field

        return sorted(by_id.values(), key=place)

    # --- Running ----------------------------------------------------------------------------

    def _everything(self, context: CheckContext) -> list[Located]:
        found: list[Located] = []
        for plan in self.plans:
            rows = context.rows.get(plan.form.spec.code, {})
            both = plan.own + plan.single
            for row in rows.values():
                _run_fields(plan, row, context, found)
                _run_rules(plan, both, row, context, found)
            _run_whole(plan, plan.whole, context, found)
        return found

    def _again(self, context: CheckContext, affected: Affected) -> list[Located]:
        found: list[Located] = []
        for plan in self.plans:
            code = plan.form.spec.code
            rows = context.rows.get(code, {})
            for record_id in affected.rows_of(code):
                row = rows.get(record_id)
                if row is None:
                    continue
                if affected.touches_own(code, record_id):
                    _run_fields(plan, row, context, found)
                    _run_rules(plan, plan.own, row, context, found)
                single = [one for one in plan.single if affected.wants(one[0], code, record_id)]
                _run_rules(plan, single, row, context, found)
            whole = [one for one in plan.whole if affected.wants_whole(one[0], code)]
            _run_whole(plan, whole, context, found)
        return found

    # --- Making ready -----------------------------------------------------------------------

    def _plan(self, form: type[Form], rules: Sequence[Rule]) -> FormPlan:
        active = [one for one in rules if one.code in self._active]
        runs = [(one, self._bound(one)) for rule in active if (one := rule.fitted(form))]
        own = [one for one in runs if one[0].limits or one[0].form == EVERY_FORM]
        single = [one for one in runs if one not in own and not one[0].whole]
        return FormPlan(
            form=form,
            fields=FieldChecks(form, self._forms, self._catalogue, rules),
            own=tuple(own),
            single=tuple(single),
            whole=tuple(one for one in runs if one[0].whole),
            kin=frozenset(other.spec.code for other in self._forms if _root(other) == _root(form)),
        )

    def _bound(self, rule: Rule) -> Run:
        assert rule.run is not None
        if not rule.params:
            return rule.run
        return partial(rule.run, params=self._settings.params_of(rule))

    # --- Wording ----------------------------------------------------------------------------

    def _finding(self, rule: Rule, one: Located, context: CheckContext) -> Finding:
        problem = one.problem
        form = self._forms[one.form]
        label = problem.label or context.label_of(form, problem.record_id)
        who = dict.fromkeys(part for part in (form.spec.title, problem.record_id, label) if part)
        item = form.items_by_name().get(problem.field)
        title = item.title if item else ""
        return Finding(
            rule=rule.code,
            severity=self._settings.severity_of(rule, problem.severity),
            form=one.form,
            record_id=problem.record_id,
            field=problem.field,
            value=self._value(one, context) if problem.value is None else problem.value,
            message=f"{' '.join(who)}：{title}{problem.message}",
            remedy=rule.remedy,
            label=label,
        )

    def _value(self, one: Located, context: CheckContext) -> str:
        row = context.rows.get(one.form, {}).get(one.problem.record_id)
        item = self._forms[one.form].items_by_name().get(one.problem.field)
        if row is None or item is None:
            return ""
        return show_cell(row.cell(item.name), item, self._catalogue)


def _root(form: type[Form]) -> str:
    return form.spec.shares_id_with or form.spec.code


# Appending to one list, for a generator for every row would cost as much as a few rules.


def _run_fields(plan: FormPlan, row: Form, context: CheckContext, found: list[Located]) -> None:
    for code, problem in plan.fields.problems(row, context):
        found.append(Located(code, plan.form.spec.code, _of_row(problem, row)))


def _run_rules(
    plan: FormPlan,
    rules: Iterable[tuple[Rule, Run]],
    row: Form,
    context: CheckContext,
    found: list[Located],
) -> None:
    for rule, run in rules:
        answer = run(row, context)
        if answer is not None:
            code = plan.form.spec.code
            found += [Located(rule.code, code, _of_row(one, row)) for one in _listed(answer)]


def _run_whole(
    plan: FormPlan,
    rules: Iterable[tuple[Rule, Run]],
    context: CheckContext,
    found: list[Located],
) -> None:
    for rule, run in rules:
        problems = _listed(run(context))
        found += [Located(rule.code, plan.form.spec.code, problem) for problem in problems]


def _listed(answer: Found) -> Iterable[Problem]:
    return (answer,) if isinstance(answer, Problem) else answer or ()


def _of_row(problem: Problem, row: Form) -> Problem:
    return replace(problem, record_id=row.record_id)
