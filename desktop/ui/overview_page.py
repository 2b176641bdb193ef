"""概览: where the clerk stands in this period and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from desktop.ui.page import Page
from desktop.ui.parts import GAP, button, card, column, label, page_layout, row, scrolled, set_tone
from desktop.ui.places import OVERVIEW
from desktop.ui.tables import Column, FactsModel, FactsTable
from desktop.workflow.answering import open_returns
from desktop.workflow.calendar import deadline, next_period
from desktop.workflow.chasing import lateness
from desktop.workflow.checking import SEVERITIES, counts
from desktop.workflow.nil import declared_nil
from desktop.workflow.statuses import STATE_TITLES
from forms.due import FREQUENCY_TITLES
from forms.findings import SEVERITY_TITLES

if TYPE_CHECKING:
    from datetime import date

    from desktop.ui.desk import Desk


SENT = frozenset({"submitted", "accepted"})


@dataclass(frozen=True, slots=True)
class FormTally:
    """One form of the period: its rows, those to confirm, those with findings that block."""

    code: str
    title: str
    rows: int
    to_confirm: int
    blocked: int
    nil: bool = False
    asked: str = "应报"
    is_due: bool = True


class StepCard(QFrame):
    """One of the three steps: what it is, how far it is, and the way there."""

    def __init__(self, number: str, title: str, go: str, desk: Desk) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._number, self._title = number, title
        self._heading = label(f"{number} {title}", "heading")
        self.figure: QLabel = label(kind="figure")
        self.detail: QLabel = label(kind="", wrap=True)
        self.detail.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.go = button("", lambda: desk.goto.emit(go, "", "", ""))
        inside = QVBoxLayout(self)
        inside.setContentsMargins(16, 12, 16, 14)
        inside.setSpacing(4)
        for part in (self._heading, self.figure, self.detail):
            inside.addWidget(part)
        inside.addSpacing(6)
        inside.addStretch(1)
        inside.addLayout(row(self.go, None))

    def show_state(self, figure: str, detail: str, tone: str, act: str, *, is_next: bool) -> None:
        """Say how far the step is; the next one to do is framed and its button filled."""
        self.figure.setText(figure)
        set_tone(self.figure, tone)
        self.detail.setText(detail)
        self.go.setText(act)
        self.go.setProperty("kind", "primary" if is_next else "")
        self.go.style().polish(self.go)
        set_tone(self, "next" if is_next else "")
        hint = "，下一步" if is_next else ""
        self.setAccessibleName(f"{self._number} {self._title}{hint}：{figure}。{detail}")


class OverviewPage(Page):
    """The clerk's first page."""

    at = OVERVIEW

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.headline = label(kind="title")
        self.due = label(kind="muted")
        self.enter_step = StepCard("①", "登记与确认", "entry", desk)
        self.check_step = StepCard("②", "审核", "findings", desk)
        self.submit_step = StepCard("③", "上报", "submit", desk)
        self._unanswered = 0
        self.returned = self._returned_card()
        self.next_period = button(
            "", desk.open_next_period, tip="由上期结转项目和累计数，逐行确认后再报"
        )
        self.model: FactsModel[FormTally] = FactsModel(_columns(), desk.look.color)
        self.table = FactsTable(self.model, "本期各表")
        self.table.opened.connect(self._open_form)
        self.empty = self._empty()
        self.body = self._body()
        outer = page_layout(self)
        outer.addWidget(self.empty)
        outer.addWidget(self.body)
        desk.changed.connect(lambda _changes: self._refresh_if_shown())

    def enter(self) -> None:
        """Count everything again."""
        has_period = self.desk.period is not None
        self.empty.setVisible(not has_period)
        self.body.setVisible(has_period)
        following = next_period(self.desk.session)
        self.next_period.setText(f"建立下一报告期：{following.title}(&N)")
        self.first.setText(f"建立{following.title}报告期(&N)")
        if has_period:
            self._show_returned()
            self._show_period()

    def _refresh_if_shown(self) -> None:
        if self.isVisible():
            self.enter()

    def _show_period(self) -> None:
        desk = self.desk
        assert desk.period is not None
        info = desk.period_info
        due = deadline(desk.session, desk.period)
        self.headline.setText(f"{desk.period.title}{desk.period.kind_title}")
        self.due.setText(self._due_text(due, info.state if info else ""))
        tallies = self._tallies()
        self.model.show(tallies)
        self._show_steps(tallies, info.state if info else "draft")

    def _due_text(self, due: date, state: str) -> str:
        day = f"{due.year}年{due.month}月{due.day}日"
        if state in SENT:
            return f"报送截止日：{day}"
        return f"请于 {day}前报送，{lateness(due, self.desk.session.today())}"

    def _tallies(self) -> list[FormTally]:
        book = self.desk.book
        blocked: dict[str, set[str]] = {}
        for one in book.findings:
            if one.blocks:
                blocked.setdefault(one.form, set()).add(one.record_id)
        made = []
        nil = declared_nil(book.context.rows, book.context.district)
        for form in self.desk.session.forms.data_forms:
            rows = book.context.rows.get(form.spec.code, {})
            code = form.spec.code
            # A half-year register need not be confirmed in every quarter.
            is_due = code in book.context.forms_due
            if not rows and not form.spec.is_entered:
                continue
            waiting = sum(one.to_confirm for one in rows.values()) if is_due else 0
            bad, is_nil = len(blocked.get(code, ())), code in nil and not rows
            made.append(
                FormTally(
                    code, form.spec.title, len(rows), waiting, bad, is_nil,
                    "应报" if is_due else f"不报（{FREQUENCY_TITLES[form.spec.frequency]}）", is_due,
                )
            )  # fmt: skip
        return sorted(made, key=lambda one: not one.is_due)

    def _show_steps(self, tallies: list[FormTally], state: str) -> None:
        rows, waiting = sum(one.rows for one in tallies), sum(one.to_confirm for one in tallies)
        findings = self.desk.findings
        tally = counts(findings)
        open_soft = sum(one.needs_explanation for one in findings)
        blocking = tally["hard"] + open_soft
        sent = state in SENT
        entered = bool(rows) and not waiting
        self.enter_step.show_state(
            f"{rows} 行", *_entry_words(rows, waiting), is_next=not sent and not entered
        )
        said = "，".join(f"{SEVERITY_TITLES[one]} {tally[one]} 条" for one in SEVERITIES)
        self.check_step.show_state(
            f"{blocking} 条待处理" if blocking else "审核通过", f"{said}；其中待说明 {open_soft} 条。",
            "hard" if tally["hard"] else "soft" if open_soft else "good", "看审核结果(&C)",
            is_next=not sent and entered and blocking > 0,
        )  # fmt: skip
        self.submit_step.show_state(
            *self._submit_words(state, sent, blocking + waiting),
            is_next=not sent and entered and not blocking and not self._unanswered,
        )

    def _submit_words(self, state: str, sent: bool, left: int) -> tuple[str, str, str, str]:
        if sent:
            done = "市级已验收，本期完成。" if state == "accepted" else ""
            said = f"{done}如需更正，直接修改后写明原因再次上报。"
            return STATE_TITLES[state], said, "good", "看报送记录(&S)"
        if state in {"amending", "returned"}:
            return "待重报", "修改完成并审核通过后，再次导出报送表。", "soft", "去上报(&S)"
        if left:
            return "暂不能上报", f"还有 {left} 项没有处理完。", "", "看还差什么(&S)"
        return "可以上报", "导出一份报送表，打印盖章后报市级。", "good", "去上报(&S)"

    def _open_form(self, number: int) -> None:
        self.desk.goto.emit("entry", self.model.rows[number].code, "", "")

    def _body(self) -> QWidget:
        steps = QGridLayout()
        steps.setSpacing(GAP)
        for place, one in enumerate((self.enter_step, self.check_step, self.submit_step)):
            steps.addWidget(one, 0, place)
            steps.setColumnStretch(place, 1)
        head = row(self.headline, self.due, None, self.next_period)
        hint = label("选中一行按回车，可直接打开这张表。", "muted")
        inside = column(
            head, self.returned, steps, 4, row(label("本期各表", "heading"), None, hint), self.table
        )
        inside.setStretchFactor(self.table, 1)
        self.table.setMinimumHeight(140)
        return scrolled(inside)

    def _returned_card(self) -> QWidget:
        frame, inside = card(tone="next", margin=10)
        self.returned_text = label(kind="heading", tone="soft")
        go = button(
            "去答复(&R)", lambda: self.desk.goto.emit("exchange", "", "", ""), "primary",
            "逐条改正、说明或提出异议",
        )  # fmt: skip
        inside.addLayout(row(self.returned_text, None, go))
        frame.hide()
        return frame

    def _show_returned(self) -> None:
        left = sum(len(one.open) for one in open_returns(self.desk.session))
        self._unanswered = left
        self.returned_text.setText(f"有 {left} 条退回意见待处理")
        self.returned.setVisible(bool(left))

    def _empty(self) -> QWidget:
        frame, inside = card(tone="next", margin=28, spacing=12)
        inside.addWidget(label("从建立报告期开始", "title"))
        inside.addWidget(
            label(
                "报告期是一次报送的范围，例如一个季度。建立后即可登记项目；下一期会自动带出本期数据，只需修改有变化的地方。",
                wrap=True,
            )
        )
        self.first = button("", self.desk.open_next_period, "primary")
        inside.addLayout(row(self.first, None))
        holder = QWidget()
        holder.setLayout(column(frame, None))
        return holder


def _entry_words(rows: int, waiting: int) -> tuple[str, str, str]:
    """The detail, tone and button of the first step."""
    if waiting:
        return f"{waiting} 行由上期结转，待核对确认。", "soft", "去确认(&E)"
    if rows:
        return "全部已登记、已确认。", "good", "去填报(&E)"
    return "逐行登记，随时自动保存。", "", "去填报(&E)"


def _columns() -> list[Column[FormTally]]:
    return [
        Column("表号", lambda one: one.code, 8),
        Column("表名", lambda one: one.title, 0),
        Column("本期", lambda one: one.asked, 14, tone=_asked),
        Column(
            "已登记（行）", lambda one: "零报告" if one.nil else f"{one.rows:,}", 16, numeric=True
        ),
        Column("待确认（行）", lambda one: f"{one.to_confirm:,}", 16, numeric=True, tone=_waiting),
        Column("有问题（行）", lambda one: f"{one.blocked:,}", 16, numeric=True, tone=_blocked),
    ]


def _asked(one: FormTally) -> str:
    return "" if one.is_due else "muted"


def _waiting(one: FormTally) -> str:
    return "soft" if one.to_confirm else ""


def _blocked(one: FormTally) -> str:
    return "hard" if one.blocked else ""
