"""The look: palette, style sheet, text size and icons, from ``resources/style``."""

from __future__ import annotations

import json
import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from desktop.ui import icons
from resources import read_text

if TYPE_CHECKING:
    from collections.abc import Mapping

POINTS: Mapping[str, float] = MappingProxyType({"normal": 10.5, "large": 12.5, "largest": 15.0})
"""Body text in points by text size; the other sizes are in proportion."""

_SCALES: Mapping[str, float] = MappingProxyType(
    {"small": 0.88, "large": 1.12, "title": 1.4, "figure": 1.75}
)
_FALLBACK_FONTS = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "Noto Serif CJK SC",
)
_TOKEN = re.compile(r"@(\w+)@")


class Look(QObject):
    """How everything looks just now; ``changed()`` after another theme or text size was chosen."""

    changed = Signal()

    def __init__(
        self, theme: str = "light", text_size: str = "normal", parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self.text_size = text_size
        self._colors: dict[str, dict[str, str]] = json.loads(read_text("style/colors.json"))

    @property
    def is_dark(self) -> bool:
        """Whether the dark colours are in use, chosen or following the system."""
        if self.theme != "system":
            return self.theme == "dark"
        hints = QApplication.styleHints()
        return hints is not None and hints.colorScheme() == Qt.ColorScheme.Dark

    def color(self, name: str) -> QColor:
        """A colour of ``colors.json`` in the theme in use."""
        return QColor(self._shades[name])

    def icon(self, name: str, color: str = "text") -> QIcon:
        """An icon by its qtawesome name in a colour of the theme."""
        return icons.icon(name, self.color(color), self.color("disabled"))

    def points(self, size: str = "") -> float:
        """The text size in points; ``size`` is empty for body text or one of the scales."""
        return round(POINTS[self.text_size] * _SCALES.get(size, 1.0), 1)

    def choose(self, theme: str, text_size: str) -> None:
        """Change theme and text size of everything on screen."""
        self.theme, self.text_size = theme, text_size
        self.apply()
        self.changed.emit()

    def apply(self) -> None:
        """Dress the application."""
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.setStyle("Fusion")
        application.setFont(self._font())
        application.setPalette(self._palette())
        application.setStyleSheet(self.style_sheet())

    def style_sheet(self) -> str:
        """The style sheet with this theme's colours and sizes in place; a bad token is a bug."""
        tokens = dict(self._shades)
        tokens.update({f"size_{name}": str(self.points(name)) for name in _SCALES})
        return _TOKEN.sub(lambda match: tokens[match[1]], read_text("style/window.qss"))

    @property
    def _shades(self) -> dict[str, str]:
        return self._colors["dark" if self.is_dark else "light"]

    def _font(self) -> QFont:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
        chinese = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
        if font.family() not in chinese and chinese:
            # A bare Linux answers with a Latin font and would mix in whatever it finds.
            font = QFont(next((one for one in _FALLBACK_FONTS if one in chinese), chinese[0]))
        font.setPointSizeF(self.points())
        return font

    def _palette(self) -> QPalette:
        palette, role = QPalette(), QPalette.ColorRole
        pairs = {
            role.Window: "ground", role.Base: "surface", role.AlternateBase: "zebra",
            role.Button: "raised", role.ToolTipBase: "raised", role.Text: "text",
            role.WindowText: "text", role.ButtonText: "text", role.ToolTipText: "text",
            role.PlaceholderText: "muted", role.Highlight: "accent", role.HighlightedText: "on_accent",
            role.Link: "accent", role.Mid: "line", role.Midlight: "line_soft", role.Accent: "accent",
        }  # fmt: skip
        for one, name in pairs.items():
            palette.setColor(one, self.color(name))
        for one in (role.Text, role.WindowText, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, one, self.color("disabled"))
        return palette
