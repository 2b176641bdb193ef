"""The places of the window: every page, in the order of the rail, shown where its ability is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from desktop.ui.chase_page import ChasePage
from desktop.ui.city_overview_page import CityOverviewPage
from desktop.ui.desk import Desk
from desktop.ui.entry_page import EntryPage
from desktop.ui.exchange_page import ExchangePage
from desktop.ui.findings_page import FindingsPage
from desktop.ui.inbox_page import InboxPage
from desktop.ui.overview_page import OverviewPage
from desktop.ui.page import Page
from desktop.ui.review_page import ReviewPage
from desktop.ui.submit_page import SubmitPage
from desktop.ui.totals_page import TotalsPage

if TYPE_CHECKING:
    from desktop.workflow.capabilities import Capability

Making = tuple[type[Page], Callable[[Desk], Page]]
"""A page's class, from which the rail knows it, and how it is made when first opened."""

PAGES: Sequence[type[Page]] = (
    OverviewPage, EntryPage, FindingsPage, SubmitPage, ExchangePage,
    CityOverviewPage, InboxPage, ReviewPage, TotalsPage, ChasePage,
)  # fmt: skip


def places(abilities: frozenset[Capability]) -> list[Making]:
    """The places for someone with these abilities, in the order of the rail."""
    return [(page, page) for page in PAGES if page.capability in abilities]
