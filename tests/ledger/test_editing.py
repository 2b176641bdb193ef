"""Edits: whole or not at all, in the history, and back again."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from desktop.ledger import AddRow, Confirm, DeleteRow, Edit, Explain, SetCell, errors
from forms.cells import Kept, Missing
from tests.ledger.support import (
    DISTRICT,
    NEXT,
    PERIOD,
    WHO,
    contents,
    edit,
    put,
    reopen,
    toy,
    toy_id,
)

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.ledger import Ledger

HERE = (DISTRICT, PERIOD)
ONE = ("T01", toy_id(1))


def test_an_edit_says_what_it_changed(ledger: Ledger) -> None:
    added = ledger.apply(edit(toy(1), toy(2), title="新增"))
    assert (added.edit_no, added.title) == (1, "新增")
    assert added.added == {ONE, ("T01", toy_id(2))}
    changed = ledger.apply(
        edit(put(1, "number", 5), put(1, "share", 5), DeleteRow("T01", toy_id(2)))
    )
    assert changed.cells == {ONE: {"number", "share"}}
    assert changed.removed == {("T01", toy_id(2))}
    assert (changed.district, changed.period, changed.edit_no) == (*HERE, 2)


def test_every_cell_stands_in_the_history(ledger: Ledger) -> None:
    ledger.apply(edit(toy(1, amount=Decimal(1))))
    ledger.apply(edit(put(1, "amount", Kept("约两万")), put(1, "share", Missing("later", "待核"))))
    ledger.apply(edit(put(1, "amount", Decimal("2.5")), title="改金额"))
    found = ledger.history(*HERE, form="T01", record_id=toy_id(1), field="amount")
    assert [(one.edit_no, one.old, one.new) for one in found] == [
        (3, "?约两万", "=2.50"), (2, "=1.00", "?约两万"),
    ]  # fmt: skip
    assert (found[0].title, found[0].who, found[0].at) == ("改金额", WHO, found[0].at)
    assert ledger.history(*HERE, field="share")[0].new == "~待核"
    whole = ledger.history(*HERE, field="")
    assert [(one.old, one.record_id) for one in whole] == [(None, toy_id(1))]
    assert len(ledger.history(*HERE, limit=2)) == 2
    assert ledger.history(DISTRICT, NEXT) == []


def test_what_changes_nothing_leaves_no_trace(ledger: Ledger) -> None:
    ledger.apply(edit(toy(1, amount=Decimal(1), number=Kept("约五"))))
    nothing = ledger.apply(
        edit(
            put(1, "amount", Decimal("1.00")),
            put(1, "number", Kept("约五", "不是整数")),
            put(1, "share", 1), put(1, "share", None),
            toy(9), DeleteRow("T01", toy_id(9)),
            Confirm("T01", toy_id(1)),
            Explain("A34:T01:x:y", "1", ""),
        )
    )  # fmt: skip
    assert (nothing.edit_no, nothing.rows) == (0, frozenset())
    assert len(ledger.history(*HERE)) == 1
    assert ledger.undo_title(*HERE) == "修改"


def test_a_cell_touched_twice_is_one_line(ledger: Ledger) -> None:
    ledger.apply(edit(toy(1)))
    ledger.apply(edit(put(1, "number", 1), put(1, "number", 2)))
    assert [(one.old, one.new) for one in ledger.history(*HERE, field="number")] == [(None, "=2")]


def test_edited_means_looked_at(ledger: Ledger) -> None:
    rows = [AddRow("T01", toy_id(n), {"name": "甲"}, to_confirm=True) for n in (1, 2, 3, 4)]
    ledger.apply(edit(*rows))
    changes = ledger.apply(
        edit(
            put(1, "number", 1),  # edited
            put(2, "note", "程序填写"),  # only filled by the program
            put(3, "name", "甲"),  # typed the same again
            Confirm("T01", toy_id(4)),
        )
    )
    left = ledger.rows("T01", *HERE)
    assert [left[toy_id(n)].to_confirm for n in (1, 2, 3, 4)] == [False, True, True, False]
    assert changes.cells == {
        ONE: {"number"}, ("T01", toy_id(2)): {"note"}, ("T01", toy_id(4)): frozenset(),
    }  # fmt: skip
    ledger.undo(*HERE, WHO)
    assert all(row.to_confirm for row in ledger.rows("T01", *HERE).values())


def test_an_edit_is_whole_or_absent(ledger: Ledger) -> None:
    ledger.apply(edit(toy(1)))
    before = (contents(ledger), ledger.history(*HERE))
    for wrong, error in (
        (put(7, "number", 1), errors.NoSuchRow),
        (DeleteRow("T01", toy_id(7)), errors.NoSuchRow),
        (Confirm("T01", toy_id(7)), errors.NoSuchRow),
        (toy(1), errors.RowExists),
    ):
        with pytest.raises(error, match=r"T000[17]"):
            ledger.apply(edit(put(1, "number", 1), wrong))
        assert (contents(ledger), ledger.history(*HERE)) == before


@pytest.mark.parametrize(
    "step",
    [SetCell("T01", toy_id(1), "none", 1), AddRow("T01", "x", {"none": 1}), DeleteRow("X9", "x")],
)
def test_an_unknown_field_or_form_is_a_bug(ledger: Ledger, step: SetCell) -> None:
    ledger.apply(edit(toy(1)))
    with pytest.raises(KeyError):
        ledger.apply(edit(step))


def test_a_value_of_another_kind_is_a_bug(ledger: Ledger) -> None:
    with pytest.raises(Exception, match="cannot store TEXT value in INTEGER column"):
        ledger.apply(edit(toy(1, number="五")))
    assert ledger.rows("T01", *HERE) == {}


def test_a_period_must_be_open(ledger: Ledger) -> None:
    with pytest.raises(errors.NoSuchPeriod, match=NEXT):
        ledger.apply(edit(toy(1), period=NEXT))


def test_new_rows_carry_the_version_of_their_code_lists(ledger: Ledger) -> None:
    ledger.set_setting("catalogue_version", "2026.1")
    ledger.apply(edit(toy(1), AddRow("T01", toy_id(2), {}, catalogue_version="2025.2")))
    versions = [row.catalogue_version for row in ledger.rows("T01", *HERE).values()]
    assert versions == ["2026.1", "2025.2"]


def test_explanations_are_edits(ledger: Ledger) -> None:
    changes = ledger.apply(edit(Explain("A34:F02:x:inv_ytd", "5.00", "设备提前到货")))
    assert changes.explained == {"A34:F02:x:inv_ytd"}
    ledger.apply(edit(Explain("A34:F02:x:inv_ytd", "6.00", "设备提前到货，合同变更")))
    assert ledger.explanations(*HERE) == {"A34:F02:x:inv_ytd": ("6.00", "设备提前到货，合同变更")}
    ledger.undo(*HERE, WHO)
    assert ledger.explanations(*HERE) == {"A34:F02:x:inv_ytd": ("5.00", "设备提前到货")}
    ledger.apply(edit(Explain("A34:F02:x:inv_ytd", "5.00", "")))
    assert ledger.explanations(*HERE) == {}
    assert ledger.history(*HERE)[0].record_id == "A34:F02:x:inv_ytd"


# --- Undo and redo --------------------------------------------------------------------------


def test_undo_and_redo_walk_the_edits(ledger: Ledger) -> None:
    states = [contents(ledger)]
    for step in (toy(1), put(1, "amount", Decimal(5)), toy(2), DeleteRow("T01", toy_id(1))):
        ledger.apply(edit(step))
        states.append(contents(ledger))
    for state in reversed(states[:-1]):
        assert ledger.undo(*HERE, WHO)
        assert contents(ledger) == state
    assert ledger.undo(*HERE, WHO) is None
    for state in states[1:]:
        assert ledger.redo(*HERE, WHO)
        assert contents(ledger) == state
    assert ledger.redo(*HERE, WHO) is None
    assert ledger.verify().problems == ()


def test_undo_says_what_it_changed(ledger: Ledger) -> None:
    ledger.apply(edit(toy(1), title="新增一行"))
    ledger.apply(edit(put(1, "number", 1), title="填数量"))
    back = ledger.undo(*HERE, "示例乙")
    assert back is not None
    assert back.title == "撤销：填数量"
    assert back.cells == {ONE: {"number"}}
    removed = ledger.undo(*HERE, "示例乙")
    assert removed is not None
    assert removed.removed == {ONE}
    forth = ledger.redo(*HERE, "示例乙")
    assert forth is not None
    assert forth.title == "恢复：新增一行"
    assert forth.added == {ONE}
    assert [one.who for one in ledger.history(*HERE)[:3]] == ["示例乙"] * 3


def test_undo_survives_a_restart(ledger: Ledger, path: Path) -> None:
    ledger.apply(edit(toy(1), title="新增"))
    ledger.apply(edit(put(1, "number", 1), title="填数量"))
    ledger.undo(*HERE, WHO)
    ledger.close()
    with reopen(path) as again:
        assert (again.undo_title(*HERE), again.redo_title(*HERE)) == ("新增", "填数量")
        again.redo(*HERE, WHO)
        assert again.rows("T01", *HERE)[toy_id(1)].cell("number") == 1
        again.undo(*HERE, WHO)
        again.undo(*HERE, WHO)
        assert (again.undo_title(*HERE), again.redo_title(*HERE)) == ("", "新增")


def test_a_new_edit_ends_redo_but_not_the_history(ledger: Ledger) -> None:
    ledger.apply(edit(toy(1)))
    ledger.apply(edit(put(1, "number", 1)))
    ledger.undo(*HERE, WHO)
    ledger.apply(edit(put(1, "number", 2), title="另填"))
    assert (ledger.undo_title(*HERE), ledger.redo_title(*HERE)) == ("另填", "")
    assert [one.new for one in ledger.history(*HERE, field="number")] == ["=2", None, "=1"]
    assert [one.edit_no for one in ledger.history(*HERE)] == [4, 3, 2, 1]


def test_each_period_has_its_own_undo(ledger: Ledger) -> None:
    ledger.apply(edit(toy(1), title="三季度"))
    ledger.open_period(DISTRICT, NEXT, who=WHO, steps=[toy(1)], title="结转")
    assert (ledger.undo_title(*HERE), ledger.undo_title(DISTRICT, NEXT)) == ("三季度", "结转")
    ledger.undo(*HERE, WHO)
    assert list(ledger.rows("T01", DISTRICT, NEXT)) == [toy_id(1)]


def test_a_deleted_row_comes_back_to_its_place(ledger: Ledger) -> None:
    ledger.apply(edit(toy(1), toy(2), toy(3)))
    numbers = [ledger.row_id_of("T01", *HERE, toy_id(n)) for n in (1, 2, 3)]
    ledger.apply(edit(DeleteRow("T01", toy_id(3)), DeleteRow("T01", toy_id(1))))
    ledger.open_period(DISTRICT, NEXT, who=WHO, steps=[toy(4)])  # takes no freed number
    ledger.undo(*HERE, WHO)
    assert [ledger.row_id_of("T01", *HERE, toy_id(n)) for n in (1, 2, 3)] == numbers


def test_an_id_is_never_forgotten(ledger: Ledger) -> None:
    ledger.apply(edit(toy(1), toy(2)))
    ledger.apply(edit(DeleteRow("T01", toy_id(2))))
    ledger.open_period(DISTRICT, NEXT, who=WHO, steps=[toy(3)])
    assert ledger.record_ids_ever("T01", DISTRICT) == {toy_id(1), toy_id(2), toy_id(3)}
    assert ledger.record_ids_ever("F01", DISTRICT) == set()
    assert ledger.record_ids_ever("T01", "310101") == set()


def test_a_paste_of_5000_cells_is_one_edit(ledger: Ledger) -> None:
    ledger.apply(edit(*(toy(n) for n in range(500))))
    steps = [put(n, name, n + 1) for n in range(500) for name in ("number", "share")]
    steps += [put(n, name, f"文字{n}") for n in range(500) for name in ("code", "remark")]
    statements: list[str] = []
    ledger._store.conn.set_trace_callback(statements.append)
    changes = ledger.apply(edit(*steps, title="粘贴"))
    ledger._store.conn.set_trace_callback(None)
    assert sum(map(len, changes.cells.values())) == 2000
    assert sum(text.startswith("SELECT") for text in statements) < 10
    assert len(ledger.history(*HERE, limit=9999)) == 2500
    ledger.undo(*HERE, WHO)
    assert all(row.cell("number") is None for row in ledger.rows("T01", *HERE).values())


# --- Locked periods -------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["submitted", "accepted"])
def test_a_locked_period_asks_for_a_reason(ledger: Ledger, state: str) -> None:
    ledger.apply(edit(toy(1)))
    ledger.record_submission(*HERE, 1, "摘要", "", "WLCY.xlsx", "", WHO)
    ledger.set_state(*HERE, state)  # type: ignore[arg-type]
    with pytest.raises(errors.PeriodLocked, match="原因"):
        ledger.apply(edit(put(1, "number", 1)))
    assert (ledger.undo(*HERE, WHO), ledger.undo_title(*HERE)) == (None, "")
    ledger.apply(edit(put(1, "name", "示例1"), reason="核对"))
    assert ledger.period_info(*HERE).state == state  # type: ignore[union-attr]
    ledger.apply(edit(put(1, "number", 1), reason="企业更正"))
    info = ledger.period_info(*HERE)
    assert info is not None
    assert (info.state, info.revision, info.locked) == ("amending", 2, False)
    assert ledger.history(*HERE)[0].reason == "企业更正"
    ledger.apply(edit(put(1, "number", 2)))
    assert ledger.period_info(*HERE) == info


def test_edits_of_several_districts_do_not_mix(ledger: Ledger) -> None:
    ledger.open_period("310101", PERIOD, who=WHO, steps=[toy(1)])
    ledger.apply(edit(toy(1), put(1, "number", 1)))
    ledger.apply(Edit("310101", PERIOD, "改", (put(1, "number", 9),), WHO))
    assert ledger.rows("T01", *HERE)[toy_id(1)].cell("number") == 1
    assert ledger.rows("T01", "310101", PERIOD)[toy_id(1)].cell("number") == 9
