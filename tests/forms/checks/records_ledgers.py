"""Clean rows of the registers and yearly forms F03 to F10 and F12, to be spoilt cell by cell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from forms.f03_carrier import Carrier
from forms.f04_enterprise import Enterprise, EnterpriseQualification
from forms.f05_achievement import Achievement
from forms.f06_scenario import Scenario
from forms.f07_challenge import Challenge
from forms.f08_talent_station import TalentStation
from forms.f09_ecosystem_event import EcosystemEvent
from forms.f10_policy import Policy
from forms.f12_output import Output
from tests.forms.checks.records import DISTRICT, PERIOD

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forms.base import Form

D = Decimal
FIRM, OTHER = "91310115MA0000111M", "91310104MA00000239"

CLEAN: Mapping[type[Form], Mapping[str, Any]] = {
    Carrier: {
        "carrier_name": "示例未来产业先导区",
        "carrier_type": "未来产业先导区",
        "level": "市",
        "state": "认定/授牌",
        "certified_on": date(2023, 6, 30),
        "lead_district": DISTRICT,
        "operator_uscc": FIRM,
    },
    Enterprise: {
        "enterprise_name": "上海示例芯桥科技有限公司",
        "uscc": FIRM,
        "reg_district": DISTRICT,
        "town_code": "310115125",
    },
    EnterpriseQualification: {
        "enterprise_id": "310115-E-0001",
        "enterprise_name": "上海示例芯桥科技有限公司",
        "uscc": FIRM,
        "qualification_type": "高新技术企业",
        "certified_on": date(2024, 12, 4),
        "valid_to": date(2027, 12, 3),
        "state": "有效",
    },
    Achievement: {
        "achievement_type": "核心部件",
        "achievement_name": "示例类脑芯片",
        "owner_name": "上海示例芯桥科技有限公司",
        "owner_uscc": FIRM,
        "cluster_code": "1",
        "direction_code": "101",
        "finished_on": date(2025, 11, 20),
        "basis": "验收",
    },
    Scenario: {
        "scenario_name": "示例园区脑机接口康复场景",
        "stage": "融合试验",
        "comprehensive": True,
        "state": "已形成",
        "publisher": "上海市示例区示例委员会",
        "published_on": date(2025, 9, 10),
        "formed_on": date(2026, 3, 31),
        "user_units": 8,
    },
    Challenge: {
        "challenge_no": "示例榜2026-01",
        "challenge_name": "示例类脑芯片低功耗攻关",
        "issuer_name": "上海示例芯桥科技有限公司",
        "taker_name": "示例大学",
        "published_on": date(2026, 1, 15),
        "taken_on": date(2026, 3, 20),
        "signed_on": date(2026, 4, 10),
        "state": "攻关中",
    },
    TalentStation: {
        "row_type": "院士(专家)工作站",
        "station_name": "示例院士专家工作站",
        "host_name": "上海示例芯桥科技有限公司",
        "host_uscc": FIRM,
        "founded_on": date(2024, 5, 1),
    },
    EcosystemEvent: {
        "event_type": "引导基金",
        "event_name": "示例未来产业引导基金",
        "event_date": date(2026, 7, 6),
    },
    Policy: {
        "tool": "区专项",
        "policy_name": "示例区未来产业专项支持办法",
        "document_no": "示例府规〔2025〕1号",
        "effective_on": date(2025, 1, 1),
        "valid_to": date(2027, 12, 31),
        "company_count": 35,
        "project_count": 42,
        "paid": D("5600.00"),
    },
    Output: {
        "uscc": FIRM,
        "enterprise_name": "上海示例芯桥科技有限公司",
        "direction_code": "101",
        "method": "企业法",
        "output_ytd": D("18000.00"),
        "future_output_ytd": D("12000.00"),
        "output_last_year": D("15000.00"),
    },
}


def one(form: type[Form], number: int = 1, **cells: Any) -> Form:
    """The clean row of a form with some cells replaced; ``number`` makes its record id."""
    record_id = f"{DISTRICT}-{form.spec.id_letter}-{number:04d}"
    row = form(district=DISTRICT, period=PERIOD, record_id=record_id)
    return row.with_cells({**CLEAN[form], **cells})


def clean_rows() -> tuple[Form, ...]:
    """One clean row of every form here."""
    return tuple(one(form) for form in CLEAN)
