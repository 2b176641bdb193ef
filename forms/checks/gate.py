"""What stands between a draft and its submission: A68, A69, A73's last part, A74 and A75."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from forms.checks.checker import Checker, Located
from forms.checks.explanations import explanation_problem
from forms.checks.f00_cover import a73
from forms.checks.f11_summary import SUMMARY, summary_problems
from forms.checks.library import A74, A75
from forms.checks.rule import Problem, is_blank
from forms.f00_cover import Cover

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from forms.checks.context import CheckContext, SubmissionFacts
    from forms.findings import Finding


def check_submission(context: CheckContext, findings: Iterable[Finding]) -> list[Finding]:
    """The findings of a check, explained as far as they are, with those of the gate added.

    Cover signed and dated (A73), file as declared (A74, where ``context.facts`` are given), figures
    as the records add up (A68, A69), every soft finding explained in earnest (A75).
    """
    checked = list(findings)
    checker = Checker.of(context)
    located = [
        *_cover(context),
        *_file(context),
        *_summary(context),
        *_explanations(context, checked),
    ]
    return checker.in_order(context, [*checked, *checker.findings(located, context)])


def _cover(context: CheckContext) -> Iterator[Located]:
    if Cover.spec.code not in context.forms:
        return
    cover = context.find(Cover, context.district)
    if cover is None:
        message = "等封面签署信息未填写"
        yield Located(a73.code, "F00", Problem("unit_leader", message, record_id=context.district))
        return
    for name in sorted(a73.deferred):
        if is_blank(cover, name):
            problem = Problem(name, "未填写，上报时必填", record_id=context.district)
            yield Located(a73.code, "F00", problem)


def _file(context: CheckContext) -> Iterator[Located]:
    if context.facts is None:
        return
    for form, problem in _disagreements(context.facts):
        yield Located(A74.code, form, problem)


def _disagreements(facts: SubmissionFacts) -> Iterator[tuple[str, Problem]]:
    """The form and what disagrees; the problem's field names the thing compared."""
    for form in sorted({*facts.declared_rows, *facts.actual_rows}):
        declared, actual = facts.declared_rows.get(form, 0), facts.actual_rows.get(form, 0)
        if declared != actual:
            yield (
                form,
                Problem("rows", f"封面登记 {declared} 行，实有 {actual} 行", value=str(actual)),
            )
    if not facts.digest_ok:
        yield "F00", Problem("digest", "内容摘要与封面登记的不一致，导出后可能被改动过", value="")
    for name, (version, supported) in facts.versions.items():
        if not supported:
            message = f"{name}版本 {version} 不在本程序支持的范围内"
            yield "F00", Problem(f"version:{name}", message, value=version)
    parts = (
        ("file_district", "区代码", facts.file_district, facts.cover_district),
        ("file_period", "报告期", facts.file_period, facts.cover_period),
    )
    for field, title, name, cover in parts:
        if name and name != cover:
            yield "F00", Problem(field, f"文件名中的{title}是 {name}，封面上是 {cover}", value=name)


def _summary(context: CheckContext) -> Iterator[Located]:
    if SUMMARY not in context.forms:
        return
    for rule, problem in summary_problems(context):
        yield Located(rule.code, SUMMARY, problem)


def _may_sleep(finding: Finding, context: CheckContext) -> bool:
    """Whether a row may be one that nobody touched since it came, of a form not asked for.

    Such rows stop no submission; a submission does not say which they are.
    """
    if finding.form in context.forms_due or finding.form not in context.forms:
        return False
    row = context.rows.get(finding.form, {}).get(finding.record_id)
    return row is not None and (row.to_confirm or context.received)


def _explanations(context: CheckContext, findings: list[Finding]) -> Iterator[Located]:
    least = int(Decimal(context.settings.params_of(A75)["least"]))
    bad: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    for finding in findings:
        asked = finding.severity == "soft" and finding.rule != A75.code
        if asked and not _may_sleep(finding, context):
            reason = explanation_problem(finding.explanation, least)
            if reason:
                bad[finding.form, finding.record_id, finding.field].append(
                    f"{finding.rule}：{reason}"
                )
    for (form, record_id, field), reasons in bad.items():
        problem = Problem(field, "的核实性提示还没有合格的说明。" + "".join(reasons), record_id)
        yield Located(A75.code, form, problem)
