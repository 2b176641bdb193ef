"""The list of submissions that a district has made, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.ui.facts import moment, short_digest
from desktop.ui.tables import Column, FactsModel, FactsTable
from forms.periods import Period

if TYPE_CHECKING:
    from desktop.ledger import SubmissionRecord
    from desktop.ui.desk import Desk


def sent_columns(*, with_period: bool) -> list[Column[SubmissionRecord]]:
    """The columns; the period only where several are listed together."""
    columns: list[Column[SubmissionRecord]] = [
        Column("批次", lambda one: f"第 {one.revision} 次", 10),
        Column("导出时间", lambda one: moment(one.at), 18),
        Column("文件", lambda one: one.file_name, 34),
        Column("校验码", lambda one: short_digest(one.digest), 22),
        Column("重报原因", lambda one: one.reason or "—", 0),
    ]
    if with_period:
        columns.insert(0, Column("报告期", lambda one: Period.parse(one.period).title, 18))
    return columns


def sent_table(desk: Desk, *, with_period: bool) -> tuple[FactsModel[SubmissionRecord], FactsTable]:
    """A model and the table on it."""
    columns = sent_columns(with_period=with_period)
    model: FactsModel[SubmissionRecord] = FactsModel(columns, desk.look.color)
    return model, FactsTable(model, "报送记录")
