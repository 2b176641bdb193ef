"""What changed between two revisions, in records and in totals."""

from pathlib import Path

import pytest

from desktop.ledger import DeleteRow, Edit
from desktop.workflow import entry
from desktop.workflow.entry import Typed
from desktop.workflow.receiving import receive
from desktop.workflow.revisions import compare, revisions_kept
from desktop.workflow.session import Session
from forms.errors import UserMistake
from tests.workflow.stories import Q2, submitted

XUHUI = "310104"


@pytest.fixture
def twice(filled: Session, city: Session, tmp_path: Path) -> tuple[Session, Session, str, str]:
    """District and city after two revisions: one project changed, one gone with its progress."""
    first, second = list(filled.ledger.rows("F01", XUHUI, "2026Q2"))[:2]
    made = [submitted(filled, Q2, tmp_path)]
    place = entry.place_of(filled, Q2, "F01")
    typed = [Typed(first, "address", "示例路9号"), Typed(first, "remark", "更正")]
    entry.type_cells(filled, place, typed, reason="更正")
    gone = tuple(DeleteRow(form, second) for form in ("F02", "F01"))
    filled.ledger.apply(Edit(XUHUI, "2026Q2", "删除", gone))
    made.append(submitted(filled, Q2, tmp_path, "更正地址"))
    receive(city, [one.file for one in made])
    return filled, city, first, second


def test_the_city_sees_each_field_and_the_totals(
    twice: tuple[Session, Session, str, str],
) -> None:
    _, city, first, second = twice
    assert revisions_kept(city, XUHUI, Q2) == [1, 2]
    found = compare(city, XUHUI, Q2)
    assert (found.before, found.after) == (1, 2)
    assert found.counts() == {"added": 0, "removed": 2, "changed": 1}
    (changed,) = [one for one in found.records if one.what == "changed"]
    assert (changed.form, changed.record_id) == ("F01", first)
    assert [(one.field, one.new) for one in changed.fields] == [
        ("address", "示例路9号"),
        ("remark", "更正"),
    ]
    assert changed.fields[1].old == ""
    gone = [one.form for one in found.records if one.record_id == second]
    assert gone == ["F01", "F02"]
    data = found.to_json()
    totals = {one["code"]: one for one in data["totals"]}
    assert totals["N31.1"]["change"] == -1
    assert totals["N31.2"]["change"] < 0
    back = compare(city, XUHUI, Q2, (2, 1))
    assert back.counts() == {"added": 2, "removed": 0, "changed": 1}


def test_nothing_changed_is_an_empty_difference(
    twice: tuple[Session, Session, str, str],
) -> None:
    _, city, *_ = twice
    found = compare(city, XUHUI, Q2, (2, 2))
    assert (found.records, found.totals) == ((), ())


def test_a_district_compares_with_what_it_sent(
    twice: tuple[Session, Session, str, str],
) -> None:
    district, _, first, _ = twice
    assert compare(district, XUHUI, Q2).records == ()
    place = entry.place_of(district, Q2, "F01")
    entry.type_cells(district, place, [Typed(first, "address", "示例路10号")], reason="再更正")
    found = compare(district, XUHUI, Q2)
    assert (found.before, found.after) == (2, 0)
    (field,) = found.records[0].fields
    assert (field.old, field.new) == ("示例路9号", "示例路10号")
    assert compare(district, XUHUI, Q2, (1, 2)).counts()["removed"] == 2


def test_one_revision_alone_can_not_be_compared(
    filled: Session, city: Session, tmp_path: Path
) -> None:
    receive(city, [submitted(filled, Q2, tmp_path).file])
    with pytest.raises(UserMistake, match="不到两次报送"):
        compare(city, XUHUI, Q2)
    with pytest.raises(UserMistake, match="没有徐汇区2026年二季度第 7 次报送，可以比较的：1。"):
        compare(city, XUHUI, Q2, (1, 7))
