"""The kinds of field: how each reads what people type, shows it and writes it exactly.

A kind knows nothing of SQLite, Excel or Qt; those rooms map a kind to a column type, a number
format or an editor. ``parse`` is tolerant where nothing is lost (full-width digits, thousands
separators, 亿 and 万元) and otherwise raises ``Unreadable``, after which the text is kept as typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from forms import parsing
from forms.cells import Cell, Kept, Missing, Value, read_missing
from forms.parsing import Unreadable

if TYPE_CHECKING:
    from forms.catalogue import Catalogue
    from forms.items import Item

MANY_SEPARATOR = "；"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of field; the base class is plain text.

    ``name`` is the stable English word other rooms key their tables by, ``title`` its Chinese,
    ``places`` how many decimal places a numeric kind has.
    """

    name: str
    title: str
    numeric: bool = False
    places: int = 0

    def parse(self, text: str, item: Item, catalogue: Catalogue) -> Value:
        """Turn cleaned, non-empty text into a value; raise ``Unreadable`` with a Chinese reason."""
        return parsing.tidy_text(text, multiline=item.multiline)

    def show(self, value: Any, item: Item, catalogue: Catalogue) -> str:
        """The text a person reads in a grid cell or a workbook."""
        return str(value)

    def encode(self, value: Any) -> str:
        """The exact, catalogue-independent text of a value."""
        return str(value)

    def decode(self, text: str) -> Value:
        """The inverse of ``encode``."""
        return text


class IdentifierKind(Kind):
    """Identifiers such as 统一社会信用代码: spaces and full-width forms folded, capitals."""

    def parse(self, text: str, item: Item, catalogue: Catalogue) -> Value:
        return parsing.tidy_identifier(text)


class MoneyKind(Kind):
    """Amounts in 万元 with two places; 亿 and 元 are converted where that is exact."""

    def parse(self, text: str, item: Item, catalogue: Catalogue) -> Value:
        return parsing.read_money(text)

    def show(self, value: Any, item: Item, catalogue: Catalogue) -> str:
        return f"{value:,.2f}"

    def encode(self, value: Any) -> str:
        return f"{value:.2f}"

    def decode(self, text: str) -> Value:
        return Decimal(text)


class MeasureKind(Kind):
    """Sizes with up to three places that are no money: areas, shares, indicator figures."""

    def parse(self, text: str, item: Item, catalogue: Catalogue) -> Value:
        return parsing.read_measure(text)

    def show(self, value: Any, item: Item, catalogue: Catalogue) -> str:
        return f"{value:,.3f}".rstrip("0").removesuffix(".")

    def encode(self, value: Any) -> str:
        return f"{value:.3f}"

    def decode(self, text: str) -> Value:
        return Decimal(text)


class CountKind(Kind):
    """Whole numbers: people, pieces, levels, percentages."""

    def parse(self, text: str, item: Item, catalogue: Catalogue) -> Value:
        return parsing.read_whole(text, percent=self.name == "percent")

    def show(self, value: Any, item: Item, catalogue: Catalogue) -> str:
        return str(value)

    def decode(self, text: str) -> Value:
        return int(text)


class DateKind(Kind):
    """A day, stored as ISO 8601 (GB/T 7408.1-2023)."""

    def parse(self, text: str, item: Item, catalogue: Catalogue) -> Value:
        return parsing.read_date(text)

    def encode(self, value: Any) -> str:
        return str(value.isoformat())

    def decode(self, text: str) -> Value:
        return date.fromisoformat(text)


class MonthKind(Kind):
    """A month, stored as ``YYYY-MM``."""

    def parse(self, text: str, item: Item, catalogue: Catalogue) -> Value:
        return parsing.read_month(text)


class YesNoKind(Kind):
    """是 or 否."""

    def parse(self, text: str, item: Item, catalogue: Catalogue) -> Value:
        return parsing.read_yes_no(text)

    def show(self, value: Any, item: Item, catalogue: Catalogue) -> str:
        return "是" if value else "否"

    def encode(self, value: Any) -> str:
        return "1" if value else "0"

    def decode(self, text: str) -> Value:
        return text == "1"


class OneOfKind(Kind):
    """One code of a code list; read by code, title or label, shown as its label."""

    def parse(self, text: str, item: Item, catalogue: Catalogue) -> Value:
        return parsing.read_code(text, catalogue.codelist(item.codes), open_list=item.open_list)

    def show(self, value: Any, item: Item, catalogue: Catalogue) -> str:
        return parsing.show_code(value, catalogue.codelist(item.codes))


class ManyOfKind(Kind):
    """Several codes of a code list, in the order given (the first is the main one)."""

    def parse(self, text: str, item: Item, catalogue: Catalogue) -> Value:
        codes = parsing.read_codes(text, catalogue.codelist(item.codes))
        if not codes:
            raise Unreadable("没有写出代码，请从下拉列表中选择")
        return codes

    def show(self, value: Any, item: Item, catalogue: Catalogue) -> str:
        codes = catalogue.codelist(item.codes)
        return MANY_SEPARATOR.join(parsing.show_code(code, codes) for code in value)

    def encode(self, value: Any) -> str:
        return ",".join(value)

    def decode(self, text: str) -> Value:
        return tuple(text.split(","))


TEXT = Kind("text", "文字")
IDENTIFIER = IdentifierKind("identifier", "代码")
MONEY = MoneyKind("money", "金额", numeric=True, places=2)
MEASURE = MeasureKind("measure", "数量", numeric=True, places=3)
COUNT = CountKind("count", "整数", numeric=True)
PERCENT = CountKind("percent", "百分数", numeric=True)
DATE = DateKind("date", "日期")
MONTH = MonthKind("month", "年月")
YES_NO = YesNoKind("yes_no", "是否")
ONE_OF = OneOfKind("one_of", "单选")
MANY_OF = ManyOfKind("many_of", "多选")
REFERENCE = IdentifierKind("reference", "引用")


def read_cell(text: str, item: Item, catalogue: Catalogue) -> Cell:
    """Read what a person typed or pasted into one cell; never raises.

    Empty text is blank. 不适用 and 暂缺（原因） are stated absences, unless the field's own code
    list has that word. What the kind can't read comes back as ``Kept`` with the reason.
    """
    cleaned = parsing.clean(text)
    if not cleaned:
        return None
    try:
        missing = read_missing(cleaned)
        if missing and not _is_own_code(cleaned, item, catalogue):
            return missing
        return item.kind.parse(cleaned, item, catalogue)
    except Unreadable as problem:
        return Kept(parsing.as_typed(text), str(problem))


def show_cell(cell: Cell, item: Item, catalogue: Catalogue) -> str:
    """The text of a cell for people; ``read_cell`` reads it back to the same cell."""
    if cell is None:
        return ""
    if isinstance(cell, Kept):
        return cell.text
    if isinstance(cell, Missing):
        return cell.title
    return item.kind.show(cell, item, catalogue)


def encode_cell(cell: Cell, kind: Kind) -> str | None:
    """The exact text of a cell: None blank, ``=v`` value, ``?t`` kept, ``-`` and ``~`` absent."""
    if cell is None:
        return None
    if isinstance(cell, Kept):
        return "?" + cell.text
    if isinstance(cell, Missing):
        return "-" if cell.kind == "na" else "~" + cell.reason
    return "=" + kind.encode(cell)


def decode_cell(text: str | None, kind: Kind) -> Cell:
    """The inverse of ``encode_cell`` (the reason of a kept text is derived, so not restored)."""
    if text is None:
        return None
    mark, rest = text[0], text[1:]
    if mark == "?":
        return Kept(rest)
    if mark == "-":
        return Missing("na")
    if mark == "~":
        return Missing("later", rest)
    return kind.decode(rest)


def _is_own_code(text: str, item: Item, catalogue: Catalogue) -> bool:
    return bool(item.codes) and catalogue.codelist(item.codes).find(text) is not None
