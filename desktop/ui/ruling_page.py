"""规则与口径: what the city decides of the checks and of what the plan leaves open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QTabWidget

from desktop.ui.page import Page
from desktop.ui.parts import label, page_layout
from desktop.ui.places import RULING
from desktop.ui.rules_pane import RulesPane
from desktop.ui.ruling_panes import QuestionsPane, RecognisedPane, WaiversPane
from desktop.workflow.tasking import travelling

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.ui.desk import Desk


class RulingPage(Page):
    """Tabs of the rules, the waivers, the questions A to G and the lists recognised."""

    at = RULING

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.travels = label(kind="muted", wrap=True)
        self.rules, self.waivers = RulesPane(desk), WaiversPane(desk)
        self.questions, self.recognised = QuestionsPane(desk), RecognisedPane(desk)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("规则与口径")
        for pane, title in (
            (self.rules, "审核规则"),
            (self.waivers, "豁免"),
            (self.questions, "口径"),
            (self.recognised, "认定名单"),
        ):
            self.tabs.addTab(pane, title)
            pane.decided.connect(self.enter)
        outer = page_layout(self)
        outer.addWidget(label("规则与口径", "title"))
        outer.addWidget(self.travels)
        outer.addWidget(self.tabs, 1)

    def enter(self) -> None:
        """Show what is decided by now."""
        self.travels.setText(
            f"市级审阅立即按此执行；各区打开下一个任务包后执行。{travelling(self.desk.session)}"
        )
        count = len(self.desk.session.rules.waivers)
        self.tabs.setTabText(1, f"豁免 {count}" if count else "豁免")
        for pane in (self.rules, self.waivers, self.questions, self.recognised):
            pane.refresh()
