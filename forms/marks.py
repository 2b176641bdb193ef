"""Marks 退回意见: what the city wants put right in a submission, and how the district answers.

A mark points at a cell, at a record, at a form or at the whole; it travels in a return notice, and
comes back answered with the next revision.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from forms.findings import SEVERITY_TITLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forms.base import FormSet
    from forms.findings import Finding

MarkLevel = Literal["", "hard", "soft", "hint"]
"""The severity of the finding behind a mark; empty for one that a person wrote."""

AnswerKind = Literal["", "corrected", "explained", "disputed"]
ANSWER_TITLES: Mapping[AnswerKind, str] = {
    "corrected": "改正",
    "explained": "说明",
    "disputed": "异议",
}
"""Every answer there is; the empty one is none yet."""

WHOLE_RECORD, WHOLE_FORM, WHOLE = "整条记录", "整张表", "整份报送"
"""What a mark is about when it is about more than a cell."""

OPINION = "意见"
"""The level of a mark that a person wrote."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One opinion on a submission, with its answer once there is one.

    ``number`` counts from 1 in its notice; ``form``, ``record_id`` and ``field`` are empty as far
    as the mark is about more than one cell. ``label`` is how people know the record, ``value``
    the text in the cell when it was marked, ``text`` the words of the answer.
    """

    number: int
    message: str
    form: str = ""
    record_id: str = ""
    field: str = ""
    label: str = ""
    value: str = ""
    severity: MarkLevel = ""
    rule: str = ""
    answer: AnswerKind = ""
    text: str = ""

    @property
    def place(self) -> str:
        """``F02:310115-2026-P0001:inv_ytd``, shorter for a mark on more than a cell."""
        return ":".join((self.form, self.record_id, self.field)).rstrip(":")

    @property
    def is_answered(self) -> bool:
        """Whether it has an answer."""
        return bool(self.answer)

    @property
    def level_title(self) -> str:
        """强制性, 核实性, 提示性, or 意见 for a person's."""
        return SEVERITY_TITLES[self.severity] if self.severity else OPINION

    @property
    def answer_title(self) -> str:
        """改正, 说明, 异议, or empty."""
        return ANSWER_TITLES.get(self.answer, "")

    def answered(self, answer: AnswerKind, text: str) -> Mark:
        """The same mark with this answer."""
        return replace(self, answer=answer, text=text)

    def to_json(self) -> dict[str, object]:
        """The stable shape for scripts."""
        return {
            "number": self.number, "form": self.form, "record_id": self.record_id,
            "field": self.field, "label": self.label, "value": self.value,
            "severity": self.severity, "rule": self.rule, "message": self.message,
            "answer": self.answer, "text": self.text,
        }  # fmt: skip


def split_place(place: str) -> tuple[str, str, str]:
    """Form, record id and field of ``Mark.place``."""
    form, _, rest = place.partition(":")
    record_id, _, field = rest.partition(":")
    return form, record_id, field


def form_title(mark: Mark, forms: FormSet) -> str:
    """The title of the form a mark is about; empty for one on the whole."""
    return forms[mark.form].spec.title if mark.form in forms.codes else mark.form


def field_title(mark: Mark, forms: FormSet) -> str:
    """The field a mark is about, or how much more than a cell it is about."""
    form = forms[mark.form] if mark.form in forms.codes else None
    entry = form.items_by_name().get(mark.field) if form else None
    if entry is not None or mark.field:
        return entry.title if entry else mark.field
    return WHOLE_RECORD if mark.record_id else WHOLE_FORM if mark.form else WHOLE


def mark_of(finding: Finding, number: int) -> Mark:
    """The mark that says what a finding says."""
    return Mark(
        number=number,
        message=f"{finding.message}{finding.remedy}",
        form=finding.form,
        record_id=finding.record_id,
        field=finding.field,
        label=finding.label,
        value=finding.value,
        severity=finding.severity,
        rule=finding.rule,
    )
