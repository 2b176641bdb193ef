"""Which code lists a ledger works with: the program's own, or a version that the city issued.

The newest wins, so neither an old package nor an old program takes a newer list away. What the city
answered (2022.1.3, the third answer on 2022.1) outlives newer lists of the program: they are used
with its answers in them, as 2022.2.3, which every ledger that has both makes alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forms.catalogue import (
    CURRENT_VERSION,
    FOLDER,
    SEPARATOR,
    Catalogue,
    CatalogueError,
    load_catalogue,
)
from forms.errors import UserMistake
from resources import folder_names, read_tables, tables_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from desktop.ledger import Ledger
    from desktop.workflow.session import Session
    from exports.task_package import Tables

STAMPED = "catalogue_version"
"""The setting whose value new rows remember."""

_ANSWERED = 2
"""Dots in the version of lists that the city answered: 2022.1.3."""


def version_key(version: str) -> tuple[tuple[int, str], ...]:
    """How versions compare: ``2022.9`` comes before ``2022.10``."""
    parts = version.split(".")
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)


def next_answer_version(version: str) -> str:
    """The version after one more answer of the city: ``2022.1`` → ``2022.1.1`` → ``2022.1.2``."""
    head, _, number = version.rpartition(".")
    if version not in folder_names(FOLDER) and head.count(".") == 1 and number.isdecimal():
        return f"{head}.{int(number) + 1}"
    return f"{version}.1"


def catalogue_in_force(ledger: Ledger) -> Catalogue:
    """The code lists of an open ledger; raises ``UserMistake`` when those it keeps are damaged."""
    if not newest_kept(ledger):
        return load_catalogue()
    return build_catalogue(tables_in_force(ledger))


def tables_in_force(ledger: Ledger) -> Tables:
    """The tables of those code lists, as a task package carries them."""
    version = newest_kept(ledger)
    if not version:
        return own_tables()
    return in_force(version, ledger.exchange.catalogue(version) or {})


def in_force(version: str, kept: Tables) -> Tables:
    """What holds when ``version`` is the newest that a ledger keeps."""
    if version_key(version) >= version_key(CURRENT_VERSION):
        return kept
    return _with_answers(own_tables(), version, kept)


def own_tables() -> Tables:
    """The newest tables that the program brings."""
    return read_tables(f"{FOLDER}/{CURRENT_VERSION}")


def newest_kept(ledger: Ledger) -> str:
    """The newest version that was ever kept in the ledger; empty when none was."""
    return max(ledger.exchange.catalogue_versions(), key=version_key, default="")


def known_versions(ledger: Ledger) -> frozenset[str]:
    """Every version whose codes this ledger can read: retired codes stay in later lists."""
    kept = ledger.exchange.catalogue_versions()
    older = (one for one in kept if version_key(one) < version_key(CURRENT_VERSION))
    return frozenset({*folder_names(FOLDER), *kept, *map(_answered_version, older)})


def catalogue_of(session: Session, version: str) -> Catalogue:
    """The code lists of a version that this ledger knows; those in force for any other."""
    if version == session.catalogue.version or version not in known_versions(session.ledger):
        return session.catalogue
    exchange = session.ledger.exchange
    for one in exchange.catalogue_versions():
        if version in (one, _answered_version(one)):
            kept = exchange.catalogue(one) or {}
            return build_catalogue(kept if version == one else in_force(one, kept))
    return load_catalogue(version)


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


def _with_answers(own: Tables, version: str, kept: Tables) -> Tables:
    """The program's newer tables with what the city answered in older ones."""
    answers = _answers(version, kept)
    settings = [
        {**one, "default": answers[one["name"]]} if _fits(one, answers) else one
        for one in own["settings"]
    ]
    if settings == list(own["settings"]):
        return own
    head = {**own["catalogue"][0], "version": _answered_version(version)}
    return {**own, "settings": settings, "catalogue": [head]}


def _answers(version: str, kept: Tables) -> dict[str, str]:
    """The city's answers by question: what differs from the lists that it answered in."""
    said = {one["name"]: one["default"] for one in kept.get("settings", ())}
    shipped = folder_names(FOLDER)
    base = next((one for one in (version, version.rpartition(".")[0]) if one in shipped), "")
    settings = read_tables(f"{FOLDER}/{base}")["settings"] if base else ()
    before = {one["name"]: one["default"] for one in settings}
    return {name: answer for name, answer in said.items() if answer != before.get(name)}


def _fits(question: Mapping[str, str], answers: Mapping[str, str]) -> bool:
    answer = answers.get(question["name"], "")
    parts = answer.split(SEPARATOR)
    return bool(answer) and set(parts) <= set(question["options"].split(SEPARATOR))


def _answered_version(version: str) -> str:
    """The name of the program's lists with the answers that a version has: as many, in number."""
    number = version.split(".")[_ANSWERED] if version.count(".") == _ANSWERED else "1"
    return f"{CURRENT_VERSION}.{number}"
