"""B1 to B5: who has a ledger open, and what happens to those who come second."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QLockFile

from desktop.ui.locking import LedgerLock
from desktop.workflow.restoring import LOCK_SUFFIX
from tests.ledger.support import DISTRICT, PERIOD, WHO, edit, make, put, reopen, toy

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
HOLDER = """
import sys, time
from pathlib import Path
from desktop.ui.locking import LedgerLock
lock = LedgerLock(Path(sys.argv[1]))
print(lock.take() or "held", flush=True)
time.sleep(60)
"""
WRITER = """
import sys
from pathlib import Path
from tests.ledger.support import edit, put, reopen
row, count = int(sys.argv[2]), int(sys.argv[3])
with reopen(Path(sys.argv[1])) as ledger:
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(1, count + 1):
        ledger.apply(edit(put(row, "number", number)))
print("done", flush=True)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    where = tmp_path / "共用 台账.cluster"
    with make(where) as ledger:
        ledger.open_period(DISTRICT, PERIOD, who=WHO, steps=[toy(1), toy(2)])
    return where


@pytest.fixture
def holder(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process with the ledger open."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


@pytest.mark.fault("B1")
def test_the_second_process_is_told_of_the_first(path: Path, holder: subprocess.Popen[str]) -> None:
    """B1."""
    said = LedgerLock(path).take()
    assert path.name in said
    assert "正在另一个窗口中使用" in said
    assert said.endswith("。")


@pytest.mark.fault("B3")
def test_a_killed_holder_is_followed_without_a_question(
    path: Path, holder: subprocess.Popen[str]
) -> None:
    """B3."""
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    mine = LedgerLock(path)
    assert mine.take() == ""
    mine.release()


@pytest.mark.fault("B4")
def test_the_id_of_the_holder_may_be_another_programs_by_now(path: Path) -> None:
    """B4: the process of that number lives, but it is no program of ours."""
    lock = path.with_name(path.name + LOCK_SUFFIX)
    own = QLockFile(str(lock))
    assert own.tryLock(0)
    lines = lock.read_text(encoding="utf-8").splitlines()
    own.unlock()
    with subprocess.Popen(["sleep", "60"]) as sleeper:
        lock.write_text("\n".join([str(sleeper.pid), *lines[1:]]) + "\n", encoding="utf-8")
        mine = LedgerLock(path)
        assert mine.take() == ""
        mine.release()
        sleeper.kill()


@pytest.mark.fault("B5")
def test_two_writers_lose_no_edit(path: Path) -> None:
    """B5: the command line beside the window; each waits for the other."""
    count = 100
    with reopen(path) as ledger:
        edits = len(ledger.history(DISTRICT, PERIOD, field="number", limit=10**6))
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(row), str(count)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
        )
        for row in (1, 2)
    ]  # fmt: skip
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    answers = [writer.communicate(timeout=60)[0] for writer in _started(writers)]
    assert answers == ["done\n", "done\n"]
    with reopen(path) as ledger:
        rows = ledger.rows("T01", DISTRICT, PERIOD)
        assert [row.cell("number") for row in rows.values()] == [count, count]
        after = len(ledger.history(DISTRICT, PERIOD, field="number", limit=10**6))
        assert after - edits == 2 * count
        assert ledger.verify().ok
        ledger.apply(edit(put(1, "number", 0)))


def _started(writers: list[subprocess.Popen[str]]) -> list[subprocess.Popen[str]]:
    """Let all begin at once."""
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    return writers
