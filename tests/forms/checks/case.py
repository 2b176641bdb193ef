"""One case of the table: rows, and what a rule should say of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from forms.base import Form

Kind = Literal["pass", "fail", "edge"]


@dataclass(frozen=True)
class Case:
    """Rows, and what one rule says of them: nothing, or a finding at a field.

    ``gate`` has them pass the submission gate too. ``others`` are the rows of other districts; with
    some, or with ``recognised`` lists, the city judges.
    """

    code: str
    kind: Kind
    found: str | None
    now: tuple[Form, ...]
    before: tuple[Form, ...] = ()
    severity: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    explanations: dict[str, str] = field(default_factory=dict)
    gate: bool = False
    others: Mapping[str, tuple[Form, ...]] | None = None
    recognised: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The name of the test."""
        return f"{self.code}-{self.kind}-{self.found}"
