"""Printed pages as ink: legible, inside the paper, complete, and known by their footers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from desktop.workflow.paper.book import PaperPages
from desktop.workflow.paper.content import FormLine, PaperBook, PaperColumn, PaperTable
from desktop.workflow.paper.headings import DRAFT, DRAFT_FOOT
from desktop.workflow.paper.ink import (
    BOTTOM,
    LEFT,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    RIGHT,
    TOP,
    Frame,
    Watermark,
    Words,
)
from desktop.workflow.paper.text import TITLE_LINES, breadth, narrowest, wrap, wrap_title
from exports.layout import sheet_layout
from exports.sheet_form import FormHead
from forms.registry import STANDARD_FORMS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.workflow.paper.ink import Page

LEAST_POINTS = 7.5
LONG = "完成设备安装和调试，形成评测能力；" * 12


def narrow(rows: int, **facts: object) -> PaperTable:
    made = PaperTable(
        "示例表",
        (PaperColumn("序号", 5, "centre", "甲"), PaperColumn("名称", 30, "left", "乙", "项目"),
         PaperColumn("金额（万元）", 14, "right", "1", "资金")),
        [[str(n), f"示例项目{n}", f"{n}.00"] for n in range(1, rows + 1)],
        keys=2, number="WLCY-F99（试行）", unit="万元", signed=True,
        notes=("说明：1.统计范围：示例。", "　　　2.表内审核："),
    )  # fmt: skip
    return replace(made, **facts)  # type: ignore[arg-type]


def wide(columns: int, rows: int, text: str = "示例文字内容") -> PaperTable:
    titles = [
        PaperColumn(f"很长的指标名称第{n}项（万元）", 24, mark=str(n)) for n in range(columns)
    ]
    cells = [[str(n), f"示例{n}", *[text] * columns] for n in range(1, rows + 1)]
    first = (PaperColumn("序号", 5, "centre"), PaperColumn("名称", 26))
    return replace(narrow(0), columns=(*first, *titles), rows=cells)


def book_of(*tables: PaperTable, **facts: object) -> PaperBook:
    head = FormHead(
        unit_name="上海市示例区示例委员会", district="310115", period_title="2026年三季度（季报）",
        issuer="示例机关",
        signatures=[("单位负责人", "示例甲"), ("联系电话", "021-00000000"), ("报出日期", "")],
    )  # fmt: skip
    made = PaperBook(
        head, "浦东新区", head.period_title, 2, "ABCD EF01 2345 6789", "1A2B 3C4D 5E6F 7890",
        (("报送批次", "第 2 次"), ("重报原因", LONG)), (("代码表版本", "2022.1"),),
        (FormLine("F01", "项目基本情况", "3 行"), FormLine("F07", "揭榜挂帅", "零报告")), tables,
    )  # fmt: skip
    return replace(made, **facts)  # type: ignore[arg-type]


def pages_of(*tables: PaperTable, **facts: object) -> list[Page]:
    pages = PaperPages(book_of(*tables, **facts))
    return [pages[place] for place in range(len(pages))]


def texts(page: Iterable[object]) -> list[str]:
    return [one.text for one in page if isinstance(one, Words)]


def assert_well_made(page: Page) -> None:
    """Everything is on the paper, legible, and in its box."""
    for one in page:
        if isinstance(one, Watermark):
            continue
        assert one.x >= LEFT - 0.1
        assert one.x + one.width <= RIGHT + 0.1
        assert one.y > 0
        assert one.y + one.height < PAGE_HEIGHT
        if isinstance(one, Words):
            assert one.size >= LEAST_POINTS
            assert one.lines
            assert all(one.lines)
            assert len(one.lines) * one.size <= one.height + 0.1
            if one.size == LEAST_POINTS:
                room = one.width / one.size * 2
                assert all(breadth(line) <= room + 4.1 for line in one.lines), one.lines


SHAPES = {
    "short": narrow(3),
    "full": narrow(400),
    "empty": narrow(0, intro="没有需要说明的核实性提示。"),
    "wide": wide(30, 12),
    "tall": wide(12, 9, LONG),
    "taller than a page": wide(3, 2, LONG * 14),
    "notes": narrow(2, notes=tuple(f"({n}) 示例说明" for n in range(200))),
}


@pytest.mark.parametrize("name", SHAPES)
def test_everything_is_on_the_paper_and_legible(name: str) -> None:
    assert PAGE_WIDTH > PAGE_HEIGHT
    for page in pages_of(SHAPES[name]):
        assert_well_made(page)


@pytest.mark.parametrize("name", SHAPES)
def test_every_page_says_what_it_is_of_and_by_what_it_is_known(name: str) -> None:
    pages = pages_of(SHAPES[name])
    for number, page in enumerate(pages, 1):
        said = texts(page)
        assert f"第 {number} 页　共 {len(pages)} 页" in said
        assert "校验码 ABCD EF01 2345 6789" in said
        assert "签名指纹 1A2B 3C4D 5E6F 7890" in said
        if number > 1:
            joined = "\n".join(said)
            assert "填报单位：上海市示例区示例委员会" in joined
            assert "WLCY-F99（试行）" in joined
            assert "计量单位：万元" in joined
            assert "示例表" in joined


@pytest.mark.parametrize("name", SHAPES)
def test_no_text_of_the_table_is_lost(name: str) -> None:
    table = SHAPES[name]
    printed = "".join("".join(texts(page)) for page in pages_of(table)[1:])
    for row in table.rows:
        for text in row[table.keys :]:
            assert (text if len(text) < 400 else text[:40]) in printed
    for note in table.notes:
        assert note in printed


def test_a_row_taller_than_a_page_goes_on_with_its_key() -> None:
    pages = pages_of(wide(1, 1, LONG * 40))[1:]
    assert len(pages) > 1
    with_rows = [page for page in pages if "示例1" in texts(page)]
    assert len(with_rows) >= 2
    column = "".join(
        one.text for page in pages for one in page if isinstance(one, Words) and "设备" in one.text
    )
    assert column == LONG * 40


def test_key_columns_and_head_stand_on_every_page_of_a_wide_table() -> None:
    pages = pages_of(wide(30, 20))[1:]
    assert len(pages) > 1
    for page in pages:
        said = texts(page)
        assert {"序号", "名称", "示例1", "示例20"} <= set(said)
    titles = [text for page in pages for text in texts(page) if text.startswith("很长的")]
    assert len(titles) == len(set(titles)) == 30


def test_a_wide_table_of_few_rows_is_one_page_part_below_part() -> None:
    few, many = pages_of(wide(30, 3))[1:], pages_of(wide(30, 40))[1:]
    assert len(few) == 1
    assert texts(few[0]).count("示例3") > 1
    assert len(many) > 2
    tops = sorted({one.y for one in few[0] if isinstance(one, Frame)})
    assert tops[-1] < BOTTOM


def test_a_table_that_is_no_form_is_never_cut() -> None:
    columns = tuple(PaperColumn(f"第{n}项", 60) for n in range(6))
    table = PaperTable("解释说明表", columns, [["很长的情况说明" * 12] * 6] * 3)
    (page,) = pages_of(table)[1:]
    assert len([text for text in texts(page) if text.startswith("很长的情况说明")]) == 18
    assert_well_made(page)


def test_tables_are_as_wide_as_the_page() -> None:
    for page in pages_of(wide(30, 3))[1:]:
        edges = [one.x + one.width for one in page if isinstance(one, Frame)]
        assert max(edges) == pytest.approx(RIGHT)


def test_the_signature_line_stands_under_the_last_rows() -> None:
    pages = pages_of(narrow(60))[1:]
    signed = [page for page in pages if "单位负责人：示例甲" in texts(page)]
    assert signed == [pages[-1]]
    assert "报出日期：20　　年　　月　　日" in texts(pages[-1])


def test_rows_end_above_the_footer() -> None:
    for page in pages_of(narrow(300))[1:]:
        frames = [one for one in page if isinstance(one, Frame)]
        assert min(one.y for one in frames) >= TOP
        assert max(one.y + one.height for one in frames) <= BOTTOM + 0.1


def test_the_first_page_has_the_legal_marks_and_further_ones_a_line() -> None:
    first, second, *_ = pages_of(narrow(80))[1:]
    assert {"制定机关：示例机关", "行政区划代码：310115"} <= set(texts(first))
    assert "制定机关：示例机关" not in texts(second)
    assert "示例表（续1）" in texts(second)


def test_the_cover_names_signers_stamp_and_every_form() -> None:
    said = texts(pages_of(narrow(1))[0])
    assert {
        "单位负责人（签字）",
        "示例甲",
        "（单位盖章）",
        "F07",
        "零报告",
        "浦东新区（310115）",
    } <= set(said)
    assert "校验码 ABCD EF01 2345 6789　　签名指纹 1A2B 3C4D 5E6F 7890" in said
    dashed = [one for one in pages_of()[0] if isinstance(one, Frame) and one.dashed]
    assert len(dashed) == 1
    assert dashed[0].height >= 70


def test_a_draft_is_marked_on_every_page_and_carries_no_code() -> None:
    pages = pages_of(narrow(80), code="", fingerprint="")
    for page in pages:
        assert Watermark(DRAFT) in page
        assert DRAFT_FOOT in texts(page)
        assert not [text for text in texts(page) if "校验码" in text or "签名指纹" in text]


def test_a_unit_is_never_torn_from_its_brackets() -> None:
    assert wrap_title("营业收入（万元）", 12) == ["营业收入", "（万元）"]
    assert wrap_title("营业收入（万元）", 16) == ["营业收入（万元）"]
    assert wrap_title("主办（管理）机构代码", 14) == wrap("主办（管理）机构代码", 14)
    for form in STANDARD_FORMS.data_forms:
        for column in sheet_layout(form).columns:
            lines = wrap_title(column.title, narrowest(column.title, TITLE_LINES))
            assert "".join(lines) == column.title
            assert len(lines) <= TITLE_LINES


def test_notes_begin_with_three_lines_or_on_a_page_of_their_own() -> None:
    notes = tuple(f"第{n}条说明。" for n in range(30))
    for rows in range(20, 70):
        pages = pages_of(replace(narrow(rows), notes=notes))[1:]
        counts = [sum(said in notes for said in texts(page)) for page in pages]
        assert sum(counts) == 30
        begun = next(count for count in counts if count)
        assert begun >= 3


def test_laying_out_can_be_given_up() -> None:
    def watch() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        PaperPages(book_of(narrow(3)), watch)
