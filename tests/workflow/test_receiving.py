"""收件: whole or not at all, twice, in any order, with bad ones between."""

import itertools
import re
import shutil
from pathlib import Path

import openpyxl
import pytest

from desktop.workflow import entry
from desktop.workflow.entry import Typed
from desktop.workflow.receiving import Cancelled, Receipt, receive
from desktop.workflow.returning import accept_submission
from desktop.workflow.session import Session, create_city, create_district
from desktop.workflow.statuses import statuses
from desktop.workflow.totals import consolidate, report_json, write_consolidated
from forms.errors import UserMistake
from tests.workflow.conftest import Maker, still_clock
from tests.workflow.stories import Q2, filled_district, submitted


@pytest.fixture(scope="session")
def sent_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Submissions of three districts, the first in two revisions; made once, never changed."""
    work, folder = tmp_path_factory.mktemp("districts"), tmp_path_factory.mktemp("sent")
    for district in ("310101", "310104", "310151"):
        session = create_district(
            work / f"{district}.db", district, "示例委员会", clock=still_clock
        )
        filled_district(session, ["2026Q2"])
        submitted(session, Q2, folder)
        if district == "310101":
            one = next(iter(session.ledger.rows("F01", district, "2026Q2")))
            typed = [Typed(one, "address", "示例路9号")]
            place = entry.place_of(session, Q2, "F01")
            entry.type_cells(session, place, typed, reason="地址有误")
            submitted(session, Q2, folder, reason="更正地址")
        session.close()
    return folder


@pytest.fixture
def sent(sent_once: Path, tmp_path: Path) -> list[Path]:
    """A copy of them for one test."""
    return sorted(Path(shutil.copytree(sent_once, tmp_path / "sent")).iterdir())


def outcomes(receipts: list[Receipt]) -> list[str]:
    return [one.outcome for one in receipts]


def test_a_folder_is_taken_in_with_one_receipt_a_file(city: Session, sent: list[Path]) -> None:
    seen: list[tuple[int, int, str]] = []
    receipts = receive(city, [sent[0].parent], progress=lambda *step: seen.append(step))
    assert outcomes(receipts) == ["received"] * 4
    assert [step[:2] for step in seen] == [(1, 4), (2, 4), (3, 4), (4, 4)]
    newest = [one for one in city.ledger.received("310101", "2026Q2") if one.revision == 2]
    assert newest[0].supersedes


@pytest.mark.fault("G4")
def test_receiving_twice_changes_nothing(city: Session, sent: list[Path]) -> None:
    receive(city, sent)
    before = city.ledger.content_digest()
    again = receive(city, sent)
    assert outcomes(again) == ["identical"] * 4
    assert city.ledger.content_digest() == before


@pytest.mark.fault("G10")
def test_every_order_gives_the_same_ledger(tmp_path: Path, sent: list[Path]) -> None:
    digests = set()
    for number, order in enumerate(itertools.permutations(sent[:3])):
        session = create_city(tmp_path / f"city{number}.db", clock=still_clock)
        receive(session, order)
        digests.add(session.ledger.content_digest())
        session.close()
    assert len(digests) == 1


@pytest.mark.fault("G5")
def test_an_older_revision_after_the_newer_one_is_stale(city: Session, sent: list[Path]) -> None:
    assert outcomes(receive(city, [sent[1], sent[0]])) == ["received", "stale"]
    address = [row.address for row in city.ledger.rows("F01", "310101", "2026Q2").values()]
    assert "示例路9号" in address


@pytest.mark.fault("G10")
def test_one_bad_file_never_stops_the_others(
    city: Session, sent: list[Path], tmp_path: Path
) -> None:
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(b"not a workbook")
    receipts = receive(city, [sent[0], bad, tmp_path / "没有.xlsx", sent[2]])
    assert outcomes(receipts) == ["received", "refused", "refused", "received"]
    assert all("“坏.xlsx”" in one.message for one in receipts[1:2])
    assert receipts[1].reason
    assert receipts[2].reason == "missing_file"
    assert {event.kind for event in city.ledger.events()} == {"refused"}


@pytest.mark.fault("G1")
def test_an_edited_cell_is_refused_and_named(
    city: Session, sent: list[Path], tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(sent[2])
    sheet = book["F01 项目基本情况"]
    (column,) = [cell.column for cell in sheet[8] if str(cell.value).startswith("总投资")]
    sheet.cell(11, column).value = 123456
    edited = tmp_path / sent[2].name
    book.save(edited)
    (receipt,) = receive(city, [edited])
    assert (receipt.outcome, receipt.reason) == ("refused", "altered")
    assert [(row.sheet, row.row_number) for row in receipt.altered] == [("F01 项目基本情况", 11)]
    assert f"F01 项目基本情况 {receipt.altered[0].address} 被修改。" in receipt.message
    assert re.fullmatch(r"[A-Z]+11", receipt.altered[0].address)
    assert city.ledger.received() == []


def test_a_swapped_name_is_refused(city: Session, sent: list[Path], tmp_path: Path) -> None:
    renamed = tmp_path / "WLCY_310115_2026Q2_B01.xlsx"
    shutil.copy(sent[2], renamed)
    (receipt,) = receive(city, [renamed])
    assert (receipt.outcome, receipt.reason) == ("refused", "file_name_mismatch")
    plain = tmp_path / "徐汇二季度.xlsx"
    shutil.copy(sent[2], plain)
    assert outcomes(receive(city, [plain])) == ["received"]


@pytest.mark.fault("G12")
def test_cancel_keeps_what_was_finished(city: Session, sent: list[Path]) -> None:
    done: list[str] = []
    with pytest.raises(Cancelled) as stop:
        receive(
            city,
            sent,
            progress=lambda *step: done.append(step[2]),
            cancelled=lambda: len(done) == 2,
        )
    assert len(stop.value.receipts) == 2
    assert len(city.ledger.received()) == 2


def test_a_district_receives_nothing(make_district: Maker, sent: list[Path]) -> None:
    with pytest.raises(UserMistake, match="市级汇总"):
        receive(make_district("310105"), sent)


def test_status_and_acceptance(city: Session, sent: list[Path]) -> None:
    receive(city, sent)
    by_district = {one.district: one for one in statuses(city, Q2)}
    assert len(by_district) == 16
    assert by_district["310101"].state == "received"
    assert by_district["310101"].revision == 2
    assert by_district["310115"].state == "missing"
    assert accept_submission(city, "黄浦", Q2).status.state == "accepted"
    with pytest.raises(UserMistake, match="还没有报送"):
        accept_submission(city, "310115", Q2)
    with pytest.raises(UserMistake, match="没有“火星”这个区"):
        accept_submission(city, "火星", Q2)


def test_totals_state_the_missing_and_never_count_them_as_zero(
    city: Session, sent: list[Path], make_district: Maker, tmp_path: Path
) -> None:
    receive(city, sent)
    found = consolidate(city, Q2)
    assert found.received == ("310101", "310104", "310151")
    assert len(found.missing) == 13
    data = report_json(found)
    by_code = {one["code"]: one for one in data["indicators"]}
    count, invested = by_code["N31.1"], by_code["N31.2"]
    rows = [
        row for one in found.received for row in city.ledger.rows("F01", one, "2026Q2").values()
    ]
    assert count["value"] == len(rows)
    assert invested["value"] == float(sum(row.total_investment for row in rows))
    assert count["by_district"]["310115"] is None
    assert sum(one["projects"] for one in data["breakdown"]) == len(rows)
    path = write_consolidated(city, found, tmp_path)
    book = openpyxl.load_workbook(path)
    texts = [
        str(cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    assert any("未报" in text for text in texts)
    assert any("浦东新区" in text for text in texts)
