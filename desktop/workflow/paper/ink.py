"""What stands on a printed page, without a printer: words and frames at places in points.

A page is A4 landscape, measured in points (1/72 inch) from its upper left corner. Everything that
decides what is printed where makes such ink; the one place with Qt only puts it on paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PAGE_WIDTH, PAGE_HEIGHT = 841.9, 595.3
LEFT, RIGHT = 42.0, 806.0
TOP, BOTTOM = 30.0, 556.0
"""Where a page's own matter ends; the footer stands below."""

FOOT = 564.0
BODY, SMALL, CAPTION = 7.5, 7.5, 8.5
"""Points of table text, of small print and of the lines around a table."""

LINE_FACTOR = 1.28

Align = Literal["left", "centre", "right"]


@dataclass(frozen=True, slots=True)
class Words:
    """Lines of text in a box, in the middle of its height; never wrapped any further."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    size: float = BODY
    align: Align = "left"
    bold: bool = False
    muted: bool = False

    @property
    def text(self) -> str:
        """All its lines in one."""
        return "".join(self.lines)


@dataclass(frozen=True, slots=True)
class Frame:
    """A thin rectangle, tinted for the heads of tables, dashed for the place of a stamp."""

    x: float
    y: float
    width: float
    height: float
    tinted: bool = False
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Watermark:
    """A word across the whole page, pale, under everything else."""

    text: str


Ink = Words | Frame | Watermark
Page = tuple[Ink, ...]
