"""Reading what people type: amounts, dates, codes; exact or not at all.

Each reader returns a value or raises ``Unreadable`` with a short Chinese reason. Nothing is
guessed: 约500万 has no exact reading, so it is refused here and kept as typed by the caller.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forms.codelists import CodeList

YI_IN_WAN = Decimal(10_000)
CENT = Decimal("0.01")
MIL = Decimal("0.001")
MONEY_DIGITS = 14
"""domain §2.2: dec(14,2), so at most 12 digits before the point."""

MOST_CHARACTERS = 24
"""A longer figure is no amount; arithmetic on it could overflow."""

_INVISIBLE = dict.fromkeys(
    [*map(ord, "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u2060\u3164\ufeff\uffa0"),
     *range(0x200B, 0x2010), *range(0x2061, 0x2065), *range(0x206A, 0x2070),
     *range(0xFFF9, 0xFFFC), 0xE0001, *range(0xE0020, 0xE0080)],
    None,
)  # fmt: skip
"""What no font draws: Unicode's format characters and fillers. Variants of Han letters stay."""
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
_SPACES = re.compile(r"[\s\u3000\u00a0]+")
_NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[-+]?\.\d+")
_MONEY = re.compile(rf"(?:人民币|¥|￥)?({_NUMBER.pattern})(亿元|亿|万元|万|元)?")
_DATE_FORMS = tuple(
    re.compile(form)
    for form in (
        r"(\d{4}|\d{2})年(\d{1,2})月(\d{1,2})[日号]",
        r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:T?0{1,2}:00(?::00)?)?",
        r"(\d{2})\.(\d{1,2})\.(\d{1,2})",
        r"(\d{4})(\d{2})(\d{2})",
    )
)
_MONTH_FORMS = tuple(
    re.compile(form)
    for form in (r"(\d{4}|\d{2})年(\d{1,2})月份?", r"(\d{4})[-./](\d{1,2})", r"(\d{4})(\d{2})")
)
_CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_CHINESE_DATE = re.compile(
    r"([〇零○一二三四五六七八九]{4})年(十?[一二三四五六七八九十])月"
    r"(?:份|([二三]?十?[一二三四五六七八九十])[日号])?"
)
_CODE_SEPARATORS = re.compile(r"[;；|｜\n]+")
_COMMAS = re.compile(r"[,，、]+")
_YES = frozenset({"是", "y", "yes", "true", "1", "√", "✓", "有"})
_NO = frozenset({"否", "n", "no", "false", "0", "×", "✗", "无"})


_UNSEEN = re.compile("|".join((_CONTROL.pattern, f"[{''.join(map(chr, _INVISIBLE))}]")))


class Unreadable(ValueError):
    """The text has no exact reading as a value of the field; ``str()`` is the Chinese reason."""


def clean(text: str) -> str:
    """Strip spaces of every kind at both ends and drop invisible and control characters (faults
    F5, F14); lines end in one way."""
    return as_typed(text).translate(_INVISIBLE).strip()


UNSEEN_SAID = "带有看不见的字符（如零宽空格），已去掉"
"""Follows the name of what was typed, pasted or loaded."""


def holds_unseen(text: str) -> bool:
    """Whether ``clean`` drops letters that nobody sees, so that people can be told."""
    return _UNSEEN.search(text) is not None


def fold(text: str) -> str:
    """NFKC-fold and remove every space: the form in which numbers and codes are compared.

    Folding twice is folding once: accents and letters that met when a space went are joined.
    """
    # Split at what `\s` matches; faster than the expression, and many names are compared.
    parts = unicodedata.normalize("NFKC", text).split()
    folded = "".join(parts)
    return folded if len(parts) < 2 else unicodedata.normalize("NFKC", folded)


def as_typed(text: str) -> str:
    """What is kept of a text that has no reading: all of it but control characters, which neither
    a workbook nor a screen can hold; lines end in one way."""
    return _CONTROL.sub("", one_line_end(text))


def one_line_end(text: str) -> str:
    """The text with its lines ended in one way: other programs do the same when they save."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def tidy_text(text: str, multiline: bool) -> str:
    """Text as stored: cleaned; one line unless the field allows several."""
    lines = [part.rstrip() for part in one_line_end(text).split("\n")]
    return "\n".join(lines) if multiline else _SPACES.sub(" ", " ".join(lines))


def tidy_identifier(text: str) -> str:
    """An identifier as stored: width folded, no spaces, capitals."""
    # Capitals of joined letters may come apart, so they are folded again.
    return fold(fold(text).upper())


def read_money(text: str) -> Decimal:
    """Read an amount in 万元 with at most two places; converts 亿(元) and 元 exactly."""
    match = _MONEY.fullmatch(fold(text).replace("，", ","))
    if match is None:
        raise Unreadable("不是金额，请只填数字（单位万元）")
    if len(match[1]) > MOST_CHARACTERS:
        raise Unreadable("金额过大，请核对单位是否为万元")
    amount = _number(match[1]) * {"亿": YI_IN_WAN, "元": 1 / YI_IN_WAN}.get(
        (match[2] or "万")[:1], 1
    )
    rounded = amount.quantize(CENT)
    if rounded != amount:
        raise Unreadable("金额最多保留两位小数（单位万元）")
    if len(rounded.as_tuple().digits) > MONEY_DIGITS:
        raise Unreadable("金额过大，请核对单位是否为万元")
    return abs(rounded) if rounded == 0 else rounded


def read_measure(text: str) -> Decimal:
    """Read a size with at most three places: 4.125, 3,200; a final % is dropped."""
    folded = fold(text).removesuffix("%")
    if _NUMBER.fullmatch(folded) is None:
        raise Unreadable("不是数量，请只填数字")
    number = _number(folded)
    rounded = number.quantize(MIL)
    if rounded != number:
        raise Unreadable("最多保留三位小数")
    if len(rounded.as_tuple().digits) > MONEY_DIGITS:
        raise Unreadable("数字过大，请核对")
    return abs(rounded) if rounded == 0 else rounded


def read_whole(text: str, percent: bool = False) -> int:
    """Read a whole number; ``percent`` also takes 45%."""
    folded = fold(text)
    if percent:
        folded = folded.removesuffix("%")
    if _NUMBER.fullmatch(folded) is None:
        raise Unreadable("不是整数，请只填数字")
    number = _number(folded)
    if number != number.to_integral_value():
        raise Unreadable("只能填整数，不能有小数")
    if abs(number) >= 10**12:
        raise Unreadable("数字过大，请核对")
    return int(number)


def read_date(text: str) -> date:
    """Read a day: 2026-09-30, 2026.9.30, 26.9.30, 2026/9/30, 2026年9月30日, 26年9月30日,
    20260930, 二〇二六年九月三十日."""
    folded = _with_digits(fold(text))
    match = next((found for form in _DATE_FORMS if (found := form.fullmatch(folded))), None)
    if match is None:
        raise Unreadable("不是日期，请按 2026-09-30 的样子填写")
    try:
        return date(_year(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise Unreadable("没有这一天，请核对年月日") from None


def read_month(text: str) -> str:
    """Read a month as ``YYYY-MM``: 2026-09, 2026.9, 2026年9月, 202609, 二〇二六年九月, or a day of
    that month."""
    folded = _with_digits(fold(text))
    match = next((found for form in _MONTH_FORMS if (found := form.fullmatch(folded))), None)
    if match is None:
        try:
            return read_date(text).isoformat()[:7]
        except Unreadable:
            raise Unreadable("不是年月，请按 2026-09 的样子填写") from None
    year, month = _year(match[1]), int(match[2])
    if not (1 <= month <= 12 and year >= 1900):
        raise Unreadable("没有这个月份，请核对")
    return f"{year:04d}-{month:02d}"


def read_yes_no(text: str) -> bool:
    """Read 是 or 否 (also √, Y, 1 and their opposites)."""
    folded = fold(text).lower()
    if folded in _YES:
        return True
    if folded in _NO:
        return False
    raise Unreadable("只能填“是”或“否”")


def read_code(text: str, codes: CodeList, open_list: bool = False) -> str:
    """Read one code by code, title or label; an open list also takes an unknown code as it is."""
    found = codes.find(text)
    if found is not None:
        return found.code
    if open_list and re.fullmatch(r"[0-9A-Za-z]+", fold(text)):
        return fold(text).upper()
    raise Unreadable(f"“{text}”不在{codes.title}的可选项中，请从下拉列表中选择")


def read_codes(text: str, codes: CodeList) -> tuple[str, ...]:
    """Read several codes separated by ；，、| or line breaks; doubles are dropped."""
    parts = [part.strip() for part in _CODE_SEPARATORS.split(text) if part.strip()]
    return tuple(dict.fromkeys(code for part in parts for code in _one_or_more(part, codes)))


def show_code(code: str, codes: CodeList) -> str:
    """A code's label for people; an unknown code is shown as it stands, so it reads back."""
    found = codes.find(code)
    return found.label if found is not None and found.code == code else code


def _one_or_more(text: str, codes: CodeList) -> tuple[str, ...]:
    """A title may hold commas itself (感知、决策…), so it is split at them only if unknown."""
    found = codes.find(text)
    if found is not None:
        return (found.code,)
    parts = [part.strip() for part in _COMMAS.split(text) if part.strip()]
    return tuple(read_code(part, codes) for part in parts)


def _number(text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:  # pragma: no cover - the pattern admits only numbers
        raise Unreadable("不是数字") from None


def _with_digits(text: str) -> str:
    """A date written in Chinese numerals with Arabic ones: 二〇二六年九月三十日."""
    match = _CHINESE_DATE.fullmatch(text)
    if match is None:
        return text
    year = match[1].translate(_CHINESE_DIGITS)
    return f"{year}年{_below_hundred(match[2])}月" + (
        f"{_below_hundred(match[3])}日" if match[3] else ""
    )


def _below_hundred(text: str) -> int:
    """九, 十, 十二, 三十, 三十一 as a number."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int(ones.translate(_CHINESE_DIGITS))
    return int(tens.translate(_CHINESE_DIGITS) or 1) * 10 + int(
        ones.translate(_CHINESE_DIGITS) or 0
    )


def _year(text: str) -> int:
    return int(text) + 2000 if len(text) == 2 else int(text)
