"""Every form goes the whole way: ledger, submission, city, template, file, next period."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from desktop.ledger import AddRow, Edit, SetCell
from desktop.workflow import checking, entry
from desktop.workflow.loading import apply_load, plan_load
from desktop.workflow.opening import open_period
from desktop.workflow.session import Session, open_session
from desktop.workflow.submitting import gate
from desktop.workflow.templates import make_template
from exports.layout import sheet_layout
from exports.reader import read_submission
from exports.submission import Header, Submission
from exports.writer import write_submission
from forms.base import Form
from forms.cells import Cell, Kept, Missing
from forms.errors import UserMistake
from forms.kinds import read_cell
from forms.registry import STANDARD_FORMS
from tests.workflow.conftest import Maker
from tests.workflow.stories import Q2, Q3

DATA_FORMS = list(STANDARD_FORMS.data_forms)
DISTRICT = "310115"


@pytest.fixture
def session(make_district: Maker) -> Session:
    made = make_district(DISTRICT)
    open_period(made, "2026Q2")
    return made


def examples(session: Session, form: type[Form]) -> dict[str, Cell]:
    """A row in which every field that has an example holds it, and others are 暂缺."""
    return {
        one.name: read_cell(one.example, one, session.catalogue)
        if one.example
        else Missing("later", "资料未到")
        for one in form.items()
        if one.name != "record_id" and not one.system
    }


def with_examples(session: Session, form: type[Form]) -> Form:
    record_id = form.item("record_id").example
    step = AddRow(form.spec.code, record_id, examples(session, form))
    session.ledger.apply(Edit(DISTRICT, Q2.code, "示例", (step,), session.who))
    row = session.ledger.row(form.spec.code, DISTRICT, Q2.code, record_id)
    assert row is not None
    return row


@pytest.mark.parametrize("form", DATA_FORMS, ids=lambda form: form.spec.code)
def test_a_row_comes_back_from_ledger_and_workbook(
    session: Session, tmp_path: Path, form: type[Form]
) -> None:
    row = with_examples(session, form)
    assert {name: row.cell(name) for name in examples(session, form)} == examples(session, form)
    rows = {
        code: list(by_id.values())
        for code, by_id in session.ledger.all_rows(DISTRICT, Q2.code).items()
    }
    submission = Submission(Header(DISTRICT, Q2.code, 1, catalogue_version="2022.1"), rows, ())
    path = tmp_path / "WLCY_310115_2026Q2_B01.xlsx"
    write_submission(submission, path, forms=session.forms, catalogue=session.catalogue)
    read = read_submission(path, forms=session.forms, catalogue=session.catalogue)
    assert read.digest_ok
    (again,) = read.rows[form.spec.code]
    for one in form.items():
        if not one.system:
            assert again.cell(one.name) == row.cell(one.name), one.name


def test_the_examples_of_all_forms_have_no_field_problem(session: Session) -> None:
    for form in DATA_FORMS:
        if form.spec.nature != "computed":
            with_examples(session, form)
    found = checking.check_period(session, DISTRICT, Q2)
    assert [one.message for one in found if one.rule in {"K01", "K03"}] == []


@pytest.mark.parametrize("form", STANDARD_FORMS.entered_forms, ids=lambda form: form.spec.code)
def test_a_filled_template_loads(session: Session, tmp_path: Path, form: type[Form]) -> None:
    path = tmp_path / "a.xlsx"
    make_template(path, [form.spec.code], DISTRICT)
    book = openpyxl.load_workbook(path)
    layout = sheet_layout(form)
    sheet = book[layout.name]
    for column in layout.item_columns:
        if column.item is not None and column.item.example and not column.item.computed:
            sheet.cell(layout.first_data_row, column.index).value = column.item.example
    book.save(path)
    if form.spec.shares_id_with or form.spec.child_of:
        with_examples(session, STANDARD_FORMS[form.spec.owner])
    (plan,) = plan_load(session, Q2, path, form.spec.code)
    assert (plan.rows, plan.created + plan.updated, plan.problems) == (1, 1, [])
    apply_load(session, Q2, path, [plan])
    (row,) = session.ledger.rows(form.spec.code, DISTRICT, Q2.code).values()
    assert not row.kept
    for one in form.items():
        if one.example and not one.computed and one.name != "record_id":
            assert row.cell(one.name) == examples(session, form)[one.name], one.name


def test_no_template_is_made_of_a_computed_form(tmp_path: Path) -> None:
    with pytest.raises(UserMistake, match="由系统生成"):
        make_template(tmp_path / "a.xlsx", ["F11"], DISTRICT)


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def load(session: Session, path: Path, form: str) -> tuple[int, int, int, list[str]]:
    (plan,) = plan_load(session, Q2, path, form)
    apply_load(session, Q2, path, [plan])
    return plan.created, plan.updated, plan.skipped, [one.message for one in plan.problems]


FIRMS = (
    "企业名称,统一社会信用代码,注册区",
    "上海示例芯桥科技有限公司,91310115MA0000111M,浦东新区",
    "上海虚拟量子科技有限公司,91310104MA00000239,徐汇区",
)


def test_qualifications_name_their_firm_by_code_or_name(session: Session, tmp_path: Path) -> None:
    assert load(session, write(tmp_path / "a.csv", *FIRMS), "F04")[:3] == (2, 0, 0)
    rows = write(
        tmp_path / "b.csv",
        "统一社会信用代码,企业名称,资质类型,认定日期,有效期至",
        "91310115MA0000111M,,高新技术企业,2024-12-04,2027-12-03",
        ",上海虚拟量子科技有限公司,专精特新,2025-01-10,",
        ",示例别家公司,专精特新,2025-01-10,",
    )
    assert load(session, rows, "F04Q")[:3] == (3, 0, 0)
    held = list(session.ledger.rows("F04Q", DISTRICT, Q2.code).values())
    assert [row.cell("enterprise_id") for row in held] == [
        "310115-E-0001",
        "310115-E-0002",
        "示例别家公司",
    ]
    assert [row.cell("uscc") for row in held] == ["91310115MA0000111M", "91310104MA00000239", None]
    again = load(session, rows, "F04Q")
    assert again[:3] == (0, 0, 0)
    dangling = [one for one in checking.check_period(session, DISTRICT, Q2) if one.rule == "K03"]
    assert [one.value for one in dangling] == ["示例别家公司"]


def test_a_firm_is_known_by_its_code_whatever_its_name(session: Session, tmp_path: Path) -> None:
    load(session, write(tmp_path / "a.csv", *FIRMS), "F04")
    renamed = write(tmp_path / "b.csv", FIRMS[0], "上海示例新名有限公司,91310115MA0000111M,")
    assert load(session, renamed, "F04")[:3] == (0, 1, 0)
    row = session.ledger.rows("F04", DISTRICT, Q2.code)["310115-E-0001"]
    assert (row.cell("enterprise_name"), row.cell("reg_district")) == (
        "上海示例新名有限公司",
        DISTRICT,
    )


def test_a_row_that_fits_several_is_left_out_and_said(session: Session, tmp_path: Path) -> None:
    head = "事项类型,事项名称,日期"
    forums = [f"论坛活动,示例论坛,{year}-09-01" for year in (2024, 2025)]
    load(session, write(tmp_path / "a.csv", head, *forums), "F09")
    created, updated, skipped, said = load(
        session, write(tmp_path / "b.csv", "事项类型,事项名称,成效", "论坛活动,示例论坛,好"), "F09"
    )
    assert (created, updated, skipped) == (0, 0, 1)
    assert said == ["与账本中 2 行相符（310115-V-0001、310115-V-0002），请填写编号后重新导入。"]


def test_of_the_summary_only_the_note_is_loaded(session: Session, tmp_path: Path) -> None:
    cells: dict[str, Cell] = {"indicator_code": "Z01", "indicator_name": "未来产业产值"}
    step = AddRow("F11", "310115-Z01", cells)
    session.ledger.apply(Edit(DISTRICT, Q2.code, "汇总", (step,), session.who))
    path = write(
        tmp_path / "a.csv",
        "指标行号,指标名称,本期末（本期）数,差异说明",
        "310115-Z01,别的名字,99,示例企业迁出，产值减少。",
        "310115-Z99,不存在的指标,1,示例说明",
    )
    assert load(session, path, "F11") == (
        0, 1, 1, ["没有“Z99”这个指标，指标码如 Z05、N19、N31.1。"],
    )  # fmt: skip
    (row,) = session.ledger.rows("F11", DISTRICT, Q2.code).values()
    assert row.cell("difference_note") == "示例企业迁出，产值减少。"
    assert (row.cell("indicator_name"), row.cell("value")) == ("未来产业产值", None)
    where = entry.place_of(session, Q2, "F11")
    with pytest.raises(UserMistake, match="由系统给出"):
        entry.type_cells(session, where, [entry.Typed("310115-Z01", "value", "3")])


def test_a_half_year_register_waits_for_its_period(session: Session) -> None:
    entry.add_row(session, entry.place_of(session, Q2, "F03"), {"carrier_name": "示例先导区"})
    open_period(session, "2026Q3")
    (row,) = session.ledger.rows("F03", DISTRICT, Q3.code).values()
    assert row.to_confirm
    assert "F03" not in {one.form for one in gate(session, Q3).unconfirmed}
    open_period(session, "2026Q4")
    assert "F03" in {one.form for one in gate(session, Q3.next()).unconfirmed}


def test_the_task_package_says_which_forms_are_due(session: Session) -> None:
    entry.add_row(session, entry.place_of(session, Q2, "F03"), {"carrier_name": "示例先导区"})
    open_period(session, "2026Q3")
    session.ledger.set_setting("due", '{"F03": "quarter"}')
    path = session.info.path
    session.close()
    again = open_session(path, clock=session.clock)
    assert "F03" in {one.form for one in gate(again, Q3).unconfirmed}
    again.ledger.set_setting("due", '{"F03": "weekly"}')
    again.close()
    with pytest.raises(UserMistake, match="报表频率"):
        open_session(path)


def test_an_id_of_another_district_is_found(session: Session) -> None:
    step = AddRow("F03", "310104-C-0001", {"carrier_name": "示例加速器"})
    session.ledger.apply(Edit(DISTRICT, Q2.code, "示例", (step,), session.who))
    found = checking.check_period(session, DISTRICT, Q2)
    said = [one.message for one in found if one.field == "record_id"]
    assert said == [
        "载体与平台 310104-C-0001 示例加速器：载体编号前六位应为本区代码 310115，现为 310104"
    ]


def test_declared_nil_forms_travel_in_the_header(session: Session, tmp_path: Path) -> None:
    header = Header(DISTRICT, Q2.code, 1, catalogue_version="2022.1", nil_forms=("F07", "F09"))
    step = SetCell("F00", DISTRICT, "nil_forms", ("F07", "F09"))
    session.ledger.apply(Edit(DISTRICT, Q2.code, "零报告", (step,), session.who))
    rows = {"F00": list(session.ledger.rows("F00", DISTRICT, Q2.code).values())}
    path = tmp_path / "WLCY_310115_2026Q2_B01.xlsx"
    write_submission(
        Submission(header, rows, ()), path, forms=session.forms, catalogue=session.catalogue
    )
    read = read_submission(path, forms=session.forms, catalogue=session.catalogue)
    assert read.header.nil_forms == ("F07", "F09")
    assert read.rows["F00"][0].cell("nil_forms") == ("F07", "F09")
    assert not isinstance(read.rows["F00"][0].cell("nil_forms"), Kept)
