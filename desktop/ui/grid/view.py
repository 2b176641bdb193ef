"""The table as people know it from Excel: typing replaces, F2 edits, Enter down, Tab right.

The view only says what is wanted (``clear_wanted``, ``paste_wanted`` …); the pane does it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLineEdit, QWidget

from desktop.ui.grid.delegate import GridDelegate
from desktop.ui.grid.frozen import FrozenTable
from desktop.ui.grid.header import RowHeader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.ui.grid.model import GridModel

Key, Modifier = Qt.Key, Qt.KeyboardModifier
Trigger = QAbstractItemView.EditTrigger
Flag = QItemSelectionModel.SelectionFlag
_STEPS = {
    Key.Key_Up: (-1, 0), Key.Key_Down: (1, 0), Key.Key_Left: (0, -1), Key.Key_Right: (0, 1),
}  # fmt: skip

AnyIndex = QModelIndex | QPersistentModelIndex
ROW_PADDING = 7


class Area(NamedTuple):
    """The rectangle around a selection, ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def is_cell(self) -> bool:
        """Whether it is a single cell."""
        return self.top == self.bottom and self.left == self.right


class GridView(FrozenTable):
    """Signals: the wishes of keys that change data; ``toggle_wanted(row, column)`` for Space."""

    clear_wanted = Signal()
    copy_wanted = Signal()
    cut_wanted = Signal()
    paste_wanted = Signal()
    fill_wanted = Signal()
    toggle_wanted = Signal(int, int)
    selection_moved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._anchor = QPersistentModelIndex()
        self._dragging = False
        self._mouse = QPoint()
        self.setVerticalHeader(RowHeader(self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(Trigger.AnyKeyPressed | Trigger.EditKeyPressed | Trigger.DoubleClicked)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(True)
        self.setTabKeyNavigation(True)
        side = self.verticalHeader()
        side.setDefaultSectionSize(self.fontMetrics().height() + ROW_PADDING)
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    # --- the selection ----------------------------------------------------------------------

    @property
    def area(self) -> Area | None:
        """The rectangle around what is selected."""
        selection = self.selectionModel().selection()
        parts = [selection.at(at) for at in range(selection.size())]
        if not parts:
            index = self.currentIndex()
            return (
                Area(index.row(), index.column(), index.row(), index.column())
                if index.isValid()
                else None
            )
        return Area(
            min(part.top() for part in parts), min(part.left() for part in parts),
            max(part.bottom() for part in parts), max(part.right() for part in parts),
        )  # fmt: skip

    def shown_columns(self, left: int, right: int) -> list[int]:
        """The columns between two that are not hidden."""
        return [column for column in range(left, right + 1) if not self.isColumnHidden(column)]

    def select_cell(self, row: int, column: int) -> None:
        """Go to one cell and bring it into sight."""
        index = self.model().index(row, column)
        if index.isValid():
            self._anchor = QPersistentModelIndex(index)
            self.selectionModel().setCurrentIndex(index, Flag.ClearAndSelect)
            self.scrollTo(index)

    def select_area(self, area: Area) -> None:
        """Select a rectangle without moving the current cell out of it."""
        model = self.model()
        corners = model.index(area.top, area.left), model.index(area.bottom, area.right)
        self.selectionModel().select(QItemSelection(*corners), Flag.ClearAndSelect)

    def step(self, down: int, right: int) -> None:
        """Go some cells on; at the last column of a row on to the next row."""
        here, model = self.currentIndex(), self.model()
        columns = self.shown_columns(0, model.columnCount() - 1)
        if not here.isValid() or not columns:
            return
        at = (columns.index(here.column()) if here.column() in columns else 0) + right
        row = here.row() + down + (1 if at >= len(columns) else -1 if at < 0 else 0)
        if 0 <= row < model.rowCount():
            self.select_cell(row, columns[at % len(columns)])

    def extend_to(self, index: QModelIndex) -> None:
        """Stretch the selection from where it began."""
        if not index.isValid():
            return
        anchor = (
            self._anchor if self._anchor.isValid() else QPersistentModelIndex(self.currentIndex())
        )
        start = self.model().index(anchor.row(), anchor.column())
        self.selectionModel().setCurrentIndex(index, Flag.NoUpdate)
        self.selectionModel().select(QItemSelection(start, index), Flag.ClearAndSelect)
        self._anchor = QPersistentModelIndex(start)
        self.scrollTo(index)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Headings and status follow."""
        super().selectionChanged(selected, deselected)
        self.selection_moved.emit()

    def dataChanged(  # noqa: N802 - Qt
        self, first: AnyIndex, last: AnyIndex, roles: Sequence[int] = ()
    ) -> None:
        """Paint the rows that changed; Qt would paint the whole screen."""
        if not first.isValid() or not last.isValid():
            super().dataChanged(first, last, list(roles))
            return
        top = self.rowViewportPosition(first.row())
        bottom = self.rowViewportPosition(last.row()) + self.rowHeight(last.row())
        for area in (self.viewport(), self.verticalHeader().viewport()):
            area.update(0, top, area.width(), bottom - top)

    def changeEvent(self, event: QEvent) -> None:
        """Another font or other colours: the delegate makes its painter anew."""
        super().changeEvent(event)
        delegate = self.itemDelegate()
        if isinstance(delegate, GridDelegate):
            delegate.dress()

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:
        """The headings of the current cell are lit."""
        delegate = self.itemDelegate()
        if isinstance(delegate, GridDelegate):
            delegate.current = (current.row(), current.column())
        super().currentChanged(current, previous)
        if current.row() != previous.row():
            self.verticalHeader().viewport().update()
        self.heading.viewport().update()
        self.frozen_heading.viewport().update()
        self.selection_moved.emit()

    # --- editing ----------------------------------------------------------------------------

    def edit(  # type: ignore[override]
        self,
        index: QModelIndex,
        trigger: Trigger = Trigger.AllEditTriggers,
        event: QEvent | None = None,
    ) -> bool:
        """Open the editor; by typing, what is typed replaces what was there."""
        delegate = self.itemDelegate()
        assert isinstance(delegate, GridDelegate)
        delegate.by_typing = trigger == Trigger.AnyKeyPressed
        return bool(super().edit(index, trigger, cast("QEvent", event)))

    def open_editor(self) -> None:
        """F2: edit the current cell, the cursor behind its text."""
        index = self.currentIndex()
        if not index.isValid() or not self.edit(index, Trigger.EditKeyPressed, None):
            return
        editor = self.indexWidget(index)
        if isinstance(editor, QLineEdit):
            editor.deselect()
            editor.end(False)

    # --- keys -------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The spreadsheet's keys; everything else goes Qt's way."""
        if self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)
            return
        if self._wish(event) or self._move(event) or self._edit_key(event):
            event.accept()
            return
        super().keyPressEvent(event)

    def _wish(self, event: QKeyEvent) -> bool:
        wishes = (
            (QKeySequence.StandardKey.Copy, self.copy_wanted),
            (QKeySequence.StandardKey.Cut, self.cut_wanted),
            (QKeySequence.StandardKey.Paste, self.paste_wanted),
        )
        for sequence, wish in wishes:
            if event.matches(sequence):
                wish.emit()
                return True
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.selectAll()
            return True
        if event.key() == Key.Key_D and event.modifiers() == Modifier.ControlModifier:
            self.fill_wanted.emit()
            return True
        if event.key() in (Key.Key_Delete, Key.Key_Backspace) and not event.modifiers():
            self.clear_wanted.emit()
            return True
        return False

    def _move(self, event: QKeyEvent) -> bool:
        key, keys = Key(event.key()), event.modifiers() & ~Modifier.KeypadModifier
        shift = keys == Modifier.ShiftModifier
        if key in (Key.Key_Return, Key.Key_Enter) and (not keys or shift):
            self.step(-1 if shift else 1, 0)
        elif key == Key.Key_Tab and not keys:
            self.step(0, 1)
        elif key == Key.Key_Backtab:
            self.step(0, -1)
        elif key in _STEPS and (not keys or shift):
            self._arrow(*_STEPS[key], extend=shift)
        elif key in _STEPS and keys & Modifier.ControlModifier:
            self._jump(*_STEPS[key], extend=bool(keys & Modifier.ShiftModifier))
        elif key in (Key.Key_Home, Key.Key_End):
            self._to_edge(key == Key.Key_End, bool(keys & Modifier.ControlModifier))
        else:
            return False
        return True

    def _arrow(self, down: int, right: int, *, extend: bool) -> None:
        here = self.currentIndex()
        columns = self.shown_columns(0, self.model().columnCount() - 1)
        if not here.isValid() or not columns:
            return
        at = columns.index(here.column()) if here.column() in columns else 0
        column = columns[max(0, min(at + right, len(columns) - 1))]
        row = max(0, min(here.row() + down, self.model().rowCount() - 1))
        if extend:
            self.extend_to(self.model().index(row, column))
        else:
            self.select_cell(row, column)

    def _jump(self, down: int, right: int, *, extend: bool) -> None:
        far = self.model().rowCount() + self.model().columnCount()
        self._arrow(down * far, right * far, extend=extend)

    def _to_edge(self, end: bool, whole: bool) -> None:
        columns = self.shown_columns(0, self.model().columnCount() - 1)
        if not columns or not self.model().rowCount():
            return
        row = (
            (self.model().rowCount() - 1 if end else 0)
            if whole
            else max(0, self.currentIndex().row())
        )
        self.select_cell(row, columns[-1 if end else 0])

    def _edit_key(self, event: QKeyEvent) -> bool:
        index, model = self.currentIndex(), self.model()
        if event.key() == Key.Key_F2:
            self.open_editor()
            return True
        alt_down = event.key() == Key.Key_Down and event.modifiers() == Modifier.AltModifier
        if not index.isValid() or not (
            alt_down or (event.key() == Key.Key_Space and not event.modifiers())
        ):
            return False
        kind = cast("GridModel", model).columns[index.column()].item.kind.name
        if kind == "yes_no" and not alt_down:
            self.toggle_wanted.emit(index.row(), index.column())
            return True
        if kind in ("one_of", "many_of", "yes_no", "reference"):
            self.open_editor()
            return True
        return False

    # --- mouse ------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click selects, with Shift it stretches the selection."""
        index = self.indexAt(event.position().toPoint())
        left = event.button() == Qt.MouseButton.LeftButton
        if left and event.modifiers() & Modifier.ShiftModifier and index.isValid():
            self.extend_to(index)
            return
        if left and index.isValid():
            self._anchor = QPersistentModelIndex(index)
        self._dragging, self._mouse = left, event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Dragging stretches the selection to below the mouse."""
        self._mouse = event.position().toPoint()
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The drag is over."""
        self._dragging = False
        super().mouseReleaseEvent(event)

    def setSelection(self, rect: QRect, command: Flag) -> None:  # noqa: N802 - Qt
        """While dragging: from where it began to below the mouse, across the frozen border too."""
        if not (self._dragging and self._anchor.isValid()):
            super().setSelection(rect, command)
            return
        area = self.viewport().rect()
        point = QPoint(
            max(area.left(), min(self._mouse.x(), area.right())),
            max(area.top(), min(self._mouse.y(), area.bottom())),
        )
        index = self.indexAt(point)
        if index.isValid():
            start = self.model().index(self._anchor.row(), self._anchor.column())
            self.selectionModel().select(QItemSelection(start, index), Flag.ClearAndSelect)
