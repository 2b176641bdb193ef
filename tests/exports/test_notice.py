"""Receipts and return notices: written, re-saved, edited, mistaken for something else."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from exports.child_pool import ChildPool
from exports.letter import LABELS
from exports.letter_writer import STAMP_HERE
from exports.notice import MARKS_SHEET, Notice, read_notice, write_notice
from exports.refusal import Refusal
from forms.catalogue import Catalogue
from forms.marks import Mark
from forms.registry import STANDARD_FORMS
from tests.exports.reading import by_openpyxl

PROJECT = "310115-2026-P0001"
MARKS = (
    Mark(1, "年内新增税收与上期相差过大。", "F02", PROJECT, "inv_ytd", "示例项目", "7,600.00",
         "hard", "A34"),
    Mark(2, "请核对\n整条记录。", "F01", PROJECT),
    Mark(3, "=1+1 说明", "F05"),
    Mark(4, "行政区划代码"),
)  # fmt: skip
NOTICE = Notice(
    kind="return",
    district="310115",
    period="2026Q3",
    revision=2,
    digest="ab" * 32,
    comment="请按意见修改。\n如有疑问请来电。",
    unit="内容摘要",
    issued_at="2026-10-13T09:00:00+08:00",
    ledger_id="city-1",
    app_version="0.1.0",
    marks=MARKS,
)


@pytest.fixture
def made(tmp_path: Path, catalogue: Catalogue) -> Path:
    path = tmp_path / NOTICE.file_name
    write_notice(NOTICE, path, forms=STANDARD_FORMS, catalogue=catalogue)
    return path


def test_a_notice_comes_back_as_it_was(
    made: Path, catalogue: Catalogue, pool: ChildPool, tmp_path: Path
) -> None:
    again, digest = read_notice(made, pool=pool)
    assert again == replace(NOTICE, unit="内容摘要。")
    twin = tmp_path / "twin.xlsx"
    assert write_notice(again, twin, forms=STANDARD_FORMS, catalogue=catalogue) == digest
    assert made.name == "WLCY_310115_2026Q3_B02_TUIHUI.xlsx"


def test_a_letter_has_a_place_for_the_stamp(made: Path) -> None:
    sheet = openpyxl.load_workbook(made).worksheets[0]
    assert sheet.cell(sheet.max_row, 1).value == STAMP_HERE
    assert (sheet.row_dimensions[sheet.max_row].height or 0) > 40
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("portrait", 1)


def test_every_page_of_a_letter_bears_its_short_digest(made: Path) -> None:
    book = openpyxl.load_workbook(made)
    short = next(
        row[col + 1].value for row in book.worksheets[0].iter_rows() for col in (0, 2)
        if row[col].value == "校验码"
    )  # fmt: skip
    for sheet in book.worksheets:
        assert sheet.oddHeader is not None
        assert sheet.oddFooter is not None
        assert sheet.oddHeader.left.text == "上海市未来产业集群退回单"
        assert sheet.oddHeader.right.text == f"{sheet.title}　2026年三季度"
        assert sheet.oddFooter.left.text == f"校验码 {short}"
        assert sheet.oddFooter.right.text == "签名指纹 未签名"


def test_a_receipt_has_no_marks(tmp_path: Path, catalogue: Catalogue, pool: ChildPool) -> None:
    receipt = Notice("receipt", "310115", "2026Q3", 1, "cd" * 32, issued_at=NOTICE.issued_at)
    path = tmp_path / receipt.file_name
    write_notice(receipt, path, forms=STANDARD_FORMS, catalogue=catalogue)
    again, _ = read_notice(path, pool=pool)
    assert again == receipt
    assert "验收" in str(by_openpyxl(path)["封面"][2, 1])


def test_every_mark_is_for_people_too(made: Path) -> None:
    cells = by_openpyxl(made)[MARKS_SHEET]
    assert cells[4, 4] == "项目进展情况"
    assert cells[4, 7] == "本年累计完成投资"
    assert [cells[row, 7] for row in (5, 6, 7)] == ["整条记录", "整张表", "整份报送"]


def test_a_saved_again_notice_is_whole(made: Path, pool: ChildPool) -> None:
    assert read_notice(saved(made, lambda _: None), pool=pool, name="a.xlsx")[0].marks == MARKS


def edit_mark(book: openpyxl.Workbook) -> None:
    book[MARKS_SHEET].cell(4, 9).value = "不用改了"


def drop_mark(book: openpyxl.Workbook) -> None:
    book[MARKS_SHEET].delete_rows(5)


def drop_sheet(book: openpyxl.Workbook) -> None:
    del book[MARKS_SHEET]


def edit_fact(name: str) -> Callable[[openpyxl.Workbook], None]:
    def edit(book: openpyxl.Workbook) -> None:
        for row in book["封面"].iter_rows():
            for cell in row:
                if cell.value == LABELS[name]:
                    book["封面"].cell(cell.row, cell.column + 1).value = "1"

    return edit


@pytest.mark.parametrize(
    "edit",
    [edit_mark, drop_mark, drop_sheet, *map(edit_fact, ("district", "revision", "comment"))],
)
def test_an_edited_notice_is_refused(
    made: Path, pool: ChildPool, edit: Callable[[openpyxl.Workbook], None]
) -> None:
    with pytest.raises(Refusal, match="改动过") as refused:
        read_notice(saved(made, edit), pool=pool, name="a.xlsx")
    assert refused.value.reason == "altered_letter"


def test_a_submission_is_no_notice(good: bytes, pool: ChildPool) -> None:
    with pytest.raises(Refusal, match="应由市级接收") as refused:
        read_notice(good, pool=pool, name="a.xlsx")
    assert refused.value.reason == "wrong_kind"


def test_a_stranger_is_no_notice(pool: ChildPool) -> None:
    stream = BytesIO()
    openpyxl.Workbook().save(stream)
    with pytest.raises(Refusal) as refused:
        read_notice(stream.getvalue(), pool=pool, name="a.xlsx")
    assert refused.value.reason == "wrong_kind"


def saved(path: Path, edit: Callable[[openpyxl.Workbook], None]) -> bytes:
    """The notice as another program saves it, after an edit."""
    book = openpyxl.load_workbook(path)
    edit(book)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
