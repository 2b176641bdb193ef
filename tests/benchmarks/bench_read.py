"""Reading against calamine and pydantic, which do no checking, in the same run (design §10)."""

from __future__ import annotations

import atexit
import functools
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from exports.child_pool import ChildPool
from exports.gate import inspect
from exports.layout import sheet_layout
from exports.reader import read_submission
from exports.submission import Header, Submission
from exports.writer import write_submission
from forms.catalogue import load_catalogue
from forms.f00_cover import Cover
from forms.f01_project import Project
from forms.registry import STANDARD_FORMS
from tests.benchmarks.harness import Row
from tests.exports.factory import make_project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from forms.base import Form

ROWS = 10_000


def rows() -> Iterator[Row]:
    """The rows of the table that this module fills."""
    folder = tempfile.TemporaryDirectory(prefix="cluster-ledger-bench-")
    large, small = Path(folder.name) / "large.xlsx", Path(folder.name) / "small.xlsx"
    projects = [make_project(number) for number in range(1, ROWS + 1)]
    _write(large, projects)
    _write(small, projects[:200])
    pool = ChildPool()
    pool.warm_up()
    # Rows are run after this function is done.
    atexit.register(folder.cleanup)
    atexit.register(pool.close)
    yield Row(
        f"read one submission, {ROWS:,} × {len(Project.items())}, into checked records",
        functools.partial(_ours, large, pool),
        _reference(large, projects),
        goal=1.5,
        reference_name="calamine + pydantic",
    )
    yield Row(
        "read one submission, 200 rows",
        functools.partial(_ours, small, pool),
        _reference(small, projects[:200]),
        goal=4.0,
        reference_name="calamine + pydantic",
        pairs=15,
    )
    yield Row(
        "gate alone, 200 rows",
        functools.partial(inspect, small),
        _calamine_only(small),
        goal=1.0,
        reference_name="calamine",
        pairs=31,
    )


def _write(path: Path, projects: list[Project]) -> None:
    header = Header(
        "310115", "2026Q3", 1, catalogue_version="2022.1", created_at="2026-10-10T09:30:00+08:00"
    )
    cover = Cover(district="310115", period="2026Q3", record_id="310115", unit_name="示例委员会")
    content: dict[str, list[Form]] = {"F00": [cover], "F01": [*projects], "F02": []}
    submission = Submission(header, content)
    write_submission(submission, path, forms=STANDARD_FORMS, catalogue=load_catalogue())


def _ours(path: Path, pool: ChildPool) -> int:
    read = read_submission(path, forms=STANDARD_FORMS, catalogue=load_catalogue(), pool=pool)
    if not read.digest_ok:
        raise AssertionError("the digest must be right")
    return len(read.rows["F01"])


def _reference(path: Path, projects: list[Project]) -> Callable[[], int]:
    """Calamine reads the projects' sheet; pydantic makes as many records of ready values."""
    values = [project.model_dump() for project in projects]
    cells = _calamine_only(path)

    def run() -> int:
        cells()
        return len([Project(**one) for one in values])

    return run


def _calamine_only(path: Path) -> Callable[[], int]:
    from python_calamine import CalamineWorkbook

    name = sheet_layout(Project).name
    return lambda: len(CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python())
