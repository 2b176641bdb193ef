"""Blocks of cells: clipboard text both ways, and what a paste or a fill would write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.ui.grid import clipboard
from desktop.ui.grid.blocks import Target, plan_fill, plan_paste, tiled
from desktop.ui.grid.clipboard import read_block, write_block
from forms.errors import UserMistake


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("甲\t1\r\n乙\t2\r\n", [["甲", "1"], ["乙", "2"]]),
        ("甲", [["甲"]]),
        ("甲\t\t乙", [["甲", "", "乙"]]),
        ('"两\n行"\t3', [["两\n行", "3"]]),
        ('"含""引号"""\t1', [['含"引号"', "1"]]),
        ('"没有收尾\t1\n2', [['"没有收尾', "1"], ["2", ""]]),
        ("甲\n\n乙\n", [["甲"], [""], ["乙"]]),
        ("1\t2\t3\n4", [["1", "2", "3"], ["4", "", ""]]),
    ],
)
def test_copied_text_becomes_rows(text: str, block: list[list[str]]) -> None:
    assert read_block(text) == block


cells = st.text(alphabet=st.sampled_from('甲1 "\t\n,'), max_size=6)


@given(
    st.integers(1, 4).flatmap(
        lambda w: st.lists(st.lists(cells, min_size=w, max_size=w), min_size=1, max_size=4)
    )
)
def test_a_written_block_reads_back(block: list[list[str]]) -> None:
    if block[-1] == [""]:
        return  # one empty last line is how spreadsheets end every block
    assert read_block(write_block(block)) == block


@pytest.mark.fault("H10")
def test_a_block_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboard, "MOST_CELLS", 5)
    with pytest.raises(UserMistake, match="一次最多粘贴"):
        read_block("1\t2\t3\n4\t5\t6")


def target(rows: int = 3, grows: bool = True) -> Target:
    return Target(
        columns=[0, 1, 2, 4], writable=frozenset({1, 2, 4}), row_count=rows, may_grow=grows
    )


def test_paste_skips_hidden_and_given_columns() -> None:
    plan = plan_paste([["id", "a", "b", "c", "d"]], target(), 1, 0)
    assert plan.cells == [(1, 1, "a"), (1, 2, "b"), (1, 4, "c")]
    assert (plan.given, plan.too_wide) == (1, 1)
    assert "1 格由系统给出" in plan.left_out
    assert "1 列超出" in plan.left_out


def test_paste_beyond_the_end_makes_rows_where_the_form_allows() -> None:
    block = [["a"], ["b"], [""], ["c"]]
    plan = plan_paste(block, target(), 2, 1)
    assert plan.cells == [(2, 1, "a")]
    assert plan.new_rows == [{1: "b"}, {1: "c"}]
    refused = plan_paste(block, target(grows=False), 2, 1)
    assert refused.new_rows == []
    assert refused.too_long == 3


def test_a_block_is_repeated_over_a_multiple_of_its_size() -> None:
    assert tiled([["x"]], 2, 3) == [["x"] * 3] * 2
    assert tiled([["1"], ["2"]], 4, 1) == [["1"], ["2"], ["1"], ["2"]]
    assert tiled([["1"], ["2"]], 3, 1) == [["1"], ["2"]]


def test_fill_down_repeats_the_first_row() -> None:
    plan = plan_fill([["a", "b"], ["", ""], ["x", ""]], target(), 0, 1)
    assert plan.cells == [(1, 1, "a"), (1, 2, "b"), (2, 1, "a"), (2, 2, "b")]
