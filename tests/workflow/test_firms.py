"""A firm is typed once: its code brings what the ledger knows of it."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from desktop.workflow import entry
from desktop.workflow.entry import Place, Typed
from desktop.workflow.firms import FirmBook, firms_to_offer
from desktop.workflow.loading import apply_load, plan_load
from desktop.workflow.opening import open_period
from desktop.workflow.session import Session
from forms.cells import Cell
from forms.periods import Period
from tests.workflow.conftest import Maker
from tests.workflow.stories import Q2, Q3

FIRM, USCC = "上海示例芯桥科技有限公司", "91310115MA0000111M"
OTHER, OTHER_USCC = "示例大学", "91310115MA0000015C"


@pytest.fixture
def session(make_district: Maker) -> Session:
    """浦东 with one firm in 企业名录."""
    made = make_district("310115")
    open_period(made, "2026Q2")
    add(made, "F04", enterprise_name=FIRM, uscc=USCC, entity_type="民营企业", industry_code="3973")
    return made


def place(session: Session, form: str, period: Period = Q2) -> Place:
    return entry.place_of(session, period, form)


def add(session: Session, form: str, period: Period = Q2, **cells: Cell) -> str:
    return entry.add_row(session, place(session, form, period), cells)[0]


def put(session: Session, form: str, record_id: str, field: str, text: str) -> None:
    entry.type_cells(session, place(session, form), [Typed(record_id, field, text)])


def cells(
    session: Session, form: str, record_id: str, *fields: str, period: Period = Q2
) -> list[Cell]:
    row = session.ledger.row(form, session.district, period.code, record_id)
    assert row is not None
    return [row.cell(field) for field in fields]


PROJECT = ("entity_name", "entity_uscc", "entity_type", "industry_code")


def test_a_typed_code_fills_the_firms_blanks_in_one_edit(session: Session) -> None:
    project = add(session, "F01")
    put(session, "F01", project, "entity_uscc", f" {USCC.lower()} ")
    assert cells(session, "F01", project, *PROJECT) == [FIRM, USCC, "民营企业", "3973"]
    entry.undo(session, place(session, "F01"))
    assert cells(session, "F01", project, *PROJECT) == [None] * 4


def test_what_is_written_stays(session: Session) -> None:
    project = add(session, "F01", entity_name="示例旧写法公司", entity_type="国有企业")
    put(session, "F01", project, "entity_uscc", USCC)
    assert cells(session, "F01", project, *PROJECT) == ["示例旧写法公司", USCC, "国有企业", "3973"]


def test_what_was_cleared_stays_blank(session: Session) -> None:
    project = add(session, "F01", entity_uscc=USCC)
    assert cells(session, "F01", project, "entity_name") == [FIRM]
    put(session, "F01", project, "entity_name", "")
    assert cells(session, "F01", project, "entity_name", "entity_uscc") == [None, USCC]


def test_an_unknown_code_fills_nothing(session: Session) -> None:
    project = add(session, "F01")
    put(session, "F01", project, "entity_uscc", OTHER_USCC)
    assert cells(session, "F01", project, *PROJECT) == [None, OTHER_USCC, None, None]


@pytest.mark.parametrize(
    ("form", "code", "name"),
    [
        ("F03", "operator_uscc", "operator_name"),
        ("F05", "owner_uscc", "owner_name"),
        ("F06", "demander_uscc", "demander_name"),
        ("F06", "supplier_uscc", "supplier_name"),
        ("F07", "taker_uscc", "taker_name"),
        ("F09", "organiser_uscc", "organiser"),
        ("F12", "uscc", "enterprise_name"),
    ],
)
def test_every_form_gets_the_name_by_the_code(
    session: Session, form: str, code: str, name: str
) -> None:
    row = add(session, form)
    put(session, form, row, code, USCC)
    assert cells(session, form, row, name) == [FIRM]


def test_a_known_name_alone_brings_the_code(session: Session) -> None:
    output = add(session, "F12")
    put(session, "F12", output, "enterprise_name", FIRM)
    assert cells(session, "F12", output, "uscc") == [USCC]


def test_a_name_of_two_firms_brings_none(session: Session) -> None:
    add(session, "F04", enterprise_name=FIRM, uscc=OTHER_USCC)
    output = add(session, "F12")
    put(session, "F12", output, "enterprise_name", FIRM)
    assert cells(session, "F12", output, "uscc") == [None]


def test_a_firm_of_the_list_is_chosen_with_its_code(session: Session) -> None:
    add(session, "F05", owner_name=OTHER, owner_uscc=OTHER_USCC)
    output = add(session, "F12", enterprise_name=FIRM)
    put(session, "F12", output, "enterprise_name", f"{OTHER} {OTHER_USCC}")
    assert cells(session, "F12", output, "enterprise_name", "uscc") == [OTHER, OTHER_USCC]
    assert [one.line for one in firms_to_offer(session, Q2)] == [
        f"{FIRM} {USCC}",
        f"{OTHER} {OTHER_USCC}",
    ]


def test_a_code_beside_the_chosen_name_stays(session: Session) -> None:
    output = add(session, "F12")
    texts = {"enterprise_name": f"{FIRM} {USCC}", "uscc": OTHER_USCC}
    typed = [Typed(output, name, text) for name, text in texts.items()]
    entry.type_cells(session, place(session, "F12"), typed)
    assert cells(session, "F12", output, "enterprise_name", "uscc") == [FIRM, OTHER_USCC]


def test_the_code_of_a_firm_with_no_name_or_a_wrong_code_is_not_offered(session: Session) -> None:
    add(session, "F05", owner_uscc=OTHER_USCC)
    add(session, "F05", owner_name="示例错码公司", owner_uscc="91310115MA0000111X")
    assert [one.uscc for one in firms_to_offer(session, Q2)] == [USCC]


def test_pasted_rows_know_each_other(session: Session) -> None:
    rows = [
        {"owner_name": OTHER, "owner_uscc": OTHER_USCC},
        {"owner_uscc": OTHER_USCC},
        {"owner_name": OTHER},
        {"owner_uscc": USCC},
    ]
    entry.type_block(session, place(session, "F05"), [], rows, "粘贴")
    found = session.ledger.rows("F05", "310115", "2026Q2").values()
    assert [(row.cell("owner_name"), row.cell("owner_uscc")) for row in found] == [
        *[(OTHER, OTHER_USCC)] * 3,
        (FIRM, USCC),
    ]


def test_earlier_periods_are_known_and_later_ones_are_not(session: Session) -> None:
    entry.delete_rows(session, place(session, "F04"), ["310115-E-0001"])
    gone = add(session, "F05", owner_name=OTHER, owner_uscc=OTHER_USCC)
    open_period(session, "2026Q3")
    entry.delete_rows(session, place(session, "F05", Q3), [gone])
    add(session, "F05", Q3, owner_name=FIRM, owner_uscc=USCC)
    output = add(session, "F12", Q3, uscc=OTHER_USCC)
    assert cells(session, "F12", output, "enterprise_name", period=Q3) == [OTHER]
    output = add(session, "F12", Q2, uscc=USCC)
    assert cells(session, "F12", output, "enterprise_name") == [None]


def test_other_districts_firms_are_not_known(session: Session, make_district: Maker) -> None:
    other = make_district("310104")
    open_period(other, "2026Q2")
    assert FirmBook(other, Q2).by_code(USCC) is None
    assert FirmBook(session, Q2).by_code(USCC) is not None


def test_a_loaded_file_is_completed_from_the_ledger_and_from_itself(
    session: Session, tmp_path: Path
) -> None:
    file = tmp_path / "产值.csv"
    file.write_text(
        "统一社会信用代码,企业名称,所属方向\n"
        f"{USCC},,101\n{OTHER_USCC},{OTHER},101\n{OTHER_USCC},,102\n",
        encoding="utf-8",
    )
    apply_load(session, Q2, file, plan_load(session, Q2, file, "F12"))
    rows = session.ledger.rows("F12", "310115", "2026Q2").values()
    assert [row.cell("enterprise_name") for row in rows] == [FIRM, OTHER, OTHER]


def test_a_loaded_update_completes_the_known_row(session: Session, tmp_path: Path) -> None:
    known = add(session, "F03", carrier_name="示例加速器")
    file = tmp_path / "载体.csv"
    file.write_text(f"载体名称,统一社会信用代码\n示例加速器,{USCC}\n", encoding="utf-8")
    apply_load(session, Q2, file, plan_load(session, Q2, file, "F03"))
    assert cells(session, "F03", known, "operator_name", "operator_uscc") == [FIRM, USCC]


def test_last_years_output_is_found_by_a_code_that_was_filled_in(make_district: Maker) -> None:
    session = make_district("310115")
    open_period(session, "2025Q3")
    ago = Period.parse("2025Q3")
    add(
        session,
        "F12",
        ago,
        uscc=USCC,
        enterprise_name=FIRM,
        direction_code="101",
        output_ytd=Decimal(150),
    )
    open_period(session, "2026Q3")
    new = add(session, "F12", Q3, direction_code="101", enterprise_name=FIRM)
    assert cells(session, "F12", new, "output_last_year", period=Q3) == [Decimal(150)]


def test_many_rows_are_looked_up_at_once(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    look_up = session.ledger.look_up

    def counted(form: str, *facts: Any) -> Any:
        asked.append(form)
        return look_up(form, *facts)

    monkeypatch.setattr(session.ledger, "look_up", counted)
    rows = [{"owner_uscc": USCC, "achievement_name": f"示例{n}"} for n in range(50)]
    entry.type_block(session, place(session, "F05"), [], rows, "粘贴")
    assert len(asked) <= 2 * 11
    found = session.ledger.rows("F05", "310115", "2026Q2").values()
    assert {row.cell("owner_name") for row in found} == {FIRM}
