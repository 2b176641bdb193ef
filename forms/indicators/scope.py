"""What one measure looks at: records of districts in a period, and the answers in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from forms.base import Form
from forms.codelists import normalized
from forms.f02_progress import Progress
from forms.f04_enterprise import Enterprise, EnterpriseQualification
from forms.f12_output import Output

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forms.base import FormFrequency
    from forms.catalogue import Catalogue, TargetKind
    from forms.indicators.answers import Answers

Rows = Mapping[str, Mapping[str, Form]]
"""Records by form code and record id."""

Records = Mapping[str, Rows]
"""Rows by the code of the district that reported them."""

Window = tuple[date, date]
"""First and last day, both included."""

_MONTHS: Mapping[FormFrequency, int] = {"each": 1, "quarter": 3, "half": 6, "year": 12}


@dataclass(frozen=True)
class Scope:
    """Everything a definition may look at; pure data, so a measure always gives the same.

    ``opened`` and ``end`` are the period's first and last day.
    """

    records: Records
    opened: date
    end: date
    catalogue: Catalogue
    answers: Answers

    def window(self, kind: TargetKind, frequency: FormFrequency) -> Window:
        """The days in which an event counts: since the plan, or in the form's own stretch.

        A half-year register is complete only at the half-year's end, so its flows run from the
        half-year's first day; a longer period is never cut short.
        """
        if kind == "cumulative":
            return self.answers.start, self.end
        months = _MONTHS[frequency]
        first = date(self.end.year, (self.end.month - 1) // months * months + 1, 1)
        return min(first, self.opened), self.end

    def rows(self, form: type[Form]) -> Iterator[tuple[str, Form]]:
        """Every row of a form with its district, districts in code order."""
        for district in sorted(self.records):
            for row in self.records[district].get(form.spec.code, {}).values():
                yield district, row

    def firm(self, district: str, row: Form) -> Enterprise | None:
        """The firm that a qualification is of, from the same district's register."""
        if not isinstance(row, EnterpriseQualification) or row.enterprise_id is None:
            return None
        found = self.records[district].get(Enterprise.spec.code, {}).get(row.enterprise_id)
        return found if isinstance(found, Enterprise) else None

    def progress(self, district: str, record_id: str) -> Progress | None:
        """The period's progress of a project."""
        found = self.records[district].get(Progress.spec.code, {}).get(record_id)
        return found if isinstance(found, Progress) else None

    def district_of(self, town: str | None) -> str:
        """The district of a town; empty for one that the catalogue does not know."""
        return self._towns.get(town, "") if town is not None else ""

    def registered_in(self, uscc: str | None) -> str | None:
        """Where the firm with this code is registered, as far as any register tells."""
        return self._registrations.get(normalized(uscc)) if uscc else None

    def share(self, uscc: str | None) -> Decimal | None:
        """The share of future output in a firm's output of the year, in per cent, over all rows."""
        made, future = self._outputs.get(normalized(uscc), (None, None)) if uscc else (None, None)
        return future * 100 / made if made and future is not None else None

    @cached_property
    def _towns(self) -> Mapping[str, str]:
        return {town.code: town.parent for town in self.catalogue.codelist("town")}

    @cached_property
    def _registrations(self) -> Mapping[str, str]:
        return {
            normalized(row.uscc): row.reg_district
            for _, row in self.rows(Enterprise)
            if isinstance(row, Enterprise) and row.uscc and row.reg_district
        }

    @cached_property
    def _outputs(self) -> Mapping[str, tuple[Decimal, Decimal]]:
        sums: dict[str, tuple[Decimal, Decimal]] = {}
        for _, row in self.rows(Output):
            if not isinstance(row, Output) or not row.uscc:
                continue
            if row.output_ytd is None or row.future_output_ytd is None:
                continue
            key = normalized(row.uscc)
            made, future = sums.get(key, (Decimal(0), Decimal(0)))
            sums[key] = made + row.output_ytd, future + row.future_output_ytd
        return sums
