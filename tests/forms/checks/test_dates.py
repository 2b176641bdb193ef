"""Dates that have happened, and dates that follow others, are declared once on their fields."""

from __future__ import annotations

import pytest

from forms.registry import STANDARD_FORMS

FIELDS = [(form, one) for form in STANDARD_FORMS for one in form.items()]


@pytest.mark.parametrize(
    ("form", "item"), FIELDS, ids=lambda one: getattr(one, "name", "") or one.spec.code
)
def test_declaration_and_explanation_of_a_date_agree(form, item) -> None:  # type: ignore[no-untyped-def]
    if form.spec.nature != "cover":
        assert item.happened == ("不晚于期末" in item.explanation)
    if item.happened or item.since:
        assert item.kind.name == "date"
    if item.since:
        assert form.item(item.since).kind.name == "date"
