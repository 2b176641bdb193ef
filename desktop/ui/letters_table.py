"""The list of all that passed between a district and the city, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.ui.facts import moment, short_digest
from desktop.ui.tables import Column, FactsModel, FactsTable
from exports.letter import KIND_TITLES
from forms.periods import Period

if TYPE_CHECKING:
    from desktop.ledger import NoticeRecord, SubmissionRecord
    from desktop.ui.desk import Desk

SUBMISSION = "报送表"
SENT, TAKEN = "报出", "收到"
_TONES = {"退回单": "soft", "回执": "good", "任务包": "hint"}


@dataclass(frozen=True, slots=True)
class Passed:
    """One file that went out or came in; ``digest`` is that of the submission it holds or means."""

    at: str
    way: str
    what: str
    period: str
    revision: int
    words: str
    file_name: str
    digest: str

    @classmethod
    def sent(cls, one: SubmissionRecord) -> Passed:
        """A submission that went out."""
        return cls(
            one.at,
            SENT,
            SUBMISSION,
            one.period,
            one.revision,
            one.reason,
            one.file_name,
            one.digest,
        )

    @classmethod
    def taken(cls, one: NoticeRecord) -> Passed:
        """A letter that came in."""
        return cls(
            one.at, TAKEN, KIND_TITLES[one.kind], one.period, one.revision, one.comment,
            one.file_name, one.subject,
        )  # fmt: skip


def letters_table(desk: Desk) -> tuple[FactsModel[Passed], FactsTable]:
    """A model and the table on it."""
    columns: list[Column[Passed]] = [
        Column("时间", lambda one: moment(one.at), 17),
        Column("收发", lambda one: one.way, 6),
        Column("文件类型", lambda one: one.what, 9, tone=lambda one: _TONES.get(one.what, "")),
        Column("报告期", lambda one: Period.parse(one.period).title, 18),
        Column("批次", lambda one: f"第 {one.revision} 次" if one.revision else "—", 9),
        Column("校验码", lambda one: short_digest(one.digest) if one.digest else "—", 22),
        Column("原因或意见", lambda one: one.words.replace("\n", " ") or "—", 0),
        Column("文件", lambda one: one.file_name, 38),
    ]
    model: FactsModel[Passed] = FactsModel(columns, desk.look.color)
    return model, FactsTable(model, "往来记录")


def passed(desk: Desk) -> list[Passed]:
    """Everything sent and taken in, of every period, newest first."""
    ledger, district = desk.session.ledger, desk.session.district
    sent = [
        Passed.sent(one)
        for info in desk.periods
        for one in ledger.submissions(district, info.period)
    ]
    made = enumerate([*sent, *map(Passed.taken, ledger.exchange.letters())])
    # Of two in the same second the one that is listed later stands first.
    return [one for _, one in sorted(made, key=lambda pair: (pair[1].at, pair[0]), reverse=True)]
