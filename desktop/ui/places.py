"""The places of the window: what the rail shows of each page, and which module holds it.

A page's module is imported when the page is first opened: the pages that write and read workbooks
cost several windows' time to import, and the clerk's first page needs none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from desktop.workflow.capabilities import Capability
from forms.f11_indicator_summary import IndicatorSummary

if TYPE_CHECKING:
    from desktop.ui.desk import Desk
    from desktop.ui.page import Page


@dataclass(frozen=True, slots=True)
class Place:
    """One place: its stable English name (``Desk.goto``, remembered state), title and icon.

    ``icon`` is a name of ``desktop.ui.icons``, ``capability`` what a role needs to see it, ``page``
    the module in ``desktop.ui`` and the class in it. ``apart`` stands at the bottom of the rail.
    """

    name: str
    title: str
    icon: str
    capability: Capability
    page: str
    apart: bool = False

    def page_class(self) -> type[Page]:
        """The class of the page, imported now if it was not before."""
        module, _, name = self.page.partition(":")
        found: type[Page] = getattr(import_module(f"desktop.ui.{module}"), name)
        return found


Making = tuple[Place, Callable[["Desk"], "Page"]]
"""A place, and how its page is made when it is first opened."""

OVERVIEW = Place(
    "overview", "概览", "mdi6.home-outline", Capability.ENTER, "overview_page:OverviewPage"
)
ENTRY = Place("entry", "填报", "mdi6.table-edit", Capability.ENTER, "entry_page:EntryPage")
FINDINGS = Place(
    "findings",
    "审核",
    "mdi6.clipboard-check-outline",
    Capability.CHECK,
    "findings_page:FindingsPage",
)
SUBMIT = Place("submit", "上报", "mdi6.send-outline", Capability.SUBMIT, "submit_page:SubmitPage")
EXCHANGE = Place(
    "exchange", "往来", "mdi6.swap-horizontal", Capability.SUBMIT, "exchange_page:ExchangePage"
)
INDICATORS = Place(
    "indicators", "指标", "mdi6.sigma", Capability.ENTER, "totals_page:IndicatorsPage"
)
CITY = Place(
    "city_overview",
    "总览",
    "mdi6.view-dashboard-outline",
    Capability.TOTAL,
    "city_overview_page:CityOverviewPage",
)
INBOX = Place(
    "inbox", "收件", "mdi6.inbox-arrow-down-outline", Capability.RECEIVE, "inbox_page:InboxPage"
)
REVIEW = Place(
    "review", "审阅", "mdi6.file-search-outline", Capability.REVIEW, "review_page:ReviewPage"
)
TOTALS = Place("totals", "汇总", "mdi6.sigma", Capability.TOTAL, "totals_page:TotalsPage")
CHASE = Place("chase", "催报", "mdi6.bell-ring-outline", Capability.CHASE, "chase_page:ChasePage")
COVERAGE = Place("coverage", "方案覆盖", "mdi6.grid", Capability.LOOK, "coverage_page:CoveragePage")
DICTIONARY = Place(
    "dictionary",
    "填报说明",
    "mdi6.book-open-variant",
    Capability.LOOK,
    "dictionary_page:DictionaryPage",
    apart=True,
)
RULING = Place(
    "ruling",
    "规则与口径",
    "mdi6.scale-balance",
    Capability.RULE,
    "ruling_page:RulingPage",
    apart=True,
)
SETTINGS = Place(
    "settings",
    "设置",
    "mdi6.cog-outline",
    Capability.CHECK,
    "settings_page:SettingsPage",
    apart=True,
)

PLACES = (
    OVERVIEW,
    ENTRY,
    FINDINGS,
    SUBMIT,
    EXCHANGE,
    INDICATORS,
    CITY,
    INBOX,
    REVIEW,
    TOTALS,
    CHASE,
    COVERAGE,
    DICTIONARY,
    RULING,
)
"""In the order of the rail, those apart last; a role sees those it has the ability for."""


def cell_place(form: str) -> str:
    """The place where a clerk finds a form's cells: the grid, or 指标 for what is computed."""
    return INDICATORS.name if form == IndicatorSummary.spec.code else ENTRY.name


def makings(abilities: frozenset[Capability]) -> list[Making]:
    """The places for someone with these abilities, and how to make their pages."""
    return [(place, partial(_make, place)) for place in PLACES if place.capability in abilities]


def _make(place: Place, desk: Desk) -> Page:
    return place.page_class()(desk)
