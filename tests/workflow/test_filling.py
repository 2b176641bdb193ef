"""What is filled in beside what a person wrote: references, borrowed fields, last year's values."""

from datetime import date
from decimal import Decimal

import pytest

from desktop.workflow import entry
from desktop.workflow.entry import Place, Typed
from desktop.workflow.opening import open_period
from desktop.workflow.session import Session
from forms.cells import Cell
from forms.errors import UserMistake
from forms.periods import Period
from tests.workflow.conftest import Maker
from tests.workflow.stories import Q2, Q3

FIRM = "上海示例芯桥科技有限公司"
USCC = "91310115MA0000111M"


@pytest.fixture
def session(make_district: Maker) -> Session:
    made = make_district("310115")
    open_period(made, "2026Q2")
    return made


def place(session: Session, form: str, period: Period = Q2) -> Place:
    return entry.place_of(session, period, form)


def add(session: Session, form: str, period: Period = Q2, **cells: Cell) -> str:
    record_id, _ = entry.add_row(session, place(session, form, period), cells)
    return record_id


def put(session: Session, form: str, record_id: str, field: str, text: str) -> None:
    entry.type_cells(session, place(session, form), [Typed(record_id, field, text)])


def cell(session: Session, form: str, record_id: str, field: str, period: Period = Q2) -> object:
    row = session.ledger.row(form, session.district, period.code, record_id)
    assert row is not None
    return row.cell(field)


@pytest.fixture
def firm(session: Session) -> str:
    return add(session, "F04", enterprise_name=FIRM, uscc=USCC)


@pytest.mark.parametrize(
    "text",
    ["310115-E-0001", FIRM, f"310115-E-0001 {FIRM}", "310115-e-0001", USCC, " 91310115MA 0000111m"],
)
def test_a_reference_is_written_as_people_know_it(session: Session, firm: str, text: str) -> None:
    held = add(session, "F04Q", qualification_type="高新技术企业")
    put(session, "F04Q", held, "enterprise_id", text)
    assert cell(session, "F04Q", held, "enterprise_id") == firm
    assert cell(session, "F04Q", held, "enterprise_name") == FIRM
    assert cell(session, "F04Q", held, "uscc") == USCC


def test_a_name_of_two_records_means_none(session: Session) -> None:
    for _ in range(2):
        add(session, "F03", carrier_name="示例加速器")
    scenario = add(session, "F06", scenario_name="示例场景")
    put(session, "F06", scenario, "carrier_id", "示例加速器")
    assert cell(session, "F06", scenario, "carrier_id") == "示例加速器"


def test_a_longer_id_is_not_taken_for_a_shorter_one(session: Session) -> None:
    carrier = add(session, "F03", carrier_name="2号示例园")
    scenario = add(session, "F06")
    put(session, "F06", scenario, "carrier_id", f"{carrier} 2号示例园")
    assert cell(session, "F06", scenario, "carrier_id") == carrier


def test_an_id_with_a_digit_too_many_is_no_id(session: Session) -> None:
    carrier = add(session, "F03", carrier_name="示例园")
    scenario = add(session, "F06")
    put(session, "F06", scenario, "carrier_id", f"{carrier}1")
    assert cell(session, "F06", scenario, "carrier_id") == f"{carrier}1"


def test_an_unknown_reference_stays_as_written_and_lends_nothing(
    session: Session, firm: str
) -> None:
    held = add(session, "F04Q", enterprise_id=firm)
    assert cell(session, "F04Q", held, "enterprise_name") == FIRM
    put(session, "F04Q", held, "enterprise_id", "示例别家公司")
    assert cell(session, "F04Q", held, "enterprise_id") == "示例别家公司"
    assert cell(session, "F04Q", held, "enterprise_name") is None


def test_a_renamed_firm_is_renamed_where_it_is_borrowed_and_undone_with_it(
    session: Session, firm: str
) -> None:
    held, other = add(session, "F04Q", enterprise_id=firm), add(session, "F04Q")
    put(session, "F04", firm, "enterprise_name", "上海示例新名科技有限公司")
    assert cell(session, "F04Q", held, "enterprise_name") == "上海示例新名科技有限公司"
    assert cell(session, "F04Q", other, "enterprise_name") is None
    entry.undo(session, place(session, "F04"))
    assert cell(session, "F04Q", held, "enterprise_name") == FIRM


@pytest.mark.parametrize("field", ["enterprise_name", "uscc", "record_id"])
def test_borrowed_fields_are_not_typed(session: Session, firm: str, field: str) -> None:
    held = add(session, "F04Q", enterprise_id=firm)
    with pytest.raises(UserMistake, match="由系统给出"):
        put(session, "F04Q", held, field, "示例")


def test_what_others_refer_to_is_not_deleted(session: Session, firm: str) -> None:
    held = [add(session, "F04Q", enterprise_id=firm) for _ in range(4)]
    with pytest.raises(UserMistake) as refusal:
        entry.delete_rows(session, place(session, "F04"), [firm])
    said = "所选企业名录还被企业资质 310115-Q-0001、310115-Q-0002、310115-Q-0003 等 4 行引用"
    assert str(refusal.value).startswith(said)
    entry.delete_rows(session, place(session, "F04Q"), held)
    entry.delete_rows(session, place(session, "F04"), [firm])
    assert session.ledger.rows("F04", "310115", "2026Q2") == {}


def test_a_project_is_named_by_all_forms_that_refer_to_it(session: Session) -> None:
    project = add(session, "F01", project_name="示例甲", stage="40")
    add(session, "F05", achievement_name="示例芯片", project_id=project)
    add(session, "F07", challenge_name="示例攻关", project_id=project)
    with pytest.raises(UserMistake, match="创新成果 310115-A-0001；揭榜挂帅 310115-H-0001引用"):
        entry.delete_rows(session, place(session, "F01"), [project])
    assert session.ledger.row("F02", "310115", "2026Q2", project) is not None


@pytest.mark.parametrize(
    ("cells", "counted"),
    [
        ({"achievement_type": "核心部件", "finished_on": date(2025, 1, 1)}, "Z06"),
        ({"achievement_type": "高端产品", "finished_on": date(2022, 9, 24)}, "Z07"),
        ({"achievement_type": "高端产品", "finished_on": date(2022, 9, 23)}, None),
        (
            {"achievement_type": "标准", "standard_level": "国家", "finished_on": date(2025, 1, 1)},
            "Z08",
        ),
        (
            {"achievement_type": "标准", "standard_level": "团体", "finished_on": date(2025, 1, 1)},
            None,
        ),
        ({"achievement_type": "发明专利", "finished_on": date(2025, 1, 1)}, None),
        ({"achievement_type": "核心部件"}, None),
    ],
)
def test_an_achievement_says_which_target_counts_it(
    session: Session, cells: dict[str, Cell], counted: str | None
) -> None:
    made, _ = entry.add_row(session, place(session, "F05"), cells)
    assert cell(session, "F05", made, "counted_target") == counted
    typed = add(session, "F05")
    entry.change_cells(session, place(session, "F05"), {typed: cells}, "填写")
    assert cell(session, "F05", typed, "counted_target") == counted


def test_computed_rows_are_neither_added_nor_deleted(session: Session) -> None:
    where = place(session, "F11")
    with pytest.raises(UserMistake, match="不能新增"):
        entry.add_row(session, where)
    with pytest.raises(UserMistake, match="不能新增"):
        entry.type_block(session, where, [], [{"difference_note": "示例"}], "粘贴")
    with pytest.raises(UserMistake, match="不能删除"):
        entry.delete_rows(session, where, ["310115-Z01"])


def test_last_years_output_is_filled_when_the_line_is_named(make_district: Maker) -> None:
    session = make_district("310115")
    open_period(session, "2025Q3")
    ago = Period.parse("2025Q3")
    add(session, "F12", ago, uscc=USCC, direction_code="101", output_ytd=Decimal("150.00"))
    open_period(session, "2026Q3")
    (carried,) = session.ledger.rows("F12", "310115", "2026Q3").values()
    assert carried.cell("output_last_year") == Decimal("150.00")
    assert carried.cell("output_ytd") is None
    new = add(session, "F12", Q3, uscc=USCC)
    assert cell(session, "F12", new, "output_last_year", Q3) is None
    entry.type_cells(session, place(session, "F12", Q3), [Typed(new, "direction_code", "101")])
    assert cell(session, "F12", new, "output_last_year", Q3) == Decimal("150.00")
    entry.type_cells(session, place(session, "F12", Q3), [Typed(new, "direction_code", "201")])
    assert cell(session, "F12", new, "output_last_year", Q3) is None


def test_a_yearly_form_comes_back_from_the_period_that_had_it_last(make_district: Maker) -> None:
    session = make_district("310115")
    open_period(session, "2025Q4")
    add(session, "F08", Period.parse("2025Q4"), station_name="示例工作站", people=6, new_people=2)
    for code in ("2026Q1", "2026Q2", "2026Q3"):
        open_period(session, code)
        assert session.ledger.rows("F08", "310115", code) == {}
    open_period(session, "2026Q4")
    (row,) = session.ledger.rows("F08", "310115", "2026Q4").values()
    assert (row.cell("station_name"), row.cell("people")) == ("示例工作站", 6)
    assert row.cell("new_people") is None
    assert row.to_confirm
