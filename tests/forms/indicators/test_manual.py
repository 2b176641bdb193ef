"""The manual's page of indicators is what the definitions say."""

from __future__ import annotations

from pathlib import Path

from forms.indicators import DEFINITIONS
from forms.indicators.manual import indicators_markdown
from tests.forms.indicators.records import CATALOGUE

PAGE = Path(__file__).resolve().parents[3] / "docs" / "indicators.md"


def test_page_in_the_manual_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == indicators_markdown(CATALOGUE)


def test_every_indicator_has_one_line_of_seven_cells() -> None:
    lines = [
        line
        for line in indicators_markdown(CATALOGUE).splitlines()
        if line.startswith(("| Z", "| N"))
    ]
    assert [line.split(" | ")[0].removeprefix("| ").replace(".", "-") for line in lines] == list(
        DEFINITIONS
    )
    assert {line.replace("\\|", "").count("|") for line in lines} == {8}
