"""The grid's questions, answered in SQL."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from desktop.ledger import AddRow, DeleteRow, RowQuery
from forms.cells import Kept, Missing
from tests.ledger.support import DISTRICT, PERIOD, Toy, edit, toy, toy_id

if TYPE_CHECKING:
    from desktop.ledger import Ledger

ROWS = (
    toy(1, amount=Decimal("9.50"), code="00A", choice="30", remark="50%_折"),
    toy(2, amount=Decimal("-10"), code="B2", choice="10", number=3),
    toy(3, amount=Kept("约五百"), code="AB", day=None),
    toy(4, amount=Missing("na"), agreed=True),
    toy(5, amount=Decimal("100"), name="Alpha芯"),
)


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    ledger.apply(edit(*ROWS))
    return ledger


def numbers(ledger: Ledger, **query: Any) -> list[int]:
    """The toys a query finds, by number."""
    ids = ledger.row_ids(RowQuery("T01", DISTRICT, PERIOD, **query))
    return [int(row.record_id[-4:]) for row in ledger.page("T01", ids)]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ((), [1, 2, 3, 4, 5]),
        ((("amount", False),), [2, 1, 5, 3, 4]),
        ((("amount", True),), [5, 1, 2, 3, 4]),
        ((("code", False),), [1, 3, 2, 4, 5]),
        ((("code", True),), [2, 3, 1, 4, 5]),
        ((("record_id", True),), [5, 4, 3, 2, 1]),
        ((("agreed", False), ("amount", True)), [4, 5, 1, 2, 3]),
    ],
)
def test_sorting_puts_blanks_last(filled: Ledger, sort: Any, order: list[int]) -> None:
    assert numbers(filled, sort=sort) == order


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ((("amount", "is", "9.5"),), [1]),
        ((("amount", "at_least", "9.50"),), [1, 5]),
        ((("amount", "at_most", "9.499"),), [2]),
        ((("amount", "is", "很多"),), []),
        ((("amount", "blank", ""),), []),
        ((("amount", "filled", ""),), [1, 2, 3, 4, 5]),
        ((("amount", "kept", ""),), [3]),
        ((("amount", "missing", ""),), [4]),
        ((("number", "blank", ""),), [1, 3, 4, 5]),
        ((("number", "is", "3"),), [2]),
        ((("choice", "is", "30"),), [1]),
        ((("choice", "is_not", "30"),), [2, 3, 4, 5]),
        ((("code", "contains", "b"),), [2, 3]),
        ((("name", "contains", "示例"), ("code", "filled", "")), [1, 2, 3]),
        ((("to_confirm", "is", "1"),), []),
        ((("agreed", "is", "1"),), [4]),
    ],
)
def test_filtering(filled: Ledger, filters: Any, found: list[int]) -> None:
    assert numbers(filled, filters=filters) == found


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", [1, 2, 3, 4, 5]),
        ("alpha", [5]),
        ("芯", [5]),
        ("T0002", [2]),
        ("t0002", [2]),
        ("约五", [3]),
        ("50%_", [1]),
        ("5_%", []),
        ("%", [1]),
        ("'; DROP TABLE", []),
    ],
)
def test_searching_reads_every_text(filled: Ledger, search: str, found: list[int]) -> None:
    assert numbers(filled, search=search) == found


def test_only_some_ids(filled: Ledger) -> None:
    assert numbers(filled, only_ids=frozenset({toy_id(4), toy_id(2), "x"})) == [2, 4]
    assert numbers(filled, only_ids=frozenset()) == []


def test_queries_stay_in_their_period(filled: Ledger) -> None:
    assert filled.row_ids(RowQuery("T01", "310101")) == []
    assert filled.row_ids(RowQuery("T01", DISTRICT, "2026Q4")) == []
    assert len(filled.row_ids(RowQuery("T01"))) == 5


def test_an_unknown_field_is_a_bug(filled: Ledger) -> None:
    with pytest.raises(KeyError, match="none"):
        filled.row_ids(RowQuery("T01", sort=(("none", False),)))


def test_rows_of_another_form_are_found_by_their_borrowed_label(ledger: Ledger) -> None:
    ledger.apply(
        edit(
            AddRow("F01", "310115-2026-P0001", {"project_name": "示例芯桥"}),
            AddRow("F01", "310115-2026-P0002", {"project_name": "示例光路"}),
            AddRow("F02", "310115-2026-P0001", {}),
            AddRow("F02", "310115-2026-P0002", {}),
        )
    )
    ids = ledger.row_ids(RowQuery("F02", DISTRICT, PERIOD, search="光路"))
    assert [row.record_id for row in ledger.page("F02", ids)] == ["310115-2026-P0002"]
    values = dict(
        zip(
            [e.name for e in ledger._store.tables["F02"].form.items()],
            ledger.page("F02", ids)[0].values,
            strict=True,
        )
    )
    assert values["record_id"] == "310115-2026-P0002"


def test_a_page_shows_rows_as_asked(filled: Ledger) -> None:
    one, three, four = (filled.row_id_of("T01", DISTRICT, PERIOD, toy_id(n)) for n in (1, 3, 4))
    assert one is not None
    assert three is not None
    assert four is not None
    filled.apply(edit(DeleteRow("T01", toy_id(4))))
    page = filled.page("T01", [three, four, one])
    assert [row.row_id for row in page] == [three, one]
    assert page[0].kept == {"amount": "约五百"}
    assert dict(zip(Toy.items_by_name(), page[1].values, strict=True))["amount"] == Decimal("9.50")
    assert filled.key_of("T01", one) == (DISTRICT, PERIOD, toy_id(1))
    assert filled.key_of("T01", four) is None
    assert filled.row_id_of("T01", DISTRICT, PERIOD, toy_id(4)) is None
