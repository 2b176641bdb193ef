"""One form's grid with its status line: binds view and model to the desk."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QMenu, QVBoxLayout, QWidget

from desktop.ui.grid.blocks import Plan, Target, plan_fill, plan_paste, tiled
from desktop.ui.grid.choices import ChoiceMaker
from desktop.ui.grid.clipboard import Block, read_block, write_block
from desktop.ui.grid.columns import BORROWED, columns_of
from desktop.ui.grid.delegate import GridDelegate
from desktop.ui.grid.marks import LEVEL_TITLES, Marks, level_of, sentence_of
from desktop.ui.grid.memory import GridMemory
from desktop.ui.grid.model import GridModel
from desktop.ui.grid.rows import Rows, Shown
from desktop.ui.grid.status import MOST_SUMMED, StatusLine, tally
from desktop.ui.grid.view import ROW_PADDING, Area, GridView
from desktop.workflow.entry import Typed
from forms.errors import UserMistake

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.ledger import Changes
    from desktop.ui.desk import Desk
    from forms.base import Form
    from forms.findings import Finding
    from forms.periods import Period

MEASURED_ROWS = 12
KEEP_AFTER_MS = 800
AT_ONCE = 300
"""Cells written without leaving the window's thread; more is a job with progress."""


class GridPane(QWidget):
    """The rows of one form. ``moved(record_id, field)`` when another cell is current."""

    moved = Signal(str, str)
    shown_changed = Signal()

    def __init__(
        self, desk: Desk, form: type[Form], period: Period, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.desk, self.form, self.code = desk, form, form.spec.code
        session = desk.session
        self.maker = ChoiceMaker(session, period.code)
        self.model = GridModel(
            Rows(session, form, period.code), columns_of(form), session.catalogue, self
        )
        self.view = GridView(self)
        self.view.setAccessibleName(f"{form.spec.title}表格")
        self.delegate = GridDelegate(self.maker, self.view)
        self.status = StatusLine(self)
        self.reason = QLabel(self)
        self.reason.setWordWrap(True)
        self.reason.setTextFormat(Qt.TextFormat.PlainText)
        self.reason.setAccessibleName("当前格的问题")
        self.memory = GridMemory.recall(session, self.code)
        self._keep_soon = QTimer(self, singleShot=True, interval=KEEP_AFTER_MS)
        self._keep_soon.timeout.connect(self._keep_if_shown)
        self._count_soon = QTimer(self, singleShot=True, interval=0)
        self._count_soon.timeout.connect(self._show_status)
        self.narrowed_by = ""
        self._lay_out()
        self._connect()
        self._open()

    # --- set up -----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.view, 1)
        box.addWidget(self.reason)
        box.addWidget(self.status)
        self.reason.setContentsMargins(8, 4, 8, 4)

    def _connect(self) -> None:
        view, heading = self.view, self.view.heading
        self.delegate.typed.connect(self._typed)
        self.delegate.moved.connect(view.step)
        view.clear_wanted.connect(self.clear)
        view.copy_wanted.connect(self.copy)
        view.cut_wanted.connect(self.cut)
        view.paste_wanted.connect(self.paste)
        view.fill_wanted.connect(self.fill_down)
        view.toggle_wanted.connect(self._toggle)
        view.selection_moved.connect(self._selection_moved)
        for one in (heading, view.frozen_heading):
            one.sectionClicked.connect(self._sort_by)
            one.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            one.customContextMenuRequested.connect(
                lambda pos, one=one: self.column_menu(one.logicalIndexAt(pos)).popup(
                    one.mapToGlobal(pos)
                )
            )
        heading.sectionResized.connect(self._resized)
        self.desk.changed.connect(self._desk_changed)
        self.desk.findings_changed.connect(self.mark)

    def _open(self) -> None:
        view = self.view
        view.setModel(self.model)
        view.setItemDelegate(self.delegate)
        sort = (
            self.memory.sort
            if self.memory.sort and self.model.column_of(self.memory.sort[0]) is not None
            else None
        )
        self.show_rows(Shown(sort=sort))
        self._size_columns()
        for name in self.memory.hidden:
            column = self.model.column_of(name)
            if column is not None:
                view.setColumnHidden(column, True)
        view.freeze(sum(column.frozen for column in self.model.columns))
        self._show_sort()
        self.mark()
        view.select_cell(0, min(1, len(self.model.columns) - 1))

    def _size_columns(self) -> None:
        """Widths as they were left, else from a page of texts, never from all rows."""
        metrics = self.view.fontMetrics()
        character = metrics.horizontalAdvance("字")
        for at, column in enumerate(self.model.columns):
            title = -(-metrics.horizontalAdvance(column.heading) // 2) + character * 2
            texts = [
                self.model.look(row, at).text
                for row in range(min(MEASURED_ROWS, len(self.model.rows)))
            ]
            longest = max((metrics.horizontalAdvance(text[:60]) for text in texts), default=0) + 18
            usual = character * column.usual_width
            width = max(title, min(longest, usual + character * 4) if longest > 18 else usual)
            self.view.setColumnWidth(
                at, self.memory.widths.get(column.name, min(width, character * 18))
            )

    # --- what is shown ----------------------------------------------------------------------

    def show_rows(self, shown: Shown) -> None:
        """Filter, search or sort; the current record stays current where it is still shown."""
        record_id, _ = self.current()
        column = max(0, self.view.currentIndex().column())
        self.model.show(shown)
        place = self.model.rows.place_of(record_id) if record_id else None
        if len(self.model.rows):
            self.view.select_cell(place or 0, column)
        self._show_status()
        self.shown_changed.emit()

    def current(self) -> tuple[str, str]:
        """Record id and field of the current cell, empty when there is none."""
        index = self.view.currentIndex()
        if not index.isValid() or index.row() >= len(self.model.rows):
            return "", ""
        return self.model.rows.record_id(index.row()), self.model.columns[index.column()].name

    def selected_records(self) -> list[str]:
        """The records that the selection touches."""
        area = self.view.area
        if area is None or not len(self.model.rows):
            return []
        found = (self.model.rows.record_id(row) for row in range(area.top, area.bottom + 1))
        return [record for record in found if record]

    def reveal(self, record_id: str, field: str) -> bool:
        """Go to a cell, taking filters away when they hide it."""
        place = self.model.rows.place_of(record_id)
        if place is None and self.model.rows.shown.narrowed:
            self.show_rows(Shown(sort=self.model.rows.shown.sort))
            place = self.model.rows.place_of(record_id)
        if place is None:
            return False
        column = self.model.column_of(field)
        column = self.view.currentIndex().column() if column is None else column
        if self.view.isColumnHidden(column):
            self.hide_column(column, False)
        self.view.select_cell(place, max(0, column))
        return True

    def mark(self) -> None:
        """Show the findings as they are now."""
        self.model.mark(Marks(self.desk.findings, self.code))
        self._show_reason()

    def next_problem(self, step: int, *, from_end: bool = False) -> bool:
        """Go to the next cell that stops the submission; False when there is none that way."""
        marks, rows = self.model.marks, self.model.rows
        shown = replace(
            rows.shown, only_ids=marks.blocking() & (rows.shown.only_ids or marks.blocking())
        )
        wanted = set(rows.query(shown)) if shown.only_ids else set()
        index = self.view.currentIndex()
        at = (-1 if step > 0 else len(rows)) if from_end else index.row()
        if not from_end and 0 <= at < len(rows) and rows.ids[at] in wanted:
            columns = self._problem_columns(at)
            further = [one for one in columns if (one - index.column()) * step > 0]
            if further:
                self.view.select_cell(at, further[0] if step > 0 else further[-1])
                return True
        places = range(at + 1, len(rows)) if step > 0 else range(at - 1, -1, -1)
        found = next((place for place in places if rows.ids[place] in wanted), None)
        if found is None:
            return False
        columns = self._problem_columns(found)
        self.view.select_cell(found, columns[0 if step > 0 else -1] if columns else index.column())
        return True

    def _problem_columns(self, row: int) -> list[int]:
        """The columns of a row's blocking findings; those of no shown column stand at the first."""
        found = self.model.marks.of_record(self.model.rows.record_id(row))
        columns = {self.model.column_of(one.field) for one in found if one.blocks}
        return sorted(0 if column is None else column for column in columns)

    def dress(self) -> None:
        """Another theme or text size: measure and paint anew."""
        self.view.verticalHeader().setDefaultSectionSize(
            self.view.fontMetrics().height() + ROW_PADDING
        )
        self._size_columns()
        self.view.place_heading()
        self.view.viewport().update()

    # --- columns ----------------------------------------------------------------------------

    def hide_column(self, column: int, hidden: bool) -> None:
        """Hide a column or show it again; at least one stays."""
        left = self.view.shown_columns(0, len(self.model.columns) - 1)
        if hidden and left == [column]:
            return
        self.view.setColumnHidden(column, hidden)
        if column < self.view.frozen:
            self.view.frozen_heading.setSectionHidden(column, hidden)
            self.view.place_heading()
        names = [
            one.name for at, one in enumerate(self.model.columns) if self.view.isColumnHidden(at)
        ]
        self.memory.hidden = names
        self._keep_soon.start()

    def column_menu(self, column: int) -> QMenu:
        """What can be done with a column."""
        menu = QMenu(self)
        if column >= 0:
            title = self.model.columns[column].item.title
            _add(
                menu,
                f"按“{title}”从小到大排序",
                lambda: self.sort((self.model.columns[column].name, False)),
            )
            _add(
                menu,
                f"按“{title}”从大到小排序",
                lambda: self.sort((self.model.columns[column].name, True)),
            )
            _add(menu, "恢复登记顺序", lambda: self.sort(None))
            menu.addSeparator()
            _add(menu, f"隐藏“{title}”", lambda: self.hide_column(column, True))
        _add(menu, "显示全部列", self.show_all_columns)
        return menu

    def show_all_columns(self) -> None:
        """Show every column again."""
        for column in range(len(self.model.columns)):
            if self.view.isColumnHidden(column):
                self.hide_column(column, False)

    def sort(self, sort: tuple[str, bool] | None) -> None:
        """Order the rows by a field in the ledger; None is the order of registration."""
        if sort is not None and sort[0] == BORROWED:
            sort = ("record_id", sort[1])
        self.memory.sort = sort
        self._keep_soon.start()
        self.show_rows(self.model.rows.reorder(sort=sort))
        self._show_sort()

    def _sort_by(self, column: int) -> None:
        name, now = self.model.columns[column].name, self.model.rows.shown.sort
        name = "record_id" if name == BORROWED else name
        following = {None: (name, False), (name, False): (name, True), (name, True): None}
        self.sort(following.get(now, (name, False)))

    def _show_sort(self) -> None:
        sort = self.model.rows.shown.sort
        column = self.model.column_of(sort[0]) if sort else None
        for one in (self.view.heading, self.view.frozen_heading):
            one.show_sort((column, sort[1]) if sort and column is not None else None)

    def _resized(self, column: int, _old: int, new: int) -> None:
        if new and self.isVisible():
            self.memory.widths[self.model.columns[column].name] = new
            self._keep_soon.start()

    def showEvent(self, event: QShowEvent) -> None:
        """What changed just before the pane was hidden is remembered now."""
        super().showEvent(event)
        self._keep_soon.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """A hidden pane asks the ledger nothing: it may be closed by now."""
        super().hideEvent(event)
        self._keep_soon.stop()
        self._count_soon.stop()

    def _keep_if_shown(self) -> None:
        if self.isVisible():
            self.keep()

    def keep(self) -> None:
        """Remember widths, hidden columns and order."""
        self._keep_soon.stop()
        self.memory.keep(self.desk.session, self.code)

    # --- writing ----------------------------------------------------------------------------

    def _typed(self, row: int, column: int, text: str) -> None:
        self._write([(row, column, text)])

    def _write(self, cells: Sequence[tuple[int, int, str]], title: str = "") -> Changes | None:
        columns, record_id = self.model.columns, self.model.rows.record_id
        typed = [Typed(record_id(row), columns[column].name, text) for row, column, text in cells]
        return self.desk.type_cells(self.code, [one for one in typed if one.record_id], title)

    def clear(self) -> None:
        """Delete: empty the selected cells."""
        area = self.view.area
        if area is None:
            return
        cells = [
            (row, column, "")
            for row in range(area.top, area.bottom + 1)
            for column in self.view.shown_columns(area.left, area.right)
            if self.model.columns[column].editable and self.model.cell(row, column) is not None
        ]
        if cells:
            self._write(cells, "" if len(cells) == 1 else f"清除 {len(cells)} 格")

    def copy(self) -> None:
        """Put the selected block on the clipboard."""
        area = self.view.area
        if area is not None:
            QGuiApplication.clipboard().setText(write_block(self._block(area)))
            self.desk.say(f"已复制 {area.bottom - area.top + 1} 行。")

    def cut(self) -> None:
        """Copy, then empty."""
        self.copy()
        self.clear()

    def paste(self) -> None:
        """Lay the clipboard's block at the selection, repeated where the selection is larger."""
        area, text = self.view.area, QGuiApplication.clipboard().text()
        if area is None or not text:
            return
        try:
            block = read_block(text)
        except UserMistake as problem:
            self.desk.say(str(problem), "error")
            return
        columns = self.view.shown_columns(area.left, area.right)
        block = tiled(block, area.bottom - area.top + 1, len(columns))
        self._lay(plan_paste(block, self._target(), area.top, area.left), "粘贴")

    def fill_down(self) -> None:
        """Ctrl+D: the first row of the selection into the rest; of one row, the row above."""
        area = self.view.area
        if area is None or (area.top == area.bottom == 0):
            return
        if area.top == area.bottom:
            area = area._replace(top=area.top - 1)
        self._lay(
            plan_fill(self._block(area), self._target(), area.top, area.left),
            "向下填充",
            select=False,
        )

    def _lay(self, plan: Plan, verb: str, *, select: bool = True) -> None:
        if not plan.size:
            self.desk.say(plan.left_out or "没有可以写入的格。", "warning")
            return
        names, record_id = self.model.columns, self.model.rows.record_id
        typed = [
            Typed(record_id(row), names[column].name, text) for row, column, text in plan.cells
        ]
        new_rows = [
            {names[column].name: text for column, text in cells.items()} for cells in plan.new_rows
        ]
        title = f"{verb} {plan.size:,} 格"

        def done(changes: Changes | None) -> None:
            self.view.setEnabled(True)
            if changes is None:
                return
            if select and plan.cells:
                self._select_written(plan)
            more = f"，新增 {len(new_rows):,} 行" if new_rows else ""
            told = f"已{verb} {plan.size:,} 格{more}。"
            self.desk.say(told + plan.left_out, "warning" if plan.left_out else "done")
            self.view.setFocus()

        if plan.size <= AT_ONCE:
            done(self.desk.type_block(self.code, typed, new_rows, title))
        else:
            self.view.setEnabled(False)
            self.desk.type_block_later(self.code, typed, new_rows, title, done)

    def _select_written(self, plan: Plan) -> None:
        rows = [row for row, _, _ in plan.cells]
        columns = [column for _, column, _ in plan.cells]
        last = len(self.model.rows) - 1 if plan.new_rows else max(rows)
        self.view.select_area(Area(min(rows), min(columns), last, max(columns)))

    def _toggle(self, row: int, column: int) -> None:
        if self.model.columns[column].editable:
            self._write([(row, column, "否" if self.model.cell(row, column) is True else "是")])

    def _block(self, area: Area) -> Block:
        columns = self.view.shown_columns(area.left, area.right)
        return [
            [self.model.text(row, column) for column in columns]
            for row in range(area.top, area.bottom + 1)
        ]

    def _target(self) -> Target:
        columns = self.view.shown_columns(0, len(self.model.columns) - 1)
        writable = frozenset(at for at in columns if self.model.columns[at].editable)
        grows = not self.form.spec.shares_id_with and self.form.spec.nature != "cover"
        return Target(columns, writable, len(self.model.rows), grows)

    # --- what follows -----------------------------------------------------------------------

    def _desk_changed(self, changes: Changes) -> None:
        at = self.view.currentIndex()
        row, column = at.row(), at.column()
        self.model.apply(changes)
        if not self.view.currentIndex().isValid() and len(self.model.rows):
            self.view.select_cell(min(max(row, 0), len(self.model.rows) - 1), max(column, 0))
        self._selection_moved()

    def _selection_moved(self) -> None:
        self._count_soon.start()
        self._show_reason()
        self.moved.emit(*self.current())

    def _show_status(self) -> None:
        area, rows = self.view.area, self.model.rows
        self.status.show_place(self.view.currentIndex().row(), len(rows), rows.shown.narrowed)
        if area is None or area.is_cell:
            self.status.figures.clear()
            return
        columns = self.view.shown_columns(area.left, area.right)
        size = (area.bottom - area.top + 1) * len(columns)
        if size > MOST_SUMMED:
            self.status.figures.setText(f"选中 {size:,} 格")
            return
        cells = [
            self.model.cell(row, column)
            for row in range(area.top, area.bottom + 1)
            for column in columns
        ]
        numeric = any(self.model.columns[column].item.kind.numeric for column in columns)
        self.status.figures.setText(tally(cells, numeric))

    def _show_reason(self) -> None:
        found = self.model.marks.of_cell(*self.current())
        self.reason.setText("\n".join(map(_sentence, found[:3])))
        self.reason.setVisible(bool(found))


def _sentence(finding: Finding) -> str:
    return f"【{LEVEL_TITLES[level_of(finding)]} {finding.rule}】{sentence_of(finding)}"


def _add(menu: QMenu, text: str, act: object) -> QAction:
    action = QAction(text, menu)
    action.triggered.connect(lambda _checked=False: act())  # type: ignore[operator]
    menu.addAction(action)
    return action
