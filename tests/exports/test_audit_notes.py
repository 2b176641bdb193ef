"""审核关系 under the forms: every binding check, in words that name the columns."""

from __future__ import annotations

from decimal import Decimal

import pytest

from exports.audit_notes import audit_notes
from forms.checks.library import ALL_RULES
from forms.checks.settings import RuleSetting, RuleSettings
from forms.registry import STANDARD_FORMS


@pytest.fixture
def notes() -> dict[str, list[str]]:
    return audit_notes(STANDARD_FORMS)


def test_titles_are_followed_by_their_columns(notes: dict[str, list[str]]) -> None:
    text = "\n".join(notes["F02"])
    assert "“本年累计完成投资”（3列）≤“自开工累计完成投资”（4列）" in text
    assert "“总投资”（F01 1列）" in text


def test_checks_stand_in_groups_that_count_anew(notes: dict[str, list[str]]) -> None:
    assert [note.split("\n")[0] for note in notes["F02"]] == [
        "表内审核：",
        "表间审核：",
        "跨期审核：",
    ]
    for note in notes["F02"]:
        lines = note.split("\n")[1:]
        assert [line.split(" ")[0] for line in lines] == [
            f"({number})" for number in range(1, len(lines) + 1)
        ]


def test_every_binding_check_of_a_form_is_stated_once(notes: dict[str, list[str]]) -> None:
    stated = "\n".join(line for texts in notes.values() for line in texts)
    for rule in ALL_RULES:
        expected = (
            rule.form in notes
            and rule.severity != "hint"
            and rule.scope not in {"submission"}
        )  # fmt: skip
        assert stated.count(f"〔{rule.code} ") == expected, rule.code


def test_what_the_city_switched_off_or_tries_out_is_not_stated() -> None:
    settings = RuleSettings(
        {
            "A13": RuleSetting(off=True),
            "A14": RuleSetting(trial=True),
            "A17": RuleSetting(severity="hard", params={"most": str(Decimal(5))}),
        }
    )
    text = "\n".join(audit_notes(STANDARD_FORMS, settings)["F01"])
    assert "A13" not in text
    assert "A14" not in text
    assert "〔A17 强制性〕" in text
