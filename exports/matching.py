"""Matching one table's columns to one form's fields, each with the reason why."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from exports.contents import looks_like
from exports.mapping import (
    IGNORED,
    LIKENESS,
    MAPPED,
    NOT_TAKEN,
    NOTHING_CHOSEN,
    REASON,
    TAKEN,
    TWICE,
    UNKNOWN,
    Chosen,
    MappedColumn,
    TitleBook,
    bare_title,
)
from exports.reader_sheets import REJECTED_TITLE, title_key
from exports.refusal import Refusal
from exports.units import money_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from exports.cellsource import Scalar
    from forms.catalogue import Catalogue

_LINE_BREAKS = re.compile(r"\s*[\r\n]\s*")
"""A title wrapped by hand; sentences name it in one line."""
_LEAST_LIKE = 3
"""Shorter titles are like each other by chance."""


class ColumnMatch:
    """The columns of one header.

    ``titles`` are the header's texts by place, ``sections`` the group titles above them, ``name``
    the file's name in refusals. ``strict`` refuses a header in which two columns are the same
    field; otherwise both are left for a person to choose from.
    """

    def __init__(
        self,
        book: TitleBook,
        titles: Sequence[str],
        sections: Sequence[str],
        name: str,
        *,
        chosen: Chosen = NOTHING_CHOSEN,
        strict: bool = True,
    ) -> None:
        self._book, self._titles, self._sections, self._name = book, titles, sections, name
        self._strict = strict
        self._found: dict[int, tuple[str | None, str]] = {}
        self._taken: set[str] = set()
        self._leave_reasons()
        self._choose(chosen)
        self._by_mapping()
        self._units = chosen.units
        for why in book.reasons:
            self._by_tier(why)

    def guess(self, cells_of: Callable[[int], Iterable[Scalar]], catalogue: Catalogue) -> None:
        """Match what is left by likeness of titles, then by contents; both can be wrong."""
        self._by_likeness()
        self._by_contents(cells_of, catalogue)

    def columns(self, filled: Iterable[int] = ()) -> list[MappedColumn]:
        """Every column with a title, and those without one that are ``filled``."""
        untitled = set(filled)
        return [
            self._column(place, title)
            for place, title in enumerate(self._titles)
            if title.strip() or place in untitled
        ]

    def _leave_reasons(self) -> None:
        for place, title in enumerate(self._titles):
            if title.strip() == REJECTED_TITLE:
                self._found[place] = (None, REASON)

    # --- what a person said ---------------------------------------------------------------------

    def _choose(self, chosen: Chosen) -> None:
        known = {entry.name for entry in self._book.items}
        for place, name in chosen.columns.items():
            if place < len(self._titles) and name in known and name not in self._taken:
                self._take(place, name, chosen.why)
            elif place < len(self._titles) and not name:
                self._found[place] = (None, f"{chosen.why}{NOT_TAKEN}")

    def _by_mapping(self) -> None:
        mapping = self._book.mapping
        known = {entry.name for entry in self._book.items}
        strange = [name for name in mapping.values() if name and name not in known]
        if strange:
            raise Refusal("bad_mapping", self._name, f"没有字段 {'、'.join(strange)}")
        keys = {title_key(title): place for place, title in enumerate(self._titles)}
        lost = [title for title in mapping if title not in keys]
        if lost:
            raise Refusal("bad_mapping", self._name, f"表里没有列 {'、'.join(lost)}")
        for title, name in mapping.items():
            if name:
                self._take(keys[title], name, MAPPED)
            else:
                self._found[keys[title]] = (None, IGNORED)

    # --- what the titles say --------------------------------------------------------------------

    def _by_tier(self, why: str) -> None:
        claims: dict[str, list[int]] = {}
        for place, title in enumerate(self._titles):
            name = self._book.field_of(title, why) if title.strip() else None
            if name and place not in self._found and name not in self._taken:
                claims.setdefault(name, []).append(place)
        for name, places in claims.items():
            settled = self._settle(name, places)
            if settled is not None:
                self._take(settled, name, why)

    def _settle(self, name: str, places: list[int]) -> int | None:
        if len(places) == 1:
            return places[0]
        section = title_key(self._book.form.item(name).section)
        fitting = [place for place in places if title_key(self._sections[place]) == section]
        if len(fitting) == 1:
            return fitting[0]
        if self._strict:
            raise Refusal("duplicate_header", self._name, self._doubled(name, places))
        self._found.update(dict.fromkeys(places, (None, TWICE)))
        return None

    def _doubled(self, name: str, places: list[int]) -> str:
        """Which columns claim one field: of one title, or of several that mean the same."""
        titles = [_LINE_BREAKS.sub("", self._titles[place].strip()) for place in places]
        if len({title_key(title) for title in titles}) == 1:
            return f"“{titles[0]}”出现 {len(places)} 次"
        listed = "".join(f"“{title}”" for title in dict.fromkeys(titles))
        return f"{listed}都像是“{self._book.form.item(name).title}”"

    def _by_likeness(self) -> None:
        free = {
            bare_title(entry.title): entry.name
            for entry in self._book.items
            if entry.name not in self._taken
        }
        for place, title in enumerate(self._titles):
            if place in self._found or not title.strip():
                continue
            if self._book.knows(title):
                self._found[place] = (None, TAKEN)
            elif len(bare_title(title)) >= _LEAST_LIKE and free:
                key, likeness = _most_like(bare_title(title), free)
                if likeness >= LIKENESS:
                    self._take(place, free.pop(key), f"近似（相似度 {likeness:.0f}）")

    # --- what the columns hold ------------------------------------------------------------------

    def _by_contents(
        self, cells_of: Callable[[int], Iterable[Scalar]], catalogue: Catalogue
    ) -> None:
        claims: dict[str, list[tuple[int, str]]] = {}
        free = [one for one in self._book.items if one.name not in self._taken]
        for place in range(len(self._titles)):
            if place in self._found:
                continue
            like = looks_like(cells_of(place), free, catalogue)
            if like is not None:
                claims.setdefault(like[0].name, []).append((place, like[1]))
        for name, places in claims.items():
            if len(places) == 1:
                self._take(places[0][0], name, places[0][1])

    def _take(self, place: int, name: str, why: str) -> None:
        self._found[place] = (name, why)
        self._taken.add(name)

    def _column(self, place: int, title: str) -> MappedColumn:
        name, why = self._found.get(place, (None, UNKNOWN))
        unit = self._units.get(place) or money_unit(title) or money_unit(self._sections[place])
        return MappedColumn(_LINE_BREAKS.sub("", title.strip()), place, name, why, unit)


def _most_like(key: str, titles: Iterable[str]) -> tuple[str, float]:
    from rapidfuzz import fuzz, process

    found = process.extractOne(key, list(titles), scorer=fuzz.ratio)
    return (found[0], found[1]) if found else ("", 0.0)
