"""进度: where each district's reporting stands, derived from what arrived, never from a click."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.workflow.checking import check_period, counts
from forms.errors import UserMistake

if TYPE_CHECKING:
    from desktop.ledger import ReceivedRecord
    from desktop.workflow.session import Session
    from forms.periods import Period

STATE_TITLES = {
    "missing": "未报",
    "draft": "填报中",
    "submitted": "已上报",
    "amending": "修改中（待重报）",
    "received": "已接收",
    "returned": "已退回",
    "accepted": "已验收",
}


@dataclass(frozen=True, slots=True)
class DistrictStatus:
    """One district in one period; ``at`` is the time of the last step, ``rows`` by form."""

    district: str
    name: str
    period: str
    state: str
    revision: int = 0
    at: str = ""
    file_name: str = ""
    digest: str = ""
    rows: dict[str, int] | None = None
    findings: dict[str, int] | None = None

    @property
    def state_title(self) -> str:
        """The state in Chinese."""
        return STATE_TITLES.get(self.state, self.state)

    def to_json(self) -> dict[str, object]:
        """For scripts: every field, the state in both languages."""
        return {
            "district": self.district,
            "name": self.name,
            "period": self.period,
            "state": self.state,
            "state_title": self.state_title,
            "revision": self.revision,
            "at": self.at,
            "file": self.file_name,
            "digest": self.digest,
            "rows": self.rows or {},
            "findings": self.findings or {},
        }


def statuses(session: Session, period: Period) -> list[DistrictStatus]:
    """The status of the own district, or of all 16 in the city's ledger, in code order."""
    names = session.catalogue.codelist("district")
    if session.district:
        return [_own(session, period, names.title_of(session.district))]
    return [_received(session, period, one.code, one.title) for one in names.active()]


def district_status(session: Session, period: Period, district: str) -> DistrictStatus:
    """The status of one district in the city's ledger; ``district`` is a code."""
    name = session.catalogue.codelist("district").title_of(district)
    return _received(session, period, district, name)


def district_code(session: Session, text: str) -> str:
    """The code of a district given by code or name; raises ``UserMistake``."""
    found = session.catalogue.codelist("district").find(text)
    if found is None:
        raise UserMistake(f"没有“{text}”这个区，请填 6 位区划代码或区名。")
    return found.code


def _own(session: Session, period: Period, name: str) -> DistrictStatus:
    info = session.ledger.period_info(session.district, period.code)
    if info is None:
        return DistrictStatus(session.district, name, period.code, "missing")
    sent = session.ledger.submissions(session.district, period.code)
    last = sent[-1] if sent else None
    return DistrictStatus(
        session.district,
        name,
        period.code,
        info.state,
        last.revision if last else 0,
        last.at if last else info.opened_at,
        last.file_name if last else "",
        last.digest if last else "",
        _row_counts(session, session.district, period),
        counts(check_period(session, session.district, period)),
    )


def _received(session: Session, period: Period, district: str, name: str) -> DistrictStatus:
    latest = latest_received(session, district, period)
    if latest is None:
        return DistrictStatus(district, name, period.code, "missing")
    return DistrictStatus(
        district,
        name,
        period.code,
        latest.state,
        latest.revision,
        latest.at,
        latest.file_name,
        latest.digest,
        _row_counts(session, district, period),
    )


def latest_received(session: Session, district: str, period: Period) -> ReceivedRecord | None:
    """The newest revision the city received of a district, None when it received none."""
    return max(
        session.ledger.received(district, period.code), key=lambda one: one.revision, default=None
    )


def _row_counts(session: Session, district: str, period: Period) -> dict[str, int]:
    rows = session.ledger.all_rows(district, period.code)
    return {form.spec.code: len(rows.get(form.spec.code, {})) for form in session.forms.data_forms}
