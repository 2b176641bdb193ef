"""What a page is: a widget for one place of the rail."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from desktop.ui.desk import Desk
    from desktop.ui.places import Place


class Page(QWidget):
    """One place of the window, ``at`` which it stands (``desktop.ui.places``).

    ``enter`` is called each time the place is shown, ``reveal`` when a cell should be shown on it.
    """

    at: ClassVar[Place]

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setObjectName(self.at.name)
        self.setAccessibleName(self.at.title)

    def enter(self) -> None:
        """The place was opened: show what is current."""

    def reveal(self, form: str, record_id: str, field: str) -> None:
        """Show one cell, if this place can."""

    def subject(self) -> tuple[str, str, str]:
        """Form, record and field at hand, for F1 to explain; empty where there is none."""
        return "", "", ""

    def badge(self) -> int:
        """The count shown beside the title in the rail; 0 shows none."""
        return 0

    def dress(self) -> None:
        """Put icons on and paint anew: the theme or text size changed, or the window was seen."""
