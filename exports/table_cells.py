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
from exports.units import factor
from forms.cells import Cell, Kept
from forms.parsing import MOST_CHARACTERS, UNSEEN_SAID, as_typed, fold, holds_unseen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from exports.mapping import MappedColumn
    from forms.catalogue import Catalogue
    from forms.items import Item

FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2099, 12, 31)
"""A bare number in a date column is a day of these years, or no day."""
_EPOCHS = {1900: date(1899, 12, 30), 1904: date(1904, 1, 1)}
_BARE_NUMBER = re.compile(r"[-+]?[\d,]*\.?\d+")
_BLANKS = frozenset({"-", "--", "—", "——", "―", "–", "/", "\\", "／", "－"})
_PROMPTS = frozenset(
    {"请选择", "请填写", "请输入", "请下拉选择", "下拉选择", "点击选择", "待填", "待选择"}
)
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
    prompts: int = 0
    repeats: int = 0
    days: int = 0
    percents: int = 0
    unseen: bool = False
    _above: Scalar = None
    _unit: str = ""
    _factor: Decimal | None = None
    _known: dict[Scalar, Cell] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._factor, self._unit = factor(self.item, self.column.source_title, self.unit)

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
        if self._factor is None and _is_bare(scalar):
            return Kept(cell_text(scalar).strip() + self._unit, self._no_factor)
        value = read_scalar(self._ready(scalar), self.item, self.catalogue)
        if not isinstance(value, Kept):
            return value
        # Kept as it stood; an amount in another unit with its unit, or it would mean ours.
        text = cell_text(scalar) or value.text
        other = self._factor != 1 and _is_bare(scalar)
        kept = text.strip() + self._unit if other else as_typed(text)
        return Kept(kept, value.reason)

    @property
    def _no_factor(self) -> str:
        return f"单位是“{self._unit}”，不能准确换算，请填写以{self.item.unit}计的数"

    def _meant(self, scalar: Scalar) -> Scalar:
        if not isinstance(scalar, str) or scalar.startswith(MARK) or len(scalar) > 8:
            return scalar
        text = _SPACES.sub("", scalar)
        if text.strip("()（）[]【】<>《》.…") in _PROMPTS:
            self.prompts += 1
            return None
        if text in _BLANKS:
            self.blanks += 1
            return None
        if text in _DITTO and self._above is not None:
            self.repeats += 1
            return self._above
        return scalar

    def _ready(self, scalar: Scalar) -> Scalar:
        kind = self.item.kind.name
        if self._factor not in (None, 1):
            return _times(scalar, self._factor)
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
        if self._factor is None:
            yield f"“{title}”的单位“{self._unit}”不能准确换算，只有数字的格按原样保留。"
        elif self._factor != 1:
            yield f"“{title}”由{self._unit}换算为{self.item.unit}。"
        if self.days:
            yield f"“{title}”中有数字，已按 Excel 日期序号读作日期（{self.system} 日期系统），请核对。"
        if self.percents:
            yield f"“{title}”是小数形式的百分数，已乘以 100。"
        if self.repeats:
            yield f"“{title}”有 {self.repeats} 格写“同上”，已取上一行的内容。"
        if self.blanks:
            yield f"“{title}”有 {self.blanks} 格只有横线或斜线，按未填处理。"
        if self.prompts:
            yield f"“{title}”有 {self.prompts} 格是“请选择”之类的提示，按未填处理。"
        if self.unseen:
            yield f"“{title}”有内容{UNSEEN_SAID}。"


def holds_fractions(cells: Iterable[Scalar]) -> bool:
    """Whether the numbers of a percentage column are fractions: none above 1, some between."""
    numbers = [cell for cell in cells if isinstance(cell, (int, float))]
    return bool(numbers) and max(numbers) <= 1 and any(0 < number < 1 for number in numbers)


def kept_reason(cell: Cell) -> str:
    """Why a cell was kept as typed; empty for every other cell."""
    return (cell.reason or "无法识别") if isinstance(cell, Kept) else ""


def _is_bare(scalar: Scalar) -> bool:
    """Whether a cell holds a number and nothing else; a unit in the cell wins."""
    if not isinstance(scalar, str):
        return scalar is not None
    folded = fold(scalar)
    is_number = not scalar.startswith(MARK) and _BARE_NUMBER.fullmatch(folded) is not None
    return is_number and len(folded) <= MOST_CHARACTERS


def _times(scalar: Scalar, factor: Decimal) -> Scalar:
    """A number in the column's unit as the exact number in the field's."""
    if not _is_bare(scalar):
        return scalar
    text = fold(scalar).replace(",", "") if isinstance(scalar, str) else number_text(scalar or 0)
    return _plain(Decimal(text) * factor)


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
