"""Remembering, for each layout of other people's tables, which column is which field.

Kept in the ledger's settings, so it travels with the ledger; a layout is known by the digest of
its titles in their order, never by the file's name.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from exports.mapping import REMEMBERED, Chosen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from desktop.workflow.load_plan import LoadPlan
    from desktop.workflow.session import Session

SETTING = "import_layouts"
MOST_LAYOUTS = 60
"""Of one form; the oldest go first."""


def remembered(session: Session, form: str) -> dict[str, Chosen]:
    """What was chosen for the layouts of a form, by signature, oldest first."""
    return {
        signature: Chosen(_places(one["columns"]), _places(one["units"]), REMEMBERED)
        for signature, one in _stored(session).get(form, {}).items()
    }


def remember(session: Session, plans: Iterable[LoadPlan], *, guesses: bool) -> int:
    """Keep what people chose for these layouts; gives how many were kept.

    ``guesses`` also keeps columns that were guessed, because a person has seen them now. What
    titles alone tell is not kept, so that it can still get better.
    """
    stored, kept = _stored(session), 0
    for plan in plans:
        facts = _facts(plan, guesses=guesses)
        signature = plan.table.signature
        if not signature or not (facts["columns"] or facts["units"]):
            continue
        layouts = stored.setdefault(plan.form, {})
        layouts.pop(signature, None)
        layouts[signature] = {**facts, "on": session.today().isoformat()}
        for oldest in list(layouts)[:-MOST_LAYOUTS]:
            del layouts[oldest]
        kept += 1
    if kept:
        session.ledger.set_setting(SETTING, json.dumps(stored, ensure_ascii=False))
    return kept


def forget(session: Session, form: str, signature: str) -> bool:
    """Forget one layout; whether it was known."""
    stored = _stored(session)
    known = stored.get(form, {}).pop(signature, None) is not None
    if known:
        session.ledger.set_setting(SETTING, json.dumps(stored, ensure_ascii=False))
    return known


def remembered_on(session: Session, form: str, signature: str) -> str:
    """The ISO date on which a layout was kept; empty for an unknown one."""
    return str(_stored(session).get(form, {}).get(signature, {}).get("on", ""))


def _facts(plan: LoadPlan, *, guesses: bool) -> dict[str, dict[str, str]]:
    columns = {
        str(one.index): one.item or ""
        for one in plan.columns
        if not one.is_certain and (guesses or not one.is_guess)
    }
    return {"columns": columns, "units": {str(at): unit for at, unit in plan.chosen.units.items()}}


def _places(facts: Mapping[str, str]) -> dict[int, str]:
    return {int(place): name for place, name in facts.items()}


def _stored(session: Session) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(session.ledger.get_setting(SETTING, "{}"))
    return found
