"""Reporting periods 报告期: 2026Q3 (季), 2026M09 (月), 2026H1 (半年), 2026 (年).

Money of a period runs within its calendar year, so a period knows its year, whether it is the
first of that year, and its neighbours (domain §3.1, 期别).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from forms.errors import UserMistake

Frequency = Literal["month", "quarter", "half", "year"]

_FORM = re.compile(r"(\d{4})(?:Q([1-4])|H([12])|M(0[1-9]|1[0-2]))?")
_COUNTS: dict[Frequency, int] = {"month": 12, "quarter": 4, "half": 2, "year": 1}
_LETTERS: dict[Frequency, str] = {"month": "M", "quarter": "Q", "half": "H", "year": ""}
_TITLES: dict[Frequency, str] = {
    "month": "月报",
    "quarter": "季报",
    "half": "半年报",
    "year": "年报",
}


class BadPeriod(UserMistake, ValueError):
    """The text is no reporting period; ``str()`` says what one looks like."""


@dataclass(frozen=True, slots=True)
class Period:
    """One reporting period: ``index`` counts from 1 within the year."""

    year: int
    frequency: Frequency
    index: int

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read ``2026Q3`` and its like; raise ``BadPeriod`` otherwise."""
        match = _FORM.fullmatch(text.strip().upper())
        if match is None:
            raise BadPeriod(
                f"“{text}”不是报告期，应为 2026Q3（季）、2026H1（半年）、2026M09（月）或 2026（年）"
            )
        year, quarter, half, month = match.groups()
        kinds: tuple[tuple[str | None, Frequency], ...] = (
            (quarter, "quarter"),
            (half, "half"),
            (month, "month"),
        )
        for digits, frequency in kinds:
            if digits:
                return cls(int(year), frequency, int(digits))
        return cls(int(year), "year", 1)

    @property
    def code(self) -> str:
        """The stored text, such as ``2026Q3`` or ``2026M09``."""
        if self.frequency == "year":
            return f"{self.year:04d}"
        width = 2 if self.frequency == "month" else 1
        return f"{self.year:04d}{_LETTERS[self.frequency]}{self.index:0{width}d}"

    @property
    def start(self) -> date:
        """The first day."""
        return date(self.year, (self.index - 1) * self._months + 1, 1)

    @property
    def end(self) -> date:
        """The last day, 期末."""
        following = self.next()
        return following.start - timedelta(days=1)

    @property
    def title(self) -> str:
        """For people: 2026年三季度, 2026年上半年, 2026年9月, 2026年."""
        names: dict[Frequency, str] = {
            "month": f"{self.index}月",
            "quarter": f"{'一二三四'[self.index - 1]}季度" if self.frequency == "quarter" else "",
            "half": "上半年" if self.index == 1 else "下半年",
            "year": "",
        }
        return f"{self.year}年{names[self.frequency]}"

    @property
    def kind_title(self) -> str:
        """The 期别: 月报, 季报, 半年报, 年报."""
        return _TITLES[self.frequency]

    @property
    def opens_year(self) -> bool:
        """Whether this is the first period of its year, 年内首期."""
        return self.index == 1

    @property
    def closes_year(self) -> bool:
        """Whether this is the last period of its year, 年末期."""
        return self.index == _COUNTS[self.frequency]

    def next(self) -> Period:
        """The following period of the same frequency."""
        if self.closes_year:
            return Period(self.year + 1, self.frequency, 1)
        return Period(self.year, self.frequency, self.index + 1)

    def previous(self) -> Period:
        """The preceding period of the same frequency."""
        if self.opens_year:
            return Period(self.year - 1, self.frequency, _COUNTS[self.frequency])
        return Period(self.year, self.frequency, self.index - 1)

    @property
    def _months(self) -> int:
        return 12 // _COUNTS[self.frequency]
