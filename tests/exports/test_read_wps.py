"""What WPS, and the people who use it, do to a submission: the digest stays whole, or the altered
cell is named (domain §5.2).

WPS itself does not run here. Each habit is made by hand in the XML as files of others show it.
"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from exports.cellsource import column_letters
from exports.layout import FIRST_DATA_ROW
from exports.tables import read_table
from exports.template import write_template
from forms.f01_project import Project
from forms.registry import STANDARD_FORMS
from tests.exports.factory import make_project, small_submission
from tests.exports.hostile_extremes import resaved
from tests.exports.hostile_tools import edit, rezip
from tests.exports.submitting import F01

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from exports.child_pool import ChildPool
    from exports.reader import ReadSubmission
    from exports.submission import Submission
    from forms.catalogue import Catalogue
    from tests.exports.hostile_tools import Make

STYLES, WORKBOOK, RELATIONS = "xl/styles.xml", "xl/workbook.xml", "_rels/.rels"
F01_PART, TYPES, CORE = "xl/worksheets/sheet2.xml", "[Content_Types].xml", "docProps/core.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


# --- The habits -------------------------------------------------------------------------------


def every_sheet(old: str, new: str, *, must: bool = True) -> Make:
    """A maker that swaps a text (a regular expression) in every sheet."""

    def make(data: bytes) -> bytes:
        def change(content: bytes) -> bytes:
            text, found = re.subn(old, new, content.decode())
            assert found or not must, old
            return text.encode()

        with zipfile.ZipFile(BytesIO(data)) as archive:
            sheets = [one for one in archive.namelist() if one.startswith("xl/worksheets/sheet")]
        return rezip(data, dict.fromkeys(sheets, change))

    return make


def own_properties(data: bytes) -> bytes:
    """WPS's own custom properties in place of ours."""
    custom = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
        ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="ICV">'
        "<vt:lpwstr>0123456789ABCDEF_12</vt:lpwstr></property>"
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="3"'
        ' name="KSOProductBuildVer"><vt:lpwstr>2052-12.1.0.18276</vt:lpwstr></property>'
        "</Properties>"
    )
    return rezip(data, {"docProps/custom.xml": custom.encode()})


def no_properties(data: bytes) -> bytes:
    """No custom properties at all, nor a word of them."""
    data = edit(RELATIONS, (r'<Relationship [^>]*custom\.xml"[^>]*/>', ""))(data)
    data = edit(TYPES, (r'<Override PartName="/docProps/custom\.xml"[^>]*/>', ""))(data)
    return rezip(data, {"docProps/custom.xml": None})


def own_core(data: bytes) -> bytes:
    """Core properties against the packaging standard: no type of the dates, a language, twice."""
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        "<dcterms:created>2026-10-12T01:02:03Z</dcterms:created>"
        '<dc:creator xml:lang="zh-CN">示例甲</dc:creator><cp:lastModifiedBy>示例乙</cp:lastModifiedBy>'
        '<dcterms:modified xsi:type="dcterms:W3CDTF">2026-10-12T01:02:04Z</dcterms:modified>'
        "</cp:coreProperties>"
    )
    return rezip(data, {CORE: core.encode()})


def own_parts(data: bytes) -> bytes:
    """The storage part that newer versions add, with its relation and content type."""
    storage = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><storage><sheetStgs>'
        '<sheetStg sheetStid="1"/></sheetStgs></storage>'
    )
    data = rezip(data, {"xl/customStorage/customStorage.xml": storage.encode()})
    kind = "application/vnd.wps-officedocument.spreadsheetml.customStorage+xml"
    part = (
        f'<Override PartName="/xl/customStorage/customStorage.xml" ContentType="{kind}"/></Types>'
    )
    data = edit(TYPES, ("</Types>", part))(data)
    link = (
        '<Relationship Id="rIdWps" Type="http://www.wps.cn/officeDocument/2020/'
        'customStorage" Target="customStorage/customStorage.xml"/></Relationships>'
    )
    return edit("xl/_rels/workbook.xml.rels", ("</Relationships>", link))(data)


def rich_strings(data: bytes) -> bytes:
    """Shared strings with runs of other fonts and phonetic guides that are no part of the text."""

    def change(content: bytes) -> bytes:
        run = (
            r'<si><r><rPr><sz val="10"/><rFont val="宋体"/></rPr><t xml:space="preserve">\1</t></r>'
        )
        run += r'<r><t xml:space="preserve">\2</t></r>'
        guide = '<rPh sb="0" eb="1"><t>SHI</t></rPh><phoneticPr fontId="1"/></si>'
        made, found = re.subn(r"<si><t>(.)([^<&]+)</t></si>", run + guide, content.decode())
        assert found > 50
        return made.encode()

    return rezip(resaved(data), {"xl/sharedStrings.xml": change})


def filled_grid(data: bytes) -> bytes:
    """Columns to the end of the grid, spans and heights on rows, styled blank rows below."""
    data = every_sheet("</cols>", '<col min="60" max="16384" width="9" customWidth="1"/></cols>')(
        data
    )
    data = every_sheet('<row r="', '<row spans="1:48" customFormat="1" s="1" r="', must=False)(data)
    blank = "".join(f'<row r="{row}" s="1" customFormat="1"/>' for row in range(9000, 9100))
    return every_sheet("</sheetData>", blank + "</sheetData>")(data)


HABITS: dict[str, Make] = {
    "dimension A1": every_sheet('<dimension ref="[^"]*" ?/>', '<dimension ref="A1"/>'),
    "no dimension": every_sheet('<dimension ref="[^"]*" ?/>', ""),
    "own properties": own_properties,
    "no properties": no_properties,
    "own core": own_core,
    "own parts": own_parts,
    "fonts changed": edit(STYLES, ("宋体", "微软雅黑"), ("黑体", "微软雅黑"), count=0),
    "no named styles": edit(
        STYLES, (r"(?s)<cellStyles.*?</cellStyles>", "")
    ),
    "own namespaces": every_sheet(
        f'<worksheet xmlns="{MAIN}">',
        f'<worksheet xmlns="{MAIN}" xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"'
        ' xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' mc:Ignorable="etc">',
    ),
    "own view": edit(
        WORKBOOK,
        ("<workbookPr ?/>", '<fileVersion appName="xl" lastEdited="3" lowestEdited="5"'
         ' rupBuild="9302"/><workbookPr codeName="ThisWorkbook"/>'),
        ('activeTab="0"', 'activeTab="3"'),
    ),
    "shared strings": resaved,
    "rich strings": rich_strings,
    "filled grid": filled_grid,
    "returns as escapes": every_sheet("&#13;", "_x000D_", must=False),
    "filter put on": edit(F01_PART, ("</sheetData>", '</sheetData><autoFilter ref="A9:AV12"/>')),
}  # fmt: skip
"""What WPS does of itself when a workbook is opened and saved."""


@pytest.mark.fault("G2")
@pytest.mark.parametrize("habit", HABITS.values(), ids=HABITS)
def test_a_file_saved_by_wps_is_whole(
    habit: Make, good: bytes, read: Callable[..., ReadSubmission]
) -> None:
    got = read(habit(good))
    assert got.digest_ok
    assert not got.altered
    assert len(got.rows["F01"]) == len(small_submission().rows["F01"])


@pytest.mark.fault("G1", "G2")
def test_all_habits_at_once_and_still_the_edited_cell_is_named(
    good: bytes, read: Callable[..., ReadSubmission]
) -> None:
    left_out = {"no dimension", "own properties", "shared strings"}  # others say the same louder
    for name, habit in HABITS.items():
        if name not in left_out:
            good = habit(good)
    assert read(good).digest_ok
    got = read(with_cell(good, "project_name", text("示例改名项目")))
    assert [(one.record_id, one.address, one.fields) for one in got.altered] == [
        ("310115-2026-P0001", address("project_name"), ("project_name",))
    ]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> bytes:
    """A fill-in workbook of projects with two of them."""
    path = tmp_path_factory.mktemp("wps") / "t.xlsx"
    write_template(
        path, forms=STANDARD_FORMS, catalogue=catalogue, codes=["F01"],
        rows={"F01": [make_project(1), make_project(2)]},
    )  # fmt: skip
    return path.read_bytes()


@pytest.mark.parametrize("habit", HABITS.values(), ids=HABITS)
def test_a_template_saved_by_wps_gives_the_same_rows(
    habit: Make, template: bytes, catalogue: Catalogue, pool: ChildPool, tmp_path: Path
) -> None:
    path = tmp_path / "来表.xlsx"
    path.write_bytes(habit(template))
    got = read_table(path, Project, catalogue, pool=pool)
    assert [row.cells["record_id"] for row in got.rows] == [
        "310115-2026-P0001",
        "310115-2026-P0002",
    ]
    for row, was in zip(got.rows, (make_project(1), make_project(2)), strict=True):
        for name, value in row.cells.items():
            assert value == was.cell(name), name
        assert len(row.cells) > 35


# --- What a click too many does to a cell -----------------------------------------------------

PROJECT = {
    "approval_no": "2026001", "address": "0088", "entity_uscc": "123101150000000001",
    "nat_project_code": "2018-310115-35-03-000000", "actual_start": "2026-04-10",
}  # fmt: skip
"""Texts of the first project that look like numbers."""


@pytest.fixture(scope="module")
def numeric(write: Callable[[Submission], bytes]) -> bytes:
    """A submission whose first project has texts of digits."""
    small = small_submission()
    facts = {name: text for name, text in PROJECT.items() if name != "actual_start"}
    first = make_project(1, **facts)
    rows = {**small.rows, "F01": [first, *small.rows["F01"][1:]]}
    return write(type(small)(small.header, rows))


def address(field: str) -> str:
    """Where a field of the first project stands."""
    column = next(c for c in F01.item_columns if c.item and c.item.name == field)
    return f"{column_letters(column.index)}{FIRST_DATA_ROW}"


def text(value: str) -> str:
    return f' t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>'


def number(value: str, style: str = "") -> str:
    return f"{style}><v>{value}</v></c>"


def with_cell(data: bytes, field: str, inside: str) -> bytes:
    """The workbook with another cell, by what follows its address."""
    old = rf'<c r="{address(field)}"(?: s="\d+")?(?:[^>]*/>|[^>]*>.*?</c>)'
    return edit(F01_PART, (old, f'<c r="{address(field)}"{inside}'))(data)


def with_style(data: bytes, format_id: int) -> tuple[bytes, str]:
    """The workbook with one more cell format, and its mark on a cell."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        formats = re.search(r"(?s)<cellXfs.*?</cellXfs>", archive.read(STYLES).decode())
    assert formats
    made = f'<xf numFmtId="{format_id}" fontId="0" fillId="0" borderId="0"/></cellXfs>'
    return edit(STYLES, ("</cellXfs>", made))(data), f' s="{formats[0].count("<xf ")}"'


@pytest.mark.parametrize(
    ("field", "inside"),
    [
        ("approval_no", number("2026001")),
        ("total_investment", text("35001.00")),
        ("total_investment", text("35,001.00")),
        ("trl", text("5")),
        ("expected_jobs", number("120.0")),
        ("project_name", text("示例芯桥类脑芯片研发项目第1期 ")),
        ("nat_project_code", text(PROJECT["nat_project_code"].replace("-", "－"))),
    ],
)
def test_the_same_value_in_another_dress_is_whole(
    field: str, inside: str, numeric: bytes, read: Callable[..., ReadSubmission]
) -> None:
    got = read(with_cell(numeric, field, inside))
    assert got.digest_ok, got.altered


@pytest.mark.fault("F9")
@pytest.mark.parametrize("format_id", [14, 22, 31, 57, 58])
def test_a_day_turned_into_a_date_cell_is_whole(
    format_id: int, numeric: bytes, read: Callable[..., ReadSubmission]
) -> None:
    data, style = with_style(numeric, format_id)
    got = read(with_cell(data, "actual_start", number("46122", style)))
    assert got.digest_ok, got.altered
    got = read(with_cell(data, "planned_start", number("46082", style)))
    assert got.digest_ok, got.altered


@pytest.mark.fault("F7", "F8", "G1")
@pytest.mark.parametrize(
    ("field", "inside"),
    [
        ("address", number("88")),
        ("entity_uscc", number("1.23101150000000E+17")),
        ("entity_uscc", text("1.2310115E+17")),
        ("actual_start", number("46122")),
        ("actual_start", text("04-10")),
        ("planned_start", number("3.2026")),
        ("total_investment", number("3.5001")),
        ("secrecy_confirm", ' t="b"><v>0</v></c>'),
        ("stage", number("4")),
        ("project_name", ' t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c>'),
        ("content", "/>"),
    ],
)
def test_a_value_that_suffered_is_named(
    field: str, inside: str, numeric: bytes, read: Callable[..., ReadSubmission]
) -> None:
    got = read(with_cell(numeric, field, inside))
    assert not got.digest_ok
    assert [(one.record_id, one.address, one.fields) for one in got.altered] == [
        ("310115-2026-P0001", address(field), (field,))
    ]
