"""Streamed rows: the same cells as openpyxl's own, whatever the text."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exports.drawing import model_row, put, put_number
from exports.legaltext import legal_text
from exports.stream import (
    Table,
    number_cells,
    save_streamed,
    shown_cells,
    text_cells,
    workbook_text,
)
from exports.styles import Look
from exports.writer import new_workbook
from tests.exports.reading import by_calamine, by_openpyxl, parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from exports.stream import Formatter

LOOKS = (Look.TEXT, Look.MONEY, Look.COUNT, Look.CENTRE, Look.KEPT)
ROWS: tuple[tuple[Any, ...], ...] = (
    ("示例项目", Decimal("35000.00"), 3, date(2026, 9, 30), "约500万"),
    ("=1+1", Decimal("-0.05"), 0, None, None),
    (None, None, None, date(2026, 9, 30), " 前后有空格 "),
    ("<甲>&\"乙\"\n'丙'", Decimal("999999999999.99"), -7, None, "甲\t乙"),
)
FIRST = 4


def stream(target: Path, rows: Iterable[Sequence[Any]], looks: Sequence[Look]) -> None:
    """Write rows under a head, streamed."""
    book = new_workbook(["表"])
    put(book["表"], 1, 1, "标题", Look.TITLE)
    ids = model_row(book["表"], FIRST, looks)
    put(book["表"], FIRST + max(len(list(rows)), 1), 1, "表尾", Look.NOTE)
    writers = [writer(look, style) for look, style in zip(looks, ids, strict=True)]
    cells = ((20.0, [w(v) for w, v in zip(writers, row, strict=True)]) for row in rows)
    save_streamed(book, target, [Table("表", FIRST, cells)])


def writer(look: Look, style: int) -> Formatter:
    """The formatter of a look."""
    if look in (Look.MONEY, Look.COUNT):
        return number_cells(style, 2 if look is Look.MONEY else 0)
    if look is Look.CENTRE:
        return shown_cells(style, str)
    return text_cells(style)


def draw(target: Path, rows: Iterable[Sequence[Any]], looks: Sequence[Look]) -> None:
    """Write the same rows cell by cell through openpyxl."""
    book = new_workbook(["表"])
    sheet = book["表"]
    put(sheet, 1, 1, "标题", Look.TITLE)
    for number, row in enumerate(rows, FIRST):
        sheet.row_dimensions[number].height = 20
        for column, (look, value) in enumerate(zip(looks, row, strict=True), 1):
            if look in (Look.MONEY, Look.COUNT):
                put_number(sheet, number, column, value, look)
            else:
                put(sheet, number, column, "" if value is None else str(value), look)
    put(sheet, FIRST + max(len(list(rows)), 1), 1, "表尾", Look.NOTE)
    book.save(target)


def facts(path: Path) -> list[tuple[Any, ...]]:
    """All that openpyxl knows of every cell, and of every row's height."""
    sheet = openpyxl.load_workbook(path)["表"]
    cells = [
        (c.coordinate, c.value, c.data_type, c.number_format, c.style, c.quotePrefix,
         repr(c.font), repr(c.fill), repr(c.border), repr(c.alignment))
        for row in sheet.iter_rows() for c in row
    ]  # fmt: skip
    return [*cells, *((n, d.height) for n, d in sorted(sheet.row_dimensions.items()))]


def test_streamed_rows_equal_openpyxls_own(tmp_path: Path) -> None:
    stream(tmp_path / "a.xlsx", ROWS, LOOKS)
    draw(tmp_path / "b.xlsx", ROWS, LOOKS)
    assert facts(tmp_path / "a.xlsx") == facts(tmp_path / "b.xlsx")
    assert by_calamine(tmp_path / "a.xlsx") == by_calamine(tmp_path / "b.xlsx")


def test_both_readers_see_the_values(tmp_path: Path) -> None:
    stream(tmp_path / "a.xlsx", ROWS, LOOKS)
    expected = {
        (number, column): float(value) if isinstance(value, Decimal | int) else str(value)
        for number, row in enumerate(ROWS, FIRST)
        for column, value in enumerate(row, 1)
        if value is not None
    }
    expected |= {(1, 1): "标题", (FIRST + len(ROWS), 1): "表尾"}
    assert by_openpyxl(tmp_path / "a.xlsx")["表"] == expected
    assert by_calamine(tmp_path / "a.xlsx")["表"] == expected


def test_no_rows_leave_one_empty_line(tmp_path: Path) -> None:
    stream(tmp_path / "a.xlsx", (), LOOKS)
    assert by_openpyxl(tmp_path / "a.xlsx")["表"] == {(1, 1): "标题", (FIRST + 1, 1): "表尾"}


def test_more_rows_than_a_chunk(tmp_path: Path) -> None:
    stream(tmp_path / "a.xlsx", [(f"第{n}行",) for n in range(600)], [Look.TEXT])
    cells = by_calamine(tmp_path / "a.xlsx")["表"]
    assert [cells[FIRST + n, 1] for n in range(600)] == [f"第{n}行" for n in range(600)]
    assert cells[FIRST + 600, 1] == "表尾"


def test_a_file_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        stream(tmp_path / "none" / "a.xlsx", ROWS, LOOKS)


XML_TEXT = st.text(
    st.characters(exclude_categories=["Cs"]), max_size=40
).map(legal_text)  # fmt: skip


@pytest.mark.fault("F12")
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(XML_TEXT, min_size=1, max_size=20))
def test_any_text_comes_back(tmp_path: Path, texts: list[str]) -> None:
    stream(tmp_path / "a.xlsx", [(text,) for text in texts], [Look.TEXT])
    read = by_calamine(tmp_path / "a.xlsx")["表"]
    assert [read.get((FIRST + n, 1), "") for n in range(len(texts))] == texts
    raw = by_openpyxl(tmp_path / "a.xlsx")["表"]
    # openpyxl alone does not undo the guard of _x0041_.
    guarded = [workbook_text(text) for text in texts]
    assert [raw.get((FIRST + n, 1), "") for n in range(len(texts))] == guarded


@pytest.mark.fault("F12", "F15")
@pytest.mark.parametrize("text", ["_x000D_", "_x0041_甲", "甲\r乙", "甲\r\n乙", " ", "\n", "𬬻󠄀"])
def test_hard_texts_come_back(tmp_path: Path, text: str) -> None:
    stream(tmp_path / "a.xlsx", [(text,)], [Look.TEXT])
    assert by_calamine(tmp_path / "a.xlsx")["表"][FIRST, 1] == text


@pytest.mark.fault("F14")
def test_what_xml_cannot_hold_is_dropped_or_replaced(tmp_path: Path) -> None:
    stream(tmp_path / "a.xlsx", [("甲\x0b\x00乙\ud800丙\uffff",)], [Look.TEXT])
    assert by_calamine(tmp_path / "a.xlsx")["表"][FIRST, 1] == "甲乙\ufffd丙"


def test_strings_stand_inline_and_numbers_bare(tmp_path: Path) -> None:
    stream(tmp_path / "a.xlsx", ROWS, LOOKS)
    sheet = parts(tmp_path / "a.xlsx")["xl/worksheets/sheet1.xml"]
    assert "<v>999999999999.99</v>" in sheet
    assert "<is><t>示例项目</t></is>" in sheet
    assert 't="s"' not in sheet
