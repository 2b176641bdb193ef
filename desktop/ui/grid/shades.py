"""The grid's colours: those of the theme, light or dark as the palette says."""

from __future__ import annotations

import json
from functools import cache

from PySide6.QtGui import QColor, QPalette

from resources import read_text


@cache
def _named(dark: bool) -> dict[str, QColor]:
    shades = json.loads(read_text("style/colors.json"))["dark" if dark else "light"]
    return {name: QColor(value) for name, value in shades.items()}


def shades(palette: QPalette) -> dict[str, QColor]:
    """The theme's colours by name, for the palette in use."""
    return _named(palette.color(QPalette.ColorRole.Base).lightness() < 128)


def tint_of(level: str, named: dict[str, QColor]) -> QColor | None:
    """The ground of a marked cell; None leaves it as it is."""
    return named[f"{level}_tint"] if level in ("hard", "soft", "hint") else None


def mark_of(level: str, named: dict[str, QColor]) -> QColor:
    """The colour of a mark's shape."""
    return named["muted" if level == "explained" else level]
