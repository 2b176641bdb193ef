"""G1: every cell of a submission of all forms, edited one at a time: each named by sheet and row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from exports.cellsource import column_letters
from exports.digest import travelling_items
from exports.layout import COVER_FACTS, COVER_SHEET, FIRST_DATA_ROW, sheet_layout
from exports.refusal import Refusal
from exports.submission import Submission
from forms.catalogue import load_catalogue
from forms.f00_cover import Cover
from forms.kinds import read_cell
from forms.registry import STANDARD_FORMS
from tests.exports.factory import make_cover, make_header
from tests.exports.hostile_tools import part_of, with_text
from tests.exports.submitting import label_address

if TYPE_CHECKING:
    from collections.abc import Callable

    from exports.reader import ReadSubmission
    from forms.base import Form

CATALOGUE = load_catalogue()
DATA_FORMS = [form for form in STANDARD_FORMS if form.spec.nature != "cover"]


def example(form: type[Form]) -> Form:
    """A row that holds the examples of the form's fields; some of them are blank."""
    cells = {
        entry.name: read_cell(entry.example, entry, CATALOGUE)
        for entry in travelling_items(form)
        if entry.example and entry.name != "record_id"
    }
    row = form(district="310115", period="2026Q3", record_id="310115-2026-P0001")
    return row.with_cells(cells)


@pytest.fixture(scope="module")
def full(write: Callable[[Submission], bytes]) -> bytes:
    """A submission with one row in each form."""
    rows: dict[str, list[Form]] = {form.spec.code: [example(form)] for form in DATA_FORMS}
    return write(Submission(make_header(), {"F00": [make_cover()], **rows}))


@pytest.mark.fault("G1")
@pytest.mark.parametrize("form", DATA_FORMS, ids=lambda form: form.spec.code)
def test_each_cell_edited_after_export_is_named(
    form: type[Form], full: bytes, read: Callable[..., ReadSubmission]
) -> None:
    layout, part = sheet_layout(form), part_of(full, sheet_layout(form).name)
    for column in layout.item_columns:
        assert column.item is not None
        if column.item.name == "record_id":
            continue
        address = f"{column_letters(column.index)}{FIRST_DATA_ROW}"
        got = read(with_text(full, part, address, "改动"))
        assert not got.digest_ok
        assert [(one.sheet, one.row_number, one.address, one.fields) for one in got.altered] == [
            (layout.name, FIRST_DATA_ROW, address, (column.item.name,))
        ]


def test_untouched_it_is_whole(full: bytes, read: Callable[..., ReadSubmission]) -> None:
    """The control."""
    got = read(full)
    assert got.digest_ok
    assert {code for code, rows in got.rows.items() if rows} == set(STANDARD_FORMS.codes)


KNOWN_BY = {COVER_FACTS[name] for name in ("district", "period", "template_version")}
"""A file in which these are nonsense is refused before anything is compared."""
COVER_LABELS = [
    *(label for name, label in COVER_FACTS.items() if name != "app_version"),
    *(entry.title for entry in travelling_items(Cover)),
]
"""All but the program's version, which says nothing about the content and is not in the digest."""


@pytest.mark.fault("G1")
@pytest.mark.parametrize("label", COVER_LABELS)
def test_each_fact_of_the_cover_edited_after_export_is_found(
    label: str, full: bytes, read: Callable[..., ReadSubmission]
) -> None:
    address = label_address(full, label)
    data = with_text(full, part_of(full, COVER_SHEET), address, "7")
    if label in KNOWN_BY:
        with pytest.raises(Refusal) as caught:
            read(data)
        assert caught.value.reason in ("wrong_district", "wrong_period", "unsupported_version")
        return
    got = read(data)
    assert not got.digest_ok
    assert address in {one.address for one in got.altered}
