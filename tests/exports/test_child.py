"""The reading child and its pool: nothing a child does reaches further than its own file."""

from __future__ import annotations

import json
import os
import signal
import struct
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from exports.cellsource import Caps, cell_text, number_text
from exports.child_pool import ChildFailed, ChildPool, _environment, child_command
from exports.child_watch import Limits
from exports.reader_grid import read_grids
from exports.refusal import Refusal

if TYPE_CHECKING:
    from typing import Any

CHILD = Path(__file__).with_name("misbehaving_child.py")
SHORT = Limits(
    wall_seconds=1.0,
    silent_seconds=0.5,
    start_seconds=0.5,
    memory_mb=200,
    frame_bytes=4 * 2**20,
    total_bytes=16 * 2**20,
)
EXPECTED = {
    "hang": "timeout",
    "hang_at_once": "timeout",
    "hang_midway": "timeout",
    "drip": "timeout",
    "crash": "reader_failed",
    "leave": "reader_failed",
    "garbage": "reader_failed",
    "wrong_shape": "reader_failed",
    "flood": "reader_failed",
    "huge_frame": "reader_failed",
    "strange_reason": "reader_failed",
}


def workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def frames(pool: ChildPool, function: str, data: bytes) -> list[Any]:
    with pool.reading("a.xlsx") as worker:
        worker.start(function, data, Caps())
        return list(worker.frames())


def failure(pool: ChildPool, function: str, data: bytes) -> ChildFailed:
    with pytest.raises(ChildFailed) as caught:
        frames(pool, function, data)
    return caught.value


@pytest.mark.fault("H7")
@pytest.mark.parametrize("kind", EXPECTED)
def test_misbehaviour_is_one_sentence(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook([["项目名称", "总投资"], ["示例", 1]]))
    with (
        ChildPool(1, SHORT, [sys.executable, str(CHILD), kind]) as children,
        pytest.raises(Refusal) as caught,
    ):
        read_grids(path, children)
    assert caught.value.reason == EXPECTED[kind]


@pytest.mark.fault("A18", "H7")
def test_child_that_grows_is_ended() -> None:
    limits = Limits(wall_seconds=20, silent_seconds=20, memory_mb=200)
    with (
        ChildPool(1, limits, [sys.executable, str(CHILD), "eat_memory"]) as children,
        pytest.raises(ChildFailed) as caught,
    ):
        frames(children, "fast", b"x")
    assert caught.value.reason == "memory"


def test_a_frozen_program_is_its_own_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    program, *words = child_command(200)
    with ChildPool(1, Limits(), [program, "-m", "desktop", *words]) as children:
        head, block, _ = frames(children, "fast", workbook([["项目名称", "示例"]]))
    assert program == sys.executable
    assert (head["sheet"], block["rows"]) == ("Sheet", [["项目名称", "示例"]])


@pytest.mark.fault("H7")
def test_deaf_child_does_not_hold_the_caller() -> None:
    """10 MB do not fit into a pipe; the child never takes them."""
    with (
        ChildPool(1, SHORT, [sys.executable, str(CHILD), "hang"]) as children,
        pytest.raises(ChildFailed) as caught,
    ):
        frames(children, "fast", bytes(10 * 2**20))
    assert caught.value.reason == "timeout"


@pytest.mark.fault("H7")
def test_next_file_is_read_after_a_failure(pool: ChildPool) -> None:
    with pytest.raises(ChildFailed):
        frames(pool, "fast", b"PK nonsense")
    assert {"done": True} not in frames(pool, "fast", workbook([["a"]]))


@pytest.mark.parametrize("function", ["fast", "careful"])
def test_cells_travel_exactly(function: str, pool: ChildPool) -> None:
    rows: list[list[object]] = [
        ["项目", None, 1.5, 10**14],
        [None, 0, -0.1, "𬬻\n 二"],
        [],
        ["end"],
    ]
    got = [one for one in frames(pool, function, workbook(rows)) if "rows" in one]
    assert got[0]["first"] == 1
    texts = [[cell_text(cell) for cell in row] for block in got for row in block["rows"]]
    padded = [row + [""] * (4 - len(row)) for row in texts]
    assert padded == [
        ["项目", "", "1.5", "100000000000000"],
        ["", "0", "-0.1", "𬬻\n 二"],
        [""] * 4,
        ["end", "", "", ""],
    ]


def test_both_readers_agree_on_dates(pool: ChildPool) -> None:
    from datetime import date, datetime, time

    data = workbook(
        [
            [
                date(2026, 9, 30),
                datetime.fromisoformat("2026-09-30T08:05:00"),
                time(7, 30),
                date(1900, 1, 15),
            ]
        ]
    )
    fast, careful = (
        [one for one in frames(pool, kind, data) if "rows" in one] for kind in ("fast", "careful")
    )
    assert fast == careful
    assert [cell_text(one) for one in fast[0]["rows"][0]] == [
        "2026-09-30",
        "2026-09-30 08:05:00",
        "07:30:00",
        "1900-01-15",
    ]


def test_caps_hold_in_both_readers(pool: ChildPool) -> None:
    wide = workbook([["x"] * 61])
    for function in ("fast", "careful"):
        with pytest.raises(ChildFailed) as caught:
            frames(pool, function, wide)
        assert caught.value.reason == "out_of_form"
    assert "BI1" in caught.value.detail


def test_files_in_parallel(pool: ChildPool) -> None:
    books = [workbook([[number]]) for number in range(8)]
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda data: frames(pool, "fast", data), books))
    assert [one[1]["rows"][0][0] for one in answers] == [float(number) for number in range(8)]


def test_child_is_replaced_after_its_share_of_files() -> None:
    with ChildPool(1, Limits(files_per_child=2)) as children:
        pids = set()
        for _ in range(4):
            with children.reading("a") as worker:
                worker.start("fast", workbook([[1]]), Caps())
                list(worker.frames())
                assert worker._child is not None
                pids.add(worker._child._process.pid)
    assert len(pids) == 2


@pytest.mark.fault("D15")
def test_child_opens_no_file_and_no_socket() -> None:
    """Once ready, the child's audit hook refuses what a parser has no business with."""
    code = (
        "import socket, sys, subprocess, exports.child as child\n"
        "child._import_all(); sys.addaudithook(child._refuse_event)\n"
        "refused = 0\n"
        "for act in (lambda: open('/etc/hostname'), lambda: socket.socket(),\n"
        "            lambda: subprocess.run(['true'])):\n"
        "    try: act()\n"
        "    except PermissionError: refused += 1\n"
        "sys.exit(refused)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 3


@pytest.mark.fault("A18", "E6")
def test_child_survives_a_workbook_that_asks_for_all_memory() -> None:
    """Two corner cells: calamine asks for 550 GB and aborts; the caller only sees a failure."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"], book.active["XFD1048576"] = "a", "b"
    target = BytesIO()
    book.save(target)
    with ChildPool(1) as children:
        fast = failure(children, "fast", target.getvalue())
        careful = failure(children, "careful", target.getvalue())
    assert fast.reason in ("reader_failed", "out_of_form", "memory")
    assert careful.detail.endswith("XFD1048576")


@pytest.mark.fault("A17")
def test_a_file_is_read_without_a_temporary_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """A17: the disk for temporary files is full, or its folder gone."""

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryDirectory", full)
    with ChildPool(1) as children:
        assert frames(children, "fast", workbook([["甲"]]))[1]["rows"] == [["甲"]]


@pytest.mark.fault("A17")
def test_no_folder_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with ChildPool(1) as children:
        frames(children, "fast", workbook([["甲"]]))
        assert len(list(tmp_path.iterdir())) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.fault("B13")
def test_a_sleeping_laptop_goes_on_where_it_stopped(pool: ChildPool) -> None:
    """B13: the child stands still for longer than it may be silent, then goes on."""
    with ChildPool(1, Limits(silent_seconds=0.3)) as children:
        children.warm_up()
        with children.reading("a.xlsx") as worker:
            worker.start("careful", workbook([["甲", number] for number in range(3_000)]), Caps())
            assert worker._child is not None
            pid = worker._child._process.pid
            os.kill(pid, signal.SIGSTOP)
            threading.Timer(0.8, os.kill, (pid, signal.SIGCONT)).start()
            rows = sum(len(one.get("rows", ())) for one in worker.frames())
    assert rows == 3_000


def test_child_says_nothing_of_its_own() -> None:
    data = workbook([["a"]])
    head = json.dumps(
        {"function": "fast", "size": len(data), "caps": asdict(Caps()), "skip": []}
    ).encode()
    done = subprocess.run(
        child_command(512),
        input=struct.pack(">I", len(head)) + head + data,
        capture_output=True,
        check=True,
        env=_environment(),
    )
    assert done.stderr == b""
    assert done.stdout.endswith(b'{"done":true}')


@pytest.mark.fault("F11")
@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (1e21, "1" + "0" * 21),
        (1e-7, "0.0000001"),
        (-0.0, "0"),
        (5.0, "5"),
        (12345678901234.5, "12345678901234.5"),
        (310115202600010100.0, "310115202600010000"),
        (float("nan"), "nan"),
    ],
)
def test_numbers_are_what_excel_shows(number: float, text: str) -> None:
    assert number_text(number) == text
