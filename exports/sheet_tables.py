"""The plain tables of a workbook: findings 审核情况, code lists 代码表, manifest 校验清单."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter

from exports.digest import answer_digests
from exports.layout import (
    CODE_TITLES,
    FINDING_TITLES,
    MANIFEST_ANSWER,
    MANIFEST_COUNT,
    MANIFEST_DIGEST,
    MANIFEST_HEADER,
    MANIFEST_ROW,
    MANIFEST_SIGNATURE,
    MANIFEST_TITLES,
    MANIFEST_TOTAL,
    TABLE_FIRST_ROW,
)
from exports.legaltext import plain
from exports.mark_rows import ANSWERED_TITLES, ANSWERED_WIDTHS, answered_texts
from exports.submission import header_texts
from exports.texttable import text_table
from forms.findings import SEVERITY_TITLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from exports.digest import ContentDigest
    from exports.signature import Signature
    from exports.stream import Table
    from exports.submission import Submission, Totals
    from forms.base import Form, FormSet
    from forms.catalogue import Catalogue
    from forms.codelists import Code, CodeList
    from forms.findings import Finding
    from forms.marks import Mark

_FINDING_WIDTHS = (5, 5, 7, 6, 20, 18, 12, 12, 40, 28, 28, 19)
_CODE_WIDTHS = (21, 18, 22, 34, 16, 40)
_MANIFEST_WIDTHS = (10, 28, 68, 36, 48)
_MANIFEST_PRINTED = 3
"""So many columns of the manifest people may want on paper, with its head, counts and sums; the
marks of rows and cells are for the machine alone."""


def findings_table(sheet: Worksheet, findings: Sequence[Finding], forms: FormSet) -> Table:
    """审核情况: what is still open, with the explanations."""
    said = f"共 {len(findings)} 条。" if findings else "没有需要说明的审核问题。"
    rows = ((str(place), *_texts(one, forms)) for place, one in enumerate(findings, 1))
    return text_table(sheet, said, FINDING_TITLES, _FINDING_WIDTHS, rows)


def answers_table(sheet: Worksheet, answers: Sequence[Mark], forms: FormSet) -> Table:
    """退回意见答复: every mark of the return notice with its answer."""
    said = f"对上一次报送的退回意见逐条答复，共 {len(answers)} 条。"
    rows = (list(map(plain, answered_texts(one, forms))) for one in answers)
    return text_table(sheet, said, ANSWERED_TITLES, ANSWERED_WIDTHS, rows)


def codes_table(sheet: Worksheet, lists: Iterable[tuple[CodeList, Iterable[Code]]]) -> Table:
    """代码表: code lists, each with those of its codes to show, in blocks."""
    said = "填表时从“填写内容”一列选择；标题或代码也可以直接填写。"
    rows = (
        (codes.name, codes.title, code.code, code.title, code.parent, code.label)
        for codes, entries in lists
        for code in entries
    )
    return text_table(sheet, said, CODE_TITLES, _CODE_WIDTHS, rows, portrait=True)


def manifest_table(
    sheet: Worksheet,
    submission: Submission,
    digest: ContentDigest,
    totals: Totals,
    signature: Signature | None = None,
) -> Table:
    """校验清单: the machine's own account of the submission."""
    said = "本表供程序校验，请勿改动；改动后市级将看到哪些内容与报出时不同。"
    rows = manifest_lines(submission, digest, totals, signature)
    table = text_table(
        sheet, said, MANIFEST_TITLES, _MANIFEST_WIDTHS, rows,
        portrait=True, raw=True, across=_MANIFEST_PRINTED,
    )  # fmt: skip
    facts = len(header_texts(submission.header)) + len(submission.row_counts())
    last = TABLE_FIRST_ROW + facts + sum(map(len, totals.values()))
    sheet.print_area = f"A1:{get_column_letter(_MANIFEST_PRINTED)}{last}"
    return table


def manifest_lines(
    submission: Submission,
    digest: ContentDigest,
    totals: Totals,
    signature: Signature | None = None,
) -> Iterable[tuple[str, str, str, str, str]]:
    """The lines of the manifest, in order: header, counts, totals, digest, signature, rows."""
    for field, text in header_texts(submission.header).items():
        yield MANIFEST_HEADER, field, text, "", ""
    for form, count in submission.row_counts().items():
        yield MANIFEST_COUNT, form, str(count), "", ""
    for form, sums in totals.items():
        for name, total in sums.items():
            yield MANIFEST_TOTAL, f"{form}.{name}", f"{total:.2f}", "", ""
    yield MANIFEST_DIGEST, digest.algorithm, digest.total, "", ""
    if signature is not None:
        yield MANIFEST_SIGNATURE, signature.public_key, signature.value, "", ""
    for mark in digest.rows:
        yield MANIFEST_ROW, mark.form, mark.record_id, mark.digest, mark.cells
    said = answer_digests(submission.answers, digest.algorithm)
    for one in submission.answers:
        yield MANIFEST_ANSWER, str(one.number), one.place, said[str(one.number)], ""


def lists_used(forms: Iterable[type[Form]], catalogue: Catalogue) -> list[CodeList]:
    """The code lists that fields of these forms name, each once, in the order of first use."""
    names = dict.fromkeys(entry.codes for form in forms for entry in form.items() if entry.codes)
    return [catalogue.codelist(name) for name in names]


def _texts(finding: Finding, forms: FormSet) -> tuple[str, ...]:
    return (
        finding.rule, SEVERITY_TITLES[finding.severity], finding.form, finding.record_id,
        finding.label, _field_title(finding, forms), finding.value, finding.message,
        finding.remedy, finding.explanation, finding.id,
    )  # fmt: skip


def _field_title(finding: Finding, forms: FormSet) -> str:
    if finding.form not in forms:
        return finding.field
    entry = forms[finding.form].items_by_name().get(finding.field)
    return entry.title if entry else finding.field
