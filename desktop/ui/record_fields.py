"""One field of the record panel: title, last period's value with =, and the editor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from desktop.ui.grid.delegate import plain_editor
from desktop.ui.grid.editors import ChoiceEditor, NoteEditor, is_finishing
from desktop.ui.parts import set_tone
from forms.masking import masked

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from desktop.ui.grid.choices import Choices
    from desktop.ui.grid.marks import Level
    from desktop.ui.search import Matcher
    from forms.items import Item

Offer = "Callable[[Item], tuple[Choices, Matcher] | None]"
NOTE_LINES = 3


class Previous(QLabel):
    """Last period's value, cut to the room that the title leaves."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "muted")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._whole = ""

    def show_whole(self, text: str) -> None:
        """Show a text, all of it in the tip."""
        if text != self._whole:
            self._whole = text
            self.setToolTip(text)
            self._cut()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut anew."""
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        cut = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width())
        if cut != self.text():
            self.setText(cut)


class FieldRow(QWidget):
    """Signals: ``typed(name, text)`` when the text differs and the field is left;
    ``entered(name)`` when it gets the focus; ``stepped(±1)`` for PgUp and PgDn."""

    typed = Signal(str, str)
    entered = Signal(str)
    stepped = Signal(int)

    def __init__(
        self, item: Item, offer: Callable[[Item], tuple[Choices, Matcher] | None], editable: bool
    ) -> None:
        super().__init__()
        self.item, self._offer = item, offer
        self._text, self._previous = "", ""
        self.title = QLabel(self._title())
        self.title.setTextFormat(Qt.TextFormat.RichText)
        self.before = Previous()
        self.take = QToolButton()
        self.take.setText("=")
        self.take.setToolTip("填入上期的值（Alt+=）")
        self.take.setAccessibleName(f"{item.title}：填入上期的值")
        self.take.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.take.clicked.connect(self.take_previous)
        self.take.hide()
        self.editor = self._make_editor(editable)
        self._lay_out()

    def _title(self) -> str:
        mark = '<span style="color:#c0392b; font-size:7pt">●</span> ' if self.item.required else ""
        return f"{mark}{self.item.full_title}"

    def _make_editor(self, editable: bool) -> QWidget:
        found = self._offer(self.item) if editable else None
        editor: QWidget
        if found is not None:
            editor = ChoiceEditor(*found, self)
            editor.picked.connect(self.commit)
        else:
            editor = plain_editor(self.item, self)
        if isinstance(editor, NoteEditor):
            editor.setFixedHeight(editor.fontMetrics().lineSpacing() * NOTE_LINES + 14)
        if not editable:
            cast("Any", editor).setReadOnly(True)
            editor.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        editor.setAccessibleName(self.item.full_title)
        editor.setAccessibleDescription(self.item.explanation)
        editor.installEventFilter(self)
        self.title.setBuddy(editor)
        self.setFocusProxy(editor)
        return editor

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self.title)
        head.addWidget(self.before, 1)
        head.addWidget(self.take)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 4)
        box.setSpacing(2)
        box.addLayout(head)
        box.addWidget(self.editor)

    # --- showing ----------------------------------------------------------------------------

    def show_value(self, text: str, previous: str, level: Level) -> None:
        """Show a cell's text, last period's and the cell's mark.

        Typing under way stays, and so does the selection in a field that did not change.
        """
        typing = self.editor.hasFocus() and (text == self._text or self._value() != self._text)
        moved = (text, previous) != (self._text, self._previous)
        self._text, self._previous = text, previous
        if not typing and (moved or self._value() != text):
            self._fill()
        if moved:
            self._show_previous()
        set_tone(self.editor, level)

    def _show_previous(self) -> None:
        can_type = self.editor.focusPolicy() != Qt.FocusPolicy.NoFocus
        text = self._previous.replace("\n", " ") if can_type else ""
        shown = masked(text) if self.item.private else text
        self.before.show_whole(f"上期 {shown}" if shown else "")
        self.take.setVisible(bool(text) and self._previous != self._text)

    def _fill(self) -> None:
        hidden = self.item.private and not self.editor.hasFocus()
        cast("Any", self.editor).show_text(masked(self._text) if hidden else self._text)

    def _value(self) -> str:
        return str(cast("Any", self.editor).value_text())

    # --- typing -----------------------------------------------------------------------------

    def commit(self) -> None:
        """Say what was typed, if it differs from the cell."""
        text = self._value()
        hidden = masked(self._text) if self.item.private else self._text
        if text not in (self._text, hidden):
            self.typed.emit(self.item.name, text)
            # What was refused does not stand here as if it were kept.
            self._fill()

    def take_previous(self) -> None:
        """Type last period's value."""
        if self._previous and self._previous != self._text:
            self.typed.emit(self.item.name, self._previous)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Enter goes on to the next field, Esc gives the cell's text back."""
        if event.type() == QEvent.Type.FocusIn:
            self._begin()
        elif event.type() == QEvent.Type.FocusOut:
            self.commit()
            QTimer.singleShot(0, self, self._after_leaving)
        elif event.type() == QEvent.Type.KeyPress:
            return self._key(cast("QKeyEvent", event))
        return False

    def _begin(self) -> None:
        if isinstance(self.editor, ChoiceEditor):
            found = self._offer(self.item)
            if found is not None:
                self.editor.offer(*found)
        self._fill()
        if isinstance(self.editor, ChoiceEditor) and not self.editor.choices.free:
            # Typing begins anew; a click would otherwise put the cursor into the label.
            self.editor.selectAll()
            QTimer.singleShot(0, self.editor, self.editor.selectAll)
        self.entered.emit(self.item.name)

    def _after_leaving(self) -> None:
        if not self.editor.hasFocus():
            self._fill()

    def _key(self, event: QKeyEvent) -> bool:
        key, popup = event.key(), getattr(self.editor, "popup", None)
        open_list = popup is not None and popup.isVisible()
        if (
            key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
            and not event.modifiers()
            and not open_list
        ):
            self.commit()
            self.stepped.emit(-1 if key == Qt.Key.Key_PageUp else 1)
            return True
        if key == Qt.Key.Key_Equal and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.take_previous()
            return True
        if key == Qt.Key.Key_Escape:
            if popup is not None:
                popup.hide()
            self._fill()
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and is_finishing(event, self.editor):
            self.commit()
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.focusPreviousChild() if back else self.focusNextChild()
            return True
        return False
