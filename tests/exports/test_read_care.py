"""Values that look like something else: both readers agree, or the careful one is asked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from exports.cellsource import Caps, Scalar, cell_text
from exports.child_pool import ChildPool
from exports.gate import inspect
from exports.layout import sheet_layout
from exports.reader_cells import frame_piece
from exports.refusal import Refusal
from exports.tables import TableRead, read_table
from forms.cells import Kept
from forms.f01_project import Project
from tests.exports.hostile_tools import edit
from tests.exports.submitting import F01, edited, put
from tests.exports.test_tables import HEADER, ROW, workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl.workbook import Workbook

    from exports.reader import ReadSubmission
    from forms.catalogue import Catalogue

SHEET, BOOK, STYLES = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"


@pytest.fixture
def load(catalogue: Catalogue, pool: ChildPool, tmp_path: Path) -> Callable[..., TableRead]:
    """Read projects from the bytes of a workbook."""

    def run(data: bytes) -> TableRead:
        path = tmp_path / "来表.xlsx"
        path.write_bytes(data)
        return read_table(path, Project, catalogue, pool=pool)

    return run


def cells_by(pool: ChildPool, function: str, data: bytes) -> list[list[Scalar]]:
    """The cells of a workbook's sheets by one of the readers."""
    with pool.reading("a.xlsx") as worker:
        worker.start(function, data, Caps())
        pieces = map(frame_piece, worker.frames())
        return [row for piece in pieces for row in getattr(piece, "rows", [])]


def row_of(read: TableRead) -> dict[str, Any]:
    return dict(read.rows[0].cells)


def dates(*serials: str, style: str = "yyyy-mm-dd", book: str = "") -> bytes:
    """A workbook with these numbers in cells that show dates; ``book`` goes into workbookPr."""
    data = workbook([list(range(len(serials)))])
    wanted = iter(serials)
    data = edit(SHEET, (r"<c r=\"([A-Z]+1)\"[^>]*><v>\d+</v>", r'<c r="\1" s="1"><v>?</v>'))(data)
    for _ in serials[1:]:
        data = edit(
            SHEET, (r"<c r=\"([A-Z]+1)\"(?: t=\"n\")?><v>\d+</v>", r'<c r="\1" s="1"><v>?</v>')
        )(data)
    for serial in wanted:
        data = edit(SHEET, (r"<v>\?</v>", f"<v>{serial}</v>"))(data)
    xf = '<xf numFmtId="200" fontId="0" fillId="0" borderId="0" applyNumberFormat="1"/></cellXfs>'
    formats = f'<numFmts count="1"><numFmt numFmtId="200" formatCode="{style}"/></numFmts><fonts'
    data = edit(STYLES, ("</cellXfs>", xf), ("<numFmts[^/]*/>", ""), ("<fonts", formats))(data)
    return edit(BOOK, (r"<workbookPr[^>]*/>", f"<workbookPr{book}/>"))(data) if book else data


# --- Dates (faults F9) ------------------------------------------------------------------------

SERIALS = ("1", "59", "61", "46295", "46295.5", "0.25", "2958465")
DAYS_1900 = [
    "1900-01-01", "1900-02-28", "1900-03-01", "2026-09-30", "2026-09-30 12:00:00", "06:00:00",
    "9999-12-31",
]  # fmt: skip
DAYS_1904 = [
    "1904-01-02", "1904-02-29", "1904-03-02", "2030-10-01", "2030-10-01 12:00:00", "06:00:00",
]  # fmt: skip
X15 = (
    '</sheets><extLst><ext xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main"'
    ' uri="{140A7094-0E35-4892-8432-C4D2E57EDEB5}"><x15:workbookPr chartTrackingRefBase="1"/></ext>'
    "</extLst>"
)


@pytest.mark.fault("F9")
@pytest.mark.parametrize("function", ["fast", "careful"])
@pytest.mark.parametrize("extension", [False, True])
@pytest.mark.parametrize(
    ("book", "days"),
    [("", DAYS_1900), (' date1904="1"', DAYS_1904), (' date1904="true"', DAYS_1904)],
)
def test_a_day_is_read_by_its_own_calendar(
    book: str, days: list[str], extension: bool, function: str, pool: ChildPool
) -> None:
    """Also where an extension has a workbookPr of its own, which says nothing of 1904."""
    data = dates(*SERIALS[: len(days)], book=book)
    if extension:
        data = edit(BOOK, ("</sheets>", X15))(data)
    assert [cell_text(cell) for cell in cells_by(pool, function, data)[0]] == days


@pytest.mark.fault("F9")
@pytest.mark.parametrize("serial", ["60", "60.5", "-1", "2958466", "1e300", "-0.5"])
def test_what_is_no_day_is_a_finding(serial: str, load: Callable[..., TableRead]) -> None:
    """Serial 60 is the day Excel invented; the others lie before or after its calendar."""
    data = dates("1", "2", serial)
    text = edit(
        SHEET, ("<sheetData>", f"<sheetData>{_head('项目名称', '实施主体名称', '实际开工日期')}")
    )
    read = load(text(_moved_down(data)))
    assert isinstance(row_of(read)["actual_start"], Kept)


def _head(*titles: str) -> str:
    cells = "".join(
        f'<c r="{letter}1" t="inlineStr"><is><t>{title}</t></is></c>'
        for letter, title in zip("ABCDEF", titles, strict=False)
    )
    return f'<row r="1">{cells}</row>'


def _moved_down(data: bytes) -> bytes:
    swaps = (
        (r'<row r="1"', '<row r="2"'),
        ('r="A1"', 'r="A2"'),
        ('r="B1"', 'r="B2"'),
        ('r="C1"', 'r="C2"'),
    )
    return edit(SHEET, *swaps)(data)


@pytest.mark.fault("F9")
@pytest.mark.parametrize(
    "text",
    [
        "2026-09-30", "2026/9/30", "2026.9.30", "2026年9月30日", "2026年9月30号", "26年9月30日", "20260930",
        "2026-9-30 00:00", "2026-09-30 0:00:00", "２０２６年９月３０日", " 2026 - 09 - 30 ", "2026年09月30日",
    ],
)  # fmt: skip
def test_a_day_as_text_in_twelve_spellings(text: str, load: Callable[..., TableRead]) -> None:
    read = load(workbook([("项目名称", "实施主体名称", "实际开工日期"), ("甲", "公司", text)]))
    assert row_of(read)["actual_start"] == date(2026, 9, 30)


@pytest.mark.fault("F9")
@pytest.mark.parametrize("style", ["[Red]0.00", '0"年"', "General", "0.00_ ", "#,##0;[红色]-#,##0"])
def test_a_number_format_that_only_looks_like_a_date(style: str, pool: ChildPool) -> None:
    data = dates("46295", style=style.replace('"', "&quot;"))
    assert cells_by(pool, "careful", data) == [[46295.0]]


# --- Pictures, merges -------------------------------------------------------------------------


def test_a_picture_in_a_cell_is_kept_and_said(load: Callable[..., TableRead]) -> None:
    """WPS keeps a picture as the formula DISPIMG, whose text is no value of the field."""
    data = edit(
        SHEET,
        (
            r'<c r="A2"[^>]*>.*?</c>',
            '<c r="A2" t="str"><f>_xlfn.DISPIMG(&quot;ID_01&quot;,1)</f><v>=DISPIMG("ID_01",1)</v></c>',
        ),
    )(workbook([HEADER, ROW]))
    name = row_of(load(data))["project_name"]
    assert isinstance(name, Kept)
    assert (name.text, "图片" in name.reason) == ("（图片）", True)


def merged(*ranges: str) -> Callable[[bytes], bytes]:
    """Merge cells without taking the values away that Excel would."""
    cells = "".join(f'<mergeCell ref="{one}"/>' for one in ranges)
    return edit(SHEET, ("</sheetData>", f"</sheetData><mergeCells>{cells}</mergeCells>"))


@pytest.mark.fault("E13")
def test_merged_rows_take_their_value_and_say_so(load: Callable[..., TableRead]) -> None:
    rows = [HEADER, ROW, ("乙项目", None, 5, "在建"), ("丙项目", None, 6, "在建")]
    read = load(merged("B2:B4", "A1:A1")(workbook(rows)))
    assert [row.cells["entity_name"] for row in read.rows] == [ROW[1]] * 3
    assert [one for one in read.notices if "合并" in one]
    assert not [one for one in read.notices if "盖住" in one]


@pytest.mark.fault("E9")
def test_thousands_of_merges_over_each_other_take_no_time(load: Callable[..., TableRead]) -> None:
    """Excel makes none such; each would be spread over all rows."""
    rows = [HEADER, ROW, *[("乙项目", None, 5, None)] * 5_000]
    read = load(merged(*(f"B{2 + number % 3}:B5000" for number in range(5_000)))(workbook(rows)))
    assert len(read.rows) == 5_001


@pytest.mark.fault("E13")
def test_values_under_merged_cells_are_said(load: Callable[..., TableRead]) -> None:
    rows = [HEADER, ROW, ("乙项目", "乙公司", 5, "在建")]
    read = load(merged("B2:B3")(workbook(rows)))
    assert [one for one in read.notices if "B3" in one and "盖住" in one]


@pytest.mark.fault("E13")
@pytest.mark.parametrize("function", ["fast", "careful"])
def test_both_readers_see_what_merges_hide(function: str, pool: ChildPool) -> None:
    data = merged("A1:B2", "C1:XFD1048576")(workbook([[1, 2, 3], [None, 5, None]]))
    with pool.reading("a.xlsx") as worker:
        worker.start(function, data, Caps())
        tail = list(worker.frames())[-1]
    assert tail["merges"] == [[0, 0, 1, 1], [0, 2, 1_048_575, 16_383]]
    assert tail["hidden"] == ["B1", "B2"]


def test_a_merge_that_makes_no_sense_hides_nothing(load: Callable[..., TableRead]) -> None:
    read = load(merged("nonsense", "B2", "A0:B1", "B2:A1")(workbook([HEADER, ROW])))
    assert [row.number for row in read.rows] == [2]


@pytest.mark.fault("E13")
def test_a_submission_with_hidden_values_says_so(
    good: bytes, read: Callable[..., ReadSubmission]
) -> None:
    """Merged by hand in the XML: Excel would have thrown the values away, and with them the digest."""
    sheet = "xl/worksheets/sheet2.xml"
    got = read(edit(sheet, ("<mergeCells[^>]*>", r'\g<0><mergeCell ref="C10:D10"/>'))(good))
    assert got.digest_ok
    assert [one for one in got.notices if F01.name in one and "D10" in one]


# --- Where nobody would notice a loss ---------------------------------------------------------


@pytest.mark.fault("F3")
def test_an_error_written_with_spaces_is_no_blank(load: Callable[..., TableRead]) -> None:
    """A file of people's own has no digest, so the careful reader reads it."""
    data = edit(SHEET, (r'<c r="C2"[^>]*>.*?</c>', '<c r="C2" t = "e"><v>#REF!</v></c>'))(
        workbook([HEADER, ROW])
    )
    assert inspect(data).needs_care == ()
    cell = row_of(load(data))["total_investment"]
    assert isinstance(cell, Kept)
    assert cell.text == "#REF!"


@pytest.mark.fault("E7")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r'(<c r="C2")', r'<c r="C2"><v>7</v></c>\1'),
        (r'<c r="C2"', '<c r="C0"'),
        (r'<c r="C2"', '<c r="2C"'),
        (r'<row r="2"', '<row r="-2"'),
        (r"</sheetData>", "</sheetData></sheetData>"),
    ],
)
def test_a_cell_twice_or_nowhere_is_damage(
    old: str, new: str, load: Callable[..., TableRead]
) -> None:
    with pytest.raises(Refusal) as caught:
        load(edit(SHEET, (old, new))(workbook([HEADER, ROW])))
    assert caught.value.reason == "damaged"


@pytest.mark.fault("E7")
def test_a_cell_in_another_row_is_read_where_it_says(load: Callable[..., TableRead]) -> None:
    """calamine leaves such a cell out without a word."""
    data = edit(SHEET, (r'<c r="D2"', '<c r="D3"'))(workbook([HEADER, ROW, ROW]))
    data = edit(SHEET, (r'<row r="3".*</row>', '<row r="3"><c r="A3"><v>5</v></c></row>'))(data)
    read = load(data)
    assert [row.cells["stage"] for row in read.rows] == [
        None,
        load(workbook([HEADER, ROW])).rows[0].cells["stage"],
    ]


# --- Rows and columns moved about (faults E15) ------------------------------------------------


@pytest.mark.fault("E14")
def test_a_hidden_column_is_data(good: bytes, read: Callable[..., ReadSubmission]) -> None:
    def hide(book: Workbook) -> None:
        book[F01.name].column_dimensions["D"].hidden = True

    assert read(edited(good, hide)).digest_ok


@pytest.mark.fault("E15")
def test_duplicate_titles_are_said(good: bytes, read: Callable[..., ReadSubmission]) -> None:
    """The leftmost column counts; the other is named as not read."""
    last = sheet_layout(Project).columns[-1]
    title = sheet_layout(Project).columns[2].title
    got = read(edited(good, put(F01.name, f"{_letters(last.index + 1)}8", title)))
    assert got.digest_ok
    assert [one for one in got.notices if title in one and "没有读取" in one]


def _letters(number: int) -> str:
    from exports.cellsource import column_letters

    return column_letters(number)


@pytest.mark.parametrize("function", ["fast", "careful"])
def test_spans_of_time_are_not_days(function: str, pool: ChildPool) -> None:
    shown = [cell_text(cell) for cell in cells_by(pool, function, dates("1.5", style="[h]:mm"))[0]]
    assert shown == ["36:00:00"]


def test_a_span_too_long_stays_a_number(pool: ChildPool) -> None:
    assert cells_by(pool, "careful", dates("1e99", style="[h]:mm")) == [[1e99]]


@pytest.mark.parametrize("function", ["fast", "careful"])
def test_formats_of_conditional_formats_are_not_those_of_cells(
    function: str, pool: ChildPool
) -> None:
    other = '<dxfs count="1"><dxf><numFmt numFmtId="200" formatCode="0.00%"/></dxf></dxfs>'
    data = edit(STYLES, ("</styleSheet>", f"{other}</styleSheet>"))(dates("46295"))
    assert cells_by(pool, function, data) == [["\x00d2026-09-30"]]


def test_a_moment_written_out_has_no_fractions(load: Callable[..., TableRead]) -> None:
    read = cell_b2('<c r="B2" t="d"><v>2026-09-30T08:05:01.250Z</v></c>')
    assert row_of(load(read))["entity_name"] == "2026-09-30 08:05:01"


# --- What is hidden, what is left over --------------------------------------------------------


@pytest.mark.fault("E14")
def test_hidden_places_of_a_table_are_told(load: Callable[..., TableRead]) -> None:
    change = edit(
        SHEET,
        ("<sheetData>", '<cols><col min="2" max="99" hidden="1"/></cols><sheetData>'),
        ('<row r="2"', '<row r="2" hidden="1"'),
    )
    read = load(change(workbook([HEADER, ROW])))
    assert "含隐藏行 1 行、隐藏列 3 列，已照常读取。" in read.notices
    assert row_of(read)["entity_name"] == "上海示例有限公司"


def cell_b2(inside: str) -> bytes:
    """A table with another cell B2."""
    return edit(SHEET, (r'<c r="B2".*?</c>', inside))(workbook([HEADER, ROW]))


def test_an_empty_text_is_the_result_of_a_formula(load: Callable[..., TableRead]) -> None:
    made = cell_b2('<c r="B2" t="str"><f>IF(A2="","",A9)</f><v></v></c>')
    assert row_of(load(made))["entity_name"] is None
    left = row_of(load(cell_b2('<c r="B2"><f>A9</f><v></v></c>')))["entity_name"]
    assert isinstance(left, Kept)


@pytest.mark.parametrize("inside", ["<v>旧</v><is><t>新</t></is>", "<is><t>新</t></is><v>旧</v>"])
def test_a_value_beside_an_inline_text_is_left_over(
    inside: str, load: Callable[..., TableRead]
) -> None:
    made = cell_b2(f'<c r="B2" t="inlineStr">{inside}</c>')
    assert row_of(load(made))["entity_name"] == "新"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("_x0000_", "\ufffd"),
        ("甲_xD842__xDFB7_", "甲𠮷"),
        ("_xD842_甲", "\ufffd甲"),
        ("_x005F_x_", "_x_"),
    ],
)
def test_escaped_characters_are_never_dropped(
    written: str, meant: str, load: Callable[..., TableRead]
) -> None:
    made = cell_b2(f'<c r="B2" t="inlineStr"><is><t>{written}</t></is></c>')
    assert row_of(load(made))["entity_name"] == meant


def test_sheets_without_a_part_are_no_sheets(load: Callable[..., TableRead]) -> None:
    extra = '<sheet name="Module1" sheetId="9" r:id="" xmlns:r="http://schemas.openxmlformats.org/'
    extra += 'officeDocument/2006/relationships"/></sheets>'
    data = edit(BOOK, ("</sheets>", extra))(workbook([HEADER, ROW]))
    assert row_of(load(data))["entity_name"] == "上海示例有限公司"


def test_strings_that_are_not_there_are_missed_only_where_they_are_used(
    load: Callable[..., TableRead],
) -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    lost = f'<Relationship Id="rId99" Type="{kind}" Target="lost.xml"/></Relationships>'
    add = edit("xl/_rels/workbook.xml.rels", ("</Relationships>", lost))
    assert row_of(load(add(workbook([HEADER, ROW]))))["stage"] == "40"
    with pytest.raises(Refusal) as caught:
        load(add(cell_b2('<c r="B2" t="s"><v>0</v></c>')))
    assert caught.value.reason == "damaged"
