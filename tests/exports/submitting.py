"""What the tests of reading submissions share: the good one, editing it, looking into it."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl

from exports.cellsource import column_letters
from exports.layout import (
    COVER_SHEET,
    sheet_layout,
)
from forms.f01_project import Project
from forms.f02_progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from openpyxl.workbook import Workbook

    from exports.reader import ReadSubmission
    from exports.submission import Submission

F01, F02 = sheet_layout(Project), sheet_layout(Progress)


def edited(good: bytes, *edits: Callable[[Workbook], None]) -> bytes:
    """The workbook opened, edited and saved by another program."""
    book = openpyxl.load_workbook(BytesIO(good))
    for edit in edits:
        edit(book)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def put(sheet: str, address: str, value: Any) -> Callable[[Workbook], None]:
    def edit(book: Workbook) -> None:
        book[sheet][address] = value

    return edit


def cells_of(read: ReadSubmission, submission: Submission) -> list[object]:
    """Every cell that differs between what was written and what was read."""
    return [
        (code, was.record_id, entry.name)
        for code, rows in submission.rows.items()
        for was, now in zip(rows, read.rows[code], strict=True)
        for entry in type(was).items()
        if was.cell(entry.name) != now.cell(entry.name)
    ]


def label_address(good: bytes, label: str) -> str:
    """Where the value beside a label of the cover stands."""
    sheet = openpyxl.load_workbook(BytesIO(good))[COVER_SHEET]
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == label:
                return f"{column_letters(cell.column + 1)}{cell.row}"
    raise AssertionError(label)
