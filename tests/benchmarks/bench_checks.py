"""Checks against pydantic's own validation of the same records, and one edit against all."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from forms.checks.checker import Checker
from forms.checks.engine import check
from forms.f01_project import Project
from forms.f02_progress import Progress
from tests.benchmarks.harness import Row
from tests.forms.checks.records import context, earlier, progress, project, uscc

if TYPE_CHECKING:
    from forms.base import Form
    from forms.checks.context import CheckContext

RECORDS = 1_000

FULL_PROJECT: dict[str, Any] = {
    "fund_budget": Decimal("0.00"),
    "fund_foreign": Decimal("0.00"),
    "fund_other": Decimal("0.00"),
    "fund_city": Decimal("0.00"),
    "fund_district": Decimal("0.00"),
    "no_code_reason": "非固定资产投资类",
    "approval_type": "备案",
    "address": "示例路 1 号",
    "tech_tags": ("颠覆性",),
    "policies": ("首台(套)",),
    "expected_output": Decimal("60000.00"),
    "expected_tax": Decimal("3000.00"),
    "expected_jobs": 120,
    "source": "企业填报",
}
FULL_PROGRESS: dict[str, Any] = {
    "fund_ytd": Decimal("8000.00"),
    "rd_ytd": Decimal("1500.00"),
    "output_ytd": Decimal("0.00"),
    "future_output_ytd": Decimal("0.00"),
    "patent_apply": 3,
    "sw_copyright": 0,
    "standards": 0,
    "jobs_ytd": 20,
    "issue_type": "审批",
    "issue": "环评批复预计推迟一个月，影响设备进场。",
    "coordinate_level": "区",
    "next_step": "设备安装",
    "evidence_no": "示例 1 号",
}


def rows() -> list[Row]:
    """A full check of 1,000 projects with their progress, and the re-check of one edit."""
    given = district(RECORDS)
    cells = [(type(row), row.model_dump()) for row in _records(given)]
    checker = Checker.of(given)
    findings = checker.check(given)
    assert not findings
    edit = {("F02", next(iter(given.rows["F02"]))): frozenset({"inv_ytd"})}

    def validate() -> list[Form]:
        return [form.model_validate(values) for form, values in cells]

    return [
        Row(
            "checks: 1,000 records, all rules",
            lambda: check(given),
            validate,
            goal=3,
            reference_name="pydantic validation of the same records",
        ),
        Row(
            "checks: one cell edited",
            lambda: checker.recheck(given, findings, edit),
            lambda: check(given),
            goal=0.02,
            reference_name="full check of 1,000 records",
        ),
    ]


def district(size: int) -> CheckContext:
    """A clean district of so many projects, each with progress in two periods."""
    ids = [f"310115-2026-P{number:04d}" for number in range(1, size + 1)]
    now: list[Form] = []
    for number, record_id in enumerate(ids):
        own = {"entity_uscc": _code(number), "project_name": f"示例第{number}号类脑芯片研发项目"}
        now.append(project(record_id, **FULL_PROJECT, **own))
        now.append(progress(record_id, **{**FULL_PROGRESS, "patent_apply": 4}))
    before: list[Form] = [project(record_id) for record_id in ids]
    before += [earlier(record_id, **FULL_PROGRESS) for record_id in ids]
    return context(now, before)


def _records(given: CheckContext) -> list[Form]:
    return [row for form in (Project, Progress) for row in given.rows_of(form).values()]


def _code(number: int) -> str:
    """A valid unified social credit code whose organisation code is valid too."""
    body = f"{number:08d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    return uscc(f"91310115{body}{'0X987654321'[total % 11]}")
