"""The plain tables of a workbook: findings 审核情况, code lists 代码表, manifest 校验清单."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from openpyxl.worksheet.worksheet import Worksheet

from exports.digest import ContentDigest
from exports.drawing import model_row, put_band, put_head
from exports.layout import (
    CODE_TITLES,
    CODES_SHEET,
    FINDING_TITLES,
    FINDINGS_SHEET,
    MANIFEST_COUNT,
    MANIFEST_DIGEST,
    MANIFEST_HEADER,
    MANIFEST_ROW,
    MANIFEST_SHEET,
    MANIFEST_TITLES,
    MANIFEST_TOTAL,
    TABLE_FIRST_ROW,
    TABLE_HEADER_ROW,
)
from exports.paper import fit_width
from exports.stream import Table, number_cells, text_cells
from exports.styles import Look
from exports.submission import Submission, header_texts
from forms.base import Form, FormSet
from forms.catalogue import Catalogue
from forms.codelists import CodeList
from forms.findings import SEVERITY_TITLES, Finding

_FINDING_WIDTHS = (6, 7, 9, 7, 20, 24, 18, 16, 38, 34, 38, 30)
_CODE_WIDTHS = (20, 20, 16, 34, 16, 40)
_MANIFEST_WIDTHS = (10, 28, 40, 36, 48)


def findings_table(sheet: Worksheet, findings: Sequence[Finding], forms: FormSet) -> Table:
    """Draw 审核情况 and give its rows: what is still open, with the explanations."""
    said = f"共 {len(findings)} 条。" if findings else "没有需要说明的审核问题。"
    styles = _draw(sheet, FINDINGS_SHEET, said, FINDING_TITLES, _FINDING_WIDTHS, number_first=True)
    number, *texts = [number_cells(styles[0], 0), *map(text_cells, styles[1:])]
    rows = (
        [number(place), *(write(text) for write, text in zip(texts, _texts(one, forms), strict=True))]
        for place, one in enumerate(findings, 1)
    )
    return Table(FINDINGS_SHEET, TABLE_FIRST_ROW, rows)


def codes_table(sheet: Worksheet, lists: Sequence[CodeList]) -> Table:
    """Draw 代码表 and give its rows: every list the forms use, in blocks."""
    said = "填表时从这些代码中选择；已停用的代码只供查阅旧数据。"
    styles = _draw(sheet, CODES_SHEET, said, CODE_TITLES, _CODE_WIDTHS)
    rows = (
        (codes.name, codes.title, code.code, code.title, code.parent, code.label)
        for codes in lists
        for code in codes
    )
    return _text_table(CODES_SHEET, styles, rows)


def manifest_table(sheet: Worksheet, submission: Submission, digest: ContentDigest) -> Table:
    """Draw 校验清单 and give its rows: the machine's own account of the submission."""
    said = "本表供程序校验，请勿改动；改动后市级将看到哪些内容与报出时不同。"
    styles = _draw(sheet, MANIFEST_SHEET, said, MANIFEST_TITLES, _MANIFEST_WIDTHS)
    return _text_table(MANIFEST_SHEET, styles, manifest_lines(submission, digest))


def manifest_lines(
    submission: Submission, digest: ContentDigest
) -> Iterable[tuple[str, str, str, str, str]]:
    """The lines of the manifest, in order: header, counts, totals, digest, rows."""
    for field, text in header_texts(submission.header).items():
        yield MANIFEST_HEADER, field, text, "", ""
    for form, count in submission.row_counts().items():
        yield MANIFEST_COUNT, form, str(count), "", ""
    for form, totals in submission.control_totals().items():
        for name, total in totals.items():
            yield MANIFEST_TOTAL, f"{form}.{name}", f"{total:.2f}", "", ""
    yield MANIFEST_DIGEST, digest.algorithm, digest.total, "", ""
    for mark in digest.rows:
        yield MANIFEST_ROW, mark.form, mark.record_id, mark.digest, mark.cells


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


def _draw(
    sheet: Worksheet,
    title: str,
    said: str,
    titles: Sequence[str],
    widths: Sequence[int],
    *,
    number_first: bool = False,
) -> list[int]:
    put_band(sheet, 1, (1, len(titles)), title, Look.TITLE)
    put_band(sheet, 2, (1, len(titles)), said, Look.CAPTION)
    put_head(sheet, TABLE_HEADER_ROW, titles, widths)
    sheet.row_dimensions[1].height = 28
    sheet.freeze_panes = f"A{TABLE_FIRST_ROW}"
    sheet.sheet_view.showGridLines = False
    fit_width(sheet, head_rows=(TABLE_HEADER_ROW, TABLE_HEADER_ROW))
    first = Look.COUNT if number_first else Look.TEXT
    return model_row(sheet, TABLE_FIRST_ROW, [first, *[Look.TEXT] * (len(titles) - 1)])


def _text_table(name: str, styles: Sequence[int], rows: Iterable[Sequence[str]]) -> Table:
    writers = [text_cells(style) for style in styles]
    return Table(
        name,
        TABLE_FIRST_ROW,
        ([write(text) for write, text in zip(writers, row, strict=True)] for row in rows),
    )
