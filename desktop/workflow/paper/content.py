"""What a printed submission says: cover, tables of texts, notes; nothing of where it stands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from exports.audit_notes import audit_notes
from exports.form_rows import labels_of
from exports.layout import Column, SheetLayout, column_title, sheet_layout
from exports.sheet_form import FORM_NUMBER, FormHead, note_lines
from exports.writer import form_head
from forms.due import forms_due
from forms.findings import SEVERITY_TITLES
from forms.kinds import show_cell
from forms.marks import ANSWER_TITLES
from forms.masking import masked
from forms.periods import Period

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from desktop.workflow.session import Session
    from exports.submission import Submission
    from forms.base import Form, FormSet
    from forms.catalogue import Catalogue
    from forms.findings import Finding
    from forms.items import Item
    from forms.marks import Mark

ColumnAlign = Literal["left", "centre", "right"]

CHECKS_TITLE = "报表校验表"
EXPLANATIONS_TITLE = "解释说明表"
ANSWERS_TITLE = "退回意见答复表"

MULTILINE_STRETCH = 1.5
"""Long texts may be so much wider on paper than on the sheet, where one can scroll."""

_CENTRED = frozenset({"date", "month", "yes_no"})
_VERSIONS = {
    "created_at": "生成时间", "catalogue_version": "代码表版本", "rules_version": "审核规则版本",
    "app_version": "程序版本",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """One column of a printed table; ``most`` is the width beyond which its texts wrap."""

    title: str
    most: float
    align: ColumnAlign = "left"
    mark: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table of texts with what stands around it.

    ``keys`` columns at the left stand on every page. ``number`` is the 表号 and empty for tables
    that are no forms; only forms are ``signed`` under their rows.
    """

    title: str
    columns: tuple[PaperColumn, ...]
    rows: Sequence[Sequence[str]]
    keys: int = 1
    number: str = ""
    unit: str = ""
    intro: str = ""
    notes: tuple[str, ...] = ()
    signed: bool = False


@dataclass(frozen=True, slots=True)
class FormLine:
    """What the cover says of one form."""

    code: str
    title: str
    said: str


@dataclass(frozen=True, slots=True)
class PaperBook:
    """A whole printed submission; a draft has neither ``code`` nor ``fingerprint``."""

    head: FormHead
    district: str
    period: str
    revision: int
    code: str
    fingerprint: str
    facts: tuple[tuple[str, str], ...]
    versions: tuple[tuple[str, str], ...]
    forms: tuple[FormLine, ...]
    tables: tuple[PaperTable, ...]

    @property
    def is_draft(self) -> bool:
        """Whether this was never sent, so nobody may stamp it."""
        return not self.code


def compose(
    session: Session, submission: Submission, code: str = "", fingerprint: str = ""
) -> PaperBook:
    """The printed form of a submission; ``code`` is its short digest once it was sent."""
    header, catalogue = submission.header, session.catalogue
    period = Period.parse(header.period)
    texts = {name: str(getattr(header, name)) for name in _VERSIONS}
    texts["created_at"] = header.created_at[:16].replace("T", " ")
    return PaperBook(
        head=form_head(submission, catalogue),
        district=catalogue.codelist("district").title_of(header.district),
        period=f"{period.title}（{period.kind_title}）",
        revision=header.revision,
        code=code,
        fingerprint=fingerprint,
        facts=tuple(_facts(submission)),
        versions=tuple((title, texts[name]) for name, title in _VERSIONS.items() if texts[name]),
        forms=tuple(_form_lines(session, submission)),
        tables=tuple(_tables(session, submission)),
    )


def _facts(submission: Submission) -> Iterator[tuple[str, str]]:
    header = submission.header
    yield "报送批次", f"第 {header.revision} 次"
    if header.reason:
        yield "重报原因", header.reason
    for cover in submission.rows.get("F00", ()):
        note = cover.cell("note")
        if note:
            yield "说明", str(note)


def _form_lines(session: Session, submission: Submission) -> Iterator[FormLine]:
    header, counts = submission.header, submission.row_counts()
    due = forms_due(session.forms, Period.parse(header.period), session.due)
    nil = {code for one in header.nil_forms for code in session.forms.family(one)}
    for form in session.forms.data_forms:
        code = form.spec.code
        count = counts.get(code, 0)
        said = f"{count} 行" if count else "零报告" if code in nil else "无记录"
        asked = code in due or count or code in nil
        yield FormLine(code, form.spec.title, said if asked else "本期不报")


def _tables(session: Session, submission: Submission) -> Iterator[PaperTable]:
    notes = audit_notes(session.forms, session.rules)
    for form in session.forms.data_forms:
        rows = submission.rows.get(form.spec.code, ())
        if rows:
            yield form_table(submission, form, session.catalogue, notes.get(form.spec.code, ()))
    yield _checks(session, submission)
    yield _explanations(submission.findings, session.forms)
    if submission.answers:
        yield _answers(submission.answers, session.forms)


def form_table(
    submission: Submission, form: type[Form], catalogue: Catalogue, notes: Sequence[str] = ()
) -> PaperTable:
    """A form's rows as texts; names and telephone numbers of people are masked."""
    layout = sheet_layout(form)
    spec = form.spec
    return PaperTable(
        title=spec.title,
        columns=tuple(map(_column, layout.columns)),
        rows=list(_rows(submission.rows, layout, catalogue)),
        keys=layout.key_columns,
        number=FORM_NUMBER.format(code=spec.code),
        unit=spec.unit,
        notes=tuple(note_lines(layout, notes)),
        signed=True,
    )


def _column(column: Column) -> PaperColumn:
    entry = column.item
    kind = entry.kind if entry else None
    align: ColumnAlign = "left"
    if kind and kind.numeric:
        align = "right"
    elif column.is_sequence or (kind and kind.name in _CENTRED):
        align = "centre"
    most = column.width * (MULTILINE_STRETCH if entry and entry.multiline else 1.2)
    return PaperColumn(column.title, most, align, column.mark, column.group)


def _rows(
    rows: Mapping[str, Sequence[Form]], layout: SheetLayout, catalogue: Catalogue
) -> Iterator[list[str]]:
    label_of = labels_of(rows, layout.form)
    for number, row in enumerate(rows[layout.form.spec.code], 1):
        texts = []
        for column in layout.columns:
            entry = column.item
            if entry is None:
                texts.append(str(number) if column.is_sequence else label_of(row.record_id))
                continue
            text = show_cell(row.cell(entry.name), entry, catalogue)
            texts.append(masked(text) if entry.private else text)
        yield texts


# --- 报表校验表及解释说明表 -------------------------------------------------------------------


def _checks(session: Session, submission: Submission) -> PaperTable:
    """What the checks found, form by form, beside row counts and control totals."""
    tally = Counter((one.form, one.severity) for one in submission.findings)
    explained = Counter(one.form for one in submission.findings if one.explanation)
    totals = submission.control_totals()
    rows = [
        [
            line.code, line.title, line.said,
            *(str(tally[line.code, severity]) for severity in SEVERITY_TITLES),
            str(explained[line.code]),
            _totals_text(session.forms[line.code], totals.get(line.code, {})),
        ]
        for line in _form_lines(session, submission)
    ]  # fmt: skip
    return PaperTable(
        title=f"{CHECKS_TITLE}及{EXPLANATIONS_TITLE}（一）{CHECKS_TITLE}",
        columns=(
            PaperColumn("表号", 6), PaperColumn("报表", 26), PaperColumn("本期情况", 12, "centre"),
            *(PaperColumn(title, 10, "right") for title in SEVERITY_TITLES.values()),
            PaperColumn("已说明", 10, "right"), PaperColumn("控制合计（万元）", 110),
        ),
        rows=rows,
        intro=_summary(submission.findings),
    )  # fmt: skip


def _totals_text(form: type[Form], totals: Mapping[str, object]) -> str:
    return "；".join(
        f"{column_title(form.item(name)).replace('（万元）', '')} {total:,.2f}"
        for name, total in totals.items()
        if total
    )


def _summary(findings: Sequence[Finding]) -> str:
    tally = Counter(one.severity for one in findings)
    explained = sum(bool(one.explanation) for one in findings if one.severity == "soft")
    soft = f"核实性提示 {tally['soft']} 条"
    return (
        f"强制性错误 {tally['hard']} 条；"
        + (f"{soft}，已说明 {explained} 条" if tally["soft"] else soft)
        + f"；提示性信息 {tally['hint']} 条。"
    )


def _explanations(findings: Sequence[Finding], forms: FormSet) -> PaperTable:
    """Soft findings with their explanations; hard ones too, which only a draft can have."""
    listed = [one for one in findings if one.severity != "hint"]
    return PaperTable(
        title=f"{CHECKS_TITLE}及{EXPLANATIONS_TITLE}（二）{EXPLANATIONS_TITLE}",
        columns=(
            PaperColumn("序号", 5, "centre"), PaperColumn("规则", 6), PaperColumn("级别", 8),
            PaperColumn("报表", 16), PaperColumn("记录", 36), PaperColumn("指标", 18),
            PaperColumn("数值", 16), PaperColumn("问题", 56), PaperColumn("说明", 56),
        ),
        rows=[_explanation(number, one, forms) for number, one in enumerate(listed, 1)],
        intro="" if listed else "没有需要说明的核实性提示。",
        signed=True,
    )  # fmt: skip


def _explanation(number: int, finding: Finding, forms: FormSet) -> list[str]:
    return [
        str(number), finding.rule, SEVERITY_TITLES[finding.severity],
        *_place(finding.form, finding.field, finding.label or finding.record_id, forms),
        _value(finding, forms), finding.message, finding.explanation or "（未说明）",
    ]  # fmt: skip


def _value(finding: Finding, forms: FormSet) -> str:
    entry = _items(finding.form, forms).get(finding.field)
    return masked(finding.value) if entry and entry.private else finding.value


def _answers(answers: Sequence[Mark], forms: FormSet) -> PaperTable:
    """The opinions of the return notice before, each with its answer."""
    return PaperTable(
        title=ANSWERS_TITLE,
        columns=(
            PaperColumn("序号", 5, "centre"), PaperColumn("报表", 16), PaperColumn("记录", 36),
            PaperColumn("指标", 18), PaperColumn("退回意见", 56), PaperColumn("答复", 8),
            PaperColumn("答复内容", 56),
        ),
        rows=[
            [
                str(one.number), *_place(one.form, one.field, one.label or one.record_id, forms),
                one.message, ANSWER_TITLES[one.answer] if one.answer else "", one.text,
            ]
            for one in answers
        ],
    )  # fmt: skip


def _place(form: str, field: str, label: str, forms: FormSet) -> tuple[str, str, str]:
    """Where a finding or an opinion points, in words."""
    entry = _items(form, forms).get(field)
    title = f"{form} {forms[form].spec.title}" if form in forms else form
    return title, label, entry.title if entry else field


def _items(form: str, forms: FormSet) -> Mapping[str, Item]:
    return forms[form].items_by_name() if form in forms else {}
