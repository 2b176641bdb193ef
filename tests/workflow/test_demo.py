"""The demo's story: what districts correct is clean, and what only the city sees is left to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.workflow import demo
from desktop.workflow.reviewing import review
from desktop.workflow.session import open_session
from forms.periods import Period
from forms.registry import STANDARD_FORMS

if TYPE_CHECKING:
    from pathlib import Path

PUDONG, FENGXIAN = "310115", "310120"
PERIOD = "2026Q2"


@pytest.mark.slow
def test_the_city_finds_what_two_districts_claim(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "DISTRICTS", (PUDONG, FENGXIAN))
    monkeypatch.setattr(demo, "PERIODS", (PERIOD,))
    story = demo.run_demo(tmp_path)
    assert [one.outcome for one in story.receipts] == ["received", "received"]
    assert story.found_at_first["hard"] > 50
    for sent in story.submissions:
        assert set(sent.rows) == set(STANDARD_FORMS.codes) - {"F00"}
        assert min(sent.rows.values()) > 5
    session = open_session(story.city)
    found = review(session, Period.parse(PERIOD)).found
    session.close()
    for district in (PUDONG, FENGXIAN):
        claims = {one.form for one in found[district] if one.rule == "A77"}
        assert claims == {"F01", "F03", "F04"}
        assert not [one for one in found[district] if one.severity == "hard"]
