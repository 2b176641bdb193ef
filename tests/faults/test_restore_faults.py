"""A3, A6, C9: restoring is stopped at any step by the disk; the ledger is the old one or the new."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from desktop.ledger.backup import UPGRADE_FOLDER
from desktop.workflow.opening import open_period
from desktop.workflow.restoring import restore_ledger
from desktop.workflow.session import create_district, open_session
from forms.errors import ForPeople
from tests.workflow.conftest import still_clock

if TYPE_CHECKING:
    from collections.abc import Callable

RENAME = os.replace
STEPS: tuple[tuple[Any, str], ...] = (
    (shutil, "copyfile"), (os, "fsync"), (os, "replace"), (Path, "mkdir"), (Path, "touch"),
)  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger of two periods, and a backup of when it had one."""
    session = create_district(tmp_path / "甲.db", "310104", "示例委员会", clock=still_clock)
    open_period(session, "2026Q2")
    session.ledger.backup(tmp_path / "备份.db")
    open_period(session, "2026Q3")
    session.close()
    return tmp_path / "甲.db"


def periods(path: Path) -> int:
    session = open_session(path, clock=still_clock)
    assert session.ledger.verify().ok
    found = len(session.ledger.periods())
    session.close()
    return found


class Failing:
    """The n-th step fails with this error; ``placed`` are the files renamed into place before."""

    def __init__(self, at: int, code: int) -> None:
        self.left, self.code = at, code
        self.placed: list[Path] = []

    def over(self, honest: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **options: Any) -> Any:
            self.left -= 1
            if self.left == 0:
                raise OSError(self.code, os.strerror(self.code))
            answer = honest(*args, **options)
            if honest is RENAME:
                self.placed.append(Path(args[1]))
            return answer

        return step


@pytest.mark.fault("A3", "A6", "C9")
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.ENODEV])
def test_a_restore_that_fails_at_any_step(
    code: int, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = []
    for at in range(1, 50):
        before = path.read_bytes()
        failing = Failing(at, code)
        with monkeypatch.context() as patched:
            for owner, name in STEPS:
                patched.setattr(owner, name, failing.over(getattr(owner, name)))
            try:
                restore_ledger(path, path.with_name("备份.db"), clock=still_clock)
            except ForPeople as problem:
                assert str(problem).endswith("。")  # noqa: PT017
                outcomes.append("told")
            else:
                outcomes.append("done")
        if failing.left > 0:
            break
        # Only the folder's own sync comes after the renaming, and may fail with all done.
        assert periods(path) == (1 if path in failing.placed else 2)
        assert not [one for one in path.parent.rglob("*~*") if one.name.startswith("甲~")]
        path.write_bytes(before)
    assert outcomes.count("told") > 4
    assert outcomes[-1] == "done"
    assert periods(path) == 1
    kept = [periods(one) for one in (path.parent / UPGRADE_FOLDER).glob("*恢复前*")]
    assert kept
    assert set(kept) == {2}
