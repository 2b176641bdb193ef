"""Lines of printed text: nothing lost, nothing too wide, no mark at the beginning of a line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.workflow.paper.text import breadth, longest_word, narrowest, wrap

TEXTS = st.text(st.sampled_from("上海未来产业集群，。（）“”ab1 -2026"), max_size=120)


def test_han_letters_take_two_and_digits_little_more_than_one() -> None:
    assert breadth("集群") == 4
    assert breadth("12") == pytest.approx(2.3)
    assert breadth("集1") == pytest.approx(3.15)


def test_a_code_is_never_broken_where_it_fits() -> None:
    assert wrap("项目310115-2026-P0001在建", 20) == ["项目", "310115-2026-P0001", "在建"]


def test_a_code_longer_than_the_line_is_broken() -> None:
    assert wrap("1" * 10, 5) == ["1111", "1111", "11"]


def test_a_closing_mark_hangs_over_rather_than_begin_a_line() -> None:
    assert wrap("设备进场，调试", 8) == ["设备进场，", "调试"]


def test_lines_that_were_typed_stay_lines() -> None:
    assert wrap("封顶\n进场", 40) == ["封顶", "进场"]
    assert wrap("", 40) == []


def test_a_title_takes_as_few_lines_as_allowed() -> None:
    room = narrowest("其中：国家预算内资金（万元）", 4)
    assert len(wrap("其中：国家预算内资金（万元）", room)) <= 4
    assert room < 10


def test_the_longest_word_is_what_should_stay_whole() -> None:
    assert longest_word("见 310115-P0001 号") == breadth("310115-P0001")
    assert longest_word("集群") == 2


@given(TEXTS, st.floats(4, 60))
def test_wrapping_loses_no_letter(text: str, room: float) -> None:
    lines = wrap(text, room)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(breadth(line) <= room + 2 for line in lines)
