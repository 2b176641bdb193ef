"""What the tests of workbooks share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from exports.child_pool import ChildPool
from exports.reader import read_submission
from exports.reader_grid import read_grids
from exports.refusal import Refusal
from exports.writer import write_submission
from forms.catalogue import load_catalogue
from forms.registry import STANDARD_FORMS
from tests.exports.factory import small_submission

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from exports.reader import ReadSubmission
    from exports.reader_grid import Grid
    from exports.submission import Submission
    from forms.catalogue import Catalogue


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The catalogue that ships with the program."""
    return load_catalogue()


@pytest.fixture(scope="session")
def pool() -> Iterator[ChildPool]:
    """Reading children for all tests."""
    with ChildPool() as children:
        yield children


@pytest.fixture(scope="session")
def read(catalogue: Catalogue, pool: ChildPool) -> Callable[..., ReadSubmission]:
    """Read a submission from bytes or a path."""

    def run(source: bytes | Path, name: str = "") -> ReadSubmission:
        return read_submission(
            source, forms=STANDARD_FORMS, catalogue=catalogue, pool=pool, name=name
        )

    return run


@pytest.fixture(scope="session")
def write(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., bytes]:
    """The bytes of a submission as the program writes it."""

    def run(submission: Submission) -> bytes:
        path = tmp_path_factory.mktemp("sub") / "a.xlsx"
        write_submission(submission, path, forms=STANDARD_FORMS, catalogue=catalogue)
        return path.read_bytes()

    return run


@pytest.fixture(scope="session")
def good(write: Callable[..., bytes]) -> bytes:
    """The small submission, written."""
    return write(small_submission())


@pytest.fixture
def grid(pool: ChildPool, tmp_path: Path) -> Callable[[bytes], Grid]:
    """The one sheet of a file."""

    def run(data: bytes) -> Grid:
        path = tmp_path / "来表.xls"
        path.write_bytes(data)
        (only,) = read_grids(path, pool)
        return only

    return run


@pytest.fixture
def refused(pool: ChildPool, tmp_path: Path) -> Callable[[bytes], str]:
    """The reason why a file is refused."""

    def run(data: bytes) -> str:
        path = tmp_path / "来表.xls"
        path.write_bytes(data)
        with pytest.raises(Refusal) as caught:
            read_grids(path, pool)
        return caught.value.reason

    return run
