"""B12, G7, G8, G14: whose ledger a file came from, and what happens when a key is gone."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.workflow.session import create_district, open_session
from desktop.workflow.signing import allow_unsigned, confirm_key, key_state
from exports.reader import read_submission
from exports.submission import Submission
from exports.writer import write_submission
from tests.exports.submitting import edited
from tests.exports.test_read_signed import swap_signature
from tests.faults.intake import correct, laid_out, new_city, take
from tests.workflow.conftest import still_clock
from tests.workflow.stories import Q2, filled_district, submitted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.workflow.session import Session

DISTRICT = "310151"


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Session]:
    session = new_city(tmp_path / "市级.db")
    yield session
    session.close()


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second ledger of the same district, with two submissions of its own."""
    folder = tmp_path_factory.mktemp("another")
    session = create_district(folder / "own.db", DISTRICT, "示例委员会", clock=still_clock)
    filled_district(session, [Q2.code])
    submitted(session, Q2, folder)
    correct(session, folder, 2)
    session.close()
    return folder


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """The district's own submission."""
    return laid_out(tmp_path / "来件")[-1]


def second(others: Path) -> Path:
    return next(others.glob("*_B02.xlsx"))


@pytest.mark.fault("B12", "G7")
def test_a_file_from_another_ledger_of_the_district_is_told_before_a_key_is_confirmed(
    city: Session, first: Path, others: Path
) -> None:
    """A ledger set up twice, or copied and gone on with: nobody else would notice."""
    take(city, first)
    (receipt,) = take(city, second(others))
    assert receipt.outcome == "received"
    assert any("是否换了账本" in notice for notice in receipt.notices)
    assert key_state(city, DISTRICT) == "unconfirmed"


@pytest.mark.fault("G7", "G8")
def test_a_file_without_a_signature_is_refused_once_a_key_is_confirmed(
    city: Session, first: Path, tmp_path: Path
) -> None:
    """Forged from scratch, or the signature's lines cut out: the digest fits all the same."""
    read = read_submission(first, forms=city.forms, catalogue=city.catalogue)
    bare = tmp_path / "无签名.xlsx"
    write_submission(
        Submission(read.header, read.rows, read.findings), bare,
        forms=city.forms, catalogue=city.catalogue,
    )  # fmt: skip
    stranger = new_city(tmp_path / "另一个.db")
    (receipt,) = take(stranger, bare)
    assert (receipt.outcome, receipt.reason) == ("refused", "unsigned")
    allow_unsigned(stranger, True)
    (receipt,) = take(stranger, bare)
    stranger.close()
    assert receipt.outcome == "received"
    assert any("没有签名" in notice for notice in receipt.notices)
    allow_unsigned(city, True)
    confirm_key(city, DISTRICT, take(city, first)[0].fingerprint)
    (receipt,) = take(city, bare)
    assert (receipt.outcome, receipt.reason) == ("refused", "unsigned")


@pytest.mark.fault("G7")
def test_a_signature_that_does_not_fit_is_refused(city: Session, first: Path) -> None:
    """The digest is right; it was signed by somebody else's key under the district's name."""
    first.write_bytes(edited(first.read_bytes(), swap_signature))
    (receipt,) = take(city, first)
    assert (receipt.outcome, receipt.reason) == ("refused", "bad_signature")


@pytest.mark.fault("G14", "G7")
def test_after_a_lost_ledger_the_new_key_is_confirmed_anew(
    city: Session, first: Path, others: Path
) -> None:
    """Old files stay in; the withdrawn key is as strange as any once the new one is confirmed."""
    old = take(city, first)[0].fingerprint
    confirm_key(city, DISTRICT, old)
    (receipt,) = take(city, second(others))
    assert (receipt.outcome, receipt.reason) == ("refused", "foreign_key")
    assert confirm_key(city, DISTRICT, "", renew=True) == old
    (receipt,) = take(city, second(others))
    assert (receipt.outcome, receipt.key) == ("received", "unconfirmed")
    assert receipt.fingerprint != old
    confirm_key(city, DISTRICT, receipt.fingerprint)
    assert key_state(city, DISTRICT) == "confirmed"
    kept = city.ledger.received(DISTRICT, Q2.code)
    assert sorted(one.revision for one in kept) == [1, 2]
    assert city.ledger.received_content(DISTRICT, Q2.code, 1) == first.read_bytes()
    kinds = [one.kind for one in city.ledger.events()]
    assert kinds.count("pinned") == 2
    assert kinds.count("unpinned") == 1
    (receipt,) = take(city, first)
    assert (receipt.outcome, receipt.reason) == ("refused", "foreign_key")


@pytest.mark.fault("G14")
def test_a_restored_ledger_signs_with_its_old_key(
    city: Session, others: Path, tmp_path: Path
) -> None:
    """The key lives in the ledger, so a backup of the ledger is a backup of the key."""
    lost = others / "own.db"
    session = open_session(lost, clock=still_clock)
    session.ledger.backup(tmp_path / "备份.db")
    session.close()
    confirm_key(city, DISTRICT, take(city, second(others))[0].fingerprint)
    shutil.copy(tmp_path / "备份.db", tmp_path / "新.db")
    back = open_session(tmp_path / "新.db", clock=still_clock)
    (tmp_path / "出").mkdir()
    correct(back, tmp_path / "出", 3)
    back.close()
    (receipt,) = take(city, next((tmp_path / "出").iterdir()))
    assert (receipt.outcome, receipt.key) == ("received", "confirmed")


@pytest.mark.fault("G8")
def test_the_manual_says_what_a_signature_proves() -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "handbook.md"
    text = page.read_text(encoding="utf-8")
    assert "照着样子从头做一份文件并不难" in text
    assert "一定要与盖章件核对指纹" in text
