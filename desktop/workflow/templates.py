"""空白模板: a fill-in workbook for chosen forms, blank or with the rows that are known already."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop import files
from desktop.workflow.capabilities import Capability
from desktop.workflow.known_rows import (
    Subject,
    carrier_subject,
    firm_subject,
    forms_about,
    known_rows,
)
from forms.catalogue import load_catalogue
from forms.errors import UserMistake
from forms.registry import STANDARD_FORMS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from desktop.workflow.session import Session
    from forms.base import Form, FormSet
    from forms.catalogue import Catalogue
    from forms.checks.settings import RuleSettings
    from forms.periods import Period


@dataclass(frozen=True, slots=True)
class MadeTemplate:
    """Where the template stands, which forms it holds and how many known rows of each."""

    file: Path
    forms: tuple[str, ...]
    rows: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Prefill:
    """Which known rows a template begins with: all, or those of one firm or one carrier.

    ``firm`` is a code or name, ``carrier`` an id or name; both empty for all rows.
    """

    firm: str = ""
    carrier: str = ""

    def subject(self, session: Session, period: Period) -> Subject | None:
        """Whom the template is for, None for everybody; raises ``UserMistake``."""
        if self.firm and self.carrier:
            raise UserMistake("企业和载体只能指定一个。")
        if self.firm:
            return firm_subject(session, period, self.firm)
        return carrier_subject(session, period, self.carrier) if self.carrier else None


@dataclass(frozen=True, slots=True)
class _Contents:
    """All that a template is made of."""

    forms: FormSet
    catalogue: Catalogue
    codes: tuple[str, ...]
    district: str
    rows: Mapping[str, Sequence[Form]] = field(default_factory=dict)
    unit: str = ""
    period: Period | None = None
    settings: RuleSettings | None = None
    input_rows: int = 0


def make_template(
    target: Path,
    codes: Sequence[str],
    district: str,
    forms: FormSet = STANDARD_FORMS,
    *,
    input_rows: int = 0,
    overwrite: bool = False,
) -> MadeTemplate:
    """Write a blank template; all forms that people fill when ``codes`` is empty.

    ``input_rows`` are the empty rows of each form, 0 for those of one page.
    """
    chosen = _chosen(forms, codes) or tuple(form.spec.code for form in forms.entered_forms)
    catalogue = load_catalogue()
    found = catalogue.codelist("district").find(district) if district else None
    if district and found is None:
        raise UserMistake(f"没有“{district}”这个区，请填 6 位区划代码或区名。")
    district = found.code if found else ""
    contents = _Contents(forms, catalogue, chosen, district, input_rows=input_rows)
    return _write(target, contents, overwrite=overwrite)


def make_ledger_template(
    target: Path,
    session: Session,
    period: Period,
    codes: Sequence[str] = (),
    prefill: Prefill | None = None,
    *,
    input_rows: int = 0,
    overwrite: bool = False,
) -> MadeTemplate:
    """Write a template of a ledger's period with its code lists, and known rows if wanted.

    Without ``codes`` it holds all forms that people fill, or those that can concern the firm or
    carrier; ``input_rows`` empty rows (0: one page of them) follow the known ones. Raises
    ``UserMistake`` and ``FileProblem``.
    """
    session.demand(Capability.ENTER)
    subject = prefill.subject(session, period) if prefill else None
    chosen = _chosen(session.forms, codes)
    if not chosen:
        every = tuple(form.spec.code for form in session.forms.entered_forms)
        chosen = forms_about(session.forms, subject) if subject else every
    rows = known_rows(session, period, chosen, subject) if prefill else {}
    unit = subject.title if subject else session.info.unit
    contents = _Contents(
        session.forms, session.catalogue, chosen, session.district, rows, unit, period,
        session.rules, input_rows,
    )  # fmt: skip
    return _write(target, contents, overwrite=overwrite)


def _chosen(forms: FormSet, codes: Sequence[str]) -> tuple[str, ...]:
    unknown = [code for code in codes if code not in forms]
    if unknown:
        raise UserMistake(f"没有“{unknown[0]}”这张表，可选：{'、'.join(forms.codes)}。")
    made = [code for code in codes if not forms[code].spec.is_entered]
    if made:
        raise UserMistake(f"{forms[made[0]].spec.title}由系统生成，没有可填的空白表。")
    return tuple(codes)


def _write(target: Path, contents: _Contents, *, overwrite: bool) -> MadeTemplate:
    # openpyxl is slow to load, and rarely needed
    from exports.template import INPUT_ROWS, MOST_INPUT_ROWS, write_template

    if not 0 <= contents.input_rows <= MOST_INPUT_ROWS:
        raise UserMistake(f"空行数请填 1 至 {MOST_INPUT_ROWS} 之间的整数。")

    def write(temporary: Path) -> None:
        write_template(
            temporary,
            forms=contents.forms,
            catalogue=contents.catalogue,
            codes=contents.codes,
            district=contents.district,
            rows=contents.rows,
            unit=contents.unit,
            period=contents.period,
            settings=contents.settings,
            input_rows=contents.input_rows or INPUT_ROWS,
        )

    files.place(target, write, overwrite=overwrite)
    counts = {code: len(rows) for code, rows in contents.rows.items()}
    return MadeTemplate(target, contents.codes, counts)
