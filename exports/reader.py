"""Reading a submission: from a file nobody vouches for to checked records, or one sentence.

The file goes through gate and child (``reader_cells``), then this module judges what it says:
is it ours, are all sheets there, which rows were edited after export. It changes nothing and
keeps nothing; storing is the ledger's work.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from exports.cellsource import Caps
from exports.collection import no_collection
from exports.layout import CODES_SHEET
from exports.reader_cells import read_workbook
from exports.reader_judge import judge
from exports.reader_submission import SubmissionSheets
from exports.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal
    from pathlib import Path

    from exports.cellsource import Piece
    from exports.child_pool import ChildPool
    from exports.digest import ContentDigest
    from exports.gate import GateReport
    from exports.signature import Signature
    from exports.submission import Header
    from forms.base import Form, FormSet
    from forms.catalogue import Catalogue
    from forms.findings import Finding
    from forms.marks import Mark

SUBMISSION_CAPS = Caps(rows=100_000)
"""The manifest has a line for every row of every form."""
_FILE_NAME = re.compile(r"WLCY_(\d{6})_([0-9A-Z]+)_B(\d+)", re.I)


ALTERATIONS = {"changed": "被修改", "added": "被增加", "removed": "被删除"}


@dataclass(frozen=True, slots=True)
class AlteredRow:
    """A row that differs from what was exported.

    ``what`` is changed, added or removed; ``row_number`` and ``address`` are the user's (0 and ""
    for a removed row); ``fields`` are the names of the fields that changed.
    """

    form: str
    record_id: str
    sheet: str
    row_number: int
    address: str
    what: str
    fields: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """Where and what, in Chinese: the cells by their addresses, else the row."""
        where = f"第 {self.row_number} 行" if self.row_number else self.record_id
        place = f"{self.sheet} {self.address or where}".strip()
        return f"{place} {ALTERATIONS[self.what]}"

    def to_json(self) -> dict[str, object]:
        """For scripts (design §8, ``altered_rows``)."""
        return {
            "form": self.form,
            "record_id": self.record_id,
            "sheet": self.sheet,
            "row": self.row_number,
            "addresses": self.address,
            "what": self.what,
            "fields": list(self.fields),
        }


@dataclass(frozen=True)
class ReadSubmission:
    """A submission as read, and what was noticed.

    ``rows`` are in sheet order by form code (the cover, F00, too); ``row_numbers`` gives the
    user's row of each ``(form, record_id)``. ``digest_ok`` says that nothing was edited since
    export; ``altered`` names what was. ``notices`` are Chinese sentences for the intake report.
    """

    header: Header
    rows: Mapping[str, list[Form]]
    findings: Sequence[Finding]
    declared_digest: str
    content_digest: ContentDigest
    digest_ok: bool
    altered: Sequence[AlteredRow]
    notices: Sequence[str]
    row_numbers: Mapping[tuple[str, str], int]
    declared_counts: Mapping[str, int] = field(default_factory=dict)
    control_totals: Mapping[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    """Totals that disagree: ``F01.total_investment`` → (declared, of the rows)."""
    answers: Sequence[Mark] = ()
    """The marks of the return notice before, answered."""
    signature: Signature | None = None

    @property
    def signature_ok(self) -> bool:
        """Whether the signature, where there is one, signs the declared digest."""
        return self.signature is None or self.signature.is_valid(
            self.content_digest.algorithm, self.declared_digest
        )

    @property
    def control_totals_ok(self) -> bool:
        """Whether every declared total is the sum of its rows."""
        return not self.control_totals


def read_submission(
    path: Path | str | bytes,
    *,
    forms: FormSet,
    catalogue: Catalogue,
    pool: ChildPool | None = None,
    name: str = "",
) -> ReadSubmission:
    """Read one submission workbook, given as a path or as bytes (``name`` for messages).

    Without ``pool`` a reading child is started for this file alone; pass one for a batch. Raises
    ``Refusal`` for everything that is not a submission of ours in a version we know.
    """

    def consume(report: GateReport, pieces: Iterator[Piece]) -> SubmissionSheets:
        sheets = SubmissionSheets(report, forms, catalogue)
        try:
            for piece in pieces:
                sheets.take(piece)
        except Refusal as refusal:
            # The limits are those of our forms; a stranger's workbook is told that it is one.
            if refusal.reason == "out_of_form" and not sheets.has_ours:
                raise Refusal("other_system", refusal.file, "没有封面和报表") from refusal
            raise
        return sheets

    with no_collection():
        sheets = read_workbook(
            path, consume, pool=pool, name=name, caps=SUBMISSION_CAPS, skip=(CODES_SHEET,)
        )
        judged = judge(sheets)
    notices = [*_name_notice(sheets.name, judged.header), *sheets.notices]
    return ReadSubmission(
        header=judged.header, rows=sheets.rows, findings=judged.findings,
        declared_digest=judged.manifest.digest, content_digest=judged.digest,
        digest_ok=judged.is_whole,
        altered=[AlteredRow(*one) for one in judged.altered], notices=notices,
        row_numbers=sheets.row_numbers, declared_counts=judged.manifest.counts,
        control_totals=judged.wrong_totals, signature=judged.manifest.signature,
        answers=judged.answers,
    )  # fmt: skip


def _name_notice(name: str, header: Header) -> Iterator[str]:
    """A file name of our own form that says something else than the content."""
    found = _FILE_NAME.search(name)
    if found is None:
        return
    said = (found[1], found[2].upper(), int(found[3]))
    if said != (header.district, header.period, header.revision):
        yield str(Refusal("file_name_mismatch", name, f"内容是 {header.file_name}"))
