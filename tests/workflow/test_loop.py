"""The loop between district and city: return, apply, answer, send again, accept, receipt."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop.ledger import DeleteRow, Edit
from desktop.workflow import entry
from desktop.workflow.answering import answer_mark, standing_return
from desktop.workflow.applying import apply_letter
from desktop.workflow.entry import Typed
from desktop.workflow.receiving import receive
from desktop.workflow.returning import (
    Issued,
    accept_submission,
    make_mark,
    marks_of_findings,
    read_mark_text,
    return_submission,
)
from desktop.workflow.session import Session
from desktop.workflow.submitting import Refused, Submitted, gate
from exports.refusal import Refusal
from forms.errors import UserMistake
from forms.findings import Finding
from forms.marks import Mark
from tests.workflow.conftest import Maker
from tests.workflow.stories import Q2, acquainted, filled_district, submitted

XUHUI = "310104"
REASON = "地址以不动产登记证载明的为准，无需修改。"


@dataclass
class Loop:
    """A district that has submitted 2026Q2 and a city that has it."""

    district: Session
    city: Session
    folder: Path
    first: Submitted

    @property
    def project(self) -> str:
        return next(iter(self.district.ledger.rows("F01", XUHUI, "2026Q2")))

    def marks(self) -> list[Mark]:
        said = [f"F01:{self.project}:详细地址=请写到门牌号", f"F02:{self.project}=请核对整条记录"]
        return [read_mark_text(self.city, XUHUI, Q2, one) for one in said]

    def returned(self) -> Issued:
        return return_submission(self.city, "徐汇", Q2, "请修改", self.marks(), self.folder)

    def type(self, form: str, field: str, text: str, reason: str = "") -> None:
        place = entry.place_of(self.district, Q2, form)
        typed = [Typed(self.project, field, text)]
        entry.type_cells(self.district, place, typed, reason=reason)

    def state(self) -> str:
        info = self.district.ledger.period_info(XUHUI, "2026Q2")
        assert info is not None
        return f"{info.state} {info.revision}"


@pytest.fixture
def loop(filled: Session, city: Session, tmp_path: Path) -> Loop:
    first = submitted(filled, Q2, tmp_path)
    receive(city, [first.file])
    acquainted(filled, city)
    return Loop(filled, city, tmp_path, first)


def applied(loop: Loop, issued: Issued) -> str:
    assert issued.file is not None
    return apply_letter(loop.district, issued.file).outcome


def test_the_whole_loop(loop: Loop) -> None:
    issued = loop.returned()
    assert issued.file is not None
    assert issued.file.name == "WLCY_310104_2026Q2_B01_TUIHUI.xlsx"
    assert issued.status.state == "returned"
    done = apply_letter(loop.district, issued.file)
    assert (done.kind, done.outcome, done.revision) == ("return", "applied", 1)
    assert loop.district.ledger.events()[0].text == f"{issued.file.name}：applied"
    assert "共 2 条退回意见" in done.message
    assert loop.state() == "returned 2"

    loop.type("F01", "address", "示例路9号")
    answer_mark(loop.district, Q2, 1, "corrected")
    answer_mark(loop.district, Q2, 2, "explained", REASON)
    second = submitted(loop.district, Q2, loop.folder)
    assert second.header.revision == 2
    assert second.header.reason == "按第 1 次报送的退回意见修改"
    assert standing_return(loop.district, Q2) is None

    (receipt,) = receive(loop.city, [second.file])
    assert receipt.outcome == "received"
    assert any("答复 2 条" in one for one in receipt.notices)
    folder = receive(loop.city, [loop.folder])
    assert [one.file.name for one in folder] == [loop.first.file.name, second.file.name]
    answers = loop.city.ledger.exchange.marks(XUHUI, "2026Q2", 1)
    assert [(one.answer, one.text) for one in answers] == [("corrected", ""), ("explained", REASON)]

    with pytest.raises(UserMistake, match="完全相同"):
        submitted(loop.district, Q2, loop.folder, reason="再报一次")

    accepted = accept_submission(loop.city, XUHUI, Q2, "数据齐全", loop.folder)
    assert accepted.file is not None
    done = apply_letter(loop.district, accepted.file)
    assert (done.kind, done.outcome, done.revision) == ("receipt", "applied", 2)
    assert done.details == ["市级意见：数据齐全"]
    assert loop.state() == "accepted 2"


def test_a_letter_applied_twice_changes_nothing(loop: Loop) -> None:
    issued = loop.returned()
    assert applied(loop, issued) == "applied"
    answer_mark(loop.district, Q2, 2, "explained", REASON)
    before = loop.state()
    assert applied(loop, issued) == "identical"
    assert loop.state() == before
    found = standing_return(loop.district, Q2)
    assert found is not None
    assert [one.number for one in found.open] == [1]


def test_a_second_notice_gets_a_name_of_its_own(loop: Loop) -> None:
    first, second = loop.returned(), loop.returned()
    assert first.file != second.file
    assert second.file is not None
    assert second.file.is_file()


def test_the_gate_is_closed_while_marks_are_unanswered(loop: Loop) -> None:
    applied(loop, loop.returned())
    closed = gate(loop.district, Q2)
    assert [one.rule for one in closed.unanswered] == ["K10", "K10"]
    assert closed.unanswered[0].field == "address"
    assert not closed.is_open
    with pytest.raises(Refused, match="待答复的退回意见 2 条"):
        submitted(loop.district, Q2, loop.folder)


def test_corrected_needs_a_change_and_lapses_without_it(loop: Loop) -> None:
    applied(loop, loop.returned())
    row = loop.district.ledger.row("F01", XUHUI, "2026Q2", loop.project)
    assert row is not None
    was = str(row.cell("address"))
    with pytest.raises(UserMistake, match="请先修改"):
        answer_mark(loop.district, Q2, 1, "corrected")
    loop.type("F01", "content", "另一项内容，与意见所指的格子无关。")
    with pytest.raises(UserMistake, match="请先修改"):
        answer_mark(loop.district, Q2, 1, "corrected")
    loop.type("F01", "address", "示例路9号")
    assert 1 not in numbers(answer_mark(loop.district, Q2, 1, "corrected").open)
    loop.type("F01", "address", was)
    found = standing_return(loop.district, Q2)
    assert found is not None
    assert found.lapsed == {1}
    assert 1 in numbers(found.open)


def numbers(marks: tuple[Mark, ...]) -> list[int]:
    return [one.number for one in marks]


def test_a_removed_row_is_a_correction(loop: Loop) -> None:
    applied(loop, loop.returned())
    steps = (DeleteRow("F02", loop.project), DeleteRow("F01", loop.project))
    project = loop.project
    loop.district.ledger.apply(Edit(XUHUI, "2026Q2", "删除", steps))
    answer_mark(loop.district, Q2, 1, "corrected")
    assert numbers(answer_mark(loop.district, Q2, 2, "corrected").open) == []
    assert loop.project != project


@pytest.mark.parametrize("text", ["", "核实无误", "情况属实"])
def test_words_are_wanted_for_explanation_and_dispute(loop: Loop, text: str) -> None:
    applied(loop, loop.returned())
    for answer in ("explained", "disputed"):
        with pytest.raises(UserMistake):
            answer_mark(loop.district, Q2, 1, answer, text)


def test_an_answer_can_be_taken_back(loop: Loop) -> None:
    applied(loop, loop.returned())
    assert numbers(answer_mark(loop.district, Q2, 2, "disputed", REASON).open) == [1]
    assert numbers(answer_mark(loop.district, Q2, 2, "").open) == [1, 2]
    with pytest.raises(UserMistake, match="没有第 3 条"):
        answer_mark(loop.district, Q2, 3, "disputed", REASON)


def test_disputing_all_is_a_revision_without_changed_rows(loop: Loop) -> None:
    applied(loop, loop.returned())
    for number in (1, 2):
        answer_mark(loop.district, Q2, number, "disputed", REASON)
    assert submitted(loop.district, Q2, loop.folder).header.revision == 2


def test_nothing_to_answer_without_a_return(loop: Loop) -> None:
    with pytest.raises(UserMistake, match="没有待答复"):
        answer_mark(loop.district, Q2, 1, "corrected")


def test_a_comment_alone_is_a_mark_on_the_whole(loop: Loop) -> None:
    issued = return_submission(loop.city, XUHUI, Q2, "请补充封面说明", [], loop.folder)
    assert [one.message for one in issued.notice.marks] == ["请补充封面说明"]
    applied(loop, issued)
    with pytest.raises(UserMistake, match="请先修改"):
        answer_mark(loop.district, Q2, 1, "corrected")
    loop.type("F01", "address", "示例路9号")
    assert answer_mark(loop.district, Q2, 1, "corrected").open == ()


def test_a_return_says_something(loop: Loop) -> None:
    with pytest.raises(UserMistake, match="请写明退回意见"):
        return_submission(loop.city, XUHUI, Q2, " ", [], loop.folder)
    with pytest.raises(UserMistake, match="还没有报送"):
        return_submission(loop.city, "310115", Q2, "请修改", [], loop.folder)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("F01", "请写作"),
        ("F99=不对", "没有“F99”这张表"),
        ("F01:没有的编号=不对", "没有记录"),
    ],
)
def test_a_mark_on_nothing_is_a_mistake(loop: Loop, text: str, sentence: str) -> None:
    with pytest.raises(UserMistake, match=sentence):
        read_mark_text(loop.city, XUHUI, Q2, text)


def test_marks_by_hand_know_label_and_value(loop: Loop) -> None:
    mark = make_mark(loop.city, XUHUI, Q2, ("F01", loop.project, "address"), "请写到门牌号")
    row = loop.city.ledger.row("F01", XUHUI, "2026Q2", loop.project)
    assert row is not None
    assert (mark.label, mark.value) == (row.title, str(row.cell("address")))
    with pytest.raises(UserMistake, match="没有指标"):
        make_mark(loop.city, XUHUI, Q2, ("F01", loop.project, "身高"), "请核对")


def test_marks_of_findings_say_what_and_what_to_do() -> None:
    finding = Finding("A77", "hard", "F01", "x", "entity_uscc", "9", "重复。", "请核对。", "示例")
    (mark,) = marks_of_findings([finding])
    assert (mark.message, mark.level_title, mark.rule) == ("重复。请核对。", "强制性", "A77")


# --- Letters that are not for this ledger or this moment -------------------------------------


def refused(session: Session, issued: Issued) -> str:
    assert issued.file is not None
    with pytest.raises(Refusal) as stop:
        apply_letter(session, issued.file)
    return stop.value.reason


def test_a_letter_to_another_district_is_refused(loop: Loop, make_district: Maker) -> None:
    other = make_district("310105")
    acquainted(other, loop.city)
    before = other.ledger.content_digest()
    assert refused(other, loop.returned()) == "wrong_recipient"
    assert other.ledger.content_digest() == before
    assert [event.kind for event in other.ledger.events()] == ["refused"]


def test_a_letter_about_what_was_never_sent_is_refused(loop: Loop, make_district: Maker) -> None:
    twin = make_district(XUHUI, "twin.db")
    acquainted(twin, loop.city)
    assert refused(twin, loop.returned()) == "not_sent"
    filled_district(twin, ["2026Q2"])
    assert refused(twin, loop.returned()) == "not_sent"
    (loop.folder / "twin").mkdir()
    submitted(twin, Q2, loop.folder / "twin")
    assert refused(twin, loop.returned()) == "other_content"


def test_a_letter_is_no_submission(loop: Loop) -> None:
    issued = loop.returned()
    assert issued.file is not None
    (receipt,) = receive(loop.city, [issued.file])
    assert (receipt.outcome, receipt.reason) == ("refused", "other_system")
    assert "它是市级出具的退回单，应由区级打开" in receipt.message


def test_a_submission_is_no_letter(loop: Loop) -> None:
    with pytest.raises(Refusal) as stop:
        apply_letter(loop.district, loop.first.file)
    assert stop.value.reason == "wrong_kind"
    with pytest.raises(Refusal) as stop:
        apply_letter(loop.district, loop.folder / "没有.xlsx")
    assert stop.value.reason == "missing_file"


def test_a_return_that_comes_after_the_next_revision_is_stale(loop: Loop) -> None:
    issued = loop.returned()
    loop.type("F01", "address", "示例路9号", reason="自行更正")
    submitted(loop.district, Q2, loop.folder, reason="自行更正")
    before = loop.state()
    assert applied(loop, issued) == "stale"
    assert loop.state() == before
    assert standing_return(loop.district, Q2) is None


def test_a_receipt_does_not_lock_unsent_work(loop: Loop) -> None:
    accepted = accept_submission(loop.city, XUHUI, Q2, "", loop.folder)
    loop.type("F01", "address", "示例路9号", reason="自行更正")
    assert accepted.file is not None
    done = apply_letter(loop.district, accepted.file)
    assert "仍可继续修改" in done.message
    assert loop.state() == "amending 2"


def test_an_accepted_submission_may_still_be_returned(loop: Loop) -> None:
    applied(loop, accept_submission(loop.city, XUHUI, Q2, "", loop.folder))
    assert loop.state() == "accepted 1"
    assert applied(loop, loop.returned()) == "applied"
    assert loop.state() == "returned 2"


def test_the_city_applies_nothing_and_the_district_returns_nothing(loop: Loop) -> None:
    issued = loop.returned()
    assert issued.file is not None
    with pytest.raises(UserMistake, match="区级填报"):
        apply_letter(loop.city, issued.file)
    with pytest.raises(UserMistake, match="市级汇总"):
        return_submission(loop.district, XUHUI, Q2, "请修改", [], loop.folder)
