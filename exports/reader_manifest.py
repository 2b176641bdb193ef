"""The machine's account of a submission: the manifest 校验清单 and the findings 审核情况."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from exports.cellsource import Scalar, cell_text
from exports.digest import RowMark
from exports.layout import (
    FINDING_TITLES,
    MANIFEST_ANSWER,
    MANIFEST_COUNT,
    MANIFEST_DIGEST,
    MANIFEST_HEADER,
    MANIFEST_ROW,
    MANIFEST_SIGNATURE,
    MANIFEST_TOTAL,
)
from exports.reader_sheets import title_key
from exports.signature import Signature
from forms.findings import SEVERITY_TITLES, Finding

_NUMBER = re.compile(r"-?[0-9]{1,20}(?:\.[0-9]{1,9})?")
Numbered = tuple[int, Sequence[Scalar]]


@dataclass
class Manifest:
    """What the submission said of itself when it was written."""

    header: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    totals: dict[str, Decimal] = field(default_factory=dict)
    algorithm: str = ""
    digest: str = ""
    signature: Signature | None = None
    rows: dict[tuple[str, str], RowMark] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)


def read_manifest(rows: Iterable[Numbered]) -> Manifest:
    """Read the manifest's lines; lines that make no sense are left out, so digests won't fit."""
    manifest = Manifest()
    for _, row in rows:
        kind, name, content, digest, cells = (*map(cell_text, row[:5]), "", "", "", "", "")[:5]
        if kind == MANIFEST_ROW:
            manifest.rows[name, content] = RowMark(name, content, digest, cells)
        elif kind == MANIFEST_ANSWER:
            manifest.answers[name] = digest
        elif kind == MANIFEST_HEADER:
            manifest.header[name] = content
        elif kind == MANIFEST_COUNT and content.isascii() and content.isdigit():
            manifest.counts[name] = int(content[:9])
        elif kind == MANIFEST_TOTAL:
            manifest.totals[name] = plain_number(content)
        elif kind == MANIFEST_DIGEST:
            manifest.algorithm, manifest.digest = name, content
        elif kind == MANIFEST_SIGNATURE:
            manifest.signature = Signature(name, content)
    return manifest


def plain_number(text: str) -> Decimal:
    """A number as the writer writes totals; anything else is one that equals none."""
    return Decimal(text if _NUMBER.fullmatch(text) else "NaN")


def read_findings(rows: Iterable[Numbered]) -> list[Finding]:
    """The findings with their explanations, by the titles of their columns."""
    places: Mapping[str, int] = {}
    found: list[Finding] = []
    for _, row in rows:
        if not places:
            places = _finding_places(row)
            continue
        texts = {
            title: cell_text(row[place]) if place < len(row) else ""
            for title, place in places.items()
        }
        if texts["问题编号"]:
            found.append(_finding(texts))
    return found


def _finding_places(row: Sequence[Scalar]) -> Mapping[str, int]:
    keys = {title_key(title): title for title in FINDING_TITLES}
    places = {
        keys[key]: place
        for place, cell in enumerate(row)
        if (key := title_key(cell_text(cell))) in keys
    }
    return places if len(places) == len(FINDING_TITLES) else {}


def _finding(texts: Mapping[str, str]) -> Finding:
    severities = {title: severity for severity, title in SEVERITY_TITLES.items()}
    # The id holds the field's English name, the sheet only its title: rule:form:record:field.
    name = texts["问题编号"].rpartition(":")[2]
    return Finding(
        rule=texts["规则"], severity=severities.get(texts["级别"], "soft"), form=texts["表号"],
        record_id=texts["记录编号"], field=name, value=texts["数值"], message=texts["问题"],
        remedy=texts["处理建议"], label=texts["记录名称"], explanation=texts["说明"],
    )  # fmt: skip
