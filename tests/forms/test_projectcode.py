"""National investment project codes: shape, time and region."""

from __future__ import annotations

import pytest

from forms.projectcode import PROVINCES, ProjectCode, parse_project_code


def test_parts() -> None:
    code = parse_project_code("2018-310115-35-03-000000")
    assert code == ProjectCode("2018", "310115", "35", "03", "000000")
    assert code.province == "31"


@pytest.mark.parametrize(
    "text",
    ["", "2018-310115-35-03-00000", "2018-310115-35-03-0000000", "2018310115350300000",
     "２018-310115-35-03-000000", " 2018-310115-35-03-000000", "2018-31011A-35-03-000000"],
)  # fmt: skip
def test_other_shapes_are_none(text: str) -> None:
    assert parse_project_code(text) is None


@pytest.mark.parametrize(
    ("time", "expected"),
    [("1990", True), ("1989", False), ("2099", True), ("2105", True), ("2112", True),
     ("2113", False), ("2100", False), ("1800", False)],
)  # fmt: skip
def test_time_is_a_year_or_year_and_month(time: str, expected: bool) -> None:
    code = parse_project_code(f"{time}-310115-04-01-123456")
    assert code is not None
    assert code.has_valid_time is expected


def test_provinces_are_the_34_of_the_standard() -> None:
    assert len(PROVINCES) == 34
    assert {"11", "31", "37", "46", "50", "54", "65", "71", "81", "82"} <= PROVINCES
    assert not {"00", "16", "24", "38", "47", "55", "66", "99"} & PROVINCES
