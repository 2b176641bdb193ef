"""New rows on the short way are those that the long way would have made, to the byte."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.ledger import AddRow, Confirm, RowQuery
from desktop.ledger.errors import RowExists
from forms.cells import Kept, Missing
from tests.ledger.support import (
    DISTRICT,
    NEXT,
    PERIOD,
    WHO,
    Toy,
    contents,
    edit,
    make,
    put,
    rows_of,
    toy,
    toy_id,
)  # fmt: skip

if TYPE_CHECKING:
    from desktop.ledger import Ledger

HERE = (DISTRICT, PERIOD)


def written(ledger: Ledger, period: str) -> tuple[list[Any], list[Any]]:
    """The history's lines of a period and its rows' columns, row numbers left out."""
    lines = [
        (one.form, one.record_id, one.field, one.old, one.new)
        for one in ledger.history(DISTRICT, period)
    ]
    table = ledger._store.tables["T01"]
    names = [one for one in table.write_names if one not in ("row_id", "period")]
    sql = f"SELECT {', '.join(names)} FROM {table.name} WHERE period = ? ORDER BY row_id"
    return lines, ledger._store.conn.execute(sql, (period,)).fetchall()


@given(st.lists(rows_of(Toy), min_size=1, max_size=5), st.booleans())
def test_short_way_writes_what_the_long_way_writes(
    rows: list[dict[str, Any]], to_confirm: bool
) -> None:
    steps = [AddRow("T01", toy_id(n), cells, to_confirm, "2022.1") for n, cells in enumerate(rows)]
    # A step that changes nothing, but names a row of the form, sends all of it the long way.
    again = Confirm("T01", toy_id(0), to_confirm)
    with tempfile.TemporaryDirectory() as folder:
        moment = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
        with make(Path(folder) / "示例.cluster", clock=lambda: moment) as ledger:
            ledger.open_period(DISTRICT, PERIOD, who=WHO, steps=steps)
            ledger.open_period(DISTRICT, NEXT, who=WHO, steps=[*steps, again])
            assert written(ledger, PERIOD) == written(ledger, NEXT)
            assert ledger.verify().problems == ()


def test_undo_takes_all_rows_back_and_redo_brings_them(ledger: Ledger) -> None:
    rows = [toy(1, amount=Decimal("1.50")), toy(2, number=Kept("约3")), toy(3, day=Missing("na"))]
    ledger.open_period(DISTRICT, NEXT, who=WHO, steps=rows, title="结转")
    before = contents(ledger)
    taken = ledger.undo(DISTRICT, NEXT, WHO)
    assert taken is not None
    assert taken.removed == {("T01", toy_id(n)) for n in (1, 2, 3)}
    assert ledger.rows("T01", DISTRICT, NEXT) == {}
    brought = ledger.redo(DISTRICT, NEXT, WHO)
    assert brought is not None
    assert brought.added == taken.removed
    assert contents(ledger) == before
    assert ledger.verify().problems == ()


def test_rows_keep_the_order_of_the_steps(ledger: Ledger) -> None:
    ledger.apply(edit(toy(3), toy(1, number=Kept("约3")), toy(2, number=5), toy(4)))
    ids = ledger.row_ids(RowQuery("T01", *HERE))
    assert [one.record_id for one in ledger.page("T01", sorted(ids))] == [
        toy_id(n) for n in (3, 1, 2, 4)
    ]


def test_a_row_changed_in_the_same_edit_is_one_line(ledger: Ledger) -> None:
    changes = ledger.apply(edit(toy(1), toy(2), put(2, "number", 7)))
    assert changes.added == {("T01", toy_id(1)), ("T01", toy_id(2))}
    assert ledger.rows("T01", *HERE)[toy_id(2)].cell("number") == 7
    assert len(ledger.history(*HERE)) == 2


def test_the_same_row_twice_is_refused_whole(ledger: Ledger) -> None:
    with pytest.raises(RowExists):
        ledger.apply(edit(toy(1), toy(2), toy(1)))
    assert ledger.rows("T01", *HERE) == {}


def test_an_unknown_field_is_a_fault(ledger: Ledger) -> None:
    with pytest.raises(KeyError, match="T01 has no field stranger"):
        ledger.apply(edit(toy(1), toy(2, stranger="示例")))
    assert ledger.rows("T01", *HERE) == {}
