"""The places of the window: every page, in the order of the rail, shown where its ability is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from desktop.ui.desk import Desk
from desktop.ui.overview_page import OverviewPage
from desktop.ui.page import Page

if TYPE_CHECKING:
    from desktop.workflow.capabilities import Capability

Making = tuple[type[Page], Callable[[Desk], Page]]
"""A page's class, from which the rail knows it, and how it is made when first opened."""

PAGES: Sequence[type[Page]] = (
    OverviewPage,
)  # fmt: skip


def places(abilities: frozenset[Capability]) -> list[Making]:
    """The places for someone with these abilities, in the order of the rail."""
    return [(page, page) for page in PAGES if page.capability in abilities]
