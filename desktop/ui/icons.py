"""Icons drawn from the font that qtawesome brings, without importing qtawesome.

Its import takes in all of Qt through qtpy and loads twelve fonts: a window's time and a half, in
which the first window could not answer. One font and its table of names are all that is needed.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QIcon,
    QIconEngine,
    QPainter,
    QPixmap,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QColor

PREFIX = "mdi6."
"""What the names of the one font begin with, as qtawesome writes them."""
_FONT = "materialdesignicons6-webfont-[0-9]*.ttf"
_NAMES = "materialdesignicons6-webfont-charmap-*.json"
_SHARE = 0.875
"""Of the icon's height that a sign takes; the rest is its bearing."""


class SignEngine(QIconEngine):
    """Draws one sign of the font at whatever size is asked, muted while disabled."""

    def __init__(self, sign: str, color: QColor, disabled: QColor) -> None:
        super().__init__()
        self._sign, self._color, self._disabled = sign, color, disabled

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        """Draw the sign into the middle of ``rect``."""
        font = QFont(_family())
        font.setPixelSize(max(1, round(_SHARE * rect.height())))
        painter.save()
        painter.setFont(font)
        painter.setPen(self._disabled if mode == QIcon.Mode.Disabled else self._color)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._sign)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """The sign alone, on nothing."""
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return made


def icon(name: str, color: QColor, disabled: QColor) -> QIcon:
    """The icon that qtawesome names ``mdi6.…``; ``KeyError`` for a name that it has not."""
    return QIcon(SignEngine(chr(int(_signs()[name.removeprefix(PREFIX)], 16)), color, disabled))


@cache
def _signs() -> Mapping[str, str]:
    """The signs' hexadecimal code points by name."""
    found: dict[str, str] = json.loads(_file(_NAMES).read_text("utf-8"))
    return found


@cache
def _family() -> str:
    """The font's family, known to Qt from the first icon on."""
    number = QFontDatabase.addApplicationFont(str(_file(_FONT)))
    return QFontDatabase.applicationFontFamilies(number)[0]


def _file(pattern: str) -> Path:
    spec = find_spec("qtawesome")
    assert spec is not None
    assert spec.origin is not None
    return next((Path(spec.origin).parent / "fonts").glob(pattern))
