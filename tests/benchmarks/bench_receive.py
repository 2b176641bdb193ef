"""Receiving sixteen large submissions against bare reading and inserting (design §10).

Ours reads in processes side by side, judges digests, checks every rule, archives each file and
writes the ledger; the reference only reads with calamine, makes pydantic records and inserts.
"""

from __future__ import annotations

import atexit
import functools
import itertools
import sqlite3
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from desktop.workflow.receiving import receive
from desktop.workflow.session import create_city
from exports.layout import sheet_layout
from exports.signature import SigningKey
from exports.submission import Header, Submission
from exports.writer import write_submission
from forms.catalogue import load_catalogue
from forms.f00_cover import Cover
from forms.f01_project import Project
from forms.registry import STANDARD_FORMS
from forms.uscc import check_character, has_valid_organisation_code
from resources.sample import DISTRICTS
from tests.benchmarks.harness import Row
from tests.exports.factory import make_project

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forms.base import Form

ROWS, FILES = 9_999, 16


@dataclass(frozen=True)
class _Work:
    """The folder in which both sides write, and the submissions they read."""

    folder: Path
    files: tuple[Path, ...]

    def fresh(self, name: str) -> Path:
        """A ledger path where nothing stands."""
        path = self.folder / name
        path.unlink(missing_ok=True)
        return path


def rows() -> Iterator[Row]:
    """The rows of the table that this module fills."""
    folder = tempfile.TemporaryDirectory(prefix="cluster-ledger-bench-")
    atexit.register(folder.cleanup)
    work = _Work(Path(folder.name), tuple(_write(Path(folder.name), *one) for one in _senders()))
    values = [make_project(number).model_dump() for number in range(1, ROWS + 1)]
    yield Row(
        f"receive {len(work.files)} × {ROWS:,} rows into the city ledger",
        functools.partial(_ours, work),
        functools.partial(_reference, work, values),
        goal=1.0,
        reference_name="16 × (calamine + pydantic + executemany)",
        pairs=2,
    )
    yield Row(
        f"receive {len(work.files)} × {ROWS:,} rows, against a script that only concatenates",
        functools.partial(_ours, work),
        functools.partial(_concatenate, work),
        goal=1 / 12,
        reference_name="16 × openpyxl load, append, save",
        pairs=1,
    )


def _senders() -> Iterator[tuple[str, int]]:
    """District and revision of each file: the districts that the plan names, some twice.

    In the others every project would ask for an explanation (A12), which no district leaves out.
    """
    named = [one for one in DISTRICTS if load_catalogue().clusters_named(one)]
    return itertools.islice(((one, turn) for turn in itertools.count(1) for one in named), FILES)


def _write(folder: Path, district: str, revision: int) -> Path:
    header = Header(
        district, "2026Q3", revision, catalogue_version="2022.1",
        created_at="2026-10-10T09:30:00+08:00",
    )  # fmt: skip
    cover = Cover(district=district, period="2026Q3", record_id=district, unit_name="示例委员会")
    projects: list[Form] = [_project(district, number) for number in range(1, ROWS + 1)]
    path = folder / header.file_name
    submission = Submission(header, {"F00": [cover], "F01": projects, "F02": []})
    key = SigningKey.generate()
    write_submission(submission, path, forms=STANDARD_FORMS, catalogue=load_catalogue(), key=key)
    return path


def _project(district: str, number: int) -> Project:
    """A project as districts send them: its checks pass, its firm and name are its own."""
    catalogue = load_catalogue()
    town = catalogue.codelist("town").children(district)[0]
    cluster = min(catalogue.clusters_named(district))
    direction = catalogue.codelist("direction").children(cluster)[0].code
    return make_project(
        number,
        district=district,
        record_id=f"{district}-2026-P{number:04d}",
        project_name=f"示例{number}号研发项目",
        entity_uscc=_uscc(district, number),
        cluster_code=cluster,
        direction_code=direction,
        topic_codes=(f"{direction}01",),
        town_code=town.code,
        stage="10",
        actual_start=None,
        actual_finish=None,
        nat_project_code=None,
        no_code_reason="非固定资产投资类",
        planned_start="2027-01",
        planned_finish="2029-12",
        carrier_id=None,
    )


def _uscc(district: str, number: int) -> str:
    """A code of a firm of its own, right in both its check characters."""
    for own in "0123456789X":
        body = f"91{district}MA{number:06d}{own}"
        code = body + check_character(body)
        if has_valid_organisation_code(code):
            return code
    raise AssertionError(number)


def _ours(work: _Work) -> int:
    session = create_city(work.fresh("city.db"))
    receipts = receive(session, work.files)
    session.close()
    if any(one.outcome != "received" for one in receipts):
        raise AssertionError([one.message for one in receipts])
    return len(receipts)


def _reference(work: _Work, values: list[dict[str, object]]) -> int:
    from python_calamine import CalamineWorkbook

    conn = sqlite3.connect(work.fresh("reference.db"))
    names = [f"c{place}" for place in range(len(sheet_layout(Project).columns))]
    conn.execute(f"CREATE TABLE rows ({', '.join(names)})")
    name, marks = sheet_layout(Project).name, ", ".join("?" * len(names))
    for path in work.files:
        cells = CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python()
        records = [Project(**one) for one in values]  # type: ignore[arg-type]
        with conn:
            conn.executemany(f"INSERT INTO rows VALUES ({marks})", cells[-len(records) :])
    conn.close()
    return len(work.files)


def _concatenate(work: _Work) -> int:
    """What offices did before: one long sheet of everybody's rows."""
    book = openpyxl.Workbook()
    target = book.active
    assert isinstance(target, Worksheet)
    layout = sheet_layout(Project)
    for path in work.files:
        sheet = openpyxl.load_workbook(path)[layout.name]
        for row in sheet.iter_rows(min_row=layout.first_data_row, values_only=True):
            target.append(row)
    book.save(work.fresh("all.xlsx"))
    return len(work.files)
