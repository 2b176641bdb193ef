"""What one cell may hold: blank, a value, text kept as typed, or a stated absence.

Blank, 0, 不适用 and 暂缺 are four different things everywhere (design §4), and text that could
not be understood is kept, never dropped and never guessed. ``encode``/``decode`` give every cell
one exact text, used by the history and by the digest, so both agree on what "the same" means.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

NOT_APPLICABLE_TITLE = "不适用"
LATER_TITLE = "暂缺"


@dataclass(frozen=True, slots=True)
class Kept:
    """Text kept exactly as typed because it is not a value of the field's kind."""

    text: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """A stated absence: 不适用 (does not apply) or 暂缺 (not known yet, with a reason)."""

    kind: Literal["na", "later"]
    reason: str = ""

    @property
    def title(self) -> str:
        """The words a person reads and types: 不适用, 暂缺 or 暂缺（原因）."""
        if self.kind == "na":
            return NOT_APPLICABLE_TITLE
        return f"{LATER_TITLE}（{self.reason}）" if self.reason else LATER_TITLE


Value = str | int | bool | Decimal | date | tuple[str, ...]
Cell = Value | Kept | Missing | None
"""None is blank. Money is ``Decimal`` 万元 with two places; a month is ``YYYY-MM``."""


def read_missing(text: str) -> Missing | None:
    """Recognise 不适用, 暂缺, 暂缺（原因） and 暂缺：原因; anything else is None."""
    if text == NOT_APPLICABLE_TITLE:
        return Missing("na")
    if not text.startswith(LATER_TITLE):
        return None
    rest = text[len(LATER_TITLE) :].strip()
    if not rest:
        return Missing("later")
    if rest[0] in "（(" and rest[-1] in "）)":
        return Missing("later", rest[1:-1].strip())
    if rest[0] in "：:":
        return Missing("later", rest[1:].strip())
    return None
