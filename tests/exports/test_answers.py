"""Answers to a return notice travel with the next submission, under its digest."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from exports.layout import ANSWERS_SHEET, FINDINGS_SHEET
from exports.reader import ReadSubmission
from forms.marks import Mark
from tests.exports.factory import small_submission
from tests.exports.submitting import edited, put

PROJECT = "310115-2026-P0001"
ANSWERS = (
    Mark(1, "投资完成额为负。", "F02", PROJECT, "inv_period", "示例项目", "-2800.50", "soft", "A34",
         "explained", "冲减二季度多报数，\n凭证见附件。"),
    Mark(2, "请核对。", "F01", PROJECT, answer="corrected"),
    Mark(3, "封面电话有误。", answer="disputed", text="=电话无误"),
)  # fmt: skip


@pytest.fixture(scope="module")
def answered(write: Callable[..., bytes]) -> bytes:
    return write(replace(small_submission(revision=2), answers=ANSWERS))


def test_answers_come_back_as_given(answered: bytes, read: Callable[..., ReadSubmission]) -> None:
    for again in (read(answered), read(edited(answered))):
        assert again.digest_ok
        assert tuple(again.answers) == ANSWERS
        assert again.notices == []


def test_a_submission_without_answers_has_no_such_sheet(
    good: bytes, read: Callable[..., ReadSubmission]
) -> None:
    assert tuple(read(good).answers) == ()
    assert ANSWERS_SHEET.encode() not in good


@pytest.mark.parametrize("address", ["I4", "K5", "L5", "M4", "M6"])
def test_an_edited_answer_is_named(
    answered: bytes, read: Callable[..., ReadSubmission], address: str
) -> None:
    got = read(edited(answered, put(ANSWERS_SHEET, address, "改动")))
    assert not got.digest_ok
    assert [row.sheet for row in got.altered] == [ANSWERS_SHEET]


def test_a_missing_sheet_of_answers_is_named(
    answered: bytes, read: Callable[..., ReadSubmission]
) -> None:
    got = read(edited(answered, lambda book: book.remove(book[ANSWERS_SHEET])))
    assert [row.sheet for row in got.altered] == [ANSWERS_SHEET]


def test_an_edited_explanation_is_still_told_apart(
    answered: bytes, read: Callable[..., ReadSubmission]
) -> None:
    got = read(edited(answered, put(FINDINGS_SHEET, "K4", "另有原因")))
    assert [row.sheet for row in got.altered] == [FINDINGS_SHEET]
