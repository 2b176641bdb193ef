"""往来 in the file: letters, marks with their answers, what was sent, code lists."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.ledger import Changes, DeleteRow, Ledger, NoticeRecord, ReceivedRecord, errors
from forms.marks import Mark
from tests.ledger.support import DISTRICT, PERIOD, WHO, edit, make, put, toy, toy_id

HERE = (DISTRICT, PERIOD, 1)
RETURN = NoticeRecord("return", *HERE, "n1", "d1", "请修改", "市级", "2026-10-02T09:00:00+08:00",
                      "甲.xlsx", WHO)  # fmt: skip
MARKS = (
    Mark(1, "不对", "T01", toy_id(1), "amount", "示例1", "5", "hard", "A34"),
    Mark(2, "请核对"),
)


def sent(ledger: Ledger, revision: int = 1) -> None:
    ledger.record_submission(
        DISTRICT, PERIOD, revision, f"d{revision}", who=WHO, content=b"file %d" % revision
    )


def test_a_return_notice_is_kept_with_its_marks_and_state(ledger: Ledger) -> None:
    sent(ledger)
    ledger.exchange.take(RETURN, b"book", MARKS, state="returned", preparing=2)
    info = ledger.period_info(DISTRICT, PERIOD)
    assert info is not None
    assert (info.state, info.revision, info.locked) == ("returned", 2, False)
    (kept,) = ledger.exchange.letters(DISTRICT)
    assert replace(kept, at="") == RETURN
    assert kept.at
    assert ledger.exchange.letter_content("n1") == b"book"
    assert tuple(ledger.exchange.marks(*HERE)) == MARKS
    assert ledger.verify().ok


def test_a_letter_taken_twice_is_kept_once(ledger: Ledger) -> None:
    for _ in range(2):
        ledger.exchange.take(RETURN, b"book", MARKS)
    assert len(ledger.exchange.letters()) == 1
    assert ledger.exchange.letters("310101") == []
    with pytest.raises(errors.NoSuchSubmission):
        ledger.exchange.letter_content("n2")


def test_a_receipt_locks_and_forgets_the_steps_of_undo(ledger: Ledger) -> None:
    sent(ledger)
    ledger.apply(edit(toy(1), reason="补充"))
    receipt = replace(RETURN, kind="receipt", digest="n2")
    ledger.exchange.take(receipt, b"book", state="accepted", preparing=1)
    info = ledger.period_info(DISTRICT, PERIOD)
    assert info is not None
    assert (info.state, info.locked) == ("accepted", True)
    assert ledger.undo_title(DISTRICT, PERIOD) == ""


def test_answers_are_kept_when_the_same_mark_comes_again(ledger: Ledger) -> None:
    ledger.exchange.take(RETURN, b"book", MARKS)
    ledger.exchange.answer(HERE, 2, "explained", "情况如此", WHO)
    again = [replace(MARKS[1], number=1), Mark(2, "新的意见")]
    ledger.exchange.take(replace(RETURN, digest="n2"), b"book", again)
    first, second = ledger.exchange.marks(*HERE)
    assert (first.message, first.answer, first.text) == ("请核对", "explained", "情况如此")
    assert (second.message, second.is_answered) == ("新的意见", False)
    ledger.exchange.answer(HERE, 1, "", "", WHO)
    assert not ledger.exchange.marks(*HERE)[0].is_answered
    with pytest.raises(errors.NoSuchMark, match="第 3 条"):
        ledger.exchange.answer(HERE, 3, "corrected", "", WHO)


def test_the_city_keeps_what_it_wrote_and_takes_the_answers(city: Ledger) -> None:
    record = ReceivedRecord(DISTRICT, PERIOD, 1, "d1")
    city.replace_rows(city.parcel({}, b"1"), record)
    city.exchange.issue(RETURN, b"book", MARKS, state="returned")
    assert city.received()[0].state == "returned"
    assert city.received()[0].comment == "请修改"
    answers = [
        replace(MARKS[0], message="改过的话").answered("corrected", ""),
        Mark(7, "没有写过的", answer="disputed", text="有异议"),
    ]
    second = ReceivedRecord(DISTRICT, PERIOD, 2, "d2")
    city.replace_rows(city.parcel({}, b"2"), second, answers=answers)
    found = city.exchange.marks(*HERE)
    assert [(one.number, one.message, one.answer) for one in found] == [
        (1, "不对", "corrected"),
        (2, "请核对", ""),
        (7, "没有写过的", "disputed"),
    ]


def test_the_city_returns_only_what_it_received(city: Ledger) -> None:
    with pytest.raises(errors.NoSuchSubmission):
        city.exchange.issue(RETURN, b"book", MARKS, state="returned")
    assert city.exchange.letters() == []


def test_the_sent_file_is_kept(ledger: Ledger) -> None:
    sent(ledger)
    assert ledger.exchange.sent_content(*HERE) == b"file 1"
    with pytest.raises(errors.NoSuchSubmission, match="第 2 次"):
        ledger.exchange.sent_content(DISTRICT, PERIOD, 2)
    ledger.record_submission(DISTRICT, PERIOD, 3, "d3")
    with pytest.raises(errors.NoSuchSubmission):
        ledger.exchange.sent_content(DISTRICT, PERIOD, 3)


def changed(ledger: Ledger) -> dict[str, list[str]]:
    found = ledger.exchange.changed_since(*HERE)
    assert found is not None
    return {record_id: sorted(names) for (_, record_id), names in found.items()}


def test_what_changed_since_it_was_sent(ledger: Ledger) -> None:
    assert ledger.exchange.changed_since(*HERE) is None
    ledger.apply(edit(toy(1, number=5), toy(2, number=6)))
    sent(ledger)
    assert changed(ledger) == {}
    ledger.apply(edit(put(1, "number", 7), reason="更正"))
    ledger.apply(edit(put(1, "code", "甲")))
    assert changed(ledger) == {toy_id(1): ["code", "number"]}
    ledger.apply(edit(put(1, "number", 5)))
    assert changed(ledger) == {toy_id(1): ["code"]}
    ledger.apply(edit(toy(3)))
    assert changed(ledger)[toy_id(3)] == ["", "name"]


def removed(ledger: Ledger) -> Changes:
    return ledger.apply(edit(DeleteRow("T01", toy_id(2)), reason="删除"))


def test_a_row_removed_and_brought_back_has_not_changed(ledger: Ledger) -> None:
    ledger.apply(edit(toy(2, number=6)))
    sent(ledger)
    removed(ledger)
    assert changed(ledger) == {toy_id(2): ["", "name", "number"]}
    ledger.undo(DISTRICT, PERIOD, WHO)
    assert changed(ledger) == {}
    ledger.redo(DISTRICT, PERIOD, WHO)
    ledger.apply(edit(toy(2, number=8)))
    assert changed(ledger) == {toy_id(2): ["number"]}


def test_code_lists_are_kept_by_version(tmp_path: Path) -> None:
    with make(tmp_path / "甲.cluster") as ledger:
        tables = {"lists": [{"name": "district", "title": "区"}]}
        assert ledger.exchange.catalogue("2027.1") is None
        task = NoticeRecord("task", "", PERIOD, 0, "t1")
        ledger.exchange.take_task(task, b"book", {"due": "{}"}, ("2027.1", tables))
        assert ledger.exchange.catalogue("2027.1") == tables
        assert ledger.exchange.catalogue_versions() == ("2027.1",)
        assert ledger.get_setting("catalogue_version") == "2027.1"
        assert ledger.get_setting("due") == "{}"
        assert [one.kind for one in ledger.exchange.letters()] == ["task"]


def test_a_task_sets_all_or_nothing(ledger: Ledger) -> None:
    task = NoticeRecord("task", "", PERIOD, 0, "t1")
    good = edit(toy(1), title="任务包")
    ledger.exchange.take_task(task, b"book", {"due": "1"}, edits=[good])
    assert toy_id(1) in ledger.rows("T01", DISTRICT, PERIOD)
    assert ledger.undo_title(DISTRICT, PERIOD) == "任务包"
    bad = edit(put(9, "number", 1))
    with pytest.raises(errors.NoSuchRow):
        ledger.exchange.take_task(replace(task, digest="t2"), b"b", {"due": "2"}, edits=[bad])
    assert ledger.get_setting("due") == "1"
    assert len(ledger.exchange.letters()) == 1
