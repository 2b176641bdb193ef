"""One declaration a field (design §3): a form no product file knows, from its class alone.

The same class must appear as a table, a grid, a record panel, a sheet of the submission, a sheet
of the template, titles that the parser knows, and lines of the data dictionary.
"""

import sqlite3
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from pytestqt.qtbot import QtBot

from desktop.workflow import entry
from desktop.workflow.entry import Typed
from desktop.workflow.loading import apply_load, plan_load
from desktop.workflow.opening import open_period
from desktop.workflow.session import Session, create_district
from exports.layout import sheet_layout
from exports.reader import read_submission
from exports.submission import Header, Submission
from exports.template import write_template
from exports.writer import write_submission
from forms.base import Date, Form, FormSet, FormSpec, ManyOf, Money, OneOf, Text
from forms.checks.context import CheckContext
from forms.checks.engine import check
from forms.items import item
from forms.registry import STANDARD_FORMS
from tests.workflow.conftest import still_clock
from tests.workflow.stories import Q2


class Toy(Form):
    """A form of its own, unknown to every other file."""

    spec = FormSpec(
        code="T01", name="toy", title="玩具登记", nature="register", label="toy_name", id_letter="T"
    )

    toy_name: Text = item(
        "玩具名称", no="1", required=True, most=20, explanation="叫什么。", example="示例积木"
    )
    price: Money = item(
        "单价", no="2", unit="万元", lowest=0, synonyms=("价钱",), explanation="多少钱。"
    )
    stage: OneOf = item("所处阶段", no="3", codes="stage", explanation="到哪一步。")
    plans: ManyOf = item("对应计划", no="4", codes="plan", explanation="哪些计划。")
    born: Date = item("出厂日期", no="5", explanation="哪天。")


FORMS = FormSet((*STANDARD_FORMS, Toy))


@pytest.fixture
def session(tmp_path: Path) -> Session:
    made = create_district(
        tmp_path / "toy.db", "310104", "示例委员会", clock=still_clock, forms=FORMS
    )
    open_period(made, "2026Q2")
    yield made
    made.close()


def add_toy(session: Session) -> str:
    place = entry.place_of(session, Q2, "T01")
    one, _ = entry.add_row(session, place)
    texts = {
        "toy_name": "示例积木",
        "price": "1,234.5",
        "stage": "在建",
        "plans": "携手；筑基",
        "born": "2026.5.1",
    }
    entry.type_cells(session, place, [Typed(one, name, text) for name, text in texts.items()])
    return one


def test_the_ledger_has_its_table_and_columns(session: Session, tmp_path: Path) -> None:
    one = add_toy(session)
    with sqlite3.connect(tmp_path / "toy.db") as raw:
        columns = {row[1]: row[2] for row in raw.execute("PRAGMA table_info(t01_toy)")}
        price = raw.execute("SELECT price FROM t01_toy").fetchone()[0]
    raw.close()
    assert columns["price"] == "INTEGER"
    assert {"toy_name", "stage", "plans", "born"} <= set(columns)
    assert price == 123450
    assert session.ledger.row("T01", "310104", "2026Q2", one).price == Decimal("1234.50")


def test_checks_know_its_limits(session: Session) -> None:
    one = add_toy(session)
    place = entry.place_of(session, Q2, "T01")
    entry.type_cells(session, place, [Typed(one, "toy_name", ""), Typed(one, "price", "-1")])
    context = CheckContext(
        district="310104",
        period=Q2,
        catalogue=session.catalogue,
        forms=FORMS,
        today=session.today(),
        rows=session.ledger.all_rows("310104", "2026Q2"),
    )
    found = {(finding.rule, finding.field) for finding in check(context) if finding.form == "T01"}
    assert ("A01", "toy_name") in found
    assert any(field == "price" for _, field in found)


def test_the_submission_carries_it_both_ways(session: Session, tmp_path: Path) -> None:
    one = add_toy(session)
    rows = {
        code: list(by_id.values())
        for code, by_id in session.ledger.all_rows("310104", "2026Q2").items()
    }
    path = tmp_path / "WLCY.xlsx"
    write_submission(
        Submission(Header("310104", "2026Q2", 1), rows),
        path,
        forms=FORMS,
        catalogue=session.catalogue,
    )
    (toy,) = read_submission(path, forms=FORMS, catalogue=session.catalogue).rows["T01"]
    assert toy.record_id == one
    assert (toy.price, toy.stage, toy.plans) == (Decimal("1234.50"), "40", ("携手", "筑基"))
    titles = [column.title for column in sheet_layout(Toy).columns]
    assert {"玩具名称", "单价（万元）", "所处阶段"} <= set(titles)


def test_template_dictionary_and_parser_know_it(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "模板.xlsx"
    write_template(
        path, forms=FORMS, catalogue=session.catalogue, codes=("T01",), district="310104"
    )
    book = openpyxl.load_workbook(path)
    sheet = book["T01 玩具登记"]
    assert any(
        "stage" in (v.formula1 or "") or v.type == "list"
        for v in sheet.data_validations.dataValidation
    )
    texts = [str(cell.value) for row in book["填报说明"].iter_rows() for cell in row if cell.value]
    assert "多少钱。" in texts

    source = tmp_path / "来源.csv"
    source.write_text("玩具名称,价钱,所处阶段\n示例木马,2亿,签约\n", encoding="utf-8")
    (plan,) = plan_load(session, Q2, source, "T01")
    apply_load(session, Q2, source, [plan])
    (toy,) = session.ledger.rows("T01", "310104", "2026Q2").values()
    assert (toy.toy_name, toy.price, toy.stage) == ("示例木马", Decimal("20000.00"), "20")


def test_grid_and_record_panel_show_it(session: Session, qtbot: QtBot) -> None:
    from desktop.ui.desk import Desk
    from desktop.ui.grid.columns import columns_of
    from desktop.ui.record_panel import RecordPanel

    one = add_toy(session)
    assert [column.heading for column in columns_of(Toy)][1:4] == [
        "● 玩具名称",
        "单价（万元）",
        "所处阶段",
    ]
    desk = Desk(session)
    panel = RecordPanel(desk)
    qtbot.addWidget(panel)
    panel.resize(500, 600)
    panel.show()
    panel.show_record(Toy, one)
    panel.fill()
    texts = {label.text() for label in panel.findChildren(type(panel.findChild(_label())))}
    assert any("玩具名称" in text for text in texts)


def _label() -> type:
    from PySide6.QtWidgets import QLabel

    return QLabel
