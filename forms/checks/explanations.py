"""Explanations 说明 of soft findings: attaching them, and refusing those that say nothing (A75)."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from forms.findings import Finding

LEAST = 8
"""A75: an explanation has at least 8 characters."""

EMPTY_PHRASES = (
    *("核实无误", "情况属实", "无", "同上", "已核实"),
    *("无误", "属实", "核实", "没有问题", "没问题", "无问题", "没有", "如上", "有效"),
    *("情况正常", "正常", "正确", "准确", "真实"),
)
"""Phrases that explain nothing; A75 names the first five."""

_FILLERS = re.compile("[已经均都确实的了该此其本全部项数据情况以上述过我区单位请知悉特说明予进行]")
_MEANINGLESS = re.compile(r"[\W_]+")
_LEAST_LEFT = 4


def explanation_problem(text: str, least: int = LEAST) -> str | None:
    """Why ``text`` is no explanation, in Chinese with what to do; None when it is one.

    Padding with spaces, punctuation or repetition does not help.
    """
    words = _MEANINGLESS.sub("", unicodedata.normalize("NFKC", text))
    if not words:
        return "请填写说明。"
    if _says_nothing(words):
        return f"“{text.strip()}”没有说明原因，请写明具体情况和依据。"
    if len(text.strip(" \t\r\n\u3000。．.…，,！!、；;—-")) < least:
        return f"说明太短，请不少于 {least} 个字，写明具体情况和依据。"
    return None


def _says_nothing(words: str) -> bool:
    left = words
    for phrase in sorted(EMPTY_PHRASES, key=len, reverse=True):
        left = left.replace(phrase, "")
    if len(left) == len(words):
        # Nothing empty in it: only a mere repetition of few characters is refused.
        return len(set(words)) < min(_LEAST_LEFT, len(words))
    return len(set(_FILLERS.sub("", left))) < _LEAST_LEFT


def apply_explanations(
    findings: Iterable[Finding], explanations: Mapping[str, tuple[str, str]]
) -> list[Finding]:
    """The findings with their explanations, where the value explained is still the value found.

    ``explanations`` maps a finding's id to the value it had and the explanation given then.
    """
    return [_explained(finding, explanations.get(finding.id)) for finding in findings]


def _explained(finding: Finding, given: tuple[str, str] | None) -> Finding:
    valid = given is not None and finding.severity == "soft" and given[0] == finding.value
    text = given[1] if given is not None and valid else ""
    return finding if finding.explanation == text else finding.explained(text)
