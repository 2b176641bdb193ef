"""The digest: the same for the same content, another for any edit, and it names the cell."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from exports.digest import (
    RECORD,
    UNIT,
    altered_cells,
    by_row,
    digest_submission,
    mark_row,
    travelling_items,
)
from forms.base import Form, FormSpec, Text
from forms.cells import Kept, Missing
from forms.f01_project import Project
from forms.f02_progress import Progress
from forms.items import item
from tests.exports.factory import make_progress, make_project, small_submission

EDITS: dict[str, Any] = {
    "text": "改", "identifier": "X1", "reference": "X1", "money": Decimal("0.01"), "count": 77,
    "percent": 7, "date": date(2026, 1, 2), "month": "2020-01", "yes_no": False, "one_of": "改",
    "many_of": ("改",),
}  # fmt: skip


def test_order_of_rows_and_forms_leaves_the_digest() -> None:
    one = small_submission()
    rows = {
        code: random.Random(3).sample(list(found), len(found)) for code, found in one.rows.items()
    }
    other = replace(one, rows=dict(reversed(rows.items())), findings=one.findings[::-1])
    assert digest_submission(other).total == digest_submission(one).total


@pytest.mark.parametrize("row", [make_project(), make_progress()], ids=["F01", "F02"])
def test_each_edited_cell_changes_its_row_and_is_named(row: Form) -> None:
    before = mark_row(row, "sha256")
    for entry in travelling_items(type(row)):
        if entry.name == "record_id":
            continue
        after = mark_row(row.with_cells({entry.name: EDITS[entry.kind.name]}), "sha256")
        assert after.digest != before.digest, entry.name
        assert altered_cells(type(row), before.cells, after.cells) == [entry.name]


def test_blank_zero_absent_later_and_kept_are_five_things() -> None:
    cells = [
        None,
        Decimal("0.00"),
        Missing("na"),
        Missing("later"),
        Missing("later", "待定"),
        Kept("0"),
    ]
    marks = [mark_row(make_progress().with_cells({"rd_ytd": cell}), "sha256") for cell in cells]
    assert len({mark.digest for mark in marks}) == len(cells)


def test_a_value_moved_to_the_next_cell_changes_the_digest() -> None:
    row = make_project(address="甲", content=None)
    moved = make_project(address=None, content="甲")
    assert mark_row(row, "sha256").digest != mark_row(moved, "sha256").digest


class Note(Form):
    """A toy form."""

    spec = FormSpec(code="T01", name="note", title="便条", nature="register", label="words")
    words: Text = item("内容", no="1")


class LongerNote(Form):
    """The toy form of a later version, with one more optional field."""

    spec = FormSpec(code="T01", name="note", title="便条", nature="register", label="words")
    words: Text = item("内容", no="1")
    mood: Text = item("心情", no="2")


def test_a_blank_field_added_later_leaves_old_digests() -> None:
    old, new = Note(record_id="1", words="甲"), LongerNote(record_id="1", words="甲")
    assert mark_row(old, "sha256").digest == mark_row(new, "sha256").digest


@pytest.mark.parametrize(
    "facts",
    [{"period": "2026Q2"}, {"district": "310104"}, {"revision": 2}, {"supersedes": "ab"},
     {"reason": "更正"}, {"nil_forms": ("F02",)}, {"created_at": "2026-10-11T09:30:00+08:00"}],
)  # fmt: skip
def test_the_header_is_inside(facts: dict[str, Any]) -> None:
    assert (
        digest_submission(small_submission(**facts)).total
        != digest_submission(small_submission()).total
    )


def test_the_program_version_is_not_inside() -> None:
    newer = small_submission(app_version="9.9")
    assert digest_submission(newer).total == digest_submission(small_submission()).total


def test_an_explanation_is_inside() -> None:
    one = small_submission()
    other = replace(one, findings=[one.findings[0].explained("另一个原因。"), *one.findings[1:]])
    assert digest_submission(one).total != digest_submission(other).total


def test_marks_are_found_by_row() -> None:
    digest = digest_submission(small_submission(), "sha256")
    assert digest.algorithm == "sha256"
    assert len(digest.total) == 64
    assert by_row(digest.rows)["F01", "310115-2026-P0002"].form == "F01"
    assert len(by_row(digest.rows)) == 6


def test_the_short_form_is_the_beginning_in_fours() -> None:
    digest = digest_submission(small_submission())
    assert digest.short.replace(" ", "") == digest.total[:16].upper()
    assert [len(part) for part in digest.short.split()] == [4, 4, 4, 4]


def test_what_no_workbook_can_hold_counts_as_it_is_written() -> None:
    written = make_project(remark="甲\ufffd乙")
    assert mark_row(make_project(remark="甲\ud800\x0b乙"), "sha256") == mark_row(written, "sha256")


def test_separators_in_texts_forge_no_other_row() -> None:
    forged = make_project(remark="甲\x1faddress=乙", address=None)
    honest = make_project(remark="甲", address="乙")
    assert mark_row(forged, "sha256").digest != mark_row(honest, "sha256").digest


def test_fields_that_stay_in_the_ledger_do_not_travel() -> None:
    names = [entry.name for entry in travelling_items(Progress)]
    assert "prev_snapshot" not in names
    assert {"source", "remark"} <= {entry.name for entry in travelling_items(Project)}


def test_the_value_that_was_explained_is_inside() -> None:
    """Else a sentence about one figure could be moved to another."""
    submission = small_submission()
    first, *rest = submission.findings
    other = replace(submission, findings=[replace(first, value="-1.00"), *rest])
    assert digest_submission(other).total != digest_submission(submission).total


def test_a_finding_that_holds_separators_forges_no_second_one() -> None:
    submission = small_submission()
    first, second = submission.findings
    joined = f"{first.field}{UNIT}{first.value}{UNIT}{first.explanation}{RECORD}{second.id}"
    forged = replace(first, field=joined, value=second.value, explanation=second.explanation)
    assert (
        digest_submission(replace(submission, findings=[forged])).total
        != digest_submission(submission).total
    )
