"""总览: how far the city's collection is, and what it adds up to so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.ui.bar_chart import Bar, BarChart
from desktop.ui.facts import rounded_money
from desktop.ui.page import Page
from desktop.ui.parts import GAP, button, card, column, label, page_layout, row, scrolled, set_tone
from desktop.ui.places import CITY
from desktop.workflow.calendar import deadline
from desktop.workflow.chasing import lateness
from desktop.workflow.totals import consolidate
from forms.indicators import ProjectTotal, fold_totals

if TYPE_CHECKING:
    from desktop.ui.desk import Desk
    from desktop.workflow.totals import Consolidation


class CityOverviewPage(Page):
    """The city's first page."""

    at = CITY

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.headline, self.due = label(kind="title"), label(kind="muted")
        self.received, self.missing = label(kind="figure"), label(wrap=True)
        self.figures: dict[str, QLabel] = {name: label(kind="figure") for name in FIGURES}
        self.chart = BarChart("各集群投资", desk.look)
        self.next = button("", self._go_on, "primary")
        outer = page_layout(self)
        cards = QGridLayout()
        cards.setSpacing(GAP)
        cards.addWidget(self._received_card(), 0, 0)
        for place, (name, title) in enumerate(FIGURES.items(), start=1):
            cards.addWidget(_figure_card(title, self.figures[name]), 0, place)
        for place in range(len(FIGURES) + 1):
            cards.setColumnStretch(place, 1)
        outer.addWidget(
            scrolled(
                column(
                    row(self.headline, self.due, None, self.next),
                    cards,
                    self._missing_card(),
                    self._chart_card(),
                    None,
                )
            )
        )

    def enter(self) -> None:
        """Add up anew, off the GUI thread."""
        desk = self.desk
        if desk.period is None:
            return
        session, period = desk.session, desk.period
        self.headline.setText(f"{period.title}{period.kind_title}")
        due = deadline(session, period)
        self.due.setText(
            f"报送截止日 {due.year}年{due.month}月{due.day}日，{lateness(due, session.today())}"
        )
        desk.jobs.run("汇总各区数据", lambda _p, _c: consolidate(session, period), self._show)

    def dress(self) -> None:
        """Paint the bars in the theme's colours."""
        self.chart.update()

    def _show(self, found: Consolidation) -> None:
        names = self.desk.session.catalogue.codelist("district")
        total = len(found.received) + len(found.missing)
        self.received.setText(f"{len(found.received)} / {total} 区")
        set_tone(self.received, "soft" if found.missing else "good")
        listed = "、".join(map(names.title_of, found.missing))
        self.missing.setText(listed or "各区均已报送。")
        set_tone(self.missing, "soft" if listed else "good")
        self._show_figures(found.grand_total)
        self._show_chart(found)
        self._next_place = "inbox" if not found.received else "chase" if found.missing else "review"
        self.next.setText(NEXT[self._next_place])

    def _show_figures(self, total: ProjectTotal) -> None:
        self.figures["projects"].setText(f"{total.projects:,} 个")
        self.figures["total_investment"].setText(rounded_money(total.total_investment))
        self.figures["completed_investment"].setText(rounded_money(total.completed_investment))

    def _show_chart(self, found: Consolidation) -> None:
        clusters = self.desk.session.catalogue.codelist("cluster")
        by_cluster = fold_totals(found.totals, 1)
        bars = []
        for one in clusters.active():
            total = by_cluster.get((one.code,), ProjectTotal())
            text = (
                f"{total.projects} 个，总投资 {rounded_money(total.total_investment)}，"
                f"已完成 {rounded_money(total.completed_investment)}"
            )
            bars.append(
                Bar(
                    one.title,
                    float(total.total_investment),
                    float(total.completed_investment),
                    text,
                )
            )
        self.chart.show_bars(bars)

    def _go_on(self) -> None:
        self.desk.goto.emit(self._next_place, "", "", "")

    def _received_card(self) -> QWidget:
        frame, inside = card(spacing=4)
        inside.addWidget(label("已收到报送"))
        inside.addWidget(self.received)
        return frame

    def _missing_card(self) -> QWidget:
        frame, inside = card(spacing=4)
        inside.addWidget(label("未报的区（不计入合计，也不按 0 处理）"))
        inside.addWidget(self.missing)
        return frame

    def _chart_card(self) -> QWidget:
        frame, inside = card()
        inside.addWidget(label("各集群项目投资", "heading"))
        inside.addWidget(label("浅色为总投资，深色为其中累计完成投资；只含已报的区。", "muted"))
        inside.addWidget(self.chart)
        return frame


FIGURES = {
    "projects": "项目总数",
    "total_investment": "项目总投资",
    "completed_investment": "累计完成投资",
}
NEXT = {"inbox": "接收报送表(&I)", "chase": "去催报(&H)", "review": "去审阅(&R)"}


def _figure_card(title: str, figure: QLabel) -> QWidget:
    frame, inside = card(spacing=4)
    inside.addWidget(label(title))
    inside.addWidget(figure)
    return frame
