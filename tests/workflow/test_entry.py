"""Entering data: one edit each, with all that follows from it, and one undo to take it back."""

from decimal import Decimal

import pytest

from desktop.workflow import entry
from desktop.workflow.entry import Place, Typed
from desktop.workflow.opening import open_period
from desktop.workflow.session import Session
from forms.cells import Kept, Missing
from forms.errors import UserMistake
from tests.workflow.conftest import Maker
from tests.workflow.stories import Q2, Q3


@pytest.fixture
def session(make_district: Maker) -> Session:
    made = make_district()
    open_period(made, "2026Q2")
    return made


@pytest.fixture
def projects(session: Session) -> Place:
    return entry.place_of(session, Q2, "F01")


def cell(session: Session, form: str, record_id: str, field: str, period: str = "2026Q2") -> object:
    return session.ledger.row(form, session.district, period, record_id).cell(field)


def test_a_new_project_gets_an_id_that_never_comes_back(session: Session, projects: Place) -> None:
    first, _ = entry.add_row(session, projects)
    entry.delete_rows(session, projects, [first])
    second, changes = entry.add_row(session, projects)
    assert (first, second) == ("310104-2026-P0001", "310104-2026-P0002")
    assert changes.added == {("F01", second)}


def test_typed_text_is_read_and_what_cannot_be_read_is_kept(
    session: Session, projects: Place
) -> None:
    one, _ = entry.add_row(session, projects)
    typed = [
        Typed(one, "total_investment", "1.2亿"),
        Typed(one, "stage", "签约"),
        Typed(one, "trl", "五级"),
        Typed(one, "fund_loan", "不适用"),
    ]
    changes = entry.type_cells(session, projects, typed)
    assert cell(session, "F01", one, "total_investment") == Decimal("12000.00")
    assert cell(session, "F01", one, "stage") == "20"
    assert cell(session, "F01", one, "trl") == Kept("五级")
    assert cell(session, "F01", one, "fund_loan") == Missing("na")
    assert changes.cells["F01", one] == {"total_investment", "stage", "trl", "fund_loan"}


def test_a_project_under_way_gets_its_progress_row_in_the_same_edit(
    session: Session, projects: Place
) -> None:
    one, _ = entry.add_row(session, projects)
    changes = entry.type_cells(session, projects, [Typed(one, "stage", "40")])
    assert changes.added == {("F02", one)}
    entry.undo(session, projects)
    assert session.ledger.row("F02", session.district, "2026Q2", one) is None
    assert cell(session, "F01", one, "stage") is None


def test_the_stage_is_typed_once_for_both_forms(session: Session, projects: Place) -> None:
    one, _ = entry.add_row(session, projects)
    entry.type_cells(session, projects, [Typed(one, "stage", "30")])
    entry.type_cells(session, entry.place_of(session, Q2, "F02"), [Typed(one, "stage", "40")])
    assert cell(session, "F01", one, "stage") == "40"
    entry.type_cells(session, projects, [Typed(one, "stage", "70")])
    assert cell(session, "F02", one, "stage") == "70"


def test_cumulative_figures_follow_across_periods(session: Session, projects: Place) -> None:
    one, _ = entry.add_row(session, projects)
    entry.type_cells(session, projects, [Typed(one, "stage", "40")])
    progress = entry.place_of(session, Q2, "F02")
    entry.type_cells(
        session, progress, [Typed(one, "inv_period", "100"), Typed(one, "inv_cum", "900")]
    )
    open_period(session, "2026Q3")
    entry.type_cells(
        session, entry.place_of(session, Q3, "F02"), [Typed(one, "inv_period", "50.5")]
    )
    assert cell(session, "F02", one, "inv_ytd", "2026Q3") == Decimal("150.50")
    assert cell(session, "F02", one, "inv_cum", "2026Q3") == Decimal("950.50")


def test_no_change_confirms_rows_and_fills_what_no_change_means(
    session: Session, projects: Place
) -> None:
    one, _ = entry.add_row(session, projects)
    entry.type_cells(session, projects, [Typed(one, "stage", "40")])
    entry.type_cells(session, entry.place_of(session, Q2, "F02"), [Typed(one, "inv_period", "100")])
    open_period(session, "2026Q3")
    for form in ("F01", "F02"):
        entry.confirm_rows(session, entry.place_of(session, Q3, form), [one])
        assert not session.ledger.row(form, session.district, "2026Q3", one).to_confirm
    assert cell(session, "F02", one, "inv_period", "2026Q3") == Decimal("0.00")
    assert cell(session, "F02", one, "inv_cum", "2026Q3") == Decimal("100.00")


def test_a_rolled_row_is_confirmed_by_an_edit(session: Session, projects: Place) -> None:
    one, _ = entry.add_row(session, projects)
    open_period(session, "2026Q3")
    entry.type_cells(
        session, entry.place_of(session, Q3, "F01"), [Typed(one, "address", "示例路1号")]
    )
    assert not session.ledger.row("F01", session.district, "2026Q3", one).to_confirm


def test_a_copy_has_its_own_id_and_name(session: Session, projects: Place) -> None:
    one, _ = entry.add_row(session, projects)
    entry.type_cells(
        session, projects, [Typed(one, "project_name", "示例甲项目"), Typed(one, "stage", "10")]
    )
    two, _ = entry.duplicate_row(session, projects, one)
    assert cell(session, "F01", two, "project_name") == "示例甲项目（副本）"
    assert cell(session, "F01", two, "stage") == "10"


def test_deleting_a_project_takes_its_progress_and_undo_brings_both_back(
    session: Session, projects: Place
) -> None:
    one, _ = entry.add_row(session, projects)
    entry.type_cells(
        session, projects, [Typed(one, "stage", "40"), Typed(one, "project_name", "示例甲")]
    )
    changes = entry.delete_rows(session, projects, [one])
    assert changes.removed == {("F01", one), ("F02", one)}
    entry.undo(session, projects)
    assert cell(session, "F01", one, "project_name") == "示例甲"
    assert cell(session, "F02", one, "stage") == "40"


def test_computed_fields_and_missing_rows_are_refused_in_words(
    session: Session, projects: Place
) -> None:
    one, _ = entry.add_row(session, projects)
    with pytest.raises(UserMistake, match="由系统给出"):
        entry.type_cells(session, projects, [Typed(one, "record_id", "1")])
    with pytest.raises(UserMistake, match="没有找到记录"):
        entry.type_cells(session, projects, [Typed("310104-2026-P0999", "address", "1")])
    with pytest.raises(UserMistake, match="随项目基本情况产生"):
        entry.add_row(session, entry.place_of(session, Q2, "F02"))


def test_the_city_enters_nothing(city: Session) -> None:
    with pytest.raises(UserMistake, match="区级填报"):
        entry.place_of(city, Q2, "F01")


@pytest.mark.fault("H10")
def test_a_large_paste_is_one_edit_and_one_undo(session: Session, projects: Place) -> None:
    ids = [entry.add_row(session, projects)[0] for _ in range(30)]
    typed = [Typed(one, field, "示例") for one in ids for field in ("address", "project_name")]
    changes = entry.type_cells(session, projects, typed, "粘贴 60 格")
    assert len(changes.cells) == 30
    assert session.ledger.undo_title(session.district, "2026Q2") == "粘贴 60 格"
    entry.undo(session, projects)
    assert cell(session, "F01", ids[7], "address") is None
