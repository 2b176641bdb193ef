"""A8: a file, folder or medium that can't be written opens for reading, and says so at once."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ledger.support import DISTRICT, PERIOD, WHO, make, toy

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534

CHILD = """
import json, os, sys
from pathlib import Path
from desktop.ledger import errors
from tests.ledger.support import DISTRICT, PERIOD, edit, reopen, toy
if os.getuid() == 0:
    os.setgid({nobody}); os.setuid({nobody})  # nothing stops root from writing
told = {{}}
try:
    with reopen(Path(sys.argv[1])) as ledger:
        told["read_only"] = ledger.info.read_only
        told["rows"] = len(ledger.rows("T01", DISTRICT, PERIOD))
        try:
            ledger.apply(edit(toy(2)))
            told["edit"] = "done"
        except errors.ReadOnlyLedger as problem:
            told["edit"] = str(problem)
except errors.LedgerError as problem:
    told["error"] = type(problem).__name__
print(json.dumps(told))
"""


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A ledger in a folder that everybody may enter."""
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.getuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o755)
    folder = tmp_path / "优盘"
    folder.mkdir()
    with make(folder / "台账.cluster") as ledger:
        ledger.open_period(DISTRICT, PERIOD, who=WHO, steps=[toy(1)])
    return folder


def told(path: Path) -> dict[str, object]:
    """What a person without rights finds."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD.format(nobody=NOBODY), str(path)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


@pytest.mark.fault("A8")
@pytest.mark.parametrize(
    ("folder_mode", "file_mode"), [(0o555, 0o444), (0o777, 0o444), (0o555, 0o666)]
)
def test_what_can_not_be_written_opens_for_reading(
    shared: Path, folder_mode: int, file_mode: int
) -> None:
    path = shared / "台账.cluster"
    before = path.read_bytes()
    path.chmod(file_mode)
    shared.chmod(folder_mode)
    try:
        answer = told(path)
    finally:
        shared.chmod(0o755)
        path.chmod(0o644)
    assert (answer["read_only"], answer["rows"]) == (True, 1)
    assert "只读" in str(answer["edit"])
    assert path.read_bytes() == before
    assert [one.name for one in shared.iterdir()] == ["台账.cluster"]


def test_the_same_place_with_rights_can_be_written(shared: Path) -> None:
    """The control: it is the rights that the test above is about."""
    path = shared / "台账.cluster"
    path.chmod(0o666)
    shared.chmod(0o777)
    assert told(path) == {"read_only": False, "rows": 1, "edit": "done"}


@pytest.mark.fault("A8")
def test_what_can_not_even_be_read_is_refused(shared: Path) -> None:
    path = shared / "台账.cluster"
    path.chmod(0o000)
    try:
        assert told(path) == {"error": "NotALedger"}
    finally:
        path.chmod(0o644)
    shutil.rmtree(shared)
