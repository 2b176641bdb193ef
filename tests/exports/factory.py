"""Made-up submissions: small and full of odd cases, or long and plain."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from exports.submission import Header, Submission
from forms.cells import Missing
from forms.f00_cover import Cover
from forms.f01_project import Project
from forms.f02_progress import Progress
from forms.findings import Finding

DISTRICT, PERIOD = "310115", "2026Q3"


def make_header(**facts: Any) -> Header:
    """A header of 浦东新区, third quarter of 2026."""
    return Header(
        **{
            "district": DISTRICT, "period": PERIOD, "revision": 1, "ledger_id": "0f0e0d0c-示例",
            "catalogue_version": "2022.1", "rules_version": "1", "app_version": "0.1.0",
            "created_at": "2026-10-10T09:30:00+08:00", **facts,
        }
    )  # fmt: skip


def make_cover(**facts: Any) -> Cover:
    """A signed cover."""
    return Cover(
        **{
            "district": DISTRICT, "period": PERIOD, "record_id": DISTRICT,
            "unit_name": "上海市示例区示例委员会", "period_type": "季报",
            "unit_leader": "示例甲", "stat_leader": "示例乙", "preparer": "示例丙",
            "phone": "021-00000000", "report_date": date(2026, 10, 12), "batch_no": 1,
            "note": "本期新增一个项目。", **facts,
        }
    )  # fmt: skip


def make_project(number: int = 1, **facts: Any) -> Project:
    """A project under construction."""
    return Project(
        **{
            "district": DISTRICT, "period": PERIOD, "record_id": f"310115-2026-P{number:04d}",
            "catalogue_version": "2022.1", "source": "企业填报",
            "project_name": f"示例芯桥类脑芯片研发项目第{number}期",
            "nat_project_code": "2018-310115-35-03-000000", "project_category": "研发攻关",
            "approval_no": "示例备〔2026〕1号",
            "entity_name": f"上海示例芯桥科技第{number}有限公司",
            "entity_uscc": "91310115MA0000111M", "entity_type": "民营企业", "industry_code": "3973",
            "cluster_code": "1", "direction_code": "101", "topic_codes": ("10103", "10102"),
            "plan_codes": ("筑基", "携手"), "tech_tags": ("颠覆性",), "project_level": "区重点",
            "town_code": "310115125", "address": "示例路1号",
            "content": "建设类脑芯片研发平台，完成两轮流片并形成评测能力。",
            "total_investment": Decimal("35000.00") + number, "fund_budget": Decimal("0.00"),
            "fund_loan": Decimal("10000.00"), "fund_self": Decimal("25000.00") + number,
            "planned_start": "2026-03", "planned_finish": "2028-06",
            "actual_start": date(2026, 4, 10), "stage": "40", "trl": 5,
            "expected_output": Decimal("60000.00"), "expected_tax": Decimal("3000.05"),
            "expected_jobs": 120, "policies": ("首台(套)",), "leader_name": "示例甲",
            "contact_name": "示例乙", "contact_phone": "021-00000000", "secrecy_confirm": True,
            **facts,
        }
    )  # fmt: skip


def make_progress(number: int = 1, **facts: Any) -> Progress:
    """The progress of a project in the period."""
    return Progress(
        **{
            "district": DISTRICT, "period": PERIOD, "record_id": f"310115-2026-P{number:04d}",
            "catalogue_version": "2022.1", "plan_year": Decimal("12000.00"),
            "inv_period": Decimal("-2800.50"), "inv_ytd": Decimal("7600.00"),
            "inv_cum": Decimal("7600.00"), "fund_ytd": Decimal("8000.00"),
            "rd_ytd": Decimal("0.00"),
            "progress_text": "主体结构封顶\n设备进场", "progress_pct": 45, "stage": "40",
            "patent_apply": 3, "patent_grant": 0, "jobs_ytd": 20, "issue_type": "审批",
            "issue": "环评批复预计推迟一个月，影响设备进场。", "coordinate_level": "区",
            "next_step": "完成设备安装。", "source": "企业填报", **facts,
        }
    )  # fmt: skip


def make_findings() -> list[Finding]:
    """A soft finding with its explanation, and a hint."""
    first = "310115-2026-P0001"
    return [
        Finding(
            "A34", "soft", "F02", first, "inv_period", "-2800.50", "本期完成投资为负数。",
            "请核对；确属冲减的，请写明原因。", "示例芯桥类脑芯片研发项目第1期",
            "冲减二季度多报数。",
        ),
        Finding("A60", "hint", "F01", first, "trl", "5", "技术成熟度两期未变。", "请确认。"),
    ]  # fmt: skip


def small_submission(**facts: Any) -> Submission:
    """Three projects, two with odd cells, and their progress."""
    odd = make_project(
        2, total_investment=None, planned_finish=None, trl=None, remark="=1+1",
        kept={"total_investment": "约3.5亿", "trl": "五级"},
        missing={"planned_finish": Missing("later", "待批复")},
    )  # fmt: skip
    return Submission(
        make_header(**facts),
        {
            "F00": [make_cover()],
            "F01": [
                make_project(1),
                odd,
                make_project(3, remark="𬬻字与<尖括号>&“引号”", address=None),
            ],
            "F02": [
                make_progress(1),
                make_progress(2, rd_ytd=None, missing={"rd_ytd": Missing("na")}),
            ],
        },
        make_findings(),
    )


def long_submission(rows: int) -> Submission:
    """So many plain projects and as many progress rows."""
    return Submission(
        make_header(),
        {
            "F00": [make_cover()],
            "F01": [make_project(number) for number in range(1, rows + 1)],
            "F02": [make_progress(number) for number in range(1, rows + 1)],
        },
    )
