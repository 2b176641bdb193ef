"""Judges a submission once all its sheets are read: ours, complete, unedited?"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from exports.cellsource import cell_text, column_letters
from exports.digest import (
    ALGORITHMS,
    ContentDigest,
    RowMark,
    altered_cells,
    answer_digests,
    mark_row,
    total_digest,
    travelling_items,
)
from exports.layout import (
    ANSWERS_SHEET,
    COUNT_TITLE,
    COUNTS_HEADER,
    COVER_FACTS,
    COVER_SHEET,
    DIGEST_ALGORITHM_LABEL,
    DIGEST_LABEL,
    FINDINGS_SHEET,
    FINGERPRINT_LABEL,
    MANIFEST_SHEET,
    sheet_layout,
)
from exports.letter import KIND_LABEL, KIND_TITLES
from exports.mark_rows import read_answers
from exports.reader_manifest import Manifest, plain_number, read_findings, read_manifest
from exports.reader_sheets import read_labels
from exports.refusal import Refusal
from exports.submission import TEMPLATE_VERSION, Header, Submission, header_texts
from forms.periods import BadPeriod, Period

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from exports.reader_submission import SubmissionSheets
    from forms.base import Form
    from forms.findings import Finding
    from forms.marks import Mark

ACCEPTED_TEMPLATES = frozenset({TEMPLATE_VERSION})

Altered = tuple[str, str, str, int, str, str, tuple[str, ...]]
"""Form, record id, sheet, row number, address, what, fields: an ``AlteredRow`` in the making."""


@dataclass(frozen=True)
class Judged:
    """The verdict on a submission."""

    header: Header
    findings: list[Finding]
    answers: list[Mark]
    manifest: Manifest
    digest: ContentDigest
    altered: list[Altered]
    is_whole: bool
    wrong_totals: dict[str, tuple[Decimal, Decimal]]


def judge(sheets: SubmissionSheets) -> Judged:
    """Judge the sheets of one submission; raises ``Refusal`` when it is none of ours."""
    _refuse_incomplete(sheets)
    header = _header(sheets)
    manifest = read_manifest(sheets.plain[MANIFEST_SHEET])
    _refuse_unknown(sheets, header, manifest)
    findings = read_findings(sheets.plain.get(FINDINGS_SHEET, []))
    marks = _marks(sheets, manifest)
    answers = read_answers(sheets.plain.get(ANSWERS_SHEET, []))
    said = answer_digests(answers, manifest.algorithm)
    total = total_digest(header, marks, findings, manifest.algorithm, said)
    digest = ContentDigest(manifest.algorithm, total, tuple(marks))
    printed = sheets.fact(FINGERPRINT_LABEL)
    is_whole = total == manifest.digest == sheets.fact(DIGEST_LABEL) and (
        sheets.fact(DIGEST_ALGORITHM_LABEL) == manifest.algorithm
        and (manifest.signature is None or printed == manifest.signature.fingerprint)
    )
    altered = [] if is_whole else list(_altered(sheets, header, manifest, marks, findings))
    if not is_whole and said != manifest.answers:
        altered.append(("", "", ANSWERS_SHEET, 0, "", "changed", ()))
    wrong = _wrong_totals(sheets, header, manifest)
    return Judged(header, findings, answers, manifest, digest, altered, is_whole, wrong)


def _refuse_incomplete(sheets: SubmissionSheets) -> None:
    if COVER_SHEET not in sheets.plain:
        if sheets.form_sheets:
            raise Refusal("wrong_template", sheets.name, "没有封面，可能是空白模板")
        raise Refusal("other_system", sheets.name, "没有封面和报表")
    cover = [row for _, row in sheets.plain[COVER_SHEET]]
    kind = read_labels(cover, (KIND_LABEL,)).get(KIND_LABEL, ("",))[0]
    if kind in KIND_TITLES.values():
        raise Refusal("other_system", sheets.name, f"它是市级出具的{kind}，应由区级打开")
    names = [
        sheet_layout(form).name
        for form in sheets.forms.data_forms
        if form.spec.code not in sheets.form_sheets
    ]
    names += [name for name in (FINDINGS_SHEET, MANIFEST_SHEET) if name not in sheets.plain]
    if names:
        raise Refusal("wrong_template", sheets.name, f"缺少工作表：{'、'.join(names)}")


def _header(sheets: SubmissionSheets) -> Header:
    facts = {name: sheets.header_fact(name) for name in COVER_FACTS}
    revision = facts.pop("revision")
    nil_forms = tuple(part for part in facts.pop("nil_forms").split(",") if part)
    if not (revision.isascii() and revision.isdigit() and len(revision) < 6):
        raise Refusal("wrong_template", sheets.name, f"封面上的{COVER_FACTS['revision']}不是数字")
    return Header(**facts, revision=int(revision), nil_forms=nil_forms)


def _refuse_unknown(sheets: SubmissionSheets, header: Header, manifest: Manifest) -> None:
    if header.template_version not in ACCEPTED_TEMPLATES:
        raise Refusal(
            "unsupported_version", sheets.name, f"版式版本 {header.template_version or '空'}"
        )
    if not manifest.digest:
        raise Refusal("wrong_template", sheets.name, f"“{MANIFEST_SHEET}”中没有内容摘要")
    if manifest.algorithm not in ALGORITHMS:
        raise Refusal("unsupported_version", sheets.name, f"摘要算法 {manifest.algorithm}")
    try:
        Period.parse(header.period)
    except BadPeriod:
        raise Refusal("wrong_period", sheets.name, f"“{header.period}”") from None
    if header.district not in sheets.catalogue.codelist("district"):
        raise Refusal("wrong_district", sheets.name, f"“{header.district}”")


# --- Digests ----------------------------------------------------------------------------------


def _marks(sheets: SubmissionSheets, manifest: Manifest) -> list[RowMark]:
    """The rows' marks. A row whose digest is declared has the declared cell marks too."""
    stale = sheets.algorithm != manifest.algorithm
    made: list[RowMark] = []
    for code, rows in sheets.rows.items():
        for row in rows:
            key = (code, row.record_id)
            declared = manifest.rows.get(key)
            if not stale and declared is not None and declared.digest == sheets.digests[key]:
                made.append(declared)
            else:
                made.append(mark_row(row, manifest.algorithm))
    made += [
        RowMark(code, record_id, f"double {number}", "")
        for code, record_id, number in sheets.doubles
    ]
    return made


def _altered(
    sheets: SubmissionSheets,
    header: Header,
    manifest: Manifest,
    marks: Sequence[RowMark],
    findings: Sequence[Finding],
) -> Iterator[Altered]:
    yield from _altered_facts(sheets, header, manifest)
    yield from _altered_rows(sheets, manifest, marks)
    rows, answers = manifest.rows.values(), manifest.answers
    as_declared = total_digest(header, rows, findings, manifest.algorithm, answers)
    if as_declared != manifest.digest and header_texts(header) == manifest.header:
        yield "", "", FINDINGS_SHEET, 0, "", "changed", ()


def _altered_facts(
    sheets: SubmissionSheets, header: Header, manifest: Manifest
) -> Iterator[Altered]:
    cover = sheets.cover_form.spec.code
    for name, text in header_texts(header).items():
        if manifest.header.get(name, "") != text:
            yield cover, "", COVER_SHEET, *_place(sheets, COVER_FACTS[name]), "changed", (name,)
    signed = manifest.signature
    for label, text in (
        (DIGEST_LABEL, manifest.digest),
        (DIGEST_ALGORITHM_LABEL, manifest.algorithm),
        (FINGERPRINT_LABEL, signed.fingerprint if signed else sheets.fact(FINGERPRINT_LABEL)),
    ):
        if sheets.fact(label) != text:
            yield cover, "", COVER_SHEET, *_place(sheets, label), "changed", ()


def _place(sheets: SubmissionSheets, label: str) -> tuple[int, str]:
    _, row, column = sheets.facts.get(label, ("", -1, 0))
    return (row + 1, f"{column_letters(column + 1)}{row + 1}") if row >= 0 else (0, "")


def _altered_rows(
    sheets: SubmissionSheets, manifest: Manifest, marks: Sequence[RowMark]
) -> Iterator[Altered]:
    now = {
        (mark.form, mark.record_id): mark for mark in marks if not mark.digest.startswith("double")
    }
    for key, mark in now.items():
        declared = manifest.rows.get(key)
        if declared is None:
            yield *key, _sheet(sheets, key[0]), sheets.row_numbers[key], "", "added", ()
        elif declared.digest != mark.digest:
            yield _changed(sheets, key, declared, mark)
    for key in manifest.rows.keys() - now.keys():
        yield *key, _sheet(sheets, key[0]), 0, "", "removed", ()
    for code, record_id, number in sheets.doubles:
        yield code, record_id, _sheet(sheets, code), number, "", "added", ()


def _changed(sheets: SubmissionSheets, key: tuple[str, str], was: RowMark, now: RowMark) -> Altered:
    code, record_id = key
    form: type[Form] = sheets.forms[code]
    names = tuple(altered_cells(form, was.cells, now.cells))
    if code in sheets.form_sheets:
        row = sheets.row_numbers[key]
        sheet = sheets.form_sheets[code]
        address = "、".join(filter(None, (sheet.address(name, row) for name in names)))
        return code, record_id, sheet.name, row, address, "changed", names
    places = [_place(sheets, form.item(name).title) for name in names]
    address = "、".join(place for _, place in places if place)
    return code, record_id, COVER_SHEET, places[0][0] if places else 0, address, "changed", names


def _sheet(sheets: SubmissionSheets, code: str) -> str:
    if code in sheets.form_sheets:
        return sheets.form_sheets[code].name
    return COVER_SHEET


def _wrong_totals(
    sheets: SubmissionSheets, header: Header, manifest: Manifest
) -> dict[str, tuple[Decimal, Decimal]]:
    """Totals and row counts that disagree with the rows (faults G3)."""
    submission = Submission(header, sheets.rows)
    sums = {
        f"{code}.{name}": total
        for code, totals in submission.control_totals().items()
        for name, total in totals.items()
    }
    counts = {code: Decimal(count) for code, count in submission.row_counts().items()}
    declared = [
        *manifest.totals.items(),
        *((code, Decimal(count)) for code, count in manifest.counts.items()),
        *_cover_totals(sheets),
    ]
    actual = {**sums, **counts}
    zero = Decimal(0)
    return {
        name: (said, actual.get(name, zero))
        for name, said in declared
        if said != actual.get(name, zero)
    }


def _cover_totals(sheets: SubmissionSheets) -> Iterator[tuple[str, Decimal]]:
    """The totals as people see them on the cover: form, its title, what is added up, the sum."""
    names = {
        (form.spec.code, title): form.spec.code + suffix
        for form in sheets.forms.data_forms
        for title, suffix in (
            (COUNT_TITLE, ""),
            *((entry.full_title, f".{entry.name}") for entry in travelling_items(form)),
        )
    }
    for _, row in sheets.plain[COVER_SHEET]:
        texts = [cell_text(cell).strip() for cell in row if cell not in (None, "")]
        if len(texts) == len(COUNTS_HEADER) and (name := names.get((texts[0], texts[2]))):
            yield name, plain_number(texts[3])
