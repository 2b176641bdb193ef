"""审核: every finding of the period in one list, each a key from its cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from desktop.ui.grid.marks import problem_of, sentence_of
from desktop.ui.page import Page
from desktop.ui.parts import button, card, label, page_layout, row, set_tone
from desktop.ui.places import FINDINGS, cell_place
from desktop.ui.tables import AnsweredTable, Column, FactsModel
from forms.checks.described import waived, waived_line
from forms.findings import SEVERITY_TITLES, Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.ui.desk import Desk

ANY = ""
TO_EXPLAIN = "to_explain"
LEVELS = (
    ("全部级别", ANY), ("强制性", "hard"), ("核实性", "soft"), ("待说明", TO_EXPLAIN), ("提示性", "hint"),
)  # fmt: skip
ORDER: dict[Severity, int] = {"hard": 0, "soft": 1, "hint": 2}
"""What must be put right stands before what may be left."""

SHOWN = 3
"""So many waivers are told in full beside the counts."""

SIGNS: dict[Severity, str] = {"hard": "▲", "soft": "○", "hint": "－"}
ADVICE = (
    "好的说明写清三件事：原因是什么，涉及哪些数，依据在哪里。例如：设备进口延迟到港，"
    "3200万元付款由二季度移至三季度，见付款凭证。不要只写“核实无误”“情况属实”。"
)


class FindingsPage(Page):
    """Counts on top, filters, the list, and below it the chosen finding with its explanation."""

    at = FINDINGS

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.summary = {one: self._tile(one) for one in ("hard", "soft", "hint")}
        self.level, self.form, self.rule = QComboBox(), QComboBox(), QComboBox()
        self.text = QLineEdit()
        self.model = FactsModel(self._columns(), desk.look.color, self)
        self.table = AnsweredTable(self.model, "审核发现的问题", self)
        self.waived = label(kind="muted", wrap=True)
        self.empty = label("", wrap=True)
        self.detail = QLabel()
        self.advice = label(ADVICE, kind="muted", wrap=True)
        self.explanation = QPlainTextEdit()
        self.save = button("保存说明", self._save, kind="primary", tip="保存说明（Ctrl+回车）")
        self._stale = True
        self._lay_out()
        self._connect()

    # --- set up -----------------------------------------------------------------------------

    def _columns(self) -> tuple[Column[Finding], ...]:
        return (
            Column("级别", lambda one: f"{SIGNS[one.severity]} {SEVERITY_TITLES[one.severity]}", 10, tone=_tone),
            Column("规则", lambda one: one.rule, 6),
            Column("表", self._form_title, 12),
            Column("记录", lambda one: one.label or one.record_id, 20),
            Column("指标", self._field_title, 14),
            Column("数值", lambda one: one.value, 12),
            Column("问题", problem_of, 30),
            Column("处理建议", lambda one: one.remedy, 18),
            Column(
                "说明", lambda one: one.explanation, 20, write=self._explain,
                may_write=lambda one: one.severity == "soft",
            ),
        )  # fmt: skip

    def _tile(self, severity: Severity) -> QPushButton:
        tile = button("", lambda: self._choose_level(severity), kind="tile")
        tile.setCheckable(True)
        return tile

    def _lay_out(self) -> None:
        for title, level in LEVELS:
            self.level.addItem(title, level)
        for box, name in ((self.level, "级别"), (self.form, "报表"), (self.rule, "规则")):
            box.setAccessibleName(f"按{name}筛选")
        self.text.setPlaceholderText("按记录、指标或问题查找（Ctrl+F）")
        self.text.setAccessibleName("查找问题")
        self.text.setClearButtonEnabled(True)
        self.detail.setWordWrap(True)
        self.detail.setTextFormat(Qt.TextFormat.PlainText)
        self.explanation.setAccessibleName("说明")
        self.explanation.setPlaceholderText("在此填写说明，按 Ctrl+回车 保存")
        self.explanation.setTabChangesFocus(True)
        self.explanation.setFixedHeight(self.fontMetrics().lineSpacing() * 3 + 14)
        outer = page_layout(self)
        outer.addLayout(row(*self.summary.values(), None))
        outer.addLayout(row(self.level, self.form, self.rule, self.text, spacing=8))
        outer.addWidget(self.waived)
        outer.addWidget(self.empty)
        outer.addWidget(self.table, 1)
        frame, inside = card(margin=10, spacing=6)
        jump = button("到这一格", self._open_current, tip="转到该格（回车）")
        head = row(self.detail, jump)
        head.setStretch(0, 1)
        inside.addLayout(head)
        inside.addWidget(self.advice)
        answer = row(self.explanation, self.save)
        answer.setStretch(0, 1)
        inside.addLayout(answer)
        self.card = frame
        outer.addWidget(frame)

    def _connect(self) -> None:
        for box in (self.level, self.form, self.rule):
            box.activated.connect(lambda _at: self._filter())
        self.text.textChanged.connect(lambda _text: self._filter())
        self.table.opened.connect(self._open)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_detail())
        self.desk.findings_changed.connect(self._refresh)
        for keys, act in (
            ("Ctrl+F", self.text.setFocus),
            ("F8", lambda: self._step(1)),
            ("Shift+F8", lambda: self._step(-1)),
            ("Ctrl+Return", self._save),
        ):
            action = QAction(self)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _checked=False, act=act: act())
            self.addAction(action)

    # --- the page ---------------------------------------------------------------------------

    def enter(self) -> None:
        """Show the findings as they are now."""
        self._stale = True
        self._refresh()
        self.table.setFocus()

    def badge(self) -> int:
        """What still stops the submission."""
        return sum(one.blocks for one in self.desk.findings)

    def dress(self) -> None:
        """Another theme or text size."""
        self.table.fit()

    def _refresh(self) -> None:
        """Findings changed: at once when in sight, else when next shown."""
        if not self.isVisible() and not self._stale:
            return
        self._stale = False
        found = self.desk.findings
        counts = {one: sum(f.severity == one for f in found) for one in self.summary}
        waiting = sum(one.needs_explanation for one in found)
        self.summary["hard"].setText(f"▲ 强制性  {counts['hard']:,}")
        self.summary["soft"].setText(f"○ 核实性  {counts['soft']:,}（待说明 {waiting:,}）")
        self.summary["hint"].setText(f"－ 提示性  {counts['hint']:,}")
        self._show_waived()
        self._offer(self.form, "全部报表", {self._form_title(one): one.form for one in found})
        rules = sorted({one.rule for one in found})
        self._offer(self.rule, "全部规则", {rule: rule for rule in rules})
        self._filter()

    def _show_waived(self) -> None:
        """What the city let off is never silent; the reasons of many stand in the tooltip."""
        listed = waived(self.desk.book.context) if self.desk.period is not None else []
        self.waived.setText(waived_line(listed, SHOWN))
        self.waived.setToolTip(waived_line(listed).replace("；", "\n"))
        self.waived.setVisible(bool(listed))

    def _offer(self, box: QComboBox, everything: str, options: dict[str, str]) -> None:
        chosen = box.currentData()
        box.clear()
        box.addItem(everything, ANY)
        for title, data in options.items():
            box.addItem(title, data)
        box.setCurrentIndex(max(0, box.findData(chosen)))

    def _filter(self) -> None:
        current = self._current()
        wanted = (one for one in self.desk.findings if self._is_wanted(one))
        shown = sorted(wanted, key=lambda one: ORDER[one.severity])
        if list(self.model.rows) != shown:
            self.model.show(shown)
            ids = [one.id for one in shown]
            at = ids.index(current.id) if current is not None and current.id in ids else 0
            if shown:
                self.table.setCurrentIndex(self.model.index(at, 0))
        self._show_empty(shown)
        self._show_detail()
        level = self.level.currentData()
        for severity, tile in self.summary.items():
            tile.setChecked(level == severity or (level == TO_EXPLAIN and severity == "soft"))

    def _is_wanted(self, one: Finding) -> bool:
        level, form, rule = (box.currentData() or ANY for box in (self.level, self.form, self.rule))
        fits = level in (ANY, one.severity) or (level == TO_EXPLAIN and one.needs_explanation)
        if not fits or form not in (ANY, one.form) or rule not in (ANY, one.rule):
            return False
        wanted = self.text.text().strip().casefold()
        facts = (one.label, one.record_id, self._field_title(one), one.message, one.value, one.rule)
        return not wanted or any(wanted in fact.casefold() for fact in facts)

    def _show_empty(self, shown: Sequence[Finding]) -> None:
        nothing = "没有符合筛选条件的问题。" if self.desk.findings else "没有发现问题，可以上报。"
        self.empty.setText(nothing)
        self.empty.setVisible(not shown)
        self.table.setVisible(bool(shown))
        self.card.setVisible(bool(shown))

    # --- the chosen finding -----------------------------------------------------------------

    def _current(self) -> Finding | None:
        at = self.table.currentIndex().row()
        return self.model.rows[at] if 0 <= at < len(self.model.rows) else None

    def _show_detail(self) -> None:
        one = self._current()
        if one is None:
            self.detail.clear()
            return
        self.detail.setText(
            f"{one.label or one.record_id}　{self._field_title(one)}\n{sentence_of(one)}"
        )
        set_tone(self.detail, _tone(one))
        soft = one.severity == "soft"
        for part in (self.advice, self.explanation, self.save):
            part.setVisible(soft)
        if self.explanation.toPlainText() != one.explanation and not self.explanation.hasFocus():
            self.explanation.setPlainText(one.explanation)

    def _save(self) -> None:
        one = self._current()
        if one is not None and one.severity == "soft":
            self._explain(one, self.explanation.toPlainText())

    def _explain(self, finding: Finding, text: str) -> bool:
        done = self.desk.explain(finding, text)
        if done:
            self.desk.say("说明已保存。" if text.strip() else "说明已撤回。", "done")
        return done

    def subject(self) -> tuple[str, str, str]:
        """The field of the chosen finding."""
        one = self._current()
        return (one.form, one.record_id, one.field) if one is not None else ("", "", "")

    # --- going places -----------------------------------------------------------------------

    def _choose_level(self, severity: Severity) -> None:
        chosen = ANY if self.level.currentData() == severity else severity
        self.level.setCurrentIndex(self.level.findData(chosen))
        self._filter()

    def _step(self, step: int) -> None:
        """F8: on to the next finding that stops the submission."""
        rows, at = self.model.rows, self.table.currentIndex().row()
        order = range(at + 1, len(rows)) if step > 0 else range(at - 1, -1, -1)
        found = next((number for number in order if rows[number].blocks), None)
        if found is None:
            self.desk.say("这个方向上没有需要处理的问题了。")
        else:
            self.table.setCurrentIndex(self.model.index(found, 0))

    def _open(self, at: int) -> None:
        one = self.model.rows[at]
        self.desk.goto.emit(cell_place(one.form), one.form, one.record_id, one.field)

    def _open_current(self) -> None:
        index: QModelIndex = self.table.currentIndex()
        if index.isValid():
            self._open(index.row())

    def _form_title(self, one: Finding) -> str:
        forms = self.desk.session.forms
        return forms[one.form].spec.title if one.form in forms else one.form

    def _field_title(self, one: Finding) -> str:
        forms = self.desk.session.forms
        entry = forms[one.form].items_by_name().get(one.field) if one.form in forms else None
        return entry.title if entry is not None else "整条记录"


def _tone(one: Finding) -> str:
    return "good" if one.severity == "soft" and one.explanation else one.severity
