"""Records for tests: a clean district, and contexts made from it by changing a few cells."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from forms.catalogue import load_catalogue
from forms.checks.context import CheckContext
from forms.f00_cover import Cover
from forms.f01_project import Project
from forms.f02_progress import Progress
from forms.periods import Period
from forms.registry import STANDARD_FORMS
from forms.uscc import check_character

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from forms.base import Form

DISTRICT = "310115"
PERIOD = "2026Q3"
TODAY = date(2026, 10, 9)
FIRST = "310115-2026-P0001"
SECOND = "310115-2026-P0002"

COVER: Mapping[str, Any] = {
    "unit_name": "上海市示例区示例委员会",
    "unit_leader": "示例甲",
    "stat_leader": "示例乙",
    "preparer": "示例丙",
    "phone": "021-00000000",
    "report_date": date(2026, 10, 9),
}

PROJECT: Mapping[str, Any] = {
    "project_name": "示例芯桥类脑芯片研发项目",
    "project_category": "研发攻关",
    "entity_name": "上海示例芯桥科技有限公司",
    "entity_uscc": "91310115MA0000111M",
    "entity_type": "民营企业",
    "industry_code": "3973",
    "cluster_code": "1",
    "direction_code": "101",
    "topic_codes": ("10108",),
    "plan_codes": ("筑基", "携手"),
    "project_level": "区重点",
    "town_code": "310115125",
    "content": "建设类脑芯片研发平台，完成两轮流片并形成评测能力。",
    "total_investment": Decimal("35000.00"),
    "fund_loan": Decimal("10000.00"),
    "fund_self": Decimal("25000.00"),
    "planned_start": "2026-03",
    "planned_finish": "2028-06",
    "actual_start": date(2026, 4, 10),
    "stage": "40",
    "trl": 5,
    "leader_name": "示例甲",
    "contact_name": "示例乙",
    "contact_phone": "021-00000000",
    "secrecy_confirm": True,
}

PROGRESS: Mapping[str, Any] = {
    "plan_year": Decimal("12000.00"),
    "inv_period": Decimal("2800.00"),
    "inv_ytd": Decimal("7600.00"),
    "inv_cum": Decimal("7600.00"),
    "progress_text": "主体结构封顶",
    "progress_pct": 25,
    "stage": "40",
    "patent_grant": 3,
    "invention_grant": 1,
    "issue_type": "无",
    "source": "企业填报",
}

EARLIER: Mapping[str, Any] = {
    "inv_period": Decimal("2400.00"),
    "inv_ytd": Decimal("4800.00"),
    "inv_cum": Decimal("4800.00"),
    "progress_pct": 15,
}
"""What the clean progress was one period before, where it differs."""


def cover(**cells: Any) -> Cover:
    """The clean cover with some cells replaced."""
    row = Cover(district=DISTRICT, period=PERIOD, record_id=DISTRICT)
    return row.with_cells({**COVER, **cells})


def project(record_id: str = FIRST, **cells: Any) -> Project:
    """The clean project with some cells replaced; values may be Kept or Missing."""
    row = Project(district=DISTRICT, period=PERIOD, record_id=record_id)
    return row.with_cells({**PROJECT, **cells})


def progress(record_id: str = FIRST, **cells: Any) -> Progress:
    """The clean progress with some cells replaced."""
    row = Progress(district=DISTRICT, period=PERIOD, record_id=record_id)
    return row.with_cells({**PROGRESS, **cells})


def earlier(record_id: str = FIRST, **cells: Any) -> Progress:
    """The clean progress of the period before, with some cells replaced."""
    return progress(record_id, **{**EARLIER, **cells})


def rows(*forms: Form) -> dict[str, dict[str, Form]]:
    """Rows grouped as the checks take them."""
    grouped: dict[str, dict[str, Form]] = {code: {} for code in STANDARD_FORMS.codes}
    for row in forms:
        grouped[row.spec.code][row.record_id] = row
    return grouped


def context(
    now: Iterable[Form] = (),
    before: Iterable[Form] = (),
    period: str = PERIOD,
    previous: str | None = "2026Q2",
    **facts: Any,
) -> CheckContext:
    """A context over given rows; a clean cover is added when there is none."""
    listed = list(now)
    if not any(isinstance(row, Cover) for row in listed):
        listed.append(cover())
    given: dict[str, Any] = {
        "district": DISTRICT,
        "period": Period.parse(period),
        "catalogue": load_catalogue(),
        "forms": STANDARD_FORMS,
        "today": TODAY,
        "rows": rows(*listed),
        "previous": rows(*before),
        "previous_period": Period.parse(previous) if previous else None,
    }
    return CheckContext(**{**given, **facts})


def uscc(first17: str) -> str:
    """A valid unified social credit code that begins with 17 given characters."""
    return first17 + check_character(first17)
