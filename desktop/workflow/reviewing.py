"""审阅: what the city sees of each district's submission, with its own checks run anew.

Beside each district's own findings stand those that only the city can have: what the gate says of
the submission, what two districts both claim, and names that the city never recognised.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.workflow.capabilities import Capability
from desktop.workflow.checking import counts, received_context
from desktop.workflow.receiving import Cancelled
from desktop.workflow.ruling import keep_decision
from desktop.workflow.statuses import DistrictStatus, statuses
from forms.checks.city import CITY, RECOGNISED, check_city
from forms.checks.engine import apply_explanations, check, check_submission
from forms.errors import UserMistake

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from desktop.workflow.receiving import Progress
    from desktop.workflow.session import Session
    from forms.checks.context import CheckContext
    from forms.findings import Finding
    from forms.periods import Period

SETTING = "recognised"
"""The ledger's setting with the lists recognised: JSON, names by target."""


@dataclass(frozen=True, slots=True)
class Review:
    """Every district's status with the counts of its findings, and the findings by district.

    ``own`` are findings that are the city's own matter, such as districts missing from a total.
    """

    statuses: Sequence[DistrictStatus]
    found: Mapping[str, Sequence[Finding]]
    own: Sequence[Finding] = ()


def review(
    session: Session,
    period: Period,
    progress: Progress = lambda _done, _total, _name: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Review:
    """Check every submission of a period, alone and beside the others; changes nothing.

    Raises ``Cancelled`` when the person stopped it.
    """
    listed = statuses(session, period)
    contexts: dict[str, CheckContext] = {}
    found: dict[str, list[Finding]] = {}
    for number, one in enumerate(listed, start=1):
        if cancelled():
            raise Cancelled(())
        if one.revision:
            sent = received_context(session, one.district, period)
            contexts[one.district] = sent
            found[one.district] = _alone(session, sent)
        progress(number, len(listed), one.name)
    together = check_city(contexts, recognised(session), session.catalogue)
    for district, more in found.items():
        more.extend(together.get(district, ()))
    tallied = [
        replace(one, findings=counts(found[one.district]) if one.district in found else None)
        for one in listed
    ]
    return Review(tallied, found, together.get(CITY, ()))


def received_findings(session: Session, district: str, period: Period) -> list[Finding]:
    """All that the city finds in one district's submission, the other districts beside it."""
    return list(review(session, period).found.get(district, ()))


def _alone(session: Session, context: CheckContext) -> list[Finding]:
    known = session.ledger.explanations(context.district, context.period.code)
    return check_submission(context, apply_explanations(check(context), known))


def recognised(session: Session) -> dict[str, list[str]]:
    """The names that the city recognised, by target; raises ``UserMistake`` when unreadable."""
    try:
        lists = json.loads(session.ledger.get_setting(SETTING, "{}"))
        return {str(code): [str(name) for name in names] for code, names in lists.items()}
    except (ValueError, TypeError, AttributeError) as problem:
        raise UserMistake("账本中的市级认定名单读不出来，请重新导入名单。") from problem


def recognise(session: Session, target: str, names: Iterable[str]) -> Session:
    """Keep the names recognised for one target (Z03) in place of those before; none forgets them.

    A list that differs is logged and raises the version of the settings, with which it travels to
    the districts; gives the session as it is from then on. Raises ``UserMistake`` for a target
    that no list is kept of.
    """
    session.demand(Capability.REVIEW)
    code = target.strip().upper()
    if code not in RECOGNISED:
        raise UserMistake(f"“{target}”没有市级认定名单，可以导入名单的有 {'、'.join(RECOGNISED)}。")
    kept = list(dict.fromkeys(name for one in names if (name := one.strip())))
    before = recognised(session)
    wanted = {one: said for one, said in {**before, code: kept}.items() if said}
    if wanted == before:
        return session
    session.ledger.set_setting(SETTING, json.dumps(wanted, ensure_ascii=False))
    return keep_decision(session, f"认定名单 {code}：{len(kept)} 个名称")
