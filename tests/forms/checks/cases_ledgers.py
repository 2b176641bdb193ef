"""Cases of A51 to A67, A72, K08 and K09: the registers and yearly forms."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from forms.cells import Kept, Missing
from forms.f03_carrier import Carrier
from forms.f04_enterprise import Enterprise, EnterpriseQualification
from forms.f05_achievement import Achievement
from forms.f06_scenario import Scenario
from forms.f07_challenge import Challenge
from forms.f08_talent_station import TalentStation
from forms.f09_ecosystem_event import EcosystemEvent
from forms.f10_policy import Policy
from forms.f12_output import Output
from tests.forms.checks.case import Case, Kind
from tests.forms.checks.records import SECOND, cover, progress, project, rows
from tests.forms.checks.records_ledgers import FIRM, OTHER, clean_rows, one

if TYPE_CHECKING:
    from forms.base import Form

D = Decimal
Q = EnterpriseQualification
AFTER, END = date(2026, 10, 1), date(2026, 9, 30)
SHORT = "91310115MA0000111"
WRONG = "91310115MA0000111N"
STANDARD: dict[str, Any] = {
    "achievement_type": "标准",
    "document_no": "GB/T 00000-2025",
    "standard_level": "国家",
}
TESTBED: dict[str, Any] = {"carrier_type": "未来产业试验场"}
WIDE: dict[str, Any] = {"stage": "综合推广", "scale": 1200, "scale_unit": "套"}


def _row(
    code: str,
    kind: Kind,
    found: str | None,
    form: type[Form],
    severity: str | None = None,
    **cells: Any,
) -> Case:
    """One row, with its firm beside it where it needs one."""
    beside = (one(Enterprise),) if form is Q else ()
    return Case(code, kind, found, (*beside, one(form, **cells)), severity=severity)


def _two(
    code: str,
    kind: Kind,
    found: str | None,
    form: type[Form],
    severity: str | None = None,
    first: dict[str, Any] | None = None,
    **cells: Any,
) -> Case:
    """Two rows of a form; the second differs by the given cells."""
    pair = (one(form, **(first or {})), one(form, 2, **cells))
    return Case(code, kind, found, (one(Enterprise), *pair), severity=severity)


def _ago(kind: Kind, found: str | None, ago: dict[str, Any] | None, **cells: Any) -> Case:
    """Output beside that of last year's same period."""
    before = rows(one(Output, **{"output_ytd": D("15000.00"), **ago})) if ago is not None else {}
    return Case("A66", kind, found, (one(Output, **cells),), facts={"last_year": before})


DATES = (
    _row("A51", "pass", None, Carrier),
    _row("A51", "fail", "certified_on", Carrier, certified_on=AFTER),
    _row("A51", "fail", "finished_on", Achievement, finished_on=AFTER),
    _row("A51", "fail", "formed_on", Scenario, formed_on=AFTER),
    _row("A51", "fail", "published_on", Challenge, published_on=AFTER),
    _row("A51", "fail", "event_date", EcosystemEvent, event_date=AFTER),
    _row("A51", "fail", "effective_on", Policy, effective_on=AFTER),
    _row("A51", "fail", "valid_to", Q, valid_to=date(2024, 12, 3)),
    _row("A51", "fail", "valid_to", Policy, valid_to=date(2024, 12, 31)),
    _row("A51", "fail", "closed_on", TalentStation, closed_on=date(2024, 4, 30)),
    _row("A51", "edge", None, Carrier, certified_on=END),
    _row("A51", "edge", None, Q, valid_to=date(2024, 12, 4), state="到期"),
    _row("A51", "edge", None, Carrier, certified_on=Kept("去年底")),
    _row("A51", "edge", None, TalentStation, founded_on=None, closed_on=END),
    _row("A52", "pass", None, Q),
    _row("A52", "fail", "valid_to", Q, valid_to=date(2026, 9, 29)),
    _row("A52", "fail", "valid_to", Q, valid_to=None),
    _row("A52", "edge", None, Q, valid_to=END),
    _row("A52", "edge", None, Q, valid_to=date(2026, 9, 29), state="到期"),
    _row("A52", "edge", None, Q, valid_to=None, qualification_type="专精特新"),
    _row("A52", "edge", None, Q, valid_to=Missing("later", "证书尚未发下")),
)

REGISTERS = (
    _row("A53", "pass", None, Carrier, **TESTBED, testbed_type="未来工厂"),
    _row("A53", "fail", "testbed_type", Carrier, **TESTBED),
    _row("A53", "fail", "testbed_type", Carrier, testbed_type="未来工厂"),
    _row("A53", "edge", None, Carrier),
    _row("A53", "edge", None, Carrier, carrier_type=None, testbed_type="未来工厂"),
    _row("A53", "edge", None, Carrier, **TESTBED, testbed_type=Kept("未来学校")),
    _row("A54", "pass", None, Carrier, other_districts=("310120", "310112")),
    _row(
        "A54", "fail", "lead_district", Carrier, lead_district=None, other_districts=("310120",)
    ),
    _row("A54", "fail", "lead_district", Carrier, "hard", lead_district="310104"),
    _row("A54", "fail", "other_districts", Carrier, other_districts=("310115", "310120")),
    _row(
        "A54", "edge", "lead_district", Carrier, "hint",
        lead_district="310104", other_districts=("310115",),
    ),
    _row("A54", "edge", None, Carrier),
    _two("A55", "pass", None, Q, qualification_type="专精特新"),
    _two("A55", "fail", "qualification_type", Q),
    _two(
        "A55", "fail", "qualification_type", Q, first={"list_year": 2024},
        certified_on=date(2023, 12, 31), list_year=2024,
    ),
    Case(
        "A55", "edge", "qualification_type",
        (one(Enterprise), one(Enterprise, 2), one(Q), one(Q, 2, enterprise_id="310115-E-0002")),
    ),
    _two("A55", "edge", None, Q, certified_on=date(2021, 12, 4), state="到期"),
    _two("A55", "edge", None, Q, enterprise_id="310115-E-0009"),
    _two("A55", "edge", None, Q, certified_on=None),
    _two(
        "A56", "pass", None, Q, first={"qualification_type": "领军企业"},
        qualification_type="国家级企业技术中心",
    ),
    _two(
        "A56", "fail", "qualification_type", Q, first={"qualification_type": "领军企业"},
        qualification_type="生态主导型企业",
    ),
    _two(
        "A56", "edge", None, Q, first={"qualification_type": "领军企业"},
        qualification_type="生态主导型企业", state="撤销",
    ),
    _two(
        "A56", "edge", None, Q, first={"qualification_type": "领军企业"},
        qualification_type="领军企业", certified_on=date(2023, 1, 1),
    ),
    _row("A57", "pass", None, Achievement, **STANDARD),
    _row("A57", "fail", "document_no", Achievement, **{**STANDARD, "document_no": None}),
    _row("A57", "fail", "standard_level", Achievement, **{**STANDARD, "standard_level": None}),
    _row("A57", "edge", None, Achievement, document_no=None),
    _row("A57", "edge", None, Achievement, **{**STANDARD, "document_no": Kept("见附件")}),
    _row("A58", "pass", None, Achievement, **STANDARD),
    _row("A58", "fail", "standard_level", Achievement, **{**STANDARD, "standard_level": "团体"}),
    _row("A58", "fail", "standard_level", Achievement, **{**STANDARD, "standard_level": "企业"}),
    _row("A58", "edge", None, Achievement, standard_level="团体"),
    _row("A58", "edge", "standard_level", Achievement, **{**STANDARD, "standard_level": "地方"}),
    _row("A59", "pass", None, Achievement),
    _row("A59", "fail", "finished_on", Achievement, finished_on=date(2022, 9, 23)),
    _row("A59", "edge", None, Achievement, finished_on=date(2022, 9, 24)),
    _row(
        "A59", "edge", "finished_on", Achievement,
        achievement_type="发明专利", finished_on=date(2022, 9, 23),
    ),
    _row("A60", "pass", None, Scenario, **WIDE),
    _row("A60", "fail", "scale", Scenario, **{**WIDE, "scale": None}),
    _row("A60", "fail", "user_units", Scenario, **WIDE, user_units=None),
    _row("A60", "edge", None, Scenario, **{**WIDE, "scale": 0}),
    _row("A60", "edge", None, Scenario, scale=None),
    _row("A61", "pass", None, Scenario),
    _row("A61", "fail", "user_units", Scenario, user_units=1),
    _row("A61", "edge", None, Scenario, user_units=2),
    _row("A61", "edge", None, Scenario, user_units=None),
    _row("A61", "edge", None, Scenario, user_units=0, comprehensive=False),
    _row("A62", "pass", None, Challenge),
    _row("A62", "fail", "taken_on", Challenge, taken_on=date(2026, 1, 14)),
    _row("A62", "fail", "signed_on", Challenge, signed_on=date(2026, 3, 19)),
    _row("A62", "fail", "accepted_on", Challenge, accepted_on=date(2026, 4, 9)),
    _row("A62", "edge", None, Challenge, taken_on=date(2026, 1, 15)),
    _row("A62", "edge", "signed_on", Challenge, taken_on=None, signed_on=date(2026, 1, 14)),
    _row("A62", "edge", None, Challenge, taken_on=None, signed_on=date(2026, 1, 15)),
    _row("A63", "pass", None, Challenge, state="已验收", accepted_on=END),
    _row("A63", "fail", "accepted_on", Challenge, state="已验收"),
    _row("A63", "fail", "taker_name", Challenge, state="已揭榜", taker_name=None),
    _row("A63", "edge", "taker_name", Challenge, taker_name=None),
    _row("A63", "edge", None, Challenge, state="流榜", taker_name=None),
)  # fmt: skip

ECONOMY = (
    _row("A64", "pass", None, Output),
    _row("A64", "fail", "future_output_ytd", Output, future_output_ytd=D("18000.02")),
    _two("A64", "fail", "method", Output, direction_code="102", method="项目法"),
    _row("A64", "edge", None, Output, future_output_ytd=D("18000.01")),
    _two("A64", "edge", None, Output, uscc=OTHER, method="项目法"),
    _row("A64", "edge", None, Output, output_ytd=Kept("约1.8亿")),
    _row("A65", "pass", None, Output),
    _row("A65", "fail", "output_ytd", Output, output_ytd=D("22500.01")),
    _row(
        "A65", "fail", "output_ytd", Output, output_ytd=D("7499.99"), future_output_ytd=D(0)
    ),
    _row("A65", "edge", None, Output, output_ytd=D("22500.00")),
    _row("A65", "edge", None, Output, output_last_year=D(0)),
    _row("A65", "edge", None, Output, output_last_year=None),
    _ago("pass", None, {}),
    _ago("fail", "output_last_year", {"output_ytd": D("15000.01")}),
    _ago("fail", "output_last_year", {}, output_last_year=None),
    _ago("edge", "output_last_year", {"direction_code": "102"}),
    _ago("edge", None, {"direction_code": "102"}, output_last_year=None),
    _ago("edge", None, {"output_ytd": Missing("later", "尚未核定")}, output_last_year=None),
    _ago("edge", None, None),
    _row("A67", "pass", None, Policy),
    _row("A67", "fail", "company_count", Policy, company_count=0),
    _row("A67", "edge", None, Policy, company_count=0, paid=D("0.00")),
    _row("A67", "edge", None, Policy, company_count=None),
)  # fmt: skip

SEVERAL_FORMS = (
    Case("A72", "pass", None, (one(Carrier), one(Scenario, carrier_id="310115-C-0001"))),
    Case(
        "A72", "pass", None,
        (one(Carrier), project(carrier_id="310115-C-0001"), progress()),
    ),
    _row("A72", "fail", "carrier_id", Scenario, carrier_id="310115-C-0009"),
    Case("A72", "fail", "carrier_id", (project(carrier_id="310115-C-0009"), progress())),
    _row("A72", "fail", "owner_uscc", Achievement, owner_uscc=WRONG),
    _row("A72", "fail", "supplier_uscc", Scenario, supplier_uscc=SHORT),
    _row("A72", "fail", "taker_uscc", Challenge, taker_uscc="9.13101E+17"),
    _row("A72", "edge", None, Challenge, taker_uscc=None),
    _row("A72", "edge", None, TalentStation, host_uscc=WRONG),
    _row("A04", "fail", "operator_uscc", Carrier, operator_uscc=WRONG),
    _row("A04", "fail", "uscc", Enterprise, uscc=SHORT),
    _row("A04", "fail", "host_uscc", TalentStation, host_uscc=WRONG),
    _row("A04", "fail", "organiser_uscc", EcosystemEvent, organiser_uscc=WRONG),
    _row("A04", "fail", "uscc", Output, uscc=WRONG),
    _two("K08", "pass", None, Output, direction_code="102"),
    _two("K08", "fail", "uscc", Output, "hard"),
    _two("K08", "fail", "carrier_name", Carrier, "soft"),
    _two("K08", "fail", "scenario_name", Scenario, scenario_name="示例园区 脑机接口康复场景",
         severity="soft"),
    _two("K08", "fail", "challenge_no", Challenge, "hard", challenge_name="示例其二"),
    _two("K08", "fail", "row_type", TalentStation, "hard",
         first={"row_type": "引进研发团队", "station_name": None, "host_uscc": None},
         row_type="引进研发团队", station_name=None, host_uscc=None),
    Case("K08", "fail", "project_name", (project(), project(SECOND, entity_uscc=OTHER)),
         severity="soft"),
    _two("K08", "edge", None, Q),
    _two("K08", "edge", None, Output, direction_code=Kept("脑机")),
    _two("K08", "edge", None, Output, first={"direction_code": None}, direction_code=None),
    Case("K08", "edge", None, (project(), project(SECOND))),
    Case("K08", "edge", None, (cover(),)),
    _two("K09", "pass", None, Output, enterprise_name="上海示例芯桥科技有限公司"),
    Case("K09", "pass", None, (project(), *clean_rows())),
    _two("K09", "fail", "enterprise_name", Output, enterprise_name="上海示例芯桥公司"),
    Case("K09", "fail", "entity_name", (project(entity_name="示例另一公司"), one(Enterprise))),
    Case("K09", "fail", "supplier_name", (
        one(Scenario, supplier_name="示例甲公司", supplier_uscc=FIRM),
        one(Achievement), one(Achievement, 2),
    )),
    Case("K09", "fail", "supplier_name", (
        one(Scenario, demander_name="示例甲公司", demander_uscc=FIRM, supplier_name="示例乙公司",
            supplier_uscc=FIRM),
    )),
    Case("K09", "edge", None, (
        one(Enterprise), one(Output, enterprise_name="上海示例芯桥 科技有限公司"),
    )),
    Case("K09", "edge", None, (
        one(Enterprise), one(Achievement, owner_name=Kept("＃芯桥")), one(Output, enterprise_name=None),
    )),
    Case("K09", "edge", None, (
        one(Achievement, owner_uscc=WRONG), one(Achievement, 2, owner_uscc=WRONG, owner_name="示例乙"),
    )),
    Case("K09", "edge", None, (one(Enterprise), one(Output, enterprise_name="示例乙", uscc=OTHER))),
)  # fmt: skip

LEDGERS = (*DATES, *REGISTERS, *ECONOMY, *SEVERAL_FORMS)
