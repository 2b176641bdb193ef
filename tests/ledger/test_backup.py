"""Copies of a ledger, and the judgement on a ledger's integrity."""

from __future__ import annotations

import threading
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from desktop.files import FileProblem
from tests.ledger.support import DISTRICT, PERIOD, WHO, contents, edit, put, reopen, toy, toy_id

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.ledger import Ledger

HERE = (DISTRICT, PERIOD)


def test_a_backup_is_a_ledger_with_everything(ledger: Ledger, tmp_path: Path) -> None:
    ledger.apply(edit(toy(1), toy(2, amount=Decimal(5))))
    target = tmp_path / "备份.cluster"
    made = ledger.backup(target)
    assert (made.path, made.counts["T01"], made.size) == (target, 2, target.stat().st_size)
    with reopen(target) as copy:
        assert contents(copy) == contents(ledger)
        assert copy.info.ledger_id == ledger.info.ledger_id
        assert copy.verify().problems == ()
    assert {one.name for one in tmp_path.iterdir() if "~" in one.name} == set()


@pytest.mark.fault("H4")
def test_a_backup_never_replaces_a_file(ledger: Ledger, tmp_path: Path) -> None:
    target = tmp_path / "备份.cluster"
    target.write_text("别动")
    with pytest.raises(FileProblem, match="已存在"):
        ledger.backup(target)
    with pytest.raises(FileProblem, match="找不到"):
        ledger.backup(tmp_path / "没有" / "备份.cluster")
    assert target.read_text() == "别动"


@pytest.mark.fault("C5")
def test_edits_go_on_during_a_backup(ledger: Ledger, tmp_path: Path) -> None:
    ledger.apply(edit(*(toy(n, remark="长" * 200) for n in range(3000))))
    done, stop = [0], threading.Event()

    def work() -> None:
        while not stop.is_set():
            ledger.apply(edit(put(done[0] % 3000, "number", done[0] + 1)))
            done[0] += 1

    clerk = threading.Thread(target=work)
    clerk.start()
    try:
        for number in range(5):
            before = done[0]
            ledger.backup(tmp_path / f"{number}.cluster")
            with reopen(tmp_path / f"{number}.cluster") as copy:
                assert copy.verify().problems == ()
                assert len(copy.history(*HERE, field="number", limit=10**6)) >= before
    finally:
        stop.set()
        clerk.join()
    assert done[0] > 5
    assert ledger.verify().problems == ()


def test_verify_counts_what_is_there(ledger: Ledger) -> None:
    ledger.apply(edit(toy(1), toy(2)))
    report = ledger.verify()
    assert (report.ok, report.counts["T01"], report.counts["F01"]) == (True, 2, 0)
    assert report.sqlite_version == ledger.info.sqlite_version


@pytest.mark.parametrize(
    ("sql", "problem"),
    [
        ("UPDATE t01_toy SET amount = 7 WHERE row_id = 1", "“amount”与历史记录不一致"),
        ("UPDATE t01_toy SET code = NULL WHERE row_id = 1", "“code”与历史记录不一致"),
        ("UPDATE t01_toy SET to_confirm = 1 WHERE row_id = 2", "“to_confirm”与历史记录不一致"),
        ("UPDATE t01_toy SET kept = '{' WHERE row_id = 1", "无法读出"),
        ("UPDATE t01_toy SET kept = '[1]' WHERE row_id = 1", "无法读出"),
        ('UPDATE t01_toy SET missing = \'{"share": "x"}\' WHERE row_id = 1', "无法读出"),
        ("UPDATE t01_toy SET day = '2026-13-01' WHERE row_id = 1", "无法读出"),
        ('UPDATE t01_toy SET kept = \'{"amount": "x"}\' WHERE row_id = 1', "既有数值"),
        ("DELETE FROM t01_toy WHERE row_id = 2", "历史中有这一行，账本中没有"),
        ("INSERT INTO t01_toy (district, period, record_id) VALUES ('1', '2', '3')", "不一致"),
        ("PRAGMA foreign_keys = OFF; DELETE FROM edits WHERE edit_no = 1", "引用了"),
    ],
)
def test_verify_finds_what_no_edit_did(ledger: Ledger, sql: str, problem: str) -> None:
    ledger.apply(edit(toy(1, amount=Decimal(1), code="A"), toy(2)))
    ledger._store.conn.executescript(sql)
    report = ledger.verify()
    assert not report.ok
    assert any(problem in one for one in report.problems), report.problems
    assert report.counts == {}


def test_verify_leaves_received_rows_to_their_digests(city: Ledger) -> None:
    from desktop.ledger import ReceivedRecord
    from tests.ledger.support import Toy

    row = Toy(district="310101", period=PERIOD, record_id=toy_id(1), name="甲")
    record = ReceivedRecord("310101", PERIOD, 1, "d")
    city.replace_rows(city.parcel({"T01": [row]}, b""), record)
    assert city.verify().problems == ()
    city.open_period(DISTRICT, PERIOD, who=WHO, steps=[toy(1)])
    assert city.verify().problems == ()
