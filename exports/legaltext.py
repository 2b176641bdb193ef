"""Text as a workbook can hold it; the digest and the writer agree on it."""

from __future__ import annotations

import re

REPLACEMENT = "\ufffd"
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_EITHER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def is_legal(text: str) -> bool:
    """Whether XML can hold the text as it is."""
    return _EITHER.search(text) is None


def legal_text(text: str) -> str:
    """The text as XML can hold it: illegal characters dropped, lone surrogates replaced.

    Both are removed when text is entered; this keeps a stray one from spoiling a whole workbook.
    """
    return _SURROGATE.sub(REPLACEMENT, _ILLEGAL.sub("", text))


def plain(text: str) -> str:
    """A text as it stands in a cell before and after a re-save in Excel, WPS or LibreOffice."""
    return legal_text(text).replace("\r\n", "\n").replace("\r", "\n").strip()
