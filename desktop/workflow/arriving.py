"""A submission on its way in: read, held against itself, checked, made ready to be stored.

Nothing here writes, so files may arrive side by side, in threads or in processes of their own
(``reading_ahead``); only ``receiving`` decides about them and stores them, one after another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop import files
from desktop.workflow.catalogues import known_versions
from desktop.workflow.checking import received_context
from exports.names import shown_name
from exports.reader import read_submission
from exports.refusal import Refusal
from forms.checks.context import SubmissionFacts
from forms.checks.engine import check, check_submission
from forms.checks.explanations import apply_explanations
from forms.checks.library import SUPPORTED_VERSIONS
from forms.f00_cover import Cover
from forms.periods import BadPeriod, Period

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from desktop.ledger import Parcel
    from desktop.workflow.session import Session
    from exports.child_pool import ChildPool
    from exports.reader import ReadSubmission
    from exports.submission import Header
    from forms.base import Form
    from forms.findings import Finding

MOST_BYTES = 64 << 20
"""More is never read into memory; the reader's gate has its own, smaller limit and sentence."""

STANDARD_NAME = re.compile(r"WLCY_.+_.+_B\d+\.xlsx")
"""A file under this pattern claims a district, period and revision, which must be its own."""

Beside = frozenset[tuple[str, int, str]]
"""Period, revision and digest of what a ledger holds of a district besides one period."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that is a submission of ours.

    ``submission`` has no rows any more: they are in the parcel, as is the file. ``findings`` are
    those of the city's own rules, with ``beside`` in the ledger; both are empty where rows were
    edited after export, for such a file is not taken in.
    """

    submission: ReadSubmission
    parcel: Parcel
    facts: SubmissionFacts
    findings: Sequence[Finding] = ()
    beside: Beside = frozenset()


def look_at(session: Session, path: Path, children: ChildPool) -> Arrival:
    """Read one file; raises ``Refusal``, or another ``ForPeople`` where it can't be read.

    The file's bytes are taken once, so that what is judged is what is archived (G13).
    """
    if not path.is_file():
        raise Refusal.of("missing_file", shown_name(path))
    content = files.copy_to_memory(path, MOST_BYTES)
    read = read_submission(
        content,
        forms=session.forms,
        catalogue=session.catalogue,
        pool=children,
        name=shown_name(path),
    )
    facts = _facts(read)
    if not read.digest_ok:
        return Arrival(_without_rows(read), session.ledger.parcel({}, b""), facts)
    _refuse_strangers(session, path, read)
    _refuse_wrong_totals(session, path, read)
    beside = beside_of(session, read.header)
    findings = _findings(session, read, read.rows, facts)
    parcel = session.ledger.parcel(read.rows, content)
    return Arrival(_without_rows(read), parcel, facts, findings, beside)


def findings_now(session: Session, arrival: Arrival) -> Sequence[Finding]:
    """An arrival's findings as the ledger stands now.

    They rest on the district's other periods, and one of those may have come in meanwhile.
    """
    if beside_of(session, arrival.submission.header) == arrival.beside:
        return arrival.findings
    rows = session.ledger.rows_in(arrival.parcel)
    return _findings(session, arrival.submission, rows, arrival.facts)


def beside_of(session: Session, header: Header) -> Beside:
    """What the ledger holds of a district in other periods than the one of ``header``."""
    return frozenset(
        (one.period, one.revision, one.digest)
        for one in session.ledger.received(header.district)
        if one.period != header.period
    )


def _without_rows(read: ReadSubmission) -> ReadSubmission:
    digest = replace(read.content_digest, rows=())
    return replace(read, rows={}, row_numbers={}, content_digest=digest)


def _refuse_strangers(session: Session, path: Path, read: ReadSubmission) -> None:
    header = read.header
    name = shown_name(path)
    if STANDARD_NAME.fullmatch(name) and name != header.file_name:
        raise Refusal.of("file_name_mismatch", name, header.file_name)
    if session.catalogue.codelist("district").find(header.district) is None:
        raise Refusal.of("wrong_district", name, header.district)
    try:
        Period.parse(header.period)
    except BadPeriod:
        raise Refusal.of("wrong_period", name, header.period) from None
    if header.catalogue_version not in known_versions(session.ledger):
        raise Refusal.of("unsupported_version", name, f"字典版本 {header.catalogue_version}")


def _refuse_wrong_totals(session: Session, path: Path, read: ReadSubmission) -> None:
    """Totals that disagree with the rows (faults G3): what was signed is not what was sent."""
    for name, (said, actual) in read.control_totals.items():
        code, _, field = name.partition(".")
        known = session.forms[code].items_by_name() if code in session.forms else {}
        what = known[field].title if field in known else "行数"
        written = "不是数字的文字" if said.is_nan() else str(said)
        detail = f"{code} {what}写的是 {written}，各行合计 {actual}"
        raise Refusal.of("control_totals", shown_name(path), detail)


def _findings(
    session: Session,
    read: ReadSubmission,
    sent: Mapping[str, Sequence[Form]],
    facts: SubmissionFacts,
) -> list[Finding]:
    """The findings as the city's own rules and last period's rows show them."""
    period = Period.parse(read.header.period)
    rows = {code: {row.record_id: row for row in found} for code, found in sent.items()}
    context = received_context(session, read.header.district, period, rows, facts)
    known = {one.id: (one.value, one.explanation) for one in read.findings if one.explanation}
    return check_submission(context, apply_explanations(check(context), known))


def _facts(read: ReadSubmission) -> SubmissionFacts:
    """What the file says of itself; its form, code lists and name are judged elsewhere (A74)."""
    header = read.header
    supported = header.rules_version in SUPPORTED_VERSIONS
    counts = {code: len(rows) for code, rows in read.rows.items() if code != Cover.spec.code}
    return SubmissionFacts(
        declared_rows=read.declared_counts,
        actual_rows=counts,
        digest_ok=read.digest_ok,
        versions={"审核规则": (header.rules_version or "空", supported)},
        cover_district=header.district,
        cover_period=header.period,
    )
