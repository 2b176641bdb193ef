"""Dates of one form that have happened, or that follow one another: A21, A51 and A62.

Which dates these are is declared on the fields (``Item.happened``, ``Item.since``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from forms.checks.rule import EVERY_FORM, Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from forms.base import Form

A51 = Rule(
    "A51", "hard", scope="record", form=EVERY_FORM, category="逻辑关系",
    title="已发生的日期不晚于期末，有效期不早于认定",
    formula="认定、发布、设立等已经发生的日期≤期末；有效期至≥认定日期（施行日）；"
    "终止（撤站）日期≥设立日期",
    remedy="请对照批复、证书等文件核对日期；尚未发生的请清空。",
)  # fmt: skip


Chains = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""Dates by name, each with the names and titles of those before it, nearest first."""


def too_late(name: str, day: date, end: date) -> Problem:
    """What to say of a date that has not come yet."""
    return Problem(name, f"现为 {day}，晚于期末 {end}")


def chains(form: type[Form]) -> Chains:
    """The dates of a form that follow others."""
    return tuple(
        (name, tuple((before, form.item(before).title) for before in _chain(form, one.since)))
        for name, one in form.items_by_name().items()
        if one.since
    )


def too_early(values: Mapping[str, Any], chained: Chains) -> Iterator[Problem]:
    """The dates earlier than the nearest filled one that they follow."""
    for name, chain in chained:
        day = values[name]
        before = next((one for one in chain if values[one[0]] is not None), None)
        if day is not None and before is not None and day < values[before[0]]:
            yield Problem(name, f"现为 {day}，早于{before[1]} {values[before[0]]}")


def _chain(form: type[Form], name: str) -> tuple[str, ...]:
    """The dates before one, nearest first: where 揭榜日期 is blank, 签约日期 follows 发榜日期."""
    names = []
    while name:
        names.append(name)
        name = form.item(name).since
    return tuple(names)


RULES: tuple[Rule, ...] = (A51,)
