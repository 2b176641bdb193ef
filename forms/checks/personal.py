"""Finding personal data in free text: citizen id numbers and mobile numbers (A30)."""

from __future__ import annotations

import re
from datetime import date

from forms.parsing import fold
from forms.projectcode import PROVINCES
from forms.uscc import is_uscc

_CANDIDATE = re.compile(
    r"(?<!\d)(?:[0-9０-９]{17}[0-9０-９XxＸｘ]|[1１][3-9３-９][0-9０-９]{9})(?!\d)"
)
_LEAST_RUN = 11
_DIGITS = re.compile(rf"\d{{{_LEAST_RUN}}}")
_DIGIT_CHARACTERS = frozenset("0123456789０１２３４５６７８９")
_TOKEN = re.compile(r"[0-9A-Za-z]+")
_CITIZEN_LENGTH = 18
_FIRST_YEAR = 1900


def personal_data(text: str) -> tuple[str, str] | None:
    """The kind of the first personal number in ``text`` and the text with it masked, or None.

    A citizen id needs a known province and a real birthday; digits that belong to a longer run
    of digits or to a valid unified social credit code are something else.
    """
    # A run that long covers an eleventh character; nearly every text ends at this cheap look.
    if _DIGIT_CHARACTERS.isdisjoint(text[_LEAST_RUN - 1 :: _LEAST_RUN]):
        return None
    if _DIGITS.search(text) is None:
        return None
    for match in _CANDIDATE.finditer(text):
        kind = _kind(match[0])
        if kind and (_has_citizen_check(match[0]) or not _inside_uscc(text, match)):
            masked = match[0][:3] + "*" * (len(match[0]) - 3)
            return kind, text[: match.start()] + masked + text[match.end() :]
    return None


def _kind(number: str) -> str:
    if len(number) < _CITIZEN_LENGTH:
        return "手机号"
    return "身份证号" if _looks_like_citizen(number) else ""


def _looks_like_citizen(number: str) -> bool:
    # int() folds full-width digits.
    digits = f"{int(number[:17]):017d}"
    if digits[:2] not in PROVINCES:
        return False
    try:
        birthday = date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14]))
    except ValueError:
        return False
    return birthday.year >= _FIRST_YEAR


def _has_citizen_check(number: str) -> bool:
    """GB 11643-1999: the last of 18 characters checks the 17 digits before it."""
    if len(number) < _CITIZEN_LENGTH:
        return False
    total = sum(int(digit) << (17 - place) for place, digit in enumerate(number[:17]))
    return fold(number[17]).upper() == "10X98765432"[total % 11]


def _inside_uscc(text: str, match: re.Match[str]) -> bool:
    return any(
        token.start() <= match.start() < token.end() and is_uscc(token[0].upper())
        for token in _TOKEN.finditer(text)
    )
