"""A submission as one workbook, for people first and for the city's program."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook import Workbook

from exports.digest import ContentDigest, digest_submission
from exports.fitting import fitted
from exports.form_rows import form_table, labels_of, row_heights
from exports.layout import (
    ANSWERS_SHEET,
    CODES_SHEET,
    COVER_SHEET,
    COVER_TITLE,
    FINDINGS_SHEET,
    MANIFEST_SHEET,
    PROPERTY_PREFIX,
    sheet_layout,
    sheet_name,
)
from exports.paper import mark_pages
from exports.sheet_cover import UNSIGNED, draw_cover
from exports.sheet_form import FormHead, draw_form
from exports.sheet_tables import (
    answers_table,
    codes_table,
    findings_table,
    lists_used,
    manifest_table,
)
from exports.stream import Table, save_streamed, workbook_text
from exports.styles import add_looks
from exports.submission import Header, Submission, header_texts
from forms.kinds import show_cell
from forms.periods import Period

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from exports.signature import SigningKey
    from forms.base import Form, FormSet
    from forms.catalogue import Catalogue

_SIGNED_BY = ("unit_leader", "stat_leader", "preparer", "phone", "report_date")
_LEGAL = ("issuer", "approver", "approval_no", "valid_to")


def write_submission(
    submission: Submission,
    target: Path,
    *,
    forms: FormSet,
    catalogue: Catalogue,
    algorithm: str = "",
    key: SigningKey | None = None,
    notes: Mapping[str, Sequence[str]] | None = None,
) -> ContentDigest:
    """Write a submission workbook (design §7) to exactly ``target`` and give its digest.

    ``key`` signs the digest; ``notes`` are further lines of 说明 under a form, by its code (the
    审核关系, see ``audit_notes``). Raises ``ValueError`` for rows of a form that is not among
    ``forms``, ``BadPeriod`` for a header without a reporting period, ``OSError`` as the disk does.
    """
    strange = set(submission.rows) - set(forms.codes)
    if strange:
        raise ValueError(f"报送表中没有这些表：{'、'.join(sorted(strange))}")
    digest = digest_submission(submission, algorithm)
    answered = [ANSWERS_SHEET] if submission.answers else []
    signature = key.sign(digest.algorithm, digest.total) if key else None
    workbook = new_workbook([COVER_SHEET, *map(sheet_name, forms.data_forms),
                             FINDINGS_SHEET, *answered, CODES_SHEET, MANIFEST_SHEET])  # fmt: skip
    totals = submission.control_totals()
    draw_cover(
        workbook[COVER_SHEET], submission, digest, totals, forms, catalogue, signature=signature
    )
    tables = _form_tables(workbook, submission, forms, catalogue, notes or {})
    tables += [
        findings_table(workbook[FINDINGS_SHEET], submission.findings, forms),
        codes_table(workbook[CODES_SHEET], ((one, one) for one in lists_used(forms, catalogue))),
        manifest_table(workbook[MANIFEST_SHEET], submission, digest, totals, signature),
    ]
    tables += [answers_table(workbook[name], submission.answers, forms) for name in answered]
    unit = _head_unit(submission, catalogue)
    period = Period.parse(submission.header.period).title
    fingerprint = signature.fingerprint if signature else UNSIGNED
    mark_pages(workbook, unit, period, digest.short, fingerprint)
    _set_properties(workbook, submission.header, digest)
    save_streamed(workbook, target, tables)
    return digest


def new_workbook(sheets: Sequence[str]) -> Workbook:
    """A workbook that knows our looks, with these empty sheets in order."""
    workbook = Workbook()
    add_looks(workbook)
    workbook.active.title = sheets[0]  # type: ignore[union-attr]
    for name in sheets[1:]:
        workbook.create_sheet(name)
    return workbook


def _form_tables(
    workbook: Workbook,
    submission: Submission,
    forms: FormSet,
    catalogue: Catalogue,
    notes: Mapping[str, Sequence[str]],
) -> list[Table]:
    tables = []
    for form in forms.data_forms:
        rows = submission.rows.get(form.spec.code, ())
        label_of = labels_of(submission.rows, form)
        layout = fitted(sheet_layout(form), catalogue, rows, label_of)
        head = form_head(submission, catalogue, notes.get(form.spec.code, ()))
        heights = row_heights(layout, rows, catalogue, label_of)
        looks = draw_form(workbook[layout.name], layout, head, len(rows), heights=heights)
        tables.append(form_table(layout, looks, rows, catalogue, label_of))
    return tables


def form_head(submission: Submission, catalogue: Catalogue, notes: Sequence[str] = ()) -> FormHead:
    """What stands around every form of a submission, from its cover."""
    cover = next(iter(submission.rows.get("F00", ())), None)
    period = Period.parse(submission.header.period)
    names = (*_SIGNED_BY, *_LEGAL)
    shown = {name: _shown(cover, name, catalogue) for name in names} if cover else {}
    return FormHead(
        unit_name=_head_unit(submission, catalogue),
        district=submission.header.district,
        period_title=f"{period.title}（{period.kind_title}）",
        signatures=[(cover.item(name).title, shown[name]) for name in _SIGNED_BY] if cover else (),
        notes=notes,
        **{name: shown.get(name, "") for name in _LEGAL},
    )


def _head_unit(submission: Submission, catalogue: Catalogue) -> str:
    cover = next(iter(submission.rows.get("F00", ())), None)
    return _shown(cover, "unit_name", catalogue) if cover else ""


def _shown(row: Form, name: str, catalogue: Catalogue) -> str:
    return show_cell(row.cell(name), row.item(name), catalogue)


def _set_properties(workbook: Workbook, header: Header, digest: ContentDigest) -> None:
    """Machine facts again as document properties; the visible cells count (domain §5.2)."""
    facts = {**header_texts(header), "algorithm": digest.algorithm, "digest": digest.total}
    for name, text in facts.items():
        workbook.custom_doc_props.append(  # type: ignore[attr-defined]
            StringProperty(name=PROPERTY_PREFIX + name, value=workbook_text(text))
        )
    workbook.properties.title = COVER_TITLE
    workbook.properties.creator = ""
    if header.created_at:
        workbook.properties.created = datetime.fromisoformat(header.created_at).replace(tzinfo=None)
