"""填报说明 as this ledger has it: its forms, its code lists, the checks and dates the city set."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from forms.checks.library import ALL_RULES, RULES_BY_CODE
from forms.dictionary import FieldEntry, FormEntry, dictionary
from forms.due import FREQUENCY_TITLES
from forms.findings import SEVERITY_TITLES

if TYPE_CHECKING:
    from desktop.workflow.session import Session

EVERY_PERIOD, NEVER = "每期", "市级本年度不要求填报"


def ledger_dictionary(session: Session) -> tuple[FormEntry, ...]:
    """Every form and field; checks that the city switched off are not named."""
    rules = [one for one in ALL_RULES if not session.rules.of(one.code).off]
    found = dictionary(session.forms, session.catalogue, rules)
    return tuple(replace(one, frequency=_frequency(session, one)) for one in found)


def check_lines(session: Session, entry: FieldEntry) -> list[str]:
    """The checks that speak of a field, each with its severity here and its formula."""
    lines = []
    for code in entry.rules:
        rule = RULES_BY_CODE[code]
        severity = SEVERITY_TITLES[session.rules.severity_of(rule, None)]
        lines.append(f"{code} {severity}：{rule.formula}")
    return lines


def _frequency(session: Session, entry: FormEntry) -> str:
    spec = session.forms[entry.code].spec
    said = session.due.get(spec.code, session.due.get(spec.owner, spec.frequency))
    if isinstance(said, bool):
        return EVERY_PERIOD if said else NEVER
    return FREQUENCY_TITLES[said]
