"""National investment project codes 投资项目统一代码 (GB/T 40058-2021; 发改投资〔2020〕1439号).

Only the shape, the time and the region are checked: no published source gives the algorithm of
the check digit, so none is invented.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SHAPE = re.compile(r"(\d{4})-(\d{6})-(\d{2})-(\d{2})-(\d{6})", re.ASCII)

PROVINCES = frozenset(
    str(number)
    for first, last in (
        (11, 15),
        (21, 23),
        (31, 37),
        (41, 46),
        (50, 54),
        (61, 65),
        (71, 71),
        (81, 82),
    )
    for number in range(first, last + 1)
)
"""The first two digits of every region code of GB/T 2260."""


@dataclass(frozen=True, slots=True)
class ProjectCode:
    """The parts of a project code: 2018-310115-35-03-000000."""

    time: str
    region: str
    department: str
    kind: str
    serial: str

    @property
    def has_valid_time(self) -> bool:
        """A year 1990 to 2099 (old codes) or YYMM with a month 01 to 12 (new codes)."""
        return 1990 <= int(self.time) <= 2099 or 1 <= int(self.time[2:]) <= 12

    @property
    def province(self) -> str:
        """The two digits of the province in the region."""
        return self.region[:2]


def parse_project_code(text: str) -> ProjectCode | None:
    """Read a project code of 24 characters; None when the shape is another."""
    match = _SHAPE.fullmatch(text)
    return ProjectCode(*match.groups()) if match else None
