"""Which forms a period asks for, and what a task package may change about it."""

import pytest

from forms.due import forms_due, read_overrides
from forms.errors import UserMistake
from forms.periods import Period
from forms.registry import STANDARD_FORMS

QUARTERLY = ("F00", "F01", "F02", "F11", "F12")
HALF_YEARLY = ("F03", "F04", "F04Q", "F05", "F06", "F07", "F09")
YEARLY = ("F08", "F10")


def due(period: str, overrides: dict[str, object] | None = None) -> set[str]:
    return set(forms_due(STANDARD_FORMS, Period.parse(period), read_overrides(overrides or {})))


@pytest.mark.parametrize("period", ["2026Q1", "2026Q3", "2026M09"])
def test_a_quarter_asks_for_the_quarterly_forms(period: str) -> None:
    assert due(period) == {*QUARTERLY}


@pytest.mark.parametrize("period", ["2026Q2", "2026H1", "2026M06"])
def test_a_half_year_asks_for_the_half_yearly_ones_too(period: str) -> None:
    assert due(period) == {*QUARTERLY, *HALF_YEARLY}


@pytest.mark.parametrize("period", ["2026Q4", "2026H2", "2026", "2026M12"])
def test_a_year_asks_for_everything(period: str) -> None:
    assert due(period) == {*STANDARD_FORMS.codes}


def test_a_month_within_a_quarter_asks_for_cover_and_summary() -> None:
    assert due("2026M08") == {"F00", "F11"}


def test_forms_come_in_printed_order() -> None:
    assert forms_due(STANDARD_FORMS, Period.parse("2026Q4")) == STANDARD_FORMS.codes


def test_a_task_package_asks_for_a_form_always_never_or_at_another_frequency() -> None:
    said = {"F02": "each", "F08": True, "F12": "year", "F01": False}
    assert due("2026M08", said) == {"F00", "F02", "F08", "F11"}
    assert "F12" in due("2026Q4", said)
    assert "F01" not in due("2026Q4", said)


def test_a_child_table_follows_its_form() -> None:
    assert {"F04", "F04Q"} <= due("2026Q1", {"F04": "quarter"})
    assert not {"F04", "F04Q"} & due("2026Q2", {"F04": False})
    assert due("2026Q2", {"F04Q": False}) >= {"F04"}
    assert "F04Q" not in due("2026Q2", {"F04Q": False})


@pytest.mark.parametrize("data", [[], {"F02": "weekly"}, {"F02": 1.5}, {"F02": None}])
def test_overrides_that_make_no_sense_are_refused(data: object) -> None:
    with pytest.raises(UserMistake, match="任务包"):
        read_overrides(data)
