"""Every case of the fault catalogue has a test that proves it, and the page says which."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.exports import hostile, test_read_hostile
from tests.faults.cases import CASES, GROUPS, MARKER, faults_markdown, marked_tests

PAGE = Path(__file__).resolve().parents[2] / "docs" / "faults.md"
ALWAYS = "DEFG"
"""Groups about files, values and submissions: none of their cases is beyond the program."""


def test_every_case_has_a_test() -> None:
    marked = marked_tests()
    assert [one.code for one in CASES if one.can_happen and one.code not in marked] == []


def test_no_mark_names_an_unknown_case_or_one_that_cannot_happen() -> None:
    known = {one.code for one in CASES if one.can_happen}
    assert {code: tests for code, tests in marked_tests().items() if code not in known} == {}


def test_the_list_is_whole() -> None:
    codes = [one.code for one in CASES]
    counts = Counter(code[0] for code in codes)
    assert codes == [f"{letter}{at}" for letter in GROUPS for at in range(1, counts[letter] + 1)]
    beyond = {one.code[0] for one in CASES if not one.can_happen}
    assert not beyond & set(ALWAYS)


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == faults_markdown()


def test_the_pack_is_marked_with_all_of_its_kinds() -> None:
    """Its cases are named in the pack, its marks stand at the test: they must not fall apart."""
    marks: list[pytest.Mark] = test_read_hostile.test_pack.pytestmark  # type: ignore[attr-defined]
    (mark,) = [one for one in marks if one.name == MARKER]
    assert set(mark.args) == {name.partition(" ")[0] for name in hostile.PACK}
