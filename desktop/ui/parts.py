"""Small parts that pages are put together from: labels, buttons, cards, rows of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

if TYPE_CHECKING:
    from collections.abc import Callable

MARGIN, GAP = 16, 10


def label(text: str = "", kind: str = "", tone: str = "", wrap: bool = False) -> QLabel:
    """A text; ``kind`` and ``tone`` are looked up in the style sheet."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if kind:
        made.setProperty("kind", kind)
    if tone:
        made.setProperty("tone", tone)
    return made


def set_tone(widget: QWidget, tone: str) -> None:
    """Give a widget another tone; the style sheet looks only when told."""
    if widget.property("tone") != tone:
        widget.setProperty("tone", tone)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def button(text: str, act: Callable[[], object], kind: str = "", tip: str = "") -> QPushButton:
    """A button; the letter after ``&`` is its key together with Alt."""
    made = QPushButton(text)
    if kind:
        made.setProperty("kind", kind)
    if tip:
        made.setToolTip(tip)
    made.setAutoDefault(False)
    made.clicked.connect(lambda *_: act())
    return made


def card(*, tone: str = "", margin: int = 14, spacing: int = 8) -> tuple[QFrame, QVBoxLayout]:
    """A framed surface and the layout inside it."""
    frame = QFrame()
    frame.setProperty("kind", "card")
    if tone:
        frame.setProperty("tone", tone)
    inside = QVBoxLayout(frame)
    inside.setContentsMargins(margin, margin, margin, margin)
    inside.setSpacing(spacing)
    return frame, inside


def line() -> QFrame:
    """A thin line between parts."""
    frame = QFrame()
    frame.setProperty("kind", "line")
    frame.setFixedHeight(1)
    return frame


def row(*parts: QWidget | QLayout | int | None, spacing: int = GAP) -> QHBoxLayout:
    """Parts side by side; None takes the space that is left, a number is a gap in pixels."""
    made = QHBoxLayout()
    return _fill(made, parts, spacing)


def column(*parts: QWidget | QLayout | int | None, spacing: int = GAP) -> QVBoxLayout:
    """Parts below each other; None takes the space that is left, a number is a gap in pixels."""
    made = QVBoxLayout()
    return _fill(made, parts, spacing)


def page_layout(page: QWidget) -> QVBoxLayout:
    """The outermost layout of a page."""
    made = QVBoxLayout(page)
    made.setContentsMargins(MARGIN, 12, MARGIN, MARGIN)
    made.setSpacing(GAP)
    return made


def scrolled(inside: QLayout) -> QScrollArea:
    """A layout that scrolls when the window is too small for the text size."""
    area, body = QScrollArea(), QWidget()
    body.setObjectName("scrolled")
    inside.setContentsMargins(0, 0, 0, 0)
    body.setLayout(inside)
    area.setWidget(body)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    return area


def named(widget: QWidget, name: str, description: str = "") -> QWidget:
    """Give a widget its name for screen readers."""
    widget.setAccessibleName(name)
    if description:
        widget.setAccessibleDescription(description)
    return widget


Made = TypeVar("Made", bound=QBoxLayout)


def _fill(made: Made, parts: tuple[QWidget | QLayout | int | None, ...], spacing: int) -> Made:
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(spacing)
    for part in parts:
        if part is None:
            made.addStretch(1)
        elif isinstance(part, int):
            made.addSpacing(part)
        elif isinstance(part, QLayout):
            made.addLayout(part)
        else:
            made.addWidget(part)
    return made
