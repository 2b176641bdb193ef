"""What must hold of every mutated file, whatever was done to it."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from exports.digest import canonical_cells
from exports.reader import read_submission
from exports.refusal import SENTENCES, Refusal
from exports.tables import open_tables
from forms.f01_project import Project
from forms.registry import STANDARD_FORMS
from tests.exports.fuzz.cell_values import CELL_VALUES
from tests.exports.fuzz.xml_parts import XML_PARTS
from tests.exports.fuzz.zip_bytes import ZIP_BYTES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from exports.child_pool import ChildPool
    from exports.reader import ReadSubmission
    from forms.catalogue import Catalogue
    from tests.exports.fuzz.zip_bytes import Mutate

LEVELS: Mapping[str, Sequence[Mutate]] = {"zip": ZIP_BYTES, "xml": XML_PARTS, "cells": CELL_VALUES}
NAME = "来件.xlsx"
MOST_LETTERS = 400
BLIND = 7
"""So many of the mutations of zips need no zip."""


class Broken(AssertionError):
    """A mutated file that was answered wrongly."""


def mutated(bases: Sequence[bytes], level: str, seed: int) -> bytes:
    """The mutated file of a seed: the same for ever, as long as the bases are."""
    chance = random.Random(f"{level} {seed}")
    return chance.choice(LEVELS[level])(chance.choice(bases), chance)


def blindly(bases: Sequence[bytes], seed: int) -> bytes:
    """The same for files that are no zip."""
    chance = random.Random(seed)
    return chance.choice(ZIP_BYTES[:BLIND])(chance.choice(bases), chance)


@dataclass(frozen=True)
class Content:
    """What a submission says; two with equal content are the same to the ledger."""

    header: object
    rows: Mapping[tuple[str, str], Sequence[str | None]]
    explanations: frozenset[tuple[str, str, str]]

    @classmethod
    def of(cls, read: ReadSubmission) -> Content:
        """The content of what was read; the version of the program that wrote it may differ."""
        rows = {
            (code, row.record_id): canonical_cells(row)
            for code, many in read.rows.items()
            for row in many
        }
        said = {(one.id, one.value, one.explanation) for one in read.findings}
        return cls(replace(read.header, app_version=""), rows, frozenset(said))


def known_refusal(refusal: Refusal) -> str:
    """The reason of a refusal fit for people; raises ``Broken``."""
    text = str(refusal)
    fit = NAME in text and text.endswith("。") and "\n" not in text and len(text) < MOST_LETTERS
    if refusal.reason not in SENTENCES or not fit:
        raise Broken(f"{refusal.reason}: {text!r}")
    return refusal.reason


def judge_submission(
    data: bytes, right: Sequence[Content], catalogue: Catalogue, pool: ChildPool
) -> str:
    """The outcome of reading a mutated submission: a reason, ``altered`` or ``ok``.

    Raises ``Broken`` for a silent change or an unknown reason; any other exception is a bug too.
    """
    try:
        read = read_submission(
            data, forms=STANDARD_FORMS, catalogue=catalogue, pool=pool, name=NAME
        )
    except Refusal as refusal:
        return known_refusal(refusal)
    if any(len(notice) > 3 * MOST_LETTERS for notice in read.notices):
        raise Broken("a notice nobody can read")
    if not read.digest_ok:
        if not read.altered:
            raise Broken("the digest is wrong and nothing is named")
        return "altered"
    if Content.of(read) not in right:
        raise Broken("a silent change")
    return "ok"


def judge_table(path: Path, catalogue: Catalogue, pool: ChildPool) -> str:
    """The outcome of loading a mutated table: a reason, ``rows`` or ``none``."""
    try:
        source = open_tables(path, pool)
        source.tables(STANDARD_FORMS, catalogue)
        table = source.table(Project, catalogue)
    except Refusal as refusal:
        return known_refusal(refusal)
    return "rows" if table.rows else "none"
