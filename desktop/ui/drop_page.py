"""A page on which files may be dropped: the same welcome wherever a page takes files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from desktop.ui.page import Page
from desktop.ui.parts import set_tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
    from PySide6.QtWidgets import QWidget

    from desktop.ui.desk import Desk


class DropPage(Page):
    """Files are welcome anywhere on it; ``drop`` is the part that shows so, in tone ``welcome``."""

    drop: QWidget
    welcome = "drop"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.setAcceptDrops(True)

    def take_files(self, paths: Sequence[Path]) -> None:
        """What becomes of the dropped files; each page has its own way."""
        raise NotImplementedError

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped here."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            set_tone(self.drop, self.welcome)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """The files went elsewhere."""
        set_tone(self.drop, "")
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand the dropped files over."""
        set_tone(self.drop, "")
        event.acceptProposedAction()
        urls = event.mimeData().urls()
        self.take_files([Path(url.toLocalFile()) for url in urls if url.isLocalFile()])
