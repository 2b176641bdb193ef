"""Reading ahead: the same in threads and in processes, whatever becomes of a process."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.workflow import reading_ahead
from desktop.workflow.arriving import findings_now, look_at
from desktop.workflow.reading_ahead import LedgerAt, look_from_afar
from desktop.workflow.receiving import Cancelled, receive
from desktop.workflow.session import Session, create_city, create_district
from exports.child_pool import ChildPool
from tests.workflow.conftest import still_clock
from tests.workflow.stories import NOW, Q2, Q3, filled_district, submitted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.workflow.arriving import Arrival

DISTRICT = "310104"


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two periods of one district, and a file that is no workbook."""
    folder = tmp_path_factory.mktemp("sent")
    path = tmp_path_factory.mktemp("district") / "a.db"
    session = create_district(path, DISTRICT, "示例委员会", clock=still_clock)
    for period in (Q2, Q3):
        filled_district(session, [period.code])
        submitted(session, period, folder)
    session.close()
    (folder / "别的.xlsx").write_bytes(b"PK\x03\x04 nothing")
    return sorted(folder.iterdir())


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every batch is read in processes, however small."""
    monkeypatch.setattr(reading_ahead, "WORTH_PROCESSES", 0)


@pytest.fixture
def other_city(tmp_path: Path) -> Iterator[Session]:
    session = create_city(tmp_path / "other.db", clock=still_clock)
    yield session
    session.close()


def dies(_ledger: LedgerAt, _path: Path) -> Arrival:
    """What a process does that the system ends."""
    os._exit(9)


def test_processes_receive_as_threads_do(
    city: Session, other_city: Session, sent: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    in_threads = receive(city, sent)
    monkeypatch.setattr(reading_ahead, "WORTH_PROCESSES", 0)
    in_processes = receive(other_city, sent)
    assert in_processes == in_threads
    assert sorted(one.outcome for one in in_threads) == ["received", "received", "refused"]
    assert other_city.ledger.content_digest() == city.ledger.content_digest()
    for period in (Q2, Q3):
        kept = other_city.ledger.received_content(DISTRICT, period.code, 1)
        assert kept == sent[(Q2, Q3).index(period)].read_bytes()


def test_findings_heed_a_period_that_came_in_meanwhile(city: Session, sent: list[Path]) -> None:
    with ChildPool(1) as children:
        early = look_at(city, sent[1], children)
        receive(city, sent[:1])
        now = look_at(city, sent[1], children)
    assert findings_now(city, early) == now.findings
    assert early.findings != now.findings, "nothing here looks at the period before"
    assert findings_now(city, now) is now.findings


@pytest.mark.usefixtures("processes")
def test_a_batch_survives_the_end_of_its_processes(
    city: Session, sent: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_ahead, "look_from_afar", dies)
    outcomes = [one.outcome for one in receive(city, sent)]
    assert outcomes == ["received", "received", "refused"]


@pytest.mark.usefixtures("processes")
def test_reading_in_processes_can_be_cancelled(city: Session, sent: list[Path]) -> None:
    done: list[int] = []
    with pytest.raises(Cancelled) as stopped:
        receive(city, sent, lambda count, *_: done.append(count), lambda: bool(done))
    assert [one.outcome for one in stopped.value.receipts] == ["received"]
    assert len(city.ledger.received()) == 1


def test_a_process_that_cannot_open_the_ledger_says_that_it_is_of_no_use(
    tmp_path: Path, sent: list[Path]
) -> None:
    with pytest.raises(BrokenExecutor, match="没有找到账本文件"):
        look_from_afar(LedgerAt(tmp_path / "none.db", NOW), sent[0])


def test_a_ledger_is_only_read_by_a_process(tmp_path: Path, sent: list[Path]) -> None:
    create_city(tmp_path / "c.db", clock=still_clock).close()
    before = (tmp_path / "c.db").read_bytes()
    copy = Path(shutil.copy(sent[0], tmp_path))
    arrival = look_from_afar(LedgerAt(tmp_path / "c.db", NOW), copy)
    assert arrival.parcel.rows["F01"].count > 0
    assert arrival.submission.rows == {}
    assert (tmp_path / "c.db").read_bytes() == before


PARENT = """
import os, time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from desktop.workflow.reading_ahead import _begin
if __name__ == "__main__":
    pool = ProcessPoolExecutor(1, get_context("spawn"), _begin)
    print(pool.submit(os.getpid).result(), flush=True)
    time.sleep(60)
"""


def test_no_process_outlives_the_program(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT, encoding="utf-8")
    root = str(Path(reading_ahead.__file__).parents[2])
    parent = subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": root},
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert _ends(child)


def _ends(process: int) -> bool:
    for _ in range(100):
        if _is_gone(process):
            return True
        time.sleep(0.1)
    return False


def _is_gone(process: int) -> bool:
    """No such process, or one that is dead and waits to be counted."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True
