"""Personal numbers in free text."""

from __future__ import annotations

import pytest

from forms.checks.personal import personal_data
from forms.uscc import is_uscc


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("联系 13000000000。", ("手机号", "联系 130********。")),
        ("tel13000000000", ("手机号", "tel130********")),
        ("１３０００００００００", ("手机号", "１３０********")),
        ("证号31011519900101123X", ("身份证号", "证号310***************")),
        ("310115199001011234", ("身份证号", "310***************")),
        (
            "先 310115199013011234 后 13000000000",
            ("手机号", "先 310115199013011234 后 130********"),
        ),
    ],
)
def test_found_and_masked(text: str, expected: tuple[str, str]) -> None:
    assert personal_data(text) == expected


def test_a_citizen_id_is_one_even_where_it_is_a_valid_credit_code_too() -> None:
    both = next(
        code
        for number in range(1000)
        if is_uscc(code := with_citizen_check(f"51310119900101{number:03d}"))
    )
    assert personal_data(both) == ("身份证号", "513***************")


def with_citizen_check(first17: str) -> str:
    """GB 11643: weights 2^17 … 2^1 modulo 11, check characters 1 0 X 9 8 7 6 5 4 3 2."""
    total = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(first17))
    return first17 + "10X98765432"[total % 11]


@pytest.mark.parametrize(
    "text",
    ["", "示例", "12000000000", "130000000001", "9113000000000", "310115199013011234",
     "990115199001011234", "310115189912311234", "2018-310115-35-03-000000",
     "3101151990010112345", "91310115MA0000111M",
     # Valid unified social credit codes that hold a mobile number's or a citizen id's digits.
     "N2A13000000000ABCQ", "代码513101199001010030"],
)  # fmt: skip
def test_other_numbers_are_left_alone(text: str) -> None:
    assert personal_data(text) is None
