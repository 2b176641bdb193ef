"""Finding choices by Chinese, pinyin, initials and code."""

from __future__ import annotations

import pytest

from desktop.ui.search import Matcher, PinyinTable
from forms.catalogue import load_catalogue

DISTRICTS = tuple(entry.label for entry in load_catalogue().codelist("district"))


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(DISTRICTS)


def found(matcher: Matcher, query: str) -> list[str]:
    return [DISTRICTS[at] for at in matcher.matches(query)]


@pytest.mark.parametrize(
    "query",
    ["浦东", "pdxq", "PDXQ", "pudong", "pudongxinqu", "pudxq", "310115", "ｐｄｘｑ", "p d x q"],
)
def test_pudong_by_every_spelling(matcher: Matcher, query: str) -> None:
    assert found(matcher, query) == ["310115 浦东新区"]


def test_characters_with_several_readings(matcher: Matcher) -> None:
    assert found(matcher, "changning") == ["310105 长宁区"]
    assert found(matcher, "cnq") == ["310105 长宁区"]


def test_the_beginning_ranks_before_the_middle() -> None:
    labels = ["新城浦", "浦东", "01 浦江"]
    at = Matcher(labels).matches("浦")
    assert [labels[one] for one in at] == ["浦东", "01 浦江", "新城浦"]


def test_nothing_typed_finds_everything_and_nonsense_nothing(matcher: Matcher) -> None:
    assert len(found(matcher, " ")) == len(DISTRICTS)
    assert found(matcher, "zzz") == []
    assert found(matcher, "火星") == []


def test_readings_are_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("desktop.ui.search._readings", lambda char: asked.append(char) or ("pu",))
    table = PinyinTable()
    assert [table("浦"), table("浦")] == [("pu",), ("pu",)]
    assert asked == ["浦"]
