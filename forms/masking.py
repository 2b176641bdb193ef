"""Names and telephone numbers as they stand on screen while nobody edits them (个人信息脱敏)."""

from __future__ import annotations


def masked(text: str) -> str:
    """The text with its middle hidden: 示＊＊, 021-****0000; short texts keep one character."""
    if not text:
        return ""
    if text[-1].isdigit():
        kept = min(4, len(text) // 3)
        hidden = "".join(char if char == "-" else "*" for char in text[kept : len(text) - kept])
        return text[:kept] + hidden + text[len(text) - kept :]
    return text[0] + "＊" * (len(text) - 1)
