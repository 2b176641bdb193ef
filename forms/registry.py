"""The forms of this release, in the order of the printed catalogue (domain §2.1)."""

from __future__ import annotations

from forms.base import FormSet
from forms.f00_cover import Cover
from forms.f01_project import Project
from forms.f02_progress import Progress
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

STANDARD_FORMS = FormSet(
    (
        Cover,
        Project,
        Progress,
        Carrier,
        Enterprise,
        EnterpriseQualification,
        Achievement,
        Scenario,
        Challenge,
        TalentStation,
        EcosystemEvent,
        Policy,
        IndicatorSummary,
        Output,
    )
)
