"""Ledgers to work on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ledger.support import DISTRICT, PERIOD, WHO, make

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.ledger import Ledger


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a ledger may be: with Chinese and a space in its name, as people do."""
    return tmp_path / "示例 台账.cluster"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    """A district's ledger with one open period."""
    with make(path) as made:
        made.open_period(DISTRICT, PERIOD, who=WHO)
        yield made


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Ledger]:
    """The city's ledger, empty."""
    with make(tmp_path / "市级.cluster", role="city") as made:
        yield made
