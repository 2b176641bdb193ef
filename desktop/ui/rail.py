"""The left rail: one button a place, with its count, and the settings at the bottom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.ui.parts import label, set_tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.ui.places import Place
    from desktop.ui.theme import Look

PRODUCT = "集群台账"


class PlaceButton(QPushButton):
    """A place: icon, title and, at the right, its count."""

    def __init__(self, entry: Place, key: str) -> None:
        super().__init__(entry.title)
        self.entry = entry
        self.setProperty("kind", "place")
        self.setCheckable(True)
        self.setToolTip(f"{entry.title}（{key}）" if key else entry.title)
        self._badge = label(kind="badge")
        self._badge.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._badge.hide()
        inside = QHBoxLayout(self)
        inside.setContentsMargins(0, 0, 10, 0)
        inside.addStretch(1)
        inside.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignVCenter)
        self.show_count(0)

    def show_count(self, count: int) -> None:
        """Show the count of what waits there; none for 0."""
        self._badge.setVisible(bool(count))
        self._badge.setText(str(count) if count < 1000 else "999+")
        set_tone(self._badge, "hard" if count else "")
        self.setAccessibleName(
            f"{self.entry.title}，{count} 条待处理" if count else self.entry.title
        )


class Rail(QFrame):
    """Where one can go; ``chosen(place)``."""

    chosen = Signal(str)

    def __init__(
        self,
        entries: Sequence[Place],
        role_title: str,
        look: Look,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAccessibleName("导航")
        self._look = look
        self.buttons: dict[str, PlaceButton] = {}
        self._group = QButtonGroup(self)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(10, 12, 10, 10)
        inside.setSpacing(4)
        product, role = label(PRODUCT), label(role_title)
        product.setObjectName("product")
        role.setObjectName("role")
        inside.addWidget(product)
        inside.addWidget(role)
        for number, entry in enumerate(entries, start=1):
            if entry.apart and not entries[number - 2].apart:
                inside.addStretch(1)
            inside.addWidget(self._button(entry, "" if entry.apart else f"Ctrl+{number}"))
        look.changed.connect(self._fit)
        self._fit()

    def show_place(self, place: str) -> None:
        """Mark the place that is shown."""
        self.buttons[place].setChecked(True)

    def dress(self) -> None:
        """Put the icons on; called after the window is seen, for loading them takes a while."""
        for one in self.buttons.values():
            one.setIcon(self._look.icon(one.entry.icon))

    def _button(self, entry: Place, key: str) -> PlaceButton:
        made = PlaceButton(entry, key)
        made.clicked.connect(lambda: self.chosen.emit(entry.name))
        self._group.addButton(made)
        self.buttons[entry.name] = made
        return made

    def _fit(self) -> None:
        side = round(self._look.points() * 1.75)
        self.setFixedWidth(round(self._look.points() * 15.5))
        for one in self.buttons.values():
            one.setIconSize(QSize(side, side))
            one.setMinimumHeight(round(self._look.points() * 3.6))
