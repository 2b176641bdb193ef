"""A rule reads only what it declares: re-checking after an edit relies on it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest

from forms.checks.checker import Checker
from forms.checks.context import CheckContext
from forms.checks.keys import K08
from forms.checks.library import ALL_RULES
from forms.checks.rule import EVERY_FORM, Problem, Rule
from forms.registry import STANDARD_FORMS
from tests.forms.checks.cases import CASES
from tests.forms.checks.records import context

RUNNING = [rule for rule in ALL_RULES if rule.run and rule.form != EVERY_FORM]
RUNNING += [one for form in STANDARD_FORMS if (one := K08.fitted(form))]
KEYS = frozenset(("record_id", "district", "period"))
"""What identifies a row never changes, so reading it needs no declaration."""


class Recorder:
    """Stands for a row and notes which of its fields are read."""

    def __init__(self, row: Any, reads: defaultdict[str, set[str]]) -> None:
        self._row = row
        self._reads = reads

    def __getattr__(self, name: str) -> Any:
        code = self._row.spec.code
        if name == "title":
            self._reads[code].add(self._row.spec.label)
        elif name in STANDARD_FORMS[code].items_by_name():
            self._reads[code].add(name)
        return getattr(self._row, name)

    def cell(self, name: str) -> Any:
        """A cell read whole, kept text and stated absence included."""
        self._reads[self._row.spec.code].add(name)
        return self._row.cell(name)


def recorded(given: CheckContext, reads: defaultdict[str, set[str]]) -> CheckContext:
    """The same context, its rows replaced by recorders."""

    def wrap(rows: Any) -> Any:
        return {
            code: {key: Recorder(row, reads) for key, row in by_id.items()}
            for code, by_id in rows.items()
        }

    facts = {name: getattr(given, name) for name in given.__dataclass_fields__}
    worn = {name: wrap(facts[name]) for name in ("rows", "previous", "last_year")}
    return CheckContext(**{**facts, **worn})


def run_over(rule: Rule, given: CheckContext) -> list[Problem]:
    """What one rule finds in a context, run as the checker runs it."""
    checker = Checker(given.forms, given.catalogue, given.settings, (rule,))
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
    reads: defaultdict[str, set[str]] = defaultdict(set)
    fields: set[str] = set()
    for case in CASES:
        given = recorded(context(case.now, case.before, **case.facts), reads)
        fields |= {problem.field for problem in run_over(rule, given)}
    for form, names in reads.items():
        assert names - KEYS <= rule.reads.get(form, frozenset()), form
    # Nothing is declared in vain, and a finding shows only a cell that the rule looked at.
    declared = {form: set(names) - KEYS for form, names in rule.reads.items() if names - KEYS}
    assert declared == {form: names - KEYS for form, names in reads.items() if names - KEYS}
    assert fields <= rule.reads[rule.form]


def test_recorder_notes_fields_and_titles() -> None:
    reads: defaultdict[str, set[str]] = defaultdict(set)
    row = Recorder(next(iter(CASES[0].now)), reads)
    assert row.trl == 5
    assert row.title == "示例芯桥类脑芯片研发项目"
    assert row.record_id
    assert reads == {"F01": {"trl", "project_name", "record_id"}}
