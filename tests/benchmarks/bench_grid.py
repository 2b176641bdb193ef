"""The grid of 100,000 rows against the same SQL, ids only (design §10)."""

from __future__ import annotations

import functools
import shutil
import sqlite3
import tempfile
import time
import weakref
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.harness import Call, Row, percentile

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QApplication

    from desktop.ui.grid.pane import GridPane
    from desktop.workflow.session import Session

ROWS = 100_000
DISTRICT, PERIOD = "310115", "2026Q2"
FRAME_MS = 33
STEPS = 200
NAMES = (
    "类脑芯片",
    "量子计算",
    "合成生物",
    "深海装备",
    "商业航天",
    "先进核能",
    "可控核聚变",
    "脑机接口",
)


def rows() -> list[Row]:
    """Opening, sorting, filtering and searching; one edit; one frame; memory."""
    bench = _Bench()
    kept = "SELECT row_id FROM f01_project WHERE district = ? AND period = ?"
    reference = functools.partial(_sql, bench)
    columns = " OR ".join(f"instr({name}, '深海')" for name in _searched())
    search = f"{kept} AND ({columns}) ORDER BY row_id"
    return [
        Row("表格 10 万行：打开", bench.open, reference(f"{kept} ORDER BY row_id"), 2, "SQL 取行号"),
        Row("表格 10 万行：排序", bench.sort, reference(f"{kept} ORDER BY total_investment, row_id"), 2, "SQL 排序"),
        Row("表格 10 万行：筛选", bench.narrow, reference(f"{kept} AND to_confirm = 1 ORDER BY row_id"), 2, "SQL 筛选"),
        Row("表格 10 万行：查找", bench.search, reference(search), 2, "SQL instr"),
        Row(
            "表格滚动一屏（最慢一帧）", bench.scroll, _frame, 1, f"{FRAME_MS} ms", pairs=STEPS,
            summary=percentile(100),
        ),
        Row("改一格到重绘（不含写盘）", bench.repaint, _blink, 1, "16 ms", pairs=50, summary=percentile(99)),
        Row(
            "表格 10 万行：内存", Call(f"{__name__}:prepare_grid"), Call(f"{__name__}:prepare_window"), 1e9,
            "空窗口（看 peak MB，差 ≤ 60）", pairs=1,
        ),
    ]  # fmt: skip


class _Bench:
    """One ledger and one grid over it, made when first needed."""

    def __init__(self) -> None:
        self._step = 0

    @functools.cached_property
    def session(self) -> Session:
        return make_ledger(_folder(self))

    @functools.cached_property
    def pane(self) -> GridPane:
        return make_pane(self.session)

    def open(self) -> None:
        """A fresh grid until its first screen is painted."""
        self._close_spare()
        self.spare = make_pane(self.session)
        self.spare.view.viewport().repaint()

    def sort(self) -> None:
        self._show(sort=("total_investment", False))

    def narrow(self) -> None:
        self._show(to_confirm=True)

    def search(self) -> None:
        self._show(search="深海")

    def scroll(self) -> None:
        """One screen further, painted."""
        if self.pane.model.rows.shown.narrowed:
            self._show()
        view = self.pane.view
        bar = view.verticalScrollBar()
        bar.setValue((bar.value() + view.viewport().height() * 7) % max(1, bar.maximum()))
        view.viewport().repaint()

    def repaint(self) -> None:
        """What the window does after the ledger has answered."""
        from desktop.ledger import Changes

        model = self.pane.model
        if model.rows.shown.narrowed:
            self._show()
        record = model.rows.record_id(self.pane.view.rowAt(40))
        changed = {("F01", record): frozenset({"total_investment"})}
        self.pane.desk.changed.emit(Changes(1, DISTRICT, PERIOD, "", cells=changed))
        application().processEvents()

    def _show(self, **what: object) -> None:
        from desktop.ui.grid.rows import Shown

        self.pane.show_rows(Shown(**what))  # type: ignore[arg-type]
        self.pane.view.viewport().repaint()

    def _close_spare(self) -> None:
        spare = self.__dict__.pop("spare", None)
        if spare is not None:
            spare.close()
            spare.deleteLater()


# --- Preparing ------------------------------------------------------------------------------


def application() -> QApplication:
    """The one application of this process."""
    from PySide6.QtWidgets import QApplication

    found = QApplication.instance()
    return found if isinstance(found, QApplication) else QApplication([])


def make_ledger(folder: Path) -> Session:
    """A district ledger of 100,000 projects."""
    from decimal import Decimal

    from desktop.ledger import AddRow, Edit
    from desktop.workflow.session import create_district

    session = create_district(
        folder / "grid.db", DISTRICT, "示例单位", clock=lambda: datetime(2026, 7, 5).astimezone()
    )
    session.ledger.open_period(DISTRICT, PERIOD, who="示例")
    for start in range(0, ROWS, 10_000):
        steps = tuple(
            AddRow(
                "F01",
                f"{DISTRICT}-2026-P{number:06d}",
                {
                    "project_name": f"示例{NAMES[number % 8]}项目{number}",
                    "entity_name": f"上海示例{NAMES[number * 7 % 8]}有限公司",
                    "project_category": "研发攻关",
                    "cluster_code": str(number % 5 + 1),
                    "total_investment": Decimal(number * 7919 % 100_000),
                    "address": f"张江镇示例路{number % 999}号",
                    "content": "围绕关键技术开展攻关，完成样机试制和第三方测试。",
                    "stage": "40",
                },
                to_confirm=number % 3 == 0,
            )
            for number in range(start, start + 10_000)
        )
        session.ledger.apply(Edit(DISTRICT, PERIOD, "样例", steps))
    return session


def make_pane(session: Session) -> GridPane:
    """The grid on a screen of usual size, without the checks, which are measured elsewhere."""
    from desktop.ui.desk import Desk
    from desktop.ui.grid.pane import GridPane

    application()
    desk = Desk(session)
    desk._findings = []
    desk._spread = lambda changes: desk.changed.emit(changes)  # type: ignore[method-assign]
    assert desk.period is not None
    pane = GridPane(desk, session.forms["F01"], desk.period)
    desk.setParent(pane)
    pane.resize(1000, 600)
    pane.show()
    # Until the window is exposed nothing is painted.
    application().processEvents()
    return pane


def prepare_grid() -> Callable[[], object]:
    """For a `Call`: the grid of 100,000 rows, scrolled through."""
    from desktop.workflow.session import open_session

    folder = Path(tempfile.mkdtemp())
    made = make_ledger_elsewhere(folder)
    session = open_session(made)

    def work() -> object:
        pane = make_pane(session)
        for step in range(100):
            pane.view.verticalScrollBar().setValue(step * 20_000)
            pane.view.viewport().repaint()
        shutil.rmtree(folder, ignore_errors=True)
        return pane

    return work


def make_ledger_elsewhere(folder: Path) -> Path:
    """The same ledger, made by another process so that its memory does not count here."""
    import subprocess
    import sys

    code = f"from pathlib import Path; from {__name__} import make_ledger; make_ledger(Path({str(folder)!r})).close()"
    subprocess.run([sys.executable, "-c", code], check=True)
    return folder / "grid.db"


def prepare_window() -> Callable[[], object]:
    """For a `Call`: an empty window with the program's libraries."""
    from PySide6.QtWidgets import QMainWindow

    import desktop.ui.grid.pane  # noqa: F401 - its weight is not the grid's rows

    application()

    def work() -> object:
        window = QMainWindow()
        window.resize(1000, 600)
        window.show()
        application().processEvents()
        return window

    return work


def _searched() -> list[str]:
    """The columns in which the ledger looks."""
    from forms.f01_project import Project

    kinds = {"text", "identifier", "reference", "month", "date"}
    return [*(one.name for one in Project.items() if one.kind.name in kinds), "kept"]


def _folder(owner: object) -> Path:
    folder = tempfile.mkdtemp(prefix="bench-grid-")
    weakref.finalize(owner, shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def _sql(bench: _Bench, sql: str) -> Callable[[], object]:
    def run() -> object:
        connection = bench.__dict__.get("bare")
        if connection is None:
            connection = bench.__dict__["bare"] = sqlite3.connect(bench.session.info.path)
        return connection.execute(sql, (DISTRICT, PERIOD)).fetchall()

    return run


def _frame() -> None:
    time.sleep(FRAME_MS / 1000)


def _blink() -> None:
    time.sleep(0.016)
