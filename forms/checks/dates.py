"""Dates of one form that have happened, or that follow one another: A21, A51 and A62.

Which dates these are is declared on the fields (``Item.happened``, ``Item.since``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from forms.checks.rule import EVERY_FORM, Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from forms.base import Form

DateAspect = Literal["happened", "since"]

A51 = Rule(
    "A51", "hard", scope="record", form=EVERY_FORM, category="逻辑关系",
    title="已发生的日期不晚于期末，有效期不早于认定",
    formula="认定、发布、设立等已经发生的日期≤期末；有效期至≥认定日期（施行日）；"
    "终止（撤站）日期≥设立日期",
    remedy="请对照批复、证书等文件核对日期；尚未发生的请清空。",
)  # fmt: skip


class DateChecks:
    """The dates of one form, tested together: most forms have few, some have none."""

    def __init__(self, form: type[Form]) -> None:
        items = form.items_by_name()
        self._titles = {name: one.title for name, one in items.items()}
        self._happened = tuple(name for name, one in items.items() if one.happened)
        self._chains = tuple(
            (name, _chain(form, one.since)) for name, one in items.items() if one.since
        )
        self.any = bool(self._happened or self._chains)

    def problems(
        self, values: Mapping[str, Any], end: date
    ) -> Iterator[tuple[DateAspect, Problem]]:
        """The dates after ``end``, and those before the date that they follow."""
        for name in self._happened:
            day = values[name]
            if day is not None and day > end:
                yield "happened", Problem(name, f"现为 {day}，晚于期末 {end}")
        for name, chain in self._chains:
            day = values[name]
            if day is None:
                continue
            before = next((one for one in chain if values[one] is not None), None)
            if before is not None and day < values[before]:
                words = f"现为 {day}，早于{self._titles[before]} {values[before]}"
                yield "since", Problem(name, words)


def _chain(form: type[Form], name: str) -> tuple[str, ...]:
    """The dates before one, nearest first: where 揭榜日期 is blank, 签约日期 follows 发榜日期."""
    names = []
    while name:
        names.append(name)
        name = form.item(name).since
    return tuple(names)


RULES: tuple[Rule, ...] = (A51,)
