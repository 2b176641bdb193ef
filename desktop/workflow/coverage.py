"""方案覆盖: the plan beside what a district recorded, or what the city received of its districts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exports.report_book import ReportRow, ReportTable
from forms.coverage import MEASURES, Coverage, Line, PlanLine, coverage, is_of_the_plan
from forms.due import is_due
from forms.periods import Period
from forms.selectors import Selector

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from desktop.workflow.session import Session
    from exports.report_book import Figure
    from forms.base import Form, FormSet

OTHER_NOTE = "一个项目、成果、场景可填至多三个技术领域，在各领域各计一次，在方向、集群只计一次；次要方向不计。"
GAP_NOTE = "“空白”指该领域没有任何项目、成果、场景登记；“其他”不属于方案列出的领域，不算空白。"
PLAN_NOTE = (
    "计划的数是“对应计划”选了该计划的项目数，事项的数是按类型登记的记录数，一条记录可在几项中出现。"
)
GAP, NOTHING_ASKED = "（空白）", "本期不填报"

_INDENTS: Mapping[str, str] = {"cluster": "", "direction": "　", "topic": "　　"}


@dataclass(frozen=True, slots=True)
class Covered:
    """The coverage of a period, whose records are in it and whose are missing.

    ``borrowed`` are yearly or half-yearly forms that this period does not ask for, with the period
    whose rows stand in for them.
    """

    period: Period
    found: Coverage
    received: tuple[str, ...]
    missing: tuple[str, ...]
    borrowed: Mapping[str, str]


def cover(session: Session, period: Period) -> Covered:
    """Lay the plan beside a period: the own district's rows, or those of all received districts."""
    here = {one.district for one in session.ledger.periods() if one.period == period.code}
    expected = (
        (session.district,)
        if session.district
        else tuple(one.code for one in session.catalogue.codelist("district").active())
    )
    received = tuple(code for code in expected if code in here)
    by_district: dict[str, dict[str, Mapping[str, Form]]] = {code: {} for code in received}
    borrowed: dict[str, str] = {}
    not_asked: set[str] = set()
    for form in _forms_needed(session):
        code = form.spec.code
        if form.spec.nature == "period" and not is_due(form.spec, period, session.due):
            latest = _latest(session, code, period, received)
            newest = max(latest.values(), default=period.code)
            if newest != period.code:
                borrowed[code] = newest
            not_asked |= set() if latest else {code}
            for district, at in latest.items():
                by_district[district][code] = session.ledger.rows(code, district, at)
            continue
        for district, rows in _rows_by_district(session, code, period).items():
            if district in by_district:
                by_district[district][code] = rows
    found = coverage(by_district, session.catalogue, session.forms, not_asked)
    return Covered(
        period, found, received, tuple(code for code in expected if code not in here), borrowed
    )


def _forms_needed(session: Session) -> Iterator[type[Form]]:
    """The forms that a measure or an item of the plan counts."""
    codes = {one.form for one in MEASURES} | {
        Selector.parse(text).form for item in session.catalogue.plan_items for text in item.records
    }
    return (form for form in session.forms if form.spec.code in codes)


def _rows_by_district(session: Session, code: str, period: Period) -> dict[str, dict[str, Form]]:
    found: dict[str, dict[str, Form]] = {}
    for (district, record_id), row in session.ledger.rows_of_period(code, period.code).items():
        found.setdefault(district, {})[record_id] = row
    return found


def _latest(
    session: Session, code: str, period: Period, districts: tuple[str, ...]
) -> dict[str, str]:
    """For each district the last period up to this one in which it has rows of a form."""
    found: dict[str, str] = {}
    for district in districts:
        known = [Period.parse(one) for one in session.ledger.periods_with_rows(code, district)]
        earlier = [one for one in known if one.end <= period.end]
        if earlier:
            found[district] = max(earlier, key=lambda one: one.end).code
    return found


# --- For scripts and the report -------------------------------------------------------------


def coverage_json(covered: Covered) -> dict[str, object]:
    """The JSON shape of ``coverage``: every line of the plan with its figures."""
    return {
        "period": covered.period.code,
        "districts": {"received": list(covered.received), "missing": list(covered.missing)},
        "gaps": len(covered.found.gaps),
        "topics": [_line_json(one) for one in covered.found.lines],
        "plans": [
            {"code": one.code, "title": one.title, "level": "item" if one.is_item else "plan"}
            | {"forms": list(one.forms), "records": one.count, "gap": one.is_gap}
            for one in covered.found.plans
        ],
    }


def _line_json(line: Line) -> dict[str, object]:
    figures = {
        one.name: None
        if (figure := line.figures[one.name]) is None
        else float(figure)
        if one.amount
        else figure
        for one in MEASURES
    }
    facts = {"code": line.code, "title": line.title, "level": line.level}
    return {**facts, **figures, "gap": line.is_gap}


def coverage_tables(session: Session, period: Period) -> list[ReportTable]:
    """方案覆盖 and 六大计划 as tables of the consolidated report."""
    covered = cover(session, period)
    return [_topic_table(covered), _plan_table(covered, session.forms)]


def _topic_table(covered: Covered) -> ReportTable:
    head = ["集群、方向、技术领域", *(one.full_title for one in MEASURES)]
    body = [
        ReportRow(
            _label(_INDENTS[line.level], line),
            [_cell(line.figures[one.name]) for one in MEASURES],
            line.level == "cluster",
        )
        for line in covered.found.lines
    ]
    return ReportTable("方案覆盖", "个、项、家、万元", [head], body, [GAP_NOTE, OTHER_NOTE])


def _plan_table(covered: Covered, forms: FormSet) -> ReportTable:
    head = ["计划、事项", "记录数", "填报表"]
    body = [
        ReportRow(
            _label(_INDENTS["direction" if line.is_item else "cluster"], line),
            [_plan_cell(line), form_titles(line, forms)],
            not line.is_item,
        )
        for line in covered.found.plans
    ]
    return ReportTable("六大计划", "个", [head], body, [PLAN_NOTE, *borrowed_notes(covered, forms)])


def form_titles(line: PlanLine, forms: FormSet) -> str:
    """The titles of the forms in which an item is recorded."""
    return "、".join(forms[code].spec.title for code in line.forms)


def borrowed_notes(covered: Covered, forms: FormSet) -> list[str]:
    """A sentence for each form whose rows are of an earlier period."""
    return [
        f"{forms[code].spec.title}本期不填报，采用{Period.parse(at).title}的数。"
        for code, at in covered.borrowed.items()
    ]


def _label(indent: str, line: Line | PlanLine) -> str:
    return f"{indent}{line.title}{GAP if line.is_gap else ''}"


def _cell(figure: Figure) -> Figure:
    """A figure that is not told at a level is left blank, for None would read 未报."""
    return "" if figure is None else figure


def _plan_cell(line: PlanLine) -> Figure:
    if line.count is not None:
        return line.count
    return NOTHING_ASKED if line.is_item else ""


def headline(covered: Covered) -> str:
    """One sentence on how much of the plan is covered."""
    topics, gaps = len(covered.found.topics), len(covered.found.gaps)
    return f"技术领域 {topics} 个，已有登记 {topics - gaps} 个，空白 {gaps} 个"


def gap_titles(covered: Covered) -> list[tuple[str, list[str]]]:
    """The directions that have gaps, each with the titles of its blank topics."""
    found: list[tuple[str, list[str]]] = []
    for line in covered.found.lines:
        if line.level == "direction":
            found.append((line.title, []))
        elif line.level == "topic" and line.is_gap and is_of_the_plan(line):
            found[-1][1].append(line.title)
    return [(title, topics) for title, topics in found if topics]
