"""G5, G10, C11, G6: any order, any company of files, any version: one ledger, or a plain word."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.workflow import arriving
from desktop.workflow.receiving import receive
from exports.reader import read_submission
from exports.refusal import Refusal
from exports.signature import SigningKey
from exports.submission import Submission
from exports.writer import write_submission
from tests.exports.factory import make_cover, make_header
from tests.faults.intake import REVISIONS, laid_out, new_city, take

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.workflow.receiving import Receipt
    from desktop.workflow.session import Session
    from exports.reader import ReadSubmission


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A district in four revisions, another district, and four files that are refused."""
    folder = tmp_path_factory.mktemp("来件")
    good = laid_out(folder / "好")
    bad = {
        "空.xlsx": b"",
        "断.xlsx": good[0].read_bytes()[:5_000],
        "文.xlsx": "文字，不是工作簿".encode(),
        "改名_WLCY.xlsx": good[1].read_bytes()[:-3],
    }
    for name, content in bad.items():
        (folder / name).write_bytes(content)
    return [*good, *(folder / name for name in bad)]


@pytest.fixture(autouse=True)
def read_once(
    readings: dict[bytes, ReadSubmission | Refusal], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each content is read once for all orders; what becomes of it is what is tried here."""

    def read(content: bytes, **options: Any) -> ReadSubmission:
        if content not in readings:
            try:
                readings[content] = read_submission(content, **options)
            except Refusal as refusal:
                readings[content] = refusal
        found = readings[content]
        if isinstance(found, Refusal):
            raise found
        return found

    monkeypatch.setattr(arriving, "read_submission", read)


@pytest.fixture(scope="module")
def readings() -> dict[bytes, ReadSubmission | Refusal]:
    return {}


def state_after(folder: Path, order: list[Path], batches: int = 1) -> tuple[str, list[Receipt]]:
    """The city's content after these files came in so many batches."""
    path = folder / "市级.db"
    city = new_city(path)
    receipts = [
        receipt for batch in range(batches) for receipt in receive(city, order[batch::batches])
    ]
    digest = city.ledger.content_digest()
    assert city.ledger.verify().ok
    city.close()
    path.unlink()
    return digest, receipts


@pytest.mark.fault("G5", "G10")
def test_all_orders_of_the_revisions_give_one_ledger(files: list[Path], tmp_path: Path) -> None:
    digests = set()
    for order in itertools.permutations(files[:REVISIONS]):
        digest, receipts = state_after(tmp_path, list(order))
        digests.add(digest)
        highest = 0
        for receipt in receipts:
            assert receipt.outcome == ("received" if receipt.revision > highest else "stale")
            highest = max(highest, receipt.revision)
    assert len(digests) == 1


@pytest.mark.fault("G4", "G5", "G10")
@settings(max_examples=5)
@given(data=st.data())
def test_bad_files_and_doubles_between_make_no_difference(
    data: st.DataObject, files: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> None:
    order = data.draw(
        st.permutations([*files, *data.draw(st.lists(st.sampled_from(files), max_size=3))])
    )
    folder = tmp_path_factory.mktemp("city")
    digest, receipts = state_after(folder, order, data.draw(st.integers(1, 3)))
    again, _ = state_after(folder, sorted(order), 1)
    assert digest == again
    refused = [one for one in receipts if one.outcome == "refused"]
    assert {one.file for one in refused} == set(files[-4:])
    assert all(one.reason in ("not_workbook", "wrong_format", "damaged") for one in refused)


# --- Other versions ---------------------------------------------------------------------------


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Session]:
    session = new_city(tmp_path / "市级.db")
    yield session
    session.close()


@pytest.mark.fault("C11")
def test_rules_of_another_version_are_a_finding_in_the_receipt(
    city: Session, tmp_path: Path
) -> None:
    """The city checks by its own rules, so the rows can be taken; it is told all the same."""
    path = tmp_path / "来件.xlsx"
    write_submission(
        Submission(make_header(rules_version="2099.9"), {"F00": [make_cover()]}), path,
        forms=city.forms, catalogue=city.catalogue, key=SigningKey.generate(),
    )  # fmt: skip
    (receipt,) = take(city, path)
    assert (receipt.outcome, receipt.reason) == ("received", "")
    assert any(one.rule == "A74" and "2099.9" in one.message for one in receipt.findings)


@pytest.mark.fault("G6")
def test_a_file_under_the_name_of_another_district_or_period_is_refused(
    city: Session, files: list[Path], tmp_path: Path
) -> None:
    for name in (
        "WLCY_310115_2026Q2_B01.xlsx",
        "WLCY_310101_2026Q3_B01.xlsx",
        "WLCY_310101_2026Q2_B07.xlsx",
    ):
        renamed = tmp_path / name
        renamed.write_bytes(files[0].read_bytes())
        (receipt,) = take(city, renamed)
        assert (receipt.outcome, receipt.reason) == ("refused", "file_name_mismatch")
        assert files[0].name in receipt.message
