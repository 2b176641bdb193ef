"""Which column of somebody's table is which field of ours.

Titles are compared from strict to tolerant: as printed, without unit and brackets, by synonym, by
English name, by pinyin; then by likeness and by what the column holds, both reported as guesses.
What a person chose for this layout, or wrote in a mapping file, overrules all.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from exports.digest import travelling_items
from exports.layout import column_title
from exports.reader_sheets import title_key
from exports.refusal import Refusal
from exports.title_pinyin import letters_of, spoken_titles
from exports.units import IN_WAN, OUR_MONEY, without_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from forms.base import Form
    from forms.items import Item

LIKENESS = 90
"""Of 100; below it two titles are different titles."""

_BRACKETS = re.compile(r"[(\[【〔<].*?[)\]】〕>]")
_BRACKET_MARKS = re.compile(r"[(\[【〔<>〕】\])]")
_LEADING = re.compile(r"^(?:其中|\d+[.、]?(?=[\u4e00-\u9fff])|[一二三四五六七八九十]+、)[::]?")
_MARKS = re.compile(r"^[^\w%&]+|[^\w%&]+$")
"""Arrows and stars."""
_FOOTNOTES = re.compile("[①-⑳⑴-⒇]")
_ENGLISH = re.compile(r"(?<=[\u4e00-\u9fff]{2})[a-z.&/_-]{3,}$")

EXACT, WITHOUT_UNIT, SYNONYM, FIELD_NAME, PINYIN = (
    "标题相同",
    "去掉单位和括号后相同",
    "同义词",
    "英文字段名",
    "拼音",
)
MAPPED, IGNORED = "列对应文件指定", "列对应文件指定不导入"
CHOSEN, REMEMBERED = "人工指定", "上次的选择"
UNKNOWN, TAKEN, TWICE = "不认识", "已有更合适的列", "与另一列同名，请指定"
REASON = "退回时写的原因，不导入"
NOT_TAKEN = "不导入"
"""Follows ``CHOSEN`` or ``REMEMBERED`` where a person left a column out."""

_ANYTHINGS_NAME = "名称"
MONEY_UNITS = tuple(sorted(IN_WAN, key=lambda unit: unit != OUR_MONEY))
"""What a person may say a money column is in; ours is the first."""


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
        """Whether the column was matched by likeness or by what it holds."""
        return self.why.startswith(("近似", "内容"))

    @property
    def is_certain(self) -> bool:
        """Whether its title alone told what it is."""
        return not (self.is_guess or self.why.startswith((CHOSEN, REMEMBERED, MAPPED)))

    @property
    def is_remembered(self) -> bool:
        """Whether it was matched as a person had chosen before."""
        return self.why.startswith(REMEMBERED)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person chose for the columns of one layout, by their places (from 0).

    ``columns`` holds field names, "" for a column left out; ``units`` the units of money columns;
    ``why`` says whether it was chosen now or remembered.
    """

    columns: Mapping[int, str] = field(default_factory=dict)
    units: Mapping[int, str] = field(default_factory=dict)
    why: str = CHOSEN


NOTHING_CHOSEN = Chosen()


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
    """A title's key without brackets, unit, 其中：, numbering, marks and English beside Chinese."""
    key = title_key(_FOOTNOTES.sub("", text))
    key = _BRACKETS.sub("", key) or _BRACKET_MARKS.sub("", key)
    key = _MARKS.sub("", _LEADING.sub("", key))
    key = _ENGLISH.sub("", key)
    return without_unit(key) or key


@lru_cache(maxsize=16_384)
def _spellings(title: str) -> tuple[str, ...]:
    """All by which a title may be known, the last by its sound: most texts are known to no form."""
    return title_key(title), bare_title(title), title.strip().lower(), letters_of(title)


class TitleBook:
    """The titles of one form by which columns are recognised."""

    def __init__(self, form: type[Form], mapping: Mapping[str, str] | None = None) -> None:
        self.form = form
        self.items = travelling_items(form)
        self.mapping = {title_key(title): name for title, name in (mapping or {}).items()}
        self._exact: dict[str, str] = {}
        self._bare: dict[str, str] = {}
        self._synonyms: dict[str, str] = {}
        self._names = {entry.name: entry.name for entry in self.items}
        self._spoken: Mapping[str, str] | None = None
        for entry in self.items:
            self._add(entry)
        self._all = self.mapping.keys() | self._exact.keys() | self._bare.keys()
        self._all |= self._synonyms.keys() | self._names.keys()
        self._tiers: tuple[tuple[str, Callable[[str], str | None]], ...] = (
            (EXACT, lambda title: self._exact.get(title_key(title))),
            (WITHOUT_UNIT, lambda title: self._bare.get(bare_title(title))),
            (SYNONYM, self._by_synonym),
            (FIELD_NAME, lambda title: self._names.get(title.strip().lower())),
            (PINYIN, self._by_pinyin),
        )

    def _add(self, entry: Item) -> None:
        for title in (column_title(entry), entry.full_title, entry.title):
            self._exact.setdefault(title_key(title), entry.name)
            self._bare.setdefault(bare_title(title), entry.name)
        for synonym in entry.synonyms:
            self._synonyms.setdefault(title_key(synonym), entry.name)
        if entry.name == "record_id" and self.form.spec.borrowed_label:
            # Who has no number writes the name of the record that lends it.
            self._synonyms.setdefault(title_key(self.form.spec.borrowed_label), entry.name)

    def _by_synonym(self, title: str) -> str | None:
        return self._synonyms.get(title_key(title)) or self._synonyms.get(bare_title(title))

    def _by_pinyin(self, title: str) -> str | None:
        letters = letters_of(title)
        if not letters:
            return None
        if self._spoken is None:
            titles = [(entry.title, entry.name) for entry in self.items]
            synonyms = [(one, entry.name) for entry in self.items for one in entry.synonyms]
            self._spoken = {**spoken_titles(synonyms), **spoken_titles(titles)}
        return self._spoken.get(letters)

    def knows(self, title: str) -> bool:
        """Whether a title is surely one of ours (likeness and contents do not count)."""
        spellings = _spellings(title)
        if self._all.isdisjoint(spellings) and not spellings[-1]:
            return False
        return bool(title.strip()) and (
            title_key(title) in self.mapping or any(look(title) for _, look in self._tiers)
        )

    def tells_rows_apart(self, titles: Iterable[str]) -> bool:
        """Whether one of the titles is that of a row's name or number, and of no other table's."""
        spec = self.form.spec
        telling = {
            name
            for name in ("record_id", spec.label, *spec.key_fields)
            if self.form.item(name).kind.name in ("text", "identifier", "reference")
        }
        return any(
            look(title) in telling
            for title in titles
            if title_key(title) not in ("", _ANYTHINGS_NAME)
            for _, look in self._tiers
        )

    def field_of(self, title: str, why: str) -> str | None:
        """The field that a title names for one of the ``reasons``."""
        return next(look(title) for reason, look in self._tiers if reason == why)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why a title may be known, from strict to tolerant."""
        return tuple(why for why, _ in self._tiers)
