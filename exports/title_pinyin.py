"""Titles written in pinyin by other systems: XMMC, xiangmumingcheng → 项目名称.

pypinyin is imported only when a title of Latin letters was met.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from forms.parsing import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LEAST_LETTERS = 2
_LETTERS = re.compile(r"[a-z]+")
_ASIDE = re.compile(r"[^0-9A-Za-z]+")


def letters_of(title: str) -> str:
    """The letters of a title that is written in Latin letters only, folded; else ""."""
    folded = _ASIDE.sub("", fold(title)).lower() if title.isascii() else ""
    return folded if len(folded) >= LEAST_LETTERS and _LETTERS.fullmatch(folded) else ""


def spoken_titles(titles: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Field names by full pinyin and by initials of ``(title, field)``.

    A spelling that several fields share means none of them.
    """
    from pypinyin import Style, lazy_pinyin

    found: dict[str, set[str]] = {}
    for title, field in titles:
        for style in (Style.NORMAL, Style.FIRST_LETTER):
            spelling = "".join(lazy_pinyin(title, style=style, errors="ignore")).lower()
            if len(spelling) >= LEAST_LETTERS:
                found.setdefault(spelling, set()).add(field)
    return {spelling: next(iter(one)) for spelling, one in found.items() if len(one) == 1}
