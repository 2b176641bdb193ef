"""Between view and editors: paints cells, opens the right editor, says what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QTextCursor
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.ui.grid.editors import ChoiceEditor, LineEditor, NoteEditor, is_finishing
from desktop.ui.grid.painting import CellPainter
from desktop.ui.grid.shades import shades

if TYPE_CHECKING:
    from desktop.ui.grid.choices import ChoiceMaker
    from desktop.ui.grid.model import GridModel
    from forms.cells import Cell
    from forms.items import Item

AnyIndex = QModelIndex | QPersistentModelIndex
# As a number: asked for every cell painted.
SELECTED = QStyle.StateFlag.State_Selected.value
_MOVES = {
    Qt.Key.Key_Return: (1, 0), Qt.Key.Key_Enter: (1, 0), Qt.Key.Key_Tab: (0, 1), Qt.Key.Key_Backtab: (0, -1),
    Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
}  # fmt: skip
NOTE_LINES = 5


class GridDelegate(QStyledItemDelegate):
    """Signals: ``typed(row, column, text)`` when an editor closes with another text than it
    began with; ``moved(down, right)`` when its last key says where to go next."""

    typed = Signal(int, int, str)
    moved = Signal(int, int)

    def __init__(self, maker: ChoiceMaker, parent: QWidget) -> None:
        super().__init__(parent)
        self.maker = maker
        self.by_typing = False
        self.current = (-1, -1)
        self._painter: CellPainter | None = None

    # --- painting ---------------------------------------------------------------------------

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """One cell, straight from the model's look."""
        model = cast("GridModel", index.model())
        options = cast("Any", option)
        if self._painter is None:
            self._painter = CellPainter(options.font, shades(options.palette))
        row, column = index.row(), index.column()
        self._painter.paint(
            painter,
            options.rect,
            model.look(row, column),
            bool(options.state.value & SELECTED),
            (row, column) == self.current,
        )

    def dress(self) -> None:
        """Fonts or colours changed."""
        self._painter = None

    def sizeHint(self, option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:
        """Columns are sized by the view from a page of texts, never by asking every row."""
        return QSize(80, cast("Any", option).fontMetrics.height() + 8)

    # --- editing ----------------------------------------------------------------------------

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, index: AnyIndex
    ) -> QWidget:
        """The editor of the cell's field."""
        model = cast("GridModel", index.model())
        row, column = index.row(), model.columns[index.column()]

        def cell_of(name: str) -> Cell:
            at = model.column_of(name)
            return model.cell(row, at) if at is not None else None

        choices = self.maker.choices(column.item, cell_of)
        if choices is not None:
            editor = ChoiceEditor(choices, self.maker.matcher(choices), parent)
            editor.picked.connect(lambda: self._finish(editor))
            return editor
        return plain_editor(column.item, parent)

    def setEditorData(self, editor: QWidget, index: AnyIndex) -> None:
        """The cell's whole text; a list drops down at once unless typing will filter it."""
        text = cast("GridModel", index.model()).text(index.row(), index.column())
        cast("Any", editor).show_text(text)
        if isinstance(editor, ChoiceEditor) and not self.by_typing:
            editor.begin()
        if isinstance(editor, NoteEditor):
            # Qt selects the text of line editors only.
            editor.selectAll() if self.by_typing else editor.moveCursor(
                QTextCursor.MoveOperation.End
            )

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: AnyIndex) -> None:
        """Say what was typed, if it differs; the desk writes it."""
        text = cast("Any", editor).value_text()
        row, column = index.row(), index.column()
        if text != cast("GridModel", model).text(row, column):
            self.typed.emit(row, column, text)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, _index: AnyIndex
    ) -> None:
        """Over the cell; wider and taller where the field is long."""
        rect = cast("Any", option).rect
        parent = editor.parentWidget()
        area = parent.rect() if parent is not None else rect
        if isinstance(editor, NoteEditor):
            line = editor.fontMetrics().lineSpacing()
            rect.setHeight(max(rect.height(), line * NOTE_LINES))
            rect.setWidth(max(rect.width(), 320))
        elif isinstance(editor, ChoiceEditor):
            rect.setWidth(max(rect.width(), 180))
        if rect.bottom() > area.bottom():
            rect.moveBottom(area.bottom())
        if rect.right() > area.right():
            rect.moveRight(max(area.right(), rect.width()))
        editor.setGeometry(rect)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter moves down, Tab right, with Shift back; Esc leaves the cell as it was."""
        if not isinstance(editor, QWidget) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(editor, event)
        key = Qt.Key(cast("QKeyEvent", event).key())
        if key == Qt.Key.Key_Escape:
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.RevertModelCache)
            return True
        arrows = key in (Qt.Key.Key_Up, Qt.Key.Key_Down)
        if is_finishing(event, editor) or (arrows and self.by_typing and _is_plain(editor)):
            back = bool(cast("QKeyEvent", event).modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._finish(editor)
            down, right = _MOVES[key]
            flip = -1 if back and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) else 1
            self.moved.emit(down * flip, right)
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or isinstance(editor, NoteEditor):
            return False
        return super().eventFilter(editor, event)

    def _finish(self, editor: QWidget) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)


def _is_plain(editor: QWidget) -> bool:
    """Whether arrows leave the editor: nothing in it is steered by them."""
    if isinstance(editor, ChoiceEditor):
        return editor.choices.free and not editor.popup.isVisible()
    return isinstance(editor, LineEditor)


def plain_editor(item: Item, parent: QWidget) -> LineEditor | NoteEditor:
    """The editor of a field without a list."""
    if item.multiline:
        return NoteEditor(parent)
    editor = LineEditor(parent)
    if item.kind.numeric:
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)
    if item.example and item.kind.name in ("date", "month", "identifier"):
        editor.setPlaceholderText(f"如 {item.example}")
    return editor
