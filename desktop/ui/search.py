"""Finding entries by what people type: Chinese, full pinyin, initials or code.

A table of readings is made once of the distinct characters that occur, because asking pypinyin
for whole names costs a hundred times as much, and pypinyin itself is imported only then.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable

Readings = Callable[[str], tuple[str, ...]]

NO_MATCH = 9


def folded(text: str) -> str:
    """``text`` without spaces, width or case, as it is compared."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


class PinyinTable:
    """The readings of each character that was asked for; a character without one has none."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, ...]] = {}

    def __call__(self, char: str) -> tuple[str, ...]:
        """All readings of one character without tones, the usual one first."""
        found = self._known.get(char)
        if found is None:
            found = self._known[char] = _readings(char)
        return found


class Matcher:
    """Ranks labels against a query; made once for a list of choices.

    ``rank`` is 0 for the best match (starts with what was typed) and ``NO_MATCH`` for none.
    """

    def __init__(self, labels: Iterable[str], readings: Readings | None = None) -> None:
        self._labels = tuple(folded(label) for label in labels)
        self._readings = readings or PinyinTable()

    def matches(self, query: str) -> list[int]:
        """The positions of the labels that match, best first; all of them for an empty query."""
        wanted = folded(query)
        if not wanted:
            return list(range(len(self._labels)))
        ranked = [(self.rank(at, wanted), at) for at in range(len(self._labels))]
        return [at for rank, at in sorted(ranked) if rank < NO_MATCH]

    def rank(self, at: int, wanted: str) -> int:
        """How well one label answers a folded query."""
        label = self._labels[at]
        found = label.find(wanted)
        if found >= 0:
            # The code stands before the title: "310115浦东新区".
            return 0 if found == 0 else 1 if label[:found].isascii() else 2
        if not wanted.isascii() or not any(char.isalpha() for char in wanted):
            return NO_MATCH
        spoken = [start for start in range(len(label)) if self._spoken(label, start, wanted)]
        if not spoken:
            return NO_MATCH
        first = next(i for i, char in enumerate(label) if not char.isascii())
        return 3 if spoken[0] <= first else 4

    def _spoken(self, label: str, at: int, wanted: str) -> bool:
        """Whether ``wanted`` reads on from ``at``: each character by initial or in full."""
        if not wanted:
            return True
        if at == len(label):
            return False
        char = label[at]
        if char.isascii():
            return wanted[0] == char and self._spoken(label, at + 1, wanted[1:])
        return any(
            reading.startswith(wanted)
            or (wanted.startswith(reading) and self._spoken(label, at + 1, wanted[len(reading) :]))
            or (wanted[0] == reading[0] and self._spoken(label, at + 1, wanted[1:]))
            for reading in self._readings(char)
        )


def _readings(char: str) -> tuple[str, ...]:
    if char.isascii() or not char.isalpha():
        return ()
    # Late: importing it costs as much as three bare windows.
    from pypinyin import Style, pinyin

    found = pinyin(char, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(dict.fromkeys(part for part in (found[0] if found else ()) if part))
