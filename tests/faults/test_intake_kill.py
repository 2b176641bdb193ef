"""G11: the city's process is killed during an intake; each file is in whole or not at all.

Set ``CLUSTER_LEDGER_TRIALS`` for more trials than a push gets.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.workflow.session import open_session
from tests.faults.intake import laid_out, new_city, take
from tests.workflow.conftest import still_clock

if TYPE_CHECKING:
    from desktop.ledger import Ledger

TRIALS = int(os.environ.get("CLUSTER_LEDGER_TRIALS", "40")) // 8
ROOT = Path(__file__).resolve().parents[2]


def state(ledger: Ledger) -> tuple[str, tuple[tuple[str, int], ...]]:
    """The content of a ledger, and what it says it took in."""
    assert ledger.verify().ok
    known = tuple(sorted((one.district, one.revision) for one in ledger.received()))
    return ledger.content_digest(), known


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    laid_out(tmp_path / "来件")
    return tmp_path / "来件"


def states(tmp_path: Path, folder: Path) -> list[tuple[str, tuple[tuple[str, int], ...]]]:
    """The states between files, in the order of the folder."""
    city = new_city(tmp_path / "对照.db")
    found = [state(city.ledger)]
    for path in sorted(folder.iterdir()):
        take(city, path)
        found.append(state(city.ledger))
    city.close()
    return found


def kill_after(ledger: Path, folder: Path, files: int, seconds: float) -> list[str]:
    """Let a process receive the folder and kill it some time after so many files; the files it
    said were finished."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.receiving", str(ledger), str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        told = [process.stdout.readline() for _ in range(files)]
        time.sleep(seconds)
        process.kill()
        return "".join([*told, process.stdout.read()]).split()


@pytest.mark.fault("G11")
def test_a_killed_intake_is_whole_file_by_file(tmp_path: Path, folder: Path) -> None:
    between = states(tmp_path, folder)
    chance = random.Random(20260930)
    seen = set()
    for trial in range(TRIALS):
        path = tmp_path / f"市级{trial}.db"
        new_city(path).close()
        told = kill_after(path, folder, trial % len(between), chance.uniform(0, 0.05))
        city = open_session(path, clock=still_clock)
        found = state(city.ledger)
        place = between.index(found)
        seen.add(place)
        # The file in flight may be in already, though nobody was told yet.
        assert len([one for one in told if one != "end"]) <= place
        take(city, folder)
        assert state(city.ledger) == between[-1]
        city.close()
    assert len(seen) > 1, "every kill hit the same moment"
