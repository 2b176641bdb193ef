"""The plain tables of a workbook: findings 审核情况, code lists 代码表, manifest 校验清单."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
from exports.paper import MOST_LINES, fit_width, height_of, lines_of
from exports.stream import Row, Table, text_cells
from exports.styles import Look
from exports.submission import Submission, header_texts
from forms.findings import SEVERITY_TITLES, Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from exports.digest import ContentDigest
    from forms.base import Form, FormSet
    from forms.catalogue import Catalogue
    from forms.codelists import CodeList

_FINDING_WIDTHS = (5, 6, 8, 6, 19, 20, 14, 13, 28, 26, 28, 22)
_CODE_WIDTHS = (21, 18, 22, 34, 16, 40)
_MANIFEST_WIDTHS = (10, 28, 40, 36, 48)


def findings_table(sheet: Worksheet, findings: Sequence[Finding], forms: FormSet) -> Table:
    """Draw 审核情况 and give its rows: what is still open, with the explanations."""
    said = f"共 {len(findings)} 条。" if findings else "没有需要说明的审核问题。"
    styles = _draw(sheet, FINDINGS_SHEET, said, FINDING_TITLES, _FINDING_WIDTHS)
    rows = ((str(place), *_texts(one, forms)) for place, one in enumerate(findings, 1))
    return _text_table(FINDINGS_SHEET, styles, rows, _FINDING_WIDTHS)


def codes_table(sheet: Worksheet, lists: Sequence[CodeList]) -> Table:
    """Draw 代码表 and give its rows: every list the forms use, in blocks."""
    said = "填表时从这些代码中选择；已停用的代码只供查阅旧数据。"
    styles = _draw(sheet, CODES_SHEET, said, CODE_TITLES, _CODE_WIDTHS, portrait=True)
    rows = (
        (codes.name, codes.title, code.code, code.title, code.parent, code.label)
        for codes in lists
        for code in codes
    )
    return _text_table(CODES_SHEET, styles, rows, _CODE_WIDTHS)


def manifest_table(sheet: Worksheet, submission: Submission, digest: ContentDigest) -> Table:
    """Draw 校验清单 and give its rows: the machine's own account of the submission."""
    said = "本表供程序校验，请勿改动；改动后市级将看到哪些内容与报出时不同。"
    styles = _draw(sheet, MANIFEST_SHEET, said, MANIFEST_TITLES, _MANIFEST_WIDTHS, look=Look.RAW)
    lines = manifest_lines(submission, digest)
    return _text_table(MANIFEST_SHEET, styles, lines)


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
    portrait: bool = False,
    look: Look = Look.TEXT,
) -> list[int]:
    put_band(sheet, 1, (1, len(titles)), title, Look.TITLE)
    put_band(sheet, 2, (1, len(titles)), said, Look.CAPTION)
    put_head(sheet, TABLE_HEADER_ROW, titles, widths)
    sheet.row_dimensions[1].height = 28
    sheet.freeze_panes = f"A{TABLE_FIRST_ROW}"
    sheet.sheet_view.showGridLines = False
    fit_width(sheet, head_rows=(TABLE_HEADER_ROW, TABLE_HEADER_ROW), portrait=portrait)
    return model_row(sheet, TABLE_FIRST_ROW, [look] * len(titles))


def _text_table(
    name: str, styles: Sequence[int], rows: Iterable[Sequence[str]], widths: Sequence[int] = ()
) -> Table:
    """A table of texts; with ``widths`` each row is as high as its longest text needs."""
    return Table(name, TABLE_FIRST_ROW, _text_rows(styles, rows, widths))


def _text_rows(
    styles: Sequence[int], rows: Iterable[Sequence[str]], widths: Sequence[int]
) -> Iterator[Row]:
    writers = [text_cells(style) for style in styles]
    for row in rows:
        lines = max(
            (lines_of(text, width) for text, width in zip(row, widths, strict=False)), default=1
        )
        cells = [write(text) for write, text in zip(writers, row, strict=True)]
        yield height_of(min(lines, MOST_LINES)), cells
