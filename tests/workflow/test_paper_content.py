"""What a printed submission says, from the sent file or from the work as it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.workflow.entry import Typed, place_of, type_cells
from desktop.workflow.nil import declare_nil
from desktop.workflow.opening import open_period
from desktop.workflow.paper import draft_book, sent_book
from desktop.workflow.paper.content import CHECKS_TITLE, EXPLANATIONS_TITLE
from tests.workflow.stories import Q2, submitted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.workflow.paper import PaperBook
    from desktop.workflow.paper.content import PaperTable
    from desktop.workflow.session import Session


def table(book: PaperBook, title: str) -> PaperTable:
    return next(one for one in book.tables if one.title.endswith(title))


def column(printed: PaperTable, title: str) -> list[str]:
    place = next(n for n, one in enumerate(printed.columns) if one.title.startswith(title))
    return [row[place] for row in printed.rows]


def test_a_draft_has_no_code_and_says_so(filled: Session) -> None:
    book = draft_book(filled, Q2)
    assert book.is_draft
    assert (book.code, book.fingerprint) == ("", "")
    assert filled.ledger.submissions(filled.district, "2026Q2") == []


def test_a_draft_shows_what_still_stands_in_the_way(filled: Session) -> None:
    first = next(iter(filled.ledger.rows("F01", filled.district, "2026Q2")))
    type_cells(filled, place_of(filled, Q2, "F01"), [Typed(first, "project_name", "")])
    printed = table(draft_book(filled, Q2), f"（二）{EXPLANATIONS_TITLE}")
    assert "强制性" in column(printed, "级别")
    assert "项目名称" in column(printed, "指标")


def test_what_was_sent_is_printed_from_the_sent_file(filled: Session, tmp_path: Path) -> None:
    made = submitted(filled, Q2, tmp_path)
    names = column(table(sent_book(filled, Q2, 1), "项目基本情况"), "项目名称")
    first = next(iter(filled.ledger.rows("F01", filled.district, "2026Q2")))
    typed = [Typed(first, "project_name", "示例改名项目")]
    type_cells(filled, place_of(filled, Q2, "F01"), typed, reason="更正项目名称")
    book = sent_book(filled, Q2, 1)
    assert (book.code, book.fingerprint) == (made.digest.short, made.fingerprint)
    assert column(table(book, "项目基本情况"), "项目名称") == names
    assert "示例改名项目" in column(table(draft_book(filled, Q2), "项目基本情况"), "项目名称")


def test_every_form_is_on_the_cover_with_what_it_holds(filled: Session) -> None:
    said = {one.code: one.said for one in draft_book(filled, Q2).forms}
    count = len(filled.ledger.rows("F01", filled.district, "2026Q2"))
    assert said["F01"] == f"{count} 行"
    assert set(said) == {form.spec.code for form in filled.forms.data_forms}


def test_an_empty_form_is_nil_silent_or_not_asked_for(
    make_district: Callable[[], Session],
) -> None:
    session = make_district()
    open_period(session, "2026Q2")
    declare_nil(session, Q2, "F04")
    said = {one.code: one.said for one in draft_book(session, Q2).forms}
    assert {"F04", "F04Q"} <= {code for code, text in said.items() if text == "零报告"}
    assert said["F05"] == "无记录"
    assert said["F08"] == "本期不报"


def test_names_and_numbers_of_people_are_masked_but_for_the_signers(filled: Session) -> None:
    book = draft_book(filled, Q2)
    numbers = column(table(book, "项目基本情况"), "联系电话")
    assert any(numbers)
    assert all("****" in one for one in numbers if one)
    signers = dict(book.head.signatures)
    assert "*" not in signers["联系电话"]
    assert signers["联系电话"]


def test_forms_carry_their_checks_and_marks(filled: Session) -> None:
    printed = table(draft_book(filled, Q2), "项目进展情况")
    assert printed.number == "WLCY-F02（试行）"
    assert printed.unit == "万元"
    assert printed.columns[printed.keys - 1].title == "项目名称"
    assert all(column(printed, "项目名称"))
    text = "\n".join(printed.notes)
    assert text.startswith("说明：1.统计范围：")
    assert "表内审核：" in text


def test_the_table_of_checks_adds_up(filled: Session, tmp_path: Path) -> None:
    submitted(filled, Q2, tmp_path)
    book = sent_book(filled, Q2, 1)
    checks = table(book, f"（一）{CHECKS_TITLE}")
    assert set(column(checks, "强制性")) == {"0"}
    soft = sum(map(int, column(checks, "核实性")))
    explained = table(book, f"（二）{EXPLANATIONS_TITLE}")
    assert len(explained.rows) == soft
    assert all(one and one != "（未说明）" for one in column(explained, "说明"))
    assert "强制性错误 0 条" in checks.intro
    assert "总投资 " in column(checks, "控制合计")[0]
