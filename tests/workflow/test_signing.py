"""签名: who may send for a district, once its fingerprint has been compared with the paper."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from desktop.cli import run
from desktop.workflow.receiving import Receipt, receive
from desktop.workflow.session import Session, create_district, open_session
from desktop.workflow.signing import (
    allow_unsigned,
    confirm_key,
    key_state,
    own_key,
    pinned_key,
)
from desktop.workflow.submitting import Submitted, submit
from exports.reader import read_submission
from exports.signature import fingerprint_of
from exports.submission import Submission
from exports.writer import write_submission
from forms.errors import UserMistake
from tests.workflow.conftest import still_clock
from tests.workflow.stories import Q2, filled_district, submitted

DISTRICT = "310101"


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A district's ledger with its first submission, made once."""
    folder = tmp_path_factory.mktemp("signed")
    session = create_district(folder / "own.db", DISTRICT, "示例委员会", clock=still_clock)
    filled_district(session, ["2026Q2"])
    submitted(session, Q2, folder)
    session.close()
    return folder


@pytest.fixture(scope="module")
def forged(work: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same report from a ledger that somebody else set up for this district."""
    folder = tmp_path_factory.mktemp("forged")
    session = create_district(folder / "other.db", DISTRICT, "冒名单位", clock=still_clock)
    filled_district(session, ["2026Q2"])
    made: Submitted = submitted(session, Q2, folder)
    session.close()
    return made.file


@pytest.fixture
def sent(work: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(next(work.glob("*.xlsx")), tmp_path))


def take(city: Session, path: Path) -> Receipt:
    (receipt,) = receive(city, [path])
    return receipt


def test_a_ledger_keeps_its_key(make_district) -> None:  # type: ignore[no-untyped-def]
    session = make_district()
    assert own_key(session) == own_key(session)


@pytest.mark.fault("G7")
def test_a_backup_of_the_first_day_has_the_key(city: Session, tmp_path: Path) -> None:
    city.ledger.backup(tmp_path / "copy.db")
    key = own_key(city)
    copy = open_session(tmp_path / "copy.db")
    assert own_key(copy) == key
    copy.close()


def test_a_first_signature_is_taken_and_waits_for_the_paper(city: Session, sent: Path) -> None:
    receipt = take(city, sent)
    assert (receipt.outcome, receipt.key) == ("received", "unconfirmed")
    assert any(receipt.fingerprint in notice for notice in receipt.notices)


def test_a_confirmed_signature_is_silent(city: Session, sent: Path) -> None:
    receipt = take(city, sent)
    confirm_key(city, "黄浦", receipt.fingerprint.lower())
    assert key_state(city, DISTRICT) == "confirmed"
    assert take(city, sent).outcome == "identical"


def test_the_command_line_says_that_a_fingerprint_is_to_be_compared(
    city: Session, sent: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    city.close()
    assert run(["receive", str(city.info.path), str(sent)]) == 0
    assert "    提醒：签名指纹 " in capsys.readouterr().out


def test_a_wrong_fingerprint_pins_nothing(city: Session, sent: Path) -> None:
    take(city, sent)
    with pytest.raises(UserMistake, match="不一致"):
        confirm_key(city, DISTRICT, "0000 0000 0000 0000")
    assert pinned_key(city, DISTRICT) == ""


def test_nothing_is_pinned_before_a_file_came(city: Session) -> None:
    with pytest.raises(UserMistake, match="先接收"):
        confirm_key(city, DISTRICT, "0000")


@pytest.mark.fault("B12", "G7", "G8")
def test_a_strangers_ledger_is_refused_once_the_key_is_pinned(
    city: Session, sent: Path, forged: Path
) -> None:
    confirm_key(city, DISTRICT, take(city, sent).fingerprint)
    before = city.ledger.content_digest()
    receipt = take(city, forged)
    assert (receipt.outcome, receipt.reason) == ("refused", "foreign_key")
    assert city.ledger.content_digest() == before


@pytest.mark.fault("G7")
def test_another_districts_key_is_named(city: Session, sent: Path, forged: Path) -> None:
    take(city, sent)
    key = city.ledger.get_setting(f"seen:{DISTRICT}")
    city.ledger.set_setting("pin:310151", key)
    receipt = take(city, sent.rename(sent.with_name(sent.name)))
    assert receipt.reason == "foreign_key"
    assert "崇明区" in receipt.message


@pytest.mark.fault("G7")
def test_a_new_ledger_is_taken_after_the_old_pin_is_given_up(
    city: Session, sent: Path, forged: Path
) -> None:
    first = take(city, sent).fingerprint
    confirm_key(city, DISTRICT, first)
    assert confirm_key(city, DISTRICT, "", renew=True) == first
    receipt = take(city, forged)
    assert receipt.reason == "revision_conflict"  # The old file is there under this revision.


def test_a_revision_signed_by_the_same_ledger_passes(
    city: Session, sent: Path, work: Path, tmp_path: Path
) -> None:
    from desktop.workflow import entry

    confirm_key(city, DISTRICT, take(city, sent).fingerprint)
    session = open_session(Path(shutil.copy(work / "own.db", tmp_path)), clock=still_clock)
    one = next(iter(session.ledger.rows("F01", DISTRICT, "2026Q2")))
    place = entry.place_of(session, Q2, "F01")
    entry.type_cells(session, place, [entry.Typed(one, "address", "示例路9号")], reason="更正")
    made = submit(session, Q2, tmp_path, "更正地址")
    session.close()
    receipt = take(city, made.file)
    assert (receipt.outcome, receipt.key) == ("received", "confirmed")
    assert made.fingerprint == receipt.fingerprint


def unsigned(session: Session, folder: Path) -> Path:
    """The first submission as somebody writes it who has no key."""
    made = folder / "unsigned.xlsx"
    first = next(folder.glob("WLCY*.xlsx"))
    read = read_submission(first, forms=session.forms, catalogue=session.catalogue)
    rows = {code: list(found) for code, found in read.rows.items()}
    submission = Submission(read.header, rows, read.findings, read.answers)
    write_submission(submission, made, forms=session.forms, catalogue=session.catalogue)
    return made


def test_an_unsigned_file_is_taken_only_by_a_setting_that_is_off(city: Session, sent: Path) -> None:
    made = unsigned(city, sent.parent)
    assert (take(city, made).outcome, take(city, made).reason) == ("refused", "unsigned")
    allow_unsigned(city, True)
    receipt = take(city, made)
    assert (receipt.outcome, receipt.key) == ("received", "unsigned")
    assert any("没有签名" in one for one in receipt.notices)


def test_fingerprints_differ(work: Path, forged: Path, city: Session) -> None:
    keys = set()
    for path in (next(work.glob("*.xlsx")), forged):
        receipt = take(city, path)
        keys.add(receipt.fingerprint or fingerprint_of(receipt.message))
    assert len(keys) == 2
