"""填报: the forms as spreadsheets, and beside them the record at hand, field by field."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui.entry_bar import EVERYTHING, TO_CONFIRM, EntryBar, add_keys
from desktop.ui.grid.pane import GridPane
from desktop.ui.import_dialog import start_import
from desktop.ui.page import Page
from desktop.ui.parts import label
from desktop.ui.places import ENTRY
from desktop.ui.record_panel import RecordPanel
from desktop.ui.template_dialog import start_template
from desktop.workflow.nil import declared_nil

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from desktop.ledger import Changes
    from desktop.ui.desk import Desk
    from forms.base import Form

SPLIT = (820, 350)


class EntryPage(Page):
    """The forms in a switch; a form's grid is made when it is first shown."""

    at = ENTRY

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        forms = desk.session.forms
        covers = [form for form in forms if form.spec.nature == "cover"]
        self.forms = [*forms.entered_forms, *covers]
        self.bar = EntryBar([form.spec.title for form in self.forms], self)
        self.switch, self.search, self.filter = self.bar.switch, self.bar.search, self.bar.filter
        self.stack = QStackedWidget(self)
        self.panel = RecordPanel(desk, self)
        self.empty = label("还没有报告期。请先在“概览”中建立报告期。", wrap=True)
        self._panes: dict[str, GridPane] = {}
        self._lay_out()
        self._connect()
        add_keys(self, self._do)
        self._shown_period = desk.period

    # --- set up -----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.addWidget(self.stack)
        self.splitter.addWidget(self.panel)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setCollapsible(0, False)
        self.splitter.setSizes(list(SPLIT))
        self.stack.addWidget(self.empty)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 8, 12, 8)
        box.setSpacing(6)
        box.addWidget(self.bar)
        box.addWidget(self.splitter, 1)

    def _connect(self) -> None:
        self.bar.form_chosen.connect(self._show_form)
        self.bar.wished.connect(self._do)
        self.bar.narrowed.connect(self._narrow)
        self.bar.left.connect(self._to_grid)
        self.panel.stepped.connect(self._step)
        self.panel.focused.connect(self._follow_panel)
        self.desk.changed.connect(self._desk_changed)
        self.desk.findings_changed.connect(self._show_counts)

    def _do(self, name: str) -> None:
        verbs: dict[str, Callable[[], object]] = {
            "add": self.add_row,
            "copy": self.duplicate_row,
            "delete": self.delete_rows,
            "confirm": self.confirm_rows,
            "import": self.import_file,
            "template": lambda: start_template(self.desk, self.code, self),
            "nil": self.declare_nil,
            "before": lambda: self.next_problem(-1),
            "next": lambda: self.next_problem(1),
            "columns": self.choose_columns,
            "panel": self.toggle_panel,
            "search": self.start_search,
            "other": self._other_side,
            "tab_after": lambda: self._turn_tab(1),
            "tab_before": lambda: self._turn_tab(-1),
        }
        verbs[name]()

    # --- the page ---------------------------------------------------------------------------

    @property
    def pane(self) -> GridPane | None:
        """The grid in sight."""
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, GridPane) else None

    @property
    def code(self) -> str:
        """The form in sight."""
        return self.forms[max(0, self.switch.currentIndex())].spec.code

    def enter(self) -> None:
        """Show the period on the desk; the grids stay as they were left."""
        if self.desk.period != self._shown_period:
            self._forget_panes()
        self._show_form()
        self._to_grid()

    def subject(self) -> tuple[str, str, str]:
        """The field in the panel that has the keyboard, else the grid's current cell."""
        record_id, field = self.pane.current() if self.pane is not None else ("", "")
        return self.code, record_id, self.panel.focused_field() or field

    def dress(self) -> None:
        """Another theme or text size: the grids measure anew."""
        for pane in self._panes.values():
            pane.dress()

    def reveal(self, form: str, record_id: str, field: str) -> None:
        """Go to a cell, whichever form it is in; without a record to the form itself."""
        codes = [one.spec.code for one in self.forms]
        if form not in codes:
            return
        self.switch.setCurrentIndex(codes.index(form))
        self._show_form()
        pane = self.pane
        if pane is None:
            return
        if record_id and not pane.reveal(record_id, field):
            self.desk.say(f"没有找到记录 {record_id}，它可能已被删除。", "warning")
        self._show_narrowing(pane)
        pane.view.setFocus()

    def _forget_panes(self) -> None:
        for pane in self._panes.values():
            pane.arrangement.keep()
            self.stack.removeWidget(pane)
            pane.deleteLater()
        self._panes.clear()
        self._shown_period = self.desk.period

    def _show_form(self) -> None:
        period = self.desk.period
        if period is None:
            self.stack.setCurrentWidget(self.empty)
            self.panel.show_record(None, "")
            return
        form = self.forms[max(0, self.switch.currentIndex())]
        pane = self._panes.get(form.spec.code)
        if pane is None:
            pane = GridPane(self.desk, form, period, self)
            pane.moved.connect(functools.partial(self._moved, pane))
            self._panes[form.spec.code] = pane
            self.stack.addWidget(pane)
        self.stack.setCurrentWidget(pane)
        self._show_narrowing(pane)
        self._show_counts()
        self._moved(pane, *pane.current())

    def _show_counts(self) -> None:
        if self.desk.period is None or not self.isVisible():
            return
        nil = self._nil()
        for at, form in enumerate(self.forms):
            text = self._switch_text(form, nil)
            if self.switch.itemText(at) != text:
                self.switch.setItemText(at, text)
        self._show_abilities()

    def _switch_text(self, form: type[Form], nil: Collection[str]) -> str:
        code, title = form.spec.code, form.spec.title
        if form.spec.nature == "cover":
            return f"{code} {title}"
        count = self._count(code)
        if code in nil and not count:
            return f"{code} {title}　零报告"
        is_due = code in self.desk.book.context.forms_due
        return f"{code} {title}　{count:,} 行{'' if is_due else '（本期不报）'}"

    def _nil(self) -> tuple[str, ...]:
        context = self.desk.book.context
        return declared_nil(context.rows, context.district)

    def _count(self, code: str) -> int:
        pane = self._panes.get(code)
        if pane is not None and not pane.model.rows.shown.narrowed:
            return len(pane.model.rows)
        return len(self.desk.book.context.rows.get(code, ()))

    def _show_abilities(self) -> None:
        spec = self.forms[max(0, self.switch.currentIndex())].spec
        writes = not self.desk.session.info.read_only
        self.bar.allow(
            grow=writes and spec.grows, change_rows=writes and spec.is_entered, take_in=writes
        )
        forms, rows = self.desk.session.forms, self.desk.book.context.rows
        self.bar.show_nil(
            able=writes
            and spec.code in {one.spec.code for one in forms.nil_forms}
            and not any(rows.get(code) for code in forms.family(spec.code)),
            declared=writes and spec.code in self._nil(),
        )

    # --- verbs ------------------------------------------------------------------------------

    def add_row(self) -> None:
        """A new record at the end, ready to be named."""
        pane = self.pane
        if pane is None or not self.bar.buttons["add"].isEnabled():
            return
        self._show_all(pane)
        record_id = self.desk.add_row(pane.code)
        if record_id:
            pane.reveal(record_id, pane.form.spec.label)
            pane.view.setFocus()

    def duplicate_row(self) -> None:
        """A copy of the current record, ready to be renamed."""
        pane = self.pane
        if pane is None or not self.bar.buttons["copy"].isEnabled():
            return
        here = pane.current()[0]
        self._show_all(pane)
        record_id = self.desk.duplicate_row(pane.code, here) if here else None
        if record_id:
            pane.reveal(record_id, pane.form.spec.label)
            self.desk.say("已复制为新记录，请修改名称等不同之处。", "done")

    def delete_rows(self) -> None:
        """The selected records go; the message bar offers to take it back."""
        pane = self.pane
        if pane is not None and self.bar.buttons["delete"].isEnabled():
            records = pane.selected_records()
            if records:
                self.desk.delete_rows(pane.code, records)

    def confirm_rows(self) -> None:
        """本期无变化 for the selected records that wait for it; on to the next one."""
        pane = self.pane
        if pane is None or not self.bar.buttons["confirm"].isEnabled():
            return
        records, area = pane.selected_records(), pane.view.area
        if not records or area is None:
            return
        waiting = [row for row in range(area.top, area.bottom + 1) if pane.model.to_confirm(row)]
        if not waiting:
            self.desk.say("选中的记录都已确认过。")
            return
        if (
            self.desk.confirm_rows(pane.code, [pane.model.rows.record_id(row) for row in waiting])
            is not None
        ):
            self.desk.say(f"已确认 {len(waiting)} 条记录本期无变化。", "done")
            pane.view.select_cell(min(area.bottom + 1, len(pane.model.rows) - 1), area.left)

    def declare_nil(self) -> None:
        """零报告 for the form in sight, or no longer."""
        title, declared = self.desk.session.forms[self.code].spec.title, self.code in self._nil()
        if self.desk.declare_nil(self.code, not declared) is not None:
            self.desk.say(f"已{'取消' if declared else '申报'}“{title}”的零报告，可撤销。", "done")

    def import_file(self) -> None:
        """Rows from a file, shown before they are written."""
        if self.bar.buttons["import"].isEnabled():
            start_import(self.desk, self.code, self)

    def start_search(self) -> None:
        """Ctrl+F: into the search box."""
        self.search.setFocus()
        self.search.selectAll()

    def next_problem(self, step: int) -> None:
        """Go to the next (or previous) marked cell of this form, then of the next form."""
        pane = self.pane
        if pane is None:
            return
        if pane.next_problem(step):
            return
        order = [form.spec.code for form in self.forms]
        here = order.index(pane.code)
        for offset in range(1, len(order) + 1):
            at = (here + offset * step) % len(order)
            if any(one.form == order[at] and one.blocks for one in self.desk.findings):
                self.switch.setCurrentIndex(at)
                self._show_form()
                shown = self.pane
                if shown is not None and shown.next_problem(step, from_end=True):
                    if offset == len(order):
                        self.desk.say("已经从头查找。")
                    shown.view.setFocus()
                    return
        self.desk.say("没有需要处理的问题了。", "done")

    def choose_columns(self) -> None:
        """A menu with a tick for each column."""
        if self.pane is not None:
            below = self.bar.buttons["columns"]
            self.pane.arrangement.chooser().popup(below.mapToGlobal(below.rect().bottomLeft()))

    def toggle_panel(self) -> None:
        """Show the record panel or fold it away."""
        self.panel.setVisible(not self.panel.isVisible())
        if self.panel.isVisible() and self.pane is not None:
            self._moved(self.pane, *self.pane.current())
        else:
            self._to_grid()

    def _to_grid(self) -> None:
        if self.pane is not None:
            self.pane.view.setFocus()

    def _other_side(self) -> None:
        pane = self.pane
        if pane is None:
            return
        if self.panel.isAncestorOf(self.focusWidget() or self) or self.panel.isHidden():
            pane.view.setFocus()
        else:
            self.panel.focus_field(pane.current()[1])

    def _turn_tab(self, step: int) -> None:
        self.switch.setCurrentIndex((self.switch.currentIndex() + step) % self.switch.count())

    # --- narrowing --------------------------------------------------------------------------

    def _narrow(self) -> None:
        pane = self.pane
        if pane is None:
            return
        what = self.bar.what
        only = None if what in (EVERYTHING, TO_CONFIRM) else pane.model.marks.records(what)
        search = self.search.text().strip()
        to_confirm = what == TO_CONFIRM
        shown = pane.model.rows.reorder(search=search, to_confirm=to_confirm, only_ids=only)
        if shown != pane.model.rows.shown:
            pane.narrowed_by = what
            pane.show_rows(shown)

    def _show_narrowing(self, pane: GridPane) -> None:
        if not pane.model.rows.shown.narrowed:
            pane.narrowed_by = EVERYTHING
        self.bar.show_narrowing(pane.model.rows.shown, pane.narrowed_by)

    def _show_all(self, pane: GridPane) -> None:
        if pane.model.rows.shown.narrowed:
            pane.show_rows(pane.model.rows.reorder(search="", to_confirm=False, only_ids=None))
            self._show_narrowing(pane)

    # --- what follows -----------------------------------------------------------------------

    def _moved(self, pane: GridPane, record_id: str, field: str) -> None:
        if pane is self.pane and not self.panel.isHidden():
            self.panel.show_record(pane.form, record_id)
            self.panel.point_at(field)

    def _follow_panel(self, field: str) -> None:
        pane = self.pane
        if pane is not None:
            column = pane.model.column_of(field)
            if column is not None and not pane.view.isColumnHidden(column):
                pane.view.select_cell(pane.view.currentIndex().row(), column)

    def _step(self, step: int) -> None:
        pane = self.pane
        if pane is not None:
            index = pane.view.currentIndex()
            at = index.row() + step
            if 0 <= at < len(pane.model.rows):
                pane.view.select_cell(at, index.column())

    def _desk_changed(self, changes: Changes) -> None:
        pane = self.pane
        if pane is None or not self.isVisible():
            return
        touched = [record for form, record in changes.rows - changes.removed if form == pane.code]
        if touched and pane.current()[0] not in touched:
            # An undo, most likely: show what came back.
            fields = sorted(changes.cells.get((pane.code, touched[0]), ()))
            pane.reveal(touched[0], fields[0] if fields else "")
        if self.panel.isVisible():
            self.panel.refresh(changes)
        self._show_counts()
