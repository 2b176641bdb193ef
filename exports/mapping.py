"""Which column of somebody's table is which field of ours.

Titles are compared from strict to tolerant: as printed, without unit and brackets, by synonym, by
English name, and last by likeness, which is reported as a guess. A mapping file overrules all.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exports.digest import travelling_items
from exports.layout import column_title
from exports.reader_sheets import title_key
from exports.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from forms.base import Form
    from forms.items import Item

LIKENESS = 90
"""Of 100; below it two titles are different titles."""

_BRACKETS = re.compile(r"[(\[【〔<].*?[)\]】〕>]")
_LEADING = re.compile(r"^(?:其中|\d+[.、]|[一二三四五六七八九十]+、)[::]?")
_UNIT = re.compile(r"[(\[]?(?:单位[::]?)?(亿元|万元|千元|元|亿)[)\]]?")
_UNIT_AT_END = re.compile(r"[(\[【,，、/_-]?(?:计量)?(?:单位)?[::]?(亿元|万元|元)[)\]】]?$")

EXACT, WITHOUT_UNIT, SYNONYM, FIELD_NAME = (
    "标题一致",
    "去掉单位和括号后一致",
    "常用别名",
    "英文字段名",
)
MAPPED, UNKNOWN, TAKEN, IGNORED = (
    "列对应文件指定",
    "不认识",
    "已有更合适的列",
    "列对应文件指定不导入",
)


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """One column of the source: its title, place (from 0), the field's name or None, and why."""

    source_title: str
    index: int
    item: str | None
    why: str
    unit: str = ""

    @property
    def is_guess(self) -> bool:
        """Whether the column was matched by likeness only."""
        return self.why.startswith("近似")


def read_mapping(path: Path) -> dict[str, str]:
    """Read a mapping file, a JSON object {source title: field name}; raises ``Refusal``."""
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise Refusal("missing_file", path.name) from None
    except (OSError, UnicodeDecodeError, ValueError, RecursionError):
        raise Refusal("bad_mapping", path.name, "不是 JSON 文件") from None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise Refusal("bad_mapping", path.name, "应为 {“来源列名”: “字段名”} 的样子")
    return found


def bare_title(text: str) -> str:
    """A title's key without brackets, unit, 其中： and numbering."""
    key = _BRACKETS.sub("", title_key(text))
    key = _LEADING.sub("", key)
    return _UNIT_AT_END.sub("", key) or key


def header_unit(title: str) -> str:
    """The money unit a title names: 元, 万元, 亿元, or "" for none."""
    key = title_key(title)
    found = _UNIT_AT_END.search(key) or next(
        (match for part in _BRACKETS.findall(key) if (match := _UNIT.fullmatch(part))), None
    )
    unit = found[1] if found else ""
    return "亿元" if unit == "亿" else unit


class TitleBook:
    """The titles of one form by which columns are recognised."""

    def __init__(self, form: type[Form], mapping: Mapping[str, str] | None = None) -> None:
        self.form = form
        self.items = travelling_items(form)
        self._mapping = {title_key(title): name for title, name in (mapping or {}).items()}
        self._exact: dict[str, str] = {}
        self._bare: dict[str, str] = {}
        self._synonyms: dict[str, str] = {}
        self._names: dict[str, str] = {}
        for entry in self.items:
            self._add(entry)
        self._tiers: tuple[tuple[str, Callable[[str], str | None]], ...] = (
            (EXACT, lambda title: self._exact.get(title_key(title))),
            (WITHOUT_UNIT, lambda title: self._bare.get(bare_title(title))),
            (
                SYNONYM,
                lambda title: (
                    self._synonyms.get(title_key(title)) or self._synonyms.get(bare_title(title))
                ),
            ),
            (FIELD_NAME, lambda title: self._names.get(title.strip().lower())),
        )

    def _add(self, entry: Item) -> None:
        for title in (column_title(entry), entry.full_title, entry.title):
            self._exact.setdefault(title_key(title), entry.name)
            self._bare.setdefault(bare_title(title), entry.name)
        for synonym in entry.synonyms:
            self._synonyms.setdefault(title_key(synonym), entry.name)
        self._names[entry.name] = entry.name

    def knows(self, title: str) -> bool:
        """Whether a title is surely one of ours (likeness does not count)."""
        return bool(title.strip()) and (
            title_key(title) in self._mapping or any(look(title) for _, look in self._tiers)
        )

    def match(
        self, titles: Sequence[str], sections: Sequence[str], name: str
    ) -> list[MappedColumn]:
        """Match a header's titles; ``sections`` are the group titles above them.

        Raises ``Refusal`` when two columns are the same field and no group tells them apart.
        """
        chosen: dict[int, tuple[str | None, str]] = self._by_mapping(titles, name)
        taken = {field for field, _ in chosen.values() if field}
        for why, look in self._tiers:
            claims: dict[str, list[int]] = {}
            for place, title in enumerate(titles):
                field = look(title) if title.strip() and place not in chosen else None
                if field and field not in taken:
                    claims.setdefault(field, []).append(place)
            for field, places in claims.items():
                place = self._settle(field, places, titles, sections, name)
                chosen[place] = (field, why)
                taken.add(field)
        self._guess(titles, chosen, taken)
        return [
            self._column(place, title, chosen)
            for place, title in enumerate(titles)
            if title.strip()
        ]

    def _by_mapping(self, titles: Sequence[str], name: str) -> dict[int, tuple[str | None, str]]:
        known = {entry.name for entry in self.items}
        strange = [field for field in self._mapping.values() if field and field not in known]
        if strange:
            raise Refusal("bad_mapping", name, f"没有字段 {'、'.join(strange)}")
        keys = {title_key(title): place for place, title in enumerate(titles)}
        lost = [title for title in self._mapping if title not in keys]
        if lost:
            raise Refusal("bad_mapping", name, f"表里没有列 {'、'.join(lost)}")
        chosen: dict[int, tuple[str | None, str]] = {}
        for title, field in self._mapping.items():
            chosen[keys[title]] = (field, MAPPED) if field else (None, IGNORED)
        return chosen

    def _settle(
        self,
        field: str,
        places: list[int],
        titles: Sequence[str],
        sections: Sequence[str],
        name: str,
    ) -> int:
        if len(places) == 1:
            return places[0]
        section = title_key(self.form.item(field).section)
        fitting = [place for place in places if title_key(sections[place]) == section]
        if len(fitting) != 1:
            raise Refusal(
                "duplicate_header", name, f"“{titles[places[0]].strip()}”出现 {len(places)} 次"
            )
        return fitting[0]

    def _guess(
        self, titles: Sequence[str], chosen: dict[int, tuple[str | None, str]], taken: set[str]
    ) -> None:
        free = {
            bare_title(entry.title): entry.name for entry in self.items if entry.name not in taken
        }
        for place, title in enumerate(titles):
            if place in chosen or len(bare_title(title)) < 3 or not free:
                continue
            if any(look(title) for _, look in self._tiers):
                chosen[place] = (None, TAKEN)
                continue
            key, likeness = _most_like(bare_title(title), free)
            if likeness >= LIKENESS:
                chosen[place] = (free.pop(key), f"近似（相似度 {likeness:.0f}）")

    @staticmethod
    def _column(
        place: int, title: str, chosen: Mapping[int, tuple[str | None, str]]
    ) -> MappedColumn:
        field, why = chosen.get(place, (None, UNKNOWN))
        return MappedColumn(title.strip(), place, field, why, header_unit(title))


def _most_like(key: str, titles: Iterable[str]) -> tuple[str, float]:
    from rapidfuzz import fuzz, process

    found = process.extractOne(key, list(titles), scorer=fuzz.ratio)
    return (found[0], found[1]) if found else ("", 0.0)
