"""F12, F15, G2: whatever was typed travels, and other programs' saving is no edit.

A submission full of odd letters: marks, spaces and separators of every kind, letters that fold
or join, rare Han, escapes, line ends, halves of what XML can hold.
"""

from __future__ import annotations

import random
import subprocess
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from exports.digest import travelling_items
from exports.submission import Submission
from forms.catalogue import load_catalogue
from forms.f01_project import Project
from forms.kinds import read_cell
from tests.exports.factory import make_cover, make_header, make_project
from tests.exports.hostile_extremes import resaved
from tests.exports.submitting import edited

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from exports.reader import ReadSubmission

ROWS = 120
LETTERS = [
    letter
    for letter in map(chr, [*range(0xD800), *range(0xE000, 0x30000)])
    if unicodedata.combining(letter)
    or letter.isspace()
    or letter.upper() != letter
    or unicodedata.normalize("NFKC", letter) != letter
    or unicodedata.category(letter) in ("Cf", "Cc", "Co", "Cn")
]
PIECES = (
    "_x000D_", "_x005F_", "_xD800_", "_x0041_", "'", "=1+1", "\n", "\t", " ", "  ", "\r", "\r\n", "&amp;",
    "<", ">", '"', "\ufffd", "\ufffe", "\uffff", "\ud83d", "𬬻", "葛\U000e0100", "e\u0301", "㈱", "𫚖",
)  # fmt: skip


def odd_text(chance: random.Random) -> str:
    """A short text of odd letters among plain ones."""
    made = "".join(
        chance.choice(chance.choice((LETTERS, PIECES, "abcXYZ甲乙丙019 .,")))
        for _ in range(chance.choice((1, 2, 4, 9)))
    )
    return f"暂缺（{made}）" if chance.random() < 0.05 else made


@pytest.fixture(scope="module")
def odd(write: Callable[[Submission], bytes]) -> bytes:
    """The submission, written."""
    chance = random.Random(20260930)
    catalogue = load_catalogue()
    rows = []
    for number in range(1, ROWS + 1):
        typed = {
            entry.name: read_cell(odd_text(chance), entry, catalogue)
            for entry in travelling_items(Project)
            if entry.name != "record_id" and chance.random() < 0.6
        }
        rows.append(make_project(number).with_cells(typed))
    header = replace(make_header(), reason="更正：“𬬻”\u2028字")
    return write(Submission(header, {"F00": [make_cover()], "F01": rows, "F02": []}))


def by_libreoffice(data: bytes, folder: Path) -> bytes:
    """The workbook saved by LibreOffice."""
    (folder / "a.xlsx").write_bytes(data)
    subprocess.run(
        [
            "soffice", "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--convert-to", "xlsx", "--outdir", str(folder / "out"), str(folder / "a.xlsx"),
        ],
        check=True, capture_output=True, timeout=110,
    )  # fmt: skip
    return (folder / "out" / "a.xlsx").read_bytes()


@pytest.mark.parametrize("saved_by", ["us", "Excel's way", "openpyxl", "LibreOffice"])
@pytest.mark.fault("F12")
def test_odd_letters_travel(
    saved_by: str, odd: bytes, read: Callable[..., ReadSubmission], tmp_path: Path
) -> None:
    ways: dict[str, Callable[[bytes], bytes]] = {
        "us": bytes,
        "Excel's way": resaved,
        "openpyxl": edited,
        "LibreOffice": lambda data: by_libreoffice(data, tmp_path),
    }
    got = read(ways[saved_by](odd))
    assert not got.altered
    assert got.digest_ok
    assert len(got.rows["F01"]) == ROWS
