"""Opening a period, with last period's rows brought forward."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.ledger import AddRow, Changes
from desktop.workflow.capabilities import Capability
from desktop.workflow.filling import last_year
from desktop.workflow.legal import legal_cells, legal_texts
from desktop.workflow.session import Session, previous_period
from forms.errors import UserMistake
from forms.f00_cover import Cover
from forms.periods import Period
from forms.rollforward import carried_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forms.base import Form
    from forms.cells import Cell

COVER = Cover.spec.code


def open_period(session: Session, text: str) -> Changes:
    """Open a period of the ledger's own district and roll the last one forward, as one edit.

    Raises ``UserMistake`` for a period that is open already or lies before one that is.
    """
    session.demand(Capability.ENTER)
    period = Period.parse(text)
    _refuse_disorder(session, period)
    before = previous_period(session, session.district, period)
    steps = (
        [AddRow(COVER, session.district, _first_cover(session, period))] if before is None else []
    )
    if before is not None:
        for row in carried_rows(
            session.forms,
            _last_reported(session, before),
            before,
            period,
            due=session.due,
            last_year=last_year(session, session.district, period),
        ):
            cells = row.cells if row.form != COVER else _next_cover(session, row.cells, period)
            steps.append(AddRow(row.form, row.record_id, cells, row.to_confirm))
    title = f"建立{period.title}" if before is None else f"由{before.title}结转"
    return session.ledger.open_period(
        session.district, period.code, who=session.who, steps=steps, title=title
    )


def _last_reported(session: Session, before: Period) -> dict[str, Mapping[str, Form]]:
    """The rows of the last period; for a period form without any there, those it had last."""
    rows: dict[str, Mapping[str, Form]] = dict(
        session.ledger.all_rows(session.district, before.code)
    )
    for form in session.forms:
        code, earlier = form.spec.code, before
        if form.spec.nature != "period" or form.spec.shares_id_with:
            continue
        while not rows.get(code) and (found := previous_period(session, session.district, earlier)):
            earlier = found
            rows[code] = session.ledger.rows(code, session.district, earlier.code)
    return rows


def _refuse_disorder(session: Session, period: Period) -> None:
    known = {one.period for one in session.ledger.periods(session.district)}
    if period.code in known:
        raise UserMistake(f"{period.title}（{period.code}）已经建立，不需要重复建立。")
    later = [code for code in known if Period.parse(code).start > period.start]
    if later:
        raise UserMistake(f"账本里已有更晚的报告期 {min(later)}，不能再补建 {period.code}。")


def _first_cover(session: Session, period: Period) -> dict[str, Cell]:
    cells: dict[str, Cell] = {"unit_name": session.info.unit, "period_type": period.kind_title}
    for name in ("unit_leader", "stat_leader", "preparer", "phone"):
        if known := session.ledger.get_setting(f"cover.{name}"):
            cells[name] = known
    return {**cells, **legal_cells(legal_texts(session))}


def _next_cover(session: Session, cells: object, period: Period) -> dict[str, Cell]:
    assert isinstance(cells, dict)
    return {**cells, "period_type": period.kind_title, **legal_cells(legal_texts(session))}
