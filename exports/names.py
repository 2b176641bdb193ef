"""Names for files and sheets made from data: legal in every system, unique, still readable."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

SHEET_LENGTH = 31
FILE_LENGTH, FILE_BYTES = 100, 200
"""File systems take 255 bytes; some room is left for （2） and for a folder's long path."""

_IN_FILES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069\ud800-\udfff]+')
_IN_SHEETS = re.compile(r"[\x00-\x1f\x7f:\\/?*\[\]\ud800-\udfff\ufffe\uffff]+")
_ESCAPED = re.compile("^[^\ud800-\udc7f\udd00-\udfff]*$")
_DEVICES = re.compile(r"(?:CON|PRN|AUX|NUL|COM\d|LPT\d)", re.IGNORECASE)


def safe_file_name(name: str, taken: Collection[str] = (), *, otherwise: str = "未命名") -> str:
    """A file name that Windows, Linux and USB sticks take; ``.ext`` is kept.

    Names compare without case, so the result differs from every one in ``taken``.
    """
    stem, dot, extension = _IN_FILES.sub("_", name).rpartition(".")
    if not dot:
        stem, extension = extension, ""
    ending = f".{extension.strip(' .')}" if extension.strip(" .") else ""
    stem = _cut(stem.strip(" ."), FILE_LENGTH - len(ending) - 4) or otherwise
    if _DEVICES.fullmatch(stem.partition(".")[0].strip()):
        stem = f"_{stem}"
    return _unique(stem, ending, taken, FILE_LENGTH)


def safe_sheet_name(name: str, taken: Collection[str] = (), *, otherwise: str = "表") -> str:
    """A sheet name that Excel takes: at most 31 characters, none of ``:\\/?*[]``, unique."""
    stem = _IN_SHEETS.sub("_", name).strip().strip("'").strip()[:SHEET_LENGTH] or otherwise
    if stem.casefold() == "history":  # reserved by Excel
        stem = f"{stem}_"
    return _unique(stem.rstrip(), "", taken, SHEET_LENGTH)


def shown_name(path: PurePath) -> str:
    """The name of a file that came from elsewhere, as text."""
    return _as_text(path.name)


def shown_path(path: PurePath) -> str:
    """A path as text."""
    return str(PurePath(*map(_as_text, path.parts)))


def _as_text(name: str) -> str:
    """A name packed on an old Windows is in GB18030; Linux hands it on as half characters, which
    no ledger, workbook or screen takes."""
    try:
        name.encode()
    except UnicodeEncodeError:
        content = name.encode(errors="surrogateescape" if _ESCAPED.search(name) else "replace")
        return content.decode("gb18030", "replace")
    return name


def _cut(text: str, length: int) -> str:
    encoded = text[:length].encode()[:FILE_BYTES]
    return encoded.decode(errors="ignore").rstrip(" .")


def _unique(stem: str, ending: str, taken: Collection[str], length: int) -> str:
    others = {one.casefold() for one in taken}
    made, number = stem + ending, 2
    while made.casefold() in others:
        tail = f"({number}){ending}"
        made = stem[: length - len(tail)] + tail
        number += 1
    return made
