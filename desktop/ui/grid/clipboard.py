"""Blocks of cells to and from Excel, WPS and other spreadsheets, as tab-separated text.

A cell with a tab, a line break or a leading quote travels in quotes with inner quotes doubled.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from forms.errors import UserMistake

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_CELLS = 200_000
"""More than this is no paste by hand; 导入 is made for it."""

Block = list[list[str]]
"""Rows of texts, all of the same width."""

_QUOTED = re.compile(r'"((?:[^"]|"")*)"(?=[\t\n]|\Z)')
_PLAIN = re.compile(r"[^\t\n]*")


def read_block(text: str) -> Block:
    """The rows of a copied block; raises ``UserMistake`` when it holds too many cells.

    A quote that is never closed is a character like any other, so nothing is swallowed.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.removesuffix("\n")
    rows: Block = [[]]
    at, cells = 0, 0
    while True:
        quoted = _QUOTED.match(text, at) if text.startswith('"', at) else None
        match = quoted or _PLAIN.match(text, at)
        assert match is not None, "the plain pattern matches anywhere"
        rows[-1].append(quoted[1].replace('""', '"') if quoted else match[0])
        at, cells = match.end(), cells + 1
        if cells > MOST_CELLS:
            raise UserMistake(f"一次最多粘贴 {MOST_CELLS:,} 格，请分几次粘贴，或改用“导入”。")
        if at >= len(text):
            break
        if text[at] == "\n":
            rows.append([])
        at += 1
    width = max(map(len, rows))
    return [row + [""] * (width - len(row)) for row in rows]


def write_block(rows: Sequence[Sequence[str]]) -> str:
    """The block as text for the clipboard."""
    return "\r\n".join("\t".join(map(_written, row)) for row in rows)


def _written(text: str) -> str:
    if any(mark in text for mark in "\t\n\r") or text.startswith('"'):
        return '"' + text.replace('"', '""') + '"'
    return text
