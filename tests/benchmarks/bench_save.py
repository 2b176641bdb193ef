"""One cell edited, to its repaint, against a bare commit of one row (design §10)."""

from __future__ import annotations

import atexit
import itertools
import sqlite3
import tempfile
from pathlib import Path

from desktop.workflow.entry import Typed
from tests.benchmarks.harness import Row, percentile
from tests.ui.sample_desk import sample_session

SETTINGS = (
    "journal_mode = TRUNCATE",
    "synchronous = FULL",
    "foreign_keys = ON",
    "secure_delete = ON",
)


def rows() -> list[Row]:
    """Median and 99th percentile of the same edit."""
    folder = tempfile.TemporaryDirectory(prefix="cluster-ledger-bench-")
    atexit.register(folder.cleanup)
    edit, bare = _Edit(Path(folder.name)), _Bare(Path(folder.name))
    reference = "bare SQLite commit of one row, same settings"
    return [
        Row("save: one cell, checked, stored, repainted (p99)", edit, bare, 3.0, reference,
            pairs=300, summary=percentile(99)),
        Row("save: one cell, checked, stored, repainted (median)", edit, bare, 3.0, reference, pairs=100),
    ]  # fmt: skip


class _Edit:
    """Types another amount into a project of 浦东's ledger, the entry page on screen."""

    def __init__(self, folder: Path) -> None:
        from PySide6.QtWidgets import QApplication

        from desktop.ui.desk import Desk
        from desktop.ui.entry_page import EntryPage

        self._application = QApplication.instance() or QApplication([])
        self._desk = Desk(sample_session(folder, "2026Q2", "2026Q3"))
        self._page = EntryPage(self._desk)
        self._page.resize(1366, 768)
        self._page.show()
        self._page.enter()
        self._application.processEvents()
        self._record = next(iter(self._desk.session.ledger.rows("F01", "310115", "2026Q3")))
        self._amounts = itertools.count(1)

    def __call__(self) -> None:
        done = self._desk.type_cells(
            "F01", [Typed(self._record, "expected_tax", str(next(self._amounts)))]
        )
        self._application.processEvents()
        if done is None or not done.edit_no:
            raise AssertionError("nothing was stored")


class _Bare:
    """Commits one row of a two-column table."""

    def __init__(self, folder: Path) -> None:
        self._conn = sqlite3.connect(folder / "bare.db", isolation_level=None)
        for setting in SETTINGS:
            self._conn.execute(f"PRAGMA {setting}").fetchall()
        self._conn.execute("CREATE TABLE one (id INTEGER PRIMARY KEY, value INTEGER) STRICT")
        self._conn.execute("INSERT INTO one VALUES (1, 0)")

    def __call__(self) -> None:
        self._conn.execute("UPDATE one SET value = value + 1 WHERE id = 1")
