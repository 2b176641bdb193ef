"""The report as JSON: the stable shape of design §8, and what stands beside it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from desktop.workflow.indicators import find_indicator
from forms.indicators.facts import printed_code
from forms.indicators.projects import PARTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.workflow.totals import Consolidation, Line
    from forms.indicators import Facts, Member

STATUS_FINAL, STATUS_PROVISIONAL = "final", "provisional"


def report_json(found: Consolidation) -> dict[str, object]:
    """Every indicator with its value, in the unit shown (Z01 in 亿元), and by district.

    A part is written N31.1. None is a figure that is not known; a district that has not reported
    stands there with None, never 0.
    """
    return {
        "period": found.period.code,
        "status": STATUS_FINAL if found.is_final else STATUS_PROVISIONAL,
        "previous_period": found.before.code if found.before else None,
        "districts": {
            "received": list(found.received),
            "missing": list(found.missing),
            "accepted": sorted(found.accepted),
        },
        "settings": dict(found.answers),
        "indicators": [_indicator(line, final=found.is_final) for line in found.lines.values()],
        "breakdown": [
            {"district": key[0], "cluster": key[1], "direction": key[2]}
            | {name: number(Decimal(getattr(total, name))) for name in PARTS.values()}
            for key, total in sorted(found.totals.items())
        ],
    }


def members_json(found: Consolidation, code: str) -> dict[str, object]:
    """The records behind a figure, in the unit of the records; raises for a code there is not.

    ``state`` is counted, unknown (blank, 暂缺, unreadable) or aside (counted elsewhere).
    """
    line = find_line(found, code)
    groups = (
        ("counted", line.now.members),
        ("unknown", line.now.unsure),
        ("aside", line.now.aside),
    )
    return {
        "code": printed_code(line.facts.code),
        "name": line.facts.full_title,
        "unit": line.facts.unit,
        "records": [_member(one, state) for state, members in groups for one in members],
    }


def find_line(found: Consolidation, code: str) -> Line:
    """The indicator that a person means by Z05, n31.2 or N31-2; raises ``UserMistake``."""
    return found.lines[find_indicator(code)]


def _indicator(line: Line, *, final: bool) -> dict[str, object]:
    facts, now = line.facts, line.now
    return {
        "code": printed_code(facts.code),
        "name": facts.full_title,
        "unit": facts.shown_unit,
        "target": number(facts.target),
        "about": facts.about,
        "value": _shown(facts, line.value),
        "by_district": _all_shown(facts, line.by_district),
        "by_cluster": _all_shown(facts, now.by_cluster),
        "by_direction": _all_shown(facts, now.by_direction),
        "kind": facts.kind,
        "previous": _shown(facts, line.previous),
        "last_year": _shown(facts, line.last_year),
        "change": _shown(facts, line.change),
        "cumulative": _shown(facts, now.cumulative),
        "distance": _shown(facts, line.distance),
        "completion": number(line.completion),
        "unknown": now.unknown,
        "status": STATUS_FINAL if final else STATUS_PROVISIONAL,
        "definition": facts.rule,
    }


def _member(one: Member, state: str) -> dict[str, object]:
    return {
        "district": one.district,
        "form": one.form,
        "record_id": one.record_id,
        "label": one.label,
        "cluster": one.cluster,
        "direction": one.direction,
        "amount": number(one.amount),
        "state": state,
        "note": one.note,
    }


def _shown(facts: Facts, value: Decimal | None) -> int | float | None:
    return number(facts.shown(value))


def _all_shown(
    facts: Facts, values: Mapping[str, Decimal | None] | Mapping[str, Decimal]
) -> dict[str, int | float | None]:
    return {key: _shown(facts, value) for key, value in values.items()}


def number(value: Decimal | None) -> int | float | None:
    """A JSON number: the text of a two-place amount survives the shortest float form."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
