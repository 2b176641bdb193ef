"""Run by ``test_ledger_kill``: a clerk's process, forked anew for each line on standard input.

Each line is ``PATH START``; the child edits the ledger from that number on and writes each
number to standard output once the edit is acknowledged. The parent writes the child's id first
and, after its end, ``end``.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.ledger.support import edit, put, reopen


def tell(text: str) -> None:
    """Write a line at once: a killed process flushes nothing."""
    os.write(1, f"{text}\n".encode())


def work(path: Path, start: int) -> None:
    """Edit until killed: two cells an edit, so that half an edit would show."""
    with reopen(path) as ledger:
        number = start
        while True:
            ledger.apply(edit(put(1, "number", number), put(2, "number", number)))
            tell(str(number))
            number += 1


def main() -> None:
    """Fork a clerk for each line."""
    tell("ready")
    for line in sys.stdin:
        path, _, start = line.strip().rpartition(" ")
        child = os.fork()
        if child == 0:
            work(Path(path), int(start))
        tell(f"pid {child}")
        os.waitpid(child, 0)
        tell("end")


if __name__ == "__main__":
    main()
