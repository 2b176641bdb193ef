"""Opening periods and rolling last period's rows forward."""

from decimal import Decimal

import pytest

from desktop.workflow.opening import open_period
from desktop.workflow.session import Session
from forms.errors import UserMistake
from tests.workflow.conftest import Maker
from tests.workflow.stories import Q2, filled_district


def test_the_first_period_begins_with_its_cover(make_district: Maker) -> None:
    session = make_district()
    session.ledger.set_setting("cover.preparer", "示例丙")
    changes = open_period(session, "2026Q2")
    cover = session.ledger.row("F00", "310104", "2026Q2", "310104")
    assert changes.added == {("F00", "310104")}
    assert (cover.unit_name, cover.period_type, cover.preparer) == (
        "上海市示例区示例委员会",
        "季报",
        "示例丙",
    )


def test_roll_forward_brings_registers_and_cumulative_values(filled: Session) -> None:
    before = filled.ledger.all_rows("310104", "2026Q2")
    open_period(filled, "2026Q3")
    after = filled.ledger.all_rows("310104", "2026Q3")
    assert set(after["F01"]) == set(before["F01"])
    assert all(row.to_confirm for row in after["F01"].values())
    building = [one for one, row in before["F02"].items() if row.stage == "40"]
    assert building
    for one in building:
        assert after["F02"][one].inv_cum == before["F02"][one].inv_cum
        assert after["F02"][one].inv_period is None


def test_rows_remember_the_code_lists_they_were_made_with(filled: Session) -> None:
    versions = {
        row.catalogue_version for row in filled.ledger.rows("F01", "310104", "2026Q2").values()
    }
    assert versions == {filled.catalogue.version}


def test_roll_forward_is_one_step_of_undo(filled: Session) -> None:
    open_period(filled, "2026Q3")
    filled.ledger.undo("310104", "2026Q3", "测试")
    assert filled.ledger.rows("F01", "310104", "2026Q3") == {}
    filled.ledger.redo("310104", "2026Q3", "测试")
    assert len(filled.ledger.rows("F01", "310104", "2026Q3")) == len(
        filled.ledger.rows("F01", "310104", "2026Q2")
    )


def test_a_period_opens_once_and_in_order(make_district: Maker) -> None:
    session = make_district()
    open_period(session, "2026Q2")
    with pytest.raises(UserMistake, match="已经建立"):
        open_period(session, "2026Q2")
    with pytest.raises(UserMistake, match="更晚"):
        open_period(session, "2026Q1")
    with pytest.raises(UserMistake, match="不是报告期"):
        open_period(session, "2026第三季")


def test_the_city_opens_no_period(city: Session) -> None:
    with pytest.raises(UserMistake, match="区级填报"):
        open_period(city, "2026Q2")


def test_money_survives_exactly(make_district: Maker) -> None:
    session = make_district()
    filled_district(session, ["2026Q2"])
    total = sum(
        row.total_investment or Decimal(0)
        for row in session.ledger.rows("F01", "310104", Q2.code).values()
    )
    assert total == total.quantize(Decimal("0.01"))
    assert total > 0
