"""The manual's page of refusals is what the program says."""

from __future__ import annotations

from pathlib import Path

from exports.refusal import SENTENCES
from exports.refusal_manual import refusals_markdown

PAGE = Path(__file__).resolve().parents[2] / "docs" / "refusals.md"


def test_page_in_the_manual_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == refusals_markdown()


def test_every_reason_has_one_line_without_gaps() -> None:
    lines = [line for line in refusals_markdown().splitlines() if line.startswith("| `")]
    assert [line.split("`")[1] for line in lines] == list(SENTENCES)
    assert not [line for line in lines if "{" in line or line.count("|") != 3]
