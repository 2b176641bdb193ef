"""Tables in old formats: errors, booleans, days and hidden things as in an .xlsx, or a refusal."""

from __future__ import annotations

import struct
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from exports.cellsource import cell_text
from exports.reader_grid import Grid, read_grids
from exports.refusal import Refusal
from exports.tables import read_table
from forms.cells import Kept
from forms.f01_project import Project
from tests.exports.old_tables import (
    SECTOR,
    container,
    error_cell,
    error_formula,
    hidden_column,
    hidden_row,
    ods,
    record,
    xls,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from exports.child_pool import ChildPool
    from forms.catalogue import Catalogue

HEADER = ("项目名称", "实施主体名称", "总投资（万元）", "进展阶段")
ROW = ("示例项目", "上海示例有限公司", 1200.5, "在建")


@pytest.mark.parametrize("make", [xls, ods])
def test_plain_rows(
    make: Callable[..., bytes], catalogue: Catalogue, pool: ChildPool, tmp_path: Path
) -> None:
    path = tmp_path / "来表.xls"
    path.write_bytes(make([HEADER, ROW]))
    table = read_table(path, Project, catalogue, pool=pool)
    assert table.rows[0].cells["total_investment"] == Decimal("1200.50")
    assert table.rows[0].cells["stage"] == "40"
    assert not table.notices


@pytest.mark.parametrize("make", [xls, ods])
def test_booleans(make: Callable[..., bytes], grid: Callable[[bytes], Grid]) -> None:
    rows = grid(make([["甲", True], [None, False]])).rows
    assert [[cell_text(cell) for cell in row] for row in rows] == [["甲", "是"], ["", "否"]]


# --- .xls -------------------------------------------------------------------------------------


@pytest.mark.fault("F3")
def test_xls_errors_are_kept(catalogue: Catalogue, pool: ChildPool, tmp_path: Path) -> None:
    path = tmp_path / "来表.xls"
    path.write_bytes(
        xls([HEADER, ("甲", error_cell(1, 1, 0x2A), error_formula(1, 2, 0x17), "在建")])
    )
    table = read_table(path, Project, catalogue, pool=pool)
    cells = table.rows[0].cells
    assert cells["total_investment"] == Kept("#REF!", "公式出错的结果，请填写数值或文字")
    assert isinstance(kept := cells["entity_name"], Kept)
    assert kept.text == "#N/A"
    assert any("C2" in one for one in table.notices)


@pytest.mark.fault("E14")
def test_xls_hidden_rows_and_columns_are_told(grid: Callable[[bytes], Grid]) -> None:
    more = [hidden_row(1), hidden_row(7), hidden_column(0), hidden_column(99)]
    made = grid(xls([["甲", 1], ["乙", 2]], more=more))
    assert made.rows[1] == ["乙", 2]
    assert made.notices == ["含隐藏行 1 行、隐藏列 1 列，已照常读取。"]


def test_xls_stream_in_capitals(grid: Callable[[bytes], Grid]) -> None:
    assert grid(xls([["甲"]], stream="WORKBOOK")).rows == [["甲"]]


@pytest.mark.fault("D4")
def test_xls_with_a_password(refused: Callable[[bytes], str]) -> None:
    assert refused(xls([["甲"]], first=[record(0x002F, bytes(54))])) == "password"


@pytest.mark.fault("E6")
def test_xls_cell_far_away_is_refused_before_it_is_laid_out(
    refused: Callable[[bytes], str],
) -> None:
    far = record(0x0203, struct.pack("<HHHd", 65_535, 255, 0, 1))
    assert refused(xls([["甲"]], more=[far])) == "out_of_form"


def test_xls_chain_that_is_a_loop(refused: Callable[[bytes], str]) -> None:
    data = bytearray(xls([["甲"]]))
    struct.pack_into("<I", data, SECTOR + 9 * 4, 2)
    assert refused(bytes(data)) == "damaged"


def test_xls_list_of_sectors_that_is_a_loop(refused: Callable[[bytes], str]) -> None:
    data = bytearray(xls([["甲"]]))
    struct.pack_into("<I", data, 68, 9)
    data += struct.pack("<128I", *[0] * 127, 9)
    assert refused(bytes(data)) == "damaged"


@pytest.mark.parametrize("start", [b"\x09\x00\x04\x00", b"\x09\x04\x06\x00"])
def test_very_old_xls_says_what_it_is(start: bytes, pool: ChildPool, tmp_path: Path) -> None:
    path = tmp_path / "来表.xls"
    path.write_bytes(start + bytes(100))
    with pytest.raises(Refusal, match="很早的 Excel") as caught:
        read_grids(path, pool)
    assert caught.value.reason == "wrong_format"


def wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def shared(row: int, column: int, index: int) -> bytes:
    return record(0x00FD, struct.pack("<HHHI", row, column, 0, index))


def test_xls_shared_texts_cross_records_and_carry_runs_and_readings(
    grid: Callable[[bytes], Grid],
) -> None:
    first = [
        record(
            0x00FC,
            struct.pack("<II", 9, 4),
            struct.pack("<HB", 6, 1), wide("示例"),
        ),
        record(
            0x003C,
            b"\x01", wide("跨"), b"",
        ),
        record(
            0x003C,
            b"\x00abc",
            struct.pack("<HBHI", 2, 0x0D, 2, 4), wide("富文"), bytes(8), b"\x01\x02",
        ),
        record(0x003C, b"\x03\x04", struct.pack("<HB", 3, 0), b"caf"),
        record(0x003C, struct.pack("<HB", 1, 1), wide("终")),
    ]  # fmt: skip
    cells: list[Any] = [[shared(0, at, at) for at in range(4)]]
    assert grid(xls(cells, first=first)).rows == [["示例跨abc", "富文", "caf", "终"]]


def test_xls_text_of_a_formula_stands_after_it(grid: Callable[[bytes], Grid]) -> None:
    text = formula(0, 0, bytes(6) + b"\xff\xff")
    said = record(0x0207, struct.pack("<HB", 4, 1), wide("结果"))
    rest = record(0x003C, b"\x01", wide("两段"))
    array = record(0x0221, bytes(14))
    made = grid(xls([[text + array + said + rest, formula(0, 1, struct.pack("<d", 2.5))]]))
    assert made.rows == [["结果两段", 2.5]]
    assert made.notices == ["含有公式（A1、B1 等），已取其结果。"]


def formula(row: int, column: int, result: bytes, flags: int = 0) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    return record(0x0006, place, result, struct.pack("<HIH", flags, 0, 0))


def test_xls_formula_results(grid: Callable[[bytes], Grid]) -> None:
    blank = b"\x03" + bytes(5) + b"\xff\xff"
    truth = b"\x01\x00\x01" + bytes(3) + b"\xff\xff"
    row: list[Any] = [formula(0, 0, blank), formula(0, 1, blank, 2), formula(0, 2, truth), "尾"]
    assert grid(xls([row])).rows == [[None, "\x00f", "\x00b1", "尾"]]


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (30 << 2 | 2, 30.0), ((1 << 32) - (5 << 2) | 2, -5.0), (12_345 << 2 | 3, 123.45),
        (0x3FF00000, 1.0), (0x3FF00001, 0.01),
    ],
)  # fmt: skip
def test_xls_short_numbers(value: int, number: float, grid: Callable[[bytes], Grid]) -> None:
    one = record(0x027E, struct.pack("<HHHI", 0, 0, 0, value))
    several = record(0x00BD, struct.pack("<HHHIHIH", 1, 1, 0, value, 0, value, 2))
    assert grid(xls([[one], [several]])).rows == [[number], [None, number, number]]


STYLES = [
    record(0x041E, struct.pack("<HHB", 164, 10, 0), b"yyyy-mm-dd"),
    record(0x041E, struct.pack("<HHB", 165, 5, 0), b"[h]mm"),
    record(0x041E, struct.pack("<HHB", 166, 13, 0), b"[Red][=50]000"),
    record(0x041E, struct.pack("<HHB", 167, 90, 0), b"cut off"),
    *(
        record(0x00E0, struct.pack("<HH", 0, number), bytes(16))
        for number in (0, 164, 165, 166, 14)
    ),
]


@pytest.mark.parametrize(
    ("style", "number", "expected"),
    [
        (0, 46_295, 46_295), (1, 46_295, "\x00d2026-09-30"), (4, 46_295, "\x00d2026-09-30"),
        (2, 1.5, "\x00d36:00:00"), (3, 50, 50), (1, -1.2, -1.2),
    ],
)  # fmt: skip
def test_xls_days(
    style: int, number: float, expected: float | str, grid: Callable[[bytes], Grid]
) -> None:
    cell = record(0x0203, struct.pack("<HHHd", 0, 0, style, number))
    assert grid(xls([[cell]], first=STYLES)).rows == [[expected]]


def test_xls_counts_from_1904_when_it_says_so(grid: Callable[[bytes], Grid]) -> None:
    cell = record(0x0203, struct.pack("<HHHd", 0, 0, 1, 44_833))
    made = grid(xls([[cell]], first=[record(0x0022, b"\x01\x00"), *STYLES]))
    assert made.rows == [["\x00d2026-09-30"]]


@pytest.mark.fault("E13")
def test_xls_values_under_merged_cells_are_told(grid: Callable[[bytes], Grid]) -> None:
    made = grid(xls([["甲", 7]], more=[record(0x00E5, struct.pack("<5H", 1, 0, 0, 0, 1))]))
    assert made.rows == [["甲", 7]]
    assert list(made.merges) == [(0, 0, 0, 1)]
    assert any("B1" in one and "盖住" in one for one in made.notices)


@pytest.mark.parametrize(
    ("page", "encoding"), [(936, "gb18030"), (950, "big5"), (1252, "cp1252"), (60_000, "ascii")]
)
def test_xls_of_1995_has_texts_in_its_code_page(
    page: int, encoding: str, grid: Callable[[bytes], Grid]
) -> None:
    text = "中文" if encoding in ("gb18030", "big5") else "plain"
    octets = text.encode(encoding)
    cell = record(0x0204, struct.pack("<HHHH", 0, 0, 0, len(octets)), octets)
    made = grid(xls_1995([cell], page, octets))
    assert (made.name, made.rows) == (text, [[text]])


def xls_1995(cells: list[bytes], page: int, name: bytes) -> bytes:
    """A workbook of 1995; ``name`` is its sheet's."""
    bof = [record(0x0809, struct.pack("<HHI", 0x0500, kind, 0)) for kind in (0x05, 0x10)]
    head = bof[0] + record(0x0042, struct.pack("<H", page))
    place = len(head) + 4 + 7 + len(name) + 4
    title = record(0x0085, struct.pack("<IHB", place, 0, len(name)), name)
    sheet = b"".join([bof[1], *cells, record(0x000A)])
    return container(head + title + record(0x000A) + sheet, "Book")


def test_xls_texts_are_not_in_the_code_page_any_more(grid: Callable[[bytes], Grid]) -> None:
    page = record(0x0042, struct.pack("<H", 1252))
    assert grid(xls([["中文", "plain"]], first=[page])).rows == [["中文", "plain"]]


@pytest.mark.parametrize(
    "cell",
    [
        shared(0, 0, 0),
        record(0x0203, b"\x00"),
        record(0x0204, struct.pack("<HHHHB", 0, 0, 0, 50, 1), b"ab"),
        struct.pack("<HH", 0x0203, 60_000),
    ],
)
def test_broken_xls_records_are_damage(cell: bytes, refused: Callable[[bytes], str]) -> None:
    assert refused(xls([["甲"], [cell]])) == "damaged"


def test_a_label_of_no_length_may_end_early(grid: Callable[[bytes], Grid]) -> None:
    empty = record(0x0204, struct.pack("<HHHH", 0, 0, 0, 0))
    assert grid(xls([[empty, "乙"]])).rows == [[None, "乙"]]


def test_an_embedded_workbook_is_not_the_book(refused: Callable[[bytes], str]) -> None:
    """A stream of the name under a storage inside the file."""
    data = bytearray(xls([["甲"]]))
    root = SECTOR * 2
    data[root + 76 : root + 80] = struct.pack("<I", 2)
    data[root + 256 : root + 384] = data[root + 128 : root + 256]
    data[root + 256 : root + 320] = wide("Embedded").ljust(64, b"\x00")
    struct.pack_into("<HBBIII", data, root + 320, 18, 1, 1, 0xFFFFFFFF, 0xFFFFFFFF, 1)
    assert refused(bytes(data)) == "damaged"
