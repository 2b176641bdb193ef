"""Ledgers for workflow tests: real files, fictional records, a clock that stands still."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from desktop.workflow.session import Session, create_city, create_district
from tests.workflow.stories import NOW, filled_district

Maker = Callable[..., Session]


def still_clock() -> datetime:
    return NOW


@pytest.fixture
def make_district(tmp_path: Path) -> Iterator[Maker]:
    """Make district sessions, closed at the end of the test."""
    opened: list[Session] = []

    def make(district: str = "310104", name: str = "") -> Session:
        session = create_district(
            tmp_path / (name or f"{district}.db"),
            district,
            "上海市示例区示例委员会",
            clock=still_clock,
        )
        opened.append(session)
        return session

    yield make
    for session in opened:
        session.close()


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Session]:
    """The city's ledger."""
    session = create_city(tmp_path / "city.db", clock=still_clock)
    yield session
    session.close()


@pytest.fixture
def filled(make_district: Maker) -> Session:
    """徐汇 with its clean sample of 2026Q2, ready to be explained and submitted."""
    session = make_district()
    filled_district(session, ["2026Q2"])
    return session
