"""The first layer of intake: judges a file before any parser sees it (faults §4 D, §5).

``open_package`` looks at the bytes and the zip directory, ``scan`` inflates every XML part once
within a budget and looks for what must not be there, and for what the fast reader would read
wrongly. Both can only say no. Standard library only.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from exports.gate_formats import is_ods, what_it_is
from exports.gate_xml import OddXml, SheetFacts, judge_xml, odd_part_facts
from exports.names import shown_name
from exports.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_FILE = 20 * 2**20
MAX_INFLATED = 200 * 2**20
MAX_PARTS = 2_000
MAX_RATIO = 200
RATIO_FROM = 2**20
"""A part smaller than this may have any ratio: it can do no harm."""

_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_EOCD = struct.Struct("<4s4H2IH")
_UNICODE_PATH = b"up"
_ENCRYPTED, _STORED, _DEFLATED = 0x1, 0, 8
_LOCK_PREFIXES = ("~$", ".~")
_MACRO = re.compile(
    r"vbaproject\.bin|vbadata\.xml|macrosheets/|dialogsheets/|jdedata\.bin|activex/|ctrlprops/.*\.bin",
    re.I,
)
_FROM_1904 = re.compile(rb"<(?:\w+:)?workbookPr\b[^>]*\sdate1904\s*=\s*[\"'](?:1|true)")
_ODS_FROM_1904 = re.compile(rb"null-date\b[^>]*date-value=\"1904")
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.I)
_WORKBOOK_SIGNS = ("[content_types].xml", "_rels/.rels", "xl/workbook.xml")


@dataclass(frozen=True)
class Package:
    """A zip whose directory is sound: the bytes, the name shown to people, and the entries.

    ``macros`` names a part that holds macros, where these were allowed.
    """

    name: str
    data: bytes
    entries: tuple[zipfile.ZipInfo, ...]
    unusual: bool
    """Whether two unzippers could see different names or parts in it."""
    macros: str = ""
    allow_macros: bool = False


@dataclass(frozen=True)
class GateReport:
    """What the gate saw. ``sheets`` holds the facts of every worksheet part by part name.

    ``data`` is the file as it was read, once: everything after works on these bytes.
    """

    name: str
    data: bytes = field(repr=False)
    parts: tuple[str, ...]
    sheets: Mapping[str, SheetFacts]
    strict: bool
    needs_care: tuple[str, ...]
    """Why the fast reader is not to be trusted with this file; empty for clean files."""
    macros: bool = False
    from_1904: bool = False

    @property
    def formulas(self) -> int:
        """How many formulas the sheets hold."""
        return sum(facts.formulas for facts in self.sheets.values())

    @property
    def errors(self) -> int:
        """How many error cells the sheets hold."""
        return sum(facts.errors for facts in self.sheets.values())


def inspect(source: Path | str | bytes, name: str = "") -> GateReport:
    """Judge one workbook, given as a path or as its bytes; raises ``Refusal``."""
    return scan(open_package(source, name))


def read_bytes(source: Path | str | bytes, name: str = "") -> tuple[bytes, str]:
    """The file's bytes, read once and within the limit, and its name; raises ``Refusal``."""
    shown = name or ("文件" if isinstance(source, bytes) else shown_name(Path(source)))
    if shown.startswith(_LOCK_PREFIXES):
        raise Refusal("office_lock", shown)
    if isinstance(source, bytes):
        return _within_limit(source, shown), shown
    try:
        with Path(source).open("rb") as file:
            return _within_limit(file.read(MAX_FILE + 1), shown), shown
    except FileNotFoundError:
        raise Refusal("missing_file", shown) from None
    except OSError as problem:
        raise Refusal("unreadable", shown, problem.strerror or "读取失败") from problem


def open_package(
    source: Path | str | bytes,
    name: str = "",
    *,
    allow_macros: bool = False,
    allow_ods: bool = False,
) -> Package:
    """Check everything that the zip directory tells, without inflating; raises ``Refusal``.

    Macros are never run; where they are allowed the workbook is read as if it had none.
    """
    data, shown = read_bytes(source, name)
    if not data.startswith(b"PK\x03\x04"):
        reason, detail = what_it_is(data)
        raise Refusal(reason, shown, detail)
    entries = _directory(data, shown)
    names = [entry.orig_filename for entry in entries]
    folded = [one.replace("\\", "/").casefold() for one in names]
    if not (allow_ods and is_ods(data)):
        _check_kind(data, set(folded), shown)
    macros = _check_names(names, folded, shown, allow_macros=allow_macros)
    _check_sizes(entries, shown)
    _check_places(data, entries, shown)
    unusual = _is_unusual(data, entries)
    return Package(shown, data, tuple(entries), unusual, macros, allow_macros)


def scan(package: Package) -> GateReport:
    """Inflate every XML part once and look at its text; raises ``Refusal``."""
    budget = MAX_INFLATED
    sheets: dict[str, SheetFacts] = {}
    care: list[str] = ["unusual_zip"] if package.unusual else []
    strict = macros = from_1904 = False
    for entry in package.entries:
        part = entry.orig_filename.replace("\\", "/")
        if not part.lower().endswith((".xml", ".rels", ".vml")):
            continue
        text = _inflate(package, entry, budget)
        budget -= len(text)
        try:
            facts = judge_xml(text)
        except OddXml as odd:
            raise Refusal(odd.reason, package.name, f"{part}：{odd.detail}") from None
        strict = strict or b"purl.oclc.org/ooxml" in text[:2000]
        if facts is not None:
            sheets[part] = facts
            care += facts.care
        else:
            care += odd_part_facts(part, text)
            from_1904 = from_1904 or _counts_from_1904(text)
        if part.casefold() == "[content_types].xml" and b"macroenabled" in text.lower():
            if not package.allow_macros:
                raise Refusal("macros", package.name, "启用宏的工作簿")
            macros = True
    reasons = dict.fromkeys([*care, *(["strict"] if strict else [])])
    parts = tuple(entry.orig_filename for entry in package.entries)
    return GateReport(
        package.name, package.data, parts, sheets, strict, tuple(reasons),
        macros or bool(package.macros), from_1904,
    )  # fmt: skip


def scan_ods(package: Package) -> bool:
    """Inflate the content of an .ods once and look at its text; raises ``Refusal``.

    Gives whether bare numbers count days from 1904.
    """
    content = b""
    for entry in package.entries:
        if entry.orig_filename == "META-INF/manifest.xml":
            manifest = _inflate(package, entry, MAX_INFLATED)
            if b"encryption-data" in manifest:
                raise Refusal("password", package.name)
        elif entry.orig_filename == "content.xml":
            content = _inflate(package, entry, MAX_INFLATED)
    try:
        judge_xml(content)
    except OddXml as odd:
        raise Refusal(odd.reason, package.name, f"content.xml：{odd.detail}") from None
    if b":spreadsheet" not in content:
        raise Refusal("not_workbook", package.name, "里面没有表格")
    return _ODS_FROM_1904.search(content) is not None


def _counts_from_1904(text: bytes) -> bool:
    return b"date1904" in text and _FROM_1904.search(text) is not None


def _within_limit(data: bytes, name: str) -> bytes:
    if len(data) > MAX_FILE:
        raise Refusal("too_large", name, f"超过 {MAX_FILE // 2**20} MB")
    return data


def _directory(data: bytes, name: str) -> list[zipfile.ZipInfo]:
    """The central directory; it must end the file, so nothing can hide behind it."""
    place = data.rfind(b"PK\x05\x06")
    if place < 0 or place + _EOCD.size > len(data):
        raise Refusal("damaged", name, "文件不完整")
    *_, size, _, comment = _EOCD.unpack_from(data, place)
    if data.count(b"PK\x01\x02", max(0, place - size), place) > MAX_PARTS:
        raise Refusal("too_many_parts", name, f"超过 {MAX_PARTS} 个")
    if place + _EOCD.size + comment != len(data):
        raise Refusal("damaged", name, "文件尾部有多余内容")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError, UnicodeError):
        raise Refusal("damaged", name, "压缩目录有误") from None
    if not entries or min(entry.header_offset for entry in entries) != 0:
        raise Refusal("damaged", name, "文件头部有多余内容或没有内容")
    return entries


def _is_unusual(data: bytes, entries: list[zipfile.ZipInfo]) -> bool:
    """Backslashes, a second directory (zip64) or second names (Unicode Path) in the zip."""
    place = data.rfind(b"PK\x05\x06")
    return data[place - 20 : place].startswith(b"PK\x06\x07") or any(
        "\\" in entry.orig_filename or _UNICODE_PATH in entry.extra for entry in entries
    )


def _check_kind(data: bytes, parts: set[str], name: str) -> None:
    """Refuse zips that are no .xlsx, saying what they are."""
    if parts & set(_WORKBOOK_SIGNS):
        if "word/document.xml" in parts:
            raise Refusal("wrong_format", name, "Word 文档（.docx）")
        if "ppt/presentation.xml" in parts:
            raise Refusal("wrong_format", name, "演示文稿（.pptx）")
        if "xl/workbook.bin" in parts:
            raise Refusal("wrong_format", name, "Excel 二进制工作簿（.xlsb）")
        return
    if is_ods(data):
        raise Refusal("wrong_format", name, "OpenDocument 表格（.ods）")
    raise Refusal("not_workbook", name, "是压缩包或其他文件")


def _check_names(names: list[str], folded: list[str], name: str, *, allow_macros: bool) -> str:
    """Refuse names that no office program writes; gives the first part that holds macros."""
    seen: set[str] = set()
    macros = ""
    for original, part in zip(names, folded, strict=True):
        if part in seen:
            raise Refusal("duplicate_parts", name, original)
        seen.add(part)
        if _MACRO.search(part):
            if not allow_macros:
                raise Refusal("macros", name, original)
            macros = macros or original
        if _is_odd(part):
            raise Refusal("odd_part", name, repr(original)[1:-1])
    return macros


def _is_odd(part: str) -> bool:
    """A name that could lead outside a folder or to a device, if it were ever written."""
    pieces = part.removesuffix("/").split("/")
    if "\x00" in part or ":" in part or not all(pieces):
        return True
    return any(piece in (".", "..") or _DEVICE.match(piece) for piece in pieces)


def _check_sizes(entries: list[zipfile.ZipInfo], name: str) -> None:
    total = 0
    for entry in entries:
        if entry.flag_bits & _ENCRYPTED:
            raise Refusal("password", name)
        if entry.compress_type not in (_STORED, _DEFLATED):
            raise Refusal("damaged", name, "压缩方式不受支持")
        total += entry.file_size
        if total > MAX_INFLATED or _is_bomb(entry.file_size, entry.compress_size):
            raise Refusal("too_large", name, "展开后超过限度")


def _is_bomb(inflated: int, deflated: int) -> bool:
    return inflated > RATIO_FROM and inflated > MAX_RATIO * max(deflated, 1)


def _check_places(data: bytes, entries: list[zipfile.ZipInfo], name: str) -> None:
    """Every entry has its own bytes and the same name in both headers (CVE-2024-0450)."""
    end = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        start = entry.header_offset
        if start < end or start + _LOCAL_HEADER.size > len(data):
            raise Refusal("damaged", name, "部件互相重叠")
        magic, *_, name_length, extra_length = _LOCAL_HEADER.unpack_from(data, start)
        body = start + _LOCAL_HEADER.size + name_length + extra_length
        local = data[start + _LOCAL_HEADER.size : body - extra_length]
        end = body + entry.compress_size
        if magic != b"PK\x03\x04" or end > len(data) or not _same_name(local, entry):
            raise Refusal("damaged", name, "部件位置有误")


def _same_name(local: bytes, entry: zipfile.ZipInfo) -> bool:
    encoding = "utf-8" if entry.flag_bits & 0x800 else "cp437"
    return local.decode(encoding, "replace") == entry.orig_filename


def _inflate(package: Package, entry: zipfile.ZipInfo, budget: int) -> bytes:
    """One part's content, its size and CRC proven; the declared size is not believed."""
    start = entry.header_offset
    *_, name_length, extra_length = _LOCAL_HEADER.unpack_from(package.data, start)
    body = start + _LOCAL_HEADER.size + name_length + extra_length
    packed = memoryview(package.data)[body : body + entry.compress_size]
    text = bytes(packed)
    if entry.compress_type == _DEFLATED:
        text = _inflate_within(packed, package.name, entry.file_size, budget)
    if len(text) != entry.file_size or zlib.crc32(text) != entry.CRC:
        raise Refusal("damaged", package.name, f"{entry.orig_filename} 校验不符")
    return text


def _inflate_within(packed: memoryview, name: str, declared: int, budget: int) -> bytes:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        text = inflater.decompress(packed, declared + 1)
        if len(text) <= declared:
            return text
        # It holds more than it says: a bomb that lies, or mere damage.
        allowed = min(budget, max(RATIO_FROM, MAX_RATIO * len(packed)))
        rest = inflater.decompress(inflater.unconsumed_tail, max(1, allowed - len(text) + 1))
    except zlib.error:
        raise Refusal("damaged", name, "压缩数据有误") from None
    if len(text) + len(rest) > allowed:
        raise Refusal("too_large", name, "展开后超过限度")
    raise Refusal("damaged", name, "部件大小不符")
