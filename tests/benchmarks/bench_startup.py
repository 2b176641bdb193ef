"""From the start of the process to a window with a real district ledger (design §10)."""

from __future__ import annotations

import atexit
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.harness import Command, Row
from tests.ui.sample_desk import sample_session

PROGRAM = ("-m", "tests.benchmarks.start_window")


def rows() -> list[Row]:
    """The one row of this module."""
    folder = tempfile.TemporaryDirectory(prefix="cluster-ledger-bench-")
    atexit.register(folder.cleanup)
    sample_session(Path(folder.name), "2026Q2", "2026Q3").close()
    ledger = str(Path(folder.name) / "sample.db")
    return [
        Row(
            "start: process start to window ready, 浦东's ledger",
            Command((sys.executable, *PROGRAM, ledger, folder.name), until="ready"),
            Command((sys.executable, *PROGRAM), until="ready"),
            2.0,
            "bare PySide6 window",
            pairs=9,
        )
    ]
