"""One case of the table: rows, and what a rule should say of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from forms.base import Form

Kind = Literal["pass", "fail", "edge"]


@dataclass(frozen=True)
class Case:
    """Rows, and what one rule says of them: nothing, or a finding at a field."""

    code: str
    kind: Kind
    found: str | None
    now: tuple[Form, ...]
    before: tuple[Form, ...] = ()
    severity: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    explanations: dict[str, str] = field(default_factory=dict)
    gate: bool = False

    @property
    def id(self) -> str:
        """The name of the test."""
        return f"{self.code}-{self.kind}-{self.found}"
