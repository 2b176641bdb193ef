"""Manifests and covers that say what nobody wrote: found, or refused, never believed."""

from __future__ import annotations

import re
import zipfile
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

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
from tests.exports.hostile_tools import part_of, with_text
from tests.exports.submitting import label_address

if TYPE_CHECKING:
    from collections.abc import Callable

    from exports.reader import ReadSubmission


def line(good: bytes, kind: str, column: str, text: str) -> bytes:
    """Write over one column of the manifest's first line of a kind."""
    part = part_of(good, MANIFEST_SHEET)
    return with_text(good, part, f"{column}{_row(good, part, 'A', kind)}", text)


def on_cover(good: bytes, label: str, text: str) -> tuple[bytes, str]:
    """Write over the value beside a label of the cover; gives the address too."""
    address = label_address(good, label)
    return with_text(good, part_of(good, COVER_SHEET), address, text), address


def _row(good: bytes, part: str, column: str, text: str) -> int:
    with zipfile.ZipFile(BytesIO(good)) as archive:
        content = archive.read(part).decode()
    found = re.search(rf'<c r="{column}(\d+)"[^>]*><is><t[^>]*>{re.escape(text)}</t>', content)
    assert found, text
    return int(found[1])


def _says(good: bytes, part: str, address: str, text: str) -> bool:
    with zipfile.ZipFile(BytesIO(good)) as archive:
        content = archive.read(part).decode()
    cell = rf'<c r="{address}"[^>]*><is><t[^>]*>{re.escape(text)}</t>'
    return re.search(cell, content) is not None


@pytest.mark.parametrize("name", ["shake_128", "md5", "md4", "sha1", "SM3", "", "无"])
def test_a_digest_of_another_kind_is_not_computed(
    name: str, good: bytes, read: Callable[..., ReadSubmission]
) -> None:
    """A weak digest proves nothing, and some of the library's names can't be used at all."""
    with pytest.raises(Refusal) as caught:
        read(line(good, MANIFEST_DIGEST, "B", name))
    assert caught.value.reason == "unsupported_version"


@pytest.mark.parametrize("name", ["shake_256", "md5", "sha256", ""])
def test_another_kind_of_digest_on_the_cover_is_named(
    name: str, good: bytes, read: Callable[..., ReadSubmission]
) -> None:
    data, address = on_cover(good, DIGEST_ALGORITHM_LABEL, name)
    got = read(data)
    assert not got.digest_ok
    assert [one.address for one in got.altered] == [address]


@pytest.mark.fault("G3")
@pytest.mark.parametrize(
    "said", ["sNaN", "NaN", "Infinity", "1e999999999", "٣", "约", "9" * 400, ""]
)
def test_a_total_that_is_no_amount_equals_none(
    said: str, good: bytes, read: Callable[..., ReadSubmission]
) -> None:
    got = read(line(good, MANIFEST_TOTAL, "C", said))
    assert not got.control_totals_ok
    ((_, (wrong, right)),) = got.control_totals.items()
    assert wrong.is_nan()
    assert right == Decimal("70004.00")


@pytest.mark.parametrize("said", ["4", "00", "999999999999999"])
def test_a_count_that_disagrees_is_told(
    said: str, good: bytes, read: Callable[..., ReadSubmission]
) -> None:
    assert "F01" in read(line(good, MANIFEST_COUNT, "C", said)).control_totals


@pytest.mark.fault("G3")
@pytest.mark.parametrize(
    ("title", "value", "name"),
    [
        (COUNT_TITLE, "4", "F01"),
        (Project.item("total_investment").full_title, "70005", "F01.total_investment"),
        (Project.item("total_investment").full_title, "七万", "F01.total_investment"),
    ],
)
def test_a_total_painted_over_on_the_cover_is_told(
    title: str, value: str, name: str, good: bytes, read: Callable[..., ReadSubmission]
) -> None:
    """What the leader signs is what the rows add up to."""
    part = part_of(good, COVER_SHEET)
    first = _row(good, part, "A", "F01")
    row = next(n for n in range(first, first + 40) if _says(good, part, f"C{n}", title))
    got = read(with_text(good, part, f"D{row}", value))
    assert list(got.control_totals) == [name]


@pytest.mark.parametrize(
    ("kind", "column", "value"),
    [
        (MANIFEST_ROW, "A", "rows"),
        (MANIFEST_ROW, "B", "F99"),
        (MANIFEST_ROW, "C", ""),
        (MANIFEST_ROW, "D", "0" * 32),
        (MANIFEST_ROW, "D", "double 5"),
        (MANIFEST_ROW, "E", "-" * 30_000),
        (MANIFEST_HEADER, "B", "revision"),
        (MANIFEST_DIGEST, "C", "x"),
        (MANIFEST_DIGEST, "C", "7"),
    ],
)
def test_a_manifest_that_was_edited_is_found_or_makes_no_difference(
    kind: str, column: str, value: str, good: bytes, read: Callable[..., ReadSubmission]
) -> None:
    """A row's cell marks only help to name a cell, so they may differ; all else is found."""
    before = read(good)
    got = read(line(good, kind, column, value))
    if got.digest_ok:
        assert (got.header, got.rows) == (before.header, before.rows)
    else:
        assert got.altered


def test_a_manifest_without_a_digest_is_none_of_ours(
    good: bytes, read: Callable[..., ReadSubmission]
) -> None:
    with pytest.raises(Refusal) as caught:
        read(line(good, MANIFEST_DIGEST, "C", ""))
    assert caught.value.reason == "wrong_template"


def test_a_swapped_digest_in_both_places_is_found(
    good: bytes, read: Callable[..., ReadSubmission]
) -> None:
    other = "ab" * 32
    data, _ = on_cover(line(good, MANIFEST_DIGEST, "C", other), DIGEST_LABEL, other)
    assert not read(data).digest_ok
