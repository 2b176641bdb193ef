"""指标: a district's F11, computed whenever it is shown or sent; only its notes are kept.

The ledger holds of F11 no more than the 差异说明 that somebody wrote, so a figure can never
disagree with the records it comes from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.ledger import AddRow, DeleteRow, SetCell, Step
from desktop.workflow.entry import apply, place_of
from desktop.workflow.session import previous_period
from forms.errors import UserMistake
from forms.f11_indicator_summary import NOTE, IndicatorSummary
from forms.indicators import DEFINITIONS, facts_of, summary_rows
from forms.indicators.facts import meant_code
from forms.indicators.summary import a_year_before, record_id_of
from forms.kinds import read_cell

if TYPE_CHECKING:
    from desktop.ledger import Changes
    from desktop.workflow.session import Session
    from forms.cells import Cell
    from forms.indicators.scope import Rows
    from forms.periods import Period

SUMMARY = IndicatorSummary.spec.code


def notes_of(rows: Rows) -> dict[str, str]:
    """The 差异说明 in rows of F11, by record id."""
    return {
        record_id: note
        for record_id, row in rows.get(SUMMARY, {}).items()
        if isinstance(note := row.cell(NOTE), str)
    }


def district_summary(
    session: Session, district: str, period: Period, rows: Rows | None = None
) -> dict[str, IndicatorSummary]:
    """F11 of one district by record id, from the records of this ledger.

    ``rows`` are the period's records where they are at hand already.
    """
    ledger = session.ledger
    now = rows or ledger.all_rows(district, period.code)
    before, year_ago = previous_period(session, district, period), a_year_before(period)
    is_there = ledger.period_info(district, year_ago.code) is not None
    return summary_rows(
        district,
        period,
        now,
        ledger.all_rows(district, before.code) if before else None,
        ledger.all_rows(district, year_ago.code) if is_there else None,
        session.catalogue,
        notes_of(now),
        due=session.due,
        previous_period=before,
    )


def find_indicator(code: str) -> str:
    """An indicator's code as people may write it (z05, N31.1); raises ``UserMistake``."""
    wanted = meant_code(code)
    if wanted not in DEFINITIONS:
        raise UserMistake(f"没有“{code}”这个指标，指标码如 Z05、N19、N31.1。")
    return wanted


def note_problem(text: str) -> str:
    """Why a text is too long for a 差异说明; empty when it is not."""
    most = IndicatorSummary.item(NOTE).most
    if most is None or len(text) <= most:
        return ""
    return f"差异说明最多 {most} 字，现为 {len(text)} 字，请精简。"


def note_step(record_id: str, note: Cell, *, is_there: bool) -> Step:
    """The step that keeps a 差异说明; the ledger has a row of F11 only while there is one."""
    if not is_there:
        return AddRow(SUMMARY, record_id, {NOTE: note})
    return (
        DeleteRow(SUMMARY, record_id) if note is None else SetCell(SUMMARY, record_id, NOTE, note)
    )


def note_indicator(
    session: Session, period: Period, code: str, text: str, reason: str = ""
) -> Changes:
    """Write the 差异说明 of an indicator (Z05, N31-1, N31.1) as one edit; empty takes it back.

    Raises ``UserMistake`` for a code that is no indicator or a note that is too long.
    """
    place = place_of(session, period, SUMMARY)
    wanted = find_indicator(code)
    record_id = record_id_of(place.district, wanted)
    if problem := note_problem(text.strip()):
        raise UserMistake(problem)
    cell = read_cell(text, IndicatorSummary.item(NOTE), session.catalogue)
    there = session.ledger.row(SUMMARY, place.district, period.code, record_id) is not None
    step = note_step(record_id, cell, is_there=there)
    title = facts_of(wanted, session.catalogue).full_title
    steps = () if cell is None and not there else (step,)
    return apply(session, place, f"说明{title}", steps, reason)
