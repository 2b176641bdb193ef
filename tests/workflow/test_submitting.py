"""上报: the gate, the workbook that is read back, the lock, and later revisions."""

from pathlib import Path

import pytest

from desktop import files
from desktop.ledger.errors import PeriodLocked
from desktop.workflow import entry
from desktop.workflow.entry import Typed
from desktop.workflow.opening import open_period
from desktop.workflow.session import Session
from desktop.workflow.submitting import Refused, gate, submit
from exports import writer
from exports.reader import read_submission
from forms.errors import UserMistake
from forms.indicators import DEFINITIONS
from tests.workflow.stories import Q2, Q3, submitted


def first_id(session: Session) -> str:
    return next(iter(session.ledger.rows("F01", session.district, "2026Q2")))


def retype(session: Session, field: str, text: str, reason: str = "") -> None:
    entry.type_cells(
        session,
        entry.place_of(session, Q2, "F01"),
        [Typed(first_id(session), field, text)],
        reason=reason,
    )


def test_a_clean_period_becomes_a_workbook_and_is_locked(filled: Session, tmp_path: Path) -> None:
    made = submitted(filled, Q2, tmp_path)
    assert made.file.name == "WLCY_310104_2026Q2_B01.xlsx"
    assert made.rows == {
        form.spec.code: len(filled.ledger.rows(form.spec.code, "310104", "2026Q2"))
        for form in filled.forms.data_forms
    } | {"F11": len(DEFINITIONS)}
    read = read_submission(made.file, forms=filled.forms, catalogue=filled.catalogue)
    assert read.digest_ok
    assert read.header == made.header
    assert filled.ledger.period_info("310104", "2026Q2").state == "submitted"
    with pytest.raises(PeriodLocked):
        retype(filled, "address", "示例路9号")


def test_every_row_travels_whole(filled: Session, tmp_path: Path) -> None:
    made = submitted(filled, Q2, tmp_path)
    read = read_submission(made.file, forms=filled.forms, catalogue=filled.catalogue)
    for code in ("F01", "F02"):
        sent = filled.ledger.rows(code, "310104", "2026Q2")
        assert [row.record_id for row in read.rows[code]] == list(sent)
        for row in read.rows[code]:
            for item in type(row).items():
                if not (item.system or item.computed):
                    assert row.cell(item.name) == sent[row.record_id].cell(item.name), item.name


def test_a_hard_error_closes_the_gate_and_leaves_no_file(filled: Session, tmp_path: Path) -> None:
    retype(filled, "project_name", "")
    with pytest.raises(Refused, match="强制性错误 1 条") as refusal:
        submitted(filled, Q2, tmp_path / "out.xlsx")
    assert [one.rule for one in refusal.value.gate.stops] == ["A01"]
    assert not list(tmp_path.glob("*.xlsx*"))
    assert filled.ledger.period_info("310104", "2026Q2").state == "draft"


def test_an_unexplained_soft_finding_closes_the_gate(filled: Session, tmp_path: Path) -> None:
    retype(filled, "expected_output", "99999999")
    closed = gate(filled, Q2)
    assert "A29" in {one.rule for one in closed.to_explain}
    assert not closed.is_open
    made = submitted(filled, Q2, tmp_path)
    read = read_submission(made.file, forms=filled.forms, catalogue=filled.catalogue)
    assert any(one.rule == "A29" and one.explanation for one in read.findings)


def test_rows_rolled_forward_and_not_looked_at_close_the_gate(
    filled: Session, tmp_path: Path
) -> None:
    open_period(filled, "2026Q3")
    closed = gate(filled, Q3)
    rows = filled.ledger.all_rows("310104", "2026Q3")
    assert len(closed.unconfirmed) == sum(len(rows[code]) for code in ("F01", "F02", "F12"))
    assert {one.rule for one in closed.unconfirmed} == {"K04"}


def test_a_form_not_due_stops_nothing_until_somebody_touches_it(filled: Session) -> None:
    place = entry.place_of(filled, Q2, "F05")
    record_id, _ = entry.add_row(filled, place, {"achievement_name": "示例类脑芯片"})
    assert (record_id, "F05") in {(one.record_id, one.form) for one in gate(filled, Q2).stops}
    open_period(filled, "2026Q3")
    found = gate(filled, Q3)
    assert "F05" in {one.form for one in found.findings if one.severity == "hard"}
    assert "F05" not in {one.form for one in found.blocking}
    place = entry.place_of(filled, Q3, "F05")
    entry.type_cells(filled, place, [Typed(record_id, "owner_name", "上海示例芯桥科技有限公司")])
    assert "F05" in {one.form for one in gate(filled, Q3).stops}


def test_missing_signatures_close_the_gate(filled: Session) -> None:
    entry.type_cells(
        filled, entry.place_of(filled, Q2, "F00"), [Typed("310104", "stat_leader", "")]
    )
    assert [one.field for one in gate(filled, Q2).stops] == ["stat_leader"]


def test_the_report_date_is_today_unless_written(filled: Session, tmp_path: Path) -> None:
    entry.type_cells(
        filled, entry.place_of(filled, Q2, "F00"), [Typed("310104", "report_date", "")]
    )
    submitted(filled, Q2, tmp_path)
    cover = filled.ledger.row("F00", "310104", "2026Q2", "310104")
    assert cover.report_date == filled.today()
    assert cover.batch_no == 1


def test_a_later_revision_supersedes_needs_a_reason_and_a_change(
    filled: Session, tmp_path: Path
) -> None:
    first = submitted(filled, Q2, tmp_path)
    with pytest.raises(UserMistake, match="原因"):
        submit(filled, Q2, tmp_path)
    with pytest.raises(UserMistake, match="完全相同"):
        submit(filled, Q2, tmp_path, reason="补报")
    retype(filled, "address", "示例路9号", reason="地址有误")
    assert filled.ledger.period_info("310104", "2026Q2").state == "amending"
    second = submitted(filled, Q2, tmp_path, reason="更正地址")
    assert second.file.name == "WLCY_310104_2026Q2_B02.xlsx"
    assert (second.header.revision, second.header.supersedes) == (2, first.digest.total)
    assert second.header.reason == "更正地址"


@pytest.mark.fault("H4")
def test_an_existing_file_is_never_overwritten(filled: Session, tmp_path: Path) -> None:
    target = tmp_path / "report.xlsx"
    target.write_bytes(b"mine")
    with pytest.raises(files.FileProblem, match="已存在"):
        submitted(filled, Q2, target)
    assert target.read_bytes() == b"mine"
    assert filled.ledger.submissions("310104", "2026Q2") == []


@pytest.mark.fault("A7")
def test_a_stick_that_lies_is_found_before_done_is_said(
    filled: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A7: the file is read back; what was stored wrongly does not count as written."""
    honest = writer.write_submission

    def lying(submission: object, path: Path, **options: object) -> object:
        digest = honest(submission, path, **options)
        path.write_bytes(path.read_bytes()[:-4096])
        return digest

    monkeypatch.setattr(writer, "write_submission", lying)
    with pytest.raises(Exception, match=r"损坏|不一致|不完整"):
        submitted(filled, Q2, tmp_path)
    assert not list(tmp_path.glob("*.xlsx"))
    assert filled.ledger.period_info("310104", "2026Q2").state == "draft"


def test_the_city_submits_nothing(city: Session, tmp_path: Path) -> None:
    with pytest.raises(UserMistake, match="区级填报"):
        submit(city, Q2, tmp_path)
