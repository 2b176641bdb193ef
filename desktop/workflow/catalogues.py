"""Which code lists a ledger works with: the program's own, or a version that a task package brought.

The newest wins, so neither an old package nor an old program takes a newer list away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forms.catalogue import CURRENT_VERSION, FOLDER, Catalogue, CatalogueError, load_catalogue
from forms.errors import UserMistake
from resources import folder_names, read_tables, tables_in

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.ledger import Ledger
    from desktop.workflow.session import Session
    from exports.task_package import Tables

STAMPED = "catalogue_version"
"""The setting whose value new rows remember."""


def version_key(version: str) -> tuple[tuple[int, str], ...]:
    """How versions compare: ``2022.9`` comes before ``2022.10``."""
    parts = version.split(".")
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)


def catalogue_in_force(ledger: Ledger) -> Catalogue:
    """The code lists of an open ledger; raises ``UserMistake`` when those it keeps are damaged."""
    version = newest_kept(ledger)
    if not version:
        return load_catalogue()
    return build_catalogue(ledger.exchange.catalogue(version) or {})


def tables_in_force(ledger: Ledger) -> Tables:
    """The tables of those code lists, as a task package carries them."""
    version = newest_kept(ledger)
    kept = ledger.exchange.catalogue(version) if version else None
    return kept or read_tables(f"{FOLDER}/{CURRENT_VERSION}")


def newest_kept(ledger: Ledger) -> str:
    """The version kept in the ledger that is in force; empty when the program's own is."""
    newest = max(ledger.exchange.catalogue_versions(), key=version_key, default="")
    return newest if newest and version_key(newest) >= version_key(CURRENT_VERSION) else ""


def known_versions(ledger: Ledger) -> frozenset[str]:
    """Every version whose codes this ledger can read: retired codes stay in later lists."""
    return frozenset({*folder_names(FOLDER), *ledger.exchange.catalogue_versions()})


def catalogue_of(session: Session, version: str) -> Catalogue:
    """The code lists of a version that this ledger knows; those in force for any other."""
    if version == session.catalogue.version or version not in known_versions(session.ledger):
        return session.catalogue
    kept = session.ledger.exchange.catalogue(version)
    return build_catalogue(kept) if kept else load_catalogue(version)


def build_catalogue(tables: Tables) -> Catalogue:
    """A catalogue from its tables; raises ``UserMistake`` when they make none."""
    try:
        return Catalogue.from_tables(tables)
    except CatalogueError as problem:
        raise UserMistake(str(problem)) from problem


def read_folder(folder: Path) -> Tables:
    """The tables in a folder of CSV and JSON files, laid out as the program's own.

    Raises ``UserMistake`` when the folder can't be read or its tables make no catalogue.
    """
    try:
        tables = tables_in(folder)
    except (OSError, ValueError) as problem:
        raise UserMistake(f"文件夹“{folder}”里的代码表读不出来（{problem}），请核对。") from problem
    build_catalogue(tables)
    return tables
