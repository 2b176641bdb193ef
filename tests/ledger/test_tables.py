"""A row goes into the file and comes back the same, whatever its cells hold."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.ledger import AddRow, ReceivedRecord
from desktop.ledger.tables import FormTable
from forms.cells import Cell, Kept, Missing
from forms.f01_project import Project
from forms.kinds import encode_cell
from tests.ledger.support import DISTRICT, PERIOD, WHO, Toy, edit, make, rows_of, toy, toy_id

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.ledger import Ledger
    from forms.base import Form

SOMEWHERE = pytest.TempPathFactory


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    """One ledger for many examples; each takes its row away again."""
    made = make(tmp_path_factory.mktemp("ledger") / "共用.cluster")
    made.open_period(DISTRICT, PERIOD, who=WHO)
    return made


def expected(form: type[Form], record_id: str, cells: dict[str, Cell]) -> Form:
    blank = form(district=DISTRICT, period=PERIOD, record_id=record_id)
    return blank.with_cells(cells)


@settings(max_examples=60)
@pytest.mark.parametrize("form", [Toy, Project])
@given(data=st.data())
def test_rows_come_back_the_same(form: type[Form], shared: Ledger, data: st.DataObject) -> None:
    cells = data.draw(rows_of(form))
    code = form.spec.code
    shared.apply(edit(AddRow(code, "甲", cells)))
    try:
        row = shared.row(code, DISTRICT, PERIOD, "甲")
        assert row is not None
        wanted = expected(form, "甲", cells)
        assert row == wanted
        for entry in form.items():
            got, want = row.cell(entry.name), wanted.cell(entry.name)
            assert encode_cell(got, entry.kind) == encode_cell(want, entry.kind), entry.name
            assert type(getattr(row, entry.name)) is type(getattr(wanted, entry.name))
    finally:
        shared.undo(DISTRICT, PERIOD, WHO)


@settings(max_examples=30)
@given(cells=rows_of(Toy), to_confirm=st.booleans())
def test_records_come_back_the_same(cells: dict[str, Cell], to_confirm: bool) -> None:
    table = FormTable(Toy)
    row = expected(Toy, "甲", cells).model_copy(update={"to_confirm": to_confirm})
    (record,) = table.records_of(table.stored([row]), "2026-10-01", WHO)
    assert table.form_of((1, *record[1 : len(table.read_names)])) == row


def test_rows_are_whole_models(ledger: Ledger) -> None:
    ledger.apply(edit(toy(1, amount=Decimal("1.50"), number=Kept("约五百"), share=Missing("na"))))
    row = ledger.row("T01", DISTRICT, PERIOD, toy_id(1))
    assert row is not None
    again = Toy.model_validate(row.model_dump())
    assert row == again
    assert row.model_fields_set == set(Toy.model_fields)
    assert row.model_copy() == row
    changed = row.with_cells({"number": 5})
    assert (changed.cell("number"), row.cell("number")) == (5, Kept("约五百"))
    assert str(row.cell("amount")) == "1.50"


def test_rows_keep_their_order_of_creation(ledger: Ledger) -> None:
    ledger.apply(edit(toy(3), toy(1), toy(2)))
    assert list(ledger.rows("T01", DISTRICT, PERIOD)) == [toy_id(3), toy_id(1), toy_id(2)]


def test_money_is_stored_in_cents_and_codes_keep_their_zeros(ledger: Ledger) -> None:
    ledger.apply(edit(toy(1, amount=Decimal("-0.07"), code="00123", choices=("2", "1"))))
    sql = "SELECT amount, typeof(amount), code, choices FROM t01_toy"
    assert ledger._store.conn.execute(sql).fetchone() == (-7, "integer", "00123", "2,1")


def test_more_than_two_places_is_a_bug(ledger: Ledger) -> None:
    with pytest.raises(AssertionError, match="2 places"):
        ledger.apply(edit(toy(1, amount=Decimal("0.001"))))
    assert ledger.rows("T01", DISTRICT, PERIOD) == {}


def test_blank_text_and_empty_lists_are_blank(ledger: Ledger) -> None:
    ledger.apply(edit(toy(1, code="", choices=())))
    row = ledger.row("T01", DISTRICT, PERIOD, toy_id(1))
    assert row is not None
    assert (row.cell("code"), row.cell("choices")) == (None, None)


def test_halves_of_a_character_do_not_stop_an_edit(ledger: Ledger) -> None:
    ledger.apply(edit(toy(1, code="a\ud83d\ude00b", note=Kept("半\ud83d个"))))
    row = ledger.row("T01", DISTRICT, PERIOD, toy_id(1))
    assert row is not None
    assert row.cell("code") == "a😀b"
    assert row.cell("note") == Kept("半\ufffd个")


def test_received_rows_come_back_the_same(city: Ledger, tmp_path: Path) -> None:
    sent = Toy(
        district="310101", period=PERIOD, record_id="甲", catalogue_version="7",
        kept={"number": "约五百"}, missing={"share": Missing("later", "待核")}, agreed=False,
    )  # fmt: skip
    record = ReceivedRecord("310101", PERIOD, 1, "d1")
    city.replace_rows(city.parcel({"T01": [sent]}, b"workbook"), record)
    assert city.rows_of_period("T01", PERIOD) == {("310101", "甲"): sent}


def test_a_field_is_a_column_from_its_class_alone(ledger: Ledger) -> None:
    columns = dict(
        ledger._store.conn.execute("SELECT name, type FROM pragma_table_info('t01_toy')")
    )
    assert {name: columns[name] for name in Toy.items_by_name()} == {
        "record_id": "TEXT", "name": "TEXT", "code": "TEXT", "amount": "INTEGER", "number": "INTEGER",
        "share": "INTEGER", "day": "TEXT", "month": "TEXT", "agreed": "INTEGER", "choice": "TEXT",
        "choices": "TEXT", "other": "TEXT", "note": "TEXT", "source": "TEXT", "remark": "TEXT",
    }  # fmt: skip


def test_values_are_looked_up_over_all_periods_each_once(ledger: Ledger) -> None:
    ledger.open_period(DISTRICT, "2026Q4", who=WHO)
    rows = {
        "甲": {"name": "示例一", "code": "A1", "amount": Decimal("2.50")},
        "乙": {"name": "示例一", "code": "A1", "amount": Decimal("2.50")},
        "丙": {"name": "示例二", "code": "B'2"},
        "丁": {"name": "示例三", "code": Kept("?")},
    }
    for record_id, cells in rows.items():
        ledger.apply(edit(AddRow("T01", record_id, cells)))
    later = {"name": "示例新名", "code": "A1"}
    ledger.apply(edit(AddRow("T01", "甲", later), period="2026Q4"))
    fields = ("name", "amount")
    assert sorted(ledger.look_up("T01", DISTRICT, "code", ["A1", "C3"], fields), key=str) == [
        (PERIOD, ("示例一", Decimal("2.50"))),
        ("2026Q4", ("示例新名", None)),
    ]
    assert ledger.look_up("T01", DISTRICT, "code", ["B'2"], ("name",)) == [(PERIOD, ("示例二",))]
    assert len(ledger.look_up("T01", DISTRICT, "code", None, fields)) == 3
    assert ledger.look_up("T01", "310101", "code", None, fields) == []


def test_every_write_is_noticed(ledger: Ledger) -> None:
    before = ledger.writes
    assert ledger.writes == before
    ledger.apply(edit(AddRow("T01", "甲", {"name": "示例"})))
    assert ledger.writes > before
