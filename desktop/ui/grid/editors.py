"""The editors of grid and record panel: one for each way of filling a field.

Each is a ``FieldEditor``: ``value_text`` is the text to be read by ``forms.kinds.read_cell``.
Keys that finish (Enter, Tab, Esc) belong to whoever shows the editor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from desktop.ui.grid.popup import ChoicePopup
from forms.cells import LATER_TITLE, NOT_APPLICABLE_TITLE

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QFocusEvent,
        QHideEvent,
        QKeyEvent,
        QMouseEvent,
        QMoveEvent,
        QResizeEvent,
    )

    from desktop.ui.grid.choices import Choices
    from desktop.ui.search import Matcher

Key = Qt.Key
_STEPS = {Key.Key_Up: -1, Key.Key_Down: 1, Key.Key_PageUp: -9, Key.Key_PageDown: 9}


class FieldEditor(Protocol):
    """What grid and panel ask of an editor, whichever widget it is."""

    def value_text(self) -> str:
        """The text that was typed or chosen."""
        ...

    def show_text(self, text: str) -> None:
        """Begin from a cell's text."""
        ...


class LineEditor(QLineEdit):
    """One line of text: names, amounts, dates; anything may be typed."""

    def value_text(self) -> str:
        """What was typed."""
        return self.text()

    def show_text(self, text: str) -> None:
        """Begin from a cell's text."""
        self.setText(text)
        self.setCursorPosition(0)


class NoteEditor(QPlainTextEdit):
    """Several lines; Alt+Enter or Shift+Enter begins a new one, as in a spreadsheet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)

    def value_text(self) -> str:
        """What was typed."""
        return self.toPlainText()

    def show_text(self, text: str) -> None:
        """Begin from a cell's text."""
        self.setPlainText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter with Alt or Shift types a line break."""
        if event.key() in (Key.Key_Return, Key.Key_Enter):
            self.insertPlainText("\n")
            return
        super().keyPressEvent(event)


class ChoiceEditor(QLineEdit):
    """A field with a list: type Chinese, pinyin, initials or a code, or pick.

    Signals: ``picked()`` when a click in the list settled the value.
    """

    picked = Signal()

    def __init__(self, choices: Choices, matcher: Matcher, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choices, self._matcher = choices, matcher
        self._start = ""
        self._touched = False
        self.chosen: list[str] = []
        self.popup = ChoicePopup(choices.several, self)
        self.popup.picked.connect(self._clicked)
        self.textEdited.connect(self._filter)
        self.setPlaceholderText(
            "输入名称，或用拼音首字母、代码查找"
            if choices.free
            else "输入汉字、拼音首字母或代码查找"
        )

    # --- the value --------------------------------------------------------------------------

    def value_text(self) -> str:
        """The chosen label or labels; what was typed where it matches nothing."""
        typed = self.text().strip()
        if self.choices.several:
            return self._several_text(typed)
        if not self._touched:
            return self._start
        if self.choices.free or not typed or self._is_stated(typed) or typed == self._start:
            return typed
        if self.choices.open_list and typed.isdigit() and self.popup.current.split(" ")[0] != typed:
            return typed
        return self._match(typed) or typed

    def show_text(self, text: str) -> None:
        """Begin from a cell's text."""
        self._start, self._touched = text, False
        self.chosen = [one for one in self.choices.split(text) if one in self.choices.labels]
        self.setText(text)
        self.setCursorPosition(0)

    def _several_text(self, typed: str) -> str:
        if not self._touched:
            return self._start
        if typed and typed != self._start:
            if self._is_stated(typed) or any(mark in typed for mark in "；;，,、"):
                return typed
            match = self._match(typed)
            if not match:
                return typed
            return self.choices.join([*self.chosen, *([match] if match not in self.chosen else [])])
        return self.choices.join(self.chosen)

    def _match(self, typed: str) -> str:
        if self.popup.isVisible() and self.popup.current:
            return self.popup.current
        found = self._matcher.matches(typed)
        return self.choices.labels[found[0]] if found else ""

    def _is_stated(self, typed: str) -> bool:
        return typed.startswith((NOT_APPLICABLE_TITLE, LATER_TITLE)) and not self._matcher.matches(
            typed
        )

    # --- the list ---------------------------------------------------------------------------

    def offer(self, choices: Choices, matcher: Matcher) -> None:
        """Other choices: the field above has another code now."""
        self.choices, self._matcher = choices, matcher

    def begin(self) -> None:
        """Editing begins: a list that must be chosen from drops down at once."""
        if not self.choices.free:
            self.open()

    def open(self) -> None:
        """Drop the list down, everything in it, the highlight on what is chosen."""
        self._show_list("", self._start)

    def _filter(self, text: str) -> None:
        self._touched = True
        self._show_list(text, "")

    def _show_list(self, query: str, highlight: str) -> None:
        labels = [self.choices.labels[at] for at in self._matcher.matches(query)]
        if not labels or (self.choices.free and labels == [query]):
            self.popup.hide()
            return
        self.popup.show_labels(labels, self.chosen, highlight, self._note())
        if self.choices.free:
            # What is typed is meant, until an arrow or a click says otherwise.
            self.popup.highlight_none()
        self.popup.place_below(self)
        self.popup.show()

    def _note(self) -> str:
        if not self.choices.several:
            return ""
        most = f"，最多 {self.choices.at_most} 项" if self.choices.at_most else ""
        return f"已选 {len(self.chosen)} 项{most}；按空格勾选，回车完成"

    def _toggle(self, label: str) -> None:
        if label in self.chosen:
            self.chosen.remove(label)
        elif self.choices.at_most is None or len(self.chosen) < self.choices.at_most:
            self.chosen.append(label)
        self._touched = True
        self.setText("")
        self.setPlaceholderText(self.choices.join(self.chosen))
        self._show_list("", label)

    def _clicked(self, label: str) -> None:
        if self.choices.several:
            self._toggle(label)
            return
        self._touched = True
        self.setText(label)
        self.popup.hide()
        self.picked.emit()

    # --- keys and life ----------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows steer the list, Space ticks in a list of several."""
        key = Key(event.key())
        if key in _STEPS and self.popup.isVisible():
            self._touched = True
            self.popup.move(_STEPS[key])
            if not self.choices.several:
                self.setText(self.popup.current)
            return
        if key in (Key.Key_Down, Key.Key_F4):
            self.open()
            return
        if key == Key.Key_Space and self.choices.several and self.popup.isVisible():
            self._toggle(self.popup.current)
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click into the field drops the list down."""
        super().mousePressEvent(event)
        if not self.popup.isVisible():
            self.begin()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The list goes when the field is left."""
        super().focusOutEvent(event)
        self.popup.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        """The list never outlives its field."""
        super().hideEvent(event)
        self.popup.hide()

    def moveEvent(self, event: QMoveEvent) -> None:
        """The list follows when the grid scrolls."""
        super().moveEvent(event)
        self._follow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list follows when the column is widened."""
        super().resizeEvent(event)
        self._follow()

    def _follow(self) -> None:
        if self.popup.isVisible():
            self.popup.place_below(self)


def is_finishing(event: QEvent, editor: QWidget) -> bool:
    """Whether a key press ends editing: Enter, Tab, Esc; with Alt or Shift, Enter breaks a line."""
    if event.type() != QEvent.Type.KeyPress:
        return False
    key_event = cast("QKeyEvent", event)
    key = Key(key_event.key())
    if key in (Key.Key_Return, Key.Key_Enter) and isinstance(editor, NoteEditor):
        breaks = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
        return not key_event.modifiers() & breaks
    return key in (Key.Key_Return, Key.Key_Enter, Key.Key_Tab, Key.Key_Backtab, Key.Key_Escape)
