"""Manifests and covers that say what nobody wrote: found, or refused, never believed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from exports.layout import (
    COUNT_TITLE,
    COVER_SHEET,
    DIGEST_ALGORITHM_LABEL,
    DIGEST_LABEL,
    MANIFEST_COUNT,
    MANIFEST_DIGEST,
    MANIFEST_HEADER,
    MANIFEST_ROW,
    MANIFEST_SHEET,
    MANIFEST_TOTAL,
)
from exports.refusal import Refusal
from forms.f01_project import Project
from tests.exports.submitting import edited, label_address, put

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl.workbook import Workbook

    from exports.reader import ReadSubmission


def line(kind: str, column: int, value: Any) -> Callable[[Workbook], None]:
    """Write over one column (from 1) of the manifest's first line of a kind."""

    def edit(book: Workbook) -> None:
        for row in book[MANIFEST_SHEET].iter_rows():
            if row[0].value == kind:
                row[column - 1].value = value
                return
        raise AssertionError(kind)

    return edit


def cover_total(title: str, value: Any) -> Callable[[Workbook], None]:
    """Write over a total of the projects on the cover."""

    def edit(book: Workbook) -> None:
        for row in book[COVER_SHEET].iter_rows():
            if (row[0].value, row[2].value) == ("F01", title):
                row[3].value = value
                return
        raise AssertionError(title)

    return edit


@pytest.mark.parametrize("name", ["shake_128", "md5", "md4", "sha1", "SM3", "", "无"])
def test_a_digest_of_another_kind_is_not_computed(
    name: str, good: bytes, read: Callable[..., ReadSubmission]
) -> None:
    """A weak digest proves nothing, and some of the library's names can't be used at all."""
    with pytest.raises(Refusal) as caught:
        read(edited(good, line(MANIFEST_DIGEST, 2, name)))
    assert caught.value.reason == "unsupported_version"


@pytest.mark.parametrize("name", ["shake_256", "md5", "sha256", None])
def test_another_kind_of_digest_on_the_cover_is_named(
    name: str | None, good: bytes, read: Callable[..., ReadSubmission]
) -> None:
    address = label_address(good, DIGEST_ALGORITHM_LABEL)
    got = read(edited(good, put(COVER_SHEET, address, name)))
    assert not got.digest_ok
    assert [one.address for one in got.altered] == [address]


@pytest.mark.parametrize(
    "said", ["sNaN", "NaN", "Infinity", "1e999999999", "٣", "约", "9" * 400, ""]
)
def test_a_total_that_is_no_amount_equals_none(
    said: str, good: bytes, read: Callable[..., ReadSubmission]
) -> None:
    got = read(edited(good, line(MANIFEST_TOTAL, 3, said)))
    assert not got.control_totals_ok
    ((_, (wrong, right)),) = got.control_totals.items()
    assert wrong.is_nan()
    assert right == Decimal("70004.00") if right.is_finite() else False


@pytest.mark.parametrize("said", ["4", "00", "999999999999999"])
def test_a_count_that_disagrees_is_told(
    said: str, good: bytes, read: Callable[..., ReadSubmission]
) -> None:
    assert "F01" in read(edited(good, line(MANIFEST_COUNT, 3, said))).control_totals


@pytest.mark.parametrize(
    ("title", "value", "name"),
    [
        (COUNT_TITLE, 4, "F01"),
        (Project.item("total_investment").full_title, 70005, "F01.total_investment"),
        (Project.item("total_investment").full_title, "七万", "F01.total_investment"),
    ],
)
def test_a_total_painted_over_on_the_cover_is_told(
    title: str, value: object, name: str, good: bytes, read: Callable[..., ReadSubmission]
) -> None:
    """What the leader signs is what the rows add up to."""
    got = read(edited(good, cover_total(title, value)))
    assert list(got.control_totals) == [name]


@pytest.mark.parametrize(
    ("kind", "column", "value"),
    [
        (MANIFEST_ROW, 1, "rows"),
        (MANIFEST_ROW, 2, "F99"),
        (MANIFEST_ROW, 3, None),
        (MANIFEST_ROW, 4, "0" * 32),
        (MANIFEST_ROW, 4, "double 5"),
        (MANIFEST_ROW, 5, "-" * 30_000),
        (MANIFEST_HEADER, 2, "revision"),
        (MANIFEST_DIGEST, 3, "x"),
        (MANIFEST_DIGEST, 3, 7),
    ],
)
def test_a_manifest_that_was_edited_is_found_or_makes_no_difference(
    kind: str, column: int, value: object, good: bytes, read: Callable[..., ReadSubmission]
) -> None:
    """A row's cell marks only help to name a cell, so they may differ; all else is found."""
    before = read(good)
    got = read(edited(good, line(kind, column, value)))
    if got.digest_ok:
        assert (got.header, got.rows) == (before.header, before.rows)
    else:
        assert got.altered


def test_a_manifest_without_a_digest_is_none_of_ours(
    good: bytes, read: Callable[..., ReadSubmission]
) -> None:
    with pytest.raises(Refusal) as caught:
        read(edited(good, line(MANIFEST_DIGEST, 3, None)))
    assert caught.value.reason == "wrong_template"


def test_a_swapped_digest_in_both_places_is_found(
    good: bytes, read: Callable[..., ReadSubmission]
) -> None:
    address = label_address(good, DIGEST_LABEL)
    other = "ab" * 32
    got = read(edited(good, line(MANIFEST_DIGEST, 3, other), put(COVER_SHEET, address, other)))
    assert not got.digest_ok
