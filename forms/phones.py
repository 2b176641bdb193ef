"""Telephone numbers as they are written in mainland China (domain §4.4)."""

from __future__ import annotations

import re

_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_LANDLINE = re.compile(r"(0\d{2,3}-)?\d{7,8}(-\d{1,6})?", re.ASCII)


def is_phone(text: str) -> bool:
    """Whether ``text`` is one mobile number, or one landline with or without area code."""
    return _MOBILE.fullmatch(text) is not None or _LANDLINE.fullmatch(text) is not None
