"""A letter with a digest that fits may say anything: it must not spoil the district's ledger."""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING

import pytest

from desktop.workflow.applying import apply_letter
from desktop.workflow.checking import check_period
from desktop.workflow.session import create_district, open_session
from desktop.workflow.signing import allow_unsigned
from exports.letter_reader import read_letter
from exports.task_package import write_task
from forms.errors import ForPeople
from forms.registry import STANDARD_FORMS
from tests.exports.fuzz.letters import forged, written
from tests.exports.test_task_package import PACKAGE
from tests.workflow.conftest import still_clock
from tests.workflow.stories import Q2, filled_district

if TYPE_CHECKING:
    from pathlib import Path

    from exports.letter import Letter

DISTRICT = "310115"


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A district's ledger with a quarter in it."""
    path = tmp_path_factory.mktemp("district") / "浦东.db"
    session = create_district(path, DISTRICT, "示例委员会", clock=still_clock)
    filled_district(session, [Q2.code])
    session.close()
    return path


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Letter:
    """A task package with all code lists and settings, as a letter."""
    path = tmp_path_factory.mktemp("task") / "task.xlsx"
    write_task(PACKAGE, path, forms=STANDARD_FORMS)
    return read_letter(path)[0]


def test_a_ledger_outlives_forged_task_packages(
    ledger: Path, package: Letter, tmp_path: Path
) -> None:
    outcomes = set()
    for seed in range(8):
        path, letter = tmp_path / f"{seed}.db", tmp_path / f"{seed}.xlsx"
        shutil.copy(ledger, path)
        written(forged(package, random.Random(seed)), letter)
        outcomes.add(apply(path, letter))
        session = open_session(path, clock=still_clock)
        check_period(session, DISTRICT, Q2)
        assert session.ledger.verify().ok
        session.close()
    assert outcomes == {"applied", "refused"}


def apply(path: Path, letter: Path) -> str:
    """Apply a letter; a refused one changes nothing that counts."""
    session = open_session(path, clock=still_clock)
    allow_unsigned(session, True)  # As if the forger had the city's key.
    before = session.ledger.content_digest()
    try:
        outcome: str = apply_letter(session, letter).outcome
    except ForPeople as problem:
        assert str(problem).endswith("。")  # noqa: PT017
        outcome = "refused"
        assert session.ledger.content_digest() == before
    session.close()
    return outcome
