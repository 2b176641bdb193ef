"""How a grid was left: widths, hidden columns and order, kept as a setting of the ledger."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.workflow.session import Session


@dataclass
class GridMemory:
    """What is remembered of one form's grid; fields by their English names."""

    widths: dict[str, int] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=list)
    sort: tuple[str, bool] | None = None

    @classmethod
    def recall(cls, session: Session, form: str) -> GridMemory:
        """What was kept, or nothing where it can't be read any more."""
        try:
            kept = json.loads(session.ledger.get_setting(_key(form), "{}"))
            widths = {str(name): int(width) for name, width in kept.get("widths", {}).items()}
            sort = kept.get("sort")
            order = (str(sort[0]), bool(sort[1])) if sort else None
            return cls(widths, [str(name) for name in kept.get("hidden", [])], order)
        except (ValueError, TypeError, AttributeError, IndexError, KeyError):
            return cls()

    def keep(self, session: Session, form: str) -> None:
        """Remember it, unless the ledger is open for reading only."""
        if session.info.read_only:
            return
        kept = {"widths": self.widths, "hidden": self.hidden, "sort": self.sort}
        text = json.dumps(kept, ensure_ascii=False)
        if text != session.ledger.get_setting(_key(form)):
            session.ledger.set_setting(_key(form), text)


def _key(form: str) -> str:
    return f"grid.{form}"
