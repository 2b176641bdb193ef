"""Turning invented projects into the rows of F00, F01 and F02 for one period."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from resources.sample.carriers import ABROAD, draw_carriers
from resources.sample.codes import money, rounding_unit
from resources.sample.projects import Project, draw_projects
from resources.sample.timeline import CURRENT, OPENING, PERIOD_ENDS, investments
from resources.sample.vocabulary import HABITS, words
from resources.sample.vocabulary import tables as catalogue_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from resources.sample.places import Row

REPORT_DATES = {OPENING: "2026-07-10", CURRENT: "2026-10-12"}
DUE_FORMS: Mapping[str, tuple[str, ...]] = {
    OPENING: ("F03", "F04", "F05", "F06", "F07", "F09", "F12"),
    CURRENT: ("F12",),
}
"""The forms beside F01 and F02 that a period asks for: declared nil where there are no rows."""


def cover_row(district: str, period: str, tables: Mapping[str, list[Row]]) -> Row:
    """Return the cover F00 of a district's report of `tables`, signed by fictional people."""
    title = next(row["title"] for row in catalogue_tables()["districts"] if row["code"] == district)
    leader, statistician, preparer, *_ = words()["leaders"]
    nil = [code for code in DUE_FORMS[period] if not tables.get(code)]
    return {
        "unit_name": f"{title}示例填报单位",
        "unit_leader": leader,
        "stat_leader": statistician,
        "preparer": preparer,
        "phone": "021-00000000",
        "report_date": REPORT_DATES[period],
        "nil_forms": "；".join(nil) or None,
    }


def project_rows(district: str, period: str, seed: int) -> list[Row]:
    """Return the F01 rows of a district as they stand at the end of `period`."""
    carriers = draw_carriers(district, seed)
    grounds = [one.record_id for one in carriers if one.lasts and one.kind != ABROAD]
    return [_project_row(project, period, grounds) for project in draw_projects(district, seed)]


def progress_rows(district: str, period: str, seed: int) -> list[Row]:
    """Return the F02 rows: one for every project that left the reserve (stage 10)."""
    return [
        _progress_row(project, period, seed)
        for project in draw_projects(district, seed)
        if project.timeline.stage(period) != "10"
    ]


def _project_row(project: Project, period: str, grounds: list[str]) -> Row:
    timeline = project.timeline
    stage = timeline.stage(period)
    moving: Row = {
        **_approval(project, stage),
        "carrier_id": _ground(project, grounds),
        "planned_start": timeline.planned_start,
        "planned_finish": timeline.planned_finish,
        "actual_start": timeline.start.isoformat() if timeline.began(period) else None,
        "actual_finish": timeline.finish.isoformat() if timeline.finished(period) else None,
        "stage": stage,
    }
    return {**project.basics, **moving}


def _ground(project: Project, grounds: list[str]) -> str | None:
    """One project in five of those that need a place to work in sits on a carrier."""
    rng = random.Random(f"carrier-{project.record_id}")
    settles = project.basics["project_category"] in {"平台建设", "成果转化", "场景应用"}
    return rng.choice(grounds) if settles and rng.random() < 0.2 else None


def _approval(project: Project, stage: str) -> Row:
    """Give a fixed-asset project its national code at approval; others have none."""
    rng = random.Random(f"approval-{project.record_id}")
    rebuilt = "技术改造" in str(project.basics["project_name"])
    nature = "改建和技术改造" if rebuilt else rng.choice(("新建", "新建", "新建", "扩建"))
    manner = rng.choice(("备案", "备案", "备案", "核准", "审批"))
    if project.basics["project_category"] != "固定资产投资":
        return {
            "nat_project_code": None,
            "no_code_reason": "非固定资产投资类",
            "construction_nature": None,
            "approval_type": "不适用",
            "approval_no": None,
        }
    approved = stage >= "30"
    year = min(project.timeline.start.year, 2026)
    code = f"{year % 100:02d}{rng.randint(1, 6):02d}-{project.record_id[:6]}-04-01"
    return {
        "nat_project_code": f"{code}-{project.number:06d}" if approved else None,
        "no_code_reason": None if approved else "前期未赋码",
        "construction_nature": nature,
        "approval_type": manner,
        "approval_no": f"示例{manner}〔{year}〕{project.number}号" if approved else None,
    }


def _progress_row(project: Project, period: str, seed: int) -> Row:
    timeline = project.timeline
    money_row = investments(timeline, project.total)[period]
    issue = _issue(project, period, seed)
    rng = random.Random(f"{seed}-{project.record_id}-{period}")
    return {
        "record_id": project.record_id,
        "plan_year": money_row.plan_year,
        "inv_period": money_row.inv_period,
        "inv_ytd": money_row.inv_ytd,
        "inv_cum": money_row.inv_cum,
        **_yearly_money(project, period, money_row.inv_ytd),
        "progress_text": _progress_text(project, period, issue),
        "progress_pct": timeline.progress(period),
        "stage": timeline.stage(period),
        **_output(project, period),
        **_counts(project, period, seed),
        **issue,
        "next_step": rng.choice(words()["next_steps"][timeline.stage(period)]),
        "source": rng.choices(("企业填报", "区台账", "现场核查"), weights=(80, 15, 5))[0],
        "evidence_no": f"示例佐证{project.number:04d}" if rng.random() < 0.3 else None,
        "audit_note": None,
        "change_reason": None,
    }


def _yearly_money(project: Project, period: str, inv_ytd: Decimal) -> Row:
    """Funds run ahead of the work; research is the category's share of it."""
    unit = rounding_unit(project.total)
    quarters = 2 if period == OPENING else 3
    fund = money(inv_ytd * Decimal("1.1"), unit) + unit * quarters
    research = HABITS[str(project.basics["project_category"])].research
    return {"fund_ytd": fund, "rd_ytd": money(inv_ytd * research / 100) + quarters}


def _output(project: Project, period: str) -> Row:
    if project.timeline.stage(period) != "60":
        return {"output_ytd": Decimal("0.00"), "future_output_ytd": Decimal("0.00")}
    year_start = date(PERIOD_ENDS[period].year, 1, 1)
    producing = PERIOD_ENDS[period] - max(project.timeline.finish, year_start)
    yearly = Decimal(str(project.basics["expected_output"])) * Decimal("0.7")
    output = money(yearly * producing.days / 365, 5)
    return {"output_ytd": output, "future_output_ytd": money(output * Decimal("0.85"))}


def _counts(project: Project, period: str, seed: int) -> Row:
    """Count since January: drawn for the later period, part of it for the earlier."""
    rng = random.Random(f"{seed}-{project.record_id}-counts")
    busy = project.timeline.stage(period) in {"40", "50", "60"}
    drawn = {
        "patent_apply": rng.randint(0, 6),
        "patent_grant": rng.randint(0, 4),
        "sw_copyright": rng.randint(0, 3),
        "standards": rng.choice((0, 0, 0, 1)),
        "jobs_ytd": rng.randint(2, 40),
    }
    counts = {
        name: (count if period == CURRENT else count * 2 // 3) if busy else 0
        for name, count in drawn.items()
    }
    return {**counts, "invention_grant": counts["patent_grant"] // 2}


def _issue(project: Project, period: str, seed: int) -> Row:
    rng = random.Random(f"{seed}-{project.record_id}-issue")
    stage = project.timeline.stage(period)
    issues: dict[str, list[str]] = words()["issues"]
    kind = rng.choice(list(issues))
    if stage == "70" or (stage in {"20", "30", "40"} and rng.random() < 0.25):
        text = issues[kind][0 if period == OPENING else -1]
        level = rng.choice(("街镇", "区", "区", "市"))
        return {"issue_type": kind, "issue": text, "coordinate_level": level}
    return {"issue_type": "无", "issue": None, "coordinate_level": None}


def _progress_text(project: Project, period: str, issue: Row) -> str:
    stage = project.timeline.stage(period)
    percent = project.timeline.progress(period)
    if stage == "40":
        steps = words()["categories"][project.basics["project_category"]]["progress"]
        text = str(steps[min(percent * len(steps) // 98, len(steps) - 1)])
        return f"{text.format(equipment=project.equipment)}，总体进度约{percent}%"
    texts = words()["stage_progress"][stage]
    turn = project.number + (period == CURRENT)
    return str(texts[turn % len(texts)]).format(issue=issue["issue_type"])
