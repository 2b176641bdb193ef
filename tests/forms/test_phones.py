"""Telephone numbers."""

from __future__ import annotations

import pytest

from forms.phones import is_phone


@pytest.mark.parametrize(
    "text",
    ["13000000000", "19999999999", "021-00000000", "0512-0000000", "00000000", "0000000",
     "021-00000000-1", "00000000-801234"],
)  # fmt: skip
def test_numbers(text: str) -> None:
    assert is_phone(text)


@pytest.mark.parametrize(
    "text",
    ["", "12000000000", "130000000000", "1300000000", "21-00000000", "02100000000", "021-000000",
     "021-00000000-", "021-00000000-1234567", "０21-00000000", "13000000000/13000000001"],
)  # fmt: skip
def test_not_numbers(text: str) -> None:
    assert not is_phone(text)
