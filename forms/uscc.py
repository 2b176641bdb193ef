"""Unified social credit codes 统一社会信用代码 (GB 32100-2015) and organisation codes (GB 11714).

A code is 1 registering authority + 1 kind of body + 6 registration region + 9 organisation code
(with its own check character) + 1 check character. Written here because common libraries refuse
codes whose first places are letters (N, A, Y, G …), which are valid.
"""

from __future__ import annotations

from operator import mul

LENGTH = 18
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of GB 32100: no I, O, S, V, Z."""

_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(LENGTH - 1))

_BODY_VALUES = {c: v for v, c in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_BODY_CHECKS = "0X987654321"
"""GB 11714 check characters by Σ mod 11: 11 - Σ, where 10 is written X and 11 is written 0."""


def check_character(code: str) -> str:
    """The 18th character for the first 17 of ``code``; ``KeyError`` for a foreign character."""
    # `map` stops with the 17 weights, so a whole code may be given.
    total = sum(map(mul, _WEIGHTS, map(_VALUES.__getitem__, code)))
    return ALPHABET[-total % 31]


def uscc_problem(code: str) -> str | None:
    """Why ``code`` is no unified social credit code, in Chinese; None when it is one.

    ``code`` is expected folded to half width and capitals, as identifiers are stored.
    """
    if len(code) != LENGTH:
        return f"应为 {LENGTH} 位，现为 {len(code)} 位"
    if foreign := [character for character in code if character not in _VALUES]:
        return f"含有不允许的字符“{foreign[0]}”（不用 I、O、S、V、Z）"
    expected = check_character(code)
    return None if code[-1] == expected else "校验位不符，至少有一位录错"


def is_uscc(code: str) -> bool:
    """Whether ``code`` has 18 permitted characters and the right check character."""
    try:
        return len(code) == LENGTH and code[-1] == check_character(code)
    except KeyError:
        return False


def has_valid_organisation_code(code: str) -> bool:
    """Whether places 9 to 17 of a unified social credit code satisfy GB 11714."""
    body = code[8:16]
    try:
        total = sum(map(mul, _BODY_WEIGHTS, map(_BODY_VALUES.__getitem__, body)))
    except KeyError:
        return False
    return code[16:17] == _BODY_CHECKS[total % 11]


def registration_region(code: str) -> str:
    """The six digits of the registering authority's region; not where a project stands."""
    return code[2:8]
