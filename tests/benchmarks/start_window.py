"""Started as a program by ``bench_startup``: a window that says ``ready`` once it is on screen."""

from __future__ import annotations

import sys
from pathlib import Path


def bare() -> None:
    """A bare PySide6 window."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    application = QApplication([])
    window = QMainWindow()
    window.resize(1366, 768)
    window.show()
    application.processEvents()
    _say_ready()


def ours(ledger: str, home: str) -> None:
    """The program with a district's ledger."""
    from desktop.__main__ import tune_python

    tune_python()
    from desktop.ui.app import Folders, Program, make_application

    application = make_application()
    program = Program(Folders(Path(home), Path(home), Path(home)))
    program.start(Path(ledger))
    application.processEvents()
    if program.window is None:
        raise AssertionError("the ledger did not open")
    _say_ready()
    program.close()


def _say_ready() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()


if __name__ == "__main__":
    ours(*sys.argv[1:]) if sys.argv[1:] else bare()
