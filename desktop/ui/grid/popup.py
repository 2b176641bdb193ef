"""The list that drops down below a field and is steered from it: it never takes the focus.

Typing goes on in the field, input method included, while the list shows what matches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QFrame, QLabel, QListView, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

AnyIndex = QModelIndex | QPersistentModelIndex
MOST_LINES = 10
TICK, BLANK = "☑ ", "☐ "


class ChoiceModel(QAbstractListModel):
    """The labels that match; with ticks where several may be chosen."""

    def __init__(self, several: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._several = several
        self.labels: Sequence[str] = ()
        self.chosen: Sequence[str] = ()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        """The number of labels."""
        return 0 if parent.isValid() else len(self.labels)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """One label."""
        if not index.isValid() or role != Qt.ItemDataRole.DisplayRole:
            return None
        label = self.labels[index.row()]
        return (TICK if label in self.chosen else BLANK) + label if self._several else label

    def show(self, labels: Sequence[str], chosen: Sequence[str]) -> None:
        """Show other labels, or other ticks."""
        self.beginResetModel()
        self.labels, self.chosen = labels, chosen
        self.endResetModel()


class ChoicePopup(QFrame):
    """The list and, above it, how many are chosen. ``picked(label)`` when one is clicked."""

    picked = Signal(str)

    def __init__(self, several: bool, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.note = QLabel(self)
        self.note.setContentsMargins(6, 3, 6, 3)
        self.model = ChoiceModel(several, self)
        self.list = QListView(self)
        self.list.setModel(self.model)
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(lambda index: self.picked.emit(self.model.labels[index.row()]))
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(0)
        box.addWidget(self.note)
        box.addWidget(self.list)

    @property
    def current(self) -> str:
        """The label the highlight is on, empty when nothing matches."""
        at = self.list.currentIndex().row()
        return self.model.labels[at] if 0 <= at < len(self.model.labels) else ""

    def show_labels(
        self, labels: Sequence[str], chosen: Sequence[str], highlight: str, note: str
    ) -> None:
        """Show what matches and put the highlight on one of it."""
        # Before the list measures its lines, which it does once.
        self.list.ensurePolished()
        self.model.show(labels, chosen)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        if labels:
            self.highlight(labels.index(highlight) if highlight in labels else 0)

    def highlight(self, at: int) -> None:
        """Move the highlight, not beyond the ends."""
        last = len(self.model.labels) - 1
        if last >= 0:
            index = self.model.index(max(0, min(at, last)))
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index)

    def highlight_none(self) -> None:
        """Take the highlight away: nothing is chosen until somebody moves."""
        self.list.setCurrentIndex(QModelIndex())
        self.list.scrollToTop()

    def move(self, steps: int) -> None:  # type: ignore[override]
        """Move the highlight by some lines."""
        self.highlight(self.list.currentIndex().row() + steps)

    def place_below(self, field: QWidget) -> None:
        """Drop down below a field, or rise above it where the screen ends."""
        line = self.list.sizeHintForRow(0) if self.model.labels else 0
        line = line if line > 0 else self.fontMetrics().height() + 6
        lines = max(1, min(len(self.model.labels), MOST_LINES))
        note = self.note.sizeHint().height() if self.note.isVisibleTo(self) else 0
        width = max(field.width(), self._needed_width(), 160)
        height = line * lines + note + 6
        corner = field.mapToGlobal(QPoint(0, field.height()))
        screen = field.screen().availableGeometry()
        if corner.y() + height > screen.bottom():
            corner.setY(field.mapToGlobal(QPoint(0, 0)).y() - height)
        corner.setX(max(screen.left(), min(corner.x(), screen.right() - width)))
        self.setGeometry(QRect(corner.x(), corner.y(), width, height))

    def _needed_width(self) -> int:
        measure = self.fontMetrics().horizontalAdvance
        longest = max(self.model.labels[:200], key=len, default="")
        return min(measure(longest + TICK) + 44, 460)
