"""Both themes are complete, legible, and the style sheet has no hole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from desktop.ui.theme import POINTS, Look

if TYPE_CHECKING:
    from PySide6.QtGui import QColor
    from PySide6.QtWidgets import QApplication

PAIRS = (
    ("text", "ground"), ("text", "surface"), ("text", "zebra"), ("text", "head"), ("text", "select"),
    ("muted", "ground"), ("muted", "surface"), ("muted", "rail"), ("accent_strong", "rail_here"),
    ("on_accent", "accent"), ("hard", "surface"), ("soft", "surface"), ("hint", "surface"),
    ("good", "surface"), ("good", "ground"), ("hard", "ground"), ("hard", "hard_tint"),
    ("soft", "soft_tint"), ("hint", "hint_tint"), ("good", "good_tint"), ("text", "hard_tint"),
    ("text", "soft_tint"), ("text", "hint_tint"), ("text", "good_tint"), ("text", "accent_soft"),
)  # fmt: skip


def luminance(color: QColor) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4
        for one in (color.redF(), color.greenF(), color.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: QColor, other: QColor) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "paper"), PAIRS)
def test_every_text_can_be_read(qapp: QApplication, theme: str, ink: str, paper: str) -> None:
    look = Look(theme)
    assert contrast(look.color(ink), look.color(paper)) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_keyboard_focus_can_be_seen(qapp: QApplication, theme: str) -> None:
    look = Look(theme)
    assert contrast(look.color("focus"), look.color("ground")) >= 3
    assert contrast(look.color("focus"), look.color("surface")) >= 3


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", list(POINTS))
def test_the_style_sheet_is_whole(qapp: QApplication, theme: str, size: str) -> None:
    sheet = Look(theme, size).style_sheet()
    assert "@" not in sheet
    assert sheet.count("{") == sheet.count("}")
    assert f"{POINTS[size] * 1.4:.1f}pt" in sheet


def test_both_themes_name_the_same_colours(qapp: QApplication) -> None:
    colors = Look()._colors
    assert set(colors["light"]) == set(colors["dark"])
    for shades in colors.values():
        assert all(re.fullmatch("#[0-9a-f]{6}", one) for one in shades.values())


def test_another_size_reaches_the_application(qapp: QApplication) -> None:
    look = Look()
    look.choose("dark", "largest")
    assert qapp.font().pointSizeF() == POINTS["largest"]
    assert qapp.palette().window().color() == look.color("ground")
    look.choose("light", "normal")
    assert qapp.font().pointSizeF() == POINTS["normal"]
