"""The city's side: whole submissions, in any order, twice, with their files kept."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from desktop.ledger import ReceivedRecord, errors
from tests.ledger.support import PERIOD, WHO, Toy, edit, make, put

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.ledger import Ledger

DISTRICTS = [f"3101{number:02d}" for number in range(1, 9)]


def sent(district: str, revision: int = 1, rows: int = 3) -> list[Toy]:
    return [
        Toy(
            district=district, period=PERIOD, record_id=f"{district}-{n}",
            name=f"示例{n}", amount=Decimal(n * revision), kept={"number": "约五"},
        )
        for n in range(rows)
    ]  # fmt: skip


def receive(city: Ledger, district: str, revision: int = 1, rows: int = 3) -> None:
    record = ReceivedRecord(
        district, PERIOD, revision, f"{district}-{revision}", "", f"{district}.xlsx", signer="指纹"
    )
    content = f"file {district} {revision}".encode()
    parcel = city.parcel({"T01": sent(district, revision, rows)}, content)
    city.replace_rows(parcel, record, {"A34:x": ("1", f"说明{revision}")})


def test_a_submission_replaces_a_districts_period(city: Ledger) -> None:
    receive(city, "310101")
    receive(city, "310104")
    receive(city, "310101", 2, rows=1)
    assert len(city.rows_of_period("T01", PERIOD)) == 4
    assert list(city.rows("T01", "310101", PERIOD)) == ["310101-0"]
    assert city.explanations("310101", PERIOD) == {"A34:x": ("1", "说明2")}
    info = city.period_info("310101", PERIOD)
    assert info is not None
    assert (info.state, info.revision) == ("received", 2)
    assert [one.district for one in city.periods()] == ["310101", "310104"]


def test_files_are_kept_by_revision(city: Ledger) -> None:
    receive(city, "310101")
    receive(city, "310101", 2)
    assert city.received_content("310101", PERIOD, 1) == b"file 310101 1"
    assert city.received_content("310101", PERIOD, 2) == b"file 310101 2"
    with pytest.raises(errors.NoSuchSubmission, match="310104"):
        city.received_content("310104", PERIOD, 1)


def test_arrivals_are_listed_and_judged(city: Ledger) -> None:
    receive(city, "310101")
    receive(city, "310104")
    receive(city, "310101", 2)
    city.set_received_state("310101", PERIOD, 1, "returned", "请补正")
    city.set_received_state("310101", PERIOD, 2, "accepted")
    listed = [(one.revision, one.state, one.comment) for one in city.received("310101", PERIOD)]
    assert listed == [(1, "returned", "请补正"), (2, "accepted", "")]
    assert [one.district for one in city.received()] == ["310101", "310104", "310101"]
    assert city.received(period="2027Q1") == []
    first = city.received("310101")[0]
    assert (first.signer, first.file_name, first.at[:10]) == ("指纹", "310101.xlsx", "2026-10-01")
    info = city.period_info("310101", PERIOD)
    assert info is not None
    assert info.state == "accepted"  # an old revision's state is not the period's
    with pytest.raises(errors.NoSuchSubmission, match="第 7 次"):
        city.set_received_state("310101", PERIOD, 7, "accepted")


def test_the_same_file_twice_is_one_arrival(city: Ledger) -> None:
    receive(city, "310101")
    digest = city.content_digest()
    receive(city, "310101")
    assert len(city.received()) == 1
    assert city.content_digest() == digest


def test_any_order_gives_the_same_digest(tmp_path: Path) -> None:
    digests = set()
    order = DISTRICTS * 2
    for trial in range(5):
        random.Random(trial).shuffle(order)
        with make(tmp_path / f"{trial}.cluster", role="city") as city:
            for district in order:
                receive(city, district)
            digests.add(city.content_digest())
    assert len(digests) == 1


def test_another_value_gives_another_digest(city: Ledger) -> None:
    receive(city, "310101")
    digest = city.content_digest()
    receive(city, "310101", 2)
    assert city.content_digest() != digest


def test_a_submission_is_taken_in_whole_or_not_at_all(city: Ledger) -> None:
    receive(city, "310101")
    digest = city.content_digest()
    twice = [*sent("310101", 2), *sent("310101", 2)]
    record = ReceivedRecord("310101", PERIOD, 2, "d2")
    with pytest.raises(Exception, match="UNIQUE"):
        city.replace_rows(city.parcel({"T01": twice}, b""), record)
    assert city.content_digest() == digest
    assert len(city.received()) == 1


def test_half_characters_are_refused_in_words(city: Ledger) -> None:
    row = Toy(district="310101", period=PERIOD, record_id="x").with_cells({"name": "半\ud83d"})
    with pytest.raises(errors.UnstorableText, match="无法保存的字符"):
        city.replace_rows(
            city.parcel({"T01": [row]}, b""), ReceivedRecord("310101", PERIOD, 1, "d")
        )
    assert city.received() == []


def test_received_rows_are_not_edited_without_reason(city: Ledger) -> None:
    receive(city, "310115")
    with pytest.raises(errors.PeriodLocked):
        city.apply(edit(put(1, "number", 1)))


def test_received_ids_count_as_given(city: Ledger) -> None:
    receive(city, "310101", rows=2)
    assert city.record_ids_ever("T01", "310101") == {"310101-0", "310101-1"}
    assert city.verify().problems == ()
    assert WHO not in city.received()[0].signer
