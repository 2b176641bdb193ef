"""Finding things on our sheets by what stands above or beside them, not by address.

Clerks insert rows, delete columns and widen titles; a column is known by its title, a fact by
its label, whatever the place (faults E15).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from exports.cellsource import Scalar, cell_text
from forms.codelists import normalized

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from exports.layout import SheetLayout

HEADER_WITHIN = 60
"""A header is looked for in so many first rows."""
FOOT_WORDS = (
    "单位负责人", "统计负责人", "填表人", "审核人", "制表", "报出日期", "填报说明", "附注",
    "填报单位", "填报人", "填报日期", "填报时间", "单位盖章", "（盖章）", "(盖章)", "复核人", "经办人",
    "分管领导",
    "说明:", "说明：", "说明（续）：", "注:", "注：", "备注:", "备注：",
)  # fmt: skip
_NUMBERED = re.compile(r"[\d（(]+[.、．)）]")
_DAY = re.compile(r"\d{4}年\d{1,2}月(?:\d{1,2}日)?")
_MARKS = re.compile(r"[甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥][二三四五]?|\d{1,3}|栏次")
REJECTED_TITLE = "未导入原因"
"""The last column of rows given back; what it says is never data."""
TOTAL_WORDS = frozenset({"合计", "总计", "小计", "共计", "累计", "本页合计", "本页小计"})


def title_key(text: str) -> str:
    """A title as it is compared: no spaces, width, case, required marks or colon at the end."""
    return normalized(text).strip("*●○★：:")


@dataclass
class FormColumns:
    """Where a form's columns stand on its sheet; places count from 0."""

    header_row: int
    fields: dict[str, int] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)


def find_columns(
    layout: SheetLayout, rows: Iterable[tuple[int, Sequence[Scalar]]]
) -> FormColumns | None:
    """The row that holds most of the layout's titles, at least half of them; None without one."""
    titles = {title_key(column.title): column for column in layout.columns}
    best: tuple[int, int, Sequence[Scalar]] | None = None
    for number, row in rows:
        hits = sum(title_key(cell_text(cell)) in titles for cell in row if cell)
        if hits * 2 >= len(titles) and (best is None or hits > best[0]):
            best = (hits, number, row)
    return _columns(layout, best[1], best[2]) if best else None


def _columns(layout: SheetLayout, number: int, row: Sequence[Scalar]) -> FormColumns:
    found = FormColumns(number)
    titles = {title_key(column.title): column for column in layout.columns}
    for place, cell in enumerate(row):
        text = cell_text(cell)
        column = titles.pop(title_key(text), None)
        if column is None:
            if text.strip():
                found.strangers.append(text.strip())
        elif column.item is not None:
            found.fields[column.item.name] = place
    found.missing = [column.title for column in titles.values() if column.item is not None]
    return found


def is_marks(texts: Sequence[str]) -> bool:
    """Whether a row is the 甲乙/1 2 3 row: several marks and nothing else.

    Numbers alone are marks only if they rise from 1; a 甲 or 乙 among them settles it.
    """
    filled = [key for text in texts if (key := title_key(text).strip("()"))]
    if len(filled) < 2 or not all(map(_MARKS.fullmatch, filled)):
        return False
    numbers = [int(key) for key in filled if key.isdigit()]
    rising = numbers == list(range(1, len(numbers) + 1)) and len(numbers) > 2
    return rising or len(numbers) < len(filled)


def is_total(texts: Iterable[str]) -> bool:
    """Whether a row says 合计 and the like in one of its first cells."""
    return any(title_key(text) in TOTAL_WORDS for text in texts)


class FootWatch:
    """Knows the signature line and notes under a table when it sees them, row by row.

    The foot begins with a row of one or two texts that start with a known word, or of more that
    all do (one a page across); after that, single texts that start with a number (2.…) or are a
    day belong to it. Nothing else does: a record under the foot is still a record.
    """

    def __init__(self) -> None:
        self._below = False

    def is_foot(self, texts: Sequence[str]) -> bool:
        """Whether this row belongs to the foot; rows must be asked in order."""
        filled = [text.strip() for text in texts if text.strip()]
        named = [text.startswith(FOOT_WORDS) for text in filled]
        begins = bool(named) and (all(named) or (named[0] and len(named) <= 2))
        self._below = self._below or begins
        if begins or not self._below or len(filled) != 1:
            return begins
        return bool(_NUMBERED.match(filled[0]) or _DAY.fullmatch(filled[0].replace(" ", "")))


def read_labels(
    rows: Iterable[Sequence[Scalar]], labels: Collection[str]
) -> Mapping[str, tuple[str, int, int]]:
    """The texts beside labels: label → (text, row index, column index), the first place of each.

    The value of a label is the next cell to its right, or "" if that is empty or a label itself.
    """
    keys = {title_key(label): label for label in labels}
    found: dict[str, tuple[str, int, int]] = {}
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            label = keys.get(title_key(cell)) if isinstance(cell, str) and cell else None
            if label is None or label in found:
                continue
            beside = cell_text(row[place + 1]) if place + 1 < len(row) else ""
            found[label] = ("" if _is_label(row, place + 1, keys) else beside, number, place + 1)
    return found


def _is_label(row: Sequence[Scalar], place: int, keys: Mapping[str, str]) -> bool:
    """Labels stand in every other column, so the neighbour of a label is one only by a shift."""
    if (
        place >= len(row)
        or not isinstance(row[place], str)
        or title_key(str(row[place])) not in keys
    ):
        return False
    after = row[place + 1] if place + 1 < len(row) else None
    return after not in (None, "")
