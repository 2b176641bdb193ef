"""The grid's model: row numbers in memory, everything else read from the ledger when looked at.

Nothing is written here: what is typed goes through the desk, and ``apply`` then repaints what
the ledger says has changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.ui.grid.columns import BORROWED, Column
from desktop.ui.grid.marks import Level, Marks, sentence_of
from forms.cells import Cell, Kept, Missing
from forms.kinds import show_cell
from forms.masking import masked

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterable, Sequence

    from desktop.ledger import Changes, GridRow
    from desktop.ui.grid.rows import Rows, Shown
    from forms.catalogue import Catalogue

AnyIndex = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
SELECTABLE = (
    Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
)
EDITABLE = SELECTABLE | Qt.ItemFlag.ItemIsEditable
MOST_LOOKS = 8_000
"""Painted cells whose looks are remembered: some thirty screens."""


class Look(NamedTuple):
    """All that painting a cell needs; ``tone`` ∈ value, negative, kept, missing, given."""

    text: str
    tone: str
    numeric: bool
    level: Level


class GridModel(QAbstractTableModel):
    """The cells of one form as texts, tones and marks."""

    def __init__(
        self,
        rows: Rows,
        columns: Sequence[Column],
        catalogue: Catalogue,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.rows, self.columns, self._catalogue = rows, tuple(columns), catalogue
        self.marks = Marks()
        self._looks: dict[tuple[int, int], Look] = {}
        self._by_name = {column.name: at for at, column in enumerate(self.columns)}
        self._flags = [EDITABLE if column.editable else SELECTABLE for column in self.columns]

    # --- what Qt asks -----------------------------------------------------------------------

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        """The number of rows shown."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        """The number of columns, hidden ones included."""
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Every cell can be selected; those the program fills can't be edited."""
        # Asked for every cell painted, hence made once.
        return self._flags[index.column()] if index.isValid() else Qt.ItemFlag.NoItemFlags

    def data(self, index: AnyIndex, role: int = Role.DisplayRole) -> Any:
        """Texts for display, editing, tips and screen readers."""
        if not index.isValid():
            return None
        at, column = index.row(), index.column()
        if role == Role.DisplayRole:
            return self.look(at, column).text
        if role == Role.EditRole:
            return self.text(at, column)
        if role == Role.TextAlignmentRole:
            return RIGHT if self.look(at, column).numeric else LEFT
        if role == Role.ToolTipRole:
            return self.tip(at, column) or None
        if role == Role.AccessibleTextRole:
            return self._spoken(at, column)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        """Titles with units above, line numbers at the side."""
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1) if role == Role.DisplayRole else None
        if not 0 <= section < len(self.columns):
            return None
        if role == Role.DisplayRole:
            return self.columns[section].heading
        if role == Role.ToolTipRole:
            return self.columns[section].hint
        return None

    # --- cells ------------------------------------------------------------------------------

    def column_of(self, name: str) -> int | None:
        """The column of a field."""
        return self._by_name.get(name)

    def row(self, at: int) -> GridRow | None:
        """The light row at a place."""
        return self.rows.row(at)

    def cell(self, at: int, column: int) -> Cell:
        """What a cell holds."""
        row, shown = self.rows.row(at), self.columns[column]
        if row is None:
            return None
        if shown.at is None:
            return self.rows.label(row.record_id)
        if shown.name in row.kept:
            return Kept(row.kept[shown.name])
        missing = row.missing.get(shown.name)
        if isinstance(missing, Missing):
            return missing
        cell: Cell = row.values[shown.at]  # type: ignore[assignment]
        return cell

    def text(self, at: int, column: int) -> str:
        """The whole text of a cell, which reads back to the same cell."""
        return show_cell(self.cell(at, column), self.columns[column].item, self._catalogue)

    def look(self, at: int, column: int) -> Look:
        """How a cell is painted; remembered until it changes."""
        key = (self.rows.ids[at], column)
        found = self._looks.get(key)
        if found is None:
            if len(self._looks) > MOST_LOOKS:
                self._looks.clear()
            found = self._looks[key] = self._look(at, column)
        return found

    def tip(self, at: int, column: int) -> str:
        """Why a cell is marked, else its whole text when it is long."""
        found = self.marks.of_cell(self.rows.record_id(at), self.columns[column].name)
        if found:
            return "\n".join(map(sentence_of, found))
        look = self.look(at, column)
        return look.text if len(look.text) > 8 else ""

    def to_confirm(self, at: int) -> bool:
        """Whether a row came by roll-forward and nobody has looked at it yet."""
        row = self.rows.row(at)
        return row is not None and row.to_confirm

    # --- changes ----------------------------------------------------------------------------

    def show(self, shown: Shown) -> None:
        """Show other rows or another order."""
        ids = self.rows.query(shown)
        self.beginResetModel()
        self.rows.show(shown, ids)
        self._looks.clear()
        self.endResetModel()

    def mark(self, marks: Marks) -> None:
        """Take over new findings and repaint the rows whose findings differ."""
        changed = marks.changed_from(self.marks)
        self.marks = marks
        if changed:
            self._repaint(self.rows.refresh(changed))

    def apply(self, changes: Changes) -> None:
        """Show what an edit did, touching only what it touched."""
        code = self.rows.form.spec.code
        if any(form == self.rows.form.spec.shares_id_with for form, _ in changes.rows):
            self._labels_changed()
        touched = [record for form, record in changes.cells if form == code]
        if touched:
            self._repaint(self.rows.refresh(touched))
        if any(form == code for form, _ in changes.added | changes.removed):
            self._rows_changed()

    def _rows_changed(self) -> None:
        """Insert or remove what differs; a reset only when more than one stretch does."""
        old, new = self.rows.ids, self.rows.query(self.rows.shown)
        head = _common(old, new)
        tail = _common(old[head:][::-1], new[head:][::-1])
        gone, come = len(old) - head - tail, len(new) - head - tail
        if gone and come:
            # Rows taken from several places, or an order that moved: begin again.
            self.show(self.rows.shown)
        elif come:
            self.beginInsertRows(QModelIndex(), head, head + come - 1)
            self.rows.insert(head, new[head : head + come])
            self.endInsertRows()
        elif gone:
            self.beginRemoveRows(QModelIndex(), head, head + gone - 1)
            self.rows.remove(head, gone)
            self.endRemoveRows()

    def _labels_changed(self) -> None:
        self.rows.forget_labels()
        column = self._by_name.get(BORROWED)
        if column is not None and len(self.rows):
            self._looks.clear()
            self.dataChanged.emit(self.index(0, column), self.index(len(self.rows) - 1, column))

    def _repaint(self, places: Iterable[int]) -> None:
        last = len(self.columns) - 1
        for at in places:
            for column in range(last + 1):
                self._looks.pop((self.rows.ids[at], column), None)
            self.dataChanged.emit(self.index(at, 0), self.index(at, last))

    # --- looks ------------------------------------------------------------------------------

    def _look(self, at: int, column: int) -> Look:
        shown, cell = self.columns[column], self.cell(at, column)
        text = show_cell(cell, shown.item, self._catalogue).replace("\n", " ↵ ")
        if shown.item.private and not isinstance(cell, (Kept, Missing)):
            text = masked(text)
        level = self.marks.level(self.rows.record_id(at), shown.name)
        return Look(text, _tone(cell, shown), shown.item.kind.numeric, level)

    def _spoken(self, at: int, column: int) -> str:
        look, title = self.look(at, column), self.columns[column].item.full_title
        tip = self.tip(at, column) if look.level else ""
        return "，".join(part for part in (title, look.text or "空白", tip) if part)


def _tone(cell: Cell, column: Column) -> str:
    if isinstance(cell, Kept):
        return "kept"
    if isinstance(cell, Missing):
        return "missing"
    if not column.editable:
        return "given"
    if column.item.kind.numeric and isinstance(cell, (int,)) is False and cell is not None:
        return "negative" if cell < 0 else "value"  # type: ignore[operator]
    return "negative" if isinstance(cell, int) and cell < 0 else "value"


def _common(one: array[int], other: array[int]) -> int:
    """How many items two lists begin with in common."""
    shorter = min(len(one), len(other))
    if one[:shorter] == other[:shorter]:
        return shorter
    low, high = 0, shorter
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[:middle] == other[:middle] else (low, middle - 1)
    return low
