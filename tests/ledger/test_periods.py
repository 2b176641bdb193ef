"""Periods, their states, settings and the small log."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from desktop.ledger import AddRow, PeriodInfo, errors
from tests.ledger.support import DISTRICT, NEXT, PERIOD, WHO, edit, make, reopen, toy, toy_id

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.ledger import Ledger


def test_a_period_opens_with_its_rows_as_one_edit(ledger: Ledger) -> None:
    rows = [AddRow("T01", toy_id(n), {"name": "甲"}, to_confirm=True) for n in (1, 2)]
    changes = ledger.open_period(DISTRICT, NEXT, who=WHO, steps=rows)
    assert (changes.edit_no, changes.title, len(changes.added)) == (1, "结转", 2)
    info = ledger.period_info(DISTRICT, NEXT)
    assert info is not None
    assert (info.state, info.revision) == ("draft", 1)
    assert [one.period for one in ledger.periods()] == [PERIOD, NEXT]
    assert ledger.periods("310101") == []
    ledger.undo(DISTRICT, NEXT, WHO)
    assert ledger.rows("T01", DISTRICT, NEXT) == {}


def test_a_period_opens_once(ledger: Ledger) -> None:
    with pytest.raises(errors.PeriodExists, match=PERIOD):
        ledger.open_period(DISTRICT, PERIOD, who=WHO, steps=[toy(1)])
    assert ledger.rows("T01", DISTRICT, PERIOD) == {}


def test_a_period_that_fails_to_fill_does_not_open(ledger: Ledger) -> None:
    with pytest.raises(errors.RowExists):
        ledger.open_period(DISTRICT, NEXT, who=WHO, steps=[toy(1), toy(1)])
    assert ledger.period_info(DISTRICT, NEXT) is None
    assert ledger.history(DISTRICT, NEXT) == []


def test_states_are_set(ledger: Ledger) -> None:
    ledger.set_state(DISTRICT, PERIOD, "returned", 2)
    ledger.set_state(DISTRICT, PERIOD, "amending")
    info = ledger.period_info(DISTRICT, PERIOD)
    assert info == PeriodInfo(DISTRICT, PERIOD, "amending", 2, info.opened_at if info else "")
    with pytest.raises(errors.NoSuchPeriod, match=NEXT):
        ledger.set_state(DISTRICT, NEXT, "returned")
    with pytest.raises(errors.NoSuchPeriod, match=NEXT):
        ledger.record_submission(DISTRICT, NEXT, 1, "d")


def test_a_submission_is_noted_and_locks(ledger: Ledger) -> None:
    ledger.apply(edit(toy(1)))
    ledger.record_submission(DISTRICT, PERIOD, 1, "d1", "", "甲_B01.xlsx", "", WHO)
    ledger.record_submission(DISTRICT, PERIOD, 2, "d2", "d1", "甲_B02.xlsx", "更正", WHO)
    noted = ledger.submissions(DISTRICT, PERIOD)
    assert [(one.revision, one.digest, one.supersedes, one.reason) for one in noted] == [
        (1, "d1", "", ""), (2, "d2", "d1", "更正"),
    ]  # fmt: skip
    assert noted[0].at < noted[1].at
    info = ledger.period_info(DISTRICT, PERIOD)
    assert info is not None
    assert (info.state, info.revision, info.locked) == ("submitted", 2, True)
    assert ledger.undo_title(DISTRICT, PERIOD) == ""


def test_settings_stay(ledger: Ledger, path: Path) -> None:
    assert (ledger.get_setting("甲"), ledger.get_setting("甲", "无")) == ("", "无")
    ledger.set_setting("甲", "一")
    ledger.set_setting("甲", "二")
    ledger.close()
    with reopen(path) as again:
        assert again.get_setting("甲") == "二"


def test_the_log_is_newest_first(ledger: Ledger) -> None:
    for number in range(3):
        ledger.log("refused", f"文件{number}")
    assert [one.text for one in ledger.events(2)] == ["文件2", "文件1"]
    assert ledger.events()[0].kind == "refused"


@pytest.mark.fault("B8")
def test_history_goes_by_sequence_when_the_clock_goes_back(tmp_path: Path) -> None:
    moments = iter([datetime(2026, 10, 1, tzinfo=UTC)] * 2 + [datetime(1970, 1, 1, tzinfo=UTC)])
    last = datetime(1970, 1, 1, tzinfo=UTC)
    with make(tmp_path / "钟.cluster", clock=lambda: next(moments, last)) as ledger:
        ledger.open_period(DISTRICT, PERIOD, who=WHO)
        ledger.apply(edit(toy(1), title="先"))
        ledger.apply(edit(toy(2), title="后"))
        assert [one.title for one in ledger.history(DISTRICT, PERIOD)] == ["后", "先"]
        assert ledger.history(DISTRICT, PERIOD)[0].at == "1970-01-01T00:00:00+00:00"


@pytest.mark.fault("B9")
def test_times_carry_their_offset(tmp_path: Path) -> None:
    with make(tmp_path / "时.cluster", clock=lambda: datetime(2026, 10, 1, 9, 0)) as ledger:  # noqa: DTZ001
        assert datetime.fromisoformat(ledger.info.created_at).tzinfo is not None
