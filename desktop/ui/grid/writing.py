"""Writing from the grid: typing, clearing, pasting, filling; each one edit through the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from desktop.ui.grid.blocks import Plan, Target, plan_fill, plan_paste, tiled
from desktop.ui.grid.clipboard import Block, read_block, write_block
from desktop.ui.grid.view import Area, GridView
from desktop.workflow.entry import Typed
from forms.errors import UserMistake
from forms.parsing import UNSEEN_SAID, holds_unseen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.ledger import Changes
    from desktop.ui.desk import Desk
    from desktop.ui.grid.model import GridModel
    from forms.base import Form

AT_ONCE = 300
"""Cells written without leaving the window's thread; more is a job with progress."""


class CellWriter(QObject):
    """Does what the keys of a view ask for."""

    def __init__(self, desk: Desk, form: type[Form], view: GridView, model: GridModel) -> None:
        super().__init__(view)
        self._desk, self._form, self._view, self._model = desk, form, view, model
        view.clear_wanted.connect(self.clear)
        view.copy_wanted.connect(self.copy)
        view.cut_wanted.connect(self.cut)
        view.paste_wanted.connect(self.paste)
        view.fill_wanted.connect(self.fill_down)
        view.toggle_wanted.connect(self.toggle)

    def type_cell(self, row: int, column: int, text: str) -> None:
        """What an editor closed with."""
        self._write([(row, column, text)])

    def _write(self, cells: Sequence[tuple[int, int, str]], title: str = "") -> Changes | None:
        columns, record_id = self._model.columns, self._model.rows.record_id
        typed = [Typed(record_id(row), columns[column].name, text) for row, column, text in cells]
        return self._desk.type_cells(
            self._form.spec.code, [one for one in typed if one.record_id], title
        )

    def clear(self) -> None:
        """Delete: empty the selected cells."""
        area = self._view.area
        if area is None:
            return
        cells = [
            (row, column, "")
            for row in range(area.top, area.bottom + 1)
            for column in self._view.shown_columns(area.left, area.right)
            if self._model.columns[column].editable and self._model.cell(row, column) is not None
        ]
        if cells:
            self._write(cells, "" if len(cells) == 1 else f"清除 {len(cells)} 格")

    def copy(self) -> None:
        """Put the selected block on the clipboard."""
        area = self._view.area
        if area is not None:
            QGuiApplication.clipboard().setText(write_block(self._block(area)))
            self._desk.say(f"已复制 {area.bottom - area.top + 1} 行。")

    def cut(self) -> None:
        """Copy, then empty."""
        self.copy()
        self.clear()

    def paste(self) -> None:
        """Lay the clipboard's block at the selection, repeated where the selection is larger."""
        area, copied = self._view.area, QGuiApplication.clipboard().mimeData()
        # Qt gives the names of copied files as text, which belong into no cell (faults H10).
        text = "" if any(url.isLocalFile() for url in copied.urls()) else copied.text()
        if area is None:
            return
        if not text:
            self._desk.say("剪贴板里没有可以粘贴的文字。导入文件请用“导入”。", "warning")
            return
        try:
            block = read_block(text)
        except UserMistake as problem:
            self._desk.say(str(problem), "error")
            return
        columns = self._view.shown_columns(area.left, area.right)
        block = tiled(block, area.bottom - area.top + 1, len(columns))
        self._lay(plan_paste(block, self._target(), area.top, area.left), "粘贴")

    def fill_down(self) -> None:
        """Ctrl+D: the first row of the selection into the rest; of one row, the row above."""
        area = self._view.area
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
            self._desk.say(plan.left_out or "没有可以写入的格。", "warning")
            return
        names, record_id = self._model.columns, self._model.rows.record_id
        typed = [
            Typed(record_id(row), names[column].name, text) for row, column, text in plan.cells
        ]
        new_rows = [
            {names[column].name: text for column, text in cells.items()} for cells in plan.new_rows
        ]
        title = f"{verb} {plan.size:,} 格"

        def done(changes: Changes | None) -> None:
            self._view.setEnabled(True)
            if changes is None:
                return
            if select and plan.cells:
                self._select_written(plan)
            more = f"，新增 {len(new_rows):,} 行" if new_rows else ""
            texts = (text for *_, text in plan.cells)
            unseen = f"内容{UNSEEN_SAID}。" if any(map(holds_unseen, texts)) else ""
            aside = plan.left_out + unseen
            told = f"已{verb} {plan.size:,} 格{more}。"
            self._desk.say(told + aside, "warning" if aside else "done")
            self._view.setFocus()

        if plan.size <= AT_ONCE:
            done(self._desk.type_block(self._form.spec.code, typed, new_rows, title))
        else:
            self._view.setEnabled(False)
            self._desk.type_block_later(self._form.spec.code, typed, new_rows, title, done)

    def _select_written(self, plan: Plan) -> None:
        rows = [row for row, _, _ in plan.cells]
        columns = [column for _, column, _ in plan.cells]
        last = len(self._model.rows) - 1 if plan.new_rows else max(rows)
        self._view.select_area(Area(min(rows), min(columns), last, max(columns)))

    def toggle(self, row: int, column: int) -> None:
        """Space: 是 becomes 否, anything else 是."""
        if self._model.columns[column].editable:
            self._write([(row, column, "否" if self._model.cell(row, column) is True else "是")])

    def _block(self, area: Area) -> Block:
        columns = self._view.shown_columns(area.left, area.right)
        return [
            [self._model.text(row, column) for column in columns]
            for row in range(area.top, area.bottom + 1)
        ]

    def _target(self) -> Target:
        columns = self._view.shown_columns(0, len(self._model.columns) - 1)
        writable = frozenset(at for at in columns if self._model.columns[at].editable)
        return Target(columns, writable, len(self._model.rows), self._form.spec.grows)
