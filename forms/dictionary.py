"""填报说明: the data dictionary, made from the forms, the code lists and the rules themselves.

The template's guide, the window's page and the manual's page all show these entries; nothing about
a field is written a second time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from forms.checks.limits import FieldChecks
from forms.due import FREQUENCY_TITLES
from forms.firms import parties

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from forms.base import Form, FormSet
    from forms.catalogue import Catalogue
    from forms.checks.rule import Rule
    from forms.codelists import CodeList
    from forms.items import Item

FEW_CODES = 12
"""Longer code lists are named, not written out."""

NATURE_TITLES: Mapping[str, str] = {
    "cover": "封面，每期一份",
    "register": "台账，登记一次，以后只改变化项",
    "period": "期报，每期填报",
    "computed": "由系统汇总，只填说明",
}
"""What one row of a form is, in words (粒度)."""


@dataclass(frozen=True, slots=True)
class FieldEntry:
    """One field in words: ``must`` whether it is filled, ``source`` where its value comes from.

    ``codes`` says what may be chosen, ``rules`` are the codes of the checks that speak of it.
    """

    form: str
    name: str
    no: str
    section: str
    title: str
    kind: str
    unit: str
    must: str
    limits: str
    codes: str
    explanation: str
    example: str
    source: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormEntry:
    """One form in words, with its fields in printed order."""

    code: str
    title: str
    nature: str
    frequency: str
    scope: str
    report: str
    unit: str
    fields: tuple[FieldEntry, ...]

    @property
    def full_title(self) -> str:
        """表号 and title."""
        return f"{self.code} {self.title}"


def dictionary(
    forms: FormSet, catalogue: Catalogue, rules: Sequence[Rule] = ()
) -> tuple[FormEntry, ...]:
    """Every form and field of the program, in printed order."""
    return tuple(_form_entry(form, forms, catalogue, rules) for form in forms)


def field_entries(
    form: type[Form], forms: FormSet, catalogue: Catalogue, rules: Sequence[Rule] = ()
) -> tuple[FieldEntry, ...]:
    """The fields of one form that people see."""
    spoken = speaking(form, forms, catalogue, rules) if rules else {}
    return tuple(
        _field_entry(form, entry, forms, catalogue, spoken.get(entry.name, ()))
        for entry in form.items()
        if not entry.system
    )


def _form_entry(
    form: type[Form], forms: FormSet, catalogue: Catalogue, rules: Sequence[Rule]
) -> FormEntry:
    spec = form.spec
    return FormEntry(
        code=spec.code,
        title=spec.title,
        nature=NATURE_TITLES[spec.nature],
        frequency=FREQUENCY_TITLES[spec.frequency],
        scope=spec.scope_note,
        report=spec.report_note,
        unit=spec.unit,
        fields=field_entries(form, forms, catalogue, rules),
    )


def _field_entry(
    form: type[Form], entry: Item, forms: FormSet, catalogue: Catalogue, rules: tuple[str, ...]
) -> FieldEntry:
    return FieldEntry(
        form=form.spec.code,
        name=entry.name,
        no=entry.no,
        section=entry.section,
        title=entry.title,
        kind=entry.kind.title,
        unit=entry.unit,
        must=must_words(entry),
        limits="，".join(_all_limits(form, entry)),
        codes=code_words(catalogue.codelist(entry.codes))
        if entry.codes
        else _referred(entry, forms),
        explanation=entry.explanation,
        example=entry.example,
        source="；".join(source_words(form, entry, forms)),
        rules=rules,
    )


def must_words(entry: Item) -> str:
    """Whether the field must be filled."""
    if entry.computed:
        return "系统填写"
    if entry.required:
        return "必填"
    return f"{entry.required_when.text}时必填" if entry.required_when else "选填"


def limit_words(entry: Item) -> str:
    """The limits of a field in words; empty when it has none."""
    words = []
    if entry.least and entry.least == entry.most:
        words.append(f"{entry.most} 位")
    else:
        words += [f"不少于 {entry.least} 字"] if entry.least else []
        words += [f"不超过 {entry.most} 字"] if entry.most else []
    words += [f"不小于 {entry.lowest}"] if entry.lowest is not None else []
    words += [f"不大于 {entry.highest}"] if entry.highest is not None else []
    words += [f"最多 {entry.at_most} 项"] if entry.at_most else []
    return "，".join(words)


def _all_limits(form: type[Form], entry: Item) -> Iterable[str]:
    """The limits of a field, those by other dates included."""
    if words := limit_words(entry):
        yield words
    if entry.happened:
        yield "不晚于期末"
    if entry.since:
        yield f"不早于“{form.item(entry.since).title}”"


def code_words(codes: CodeList) -> str:
    """What may be chosen: the codes themselves where they are few."""
    entries = codes.active()
    if len(entries) > FEW_CODES:
        return f"见代码表“{codes.title}”（{len(entries)} 项）"
    return "、".join(code.label for code in entries)


def _referred(entry: Item, forms: FormSet) -> str:
    if entry.kind.name == "yes_no":
        return "是、否"
    if entry.refers_to in forms:
        return f"从{forms[entry.refers_to].spec.title}中选择"
    return ""


def source_words(form: type[Form], entry: Item, forms: FormSet) -> Iterable[str]:
    """Where a field's value comes from, when not from a person: a sentence each, without stops."""
    if entry.borrowed:
        lender = form.item(entry.borrowed)
        yield f"由“{lender.title}”所选的{forms[lender.refers_to].spec.title}带出"
    if entry.last_year_of:
        yield f"上年同期的“{form.item(entry.last_year_of).title}”自动带出"
    if entry.mirrors in forms:
        yield f"与{forms[entry.mirrors].spec.title}的“{entry.title}”同步"
    if entry.firm == "uscc":
        yield "单位已登记过的，选单位名称时带出"
    elif entry.firm is not None:
        code = {name: one.uscc for one in parties(form) for name in one.fields.values()}
        if entry.name in code:
            yield f"空着时由“{form.item(code[entry.name]).title}”相同的已登记单位带出"
    if entry.part_of:
        yield f"“{form.item(entry.part_of).title}”的其中项"
    yield from _carried_words(form, entry)


def _carried_words(form: type[Form], entry: Item) -> Iterable[str]:
    if entry.computed or form.spec.nature == "computed":
        return
    if entry.carry == "never":
        yield f"每期重新填写{f'，本期无变化时填 {entry.no_change}' if entry.no_change else ''}"
    else:
        yield "由上期结转" if entry.carry == "always" else "年内由上期结转，新年度重新填写"


def speaking(
    form: type[Form], forms: FormSet, catalogue: Catalogue, rules: Sequence[Rule]
) -> dict[str, tuple[str, ...]]:
    """For each field of a form the codes of the checks that speak of it.

    Those are the checks that hold its declared limits, and those that read it in this form's rows;
    checks of any cell at all are left out.
    """
    checks = FieldChecks(form, forms, catalogue, rules)
    held = {entry.name: checks.codes_of(entry.name) for entry in form.items()}
    read = [(one.code, _reads(one, form)) for one in rules]
    return {
        name: tuple(code for code, names in read if code in codes or name in names)
        for name, codes in held.items()
    }


def _reads(rule: Rule, form: type[Form]) -> frozenset[str]:
    fitted = rule.fitted(form) if rule.each is not None else rule
    return frozenset() if fitted is None else fitted.reads.get(form.spec.code, frozenset())


# --- The manual's page ----------------------------------------------------------------------

_HEAD = """# 填报说明

各表、各项指标的填报说明（数据字典）。本页由程序生成，请勿手改。

“审核”一列是与该项有关的审核关系，见[审核关系](rules.md)；对各表通用的规则不逐项列出。
"""

_TITLES = (
    "序号", "指标", "类型", "单位", "必填", "限制", "可填内容", "指标解释", "示例", "数据来源", "审核",
)  # fmt: skip


def dictionary_markdown(forms: FormSet, catalogue: Catalogue, rules: Sequence[Rule]) -> str:
    """A Markdown page with a section for every form and a line for every field."""
    return _HEAD + "".join(map(_form_markdown, dictionary(forms, catalogue, rules)))


def _form_markdown(entry: FormEntry) -> str:
    facts = [
        f"{entry.nature}；{entry.frequency}；计量单位：{entry.unit}。",
        f"统计范围：{entry.scope}" if entry.scope else "",
        f"报送：{entry.report}" if entry.report else "",
    ]
    lines = [f"\n## {entry.full_title}\n", *(f"\n{fact}\n" for fact in facts if fact), "\n"]
    lines += [_row(_TITLES), "|" + "---|" * len(_TITLES) + "\n"]
    lines += [_row(field_texts(one)) for one in entry.fields]
    return "".join(lines)


def field_texts(entry: FieldEntry) -> tuple[str, ...]:
    """A field's entry as cells, in the order of the manual's columns."""
    return (
        entry.no, entry.title, entry.kind, entry.unit, entry.must, entry.limits, entry.codes,
        entry.explanation, entry.example, entry.source, "、".join(entry.rules),
    )  # fmt: skip


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"
