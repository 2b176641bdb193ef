"""A1: the process is killed while it saves; every acknowledged edit is there, the next whole.

Set ``CLUSTER_LEDGER_TRIALS`` for more trials than a push gets.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ledger.support import DISTRICT, PERIOD, WHO, edit, make, put, reopen, toy, toy_id

TRIALS = int(os.environ.get("CLUSTER_LEDGER_TRIALS", "40"))
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def clerks() -> Iterator[subprocess.Popen[str]]:
    """The process that forks clerks."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.killed"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert line(process) == "ready"
        yield process
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(10) == 0


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def kill_one(clerks: subprocess.Popen[str], path: Path, start: int, seconds: float) -> int:
    """Let a clerk work, kill it, and answer the last edit it acknowledged."""
    assert clerks.stdin is not None
    clerks.stdin.write(f"{path} {start}\n")
    clerks.stdin.flush()
    pid, heard, last = 0, "", start - 1
    while not pid or last < start:
        heard = line(clerks)
        pid = int(heard[4:]) if heard.startswith("pid") else pid
        last = int(heard) if heard.isdigit() else last
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    while (heard := line(clerks)) != "end":
        last = int(heard)
    return last


def value(path: Path) -> int:
    """The number that both rows hold, on a ledger found whole."""
    with reopen(path) as ledger:
        assert ledger.verify().problems == ()
        rows = ledger.rows("T01", DISTRICT, PERIOD)
        one, two = (rows[toy_id(n)].cell("number") for n in (1, 2))
        assert one == two
        assert len(ledger.history(DISTRICT, PERIOD, field="number", limit=10**7)) == 2 * int(
            str(one)
        )
    return int(str(one))


@pytest.mark.fault("A1")
def test_a_killed_process_loses_nothing_acknowledged(
    tmp_path: Path, clerks: subprocess.Popen[str]
) -> None:
    path = tmp_path / "中断 台账.cluster"
    with make(path) as ledger:
        ledger.open_period(DISTRICT, PERIOD, who=WHO, steps=[toy(1), toy(2)])
    chance = random.Random(20260930)
    last = 0
    for trial in range(TRIALS):
        acknowledged = kill_one(clerks, path, last + 1, chance.uniform(0, 0.25))
        last = value(path)
        assert acknowledged <= last <= acknowledged + 1, trial


@pytest.mark.fault("A10")
def test_the_single_file_copied_after_each_edit_equals_the_ledger(tmp_path: Path) -> None:
    """A10: no other file is needed, open or not."""
    path, copy = tmp_path / "原件.cluster", tmp_path / "U盘副本.cluster"
    with make(path) as ledger:
        ledger.open_period(DISTRICT, PERIOD, who=WHO, steps=[toy(1), toy(2)])
        for number in range(60):
            ledger.apply(edit(put(1, "number", number), put(2, "remark", "长" * number * 20)))
            # Copied by another process, as a clerk does; closing it here would drop our locks.
            subprocess.run(["cp", path, copy], check=True)
            with reopen(copy) as other:
                assert other.content_digest() == ledger.content_digest()
                assert other.verify().problems == ()
