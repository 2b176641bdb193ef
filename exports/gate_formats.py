"""What a file that is no .xlsx really is, told from its first bytes (faults D1, D3, D4)."""

from __future__ import annotations

import re

TEXT_FILE = "文本文件（如 CSV）"
OLD_EXCEL = "旧版 Excel 或 WPS 表格（.xls、.et）"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC = (
    (b"%PDF", "PDF 文件"),
    (b"SQLite format 3\x00", "数据库文件"),
    (b"{\\rtf", "RTF 文档"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"Rar!", "压缩包（.rar）"),
    (b"7z\xbc\xaf\x27\x1c", "压缩包（.7z）"),
    (b"MZ", "可执行程序"),
)
_BARE_XLS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00")
"""BIFF 2 to 5 without a container around it."""
_ENCRYPTED_XLS = re.compile(
    rb"\x09\x08(?:\x08\x00.{8}|\x10\x00.{16})(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL
)
"""BIFF: the book's BOF, WRITEPROT where there is one, then FILEPASS."""
_SAMPLE = 65_536
_CONTROL = frozenset(range(32)) - {9, 10, 12, 13}


def what_it_is(data: bytes) -> tuple[str, str]:
    """The reason code and, in Chinese, the true nature of bytes that are not a zip."""
    if not data.strip(b"\x00"):
        return "not_workbook", "文件是空的"
    if data.startswith(_OLE):
        return _ole(data)
    for magic, title in _MAGIC:
        if data.startswith(magic):
            return "not_workbook", title
    if data.startswith(_BARE_XLS):
        return "wrong_format", "很早的 Excel 表格（.xls）"
    return _text(data[:_SAMPLE])


def is_ods(data: bytes) -> bool:
    """Whether the bytes may be an OpenDocument table.

    Its zip should begin with its type; some programs leave that out.
    """
    if not data.startswith(b"PK\x03\x04"):
        return False
    if b"opendocument" in data[:200]:
        return b"opendocument.spreadsheet" in data[:200]
    tail = data[-_SAMPLE:]
    has_parts = b"content.xml" in tail and b"META-INF/manifest.xml" in tail
    return has_parts and b"[Content_Types].xml" not in tail


def is_ole(data: bytes) -> bool:
    """Whether the bytes are an old office file: an .xls or .et, or an encrypted .xlsx."""
    return data.startswith(_OLE)


def _ole(data: bytes) -> tuple[str, str]:
    def holds(stream: str) -> bool:
        return re.search(re.escape(stream.encode("utf-16-le")), data, re.I) is not None

    if holds("EncryptedPackage") or holds("EncryptionInfo") or _ENCRYPTED_XLS.search(data):
        return "password", ""
    if holds("Workbook") or holds("Book"):
        return "wrong_format", OLD_EXCEL
    if holds("WordDocument"):
        return "wrong_format", "旧版 Word 文档（.doc）"
    return "not_workbook", "旧版办公文档"


def _text(sample: bytes) -> tuple[str, str]:
    head = sample.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        return "wrong_format", "Excel 2003 的 XML 表格"
    if (
        head.startswith((b"<html", b"<!doctype html", b"<table", b"<head", b"<meta"))
        or b"<html" in head[:500]
    ):
        return "wrong_format", "网页（.html）"
    if head.startswith(b"mime-version:"):
        return "wrong_format", "单个文件网页（.mht）"
    if head.startswith(b"<?xml") and b"opendocument" in head:
        return "wrong_format", "OpenDocument 表格（.fods）"
    if _is_text(sample):
        return "wrong_format", TEXT_FILE
    return "not_workbook", "认不出的内容"


def _is_text(sample: bytes) -> bool:
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if not _CONTROL.isdisjoint(sample):
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            # The sample may end in the middle of a character.
            sample[: len(sample) - 4 if len(sample) == _SAMPLE else None].decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
