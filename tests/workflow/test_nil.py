"""零报告: one undoable edit of the cover, asked for only where silence would be an oversight."""

import pytest

from desktop.workflow import entry
from desktop.workflow.checking import check_period
from desktop.workflow.nil import declare_nil, nil_forms
from desktop.workflow.opening import open_period
from desktop.workflow.session import Session
from forms.errors import UserMistake
from tests.workflow.conftest import Maker
from tests.workflow.stories import Q2, Q3


@pytest.fixture
def session(make_district: Maker) -> Session:
    made = make_district()
    open_period(made, "2026Q2")
    return made


def severities(session: Session, rule: str, period: str = "2026Q2") -> list[str]:
    wanted = {Q2.code: Q2, Q3.code: Q3}[period]
    return [
        one.severity for one in check_period(session, session.district, wanted) if one.rule == rule
    ]


def test_nil_is_declared_and_undone_in_one_step(session: Session) -> None:
    declare_nil(session, Q2, "F05")
    declare_nil(session, Q2, "F03")
    assert nil_forms(session, "310104", Q2) == ("F03", "F05")
    declare_nil(session, Q2, "F05", nil=False)
    assert nil_forms(session, "310104", Q2) == ("F03",)
    entry.undo(session, entry.place_of(session, Q2, "F00"))
    assert nil_forms(session, "310104", Q2) == ("F03", "F05")


def test_a_form_with_rows_or_none_of_its_own_is_refused(session: Session) -> None:
    entry.add_row(session, entry.place_of(session, Q2, "F03"))
    with pytest.raises(UserMistake, match="有 1 行记录"):
        declare_nil(session, Q2, "F03")
    for code in ("F00", "F02", "F11", "F99"):
        with pytest.raises(UserMistake, match="不能申报零报告"):
            declare_nil(session, Q2, code)


def test_what_was_never_reported_is_a_hint_and_what_was_is_asked_for(session: Session) -> None:
    place = entry.place_of(session, Q2, "F12")
    made, _ = entry.add_row(session, place)
    assert severities(session, "K05") == []
    assert severities(session, "K07") == ["hint"]
    open_period(session, "2026Q3")
    later = entry.place_of(session, Q3, "F12")
    entry.delete_rows(session, later, session.ledger.rows("F12", "310104", "2026Q3"))
    assert made in session.ledger.rows("F12", "310104", "2026Q2")
    assert severities(session, "K05", "2026Q3") == ["hard"]
    declare_nil(session, Q3, "F12")
    assert severities(session, "K05", "2026Q3") == []


def test_a_record_that_others_name_is_not_deleted(session: Session) -> None:
    firms = entry.place_of(session, Q2, "F04")
    firm, _ = entry.add_row(session, firms)
    papers = entry.place_of(session, Q2, "F04Q")
    paper, _ = entry.add_row(session, papers, {"enterprise_id": firm})
    with pytest.raises(UserMistake, match=f"{paper}引用") as refused:
        entry.delete_rows(session, firms, [firm])
    assert "\n" not in str(refused.value)
    entry.delete_rows(session, papers, [paper])
    entry.delete_rows(session, firms, [firm])
    assert session.ledger.rows("F04", "310104", "2026Q2") == {}
