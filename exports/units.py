"""Units that people write over their columns, and what one of them is in ours.

A unit that can't be converted exactly is not guessed at: 美元, 亩, 十万元 keep their cells as typed.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from forms.parsing import fold

if TYPE_CHECKING:
    from forms.items import Item

OUR_MONEY = "万元"
IN_WAN = {
    "元": Decimal("0.0001"), "千元": Decimal("0.1"), OUR_MONEY: Decimal(1),
    "百万元": Decimal(100), "亿元": Decimal(10_000),
}  # fmt: skip
"""How many 万元 one of each unit is."""

_AREAS = {
    "平方米": Decimal(1), "m2": Decimal(1), "万平方米": Decimal(10_000), "万m2": Decimal(10_000),
    "公顷": Decimal(10_000), "平方公里": Decimal(10**6), "平方千米": Decimal(10**6),
    "km2": Decimal(10**6), "亩": None, "万亩": None,
}  # fmt: skip
_OTHERS = frozenset(
    [
        *"人名位家个件项篇套台次年月日天吨%-—/",
        "年月日",
        "年月",
        "文字",
        "数字",
        "万人",
        "百分比",
        "",
    ]
)
"""What else stands in a row of units."""
_TIMES = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "百万": 10**6, "亿": 10**8}
_FOREIGN = r"(?:美元|美金|欧元|日元|日圆|港元|港币|英镑|韩元|台币|外币|usd|eur|hkd|jpy|gbp|\$)"
_BRACKETS = re.compile(r"[(\[【〔<](.*?)[)\]】〕>]")
_ASIDE = re.compile(r"(?:计量|金额|货币)?单位|人民币|rmb|cny|¥|不?含税|每年|/年|[::,，、;；/\s]")
_MONEY = re.compile(r"([十百千万亿]*)(元?)")
_FOREIGN_MONEY = re.compile(rf"[十百千万亿]*{_FOREIGN}")
_AT_END = re.compile(rf"[十百千万亿]*(?:人民币)?(?:{_FOREIGN}|元(?:人民币)?)$")
_SHEET_UNIT = re.compile(r"(?:单位|币种)[::(]?(.+)")
_BETWEEN = re.compile(r"[、,，;；/或和及)]")


def money_unit(title: str) -> str:
    """The money unit that a title names, "" for none.

    One of ``IN_WAN``, or as it is written when it can't be converted.
    """
    key = fold(title).casefold().strip("*:")
    parts = [part for inside in _BRACKETS.findall(key) for part in _BETWEEN.split(inside)]
    at_end = _AT_END.search(key)
    named = (_as_money(part) for part in [*parts, *([at_end[0]] if at_end else [])])
    return next(filter(None, named), "")


def is_unit(text: str) -> bool:
    """Whether a text is nothing but a unit, perhaps in brackets."""
    core = _ASIDE.sub("", fold(text).casefold()).strip("()[]")
    return core in _OTHERS or core in _AREAS or _as_money(core) != ""


def line_unit(text: str) -> str:
    """The money unit that a line above a table declares for all of it: 单位：亿元."""
    found = _SHEET_UNIT.search(fold(text).casefold())
    if found is None:
        return ""
    return next(filter(None, map(_as_money, _BETWEEN.split(found[1]))), "")


def without_unit(key: str) -> str:
    """A title's key without a money unit at its end."""
    return re.sub(r"[(\[【,，、/_-]?(?:计量)?(?:单位)?[::]?$", "", _AT_END.sub("", key))


def factor(item: Item, title: str, unit: str) -> tuple[Decimal | None, str]:
    """How many of the field's own unit one of the column's is, and the column's unit.

    ``unit`` is the column's money unit. The factor is 1 where nothing else is said, None where
    there is no exact one.
    """
    if item.kind.name == "money":
        return (IN_WAN.get(unit) if unit else Decimal(1)), unit
    if not item.kind.numeric or not item.unit:
        return Decimal(1), ""
    for inside in _BRACKETS.findall(fold(title).casefold()):
        named = _ASIDE.sub("", inside)
        found = _other(named, fold(item.unit).casefold())
        if found is not _SAME:
            return found, named
    return Decimal(1), ""


_SAME = Decimal(1)


def _other(named: str, own: str) -> Decimal | None:
    """``_SAME`` for the field's own unit and for what is no unit of its kind."""
    if named == own:
        return _SAME
    if own in _AREAS and named in _AREAS:
        one, our = _AREAS[named], _AREAS[own]
        if one is None or our is None:
            return None
        return _SAME if one == our else one / our
    if own == "%" and named in ("‰", "千分比"):
        return None
    times = _TIMES.get(named.removesuffix(own)) if named.endswith(own) else None
    return Decimal(times) if times else _SAME


def _as_money(text: str) -> str:
    """A unit of money by its one name; as it is written where we can't convert it; else ""."""
    core = _ASIDE.sub("", text)
    if _FOREIGN_MONEY.fullmatch(core):
        return core
    found = _MONEY.fullmatch(core)
    if found is None or not core:
        return ""
    scale, yuan = found[1], found[2]
    # 十 and 千 alone are numbers of a list as well.
    if not yuan and not {"万", "亿"} & set(scale):
        return ""
    return f"{scale}元"
