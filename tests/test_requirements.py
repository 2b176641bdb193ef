"""The locks agree with pyproject.toml, name no index, and pin every package by hash."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ["requirements.txt", "requirements-dev.txt", "requirements-lowest.txt"]
PIN = re.compile(r"^([a-z0-9-]+)(?:\[[a-z0-9,-]+\])?==([^ ]+)")


def pyproject() -> dict[str, Any]:
    """The project's declaration."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pins(lock: str) -> dict[str, str]:
    """Name → version of each package in a lock."""
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    return dict(match.groups() for line in lines if (match := PIN.match(line)))  # type: ignore[misc]


def names(requirements: list[str]) -> set[str]:
    """Names of packages, as the locks spell them."""
    return {re.split(r"[=<>~!;\[ ]", line)[0].lower().replace("_", "-") for line in requirements}


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_has_only_pins_and_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    assert entries[0].startswith("# ")
    entry = re.compile(
        r"[a-z0-9-]+(?:\[[a-z0-9,-]+\])?==[^\s;]+( ; [^\\/]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+",
        re.ASCII,
    )
    assert [line for line in entries[1:] if not entry.fullmatch(line)] == []


def test_every_declared_package_is_locked() -> None:
    declared = pyproject()
    runtime = names(declared["project"]["dependencies"])
    assert runtime <= pins("requirements.txt").keys()
    assert (
        runtime | names(declared["dependency-groups"]["dev"]) <= pins("requirements-dev.txt").keys()
    )


def test_wider_locks_agree_with_the_narrower() -> None:
    runtime, dev = pins("requirements.txt"), pins("requirements-dev.txt")
    assert {name: dev.get(name) for name in runtime} == runtime
    differing = {
        name
        for name, version in pins("requirements-lowest.txt").items()
        if dev.get(name) != version
    }
    assert differing == {"pyside6-essentials", "shiboken6"}


def test_lowest_lock_is_the_lowest_that_is_declared() -> None:
    (minimum,) = (
        line.partition(">=")[2].partition(",")[0]
        for line in pyproject()["project"]["dependencies"]
        if line.startswith("PySide6-Essentials")
    )
    assert pins("requirements-lowest.txt")["pyside6-essentials"] == minimum
