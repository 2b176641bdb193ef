"""A2, A3: the power fails at any moment; every acknowledged edit is there, nothing is half done.

Set ``CLUSTER_LEDGER_CUTS`` for more cuts than a push gets.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from desktop.ledger import AddRow, DeleteRow, Ledger, LedgerError, ReceivedRecord, connection
from desktop.ledger.opening import Setup
from tests.faults.powercut import ApswConnection, Disk, Log, LoggedDisk
from tests.faults.test_ledger_versions import LATER, TODAY
from tests.ledger.support import (
    DISTRICT,
    PERIOD,
    WHO,
    Toy,
    contents,
    edit,
    make,
    put,
    reopen,
    toy,
    toy_id,
)  # fmt: skip

CUTS = int(os.environ.get("CLUSTER_LEDGER_CUTS", "2000"))
FEWER_CUTS = CUTS // 8
EDITS = 30
NAME = "断电.cluster"
SAFE: dict[str, str] = {}
TODAYS = Setup()
UNSAFE = {"PRAGMA synchronous = FULL": "PRAGMA synchronous = OFF"}


@contextmanager
def over_logged_disk(
    path: Path, log: Log, replace_sql: dict[str, str], base: Setup = TODAYS
) -> Iterator[Ledger]:
    """The ledger, all its file operations noted."""
    disk = LoggedDisk(f"logged-{path.parent.name}", log)
    setup = replace(
        base,
        connect=lambda where, _read_only: ApswConnection(where, disk.name, replace_sql),  # type: ignore[arg-type,return-value]
    )
    ledger = reopen(path, setup=setup)
    try:
        yield ledger
    finally:
        ledger.close()
        disk.unregister()


def begin(path: Path) -> dict[str, bytes]:
    """A ledger with some rows; its bytes."""
    with make(path) as ledger:
        ledger.open_period(DISTRICT, PERIOD, who=WHO, steps=[toy(n) for n in range(40)])
    return {path.name: path.read_bytes()}


def work(ledger: Ledger, number: int) -> None:
    """One of a clerk's edits."""
    chance = random.Random(number)
    kind = number % 6
    if kind == 0:
        ledger.apply(edit(*(put(n, "remark", f"粘贴{number}" * 9) for n in range(25))))
    elif kind == 1:
        ledger.apply(edit(toy(1000 + number, amount=Decimal(number))))
    elif kind == 2:
        ledger.undo(DISTRICT, PERIOD, WHO)
    elif kind == 3:
        ledger.apply(edit(put(chance.randrange(25), "amount", Decimal(number))))
    elif kind == 4:
        ledger.apply(edit(toy(2000 + number), DeleteRow("T01", toy_id(30 + number // 6))))
    else:
        ledger.redo(DISTRICT, PERIOD, WHO)
        ledger.apply(edit(put(chance.randrange(25), "number", number)))


def log_of_edits(path: Path, replace_sql: dict[str, str]) -> tuple[Log, list[str]]:
    """The file operations of a morning's edits, and the content after each."""
    log, states = Log(), []
    with over_logged_disk(path, log, replace_sql) as ledger:
        states.append(ledger.content_digest())
        for number in range(EDITS):
            work(ledger, number)
            states.append(ledger.content_digest())
            log.mark(str(number + 1))
    return log, states


def cut_outcomes(
    folder: Path,
    files: dict[str, bytes],
    log: Log,
    judge: Callable[[Path, int], str],
    cuts: int = FEWER_CUTS,
) -> dict[str, int]:
    """Cut the power at so many moments; count what ``judge`` finds (path, edits acknowledged)."""
    chance = random.Random(20260930)
    moments = sorted(chance.randrange(len(log.operations)) for _ in range(cuts))
    outcomes: dict[str, int] = {}
    disk, played, acknowledged = Disk(files), 0, 0
    for number, moment in enumerate(moments):
        for operation in log.operations[played:moment]:
            disk.play(operation)
            acknowledged += operation.kind == "mark"
        played = max(played, moment)
        place = folder / str(number)
        place.mkdir(parents=True)
        for name, content in disk.after_cut(chance).items():
            (place / name).write_bytes(content)
        outcome = judge(place / NAME, acknowledged)
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
        shutil.rmtree(place)
    return outcomes


def judge_edits(states: list[str]) -> Callable[[Path, int], str]:
    """After a cut the ledger must be as after the last acknowledged edit, or the next one."""

    def judge(path: Path, acknowledged: int) -> str:
        try:
            with reopen(path) as ledger:
                digest, report = ledger.content_digest(), ledger.verify()
        except (LedgerError, sqlite3.Error):
            return "corrupt"
        if not report.ok:
            return "corrupt"
        return "ok" if digest in states[acknowledged : acknowledged + 2] else "lost"

    return judge


@pytest.mark.fault("A2")
def test_power_cuts_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / NAME
    files = begin(path)
    log, states = log_of_edits(path, SAFE)
    assert len({*states}) > EDITS / 2
    outcomes = cut_outcomes(tmp_path / "cuts", files, log, judge_edits(states), CUTS)
    assert outcomes == {"ok": CUTS}


@pytest.mark.fault("A2")
def test_without_syncing_the_cuts_do_harm(tmp_path: Path) -> None:
    """The control: were this to pass too, the test above would prove nothing."""
    path = tmp_path / NAME
    files = begin(path)
    log, states = log_of_edits(path, UNSAFE)
    outcomes = cut_outcomes(tmp_path / "cuts", files, log, judge_edits(states))
    assert outcomes.get("ok", 0) < FEWER_CUTS * 0.2, outcomes


def without_journals(path: Path) -> None:
    """What a tidy user takes away after a power cut."""
    for one in path.parent.glob(f"{path.name}-*"):
        one.unlink()


@pytest.mark.fault("A9")
def test_a_journal_taken_away_is_never_a_wrong_value(tmp_path: Path) -> None:
    """A9: without its journal a ledger is whole, or known to be damaged; never quietly another."""
    path = tmp_path / NAME
    files = begin(path)
    log, states = log_of_edits(path, SAFE)
    known = set(states)

    def judge(place: Path, _acknowledged: int) -> str:
        without_journals(place)
        try:
            with reopen(place) as ledger:
                digest, whole = ledger.content_digest(), ledger.verify().ok
        except (LedgerError, sqlite3.Error):
            return "found"
        return "whole" if digest in known and whole else "found" if not whole else "wrong"

    outcomes = cut_outcomes(tmp_path / "cuts", files, log, judge)
    assert outcomes.keys() == {"whole", "found"}, outcomes


# --- One large change: old state or new state, nothing between --------------------------------


def roll_forward(ledger: Ledger) -> None:
    rows = ledger.rows("T01", DISTRICT, PERIOD)
    steps = [AddRow("T01", one, {"name": row.cell("name")}, True) for one, row in rows.items()]
    ledger.open_period(DISTRICT, "2026Q4", who=WHO, steps=steps)


def receive(ledger: Ledger) -> None:
    rows = [
        Toy(district="310101", period=PERIOD, record_id=f"{n}", name="甲" * 50) for n in range(300)
    ]
    record = ReceivedRecord("310101", PERIOD, 1, "d")
    ledger.replace_rows(ledger.parcel({"T01": rows}, bytes(20000)), record)


def paste(ledger: Ledger) -> None:
    ledger.apply(edit(*(put(n, "remark", f"粘贴{n}" * 9) for n in range(40))))


@pytest.mark.fault("A3")
@pytest.mark.parametrize("change", [roll_forward, receive, paste])
def test_a_large_change_is_whole_or_absent(tmp_path: Path, change: Callable[[Ledger], Any]) -> None:
    path = tmp_path / NAME
    files = begin(path)
    log = Log()
    with over_logged_disk(path, log, SAFE) as ledger:
        before = ledger.content_digest()
        change(ledger)
        after = ledger.content_digest()
        log.mark("done")
    assert before != after
    outcomes = cut_outcomes(tmp_path / "cuts", files, log, judge_edits([before, after]))
    assert outcomes == {"ok": FEWER_CUTS}


@pytest.mark.fault("A3", "C4")
def test_an_upgrade_is_whole_or_absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By an older or a newer program, the ledger found after the cut opens with all its rows."""
    path = tmp_path / NAME
    files = begin(path)
    with reopen(path) as ledger:
        rows = contents(ledger)
    log = Log()
    # The copy taken aside is whole before the upgrade begins (C7), and no part of this disk.
    monkeypatch.setattr("desktop.ledger.backup.before_upgrade", lambda _store, _version: None)
    with over_logged_disk(path, log, SAFE, LATER):
        log.mark("done")

    def judge(place: Path, acknowledged: int) -> str:
        version = connection.read_header(place).user_version
        with reopen(place, setup=LATER if version > TODAY else TODAYS) as ledger:
            whole = ledger.verify().ok and contents(ledger) == rows
            assert ledger.info.schema_version == version or version == 0
        if not whole or (acknowledged and version <= TODAY):
            return "lost"
        return "new" if version > TODAY else "old"

    outcomes = cut_outcomes(tmp_path / "cuts", files, log, judge)
    assert outcomes.keys() == {"old", "new"}, outcomes
