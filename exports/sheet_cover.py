"""封面: who reports what, signed by whom, how much, and the machine facts, for people to read."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from exports.digest import ContentDigest, travelling_items
from exports.drawing import put, put_band, put_head, put_number, set_height, set_widths
from exports.layout import (
    COUNT_TITLE,
    COUNTS_HEADER,
    COVER_FACTS,
    COVER_LABEL_COLUMNS,
    COVER_TITLE,
    DIGEST_ALGORITHM_LABEL,
    DIGEST_LABEL,
    DIGEST_SHORT_LABEL,
    FINGERPRINT_LABEL,
)
from exports.paper import cut_below, fit_width
from exports.styles import Look
from exports.submission import Submission, header_texts
from forms.kinds import show_cell
from forms.periods import Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from exports.signature import Signature
    from exports.submission import Totals
    from forms.base import Form, FormSet
    from forms.catalogue import Catalogue

UNSIGNED = "未签名"
SIGN_HERE = (
    "（签字）单位负责人：　　　　　　　统计负责人：　　　　　　　填表人：　　　　　　　（单位盖章）"
)
WIDTHS = (18, 32, 29, 35)
ONE_PAGE_ROWS = 72
"""A cover of so many rows is still legible on one page; a longer one has its counts on another."""

_LAST = len(WIDTHS)
_WIDE_LABELS = frozenset(
    {COVER_FACTS["reason"], COVER_FACTS["supersedes"], COVER_FACTS["nil_forms"], DIGEST_LABEL}
)
_REPORTING = 6
"""So many of the facts tell people what is reported; the others are versions."""

_WIDE_FROM = 60
"""Fields that may hold this many characters get a line of their own."""

Pair = tuple[str, str, bool]
"""Label, value, and whether it needs the whole line."""


def draw_cover(
    sheet: Worksheet,
    submission: Submission,
    digest: ContentDigest,
    totals: Totals,
    forms: FormSet,
    catalogue: Catalogue,
    *,
    signature: Signature | None = None,
) -> None:
    """Draw the cover of a submission; labels and values stand beside each other."""
    header = submission.header
    period = Period.parse(header.period)
    set_widths(sheet, WIDTHS)
    put_band(sheet, 1, (1, _LAST), COVER_TITLE, Look.TITLE)
    put_band(sheet, 2, (1, _LAST), f"{period.title}（{period.kind_title}）", Look.SUBTITLE)
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = 40, 24
    row = 3
    for title, pairs in _sections(submission, digest, period, catalogue, signature):
        row = draw_section(sheet, row, title, pairs)
    put_band(sheet, row, (1, _LAST), SIGN_HERE, Look.SIGN)
    sheet.row_dimensions[row].height = 46
    last = _draw_counts(sheet, row + 1, submission.row_counts(), totals, forms)
    sheet.sheet_view.showGridLines = False
    if last <= ONE_PAGE_ROWS:
        fit_width(sheet, head_rows=None, portrait=True, high=1)
    else:
        cut_below(sheet, row, sum(WIDTHS))


def _sections(
    submission: Submission,
    digest: ContentDigest,
    period: Period,
    catalogue: Catalogue,
    signature: Signature | None,
) -> Iterable[tuple[str, list[Pair]]]:
    facts = [
        (label, header_texts(submission.header)[name], label in _WIDE_LABELS)
        for name, label in COVER_FACTS.items()
    ]
    district = catalogue.codelist("district").title_of(submission.header.district)
    yield (
        "报送信息",
        [("行政区划", district, False), ("报告期", period.title, False), *facts[:_REPORTING]],
    )
    for cover in submission.rows.get("F00", ()):
        for section, entries in groupby(travelling_items(type(cover)), lambda one: one.section):
            yield section, [_field_pair(cover, entry.name, catalogue) for entry in entries]
    yield (
        "版本与校验",
        [
            *facts[_REPORTING:],
            (DIGEST_SHORT_LABEL, digest.short, False),
            (DIGEST_ALGORITHM_LABEL, digest.algorithm, False),
            (FINGERPRINT_LABEL, signature.fingerprint if signature else UNSIGNED, False),
            (DIGEST_LABEL, digest.total, True),
        ],
    )


def _field_pair(cover: Form, name: str, catalogue: Catalogue) -> Pair:
    entry = cover.item(name)
    wide = entry.multiline or (entry.most or 0) >= _WIDE_FROM
    return entry.title, show_cell(cover.cell(name), entry, catalogue), wide


def draw_section(sheet: Worksheet, row: int, title: str, pairs: Sequence[Pair]) -> int:
    """Draw one section; gives the row after it."""
    put_band(sheet, row, (1, _LAST), title, Look.SECTION)
    sheet.row_dimensions[row].height = 22
    lines = _lines(pairs)
    for place, line in enumerate(lines, row + 1):
        for column, (label, value, _) in zip(COVER_LABEL_COLUMNS, line, strict=False):
            last = column + 1 if len(line) > 1 else _LAST
            put(sheet, place, column, label, Look.HEAD)
            put_band(sheet, place, (column + 1, last), value, Look.TEXT)
        width = WIDTHS[1] if len(line) > 1 else sum(WIDTHS[1:])
        set_height(sheet, place, [(value, width) for _, value, _ in line], least=20)
    return row + 1 + len(lines)


def _lines(pairs: Sequence[Pair]) -> list[list[Pair]]:
    """Two short pairs a line; a wide one, or one left over, has its own."""
    lines: list[list[Pair]] = []
    for pair in pairs:
        if lines and len(lines[-1]) == 1 and not (pair[2] or lines[-1][0][2]):
            lines[-1].append(pair)
        else:
            lines.append([pair])
    return lines


def _draw_counts(
    sheet: Worksheet, row: int, counts: Mapping[str, int], totals: Totals, forms: FormSet
) -> int:
    """Row counts and control totals 控制合计 of every form; gives the last row."""
    put_band(sheet, row, (1, _LAST), "行数与控制合计", Look.SECTION)
    sheet.row_dimensions[row].height = 22
    row += 1
    put_head(sheet, row, COUNTS_HEADER, WIDTHS)
    for form in forms.data_forms:
        code = form.spec.code
        row += 1
        put_head_line(sheet, row, form, COUNT_TITLE)
        set_height(sheet, row, [(COUNT_TITLE, WIDTHS[2])])
        put_number(sheet, row, 4, counts.get(code, 0), Look.COUNT)
        for name, total in totals.get(code, {}).items():
            row += 1
            title = form.item(name).full_title
            put_head_line(sheet, row, form, title)
            set_height(sheet, row, [(title, WIDTHS[2])])
            put_number(sheet, row, 4, total, Look.MONEY)
    return row


def put_head_line(sheet: Worksheet, row: int, form: type[Form], what: str) -> None:
    """Write the texts of one line of counts and totals."""
    for column, text in enumerate((form.spec.code, form.spec.title, what), 1):
        put(sheet, row, column, text, Look.TEXT)
