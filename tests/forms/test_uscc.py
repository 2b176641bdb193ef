"""Unified social credit codes: GB 32100-2015 and GB 11714."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as reference

from forms.uscc import (
    ALPHABET,
    check_character,
    has_valid_organisation_code,
    is_uscc,
    registration_region,
    uscc_problem,
)

FIRST17 = st.text(ALPHABET, min_size=17, max_size=17)

KNOWN = ["91110000600037341L", "91350100M000100Y43", "91310115MA0000015C", "91310115MA0000111M"]


@pytest.mark.parametrize("code", KNOWN)
def test_known_codes_are_valid(code: str) -> None:
    assert is_uscc(code)
    assert uscc_problem(code) is None


def test_counter_example_of_the_standard_is_refused() -> None:
    assert uscc_problem("91350100M000100Y4Z") == "含有不允许的字符“Z”（不用 I、O、S、V、Z）"
    assert uscc_problem("91350100M000100Y44") == "校验位不符，至少有一位录错"


@pytest.mark.parametrize("letter", "NAGY")
def test_codes_that_begin_with_letters_are_valid(letter: str) -> None:
    first17 = f"{letter}2310115MA0000111"
    assert is_uscc(first17 + check_character(first17))


@pytest.mark.parametrize("code", ["", "9", "91310115MA0000111", "91310115MA0000111MM"])
def test_other_lengths_are_named(code: str) -> None:
    assert not is_uscc(code)
    assert uscc_problem(code) == f"应为 18 位，现为 {len(code)} 位"


@pytest.mark.parametrize(
    "code", ["91310115ma0000111m", "９1310115MA0000111M", "91310115MA 000111M"]
)
def test_foreign_characters_are_named(code: str) -> None:
    assert not is_uscc(code)
    assert "不允许的字符" in (uscc_problem(code) or "")


@pytest.mark.fault("F6", "F8")
@given(FIRST17, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_any_single_substitution_is_found(first17: str, place: int, other: str) -> None:
    code = first17 + check_character(first17)
    spoilt = code[:place] + other + code[place + 1 :]
    assert is_uscc(spoilt) == (spoilt == code)


@given(FIRST17, st.integers(0, 16))
def test_any_swap_of_neighbours_is_found(first17: str, place: int) -> None:
    code = first17 + check_character(first17)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert is_uscc(swapped) == (swapped == code)


@given(st.text("0123456789", min_size=8, max_size=8), st.text(ALPHABET, min_size=9, max_size=9))
def test_library_agrees_where_the_first_places_are_digits(digits: str, rest: str) -> None:
    code = digits + rest
    assert check_character(code) == reference.calc_check_digit(code)
    assert is_uscc(code + check_character(code)) == reference.is_valid(code + check_character(code))


@pytest.mark.parametrize(
    ("body", "expected"),
    [("600037341", True), ("M000100Y4", True), ("600037342", False), ("60003734?", False),
     ("6000373?1", False)],
)  # fmt: skip
def test_organisation_code(body: str, expected: bool) -> None:
    assert has_valid_organisation_code(f"91110000{body}L") is expected


@pytest.mark.parametrize(("body", "check"), [("00000006", "X"), ("00000000", "0")])
def test_organisation_code_writes_ten_as_x_and_eleven_as_0(body: str, check: str) -> None:
    # Weighted sums 12 and 0: 11 - 12 mod 11 is 10, 11 - 0 is 11.
    assert has_valid_organisation_code(f"91110000{body}{check}L")


def test_registration_region() -> None:
    assert registration_region("91310115MA0000111M") == "310115"
