"""The program outlives more calls into Qt than ``None`` has references."""

from __future__ import annotations

import subprocess
import sys

WORK = """
import desktop.ui
from PySide6.QtCore import QObject
one = QObject()
for _ in range(300_000):
    one.setObjectName("")
print("alive")
"""


def test_many_calls_that_answer_nothing_do_not_end_the_process() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WORK], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout.strip()) == (0, "alive"), done.stderr
