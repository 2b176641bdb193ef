"""One cell of somebody's table made ready for the one parser: units, serial days, 同上, dashes.

Only what has one meaning is rewritten, and every rewriting is counted, so that the person who
loads hears of it (faults F4, F9, F10).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from exports.cellsource import MARK, Scalar, cell_text, number_text
from exports.reader_rows import read_scalar
from forms.cells import Cell, Kept
from forms.parsing import MOST_CHARACTERS, UNSEEN_SAID, as_typed, fold, holds_unseen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from exports.mapping import MappedColumn
    from forms.catalogue import Catalogue
    from forms.items import Item

IN_WAN = {
    "元": Decimal("0.0001"), "千元": Decimal("0.1"), "万元": Decimal(1),
    "百万元": Decimal(100), "亿元": Decimal(10_000),
}  # fmt: skip
"""How many 万元 one of each unit is."""

FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2099, 12, 31)
"""A bare number in a date column is a day of these years, or no day."""
_EPOCHS = {1900: date(1899, 12, 30), 1904: date(1904, 1, 1)}
_BARE_NUMBER = re.compile(r"[-+]?[\d,]*\.?\d+")
_BLANKS = frozenset({"-", "--", "—", "——", "―", "–", "/", "\\", "／", "－"})
_DITTO = frozenset({"同上", "〃", "″", "''", '"', "”"})
_SPACES = re.compile(r"\s+")
_OCTOBER_OR_JANUARY = re.compile(r"\d{4}\.1")
_WHICH_MONTH = "数字分不清是 1 月还是 10 月（10 月的 0 会丢失），请按 2026-10 的样子以文本填写"


@dataclass
class ColumnCells:
    """Reads the cells of one column, top to bottom.

    ``system`` is the date system of the workbook, 1900 or 1904, None where it is not known.
    ``fractions`` says that a percentage column holds fractions (0.45 for 45 %).
    """

    column: MappedColumn
    item: Item
    unit: str
    catalogue: Catalogue
    system: int | None = 1900
    fractions: bool = False
    blanks: int = 0
    repeats: int = 0
    days: int = 0
    percents: int = 0
    unseen: bool = False
    _above: Scalar = None
    _known: dict[Scalar, Cell] = field(default_factory=dict)

    def read(self, scalar: Scalar) -> tuple[Cell, Scalar]:
        """The value of a cell, and the cell that was meant: 同上 means the one above."""
        meant = self._meant(scalar)
        if meant not in (None, ""):
            self._above = meant
        if meant not in self._known:
            self._known[meant] = self._value(meant)
            is_text = isinstance(meant, str) and not meant.startswith(MARK)
            self.unseen = self.unseen or (is_text and holds_unseen(str(meant)))
        return self._known[meant], meant

    def _value(self, scalar: Scalar) -> Cell:
        if self.item.kind.name == "month" and isinstance(scalar, (int, float)):
            text = number_text(scalar)
            if _OCTOBER_OR_JANUARY.fullmatch(text):
                return Kept(text, _WHICH_MONTH)
        value = read_scalar(self._ready(scalar), self.item, self.catalogue)
        if not isinstance(value, Kept):
            return value
        # Kept as it stood; an amount in another unit with its unit, or it would mean 万元.
        text = cell_text(scalar) or value.text
        bare = _BARE_NUMBER.fullmatch(fold(text)) is not None
        other = self.item.kind.name == "money" and self.unit not in ("", "万元")
        kept = text.strip() + self.unit if bare and other else as_typed(text)
        return Kept(kept, value.reason)

    def _meant(self, scalar: Scalar) -> Scalar:
        if not isinstance(scalar, str) or scalar.startswith(MARK) or len(scalar) > 8:
            return scalar
        text = _SPACES.sub("", scalar)
        if text in _BLANKS:
            self.blanks += 1
            return None
        if text in _DITTO and self._above is not None:
            self.repeats += 1
            return self._above
        return scalar

    def _ready(self, scalar: Scalar) -> Scalar:
        kind = self.item.kind.name
        if kind == "money":
            return _in_wan(scalar, self.unit)
        if kind in ("date", "month") and isinstance(scalar, (int, float)):
            return self._day(scalar)
        if kind == "percent" and self.fractions and isinstance(scalar, (int, float)):
            self.percents += 1
            return number_text(float(Decimal(number_text(scalar)) * 100))
        if self.item.kind.numeric and self.item.unit and isinstance(scalar, str):
            return _without_unit(scalar, self.item.unit)
        return scalar

    def _day(self, serial: float) -> Scalar:
        """A bare number in a date column as the day that Excel means by it."""
        if self.system is None or not float(serial).is_integer():
            return serial
        if not 0 < serial < 100_000:
            return serial
        day = _EPOCHS[self.system] + timedelta(days=int(serial))
        if not FIRST_DAY <= day <= LAST_DAY:
            return serial
        self.days += 1
        return day.isoformat()

    def notices(self) -> Iterator[str]:
        """Sentences about what was rewritten in this column."""
        title = self.column.source_title or self.item.title
        if self.column.is_guess:
            yield f"“{title}”按“{self.item.title}”读取，{self.column.why}，请核对。"
        if self.item.kind.name == "money" and self.unit not in ("", "万元"):
            yield f"“{title}”由{self.unit}换算为万元。"
        if self.days:
            yield f"“{title}”中有数字，已按 Excel 日期序号读作日期（{self.system} 日期系统），请核对。"
        if self.percents:
            yield f"“{title}”是小数形式的百分数，已乘以 100。"
        if self.repeats:
            yield f"“{title}”有 {self.repeats} 格写“同上”，已取上一行的内容。"
        if self.blanks:
            yield f"“{title}”有 {self.blanks} 格只有横线或斜线，按未填处理。"
        if self.unseen:
            yield f"“{title}”有内容{UNSEEN_SAID}。"


def holds_fractions(cells: Iterable[Scalar]) -> bool:
    """Whether the numbers of a percentage column are fractions: none above 1, some between."""
    numbers = [cell for cell in cells if isinstance(cell, (int, float))]
    return bool(numbers) and max(numbers) <= 1 and any(0 < number < 1 for number in numbers)


def kept_reason(cell: Cell) -> str:
    """Why a cell was kept as typed; empty for every other cell."""
    return (cell.reason or "无法识别") if isinstance(cell, Kept) else ""


def _in_wan(scalar: Scalar, unit: str) -> Scalar:
    """An amount in the column's unit as the exact amount in 万元; a unit in the cell wins."""
    if unit in ("", "万元") or scalar in (None, "") or unit not in IN_WAN:
        return scalar
    if isinstance(scalar, str):
        folded = fold(scalar)
        is_bare = not scalar.startswith(MARK) and _BARE_NUMBER.fullmatch(folded) is not None
        if not is_bare or len(folded) > MOST_CHARACTERS:
            return scalar
        return _plain(Decimal(folded.replace(",", "")) * IN_WAN[unit])
    return _plain(Decimal(number_text(scalar or 0)) * IN_WAN[unit])


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _without_unit(text: str, unit: str) -> str:
    """``180人`` → ``180`` where 人 is the field's own unit."""
    folded = fold(text)
    bare = folded.removesuffix(fold(unit))
    return bare if bare != folded and _BARE_NUMBER.fullmatch(bare) else text


def shown(scalar: Scalar) -> str:
    """What stood in a cell, as its owner reads it."""
    return cell_text(scalar).strip()
