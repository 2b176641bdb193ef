"""The findings of one form by record and field, as grid and panel show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from forms.findings import Finding

Level = str
"""``hard``, ``soft``, ``hint`` or ``explained`` (soft, and answered); empty when all is well."""

_ORDER = {"hard": 3, "soft": 2, "hint": 1, "explained": 0}
LEVEL_TITLES: Mapping[Level, str] = {
    "hard": "强制性", "soft": "核实性", "hint": "提示性", "explained": "核实性（已说明）",
}  # fmt: skip


def level_of(finding: Finding) -> Level:
    """How a finding is marked; an explained one steps back."""
    return "explained" if finding.severity == "soft" and finding.explanation else finding.severity


def worst(levels: Iterable[Level]) -> Level:
    """The most serious of some levels, empty when there are none."""
    return max(levels, key=lambda level: _ORDER[level], default="")


def problem_of(finding: Finding) -> str:
    """What is wrong, without the form and record that the message names for lists."""
    return finding.problem


def sentence_of(finding: Finding) -> str:
    """What is wrong and what to do, as one text."""
    problem = problem_of(finding)
    stop = "" if problem.endswith(("。", "？", "！")) or not finding.remedy else "。"
    return problem + stop + finding.remedy


class Marks:
    """The findings of one form, looked up by cell. Made anew whenever findings change."""

    def __init__(self, findings: Iterable[Finding] = (), form: str = "") -> None:
        self._records: dict[str, list[Finding]] = {}
        for one in findings:
            if one.form == form:
                self._records.setdefault(one.record_id, []).append(one)

    def __iter__(self) -> Iterator[str]:
        return iter(self._records)

    def of_record(self, record_id: str) -> Sequence[Finding]:
        """All findings of a record."""
        return self._records.get(record_id, ())

    def of_cell(self, record_id: str, field: str) -> list[Finding]:
        """The findings of one cell, the most serious first."""
        found = [one for one in self._records.get(record_id, ()) if one.field == field]
        return sorted(found, key=lambda one: -_ORDER[level_of(one)])

    def level(self, record_id: str, field: str) -> Level:
        """The mark of one cell."""
        records = self._records.get(record_id)
        if not records:
            return ""
        return worst(level_of(one) for one in records if one.field == field)

    def row_level(self, record_id: str) -> Level:
        """The mark of a whole record."""
        return worst(map(level_of, self._records.get(record_id, ())))

    def records(self, *levels: Level) -> frozenset[str]:
        """The records that have a finding of one of these levels."""
        return frozenset(
            record
            for record, found in self._records.items()
            if any(level_of(one) in levels for one in found)
        )

    def blocking(self) -> frozenset[str]:
        """The records with a finding that stops the submission."""
        return frozenset(
            record for record, found in self._records.items() if any(one.blocks for one in found)
        )

    def changed_from(self, before: Marks) -> set[str]:
        """The records whose findings differ from an earlier state."""
        mine, theirs = self._records, before._records
        return {
            record
            for record in mine.keys() | theirs.keys()
            if mine.get(record) != theirs.get(record)
        }
