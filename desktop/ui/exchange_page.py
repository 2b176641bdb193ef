"""往来: everything sent, in every period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.ui.page import Page
from desktop.ui.parts import label, page_layout
from desktop.ui.places import EXCHANGE
from desktop.ui.sent_table import sent_table
from desktop.workflow.statuses import STATE_TITLES

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.ui.desk import Desk


class ExchangePage(Page):
    """What this district has sent, newest first."""

    at = EXCHANGE

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.state = label(kind="heading")
        self.hint = label(kind="muted", wrap=True)
        self.model, self.table = sent_table(desk, with_period=True)
        outer = page_layout(self)
        outer.addWidget(label("往来", "title"))
        outer.addWidget(self.state)
        outer.addWidget(self.hint)
        outer.addWidget(self.table, 1)

    def enter(self) -> None:
        """List the submissions of every period."""
        desk = self.desk
        info = desk.period_info
        if desk.period is not None and info is not None:
            self.state.setText(f"{desk.period.title}：{STATE_TITLES.get(info.state, info.state)}")
        ledger, district = desk.session.ledger, desk.session.district
        sent = [one for info in desk.periods for one in ledger.submissions(district, info.period)]
        self.model.show(
            sorted(sent, key=lambda one: (one.at, one.period, one.revision), reverse=True)
        )
        self.hint.setText(
            "摘要码印在报送表封面上，与市级核对时报这个码即可。"
            if sent
            else "还没有报送过。审核通过后，在“上报”页导出报送表，记录会列在这里。"
        )
