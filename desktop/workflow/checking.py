"""审核: the findings of one district's period, kept right after every edit.

``Checkbook`` holds the rows and findings of the period on screen and, given what an edit changed,
re-checks only what that edit can affect. Findings are derived each time, never stored.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.ledger import Changes, Edit, Explain
from desktop.workflow.catalogues import catalogue_of
from desktop.workflow.filling import last_year
from desktop.workflow.session import Session, previous_period, used_forms
from forms.checks.checker import Checker
from forms.checks.context import CheckContext
from forms.checks.engine import check
from forms.checks.explanations import apply_explanations, explanation_problem
from forms.errors import UserMistake
from forms.f00_cover import Cover

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from forms.base import Form
    from forms.checks.context import Rows, SubmissionFacts
    from forms.findings import Finding, Severity
    from forms.periods import Period

SEVERITIES: tuple[Severity, ...] = ("hard", "soft", "hint")


def check_context(
    session: Session, district: str, period: Period, rows: Rows | None = None
) -> CheckContext:
    """All that the rules need to judge one district's period, read from the ledger.

    ``rows`` are judged in place of the ledger's: those of a submission not taken in yet.
    """
    before = previous_period(session, district, period)
    previous = session.ledger.all_rows(district, before.code) if before else {}
    return CheckContext(
        district=district,
        period=period,
        catalogue=session.catalogue,
        forms=session.forms,
        today=session.today(),
        rows=session.ledger.all_rows(district, period.code) if rows is None else rows,
        previous=previous,
        previous_period=before,
        last_year=last_year(session, district, period),
        settings=session.rules,
        due=session.due,
        used=used_forms(session, district, period),
    )


def received_context(
    session: Session,
    district: str,
    period: Period,
    rows: Rows | None = None,
    facts: SubmissionFacts | None = None,
) -> CheckContext:
    """The same for rows that a district sent, with what is known of the file (``facts``)."""
    context = check_context(session, district, period, rows)
    cover = context.find(Cover, district)
    made_by = catalogue_of(session, cover.catalogue_version if cover else "")
    return replace(context, received=True, facts=facts, summed_by=made_by)


def check_period(session: Session, district: str, period: Period) -> list[Finding]:
    """Every finding of one district's period, with the explanations given so far."""
    findings = check(check_context(session, district, period))
    return apply_explanations(findings, session.ledger.explanations(district, period.code))


def counts(findings: Sequence[Finding]) -> dict[str, int]:
    """How many findings of each severity."""
    return {severity: sum(one.severity == severity for one in findings) for severity in SEVERITIES}


@dataclass
class Checkbook:
    """The rows and findings of one district's period, refreshed edit by edit."""

    session: Session
    checker: Checker
    context: CheckContext
    found: list[Finding]

    @classmethod
    def open(cls, session: Session, district: str, period: Period) -> Checkbook:
        """Check a period in full."""
        context = check_context(session, district, period)
        checker = Checker.of(context)
        return cls(session, checker, context, checker.check(context))

    @property
    def findings(self) -> list[Finding]:
        """The findings with the explanations that still answer them."""
        context = self.context
        known = self.session.ledger.explanations(context.district, context.period.code)
        return apply_explanations(self.found, known)

    def update(self, changes: Changes) -> list[Finding]:
        """Re-check what an edit can affect; answers the findings as they stand now."""
        if changes.period != self.context.period.code:
            fresh = Checkbook.open(self.session, self.context.district, self.context.period)
            self.context, self.found = fresh.context, fresh.found
        elif changes.rows:
            self.context = replace(self.context, rows=self._reread(changes))
            self.found = self.checker.recheck(
                self.context,
                self.found,
                changes.cells,
                added=changes.added,
                removed=changes.removed,
            )
        return self.findings

    def _reread(self, changes: Changes) -> Mapping[str, Mapping[str, Form]]:
        rows = dict(self.context.rows)
        for form, record_id in changes.rows:
            row = self.session.ledger.row(form, changes.district, changes.period, record_id)
            renewed = dict(rows.get(form, {}))
            renewed.pop(record_id, None) if row is None else renewed.update({record_id: row})
            rows[form] = renewed
        return rows


def explain(session: Session, district: str, period: Period, finding_id: str, text: str) -> Changes:
    """Explain a soft finding; raises ``UserMistake`` for an empty phrase or an unknown finding."""
    found = {one.id: one for one in check_period(session, district, period)}
    finding = found.get(finding_id)
    if finding is None:
        raise UserMistake(f"没有找到审核结果 {finding_id}，它可能已经改正；请重新审核后再说明。")
    return explain_finding(session, district, period, finding, text)


def explain_finding(
    session: Session, district: str, period: Period, finding: Finding, text: str
) -> Changes:
    """Explain a soft finding that is at hand; an empty text takes the explanation back."""
    if finding.severity != "soft":
        raise UserMistake("只有核实性提示需要说明；强制性错误请改正数据，提示性信息可以忽略。")
    problem = explanation_problem(text) if text.strip() else None
    if problem:
        raise UserMistake(problem)
    step = Explain(finding.id, finding.value, text.strip())
    return session.ledger.apply(
        Edit(district, period.code, f"说明 {finding.rule}", (step,), session.who)
    )
