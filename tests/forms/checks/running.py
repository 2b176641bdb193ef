"""Carrying out one case: as a district checks, as the gate does, or as the city does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from forms.checks.city import check_city
from forms.checks.engine import apply_explanations, check, check_submission
from tests.forms.checks.records import context

if TYPE_CHECKING:
    from forms.findings import Finding
    from tests.forms.checks.case import Case


def findings_of(case: Case, **facts: Any) -> list[Finding]:
    """All that the checks say of a case; ``facts`` are more facts of its context."""
    given = context(case.now, case.before, **{**case.facts, **facts})
    if case.others is not None:
        rest = {code: context(rows, district=code, **facts) for code, rows in case.others.items()}
        found = check_city({given.district: given, **rest}, case.recognised, given.catalogue)
        return [one for listed in found.values() for one in listed]
    findings = check(given)
    if not case.gate:
        return findings
    values = {one.id: one.value for one in findings}
    known = {key: (values[key], text) for key, text in case.explanations.items() if key in values}
    return check_submission(given, apply_explanations(findings, known))
