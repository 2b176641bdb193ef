"""The 表号 block 法定标识: what the city's task package says of it, as cells of the cover."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from forms.f00_cover import Cover

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.workflow.session import Session
    from forms.cells import Cell

LEGAL = "legal"
"""The setting that holds the block's texts as JSON."""


def legal_texts(session: Session) -> Mapping[str, str]:
    """The texts of the block as last set, by field name of the cover form."""
    found: dict[str, str] = json.loads(session.ledger.get_setting(LEGAL, "{}"))
    return found


def legal_cells(texts: Mapping[str, str]) -> dict[str, Cell]:
    """The same as cells of the cover; an empty text is left out."""
    return {
        name: date.fromisoformat(text) if Cover.item(name).kind.name == "date" else text
        for name, text in texts.items()
        if text
    }
