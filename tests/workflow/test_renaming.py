"""A firm renamed in one place is offered to its other places, as one edit."""

import pytest

from desktop.workflow import entry
from desktop.workflow.entry import Place, Typed
from desktop.workflow.opening import open_period
from desktop.workflow.renaming import RenameOffer, rename_everywhere, rename_offer
from desktop.workflow.session import Session
from forms.cells import Cell
from tests.workflow.conftest import Maker
from tests.workflow.stories import Q2, Q3

OLD, NEW = "上海示例芯桥科技有限公司", "上海示例芯桥半导体有限公司"
USCC, OTHER_USCC = "91310115MA0000111M", "91310115MA0000015C"


@pytest.fixture
def session(make_district: Maker) -> Session:
    made = make_district("310115")
    open_period(made, "2026Q2")
    return made


def place(session: Session, form: str) -> Place:
    return entry.place_of(session, Q2, form)


def add(session: Session, form: str, **cells: Cell) -> str:
    return entry.add_row(session, place(session, form), cells)[0]


def rename(
    session: Session, form: str, record_id: str, field: str, name: str
) -> RenameOffer | None:
    where = place(session, form)
    entry.type_cells(session, where, [Typed(record_id, field, name)])
    return rename_offer(session, where, record_id, field)


def names(session: Session, form: str, field: str, period: str = "2026Q2") -> list[Cell]:
    rows = session.ledger.rows(form, session.district, period).values()
    return [row.cell(field) for row in rows]


@pytest.fixture
def firm(session: Session) -> str:
    """A firm that stands in five forms, twice in one row of one of them."""
    made = add(session, "F04", enterprise_name=OLD, uscc=USCC)
    add(session, "F04Q", enterprise_id=made)
    for form, code in (("F01", "entity_uscc"), ("F05", "owner_uscc"), ("F12", "uscc")):
        add(session, form, **{code: USCC})
    add(session, "F06", demander_uscc=USCC, supplier_uscc=USCC)
    return made


def test_the_other_places_are_offered_and_renamed_in_one_edit(session: Session, firm: str) -> None:
    offer = rename(session, "F04", firm, "enterprise_name", NEW)
    assert offer is not None
    assert offer.sentence == f"代码 {USCC} 在其余 5 处仍写作“{OLD}”。"
    assert offer.action == "把其余 5 处一并改名"
    assert [(one.form, one.field) for one in offer.others] == [
        ("F01", "entity_name"),
        ("F05", "owner_name"),
        ("F06", "demander_name"),
        ("F06", "supplier_name"),
        ("F12", "enterprise_name"),
    ]
    changes = rename_everywhere(session, offer)
    assert {form for form, _ in changes.rows} == {"F01", "F05", "F06", "F12"}
    assert (
        names(session, "F06", "demander_name") == names(session, "F12", "enterprise_name") == [NEW]
    )
    assert session.ledger.undo_title("310115", "2026Q2") == f"改名为“{NEW}”"
    entry.undo(session, place(session, "F01"))
    assert names(session, "F01", "entity_name") == names(session, "F06", "supplier_name") == [OLD]
    assert names(session, "F04", "enterprise_name") == [NEW]


def test_renaming_elsewhere_reaches_the_register_and_what_it_lends(
    session: Session, firm: str
) -> None:
    (output,) = session.ledger.rows("F12", "310115", "2026Q2")
    offer = rename(session, "F12", output, "enterprise_name", NEW)
    assert offer is not None
    rename_everywhere(session, offer)
    assert names(session, "F04", "enterprise_name") == [NEW]
    assert names(session, "F04Q", "enterprise_name") == [NEW]


def test_several_old_names_are_said_to_be_several(session: Session, firm: str) -> None:
    add(session, "F05", owner_name="示例旧写法公司", owner_uscc=USCC)
    offer = rename(session, "F04", firm, "enterprise_name", NEW)
    assert offer is not None
    assert offer.sentence.endswith(f"“{OLD}” 等名称。")
    rename_everywhere(session, offer)
    assert set(names(session, "F05", "owner_name")) == {NEW}


def test_nothing_is_offered_where_nothing_stands_otherwise(session: Session, firm: str) -> None:
    assert rename(session, "F04", firm, "enterprise_name", OLD) is None
    assert rename(session, "F04", firm, "group_name", "示例集团") is None
    assert rename(session, "F04", firm, "enterprise_name", "") is None
    alone = add(session, "F05", owner_name="示例大学", owner_uscc=OTHER_USCC)
    assert rename(session, "F05", alone, "owner_name", "示例理工大学") is None
    wrong = add(session, "F05", owner_uscc="91310115MA0000111X")
    add(session, "F05", owner_name="示例错码公司", owner_uscc="91310115MA0000111X")
    assert rename(session, "F05", wrong, "owner_name", NEW) is None
    assert rename_offer(session, place(session, "F05"), "310115-A-0099", "owner_name") is None


def test_other_firms_and_other_periods_keep_their_names(session: Session, firm: str) -> None:
    add(session, "F05", owner_name="示例大学", owner_uscc=OTHER_USCC)
    open_period(session, "2026Q3")
    where = entry.place_of(session, Q3, "F04")
    entry.type_cells(session, where, [Typed(firm, "enterprise_name", NEW)])
    offer = rename_offer(session, where, firm, "enterprise_name")
    assert offer is not None
    rename_everywhere(session, offer)
    assert names(session, "F05", "owner_name", "2026Q3") == [NEW, "示例大学"]
    assert names(session, "F05", "owner_name") == [OLD, "示例大学"]


def test_rows_that_wait_to_be_confirmed_go_on_waiting(session: Session, firm: str) -> None:
    open_period(session, "2026Q3")
    where = entry.place_of(session, Q3, "F04")
    entry.type_cells(session, where, [Typed(firm, "enterprise_name", NEW)])
    offer = rename_offer(session, where, firm, "enterprise_name")
    assert offer is not None
    rename_everywhere(session, offer)
    (project,) = session.ledger.rows("F01", "310115", "2026Q3").values()
    (register,) = session.ledger.rows("F04", "310115", "2026Q3").values()
    assert (project.cell("entity_name"), project.to_confirm) == (NEW, True)
    assert not register.to_confirm


def test_an_offer_taken_late_renames_what_stands_then(session: Session, firm: str) -> None:
    offer = rename(session, "F04", firm, "enterprise_name", NEW)
    assert offer is not None
    (output,) = session.ledger.rows("F12", "310115", "2026Q2")
    entry.delete_rows(session, place(session, "F12"), [output])
    rename_everywhere(session, offer)
    assert names(session, "F01", "entity_name") == [NEW]
    assert rename_everywhere(session, offer).edit_no == 0
