"""The table of cases: for every rule one that passes, one that fails and one at the edge."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from forms.cells import Kept, Missing
from forms.checks.context import SubmissionFacts
from tests.forms.checks.case import Case, Kind
from tests.forms.checks.cases_city import CITY_CASES
from tests.forms.checks.cases_ledgers import LEDGERS
from tests.forms.checks.cases_nil import NIL
from tests.forms.checks.cases_summary import SUMMARIES
from tests.forms.checks.records import (
    FIRST,
    PROGRESS,
    SECOND,
    cover,
    earlier,
    progress,
    project,
    uscc,
)

if TYPE_CHECKING:
    from forms.base import Form

D = Decimal


def _f01(
    code: str, kind: Kind, found: str | None, severity: str | None = None, **cells: Any
) -> Case:
    return Case(code, kind, found, (project(**cells), progress()), severity=severity)


def _f02(
    code: str, kind: Kind, found: str | None, severity: str | None = None, **cells: Any
) -> Case:
    return Case(code, kind, found, (project(), progress(**cells)), severity=severity)


def _later(
    code: str,
    kind: Kind,
    found: str | None,
    now: dict[str, Any],
    last: dict[str, Any],
    **facts: Any,
) -> Case:
    """This period's progress beside the last one's."""
    rows = (project(), progress(**now))
    return Case(code, kind, found, rows, (project(), earlier(**last)), facts=facts)


def _pair(
    code: str, kind: Kind, found: str | None, severity: str | None = None, **cells: Any
) -> Case:
    """Two projects; the second differs by the given cells."""
    other = {"project_name": "虚拟量子通信终端中试线", **cells}
    first = {key: cells[key] for key in ("nat_project_code",) if key in cells}
    rows = (project(**first), project(SECOND, **other), progress(), progress(SECOND))
    return Case(code, kind, found, rows, severity=severity)


def _gate(code: str, kind: Kind, found: str | None, *now: Form, **more: Any) -> Case:
    return Case(code, kind, found, now or (project(), progress()), gate=True, **more)


ASSET = {"project_category": "固定资产投资", "construction_nature": "新建", "approval_type": "备案"}
CODE = "2105-310115-04-01-123456"
SOFT = {"planned_finish": "2026-08"}
SOFT_ID = f"A22:F01:{FIRST}:planned_finish"
DONE: dict[str, Any] = {"stage": "50", "actual_finish": date(2026, 9, 30)}


def _facts(**facts: Any) -> dict[str, Any]:
    same = {"declared_rows": {"F01": 1}, "actual_rows": {"F01": 1}}
    return {"facts": SubmissionFacts(**{**same, **facts})}


GENERAL = (
    _f01("A01", "pass", None),
    _f01("A01", "fail", "entity_name", entity_name=None),
    _f01("A01", "fail", "construction_nature", **{**ASSET, "construction_nature": None}),
    _f01("A01", "edge", None, trl=None, address=None),
    _f01("A01", "edge", None, total_investment=Kept("约500万")),
    _f01("A01", "edge", None, town_code=Missing("later", "地点正在比选")),
    _f01("K01", "pass", None, total_investment=D("35000.00")),
    _f01("K01", "fail", "total_investment", total_investment=Kept("约500万")),
    _f01("K01", "edge", "trl", trl=Kept("5")),
    _f01("K02", "pass", None, trl=Missing("na")),
    _f01("K02", "fail", "town_code", "hard", town_code=Missing("na")),
    _f01("K02", "fail", "town_code", "hard", town_code=Missing("later", "未定")),
    _f01("K02", "edge", "town_code", "soft", town_code=Missing("later", "正在比选")),
    _f01("K03", "pass", None, content="正好十个字的建设内容"),
    _f01("K03", "fail", "content", content="九个字的建设内容啊"),
    _f01("K03", "fail", "topic_codes", topic_codes=("10101", "10102", "10103", "10108")),
    _f01("K03", "fail", "town_code", town_code="310104003"),
    _f01("K03", "fail", "entity_type", entity_type="合伙"),
    _f01("K03", "fail", "fund_city", fund_city=D("-0.01")),
    _f01("K03", "edge", None, industry_code="9999"),
    _f01("K03", "edge", "industry_code", industry_code="999"),
    _f01("A30", "pass", None, content="建设类脑芯片研发平台，批准号 20260101123，完成流片。"),
    _f01("A30", "fail", "content", content="负责人身份证 310115199001011234，请联系。"),
    _f01("A30", "fail", "address", address="示例路1号（13000000000）"),
    _f01("A30", "edge", None, content="代码 91310115MA0000111M 的单位承担平台建设任务。"),
    _f01("A30", "edge", None, content="编号 310115199013011234，出生日期不存在的不是身份证。"),
    _f01("A30", "edge", None, contact_phone="13000000000"),
    _f02("A30", "edge", "next_step", next_step="请联系１３０００００００００"),
)

COVER = (
    _gate("A73", "pass", None),
    _gate("A73", "fail", "preparer", cover(preparer=None)),
    _gate("A73", "fail", "report_date", cover(report_date=date(2026, 9, 29))),
    _gate("A73", "fail", "report_date", cover(report_date=date(2026, 10, 10))),
    _gate("A73", "edge", "report_date", cover(report_date=None)),
    _gate("A73", "edge", None, cover(report_date=date(2026, 9, 30))),
    Case("A73", "edge", None, (cover(report_date=None),)),
    _gate("A74", "pass", None, facts=_facts()),
    _gate("A74", "fail", "rows", facts=_facts(declared_rows={"F01": 2})),
    _gate("A74", "fail", "digest", facts=_facts(digest_ok=False)),
    _gate("A74", "fail", "version:模板", facts=_facts(versions={"模板": ("9", False)})),
    _gate("A74", "fail", "file_district", facts=_facts(file_district="310104")),
    _gate(
        "A74", "fail", "file_period", facts=_facts(file_period="2026Q2", cover_period="2026Q3")
    ),
    _gate("A74", "edge", None, facts=_facts(cover_period="2026Q3", versions={"模板": ("1", True)})),
    _gate("A74", "edge", "rows", facts=_facts(actual_rows={"F01": 1, "F02": 1})),
    _gate("A74", "edge", None),
    _gate(
        "A75", "pass", None, project(**SOFT), progress(),
        explanations={SOFT_ID: "设备到货推迟两个月，预计十二月竣工。"},
    ),
    _gate("A75", "fail", "planned_finish", project(**SOFT), progress()),
    _gate(
        "A75", "fail", "planned_finish", project(**SOFT), progress(),
        explanations={SOFT_ID: "核实无误，情况属实。"},
    ),
    _gate(
        "A75", "edge", "planned_finish", project(**SOFT), progress(),
        explanations={SOFT_ID: "设备到货推迟了"},
    ),
    _gate(
        "A75", "edge", None, project(**SOFT), progress(),
        explanations={SOFT_ID: "设备到货推迟两月"},
    ),
)  # fmt: skip

IDENTITY = (
    _f01("A02", "pass", None),
    Case("A02", "fail", "record_id", (project("310104-2026-P0001"),)),
    Case("A02", "fail", "record_id", (project("310115-2026-X0001"),)),
    Case("A02", "edge", None, (project("310115-1999-P9999"),)),
    _f01("A03", "pass", None, project_name="示例" * 50),
    _f01("A03", "fail", "project_name", project_name="示例" * 50 + "。"),
    _f01("A03", "fail", "project_name", project_name="甲"),
    _f01("A03", "fail", "project_name", project_name="示例\n项目"),
    _f01("A03", "edge", "project_name", project_name="示例项目\u3000"),
    _f01("A03", "edge", None, project_name="示例"),
    _f01("A04", "pass", None, entity_uscc="91310104MA00000239"),
    _f01("A04", "fail", "entity_uscc", entity_uscc="91310115MA0000111N"),
    _f01("A04", "fail", "entity_uscc", entity_uscc="91310115MA0000I11M"),
    _f01("A04", "fail", "entity_uscc", entity_uscc="91310115MA0000111"),
    _f01("A04", "edge", None, entity_uscc=uscc("N2310115MA0000111")),
    _f01("A04", "edge", "entity_uscc", entity_uscc="9.13101E+17"),
    _f01("A05", "pass", None),
    _f01("A05", "fail", "entity_uscc", "soft", entity_uscc=uscc("91310115MA0000112")),
    _f01("A05", "edge", None, entity_uscc="91310115MA0000112M"),
    _f01("A06", "pass", None),
    _f01("A06", "fail", "entity_uscc", entity_uscc=uscc("91320505MA0000111")),
    _f01("A06", "edge", None, entity_uscc=uscc("91310000MA0000111")),
    _f01("A06", "edge", None, entity_uscc=uscc("91110108MA0000111"), project_level="国家级"),
    _f01("A06", "edge", None, entity_uscc="91320505MA0000111M"),
    _f01("A07", "pass", None, nat_project_code=CODE),
    _f01("A07", "fail", "nat_project_code", nat_project_code="2105-310115-04-01-12345"),
    _f01("A07", "fail", "nat_project_code", nat_project_code="1813-310115-04-01-123456"),
    _f01("A07", "fail", "nat_project_code", nat_project_code="2105-990115-04-01-123456"),
    _f01("A07", "edge", None, nat_project_code="1990-310000-35-03-000000"),
    _f01("A07", "edge", "nat_project_code", nat_project_code="2100-310115-35-03-000000"),
    _f01("A08", "pass", None, nat_project_code=CODE),
    _f01("A08", "fail", "nat_project_code", nat_project_code="2105-320505-04-01-123456"),
    _f01("A08", "edge", None, nat_project_code="2105-310000-04-01-123456"),
    _f01("A08", "edge", None, nat_project_code="2105-310100-04-01-123456"),
    _f01("A09", "pass", None, **ASSET, nat_project_code=CODE),
    _f01("A09", "fail", "nat_project_code", **ASSET),
    _f01("A09", "edge", None, **ASSET, no_code_reason="前期未赋码"),
    _f01("A09", "edge", None, **{**ASSET, "stage": "70"}),
    _f01("A09", "edge", "nat_project_code", **{**ASSET, "stage": "30", "actual_start": None}),
    _f01("A10", "pass", None, nat_project_code=CODE),
    _f01("A10", "fail", "no_code_reason", nat_project_code=CODE, no_code_reason="其他"),
    _f01("A10", "edge", None),
    _f01("A25", "pass", None, contact_phone="021-00000000-801"),
    _f01("A25", "fail", "contact_phone", contact_phone="12345"),
    _f01("A25", "edge", None, contact_phone="00000000"),
    _f01("A25", "edge", "contact_phone", contact_phone="130000000000"),
    _pair("A27", "pass", None),
    _pair("A27", "fail", "project_name", project_name="示例芯桥类脑芯片研发项目二"),
    _pair("A27", "edge", None, project_name="示例芯桥类脑", entity_uscc="91310115MA0000111M"),
    _pair(
        "A27", "edge", None, project_name="示例芯桥类脑芯片研发项目",
        entity_uscc="91310104MA00000239",
    ),
    _pair("A28", "pass", None),
    _pair("A28", "fail", "nat_project_code", "hard", nat_project_code=CODE),
    _pair("A28", "edge", "nat_project_code", "soft", nat_project_code=CODE, remark="分期建设二期"),
)  # fmt: skip

PROJECTS = (
    _f01("A11", "pass", None),
    _f01("A11", "fail", "direction_code", cluster_code="2"),
    _f01("A11", "fail", "topic_codes", topic_codes=("10108", "10201")),
    _f01("A11", "edge", None, cluster_code=None),
    _f01("A12", "pass", None, cluster_code="5"),
    Case("A12", "fail", "cluster_code", (project(),), facts={"district": "310101"}),
    Case("A12", "edge", None, (project(cluster_code=None),), facts={"district": "310101"}),
    _f01("A13", "pass", None),
    _f01("A13", "fail", "total_investment", total_investment=D("0.00")),
    _f01("A13", "fail", "total_investment", total_investment=D("0.001")),
    _f01("A13", "edge", None, total_investment=D("0.01")),
    _f01("A13", "edge", None, total_investment=D("100.000")),
    _f01("A14", "pass", None),
    _f01("A14", "fail", "total_investment", fund_self=D("25000.06")),
    _f01("A14", "edge", None, fund_self=D("25000.05")),
    _f01("A14", "edge", None, fund_loan=None, fund_self=None),
    _f01("A14", "edge", None, fund_self=Kept("约两亿")),
    _f01("A15", "pass", None, fund_budget=D(100), fund_city=D(60), fund_district=D(40)),
    _f01("A15", "fail", "fund_budget", fund_budget=D(100), fund_city=D("100.02")),
    _f01("A15", "edge", None, fund_budget=D(100), fund_city=D("100.01")),
    _f01("A15", "edge", "fund_budget", fund_city=D(1)),
    _f01("A15", "edge", None, fund_city=D(1), fund_budget=Missing("later", "批复未到")),
    _f01("A16", "pass", None, **ASSET),
    _f01("A16", "fail", "total_investment", "hint", **ASSET, total_investment=D("499.99")),
    _f01("A16", "edge", None, **ASSET, total_investment=D("500.00")),
    _f01("A17", "pass", None),
    _f01("A17", "fail", "total_investment", total_investment=D("1000000.01")),
    _f01("A17", "edge", None, total_investment=D("1000000.00")),
    _f01("A18", "pass", None),
    _f01("A18", "fail", "total_investment", total_investment=D("9.99")),
    _f01("A18", "edge", None, total_investment=D("10.00")),
    _f01("A19", "pass", None),
    _f01("A19", "fail", "planned_finish", planned_finish="2026-02"),
    _f01("A19", "fail", "actual_finish", actual_finish=date(2026, 4, 9)),
    _f01("A19", "edge", None, planned_finish="2026-03"),
    _f01("A20", "pass", None),
    _f01("A20", "fail", "actual_start", actual_start=None),
    _f01("A20", "fail", "actual_finish", stage="50"),
    _f01("A20", "fail", "actual_start", stage="30"),
    _f01("A20", "edge", None, stage="70", actual_start=None),
    _f01("A20", "edge", None, actual_start=Kept("去年底")),
    _f01("A20", "edge", None, stage="30", actual_start=None),
    _f01("A21", "pass", None),
    _f01("A21", "fail", "actual_start", actual_start=date(2026, 10, 1)),
    _f01("A21", "edge", None, actual_start=date(2026, 9, 30)),
    _f01("A22", "pass", None),
    _f01("A22", "fail", "planned_finish", planned_finish="2026-08"),
    _f01("A22", "edge", None, planned_finish="2026-09"),
    _f01("A22", "edge", None, planned_finish="2026-08", **DONE),
    _f01("A23", "pass", None),
    _f01("A23", "fail", "planned_start", stage="30", actual_start=None),
    _f01("A23", "edge", None, stage="30", actual_start=None, planned_start="2026-09"),
    _f01("A24", "pass", None, trl=9),
    _f01("A24", "fail", "trl", trl=10),
    _f01("A24", "edge", "trl", trl=0),
    _f01("A24", "edge", None, trl=None),
    _f01("A26", "pass", None),
    _f01("A26", "fail", "secrecy_confirm", secrecy_confirm=False),
    _f01("A26", "edge", None, secrecy_confirm=None),
    _f01("A29", "pass", None, expected_output=D(60000)),
    _f01("A29", "fail", "expected_output", expected_output=D("700000.01")),
    _f01("A29", "edge", None, expected_output=D(700000)),
    _f01("A29", "edge", None, expected_output=D(700000), total_investment=D(0)),
)

NEARLY_EMPTY: dict[str, Any] = dict.fromkeys(
    ("plan_year", "inv_ytd", "inv_cum", "patent_grant", "invention_grant")
)

INVESTMENT = (
    _f01("A31", "pass", None),
    Case("A31", "fail", "stage", (project(),)),
    Case("A31", "edge", None, (project(stage="10", actual_start=None),)),
    Case("A31", "edge", None, (project(stage="70"),)),
    _f02("A32", "pass", None),
    Case("A32", "fail", "record_id", (progress(),)),
    Case("A32", "edge", "record_id", (project(), progress(SECOND))),
    _f02("A33", "pass", None),
    _f02("A33", "fail", "inv_period", inv_period=D("-0.01")),
    _f02("A33", "edge", None, inv_period=D("0.00")),
    _later("A34", "pass", None, {}, {}),
    _later("A34", "fail", "inv_ytd", {"inv_ytd": D("7900.00")}, {}),
    _later("A34", "edge", None, {"inv_ytd": D("7600.01")}, {}),
    _later("A34", "edge", "inv_ytd", {"inv_ytd": D("7600.02")}, {}),
    _later("A34", "edge", None, {"inv_ytd": D("7900.00")}, {"inv_ytd": None}),
    _later("A34", "edge", None, {"inv_ytd": D(1)}, {}, previous="2025Q4", period="2026Q1"),
    Case("A34", "edge", None, (project(), progress(inv_ytd=D("7900.00")))),
    _later("A35", "pass", None, {"inv_ytd": D("2800.00")}, {}, period="2026Q1"),
    _later("A35", "fail", "inv_ytd", {}, {}, period="2026Q1"),
    _later("A35", "edge", None, {"inv_ytd": D("2800.01")}, {}, period="2026Q1"),
    _later("A35", "edge", None, {}, {}, period="2026Q2"),
    _later("A36", "pass", None, {}, {}),
    _later("A36", "fail", "inv_cum", {"inv_cum": D("7600.02")}, {}),
    _later("A36", "edge", None, {"inv_cum": D("7600.01")}, {}),
    _later("A36", "edge", "inv_cum", {"inv_cum": D(1)}, {}, previous="2025Q4", period="2026Q1"),
    _f02("A37", "pass", None, inv_cum=D("9000.00")),
    _f02("A37", "fail", "inv_ytd", inv_cum=D("7599.98")),
    _f02("A37", "edge", None, inv_cum=D("7599.99")),
    _f02("A38", "pass", None),
    _f02("A38", "fail", "inv_cum", "soft", inv_cum=D("35000.01")),
    _f02("A38", "edge", None, inv_cum=D("35000.00")),
    _f02("A38", "edge", "inv_cum", "soft", inv_cum=D("70000.00")),
    _f02("A38", "edge", "inv_cum", "hard", inv_cum=D("70000.01")),
    _f02("A39", "pass", None),
    _f02("A39", "fail", "inv_ytd", plan_year=D("5000.00")),
    _f02("A39", "edge", None, inv_ytd=D("15600.00")),
    _f02("A39", "edge", None, plan_year=D("90000.00")),
    _later("A39", "edge", "inv_ytd", {"plan_year": D(15201)}, {}, period="2026Q4"),
    _later("A39", "edge", None, {"plan_year": D(15200)}, {}, period="2026Q4"),
    _f02("A42", "pass", None),
    _f02("A42", "fail", "progress_pct", progress_pct=60),
    _f02("A42", "edge", None, progress_pct=51, inv_cum=D(7350)),
    _f02("A42", "edge", "progress_pct", progress_pct=52, inv_cum=D(7350)),
    Case(
        "A42", "edge", None,
        (project(total_investment=D(0)), progress(progress_pct=60)),
    ),
    _later("A45", "pass", None, {}, {"inv_period": D(0)}),
    _later("A45", "fail", "inv_period", {"inv_period": D(0)}, {"inv_period": D(0)}),
    _later("A45", "edge", None, {"inv_period": D(0), "stage": "70"}, {"inv_period": D(0)}),
    _later("A45", "edge", None, {"inv_period": D(0)}, {"inv_period": None}),
    _later("A48", "pass", None, {}, {}),
    Case("A48", "fail", "inv_period", (project(), progress()), (project(), progress())),
    _later("A48", "edge", None, {"jobs_ytd": 1}, dict(PROGRESS)),
    Case("A48", "edge", None, (progress(**NEARLY_EMPTY),), (progress(**NEARLY_EMPTY),)),
)  # fmt: skip

ISSUE: dict[str, Any] = {"issue_type": "审批", "coordinate_level": "区"}

PROGRESSES = (
    _f02("A40", "pass", None, progress_pct=100),
    _f02("A40", "fail", "progress_pct", progress_pct=101),
    _f02("A40", "edge", "progress_pct", progress_pct=-1),
    _f02("A40", "edge", None, progress_pct=0),
    _later("A41", "pass", None, {}, {}),
    _later("A41", "fail", "progress_pct", {"progress_pct": 14}, {}),
    _later("A41", "edge", None, {"progress_pct": 15}, {}),
    _f02("A43", "pass", None, stage="50", progress_pct=100),
    _f02("A43", "fail", "progress_pct", stage="60", progress_pct=99),
    _f02("A43", "edge", None, stage="40", progress_pct=99),
    _f02("A43", "edge", None, stage="50", progress_pct=None),
    _later("A44", "pass", None, {"stage": "50"}, {"stage": "40"}),
    _later("A44", "fail", "stage", {"stage": "30"}, {"stage": "40"}),
    _later("A44", "fail", "stage", {"stage": "70"}, {"stage": "80"}),
    _later("A44", "edge", None, {"stage": "40"}, {"stage": "70"}),
    _later("A44", "edge", None, {"stage": "80"}, {"stage": "20"}),
    _later("A44", "edge", None, {"stage": "40"}, {"stage": "40"}),
    Case("A44", "edge", "stage", (project(), progress(stage="20")), (project(stage="30"),)),
    _f02("A46", "pass", None, **ISSUE, issue="环评批复推迟，影响设备进场。"),
    _f02("A46", "fail", "issue", **ISSUE),
    _f02("A46", "fail", "issue", issue="环评批复推迟，影响设备进场。"),
    _f02(
        "A46", "fail", "coordinate_level", issue_type="审批", issue="环评批复推迟，影响设备进场。"
    ),
    _f02("A46", "edge", "issue", **ISSUE, issue="九个字的问题描述呀"),
    _f02("A46", "edge", None, **ISSUE, issue="正好十个字的问题描述"),
    _f02("A46", "edge", None, **ISSUE, issue=Missing("later", "正在了解")),
    _f02("A47", "pass", None),
    _f02("A47", "fail", "invention_grant", invention_grant=4),
    _f02("A47", "fail", "jobs_ytd", jobs_ytd=-1),
    _f02("A47", "edge", None, invention_grant=3),
    _f02("A47", "edge", "invention_grant", patent_grant=None),
    _f02("A47", "edge", None, patent_grant=Missing("later", "证书未到")),
    _f02("A49", "pass", None, stage="60", output_ytd=D(100), future_output_ytd=D(60)),
    _f02("A49", "fail", "future_output_ytd", output_ytd=D(100), future_output_ytd=D("100.02")),
    _f02("A49", "edge", None, output_ytd=D(100), future_output_ytd=D("100.01")),
    _f02("A49", "edge", "future_output_ytd", future_output_ytd=D(1)),
    _f02("A50", "pass", None, stage="50", output_ytd=D(1)),
    _f02("A50", "fail", "output_ytd", output_ytd=D("0.01")),
    _f02("A50", "edge", None, output_ytd=D("0.00")),
)

CASES = (
    *GENERAL,
    *COVER,
    *NIL,
    *IDENTITY,
    *PROJECTS,
    *INVESTMENT,
    *PROGRESSES,
    *LEDGERS,
    *SUMMARIES,
    *CITY_CASES,
)
