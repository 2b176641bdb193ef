"""The good files that mutations begin with."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

from exports.reader import read_submission
from exports.signature import SigningKey
from exports.template import write_template
from exports.writer import write_submission
from forms.registry import STANDARD_FORMS
from tests.exports.factory import long_submission, small_submission
from tests.exports.fuzz.judging import Content
from tests.exports.hostile_extremes import resaved
from tests.exports.submitting import edited
from tests.exports.test_tables import HEADER, ROW, workbook

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from exports.child_pool import ChildPool
    from forms.catalogue import Catalogue

TABLE = (
    HEADER,
    ROW,
    ("乙项目", "上海虚拟有限公司", "1,234.50", "在建"),
    ("合计", None, 2435, None),
)


def submissions(folder: Path, catalogue: Catalogue) -> list[bytes]:
    """Submissions as we write them, signed, with more rows, and saved again by other programs."""
    made = []
    header = small_submission().header
    for number, (submission, key) in enumerate(
        (
            (small_submission(), None),
            (
                replace(small_submission(), header=replace(header, revision=2, reason="更正")),
                SigningKey.generate(),
            ),
            (long_submission(30), None),
        )
    ):
        path = folder / f"{number}.xlsx"
        write_submission(submission, path, forms=STANDARD_FORMS, catalogue=catalogue, key=key)
        made.append(path.read_bytes())
    return [*made, resaved(made[0]), edited(made[0])]


def contents(bases: Sequence[bytes], catalogue: Catalogue, pool: ChildPool) -> list[Content]:
    """What the good submissions say."""
    read = [
        read_submission(one, forms=STANDARD_FORMS, catalogue=catalogue, pool=pool) for one in bases
    ]
    assert all(one.digest_ok for one in read)
    return [Content.of(one) for one in read]


def workbooks(folder: Path, catalogue: Catalogue) -> list[bytes]:
    """Tables to load: a plain one and a blank template."""
    path = folder / "template.xlsx"
    write_template(path, forms=STANDARD_FORMS, catalogue=catalogue)
    return [workbook(TABLE), path.read_bytes()]


def texts() -> list[bytes]:
    """The same table as CSV in the encodings in use."""
    lines = [",".join('""' if cell is None else f'"{cell}"' for cell in row) for row in TABLE]
    text = "\r\n".join(lines)
    return [text.encode(one) for one in ("utf-8", "utf-8-sig", "gb18030", "utf-16")]


def old_formats(folder: Path, formats: Sequence[str] = ("xls", "ods")) -> list[bytes]:
    """The same table in formats only LibreOffice can write."""
    (folder / "a.xlsx").write_bytes(workbook(TABLE))
    for one in formats:
        subprocess.run(
            [
                "soffice", "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                "--convert-to", one, "--outdir", str(folder), str(folder / "a.xlsx"),
            ],
            check=True, capture_output=True, timeout=110,
        )  # fmt: skip
    return [(folder / f"a.{one}").read_bytes() for one in formats]
