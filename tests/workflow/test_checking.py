"""审核 in the workflow: explanations, and a checkbook that stays right edit by edit."""

import pytest

from desktop.workflow import checking, entry
from desktop.workflow.checking import Checkbook
from desktop.workflow.entry import Typed
from desktop.workflow.session import Session
from forms.errors import UserMistake
from tests.workflow.conftest import Maker
from tests.workflow.stories import Q2, Q3, filled_district

GOOD = "该项目因土地交付推迟，已报区领导小组同意顺延。"


def rules(session: Session) -> set[tuple[str, str]]:
    return {
        (one.rule, one.record_id) for one in checking.check_period(session, session.district, Q2)
    }


def test_a_mistake_is_found_and_gone_after_its_correction(filled: Session) -> None:
    place = entry.place_of(filled, Q2, "F01")
    one = next(iter(filled.ledger.rows("F01", "310104", "2026Q2")))
    good = filled.ledger.row("F01", "310104", "2026Q2", one).entity_uscc
    entry.type_cells(
        filled, place, [Typed(one, "entity_uscc", good[:-1] + ("A" if good[-1] != "A" else "B"))]
    )
    assert ("A04", one) in rules(filled)
    entry.type_cells(filled, place, [Typed(one, "entity_uscc", good)])
    assert ("A04", one) not in rules(filled)


def test_the_checkbook_equals_a_full_check_after_every_kind_of_edit(make_district: Maker) -> None:
    session = make_district("310113")
    filled_district(session, ["2026Q2", "2026Q3"], mistakes=True)
    book = Checkbook.open(session, "310113", Q3)
    projects, progress = (entry.place_of(session, Q3, form) for form in ("F01", "F02"))
    reporting = session.ledger.rows("F02", "310113", "2026Q3")
    ids = [one for one in reporting if not entry.referring(session, projects, frozenset({one}))]
    edits = [
        lambda: entry.type_cells(session, progress, [Typed(ids[0], "inv_period", "约5")]),
        lambda: entry.type_cells(
            session, projects, [Typed(ids[1], "project_name", "示例重名项目")]
        ),
        lambda: entry.type_cells(
            session, projects, [Typed(ids[2], "project_name", "示例重名项目")]
        ),
        lambda: entry.type_cells(session, progress, [Typed(ids[3], "stage", "60")]),
        lambda: entry.delete_rows(session, projects, [ids[1]]),
        lambda: entry.add_row(session, projects)[1],
        lambda: entry.undo(session, projects),
        lambda: entry.undo(session, projects),
    ]
    for act in edits:
        found = book.update(act())
        assert found == checking.check_period(session, "310113", Q3)


def test_an_explanation_answers_its_value_and_lapses_with_it(filled: Session) -> None:
    place = entry.place_of(filled, Q2, "F01")
    one = next(iter(filled.ledger.rows("F01", "310104", "2026Q2")))
    entry.type_cells(filled, place, [Typed(one, "total_investment", "5"), *_no_funds(one)])
    (finding,) = [f for f in checking.check_period(filled, "310104", Q2) if f.rule == "A18"]
    checking.explain(filled, "310104", Q2, finding.id, GOOD)
    explained = {f.id: f for f in checking.check_period(filled, "310104", Q2)}
    assert explained[finding.id].explanation == GOOD
    assert not explained[finding.id].blocks
    entry.type_cells(filled, place, [Typed(one, "total_investment", "6")])
    again = {f.id: f for f in checking.check_period(filled, "310104", Q2)}
    assert again[finding.id].explanation == ""


def _no_funds(record_id: str) -> list[Typed]:
    names = (
        "fund_budget",
        "fund_loan",
        "fund_foreign",
        "fund_self",
        "fund_other",
        "fund_city",
        "fund_district",
    )
    return [Typed(record_id, name, "") for name in names]


@pytest.mark.parametrize("text", ["核实无误", "情况属实。", "同上", "短"])
def test_empty_phrases_are_refused(filled: Session, text: str) -> None:
    finding = _soft_finding(filled)
    with pytest.raises(UserMistake):
        checking.explain(filled, "310104", Q2, finding, text)


def test_only_soft_findings_that_exist_are_explained(filled: Session) -> None:
    with pytest.raises(UserMistake, match="没有找到审核结果"):
        checking.explain(filled, "310104", Q2, "A38:F02:310104-2026-P0999:inv_cum", GOOD)
    one = next(iter(filled.ledger.rows("F01", "310104", "2026Q2")))
    entry.type_cells(filled, entry.place_of(filled, Q2, "F01"), [Typed(one, "project_name", "")])
    (hard,) = [f for f in checking.check_period(filled, "310104", Q2) if f.severity == "hard"]
    with pytest.raises(UserMistake, match="强制性错误请改正"):
        checking.explain(filled, "310104", Q2, hard.id, GOOD)


def _soft_finding(session: Session) -> str:
    one = next(iter(session.ledger.rows("F01", "310104", "2026Q2")))
    place = entry.place_of(session, Q2, "F01")
    entry.type_cells(session, place, [Typed(one, "total_investment", "5"), *_no_funds(one)])
    found = checking.check_period(session, "310104", Q2)
    return next(f.id for f in found if f.rule == "A18")
