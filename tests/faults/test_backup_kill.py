"""C7: a backup that was interrupted never bears the name of a backup."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.ledger.support import DISTRICT, PERIOD, WHO, make, reopen, toy

TRIALS = int(os.environ.get("CLUSTER_LEDGER_TRIALS", "40")) // 5
ROOT = Path(__file__).resolve().parents[2]
CODE = """
import sys
from pathlib import Path
from desktop.ledger import backup
from tests.ledger.support import reopen
backup.PAGES_A_STEP = 1
with reopen(Path(sys.argv[1])) as ledger:
    print("ready", flush=True)
    ledger.backup(Path(sys.argv[2]))
"""


@pytest.mark.fault("C7")
def test_a_killed_backup_is_whole_or_not_there(tmp_path: Path) -> None:
    path, folder = tmp_path / "台账.cluster", tmp_path / "备份"
    folder.mkdir()
    with make(path) as ledger:
        steps = [toy(n, remark="示例备注" * 40) for n in range(300)]
        ledger.open_period(DISTRICT, PERIOD, who=WHO, steps=steps)
        right = ledger.content_digest()
    chance = random.Random(20260930)
    outcomes = set()
    for trial in range(TRIALS):
        target = folder / f"{trial}.cluster"
        with subprocess.Popen(
            [sys.executable, "-c", CODE, str(path), str(target)], cwd=ROOT, stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            if trial < TRIALS - 1:  # the last one is let run, for the control
                time.sleep(chance.uniform(0, 0.4) * (trial > 0))
                process.kill()
        outcomes.add(target.exists())
        if target.exists():
            with reopen(target) as copy:
                assert copy.verify().ok
                assert copy.content_digest() == right
    assert outcomes == {True, False}, "every kill hit the same moment"
    with reopen(path) as ledger:
        assert ledger.content_digest() == right
