"""Hostile files, kinds D to F: what is too much, and what two programs would read differently."""

from __future__ import annotations

import random
import re
import struct
import zipfile
from functools import cache
from io import BytesIO

from tests.exports.hostile_tools import F01_SHEET, WORKBOOK, Case, Make, central, edit, rezip, sheet

ROOT, RELATED, STYLES = "_rels/.rels", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
STRINGS = "xl/sharedStrings.xml"
_GRID_ROWS = 1_048_576


def part(data: bytes, name: str) -> bytes:
    """One part of a workbook."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return archive.read(name)


@cache
def resaved(good: bytes) -> bytes:
    """The good file with shared strings in place of inline ones, as Excel and WPS save it."""
    strings: list[bytes] = []

    def shared(match: re.Match[bytes]) -> bytes:
        strings.append(match[1])
        return b' t="s"><v>%d</v>' % (len(strings) - 1)

    def change(content: bytes) -> bytes:
        return re.sub(rb' t="inlineStr"><is>(.*?)</is>', shared, content, flags=re.S)

    with zipfile.ZipFile(BytesIO(good)) as archive:
        sheets = [one for one in archive.namelist() if one.startswith("xl/worksheets/")]
    changed = rezip(good, dict.fromkeys(sheets, change))
    items = b"".join(b"<si>%s</si>" % one for one in strings)
    head = b'<sst xmlns="%s/spreadsheetml/2006/main" count="%d" uniqueCount="%d">' % (
        b"http://schemas.openxmlformats.org", len(strings), len(strings)
    )  # fmt: skip
    relation = (
        b'<Relationship Id="rIdStrings" Type="http://schemas.openxmlformats.org/officeDocument/'
        b'2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    )
    related = part(changed, RELATED).replace(b"</Relationships>", relation)
    return rezip(changed, {STRINGS: head + items + b"</sst>", RELATED: related})


# --- Too much ---------------------------------------------------------------------------------


def empty_rows(columns: str = "", before: str = "") -> Make:
    """Formatted rows to the end of the grid, with empty cells in these columns."""

    def change(content: bytes) -> bytes:
        row = "<row r='{0}' s='1' customFormat='1'>".replace("'", '"')
        row += "".join(f'<c r="{letter}{{0}}" s="1"/>' for letter in columns) + "</row>"
        rows = "".join(map(row.format, range(20, _GRID_ROWS + 1)))
        content = content.replace(b"</sheetData>", rows.encode() + b"</sheetData>")
        return content.replace(b"<sheetData>", before.encode() + b"<sheetData>", 1)

    return lambda good: rezip(good, {F01_SHEET: change})


def many_styles(count: int) -> Make:
    """So many cell formats, all different, as years of copying make them."""
    chance = random.Random(count)

    def change(content: bytes) -> bytes:
        styles = "".join(
            f'<xf numFmtId="{chance.randrange(40)}" fontId="{chance.randrange(9)}"'
            f' fillId="{chance.randrange(9999)}" borderId="{chance.randrange(9999)}"/>'
            for _ in range(count)
        )
        return content.replace(b"</cellXfs>", styles.encode() + b"</cellXfs>")

    return lambda good: rezip(good, {STYLES: change})


def many_strings(content: bytes) -> bytes:
    """A quarter of a million strings nobody uses."""
    chance = random.Random(1)
    more = "".join(f"<si><t>{chance.getrandbits(64):x}</t></si>" for _ in range(250_000))
    return content.replace(b"</sst>", more.encode() + b"</sst>")


def many_attributes(content: bytes) -> bytes:
    """A hundred thousand attributes on one element."""
    more = "".join(f' a{number}="{number * 7919 % 100_003}"' for number in range(100_000))
    return content.replace(b"<sheetData>", b"<!-- --><sheetData" + more.encode() + b">")


_LONG_NAME = random.Random(3).randbytes(100_000).hex()

TOO_MUCH: dict[str, Case] = {
    "E2 long attribute": Case(
        sheet(
            "<sheetData>",
            '<!-- --><sheetData a="' + random.Random(2).randbytes(400_000).hex() + '">',
        ),
        "ok",
    ),
    "E2 many attributes": Case(lambda good: rezip(good, {F01_SHEET: many_attributes}), "ok"),
    "E6 merge to the corner": Case(
        sheet("<mergeCells[^>]*>", r'\g<0><mergeCell ref="XFC1048575:XFD1048576"/>'), "ok"
    ),
    "E6 link in the corner": Case(
        sheet("</sheetData>", '</sheetData><hyperlinks><hyperlink ref="XFD1048576"/></hyperlinks>'),
        "ok",
    ),
    "E6 validations to the corner": Case(
        sheet(
            "</worksheet>",
            '<dataValidations count="1"><dataValidation sqref="A1:XFD1048576"/></dataValidations>'
            "</worksheet>",
        ),
        "ok",
    ),
    "E12 name of 200,000 letters": Case(
        edit(WORKBOOK, ('name="代码表"', f'name="{_LONG_NAME}"')), "ok"
    ),
    "E8 all rows formatted": Case(empty_rows(), "ok"),
    "E8 all rows formatted, read with care": Case(empty_rows(before="<!-- -->"), "ok"),
    "E9 100,000 styles": Case(many_styles(100_000), "ok"),
    "E9 100,000 styles, read with care": Case(
        lambda good: many_styles(100_000)(sheet("<sheetData>", "<!-- --><sheetData>")(good)), "ok"
    ),
    "E10 many strings": Case(lambda good: rezip(resaved(good), {STRINGS: many_strings}), "ok"),
}


# --- Shared strings ---------------------------------------------------------------------------


def first_string(index: str) -> Make:
    """The first shared string of the projects' first row is another one."""

    def change(content: bytes) -> bytes:
        text, found = re.subn(
            rb'(<c r="C10"[^>]* t="s"[^>]*><v>)\d+(</v>)',
            rb"\g<1>" + index.encode() + rb"\2",
            content,
        )
        assert found == 1
        return text

    return lambda good: rezip(resaved(good), {F01_SHEET: change})


def string_count(count: int) -> Make:
    """The table of shared strings says that it holds so many."""

    def change(content: bytes) -> bytes:
        text, found = re.subn(rb'uniqueCount="\d+"', b'uniqueCount="%d"' % count, content)
        assert found == 1
        return text

    return lambda good: rezip(resaved(good), {STRINGS: change})


SHARED: dict[str, Case] = {
    "E10 index negative": Case(first_string("-1"), "altered"),
    "E10 index too large": Case(first_string("99999999"), "damaged"),
    "E10 index no number": Case(first_string("1e1"), "altered"),
    "E10 another string": Case(first_string("0"), "altered"),
    "E10 count too large": Case(string_count(4_294_967_295), "ok"),
    "E10 count too small": Case(string_count(1), "ok"),
    "E10 no strings": Case(lambda good: rezip(resaved(good), {STRINGS: None}), "damaged"),
    "E10 strings cut": Case(
        lambda good: rezip(resaved(good), {STRINGS: lambda one: one[: len(one) // 2]}), "damaged"
    ),
}


# --- Two programs, two contents ---------------------------------------------------------------


def elsewhere(good: bytes) -> bytes:
    """The package names another workbook than the one at the usual place, without a projects'
    sheet."""
    other = part(good, WORKBOOK)
    related = part(good, RELATED).replace(b"sheet2.xml", b"sheet3.xml")
    return rezip(
        good,
        {
            ROOT: lambda one: one.replace(b"xl/workbook.xml", b"xl/other.xml"),
            "xl/other.xml": other,
            "xl/_rels/other.xml.rels": related,
        },
    )


def moved(good: bytes) -> bytes:
    """The workbook under another name, and nothing at the usual place."""
    names = {WORKBOOK: "xl/other.xml", RELATED: "xl/_rels/other.xml.rels"}
    changes = {ROOT: lambda one: one.replace(b"xl/workbook.xml", b"xl/other.xml")}
    return rezip(good, changes, names=lambda one: names.get(one, one))


def other_ending(good: bytes) -> bytes:
    """The projects' sheet is not called .xml; the gate takes it for a picture."""
    return rezip(
        good,
        {RELATED: lambda one: one.replace(b"sheet2.xml", b"sheet2.png")},
        names=lambda one: one.replace("sheet2.xml", "sheet2.png"),
    )


def other_ending_with_doctype(good: bytes) -> bytes:
    content = part(good, F01_SHEET).replace(
        b"<worksheet", b"<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet"
    )
    return other_ending(rezip(good, {F01_SHEET: content}))


def second_name(good: bytes) -> bytes:
    """Every entry has a second name in its Unicode Path field, which some unzippers prefer."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(good)) as source, zipfile.ZipFile(target, "w") as goal:
        for entry in source.infolist():
            made = zipfile.ZipInfo(entry.filename)
            other = entry.filename.replace("sheet2", "sheet9").encode()
            made.extra = struct.pack("<2sHBI", b"up", 5 + len(other), 1, 0) + other
            goal.writestr(made, source.read(entry))
    return target.getvalue()


def second_directory(good: bytes) -> bytes:
    """A zip64 directory stands beside the plain one, and says the same."""
    place = good.rindex(b"PK\x05\x06")
    *_, count, size, offset, _ = struct.unpack_from("<4s4H2IH", good, place)
    record = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, offset)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, place, 1)
    return good[:place] + record + locator + good[place:]


def other_method(good: bytes) -> bytes:
    """Every entry says it is packed in a way nobody knows."""

    def mark(data: bytearray, place: int) -> None:
        struct.pack_into("<H", data, place + 10, 99)

    return central(good, mark)


TWO_CONTENTS: dict[str, Case] = {
    "D7 unknown packing": Case(other_method, "damaged"),
    "D11 second names": Case(second_name, "ok"),
    "D11 second directory": Case(second_directory, "ok"),
    "D16 workbook elsewhere": Case(elsewhere, "wrong_template"),
    "D16 workbook moved": Case(moved, "ok"),
    "D16 two workbooks named": Case(
        edit(ROOT, ('(<Relationship [^>]*officeDocument"[^>]*>)', r"\1<!-- -->")), "ok"
    ),
    "D17 no ending": Case(other_ending, "ok"),
    "D17 no ending, doctype": Case(other_ending_with_doctype, "dtd"),
    "D17 no relationships": Case(lambda good: rezip(good, {RELATED: None}), "damaged"),
    "D17 dots in a target": Case(
        edit(RELATED, (r"worksheets/sheet2\.xml", "theme/../worksheets/./sheet2.xml")), "ok"
    ),
    "E7 rows written otherwise": Case(
        sheet(r'<row r="(\d+)"', r'<row spans="1:2" r="\1"', count=0), "ok"
    ),
    "E12 sheet name in entities": Case(edit(WORKBOOK, ('name="F01', 'name="&#70;&#x30;1')), "ok"),
}

EXTREMES: dict[str, Case] = {**TOO_MUCH, **SHARED, **TWO_CONTENTS}
