"""G7 for letters: a district works by what its city signed, and by nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest

from desktop.cli import run
from desktop.workflow.applying import apply_letter
from desktop.workflow.calendar import deadline_key
from desktop.workflow.session import create_city
from desktop.workflow.signing import (
    CITY,
    allow_unsigned,
    confirm_key,
    judge_letter,
    key_state,
    own_fingerprint,
    own_key,
    pinned_key,
    seen_key,
    unsigned_allowed,
)
from desktop.workflow.tasking import Order, make_task
from exports.letter_reader import read_letter
from exports.letter_writer import write_letter
from exports.refusal import Refusal
from exports.signature import LETTER, SUBMISSION, Signature
from forms.errors import UserMistake
from tests.workflow.conftest import still_clock
from tests.workflow.stories import Q3, acquainted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.workflow.session import Session
    from exports.signature import SigningKey
    from tests.workflow.conftest import Maker

ORDER = Order("2026-10-20", due={"F05": True})


@pytest.fixture
def district(make_district: Maker) -> Session:
    return make_district()


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[Session]:
    """A ledger that somebody else set up as the city's."""
    session = create_city(tmp_path / "stranger.db", clock=still_clock)
    yield session
    session.close()


@pytest.fixture
def package(city: Session, tmp_path: Path) -> Path:
    """The city's first task package."""
    return make_task(city, Q3, ORDER, tmp_path).file


def reason(session: Session, path: Path) -> str:
    """Why a letter is not applied; nothing that it says is in the ledger then."""
    with pytest.raises(Refusal) as stop:
        apply_letter(session, path)
    assert session.ledger.get_setting(deadline_key(Q3.code)) == ""
    assert session.ledger.get_setting("due") == ""
    assert session.ledger.exchange.letters() == []
    assert session.ledger.events()[0].text.endswith(stop.value.reason)
    return stop.value.reason


def written(path: Path, key: SigningKey | None) -> Path:
    """The same letter with another signature, or as an earlier program wrote it: with none."""
    letter, target = read_letter(path)[0], path.with_name("other.xlsx")
    boards = [replace(one, widths=(14,) * len(one.titles)) for one in letter.boards]
    write_letter(replace(letter, boards=boards), target, key=key)
    return target


def unsigned(path: Path) -> Path:
    return written(path, None)


def test_a_first_letter_waits_until_its_fingerprint_is_confirmed(
    city: Session, district: Session, package: Path
) -> None:
    assert reason(district, package) == "unconfirmed_letter"
    assert key_state(district, CITY) == "unconfirmed"
    with pytest.raises(UserMistake, match="市级文件的签名指纹"):
        confirm_key(district, "", "0000 0000 0000 0000")
    assert pinned_key(district, CITY) == ""
    assert confirm_key(district, "", own_fingerprint(city).lower()) == own_fingerprint(city)
    assert apply_letter(district, package).outcome == "applied"
    assert apply_letter(district, package).outcome == "identical"
    assert "市级 签名指纹" in next(
        one.text for one in district.ledger.events() if one.kind == "pinned"
    )


def test_the_sentence_names_the_fingerprint(
    city: Session, district: Session, package: Path
) -> None:
    with pytest.raises(Refusal, match=own_fingerprint(city)):
        apply_letter(district, package)


@pytest.mark.fault("G7")
def test_another_key_is_refused_once_one_is_confirmed(
    city: Session, district: Session, stranger: Session, tmp_path: Path
) -> None:
    acquainted(district, city)
    forged = make_task(stranger, Q3, ORDER, tmp_path).file
    assert reason(district, forged) == "foreign_key_letter"
    assert seen_key(district, CITY) == ""


@pytest.mark.fault("G14")
def test_a_new_city_ledger_is_taken_after_the_old_pin_is_given_up(
    city: Session, district: Session, stranger: Session, tmp_path: Path
) -> None:
    acquainted(district, city)
    assert confirm_key(district, CITY, "", renew=True) == own_fingerprint(city)
    renewed = make_task(stranger, Q3, ORDER, tmp_path).file
    assert reason(district, renewed) == "unconfirmed_letter"
    confirm_key(district, "市级", own_fingerprint(stranger))
    assert apply_letter(district, renewed).outcome == "applied"


@pytest.mark.fault("G7")
def test_a_letter_without_signature_is_held(
    city: Session, district: Session, package: Path
) -> None:
    old = unsigned(package)
    assert reason(district, old) == "unsigned_letter"
    allow_unsigned(district, True)
    acquainted(district, city)
    assert reason(district, old) == "unsigned_letter"


@pytest.mark.fault("G7")
def test_a_setting_lets_unsigned_letters_in_before_a_key_is_confirmed(
    district: Session, package: Path
) -> None:
    allow_unsigned(district, True)
    assert district.ledger.events()[0].kind == "unsigned"
    assert apply_letter(district, unsigned(package)).outcome == "applied"
    allow_unsigned(district, False)
    assert not unsigned_allowed(district)


@pytest.mark.fault("G7")
@pytest.mark.parametrize("spoil", ["value", "key", "other letter"])
def test_a_wrong_signature_is_refused(
    spoil: str, city: Session, district: Session, package: Path, tmp_path: Path
) -> None:
    acquainted(district, city)
    letter, _ = read_letter(package)
    right = letter.signature
    assert right is not None
    other = read_letter(make_task(city, Q3, Order("2026-10-25"), tmp_path).file)[0].signature
    assert other is not None
    signature = {
        "value": replace(right, value=("1" if right.value[0] == "0" else "0") + right.value[1:]),
        "key": replace(right, public_key=""),
        "other letter": other,
    }[spoil]
    spoilt = written(package, cast("SigningKey", _Liar(signature)))
    assert reason(district, spoilt) == "bad_signature_letter"


class _Liar:
    """Signs whatever it is given with one and the same signature."""

    def __init__(self, signature: Signature) -> None:
        self._signature = signature

    def sign(self, _algorithm: str, _digest: str, _purpose: str) -> Signature:
        return self._signature


def test_a_signature_on_a_submission_is_none_on_a_letter(city: Session) -> None:
    signed = own_key(city).sign("sm3", "ab" * 32, SUBMISSION)
    assert signed.is_valid("sm3", "ab" * 32, SUBMISSION)
    assert not signed.is_valid("sm3", "ab" * 32, LETTER)


def test_the_readers_letter_says_who_signed(city: Session, package: Path) -> None:
    letter, _ = read_letter(package)
    assert letter.is_signed_right
    assert letter.signature is not None
    assert letter.signature.fingerprint == own_fingerprint(city)


def test_a_confirmed_letter_passes_silently(
    city: Session, district: Session, package: Path
) -> None:
    acquainted(district, city)
    judge_letter(district, read_letter(package)[0])
    assert seen_key(district, CITY) == ""


def test_each_side_confirms_only_the_other(city: Session, district: Session) -> None:
    with pytest.raises(UserMistake, match="只登记市级"):
        confirm_key(district, "310104", "0000")
    with pytest.raises(UserMistake, match="请写明是哪个区"):
        confirm_key(city, "", "0000")
    with pytest.raises(UserMistake, match="请先打开"):
        confirm_key(district, "", "0000")


def test_the_command_line_confirms_and_lists(
    city: Session, district: Session, package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own, path = own_fingerprint(city), str(district.info.path)
    with pytest.raises(Refusal):
        apply_letter(district, package)
    district.close()
    assert run(["keys", path]) == 0
    assert f"市级：签名待核对 {own}" in capsys.readouterr().out
    assert run(["confirm-key", path, "--fingerprint", own]) == 0
    assert run(["apply", path, str(package)]) == 0
    assert run(["keys", path, "--allow-unsigned"]) == 0
    said = capsys.readouterr().out
    assert f"市级：签名已核对 {own}" in said
    assert "没有签名的文件：允许接收。" in said
