"""A pack of hostile and odd workbooks, each made from a good submission, with what must happen.

``PACK`` maps a name to a case: how to make the file, and the expected outcome: a reason code of a
refusal, ``ok`` (read whole, digest right) or ``altered`` (read, the edit named). Letters refer to
the kinds of fault: D the container, E the XML, F the values.
"""

from __future__ import annotations

import random
import re
import struct
import warnings
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO

F01_SHEET = "xl/worksheets/sheet2.xml"
WORKBOOK = "xl/workbook.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
DTD = b'<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'

Make = Callable[[bytes], bytes]
Change = bytes | None | Callable[[bytes], bytes]


@dataclass(frozen=True)
class Case:
    """One file of the pack."""

    make: Make
    outcome: str


# --- Tools ------------------------------------------------------------------------------------


def rezip(
    good: bytes, changes: Mapping[str, Change], *, names: Callable[[str], str] = str
) -> bytes:
    """The workbook with parts replaced, removed (None), edited or added."""
    target = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(good)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as goal,
    ):
        left = dict(changes)
        for name in source.namelist():
            content: Change = source.read(name)
            if name in left:
                change = left.pop(name)
                content = change(content) if callable(change) else change  # type: ignore[arg-type]
            if content is not None:
                goal.writestr(names(name), content)  # type: ignore[arg-type]
        for name, added in left.items():
            assert isinstance(added, bytes)
            goal.writestr(names(name), added)
    return target.getvalue()


def edit(part: str, *swaps: tuple[str, str], count: int = 1) -> Make:
    """A maker that swaps texts (regular expressions) in one part; each must be found."""

    def change(content: bytes) -> bytes:
        text = content.decode()
        for old, new in swaps:
            text, found = re.subn(old, new, text, count=count)
            assert found, old
        return text.encode()

    return lambda good: rezip(good, {part: change})


def sheet(old: str, new: str, count: int = 1) -> Make:
    """A maker that edits the projects' sheet."""
    return edit(F01_SHEET, (old, new), count=count)


def add(name: str, content: bytes = b"x") -> Make:
    """A maker that adds a part."""
    return lambda good: rezip(good, {name: content})


def plain_zip(*entries: tuple[str, bytes]) -> bytes:
    """A zip of these entries."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as goal:
        for name, content in entries:
            goal.writestr(name, content)
    return target.getvalue()


def central(good: bytes, edit_entry: Callable[[bytearray, int], None]) -> bytes:
    """The file with every central directory entry edited in place."""
    data = bytearray(good)
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        edit_entry(data, place)
        place = data.find(b"PK\x01\x02", place + 4)
    return bytes(data)


# --- The container ----------------------------------------------------------------------------


def _encrypted_flag(good: bytes) -> bytes:
    def mark(data: bytearray, place: int) -> None:
        data[place + 8] |= 1

    return central(good, mark)


def _wrong_crc(good: bytes) -> bytes:
    def spoil(data: bytearray, place: int) -> None:
        data[place + 16] ^= 0xFF

    return central(good, spoil)


def _lying_size(good: bytes) -> bytes:
    """A part that inflates to 50 MB but says 1,000 bytes."""
    bomb = rezip(good, {"xl/bomb.xml": b"<a>" + bytes(50 * 2**20)})

    def lie(data: bytearray, place: int) -> None:
        length = struct.unpack_from("<H", data, place + 28)[0]
        if data[place + 46 : place + 46 + length] == b"xl/bomb.xml":
            struct.pack_into("<I", data, place + 24, 1000)

    return central(bomb, lie)


def _overlap(good: bytes) -> bytes:
    """All entries point at the first one's bytes."""

    def point(data: bytearray, place: int) -> None:
        struct.pack_into("<I", data, place + 42, 0)

    return central(good, point)


def _duplicate(good: bytes, name: str = F01_SHEET) -> bytes:
    target = BytesIO(good)
    with warnings.catch_warnings(), zipfile.ZipFile(target, "a") as goal:
        warnings.simplefilter("ignore", UserWarning)
        goal.writestr(zipfile.ZipInfo(name), b"<worksheet/>")
    return target.getvalue()


def _nul_name(good: bytes) -> bytes:
    return rezip(good, {"xl/ab.xml": b"<a/>"}).replace(b"xl/ab.xml", b"xl/a\x00.xml")


def _many_parts(_: bytes) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as goal:
        goal.writestr("xl/workbook.xml", b"<a/>")
        for number in range(20_000):
            goal.writestr(f"xl/p{number}.xml", b"")
    return target.getvalue()


def _random(_: bytes) -> bytes:
    return random.Random(7).randbytes(5_000)


CONTAINER: dict[str, Case] = {
    "D1 empty": Case(lambda _: b"", "not_workbook"),
    "D1 zeros": Case(lambda _: bytes(4096), "not_workbook"),
    "D1 random": Case(_random, "not_workbook"),
    "D3 xls": Case(lambda _: OLE + "Workbook".encode("utf-16-le"), "wrong_format"),
    "D3 doc": Case(lambda _: OLE + "WordDocument".encode("utf-16-le"), "wrong_format"),
    "D3 csv": Case(lambda _: "项目名称,总投资\n示例,1\n".encode("gb18030"), "wrong_format"),
    "D3 html": Case(lambda _: b"<html><table><tr><td>1</td></tr></table></html>", "wrong_format"),
    "D3 xml 2003": Case(
        lambda _: (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
        ),
        "wrong_format",
    ),
    "D3 ods": Case(lambda _: _ods(), "wrong_format"),
    "D3 docx": Case(
        lambda _: plain_zip(("[Content_Types].xml", b"<a/>"), ("word/document.xml", b"<a/>")),
        "wrong_format",
    ),
    "D3 xlsb": Case(
        lambda _: plain_zip(("[Content_Types].xml", b"<a/>"), ("xl/workbook.bin", b"x")),
        "wrong_format",
    ),
    "D3 pdf": Case(lambda _: b"%PDF-1.7 ...", "not_workbook"),
    "D3 zip": Case(lambda _: plain_zip(("a.txt", b"x")), "not_workbook"),
    "D3 database": Case(lambda _: b"SQLite format 3\x00" + bytes(100), "not_workbook"),
    "D4 encrypted": Case(lambda _: OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    "D5 encrypted entries": Case(_encrypted_flag, "password"),
    "D7 wrong crc": Case(_wrong_crc, "damaged"),
    "D7 no directory": Case(lambda good: good[: good.find(b"PK\x01\x02")], "damaged"),
    "D7 appended": Case(lambda good: good + bytes(2**20), "damaged"),
    "D7 appended little": Case(lambda good: good + b"x", "damaged"),
    "D7 program before": Case(lambda good: b"MZ" + bytes(510) + good, "not_workbook"),
    "D7 zip before": Case(lambda good: plain_zip(("a", b"b")) + good, "damaged"),
    "D8 ratio": Case(add("xl/bomb.xml", bytes(30 * 2**20)), "too_large"),
    "D8 total": Case(
        lambda good: rezip(good, {f"xl/b{n}.xml": _dense(9 * 2**20) for n in range(24)}),
        "too_large",
    ),
    "D8 declared size lies": Case(_lying_size, "too_large"),
    "D9 overlap": Case(_overlap, "damaged"),
    "D10 20,000 parts": Case(_many_parts, "too_many_parts"),
    "D11 twice": Case(_duplicate, "duplicate_parts"),
    "D11 twice by case": Case(lambda good: _duplicate(good, F01_SHEET.upper()), "duplicate_parts"),
    "D11 twice by slash": Case(
        lambda good: _duplicate(good, F01_SHEET.replace("/", "\\")), "duplicate_parts"
    ),
    "D12 dots": Case(add("../../evil.xml", b"<a/>"), "odd_part"),
    "D12 drive": Case(add("C:/evil.xml", b"<a/>"), "odd_part"),
    "D12 absolute": Case(add("/etc/evil.xml", b"<a/>"), "odd_part"),
    "D12 device": Case(add("xl/CON.xml", b"<a/>"), "odd_part"),
    "D12 nul": Case(_nul_name, "odd_part"),
    "D13 backslashes": Case(
        lambda good: rezip(good, {}, names=lambda one: one.replace("/", "\\")), "ok"
    ),
    "D14 vba": Case(add("xl/vbaProject.bin"), "macros"),
    "D14 macro sheet": Case(add("xl/macrosheets/sheet1.xml", b"<a/>"), "macros"),
    "D14 script": Case(add("xl/JDEData.bin"), "macros"),
    "D14 activex": Case(add("xl/activeX/activeX1.bin"), "macros"),
    "D14 content type": Case(
        edit("[Content_Types].xml", (r"spreadsheetml\.sheet\.main", "sheet.macroEnabled.main")),
        "macros",
    ),
    "D15 external link": Case(
        add(
            "xl/externalLinks/externalLink1.xml",
            b'<externalLink><oleLink progId="cmd"/></externalLink>',
        ),
        "ok",
    ),
    "D15 image": Case(add("xl/media/image1.png", b"\x89PNG"), "ok"),
    "D16 no content types": Case(lambda good: rezip(good, {"[Content_Types].xml": None}), "ok"),
    "D16 no root relationships": Case(lambda good: rezip(good, {"_rels/.rels": None}), "ok"),
    "D17 sheet missing": Case(lambda good: rezip(good, {F01_SHEET: None}), "damaged"),
    "D17 target outside": Case(
        edit(
            "xl/_rels/workbook.xml.rels", (r"/?(xl/)?worksheets/sheet2\.xml", "../../../etc/passwd")
        ),
        "damaged",
    ),
    "D18 strict": Case(
        lambda good: rezip(good, dict.fromkeys((F01_SHEET, WORKBOOK), _strict)), "ok"
    ),
    "D19 properties gone": Case(
        lambda good: rezip(good, {"docProps/custom.xml": None, "docProps/core.xml": None}), "ok"
    ),
}


def _ods() -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as goal:
        goal.writestr("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")
        goal.writestr("content.xml", b"<a/>")
    return target.getvalue()


def _dense(size: int) -> bytes:
    """Bytes that deflate by about 100: each part alone is no bomb."""
    piece = random.Random(size).randbytes(200)
    return (piece + bytes(19_800)) * (size // 20_000)


def _strict(content: bytes) -> bytes:
    return content.replace(
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    )


# --- The XML ----------------------------------------------------------------------------------


def _recode(encoding: str, declared: str = "") -> Make:
    def change(content: bytes) -> bytes:
        text = re.sub(r"^<\?xml[^>]*\?>", "", content.decode())
        return f'<?xml version="1.0" encoding="{declared or encoding}"?>{text}'.encode(encoding)

    return lambda good: rezip(good, {F01_SHEET: change})


def _corner(content: bytes) -> bytes:
    row = (
        b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    )
    return content.replace(b"</sheetData>", row)


def _styled_corner(content: bytes) -> bytes:
    row = b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    return content.replace(b"</sheetData>", row)


def _many_empties(content: bytes) -> bytes:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" s="1"/><c r="B{n}" s="1"/></row>' for n in range(5_000, 105_000)
    )
    return content.replace(b"</sheetData>", rows.encode() + b"</sheetData>")


def _reversed_rows(content: bytes) -> bytes:
    text = content.decode()
    start, end = text.index("<sheetData>") + len("<sheetData>"), text.index("</sheetData>")
    rows = re.findall(r"<row .*?</row>|<row [^>]*/>", text[start:end], re.S)
    assert len(rows) > 3
    return (text[:start] + "".join(reversed(rows)) + text[end:]).encode()


def _many_merges(content: bytes) -> bytes:
    merges = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1_000, 51_000))
    return content.replace(
        b"</sheetData>", f"</sheetData><mergeCells>{merges}</mergeCells>".encode(), 1
    )


def _many_sheets(content: bytes) -> bytes:
    sheets = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(100, 3_100))
    return content.replace(b"</sheets>", sheets.encode() + b"</sheets>")


def _prefixed(content: bytes) -> bytes:
    text = re.sub(
        r"<(/?)([a-zA-Z])", r"<\1x:\2", content.decode().partition("?>")[2] or content.decode()
    )
    return text.replace("xmlns=", "xmlns:x=", 1).encode()


XML: dict[str, Case] = {
    "E1 doctype": Case(sheet("<worksheet", DTD.decode() + "<worksheet"), "dtd"),
    "E1 doctype in workbook": Case(
        edit(WORKBOOK, ("<workbook", DTD.decode() + "<workbook")), "dtd"
    ),
    "E1 doctype in relationships": Case(
        edit("_rels/.rels", ("<Relationships", DTD.decode() + "<Relationships")), "dtd"
    ),
    "E1 doctype in UTF-16": Case(
        lambda good: rezip(
            good, {F01_SHEET: lambda content: (DTD.decode() + content.decode()).encode("utf-16")}
        ),
        "dtd",
    ),
    "E2 deep nesting": Case(
        sheet("<sheetData>", "<a>" * 100_000 + "</a>" * 100_000 + "<sheetData><?x?>"), "too_large"
    ),
    "E3 UTF-16": Case(_recode("utf-16"), "ok"),
    "E3 GB18030 declared": Case(_recode("gb18030"), "damaged"),
    "E3 UTF-8 mark": Case(
        lambda good: rezip(good, {F01_SHEET: lambda one: b"\xef\xbb\xbf" + one}), "ok"
    ),
    "E3 bad UTF-8": Case(_recode("gb18030", "utf-8"), "damaged"),
    "E3 NUL": Case(sheet("<sheetData>", "<sheetData>\x00"), "damaged"),
    "E4 cut in the middle": Case(
        lambda good: rezip(good, {F01_SHEET: lambda one: one[: one.index(b"P0002") + 200]}),
        "damaged",
    ),
    "E4 cut after a row": Case(
        lambda good: rezip(
            good, {F01_SHEET: lambda one: one[: one.index(b"</row>", one.index(b"P0002")) + 6]}
        ),
        "damaged",
    ),
    "E5 dimension A1": Case(sheet(r'<dimension ref="[^"]*" ?/>', '<dimension ref="A1"/>'), "ok"),
    "E5 dimension full": Case(
        sheet(r'<dimension ref="[^"]*" ?/>', '<dimension ref="A1:XFD1048576"/>'), "ok"
    ),
    "E5 dimension garbage": Case(
        sheet(r'<dimension ref="[^"]*" ?/>', '<dimension ref="nonsense"/>'), "ok"
    ),
    "E5 dimension absent": Case(sheet(r'<dimension ref="[^"]*" ?/>', ""), "ok"),
    "E6 corner cell": Case(lambda good: rezip(good, {F01_SHEET: _corner}), "out_of_form"),
    "E6 styled corner": Case(lambda good: rezip(good, {F01_SHEET: _styled_corner}), "ok"),
    "E7 row 0": Case(sheet('<row r="1"', '<row r="0"'), "damaged"),
    "E7 column ZZZZ": Case(sheet('r="B10"', 'r="ZZZZ10"'), "damaged"),
    "E7 rows reversed": Case(lambda good: rezip(good, {F01_SHEET: _reversed_rows}), "ok"),
    "E7 cells without address": Case(sheet(r'<c r="[A-Z]+1[012]"', "<c", count=0), "ok"),
    "E7 cell twice": Case(
        sheet(r'(<c r="B10")', r'<c r="B10" t="inlineStr"><is><t>other</t></is></c><!-- -->\1'),
        "damaged",
    ),
    "E8 100,000 empty rows": Case(lambda good: rezip(good, {F01_SHEET: _many_empties}), "ok"),
    "E9 50,000 merges": Case(lambda good: rezip(good, {F01_SHEET: _many_merges}), "ok"),
    "E11 format storm": Case(
        edit(
            "xl/styles.xml",
            (r"<numFmts[^>]*>", r'\g<0><numFmt numFmtId="250" formatCode="' + "[" * 5000 + '"/>'),
        ),
        "ok",
    ),
    "E12 3,000 sheets": Case(lambda good: rezip(good, {WORKBOOK: _many_sheets}), "too_large"),
    "E12 two sheets of one name": Case(edit(WORKBOOK, ('name="代码表"', 'name="封面"')), "damaged"),
    "E12 very hidden": Case(
        edit(WORKBOOK, (r'(name="F01[^"]*"[^>]*?) state="visible"', r'\1 state="veryHidden"')), "ok"
    ),
    "E12 namespace prefix": Case(lambda good: rezip(good, {F01_SHEET: _prefixed}), "ok"),
    "E12 comment and CDATA": Case(
        sheet(r"<t>(310115-2026-P0001)</t>", r"<!-- x --><t><![CDATA[\1]]></t>"), "ok"
    ),
}


# --- Values -----------------------------------------------------------------------------------

_MONEY = r'(<c r="{}")([^>]*)><v>[^<]*</v></c>'


def cell(address: str, inner: str, kind: str = "") -> Make:
    """A maker that replaces a number cell's content."""
    return sheet(_MONEY.format(address), rf"\1\2{kind}>{inner}</c>")


def values(money: str) -> dict[str, Case]:
    """Odd values in a money cell with this address."""
    return {
        "F1 formula with its value": Case(
            sheet(_MONEY.format("A10"), r"\1\2><f>ROW()-9</f><v>1</v></c>"), "ok"
        ),
        "F2 formula without value": Case(cell(money, "<f>1+1</f>"), "altered"),
        "F3 error": Case(cell(money, "<v>#REF!</v>", ' t="e"'), "altered"),
        "F3 error unknown": Case(cell(money, "<v>#SPILL!</v>", ' t="e"'), "altered"),
        "F3 error in single quotes": Case(cell(money, "<v>#REF!</v>", " t='e'"), "altered"),
        "F4 not a number": Case(cell(money, "<v>NaN</v>"), "altered"),
        "F9 beyond time": Case(cell(money, "<v>1e300</v>"), "altered"),
        "F12 boolean": Case(cell(money, "<v>1</v>", ' t="b"'), "altered"),
        "F13 long text": Case(
            cell(money, "<is><t>" + "长" * 70_000 + "</t></is>", ' t="inlineStr"'), "altered"
        ),
    }


VALUES = values("A10")
"""The names and outcomes; the address is put in by the test that knows the layout."""

PACK: Mapping[str, Case] = {**CONTAINER, **XML, **VALUES}
