"""催报: who still owes a submission, and a text to send them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.workflow.statuses import DistrictStatus, statuses

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from desktop.workflow.session import Session
    from forms.periods import Period

OWING = frozenset({"missing", "returned"})


def owing(session: Session, period: Period) -> list[DistrictStatus]:
    """The districts that have not reported, or must report again."""
    return [one for one in statuses(session, period) if one.state in OWING]


def lateness(due: date, today: date) -> str:
    """How far off the deadline is, in words."""
    left = (due - today).days
    if left < 0:
        return f"已逾期 {-left} 天"
    return f"还有 {left} 天" if left else "今天截止"


def chase_text(period: Period, due: date, listed: Sequence[DistrictStatus]) -> str:
    """A polite notice naming every district that owes; empty when none does."""
    if not listed:
        return ""
    missing = "、".join(one.name for one in listed if one.state == "missing")
    returned = "、".join(one.name for one in listed if one.state == "returned")
    lines = [
        "各区填报单位：",
        f"{period.title}未来产业集群{period.kind_title}的报送截止日为 {due.year}年{due.month}月{due.day}日。",
    ]
    if missing:
        lines.append(f"截至目前尚未收到报送表的区：{missing}。请抓紧填报，审核通过后报送。")
    if returned:
        lines.append(f"已退回修改、尚未重报的区：{returned}。请按退回意见修改后重新报送。")
    lines.append("如有困难请及时联系。谢谢支持。")
    return "\n".join(lines)
