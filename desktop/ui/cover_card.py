"""The cover of the submission: who signs it, filled in where it is handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFormLayout, QFrame, QLineEdit, QVBoxLayout

from desktop.ui.parts import label
from desktop.workflow.entry import Typed
from desktop.workflow.starting import SIGNATURES
from desktop.workflow.submitting import COVER
from forms.f00_cover import Cover
from forms.kinds import show_cell

if TYPE_CHECKING:
    from desktop.ui.desk import Desk

FIELDS = ("unit_name", *SIGNATURES)


class CoverCard(QFrame):
    """The fields of the cover as a small form; each is saved when it is left."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._desk = desk
        self.edits: dict[str, QLineEdit] = {}
        form = QFormLayout()
        form.setHorizontalSpacing(10)
        form.setVerticalSpacing(6)
        for name in FIELDS:
            form.addRow(f"{Cover.item(name).title}：", self._edit(name))
        inside = QVBoxLayout(self)
        inside.setContentsMargins(14, 10, 14, 12)
        inside.setSpacing(8)
        inside.addWidget(label("封面签署", "heading"))
        inside.addLayout(form)

    def refresh(self) -> None:
        """Show what the cover holds; what must still be filled is marked."""
        cover = self._desk.book.context.rows.get(COVER, {}).get(self._desk.session.district)
        for name, edit in self.edits.items():
            cell = cover.cell(name) if cover else None
            text = show_cell(cell, Cover.item(name), self._desk.session.catalogue)
            if not edit.hasFocus():
                edit.setText(text)
                edit.setCursorPosition(0)
            wrong = "true" if not text else "false"
            if edit.property("wrong") != wrong:
                edit.setProperty("wrong", wrong)
                edit.style().polish(edit)

    def reveal(self, field: str) -> None:
        """Put the keyboard into a field."""
        edit = self.edits.get(field, next(iter(self.edits.values())))
        edit.setFocus()
        edit.selectAll()

    def _edit(self, name: str) -> QLineEdit:
        entry = Cover.item(name)
        made = QLineEdit()
        made.setAccessibleName(entry.title)
        made.setAccessibleDescription(entry.explanation)
        made.setPlaceholderText("必填")
        made.setToolTip(entry.explanation)
        made.editingFinished.connect(lambda: self._save(name))
        self.edits[name] = made
        return made

    def _save(self, name: str) -> None:
        desk, text = self._desk, self.edits[name].text().strip()
        cover = desk.book.context.rows.get(COVER, {}).get(desk.session.district)
        held = (
            show_cell(cover.cell(name), Cover.item(name), desk.session.catalogue) if cover else ""
        )
        if text == held:
            return
        if desk.type_cells(COVER, [Typed(desk.session.district, name, text)]) is None:
            self.edits[name].setText(held)
            return
        if name in SIGNATURES:
            # The next first cover of this ledger starts from what was written last.
            desk.session.ledger.set_setting(f"cover.{name}", text)
