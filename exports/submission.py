"""What a submission says, apart from how a workbook lays it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forms.base import Form
    from forms.findings import Finding
    from forms.marks import Mark

Totals = Mapping[str, Mapping[str, Decimal]]
"""Sums by form code and field name, in 万元."""

TEMPLATE_VERSION = "1"
"""The version of the submission workbook's layout; the reader accepts a list of these."""


@dataclass(frozen=True, slots=True)
class Header:
    """Who reports what: every machine fact of a submission, all of it covered by the digest.

    ``supersedes`` is the digest of the revision this one replaces (empty for the first),
    ``created_at`` an ISO time with offset, ``reason`` why a later revision was made,
    ``ledger_id`` the ledger it came from, ``nil_forms`` the forms declared 零报告.
    """

    district: str
    period: str
    revision: int
    supersedes: str = ""
    ledger_id: str = ""
    catalogue_version: str = ""
    rules_version: str = ""
    template_version: str = TEMPLATE_VERSION
    app_version: str = ""
    created_at: str = ""
    reason: str = ""
    nil_forms: tuple[str, ...] = ()

    @property
    def file_name(self) -> str:
        """``WLCY_310115_2026Q3_B01.xlsx`` (domain §4.4): ASCII, so no system garbles it."""
        return f"WLCY_{self.district}_{self.period}_B{self.revision:02d}.xlsx"


def header_texts(header: Header) -> dict[str, str]:
    """Every fact of a header as text, by field name, as the cover and the manifest hold it."""
    texts = {entry.name: getattr(header, entry.name) for entry in fields(header)}
    return {**texts, "revision": str(header.revision), "nil_forms": ",".join(header.nil_forms)}


@dataclass(frozen=True, slots=True)
class Submission:
    """One district's report for one period: its header, rows by form (F00 too) and findings.

    ``findings`` are those open when it was made, soft ones with their explanations; ``answers``
    the marks of the return notice that the revision before was given, each answered.
    """

    header: Header
    rows: Mapping[str, Sequence[Form]]
    findings: Sequence[Finding] = ()
    answers: Sequence[Mark] = ()

    def row_counts(self) -> dict[str, int]:
        """Rows by form code, the cover left out."""
        return {code: len(rows) for code, rows in self.rows.items() if code != "F00"}

    def control_totals(self) -> dict[str, dict[str, Decimal]]:
        """By form code and money field, the sum of its readable values, in 万元."""
        return {code: _money_totals(rows) for code, rows in self.rows.items() if code != "F00"}


def _money_totals(rows: Sequence[Form]) -> dict[str, Decimal]:
    """One pass over the rows, which may be made as they are taken."""
    totals: dict[str, Decimal] = {}
    for row in rows:
        if not totals:
            totals = {entry.name: Decimal(0) for entry in row.items() if entry.kind.name == "money"}
        for name in totals:
            totals[name] += getattr(row, name) or 0
    return totals
