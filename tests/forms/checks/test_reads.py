"""A rule reads only what it declares: re-checking after an edit relies on it."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from forms.checks.checker import Checker
from forms.checks.context import CheckContext
from forms.checks.firm_names import K09
from forms.checks.keys import K08
from forms.checks.library import ALL_RULES
from forms.checks.rule import EVERY_FORM, Problem, Rule
from forms.f01_project import Project
from forms.registry import STANDARD_FORMS
from tests.forms.checks.cases import CASES
from tests.forms.checks.records import context

if TYPE_CHECKING:
    from forms.base import Form

RUNNING = [rule for rule in ALL_RULES if rule.run and rule.form != EVERY_FORM]
RUNNING += [one for form in STANDARD_FORMS for rule in (K08, K09) if (one := rule.fitted(form))]
KEYS = frozenset(("record_id", "district", "period"))
"""What identifies a row never changes, so reading it needs no declaration."""


@cache
def recording(form: type[Form]) -> type[Form]:
    """The form's class, noting which fields of its rows are read; `isinstance` holds."""

    class Recording(form):  # type: ignore[valid-type, misc]
        def __getattribute__(self, name: str) -> Any:
            if name in form.items_by_name():
                object.__getattribute__(self, "__dict__")["reads"][form.spec.code].add(name)
            return super().__getattribute__(name)

        def cell(self, name: str) -> Any:
            """A cell read whole, kept text and stated absence included."""
            self.__dict__["reads"][form.spec.code].add(name)
            return super().cell(name)

    return Recording


def recorder(row: Form, reads: defaultdict[str, set[str]]) -> Form:
    """A row that says what is read of it."""
    kind = recording(type(row))
    worn = kind.model_construct(**row.__dict__)
    worn.__dict__["reads"] = reads
    return worn


def recorded(given: CheckContext, reads: defaultdict[str, set[str]]) -> CheckContext:
    """The same context, its rows replaced by recorders."""

    def wrap(rows: Any) -> Any:
        return {
            code: {key: recorder(row, reads) for key, row in by_id.items()}
            for code, by_id in rows.items()
        }

    facts = {name: getattr(given, name) for name in given.__dataclass_fields__}
    worn = {name: wrap(facts[name]) for name in ("rows", "previous", "last_year")}
    return CheckContext(**{**facts, **worn})


@cache
def all_cases() -> tuple[defaultdict[str, set[str]], list[CheckContext]]:
    """Every case over recorded rows, made once; the reads are emptied for each rule."""
    reads: defaultdict[str, set[str]] = defaultdict(set)
    given = (context(case.now, case.before, **case.facts) for case in CASES)
    return reads, [recorded(one, reads) for one in given]


def run_over(checker: Checker, given: CheckContext) -> list[Problem]:
    """What the one rule of a checker finds in a context, run as the checker runs it."""
    found: list[Problem] = []
    for plan in checker.plans:
        for _, run in plan.own + plan.single:
            for row in given.rows[plan.form.spec.code].values():
                found += _listed(run(row, given))
        for _, run in plan.whole:
            found += _listed(run(given))
    return found


def _listed(found: Any) -> list[Problem]:
    return [found] if isinstance(found, Problem) else list(found or ())


@pytest.mark.parametrize("rule", RUNNING, ids=lambda rule: f"{rule.code}-{rule.form}")
def test_rule_reads_what_it_declares_and_no_more(rule: Rule) -> None:
    reads, cases = all_cases()
    reads.clear()
    checker = Checker(STANDARD_FORMS, cases[0].catalogue, cases[0].settings, (rule,))
    fields: set[str] = set()
    for given in cases:
        fields |= {problem.field for problem in run_over(checker, given) if problem.value is None}
    for form, names in reads.items():
        assert names - KEYS <= rule.reads.get(form, frozenset()), form
    # Nothing is declared in vain, and a finding shows only a cell that the rule looked at.
    declared = {form: set(names) - KEYS for form, names in rule.reads.items() if names - KEYS}
    assert declared == {form: names - KEYS for form, names in reads.items() if names - KEYS}
    assert fields <= rule.reads.get(rule.form, frozenset())


def test_recorder_notes_fields_and_titles() -> None:
    reads: defaultdict[str, set[str]] = defaultdict(set)
    row: Any = recorder(CASES[0].now[0], reads)
    assert isinstance(row, Project)
    assert row.trl == 5
    assert row.title == "示例芯桥类脑芯片研发项目"
    assert row.cell("address") is None
    assert reads == {"F01": {"trl", "project_name", "address"}}
