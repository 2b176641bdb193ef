"""Making and opening ledger files."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from desktop.ledger import Ledger, SetCell, errors, schema
from desktop.ledger.connection import APPLICATION_ID
from forms.base import Count, Form, FormSet, FormSpec, Money, Text
from forms.items import item
from tests.ledger.support import (
    DISTRICT,
    FORMS,
    PERIOD,
    WHO,
    Clock,
    edit,
    make,
    reopen,
    toy,
    toy_id,
)

if TYPE_CHECKING:
    from pathlib import Path


class Young(Form):
    """A form as first released."""

    spec = FormSpec(code="T02", name="grown", title="示例表", nature="register", label="name")
    name: Text = item("名称", no="1")


class Grown(Form):
    """The same form with two more fields."""

    spec = FormSpec(code="T02", name="grown", title="示例表", nature="register", label="name")
    name: Text = item("名称", no="1")
    amount: Money = item("金额", no="2")
    number: Count = item("数量", no="3")


def test_a_new_ledger_knows_itself(path: Path) -> None:
    with make(path) as ledger:
        info = ledger.info
    assert (info.role, info.district, info.unit) == ("district", DISTRICT, "上海市示例区示例委员会")
    assert (info.path, info.read_only, info.schema_version) == (path, False, schema.SCHEMA_VERSION)
    assert (len(info.ledger_id), info.sqlite_version) == (32, sqlite3.sqlite_version)
    with reopen(path) as again:
        assert again.info == info


def test_ledger_ids_differ_and_the_city_has_no_district(tmp_path: Path) -> None:
    with make(tmp_path / "1.cluster", role="city") as one, make(tmp_path / "2.cluster") as two:
        assert one.info.ledger_id != two.info.ledger_id
        assert one.info.district == ""


def test_settings_that_lose_nothing(path: Path) -> None:
    make(path).close()
    with reopen(path) as ledger:
        pragmas = {
            name: ledger._store.conn.execute(f"PRAGMA {name}").fetchone()[0]
            for name in (
                "journal_mode", "synchronous", "foreign_keys", "trusted_schema", "cell_size_check",
                "mmap_size", "secure_delete", "busy_timeout", "application_id", "user_version",
            )
        }  # fmt: skip
        sql = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND NOT strict"
        loose = {name for (name,) in ledger._store.conn.execute(sql)}
    assert pragmas == {
        "journal_mode": "truncate", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0,
        "cell_size_check": 1, "mmap_size": 0, "secure_delete": 1, "busy_timeout": 5000,
        "application_id": APPLICATION_ID, "user_version": 2,
    }  # fmt: skip
    assert loose <= {"sqlite_schema", "sqlite_sequence"}


def test_a_ledger_is_one_file_after_closing(path: Path) -> None:
    with make(path) as ledger:
        ledger.open_period(DISTRICT, PERIOD, who=WHO)
    assert [one.name for one in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("content", [b"", "别的内容".encode()])
def test_an_existing_file_is_never_replaced(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(errors.LedgerExists, match="已存在"):
        make(path)
    assert path.read_bytes() == content


def test_a_ledger_that_can_not_be_made_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(errors.LedgerError, match="可写的文件夹"):
        make(tmp_path / "没有" / "账本.cluster")

    class Broken(Exception):
        pass

    def clock() -> object:
        raise Broken

    with pytest.raises(Broken):
        make(tmp_path / "账本.cluster", clock=clock)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.fault("A14")
@pytest.mark.parametrize(
    "name",
    ["账 本#1?.cluster", "a%20b.cluster", "百分%之.cluster", "表情😀.cluster", "x" * 200, "点."],
)
def test_any_file_name_works(tmp_path: Path, name: str) -> None:
    with make(tmp_path / name) as ledger:
        ledger.set_setting("甲", "乙")
    with reopen(tmp_path / name) as ledger:
        assert ledger.get_setting("甲") == "乙"
    assert [one.name for one in tmp_path.iterdir()] == [name]


def test_a_new_field_becomes_a_column_when_the_ledger_opens(path: Path) -> None:
    with make(path, forms=FormSet([Young])) as ledger:
        ledger.open_period(DISTRICT, PERIOD, who=WHO)
        step = toy(1)
        ledger.apply(edit(type(step)("T02", "甲", {"name": "示例"})))
    with reopen(path, forms=FormSet([Grown])) as ledger:
        row = ledger.row("T02", DISTRICT, PERIOD, "甲")
        assert row == Grown(district=DISTRICT, period=PERIOD, record_id="甲", name="示例")
        assert ledger.verify().problems == ()


def test_a_new_form_becomes_a_table_when_the_ledger_opens(path: Path) -> None:
    make(path, forms=FormSet([Young])).close()
    with reopen(path) as ledger:
        ledger.open_period(DISTRICT, PERIOD, who=WHO, steps=[toy(1)])
        assert list(ledger.rows("T01", DISTRICT, PERIOD)) == [toy_id(1)]


def test_a_field_no_longer_declared_does_no_harm(path: Path) -> None:
    with make(path, forms=FormSet([Grown])) as ledger:
        ledger.open_period(DISTRICT, PERIOD, who=WHO)
        step = toy(1)
        ledger.apply(edit(type(step)("T02", "甲", {"name": "示例", "number": 5})))
        ledger.apply(edit(SetCell("T02", "甲", "number", 6), SetCell("T02", "甲", "name", "另")))
    with reopen(path, forms=FormSet([Young])) as ledger:
        for _ in range(2):
            ledger.undo(DISTRICT, PERIOD, WHO)
        assert ledger.rows("T02", DISTRICT, PERIOD) == {}
        for _ in range(2):
            ledger.redo(DISTRICT, PERIOD, WHO)
        assert ledger.rows("T02", DISTRICT, PERIOD)["甲"].title == "另"
        assert ledger.verify().problems == ()
    with reopen(path, forms=FormSet([])) as ledger:
        assert ledger.undo(DISTRICT, PERIOD, WHO) is not None
        assert ledger.verify().problems == ()


def test_opening_for_reading_only(path: Path) -> None:
    with make(path) as ledger:
        ledger.open_period(DISTRICT, PERIOD, who=WHO, steps=[toy(1)])
    before = path.read_bytes()
    with reopen(path, read_only=True) as ledger:
        assert ledger.info.read_only
        assert list(ledger.rows("T01", DISTRICT, PERIOD)) == [toy_id(1)]
        with pytest.raises(errors.ReadOnlyLedger, match="只读"):
            ledger.apply(edit(toy(2)))
        with pytest.raises(errors.ReadOnlyLedger, match="只读"):
            ledger.undo(DISTRICT, PERIOD, WHO)
        with pytest.raises(errors.ReadOnlyLedger, match="只读"):
            ledger.set_setting("a", "b")
        with pytest.raises(errors.ReadOnlyLedger, match="只读"):
            ledger.open_period(DISTRICT, "2026Q4", who=WHO)
    assert path.read_bytes() == before


def test_opening_writes_nothing_when_nothing_is_to_do(path: Path) -> None:
    make(path).close()
    before = path.read_bytes()
    reopen(path).close()
    assert path.read_bytes() == before


def test_a_missing_ledger_is_named(tmp_path: Path) -> None:
    with pytest.raises(errors.NoSuchLedger, match="没有这个"):
        Ledger.open(tmp_path / "没有这个.cluster", FORMS, clock=Clock())
    assert list(tmp_path.iterdir()) == []


def test_large_ledgers_are_checked_once_a_week(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(path).close()
    monkeypatch.setattr("desktop.ledger.opening.ALWAYS_CHECKED", 0)
    checks: list[Path] = []
    monkeypatch.setattr(
        "desktop.ledger.connection.quick_check", lambda _conn, where: checks.append(where)
    )
    clock = Clock()
    for days, expected in ((0, 1), (1, 1), (5, 1), (1, 2), (-30, 3)):
        clock.now += timedelta(days=days)
        reopen(path, clock=clock).close()
        assert len(checks) == expected, days
    path.with_name(path.name + "-journal").write_bytes(b"\0" * 512)
    reopen(path, clock=clock).close()
    assert len(checks) == 4
