"""方案覆盖: the plan's topics and the six plans beside what was recorded, and what is blank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QLineEdit, QSplitter, QWidget

from desktop.ui.coverage_tables import AnyLine, depth, line_columns, narrowed, plan_columns
from desktop.ui.page import Page
from desktop.ui.parts import button, card, label, page_layout, row, set_tone
from desktop.ui.places import COVERAGE, ENTRY, REVIEW
from desktop.ui.search import Matcher, PinyinTable
from desktop.ui.tables import Column, FactsModel, FactsTable
from desktop.workflow.coverage import borrowed_notes, cover, headline
from forms.coverage import PlanLine, Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.ui.desk import Desk
    from desktop.workflow.coverage import Covered

SPLIT = (860, 320)
VIEWS = ("集群与领域(&1)", "六大计划(&2)")


class CoveragePage(Page):
    """The plan at the left, line by line; the records of the chosen line at the right."""

    at = COVERAGE

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.covered: Covered | None = None
        self._readings = PinyinTable()
        self.headline, self.summary = label(kind="title"), label(kind="muted")
        self.note = label(wrap=True)
        self.views = [button(title, self._switch) for title in VIEWS]
        self.search, self.gaps_only = QLineEdit(), QCheckBox("只看空白(&G)")
        self.model: FactsModel[Any] = FactsModel(line_columns(), desk.look.color)
        self.table = FactsTable(self.model, "方案覆盖")
        self.name, self.phrase = label(kind="heading", wrap=True), label(kind="muted", wrap=True)
        self.records: FactsModel[Record] = FactsModel(self._record_columns(), desk.look.color)
        self.record_table = FactsTable(self.records, "登记的记录")
        self._group = QButtonGroup(self)
        self._lay_out()
        self._connect()

    # --- set up -----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        for one in self.views:
            one.setCheckable(True)
            self._group.addButton(one)
        self.views[0].setChecked(True)
        self.search.setPlaceholderText("按名称、拼音首字母查找（Ctrl+F）")
        self.search.setAccessibleName("查找领域或事项")
        self.search.setClearButtonEnabled(True)
        frame, inside = card(margin=10, spacing=6)
        inside.addWidget(self.name)
        inside.addWidget(self.phrase)
        inside.addWidget(self.record_table, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self.table)
        splitter.addWidget(frame)
        splitter.setStretchFactor(0, 1)
        splitter.setChildrenCollapsible(False)
        splitter.setSizes(list(SPLIT))
        outer = page_layout(self)
        outer.addLayout(row(self.headline, self.summary, None))
        outer.addWidget(self.note)
        narrowing = row(*self.views, self.search, self.gaps_only)
        narrowing.setStretch(2, 1)
        outer.addLayout(narrowing)
        outer.addWidget(splitter, 1)

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _text: self._narrow())
        self.search.returnPressed.connect(self.table.setFocus)
        self.gaps_only.toggled.connect(lambda _on: self._narrow())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_records())
        self.table.opened.connect(self._to_records)
        self.record_table.opened.connect(self._open)
        find = QAction(self)
        find.setShortcut(QKeySequence(QKeySequence.StandardKey.Find))
        find.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.triggered.connect(self._find)
        self.addAction(find)

    def _record_columns(self) -> list[Column[Record]]:
        session = self.desk.session
        columns: list[Column[Record]] = [
            Column("表号", lambda one: one.form, 6),
            Column("记录", lambda one: one.title, 0),
        ]
        if not session.district:
            names = session.catalogue.codelist("district")
            columns.insert(0, Column("区", lambda one: names.title_of(one.district), 8))
        return columns

    # --- the page ---------------------------------------------------------------------------

    def enter(self) -> None:
        """Lay the plan out anew, off the GUI thread."""
        desk = self.desk
        if desk.period is None:
            self.headline.setText("还没有报告期，请先在“概览”中建立报告期。")
            return
        session, period = desk.session, desk.period
        desk.jobs.run("统计方案覆盖", lambda _p, _c: cover(session, period), self._show)

    def _show(self, covered: Covered) -> None:
        self.covered = covered
        self.headline.setText(f"{covered.period.title}方案覆盖")
        self.summary.setText(headline(covered))
        names = self.desk.session.catalogue.codelist("district")
        missing = "、".join(map(names.title_of, covered.missing))
        notes = [f"未报的区不在其中：{missing}。"] if missing else []
        self.note.setText("".join([*notes, *borrowed_notes(covered, self.desk.session.forms)]))
        self.note.setVisible(bool(self.note.text()))
        set_tone(self.note, "soft" if missing else "hint")
        self._switch()

    @property
    def _shows_plans(self) -> bool:
        return self.views[1].isChecked()

    def _lines(self) -> Sequence[AnyLine]:
        if self.covered is None:
            return ()
        return self.covered.found.plans if self._shows_plans else self.covered.found.lines

    def _switch(self) -> None:
        """Show the other side of the plan, or the same one with other rows."""
        at = self._current()
        columns: list[Column[Any]] = (
            plan_columns(self.desk.session.forms) if self._shows_plans else line_columns()
        )
        self.model.show_columns(columns, ())
        self.table.setAccessibleName(VIEWS[self._shows_plans].partition("(")[0])
        self._narrow(at)

    def _narrow(self, at: AnyLine | None = None) -> None:
        at = at or self._current()
        lines = self._lines()
        query, gaps = self.search.text().strip(), self.gaps_only.isChecked()
        found = Matcher([one.title for one in lines], self._readings).matches(query)
        wanted = {lines[one].code for one in found}

        def keep(path: Sequence[AnyLine]) -> bool:
            return (path[-1].is_gap or not gaps) and any(one.code in wanted for one in path)

        shown = narrowed(lines, keep) if query or gaps else list(lines)
        self.model.show(shown)
        codes = [one.code for one in shown]
        if shown:
            place = codes.index(at.code) if at is not None and at.code in codes else 0
            self.table.setCurrentIndex(self.model.index(place, 0))
        self._show_records()

    def _current(self) -> AnyLine | None:
        row_ = self.table.current_row()
        found: AnyLine | None = self.model.rows[row_] if 0 <= row_ < len(self.model.rows) else None
        return found

    def _show_records(self) -> None:
        line = self._current()
        self.records.show(line.records if line is not None else ())
        if line is None:
            self.name.setText("没有符合条件的领域或事项")
            self.phrase.clear()
            return
        self.name.setText(f"{line.title}：{len(line.records)} 条记录")
        self.phrase.setText(self._advice(line))
        self.phrase.setVisible(bool(self.phrase.text()))

    def _advice(self, line: AnyLine) -> str:
        if isinstance(line, PlanLine) and line.phrase:
            return f"方案原文：{line.phrase}"
        if not line.is_gap:
            return ""
        if isinstance(line, PlanLine):
            return "还没有“对应计划”选这一项的项目。"
        where = "项目、成果、场景" if depth(line) == 2 else "项目、企业等"
        return f"还没有登记。登记{where}时选这一项，就计在这里。"

    # --- going on ---------------------------------------------------------------------------

    def _find(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _to_records(self, _row: int) -> None:
        if self.records.rows:
            self.record_table.setFocus()
        else:
            self.desk.say("这里还没有登记的记录。")

    def _open(self, number: int) -> None:
        one = self.records.rows[number]
        place = ENTRY if self.desk.session.district else REVIEW
        self.desk.goto.emit(place.name, one.form, one.record_id, "")
