"""A9, A11–A13, H11: foreign, cut short and damaged files are told apart and never misread."""

from __future__ import annotations

import os
import random
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.ledger import errors
from desktop.ledger.connection import APPLICATION_ID
from tests.ledger.support import DISTRICT, PERIOD, WHO, contents, edit, make, put, reopen, toy

FLIPS = int(os.environ.get("CLUSTER_LEDGER_FLIPS", "500"))


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A ledger with some content."""
    path = tmp_path / "好账.cluster"
    with make(path) as ledger:
        steps = [toy(n, code=f"C{n:04d}", remark="示例备注" * 5) for n in range(40)]
        ledger.open_period(DISTRICT, PERIOD, who=WHO, steps=steps)
        ledger.apply(edit(*(put(n, "number", n) for n in range(40))))
    return path


def sqlite_of_another_program(path: Path, application_id: int = 0) -> None:
    conn = sqlite3.connect(path)
    conn.execute("CREATE TABLE t (a)")
    conn.execute(f"PRAGMA application_id = {application_id}")
    conn.commit()
    conn.close()


def zipped(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")


FOREIGN: dict[str, Callable[[Path], object]] = {
    "文本": lambda path: path.write_text("这是一段文字" * 100),
    "短文本": lambda path: path.write_text("短"),
    "工作簿": zipped,
    "零": lambda path: path.write_bytes(bytes(8192)),
    "乱": lambda path: path.write_bytes(random.Random(1).randbytes(8192)),
    "图片": lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500)),
    "老式文档": lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096)),
    "程序": lambda path: path.write_bytes(b"MZ" + bytes(4096)),
    "网页": lambda path: path.write_text("<!DOCTYPE html><html></html>"),
    "无标识数据库": sqlite_of_another_program,
    "别家数据库": lambda path: sqlite_of_another_program(path, 0x0F055112),
    "文件夹": Path.mkdir,
}


@pytest.mark.fault("A13")
@pytest.mark.parametrize("kind", FOREIGN)
def test_a_file_that_is_no_ledger_is_refused_untouched(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"{kind}.cluster"
    FOREIGN[kind](path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(errors.NotALedger, match=rf"{kind}.*请选择"):
        reopen(path)
    assert (path.read_bytes() if path.is_file() else b"") == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.fault("A12")
def test_a_ledger_cut_short_at_any_length_is_refused(whole: Path) -> None:
    content = whole.read_bytes()
    chance = random.Random(7)
    lengths = [0, 1, 15, 16, 99, 100, 511, 512, 4096, len(content) // 2, len(content) - 1]
    for length in lengths + [chance.randrange(len(content)) for _ in range(20)]:
        whole.write_bytes(content[:length])
        with pytest.raises(errors.DamagedLedger, match=r"好账.*损坏或不完整.*备份"):
            reopen(whole)
        assert whole.read_bytes() == content[:length]


@pytest.mark.fault("A11", "H11")
def test_no_flipped_byte_shows_a_wrong_value(whole: Path) -> None:
    """Unaffected, or found at opening or by ``verify``; never another value, never a crash."""
    content = whole.read_bytes()
    with reopen(whole) as ledger:
        right = contents(ledger)
    chance = random.Random(20260930)
    outcomes: dict[str, int] = {"unaffected": 0, "found": 0}
    for _ in range(FLIPS):
        place = chance.randrange(len(content))
        flipped = bytearray(content)
        flipped[place] ^= 1 << chance.randrange(8)
        whole.write_bytes(flipped)
        try:
            with reopen(whole) as ledger:
                found = not ledger.verify().ok
                same = found or contents(ledger) == right
        except errors.LedgerError:
            found, same = True, True
        assert same, place
        outcomes["found" if found else "unaffected"] += 1
    assert min(outcomes.values()) > 0, outcomes


@pytest.mark.fault("A13", "H11")
def test_a_database_made_to_look_like_a_ledger_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "冒充.cluster"
    sqlite_of_another_program(path, APPLICATION_ID)
    with pytest.raises(errors.LedgerError):
        reopen(path)


@pytest.mark.fault("A9")
def test_a_journal_of_another_file_does_no_harm(whole: Path, tmp_path: Path) -> None:
    with reopen(whole) as ledger:
        right = contents(ledger)
    whole.with_name(whole.name + "-journal").write_bytes(random.Random(3).randbytes(5000))
    with reopen(whole) as ledger:
        assert contents(ledger) == right
        assert ledger.verify().problems == ()
    assert list(tmp_path.iterdir()) == [whole]
