"""Columns on pages: few pages, evenly filled."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from exports.columns import even_split


def test_what_fits_stays_on_one_page() -> None:
    assert even_split([3, 3, 3], 9) == ([3], 9)


def test_pages_are_evenly_filled() -> None:
    assert even_split([1] * 10, 9) == ([5, 10], 5)


def test_a_column_wider_than_the_page_stands_alone() -> None:
    assert even_split([2, 20, 2], 9) == ([1, 2, 3], 9)


def test_no_columns_need_no_room() -> None:
    assert even_split([], 9) == ([0], 0)


@given(st.lists(st.integers(1, 40), min_size=1, max_size=30), st.integers(40, 90))
def test_every_page_holds_its_columns(widths: list[int], room: int) -> None:
    ends, least = even_split(widths, room)
    starts = [0, *ends[:-1]]
    assert ends[-1] == len(widths)
    assert all(sum(widths[a:b]) <= least <= room for a, b in zip(starts, ends, strict=True))
    assert all(a < b for a, b in zip(starts, ends, strict=True))
