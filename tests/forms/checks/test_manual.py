"""The manual's page of rules is what the rules say."""

from __future__ import annotations

from pathlib import Path

from forms.checks.library import ALL_RULES
from forms.checks.manual import rules_markdown

PAGE = Path(__file__).resolve().parents[3] / "docs" / "rules.md"


def test_page_in_the_manual_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == rules_markdown()


def test_every_rule_has_one_line_of_nine_cells() -> None:
    lines = [line for line in rules_markdown().splitlines() if line.startswith(("| A", "| K"))]
    assert [line.split(" | ")[0].removeprefix("| ") for line in lines] == [
        rule.code for rule in ALL_RULES
    ]
    assert {line.replace("\\|", "").count("|") for line in lines} == {10}
