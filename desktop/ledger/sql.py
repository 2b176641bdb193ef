"""Putting names into SQL: table and column names are declared in code, values are always bound."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def quote(name: str) -> str:
    """A table or column name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def fill(
    template: str, clauses: Mapping[str, str] | None = None, /, **names: str | Iterable[str]
) -> str:
    """Fill ``{table}`` and ``{columns}`` of a statement with quoted names, lists with commas.

    ``clauses`` are put in as they are: conditions and orders that this package wrote itself.
    """
    quoted = {
        key: quote(name) if isinstance(name, str) else ", ".join(map(quote, name))
        for key, name in names.items()
    }
    return template.format(**quoted, **(clauses or {}))


def marks(count: int) -> str:
    """``?, ?, ?`` for so many bound values."""
    return ", ".join("?" * count)
