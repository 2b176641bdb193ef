"""Run by ``test_intake_kill``: the city's process, which receives a folder until it is killed.

``python -m tests.faults.receiving LEDGER FOLDER`` writes a line as each file is finished.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from desktop.workflow.receiving import receive
from desktop.workflow.session import open_session
from tests.workflow.conftest import still_clock


def tell(text: str) -> None:
    """Write a line at once: a killed process flushes nothing."""
    os.write(1, f"{text}\n".encode())


def main() -> None:
    """Receive the folder."""
    session = open_session(Path(sys.argv[1]), clock=still_clock)
    tell("ready")
    receive(session, [Path(sys.argv[2])], progress=lambda *step: tell(step[2]))
    session.close()
    tell("end")


if __name__ == "__main__":
    main()
