"""The kinds of sources that several indicators share, and what they say of place and sameness."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from forms.codelists import normalized
from forms.f01_project import Project
from forms.f03_carrier import Carrier
from forms.f04_enterprise import EXPIRED, VALID, Enterprise, EnterpriseQualification
from forms.f05_achievement import STANDARD, Achievement
from forms.f06_scenario import FORMED, WIDE, Scenario
from forms.f08_talent_station import TalentStation
from forms.f09_ecosystem_event import EcosystemEvent
from forms.f10_policy import DISTRICT_POLICY, Policy
from forms.f12_output import Output
from forms.indicators.definition import Condition, Source, amount_of, stated

if TYPE_CHECKING:
    from collections.abc import Hashable

    from forms.cells import Missing
    from forms.f07_challenge import Challenge
    from forms.indicators.scope import Scope

CERTIFIED = ("认定/授牌", "运行")
"""Carrier states that count; 谋划, 筹建 and 摘牌 do not."""

CITY_LEVELS = ("国家", "市")
"""Levels of a carrier that the city or the state has approved."""

# --- Carriers (F03) ---------------------------------------------------------------------------


def lead_district(row: Carrier, district: str, scope: Scope) -> str:
    """A carrier counts in its leading district only (A54)."""
    del scope
    return row.lead_district or district


def same_carrier(row: Carrier, district: str, scope: Scope) -> Hashable:
    """One carrier of a type under one name; zones known under two names are one (setting E)."""
    del district
    name = normalized(row.carrier_name or "")
    if any(word in name for word in scope.answers.one_place):
        name = scope.answers.one_place[0]
    return (row.carrier_type, name) if name else None


def carriers(carrier_type: str, *, by_city: bool = False, testbed: str = "") -> Source:
    """Recognised or running carriers of a type; ``by_city`` counts city and national ones only."""
    return Source(
        Carrier,
        where={"carrier_type": (carrier_type,)} | ({"testbed_type": (testbed,)} if testbed else {}),
        holds={"state": CERTIFIED} | ({"level": CITY_LEVELS} if by_city else {}),
        since="certified_on",
        place=lead_district,
        once=same_carrier,
    )


# --- Firms (F04) ------------------------------------------------------------------------------


def firm_home(firm: Enterprise | None, district: str, scope: Scope) -> str:
    """Where a firm counts (setting F); the recording district when its record does not say."""
    if firm is None:
        return district
    if not scope.answers.firms_by_location:
        return firm.reg_district or district
    return scope.district_of(firm.town_code) or district


def home(row: Enterprise, district: str, scope: Scope) -> str:
    """Where a firm of the register counts."""
    return firm_home(row, district, scope)


def holder_home(row: EnterpriseQualification, district: str, scope: Scope) -> str:
    """Where the firm of a qualification counts."""
    return firm_home(scope.firm(district, row), district, scope)


def firm_key(row: Enterprise, district: str, scope: Scope) -> Hashable:
    """A firm is one under its 统一社会信用代码."""
    del scope
    return normalized(row.uscc) if row.uscc else (district, row.record_id)


def holder_code(row: EnterpriseQualification, district: str, scope: Scope) -> str:
    """The code of the firm that a qualification is of."""
    firm = scope.firm(district, row)
    return (firm.uscc if firm else None) or row.uscc or ""


def same_holder(row: EnterpriseQualification, district: str, scope: Scope) -> Hashable:
    """Qualifications of one firm are one firm."""
    code = holder_code(row, district, scope)
    return normalized(code) if code else (district, row.enterprise_id)


def _main_business(row: EnterpriseQualification, district: str, scope: Scope) -> bool | None:
    least = scope.answers.least_share
    if least is None:
        return True
    share = scope.share(holder_code(row, district, scope))
    return None if share is None else share >= least


def _listed(row: EnterpriseQualification, district: str, scope: Scope) -> bool | None:
    del district
    year = row.list_year or (row.certified_on.year if row.certified_on else None)
    return None if year is None else year == scope.end.year


MAIN_BUSINESS = Condition("无法判断未来产业产值占比", _main_business)
"""Setting D: the share of future output, from F12."""

LISTED = Condition("榜单年度未填", _listed)
"""In a list of the period's year."""


def valid_firms(*qualifications: str) -> Source:
    """Firms whose qualification is valid at the period's end, each once."""
    return Source(
        EnterpriseQualification,
        where={"qualification_type": qualifications},
        holds={"state": (VALID,)},
        since="certified_on",
        to="valid_to",
        also=(MAIN_BUSINESS,),
        place=holder_home,
        once=same_holder,
    )


def named_firms(*qualifications: str, dated: tuple[str, ...]) -> Source:
    """Firms that were once named so and have not lost it: an expired title still was given."""
    return Source(
        EnterpriseQualification,
        where={"qualification_type": qualifications},
        holds={"state": (VALID, EXPIRED)},
        dated=dated,
        place=holder_home,
        once=same_holder,
    )


LISTED_FIRMS = Source(
    EnterpriseQualification,
    where={"qualification_type": ("硬核科技百强",)},
    holds={"state": (VALID, EXPIRED)},
    since="certified_on",
    also=(LISTED,),
    place=holder_home,
    once=same_holder,
    frequency="year",
)

# --- Achievements and scenarios (F05, F06) ------------------------------------------------------


def _same_achievement(row: Achievement, district: str, scope: Scope) -> Hashable:
    del district, scope
    if not row.achievement_name or not row.owner_uscc:
        return None
    return normalized(row.achievement_name), normalized(row.owner_uscc)


def _same_standard(row: Achievement, district: str, scope: Scope) -> Hashable:
    del district, scope
    return normalized(row.document_no) if row.document_no else None


def _level_counts(row: Achievement, district: str, scope: Scope) -> bool | None:
    del district
    if row.standard_level is None:
        return None
    return row.standard_level in scope.answers.standard_levels


def achievements(achievement_type: str) -> Source:
    """Achievements of a type finished since the plan."""
    return Source(
        Achievement,
        where={"achievement_type": (achievement_type,)},
        dated=("finished_on",),
        once=_same_achievement,
    )


STANDARDS = Source(
    Achievement,
    where={"achievement_type": (STANDARD,)},
    dated=("finished_on",),
    also=(Condition("标准层级未填", _level_counts),),
    once=_same_standard,
)


def _same_scenario(row: Scenario, district: str, scope: Scope) -> Hashable:
    del scope
    if not row.scenario_name:
        return None
    return normalized(row.scenario_name), normalized(row.publisher or district)


def _comprehensive(row: Scenario, district: str, scope: Scope) -> bool | None:
    del district
    if scope.answers.wide_is_comprehensive and row.stage == WIDE:
        return True
    return row.comprehensive


def scenarios(**where: tuple[object, ...]) -> Source:
    """Scenarios published since the plan and not ended; one only planned is not published."""
    return Source(
        Scenario,
        where=where,
        holds={"state": ("已发布", "建设中", "已形成")},
        dated=("published_on",),
        once=_same_scenario,
    )


FORMED_SCENARIOS = Source(
    Scenario,
    where={"state": (FORMED,)},
    dated=("formed_on",),
    also=(Condition("是否综合性未填", _comprehensive),),
    once=_same_scenario,
)


def same_challenge(row: Challenge, district: str, scope: Scope) -> Hashable:
    """One challenge of one issuer under one number."""
    del scope
    if not row.challenge_no:
        return None
    return normalized(row.challenge_no), normalized(row.issuer_name or district)


# --- Talent, events, policies (F08, F09, F10) ---------------------------------------------------


def _same_station(row: TalentStation, district: str, scope: Scope) -> Hashable:
    del district, scope
    if not row.station_name:
        return None
    return normalized(row.station_name), normalized(row.host_uscc or row.host_name or "")


def stations(row_type: str) -> Source:
    """Stations that stand at the period's end."""
    return Source(
        TalentStation,
        where={"row_type": (row_type,)},
        since="founded_on",
        closed="closed_on",
        once=_same_station,
    )


def talents(amount: str, *row_types: str) -> Source:
    """A number of the year, from rows of some types."""
    return Source(TalentStation, where={"row_type": row_types}, amount=amount_of(amount))


def _same_event(row: EcosystemEvent, district: str, scope: Scope) -> Hashable:
    del district, scope
    if not row.event_name:
        return None
    return row.event_type, normalized(row.event_name), row.event_date


def _same_institution(row: EcosystemEvent, district: str, scope: Scope) -> Hashable:
    del district, scope
    return normalized(row.event_name) if row.event_name else None


def institutions(event_type: str) -> Source:
    """Funds and organisations that exist at the period's end."""
    return Source(
        EcosystemEvent,
        where={"event_type": (event_type,)},
        since="event_date",
        closed="ended_on",
        once=_same_institution,
    )


def events(*event_types: str) -> Source:
    """Events of the form's own stretch of time."""
    return Source(
        EcosystemEvent,
        where={"event_type": event_types},
        dated=("event_date",),
        once=_same_event,
    )


DISTRICT_POLICIES = Source(
    Policy, where={"tool": (DISTRICT_POLICY,)}, since="effective_on", to="valid_to"
)

PILOTS = Source(Policy, where={"pilot": None})
"""Reform pilots (M06 feeds N30): the form is one of the year, so each row is of this year."""

PAID_POLICIES = Source(Policy, amount=amount_of("paid"))

# --- Projects and output (F01, F02, F12) --------------------------------------------------------

LANDED = ("20", "30", "40", "50", "60", "70")
"""Stages of a project that has come to the city: signed at least, and not ended."""

_WORKING = ("20", "30", "40", "50", "60")
"""Stages in which a project has a progress row (A31)."""


def project_home(row: Project, district: str, scope: Scope) -> str:
    """Where a project counts (setting F); the recording district when no record says."""
    if scope.answers.projects_by_registration:
        return scope.registered_in(row.entity_uscc) or district
    return scope.district_of(row.town_code) or district


def _same_project(row: Project, district: str, scope: Scope) -> Hashable:
    del district, scope
    return normalized(row.nat_project_code) if row.nat_project_code else None


def _begun_since(row: Project, district: str, scope: Scope) -> bool | None:
    """A project not begun yet will begin after the plan."""
    del district
    return row.actual_start is None or scope.answers.start <= row.actual_start <= scope.end


def _completed(row: Project, district: str, scope: Scope) -> Decimal | Missing | None:
    done = scope.progress(district, row.record_id)
    if done is not None:
        return stated(done, "inv_cum")
    return None if row.stage in _WORKING else Decimal(0)


PROJECTS = Source(Project, place=project_home, once=_same_project, apart=True)
TOTAL_INVESTMENT = Source(
    Project, place=project_home, once=_same_project, apart=True,
    amount=amount_of("total_investment"),
)  # fmt: skip
COMPLETED_INVESTMENT = Source(
    Project, place=project_home, once=_same_project, apart=True, amount=_completed
)
NATIONAL_PROJECTS = Source(
    Project,
    where={"project_level": ("国家级",)},
    holds={"stage": LANDED},
    also=(Condition("实际开工日期待核", _begun_since),),
    place=project_home,
    once=_same_project,
)
NATIONAL_CARRIERS = Source(
    Carrier,
    where={"level": ("国家",)},
    holds={"state": CERTIFIED},
    dated=("settled_on", "certified_on"),
    place=lead_district,
    once=same_carrier,
)


def _same_output(row: Output, district: str, scope: Scope) -> Hashable:
    del district, scope
    return (normalized(row.uscc), row.direction_code) if row.uscc else None


def _method_counts(row: Output, district: str, scope: Scope) -> bool | None:
    del district
    return True if row.method is None else row.method in scope.answers.methods


FUTURE_OUTPUT = Source(
    Output,
    also=(Condition("产值口径未填", _method_counts),),
    once=_same_output,
    apart=True,
    amount=amount_of("future_output_ytd"),
)
