"""A signed submission: the signature travels, and one that does not fit is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from exports.layout import COVER_SHEET, FINGERPRINT_LABEL, MANIFEST_SHEET, MANIFEST_SIGNATURE
from exports.signature import SigningKey
from exports.writer import write_submission
from forms.registry import STANDARD_FORMS
from tests.exports.factory import small_submission
from tests.exports.submitting import edited, label_address, put

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl.workbook import Workbook

    from exports.reader import ReadSubmission
    from forms.catalogue import Catalogue

KEY = SigningKey.generate()


@pytest.fixture(scope="module")
def signed(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path: Path = tmp_path_factory.mktemp("signed") / "a.xlsx"
    write_submission(small_submission(), path, forms=STANDARD_FORMS, catalogue=catalogue, key=KEY)
    return path.read_bytes()


def swap_signature(book: Workbook) -> None:
    """What somebody does who has the file but not the key."""
    mine = SigningKey.generate().sign("sm3", "0" * 64)
    for row in book[MANIFEST_SHEET].iter_rows():
        if row[0].value == MANIFEST_SIGNATURE:
            row[2].value = mine.value


def test_the_signature_travels(signed: bytes, read: Callable[..., ReadSubmission]) -> None:
    got = read(signed)
    assert got.digest_ok
    assert got.signature_ok
    assert got.signature is not None
    assert got.signature.public_key == KEY.public_key


def test_the_fingerprint_stands_on_the_cover(signed: bytes) -> None:
    from io import BytesIO

    sheet = openpyxl.load_workbook(BytesIO(signed))[COVER_SHEET]
    shown = sheet[label_address(signed, FINGERPRINT_LABEL)].value
    assert shown == KEY.sign("sm3", "").fingerprint


@pytest.mark.fault("G7")
def test_a_false_signature_is_found(signed: bytes, read: Callable[..., ReadSubmission]) -> None:
    got = read(edited(signed, swap_signature))
    assert got.digest_ok
    assert not got.signature_ok


def test_a_painted_over_fingerprint_is_named(
    signed: bytes, read: Callable[..., ReadSubmission]
) -> None:
    address = label_address(signed, FINGERPRINT_LABEL)
    got = read(edited(signed, put(COVER_SHEET, address, "0000 0000 0000 0000")))
    assert not got.digest_ok
    assert [(one.sheet, one.address) for one in got.altered] == [(COVER_SHEET, address)]


def test_without_a_key_nothing_is_claimed(good: bytes, read: Callable[..., ReadSubmission]) -> None:
    got = read(good)
    assert got.signature is None
    assert got.signature_ok
