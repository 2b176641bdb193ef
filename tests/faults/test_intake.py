"""Intake in trouble: hostile files, odd folders, files that change; the ledger stays as it was."""

from __future__ import annotations

import itertools
import json
import os
import random
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from desktop import files
from desktop.cli import run
from desktop.workflow import arriving
from desktop.workflow.receiving import receive, submission_files
from exports import reader
from exports.layout import COVER_FACTS, COVER_SHEET
from exports.refusal import SENTENCES
from exports.submission import Submission
from exports.writer import write_submission
from tests.exports import hostile
from tests.exports.factory import make_cover, make_header
from tests.exports.fuzz.judging import LEVELS, mutated
from tests.exports.submitting import edited, label_address, put
from tests.faults.intake import laid_out, new_city, sent, take

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.workflow.session import Session

pytestmark = pytest.mark.filterwarnings("ignore:Duplicate name")


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Session]:
    session = new_city(tmp_path / "市级.db")
    yield session
    session.close()


@pytest.fixture
def good(tmp_path: Path) -> list[Path]:
    return laid_out(tmp_path / "来件")


# --- Hostile files ----------------------------------------------------------------------------

PICKED = [name for name in hostile.PACK if name not in hostile.VALUES and not name.startswith("E8")]


@pytest.mark.fault(
    "D1",
    "D3",
    "D4",
    "D5",
    "D7",
    "D8",
    "D9",
    "D10",
    "D11",
    "D12",
    "D14",
    "D17",
    "E1",
    "E2",
    "E3",
    "E4",
    "E6",
    "E7",
    "E12",
    "E10",
    "D16",
)
def test_the_whole_pack_leaves_the_ledger_as_it_was(city: Session, tmp_path: Path) -> None:
    """Every file has its receipt; what was refused left one line in the log."""
    base = sent()[-1][1]
    folder = tmp_path / "坏件"
    folder.mkdir()
    for number, name in enumerate(PICKED):
        case = hostile.PACK[name]
        if case.outcome not in ("ok", "altered"):
            (folder / f"{number:03d}.xlsx").write_bytes(case.make(base))
    receipts = take(city, folder)
    assert len(receipts) == len(list(folder.iterdir())) > 60
    for receipt in receipts:
        expected = hostile.PACK[PICKED[int(receipt.file.stem)]].outcome
        assert (receipt.outcome, receipt.reason) == ("refused", expected)
        assert receipt.file.name in receipt.message
    assert city.ledger.received() == []
    assert city.ledger.verify().ok


def test_mutated_submissions_change_nothing_or_are_received_whole(
    city: Session, tmp_path: Path
) -> None:
    base = [sent()[-1][1]]
    path = tmp_path / "来件.xlsx"
    (right,) = digests_of(tmp_path, path, base[0])
    seen = set()
    for level, seed in itertools.product(LEVELS, range(7)):
        path.write_bytes(mutated(base, level, seed))
        (receipt,) = take(city, path)
        seen.add(receipt.outcome)
        assert receipt.outcome in ("received", "identical", "refused")
        assert receipt.outcome != "refused" or receipt.reason in {*SENTENCES, "altered"}
        if city.ledger.received():
            assert city.ledger.content_digest() == right
    assert seen == {"received", "identical", "refused"}


def digests_of(tmp_path: Path, path: Path, content: bytes) -> Iterator[str]:
    """The city's content once it has taken this file in."""
    path.write_bytes(content)
    session = new_city(tmp_path / "对照.db")
    take(session, path)
    yield session.ledger.content_digest()
    session.close()


@pytest.mark.fault("G9")
def test_a_period_painted_over_is_an_edit(city: Session, good: list[Path]) -> None:
    """G9: last period's file cannot be sent again as this period's."""
    content = good[-1].read_bytes()
    address = label_address(content, COVER_FACTS["period"])
    good[-1].write_bytes(edited(content, put(COVER_SHEET, address, "2026Q3")))
    (receipt,) = take(city, good[-1])
    assert (receipt.outcome, receipt.reason) == ("refused", "altered")


@pytest.mark.fault("G3")
def test_totals_painted_over_are_refused_with_both_numbers(city: Session, good: list[Path]) -> None:
    """G3: what the leader signed is not what the rows add up to."""
    book = openpyxl.load_workbook(good[-1])
    row = next(row for row in book[COVER_SHEET].iter_rows() if row[0].value == "F01")
    was, row[3].value = row[3].value, 99
    book.save(good[-1])
    (receipt,) = take(city, good[-1])
    assert (receipt.outcome, receipt.reason) == ("refused", "control_totals")
    assert "99" in receipt.message
    assert str(was) in receipt.message


@pytest.mark.fault("G4")
def test_the_same_file_under_another_name_is_identical(city: Session, good: list[Path]) -> None:
    """G4; in an archive it is refused for what it is."""
    assert [one.outcome for one in take(city, good[-1])] == ["received"]
    copy = good[-1].with_name("崇明二季度（最终版）.xlsx")
    copy.write_bytes(good[-1].read_bytes())
    before = city.ledger.content_digest()
    assert [one.outcome for one in receive(city, [copy, copy])] == ["identical", "identical"]
    assert city.ledger.content_digest() == before


@pytest.mark.fault("C11", "G6")
@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"catalogue_version": "2099.1"}, "unsupported_version"),
        ({"template_version": "0"}, "unsupported_version"),
        ({"template_version": "2"}, "unsupported_version"),
        ({"district": "999999"}, "wrong_district"),
    ],
)
def test_another_version_or_place_is_named(
    facts: dict[str, str], reason: str, city: Session, tmp_path: Path
) -> None:
    """C11, G6: written by a program of another version, so its digest is right."""
    path = tmp_path / "来件.xlsx"
    write_submission(
        Submission(make_header(**facts), {"F00": [make_cover()]}), path,
        forms=city.forms, catalogue=city.catalogue,
    )  # fmt: skip
    (receipt,) = take(city, path)
    assert (receipt.outcome, receipt.reason) == ("refused", reason)
    assert "来件.xlsx" in receipt.message


# --- Any order --------------------------------------------------------------------------------


@pytest.mark.fault("G5", "G10")
@pytest.mark.parametrize("seed", range(3))
def test_revisions_in_any_order_with_bad_files_between(
    seed: int, tmp_path: Path, good: list[Path]
) -> None:
    """G5, G10: the same ledger, whatever came first, twice or between."""
    bad = [tmp_path / "坏一.xlsx", tmp_path / "坏二.xlsx"]
    bad[0].write_bytes(good[0].read_bytes()[:5000])
    bad[1].write_bytes(b"")
    order = [*good, *bad, *good[:2]]
    digests = []
    for number in range(2):
        random.Random(seed + number * 1000).shuffle(order)
        session = new_city(tmp_path / f"市级{number}.db")
        receipts = receive(session, order)
        assert sum(one.outcome == "refused" for one in receipts) == len(bad)
        revisions = {one.revision for one in session.ledger.received("310101", "2026Q2")}
        assert max(revisions) == 4
        digests.append(session.ledger.content_digest())
        session.close()
    assert digests[0] == digests[1]


# --- Folders ----------------------------------------------------------------------------------

LEFTOVERS = (
    "~$填报.xlsx",
    ".~填报.xlsx",
    "填报.tmp",
    "Thumbs.db",
    "填报.lnk",
    "desktop.ini",
    "说明.docx",
)


@pytest.mark.fault("D2")
def test_what_lies_about_in_a_folder_is_passed_over(city: Session, good: list[Path]) -> None:
    """D2: silently in a folder, in words when somebody names it."""
    folder = good[0].parent
    for name in LEFTOVERS:
        (folder / name).write_bytes(b"\x00" * 165)
    assert list(submission_files([folder])) == good
    (receipt,) = take(city, folder / LEFTOVERS[0])
    assert (receipt.outcome, receipt.reason) == ("refused", "office_lock")


@pytest.mark.fault("D20")
def test_five_thousand_files_and_a_loop(tmp_path: Path, good: list[Path]) -> None:
    """D20: other files are passed over, subfolders read, links to folders not followed."""
    folder = good[0].parent
    for number in range(5_000):
        (folder / f"{number:04d}.txt").touch()
    deep = folder / "一" / "二" / "三"
    deep.mkdir(parents=True)
    inside = good[0].rename(deep / good[0].name)
    (deep / "回环").symlink_to(folder, target_is_directory=True)
    (folder / "别处").symlink_to(tmp_path, target_is_directory=True)
    (folder / "断链.xlsx").symlink_to(tmp_path / "没有.xlsx")
    assert set(submission_files([folder])) == {inside, *good[1:]}


def test_a_name_in_another_encoding_stops_nobody(
    city: Session, good: list[Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A folder packed on an old Windows: names in GB18030, which are no text here."""
    folder = os.fsencode(good[0].parent)
    for number, path in enumerate(good[-2:]):
        path.rename(os.fsdecode(folder + b"/" + f"报送{number}.xlsx".encode("gb18030")))
    bad = folder + "/坏.xlsx".encode("gb18030")
    with open(bad, "wb"):  # noqa: PTH123 - the name is bytes
        pass
    outcomes = [one.outcome for one in receive(city, [good[0].parent])]
    assert sorted(outcomes) == ["received"] * 5 + ["refused"]
    names = {one.file_name for one in city.ledger.received()}
    assert {"报送0.xlsx", "报送1.xlsx"} < names
    again = new_city(tmp_path / "再来.db")
    again.close()
    code = run(["receive", str(tmp_path / "再来.db"), str(good[0].parent), "--json"])
    told = json.loads(capsys.readouterr().out)
    assert code == 1
    assert {Path(one["file"]).name for one in told["files"]} == {*names, "坏.xlsx"}


# --- Files that change while they are read ----------------------------------------------------


@pytest.mark.fault("G13")
@pytest.mark.parametrize("act", ["replace", "remove"])
def test_a_file_that_changes_while_it_is_read(
    act: str, city: Session, good: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """G13: what is judged is what is archived, whatever lies on the stick by then."""
    read = reader.read_submission
    before = good[-1].read_bytes()

    def meddle(content: bytes, **options: object) -> object:
        if act == "replace":
            good[-1].write_bytes(good[0].read_bytes())
        else:
            good[-1].unlink()
        return read(content, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(arriving, "read_submission", meddle)
    (receipt,) = receive(city, [good[-1]])
    assert receipt.outcome == "received"
    (kept,) = city.ledger.received()
    assert city.ledger.received_content(kept.district, kept.period, kept.revision) == before


@pytest.mark.parametrize("problem", [OSError(5, "EIO"), PermissionError(13, "EACCES")])
def test_a_stick_that_fails_is_a_sentence(
    problem: OSError, city: Session, good: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path, _limit: int) -> bytes:
        raise files.FileProblem(f"读取“{path.name}”时出错（{problem.strerror}）。")

    monkeypatch.setattr(files, "copy_to_memory", fail)
    (receipt,) = take(city, good[-1])
    assert (receipt.outcome, receipt.reason) == ("refused", "not_stored")
    assert good[-1].name in receipt.message
