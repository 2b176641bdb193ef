"""Cases of A68 to A71: what a file's F11 says, and indicators that went down."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from forms.catalogue import load_catalogue
from forms.f03_carrier import Carrier
from forms.f04_enterprise import Enterprise, EnterpriseQualification
from forms.f05_achievement import Achievement
from forms.f06_scenario import Scenario
from forms.f07_challenge import Challenge
from forms.f08_talent_station import TalentStation
from forms.f09_ecosystem_event import EcosystemEvent
from forms.f10_policy import Policy
from forms.f11_indicator_summary import IndicatorSummary
from forms.f12_output import Output
from forms.indicators import summary_rows
from tests.forms.checks.case import Case, Kind
from tests.forms.checks.records import SECOND, context, progress, project
from tests.forms.checks.records_ledgers import OTHER, clean_rows, one

if TYPE_CHECKING:
    from forms.base import Form

D = Decimal
Q = EnterpriseQualification
BOTH = (project(), progress())
FILE = {"received": True}
OUTPUTS = (one(Output), one(Output, 2, uscc=OTHER, method="产品法"))


def _sent(
    code: str,
    kind: Kind,
    found: str | None,
    rows: tuple[Form, ...] = (*BOTH, one(Carrier), *OUTPUTS),
    drop: str = "",
    **values: Any,
) -> Case:
    """A file with its F11, of which some values (by code) were changed and one row dropped."""
    given = context(rows)
    made = summary_rows(
        given.district, given.period, given.rows, None, None, given.catalogue, {}
    ).values()
    sent = [
        row.with_cells({"value": values.get(row.indicator_code or "", row.value)})
        for row in made
        if row.indicator_code != drop
    ]
    return Case(code, kind, found, (*rows, *sent), gate=True, facts=FILE)


def _fell(
    code: str,
    kind: Kind,
    found: str | None,
    before: tuple[Form, ...],
    now: tuple[Form, ...],
    **facts: Any,
) -> Case:
    return Case(code, kind, found, (*BOTH, *now), (*BOTH, *before), facts=facts)


CENTRE: dict[str, Any] = {"carrier_type": "未来产业创新中心"}
STANDARD: dict[str, Any] = {
    "achievement_type": "标准",
    "document_no": "GB/T 00000-2025",
    "standard_level": "国家",
}


def _answered(name: str, answer: str) -> dict[str, Any]:
    """The catalogue with another answer to a question of domain §1.6."""
    catalogue = load_catalogue()
    other = replace(catalogue.settings[name], default=answer, details=("50",))
    return {"catalogue": replace(catalogue, settings={**catalogue.settings, name: other})}


EVERYTHING = (
    *clean_rows(),
    project(SECOND, project_level="国家级", nat_project_code="2105-310115-04-01-123456"),
    one(Achievement, 2, **STANDARD),
    one(Carrier, 2, carrier_type="未来产业试验场", testbed_type="未来工厂", level="国家"),
    one(Enterprise, 2, is_state_owned=True),
    one(EcosystemEvent, 2, event_date=date(2026, 1, 5)),
    one(TalentStation, 2, station_name="示例博士后站", host_uscc=None),
    one(Q, 9, enterprise_id="310115-E-0009", qualification_type="领军企业"),
    one(Q, 8, enterprise_id="310115-E-0009", qualification_type="未来之星"),
    *(
        one(Q, number, qualification_type=kind, enterprise_id="310115-E-0002")
        for number, kind in enumerate(("领军企业", "未来之星", "创新型企业(引进)"), 2)
    ),
)
"""Rows that feed every indicator of a stock or a sum."""

SUMMARIES = (
    _sent("A68", "pass", None),
    _sent("A68", "fail", "value", Z05=D(2)),
    _sent("A68", "fail", "value", drop="Z05"),
    _sent("A68", "fail", "indicator_code", (*BOTH, IndicatorSummary(record_id="310104-Z05"))),
    Case("A68", "fail", "rows", BOTH, gate=True, facts=FILE),
    _sent("A68", "edge", None, N21=D(0)),
    _sent("A68", "edge", None, (*BOTH, one(Carrier, state="筹建")), Z05=D("0.000")),
    Case(
        "A68", "edge", None,
        (*BOTH, IndicatorSummary(record_id="310115-Z05", difference_note="示例载体摘牌。")),
        gate=True,
    ),
    _sent("A69", "pass", None),
    _sent("A69", "fail", "value", Z01=D("24000.01")),
    _sent("A69", "fail", "value", Z01=D("12000.00")),
    _sent("A69", "edge", None, BOTH, Z01=D("0.00")),
    _sent("A69", "edge", None, Z01=D("24000.000")),
    _fell("A70", "pass", None, (one(Achievement),), (one(Achievement), one(Achievement, 2))),
    _fell("A70", "fail", "value", (one(Achievement),), ()),
    _fell("A70", "fail", "value", (one(Challenge),), (one(Challenge, state="终止"),)),
    *(
        _fell(code, "fail", "value", EVERYTHING, (), **facts)
        for code in ("A70", "A71")
        for facts in (
            {},
            _answered("main_business_share", "要求"),
            _answered("attribution", "均按注册地"),
            _answered("attribution", "均按所在地"),
        )
    ),
    _fell("A70", "edge", None, (one(Carrier),), ()),
    _fell(
        "A70", "edge", None,
        (one(Achievement),), (one(Achievement, finished_on=date(2022, 9, 24)),),
    ),
    _fell("A70", "edge", None, (one(Achievement),), (), previous=None),
    _fell("A71", "pass", None, (one(Carrier),), (one(Carrier), one(Carrier, 2, **CENTRE))),
    _fell("A71", "fail", "value", (one(Carrier),), (one(Carrier, state="摘牌"),)),
    _fell("A71", "fail", "value", (project(SECOND),), ()),
    _fell("A71", "fail", "value", (one(TalentStation),), (), due={"F08": True}),
    _fell("A71", "edge", None, (one(TalentStation),), ()),
    _fell("A71", "edge", None, (one(Carrier),), (one(Carrier, 2),)),
    _fell("A71", "edge", None, (one(Achievement), one(Scenario)), ()),
    _fell("A71", "edge", None, (one(Policy), one(Carrier)), (one(Carrier),)),
    Case("A71", "edge", None, (project(SECOND), progress(SECOND)), (project(), progress())),
)  # fmt: skip
