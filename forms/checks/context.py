"""What a check is given: the records of one district and period, and what they are held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from forms.base import Form, FormSet
from forms.checks.settings import RuleSettings
from forms.due import Overrides, forms_due

if TYPE_CHECKING:
    from datetime import date

    from forms.catalogue import Catalogue
    from forms.periods import Period

Rows = Mapping[str, Mapping[str, Form]]
"""Records by form code and record id, in row order."""

AnyForm = TypeVar("AnyForm", bound=Form)


@dataclass(frozen=True, slots=True)
class SubmissionFacts:
    """What is known of a submission file and is none of the records' business (A74).

    ``declared_rows`` stands on its cover, ``actual_rows`` is what its sheets hold.
    ``versions`` gives, by Chinese name, a version and whether this program supports it.
    The parts of the file's name are empty when the name does not follow the pattern.
    """

    declared_rows: Mapping[str, int]
    actual_rows: Mapping[str, int]
    digest_ok: bool = True
    versions: Mapping[str, tuple[str, bool]] = field(default_factory=dict)
    file_district: str = ""
    file_period: str = ""
    cover_district: str = ""
    cover_period: str = ""


@dataclass(frozen=True)
class CheckContext:
    """Everything rules may look at; pure data, so a check gives the same answer every time.

    ``previous`` holds the same district's records of ``previous_period`` (empty when there are
    none), ``last_year`` those of last year's same period, for the forms that show them. ``today`` is
    the date of the check, ``due`` what the task package says of the forms that are due in the
    period, ``used`` the codes of the forms of which the district had rows in any earlier period.
    ``received`` says that these are the rows of a submission, not a draft; ``facts`` is what is
    known of its file, where that is at hand; ``summed_by`` are the code lists, with the city's
    answers, by which the sender added up, where they are not those of today.
    """

    district: str
    period: Period
    catalogue: Catalogue
    forms: FormSet
    today: date
    rows: Rows
    previous: Rows = field(default_factory=dict)
    previous_period: Period | None = None
    last_year: Rows = field(default_factory=dict)
    settings: RuleSettings = field(default_factory=RuleSettings)
    due: Overrides = field(default_factory=dict)
    used: frozenset[str] = frozenset()
    received: bool = False
    facts: SubmissionFacts | None = None
    summed_by: Catalogue | None = None

    @cached_property
    def end(self) -> date:
        """The period's last day, 期末; worked out once, as rules ask for every row."""
        return self.period.end

    @cached_property
    def forms_due(self) -> tuple[str, ...]:
        """The codes of the forms that this period asks for."""
        return forms_due(self.forms, self.period, self.due)

    @cached_property
    def forms_asked(self) -> frozenset[str]:
        """Due forms whose silence is no oversight to be guessed at.

        Those that the task package asks for by name, and those the district has reported before.
        """
        known = {code for code in self.forms_due if code in self.used or self.previous.get(code)}
        return frozenset(known | {code for code in self.forms_due if self.due.get(code)})

    def rows_of(self, form: type[AnyForm]) -> Mapping[str, AnyForm]:
        """This period's rows of a form, by record id."""
        return self.rows.get(form.spec.code, {})  # type: ignore[return-value]

    def find(self, form: type[AnyForm], record_id: str) -> AnyForm | None:
        """This period's row of a form, or None."""
        rows = self.rows.get(form.spec.code)
        return rows.get(record_id) if rows else None  # type: ignore[return-value]

    def before(self, form: type[AnyForm], record_id: str) -> AnyForm | None:
        """The previous period's row of a form, or None."""
        rows = self.previous.get(form.spec.code)
        return rows.get(record_id) if rows else None  # type: ignore[return-value]

    def rows_last_year(self, form: type[AnyForm]) -> Mapping[str, AnyForm]:
        """The rows of a form in last year's same period, by record id."""
        return self.last_year.get(form.spec.code, {})  # type: ignore[return-value]

    def rows_before(self, form: type[AnyForm]) -> Mapping[str, AnyForm]:
        """The rows of a form in the previous period, by record id."""
        return self.previous.get(form.spec.code, {})  # type: ignore[return-value]

    @property
    def continues_year(self) -> bool:
        """Whether the previous period lies in the same year, so that 本年 figures go on."""
        return self.previous_period is not None and self.previous_period.year == self.period.year

    def code_title(self, codes: str, code: str) -> str:
        """The title of a code of the named list."""
        return self.catalogue.codelist(codes).title_of(code)

    def label_of(self, form: type[Form], record_id: str) -> str:
        """How people know a record: its own label, or that of the record whose id it shares."""
        for code in (form.spec.shares_id_with, form.spec.code):
            row = self.rows.get(code, {}).get(record_id)
            if row is not None:
                return row.title
        return ""
