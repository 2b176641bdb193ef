"""How wide texts are and where their lines break, known without a font.

Measured in half the height of a letter: a Han character takes two, a Latin letter or a digit a
little more than one, in 宋体 as in its stand-ins. Whoever paints squeezes the rare line that is
wider than that.
"""

from __future__ import annotations

import re

LATIN = 1.15
HAN = 2.0
TITLE_LINES = 3
"""Titles of a form's columns take at most so many lines."""

_TOKEN = re.compile(r"[!-~]{1,32} *|[^!-~]")
_CLOSING = frozenset("，。；：、）》〉”’？！％】〕…,.;:)]}?!%")


def breadth(text: str) -> float:
    """The width of one line of text."""
    if text.isascii():
        return len(text) * LATIN
    wide = (len(text.encode("utf-8", "surrogatepass")) - len(text)) / 2
    return (len(text) - wide) * LATIN + wide * HAN


def wrap(text: str, room: float) -> list[str]:
    """The lines of a text in so much room; an empty text has none.

    Words and numbers stay whole where they fit; a closing mark never begins a line.
    """
    if not text:
        return []
    if "\n" in text:
        return [line for part in text.split("\n") for line in wrap(part.strip(), room)]
    return [text] if breadth(text) <= room else _broken(text, room)


def wrap_title(title: str, room: float) -> list[str]:
    """The lines of a column's title; a unit in brackets has its own rather than be torn."""
    lines = wrap(title, room)
    head, bracket, unit = title.rpartition("（")
    if len(lines) == 1 or not head or not unit.endswith("）"):
        return lines
    apart = [*wrap(head, room), *wrap(bracket + unit, room)]
    return apart if len(apart) <= max(len(lines), TITLE_LINES) else lines


def longest_word(text: str) -> float:
    """The width of the longest part that should stay in one line."""
    if text.isascii() and " " not in text:
        return len(text) * LATIN
    return max((breadth(word.rstrip()) for word in _TOKEN.findall(text)), default=0.0)


def narrowest(title: str, lines: int) -> float:
    """The least room in which a title takes no more than so many lines."""
    room = max(breadth(title) / lines, HAN * 2)
    while len(wrap(title, room)) > lines:
        room += 1
    return room


def _broken(text: str, room: float) -> list[str]:
    lines: list[str] = []
    line, used = "", 0.0
    for token in _pieces(text, room):
        width = breadth(token)
        if line and used + width > room and not _hangs(token, used, room):
            lines.append(line.rstrip())
            line, used = token.lstrip(), breadth(token.lstrip())
        else:
            line += token
            used += width
    return [*lines, line.rstrip()] if line.strip() else lines


def _hangs(token: str, used: float, room: float) -> bool:
    """Whether one or two marks may stand a little beyond the edge rather than begin a line."""
    return len(token.rstrip()) == 1 and token[0] in _CLOSING and used <= room + HAN


def _pieces(text: str, room: float) -> list[str]:
    """Words and single Han characters; a word too long for a line in pieces that fit."""
    most = max(int(room / LATIN), 1)
    return [
        word[start : start + most]
        for word in _TOKEN.findall(text)
        for start in range(0, len(word), most)
    ]
