"""Hostile files, kind D: the container."""

from __future__ import annotations

import random
import struct
import warnings
import zipfile
from io import BytesIO

from tests.exports.hostile_tools import (
    F01_SHEET,
    OLE,
    WORKBOOK,
    Case,
    add,
    central,
    edit,
    plain_zip,
    rezip,
)

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
