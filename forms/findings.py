"""What checks say: findings, and the severities of the statistical system (domain §0.4).

强制性 hard findings stop a submission, 核实性 soft ones need an explanation that travels with it,
提示性 hints may be ignored.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Severity = Literal["hard", "soft", "hint"]
SEVERITY_TITLES: dict[Severity, str] = {"hard": "强制性", "soft": "核实性", "hint": "提示性"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem of one record, worded for the clerk who must deal with it.

    ``id`` is stable across runs as long as rule, record and field stay; ``value`` is the text in
    the cell when found: an explanation answers this value and lapses when it changes.
    ``label`` is how people know the record. ``message`` says what is wrong and what was
    expected, ``remedy`` what to do.
    """

    rule: str
    severity: Severity
    form: str
    record_id: str
    field: str
    value: str
    message: str
    remedy: str
    label: str = ""
    explanation: str = ""

    @property
    def id(self) -> str:
        """A stable id such as ``A34:F02:310115-2026-P0001:inv_ytd``."""
        return f"{self.rule}:{self.form}:{self.record_id}:{self.field}"

    @property
    def problem(self) -> str:
        """What is wrong, without the form and record that the message names for lists."""
        head, colon, rest = self.message.partition("：")
        return rest if colon and self.record_id in head else self.message

    @property
    def needs_explanation(self) -> bool:
        """A soft finding that nobody has explained yet."""
        return self.severity == "soft" and not self.explanation

    @property
    def blocks(self) -> bool:
        """Whether this finding stops a submission."""
        return self.severity == "hard" or self.needs_explanation

    def explained(self, text: str) -> Finding:
        """The same finding with its explanation."""
        return replace(self, explanation=text)

    def to_json(self) -> dict[str, str]:
        """The stable JSON shape of design §8."""
        return {
            "id": self.id,
            "rule": self.rule,
            "severity": self.severity,
            "form": self.form,
            "record_id": self.record_id,
            "field": self.field,
            "value": self.value,
            "message": self.message,
            "remedy": self.remedy,
            "explanation": self.explanation,
        }
