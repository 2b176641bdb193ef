"""Reporting periods: their texts, borders and neighbours."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.periods import BadPeriod, Period

CODES = st.one_of(
    st.builds("{}Q{}".format, st.integers(1990, 2099), st.integers(1, 4)),
    st.builds("{}H{}".format, st.integers(1990, 2099), st.integers(1, 2)),
    st.builds("{}M{:02d}".format, st.integers(1990, 2099), st.integers(1, 12)),
    st.builds("{}".format, st.integers(1990, 2099)),
)


@pytest.mark.parametrize(
    ("code", "start", "end", "title", "kind"),
    [
        ("2026Q3", date(2026, 7, 1), date(2026, 9, 30), "2026年三季度", "季报"),
        ("2026H1", date(2026, 1, 1), date(2026, 6, 30), "2026年上半年", "半年报"),
        ("2026M02", date(2026, 2, 1), date(2026, 2, 28), "2026年2月", "月报"),
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2026年", "年报"),
    ],
)
def test_borders_and_titles(code: str, start: date, end: date, title: str, kind: str) -> None:
    period = Period.parse(code)
    assert (period.start, period.end, period.title, period.kind_title) == (start, end, title, kind)


@pytest.mark.parametrize("text", ["", "2026Q5", "2026M13", "2026M1", "26Q1", "2026-Q1", "三季度"])
def test_other_texts_are_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadPeriod, match="2026Q3"):
        Period.parse(text)


def test_small_letters_and_spaces_are_read() -> None:
    assert Period.parse(" 2026q3 ").code == "2026Q3"


@given(CODES)
def test_a_period_follows_its_predecessor_without_a_gap(code: str) -> None:
    period = Period.parse(code)
    assert period.code == code
    assert period.next().previous() == period
    assert period.end + timedelta(days=1) == period.next().start
    assert period.opens_year == (period.start.month == 1)
    assert period.closes_year == (period.end.month == 12)
