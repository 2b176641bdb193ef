"""Read-only tables over lists of facts: declare the columns, hand in the rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QResizeEvent

Row = TypeVar("Row")
AnyIndex = QModelIndex | QPersistentModelIndex
Roles = Qt.ItemDataRole

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


LEAST_WIDTH = 24
"""Of a column that takes what is left, in characters: twelve Chinese ones."""


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column: its title, the text of a row, its width in characters (0 takes what is left).

    ``tone`` names a colour of the theme for a row's text, ``strong`` makes it bold; ``write`` makes
    the column editable and answers whether the text was taken; ``may_write`` says for which rows;
    ``choices`` offers the texts that it takes.
    """

    title: str
    text: Callable[[Row], str]
    width: int = 12
    numeric: bool = False
    tone: Callable[[Row], str] | None = None
    strong: Callable[[Row], bool] | None = None
    write: Callable[[Row, str], bool] | None = None
    may_write: Callable[[Row], bool] = lambda _row: True
    choices: tuple[str, ...] = ()


class FactsModel(QAbstractTableModel, Generic[Row]):
    """A table model over a list of rows; the texts are made when they are painted."""

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        color: Callable[[str], QColor],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: Sequence[Row] = ()
        self._color = color

    def show(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def show_columns(self, columns: Sequence[Column[Row]], rows: Sequence[Row]) -> None:
        """Show other columns and rows."""
        self.beginResetModel()
        self.columns, self.rows = tuple(columns), tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        """How many rows; a table has no children."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        """How many columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: AnyIndex, role: int = Roles.DisplayRole) -> Any:
        """The text of a cell, how it stands and in which colour."""
        column, row = self.columns[index.column()], self.rows[index.row()]
        if role in (Roles.DisplayRole, Roles.EditRole, Roles.ToolTipRole):
            return column.text(row)
        if role == Roles.TextAlignmentRole:
            return int(RIGHT if column.numeric else LEFT)
        if role == Roles.ForegroundRole and column.tone is not None and (tone := column.tone(row)):
            return self._color(tone)
        if role == Roles.FontRole and column.strong is not None and column.strong(row):
            font = QFont()
            font.setBold(True)
            return font
        if role == Roles.AccessibleTextRole:
            return f"{column.title}：{column.text(row) or '空'}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Roles.DisplayRole
    ) -> Any:
        """The column's title."""
        if orientation != Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        if role == Roles.DisplayRole:
            return self.columns[section].title
        if role == Roles.TextAlignmentRole:
            return int(RIGHT if self.columns[section].numeric else LEFT)
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Selectable, and editable where the column takes text."""
        flags = super().flags(index)
        if not index.isValid():
            return flags
        column = self.columns[index.column()]
        if column.write is not None and column.may_write(self.rows[index.row()]):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: AnyIndex, value: Any, role: int = Roles.EditRole) -> bool:
        """Hand a typed text to the column."""
        column = self.columns[index.column()]
        if role != Roles.EditRole or column.write is None:
            return False
        return column.write(self.rows[index.row()], str(value))


class ChoiceDelegate(QStyledItemDelegate):
    """Offers a column's choices while its cell is edited; other columns take any text."""

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: AnyIndex
    ) -> QWidget:
        model = index.model()
        assert isinstance(model, FactsModel)
        choices = model.columns[index.column()].choices
        if not choices:
            return super().createEditor(parent, option, index)
        box = QComboBox(parent)
        box.addItems(choices)
        return box


class FactsTable(QTableView):
    """A table of whole rows; ``opened(row number)`` on Enter or double click."""

    opened = Signal(int)

    def __init__(self, model: FactsModel[Any], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setProperty("kind", "facts")
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setItemDelegate(ChoiceDelegate(self))
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.doubleClicked.connect(self._on_double_click)
        model.modelReset.connect(self.fit)
        self.fit()

    def current_row(self) -> int:
        """The selected row's number, -1 when none is."""
        return self.currentIndex().row()

    def heights(self, rows: int) -> int:
        """How high the table is with so many rows in sight, its head and a scroll bar."""
        head, bar = self.horizontalHeader().sizeHint(), self.horizontalScrollBar().sizeHint()
        line = self.verticalHeader().defaultSectionSize()
        return head.height() + rows * line + bar.height() + 2 * self.frameWidth()

    def fit(self) -> None:
        """Give columns and rows their sizes in the text size of the moment."""
        self.verticalHeader().setDefaultSectionSize(int(self.fontMetrics().height() * 1.55))
        for number, column in enumerate(self._columns()):
            if column.width:
                self.setColumnWidth(number, self._pixels(column.width))
        self._stretch()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The columns without a width of their own take what is left."""
        super().resizeEvent(event)
        self._stretch()

    def _stretch(self) -> None:
        """Share what is left, but never less than can be read: then the table scrolls instead."""
        columns = self._columns()
        taken = sum(self.columnWidth(at) for at, one in enumerate(columns) if one.width)
        hungry = [at for at, one in enumerate(columns) if not one.width]
        for at in hungry:
            left = (self.viewport().width() - taken) // len(hungry)
            self.setColumnWidth(at, max(left, self._pixels(LEAST_WIDTH)))

    def _columns(self) -> Sequence[Column[Any]]:
        model = self.model()
        assert isinstance(model, FactsModel)
        return model.columns

    def _pixels(self, characters: int) -> int:
        return int(characters * self.fontMetrics().horizontalAdvance("字") / 2 + 20)

    def changeEvent(self, event: QEvent) -> None:
        """Another text size needs other widths."""
        super().changeEvent(event)
        if (
            event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange)
            and self.model() is not None
        ):
            self.fit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard arrives on a row, never on nothing."""
        super().focusInEvent(event)
        model = self.model()
        if not self.currentIndex().isValid() and model is not None and model.rowCount():
            self.setCurrentIndex(model.index(0, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the row, or its editor where the cell takes text."""
        index = self.currentIndex()
        if self.state() == QAbstractItemView.State.EditingState:
            return  # Enter that ends an edit arrives here too, before the editor is gone
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            if index.flags() & Qt.ItemFlag.ItemIsEditable:
                self.edit(index)
            else:
                self.opened.emit(index.row())
            return
        super().keyPressEvent(event)

    def _on_double_click(self, index: QModelIndex) -> None:
        if not index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.opened.emit(index.row())


class AnsweredTable(FactsTable):
    """Enter or a double click opens the row, typing answers it in the last column."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Typing begins an answer where one is wanted."""
        index = self.currentIndex()
        if self.state() == QAbstractItemView.State.EditingState:
            return  # Enter that ends an answer arrives here too: it must not leave the page
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self.opened.emit(index.row())
            return
        model, last = self.model(), self.model().columnCount() - 1
        target = model.index(index.row(), last)
        wants = event.key() == Qt.Key.Key_F2 or (event.text().strip() and not event.modifiers())
        if index.isValid() and wants and model.flags(target) & Qt.ItemFlag.ItemIsEditable:
            self.setCurrentIndex(target)
            self.edit(target)
            editor = self.indexWidget(target)
            if isinstance(editor, QLineEdit) and event.key() != Qt.Key.Key_F2:
                editor.setText(event.text())
            return
        super().keyPressEvent(event)
