"""Roll-forward of 10,000 rows, history and undo included, against one INSERT … SELECT (design §10)."""

from __future__ import annotations

import atexit
import tempfile
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.ledger import AddRow, Ledger
from forms.registry import STANDARD_FORMS
from tests.benchmarks.harness import Row

if TYPE_CHECKING:
    from forms.cells import Cell

DISTRICT, FIRST, FORM = "310115", "2026Q1", "F01"
ROWS = 10_000


def rows() -> list[Row]:
    """One row: the ledger's part of a roll-forward, its steps made beforehand."""
    bench = _RollForward()
    return [
        Row(
            "roll-forward: 10,000 rows into a new period", bench.roll, bench.copy, 2.0,
            "one INSERT … SELECT", pairs=5, before=bench.prepare,
        )
    ]  # fmt: skip


class _RollForward:
    """A ledger with one period of 10,000 projects, made when first needed."""

    def __init__(self) -> None:
        self.ledger: Ledger | None = None
        self.steps: list[AddRow] = []
        self.period = 0

    def prepare(self) -> None:
        if self.ledger is not None:
            return
        folder = tempfile.TemporaryDirectory(prefix="cluster-ledger-bench-")
        atexit.register(folder.cleanup)
        self.ledger = Ledger.create(
            Path(folder.name) / "结转.cluster", STANDARD_FORMS, role="district", district=DISTRICT,
            unit="上海市示例区示例委员会", who="示例甲", clock=lambda: datetime(2026, 4, 1, tzinfo=UTC),
        )  # fmt: skip
        self.steps = [
            AddRow(FORM, f"{DISTRICT}-2026-P{number:05d}", _cells(number), to_confirm=True)
            for number in range(ROWS)
        ]
        self.ledger.open_period(DISTRICT, FIRST, who="示例甲", steps=self.steps)

    def roll(self) -> None:
        assert self.ledger is not None
        self.period += 1
        self.ledger.open_period(DISTRICT, f"新{self.period}", who="示例甲", steps=self.steps)

    def copy(self) -> None:
        assert self.ledger is not None
        self.period += 1
        store = self.ledger._store
        table = store.tables[FORM]
        names = ", ".join(f'"{name}"' for name in table.write_names[1:])
        values = names.replace('"period"', "?")
        with store.writing() as conn:
            conn.execute(
                f"INSERT INTO {table.name} ({names}) SELECT {values} FROM {table.name} WHERE period = ?",
                (f"抄{self.period}", FIRST),
            )


def _cells(number: int) -> dict[str, Cell]:
    return {
        "project_name": f"示例芯桥项目{number}",
        "entity_name": "上海示例芯桥科技有限公司",
        "entity_uscc": "91310115MA0000111M",
        "project_category": "研发攻关",
        "cluster_code": "1",
        "direction_code": "101",
        "topic_codes": ("10108", "10109"),
        "content": "建设类脑芯片研发平台，完成两轮流片并形成评测能力。",
        "total_investment": Decimal(number * 7919 % 100_000),
        "fund_loan": Decimal("10.00"),
        "fund_self": Decimal("20.00"),
        "stage": "40",
        "trl": 5,
        "secrecy_confirm": True,
    }
