"""The door to the checks: check, re-check after an edit, explain, and pass the submission gate.

All are pure functions over a `CheckContext`; `forms.checks.checker` does the work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forms.checks.checker import Checker
from forms.checks.explanations import apply_explanations, explanation_problem
from forms.checks.gate import check_submission

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from forms.checks.affected import Key
    from forms.checks.context import CheckContext
    from forms.findings import Finding

__all__ = ["apply_explanations", "check", "check_submission", "explanation_problem", "recheck"]


def check(context: CheckContext) -> list[Finding]:
    """Every finding over the records of a context, by form, row and rule."""
    return Checker.of(context).check(context)


def recheck(
    context: CheckContext,
    findings: Iterable[Finding],
    changed: Mapping[Key, frozenset[str]],
    added: Iterable[Key] = (),
    removed: Iterable[Key] = (),
) -> list[Finding]:
    """What ``check(context)`` would give, from the findings before an edit; see `Checker`."""
    return Checker.of(context).recheck(context, findings, changed, added, removed)
