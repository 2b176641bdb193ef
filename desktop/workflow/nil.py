"""零报告: to say in one action that a form has nothing to report, which is not the same as empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.workflow.entry import change_cells, place_of
from forms.errors import UserMistake
from forms.f00_cover import Cover

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.ledger import Changes
    from desktop.workflow.session import Session
    from forms.base import Form
    from forms.periods import Period

COVER = Cover.spec.code


def nil_forms(session: Session, district: str, period: Period) -> tuple[str, ...]:
    """The codes of the forms that the cover of a period declares nil."""
    cover = session.ledger.row(COVER, district, period.code, district)
    return declared_nil({COVER: {district: cover}} if cover else {}, district)


def declared_nil(rows: Mapping[str, Mapping[str, Form]], district: str) -> tuple[str, ...]:
    """The same of rows at hand, by form code and record id."""
    cover = rows.get(COVER, {}).get(district)
    return (cover.nil_forms if isinstance(cover, Cover) else None) or ()


def declare_nil(
    session: Session, period: Period, form: str, nil: bool = True, reason: str = ""
) -> Changes:
    """Declare a form of a period nil, or take that back; one undoable edit of the cover.

    Raises ``UserMistake`` for a form that cannot be nil or that has rows.
    """
    if form not in {one.spec.code for one in session.forms.nil_forms}:
        able = "、".join(one.spec.code for one in session.forms.nil_forms)
        raise UserMistake(f"“{form}”不能申报零报告，可以申报的表：{able}。")
    title = session.forms[form].spec.title
    count = _count(session, session.district, period, form)
    if nil and count:
        raise UserMistake(f"“{form} {title}”有 {count} 行记录，不能申报零报告；请先核对这些记录。")
    wanted = {*nil_forms(session, session.district, period), form} - (set() if nil else {form})
    codes = tuple(code for code in session.forms.codes if code in wanted)
    place = place_of(session, period, COVER)
    words = f"申报零报告：{title}" if nil else f"取消零报告：{title}"
    return change_cells(
        session, place, {session.district: {"nil_forms": codes or None}}, words, reason
    )


def _count(session: Session, district: str, period: Period, form: str) -> int:
    return sum(
        len(session.ledger.rows(code, district, period.code)) for code in session.forms.family(form)
    )
