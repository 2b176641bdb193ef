"""A pack of hostile and odd workbooks, each made from a good submission, with what must happen.

``PACK`` maps a name to a case: how to make the file, and the expected outcome: a reason code of a
refusal, ``ok`` (read whole, digest right) or ``altered`` (read, the edit named). Letters refer to
the kinds of fault: D the container, E the XML, F the values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from tests.exports.hostile_container import CONTAINER
from tests.exports.hostile_extremes import EXTREMES
from tests.exports.hostile_tools import DTD, F01_SHEET, WORKBOOK, Case, Make, edit, rezip, sheet

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

PACK: Mapping[str, Case] = {**CONTAINER, **XML, **VALUES, **EXTREMES}
