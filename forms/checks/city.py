"""What only the city can see: A76 sums over districts, A77 double claims, A78 lists recognised.

Domain §2.5. All are pure functions over the contexts of the districts that have reported.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from forms.checks.checker import Checker, Located
from forms.checks.city_rules import A76, A77, A78
from forms.checks.rule import Problem, plain_number
from forms.codelists import normalized
from forms.f03_carrier import Carrier
from forms.f04_enterprise import Enterprise, EnterpriseQualification
from forms.f11_indicator_summary import IndicatorSummary
from forms.indicators.answers import Answers
from forms.indicators.definition import Source, judge
from forms.indicators.facts import facts_of
from forms.indicators.measuring import measure
from forms.indicators.scope import Scope
from forms.indicators.sources import (
    CERTIFIED,
    FUTURE_OUTPUT,
    PROJECTS,
    STANDARDS,
    firm_key,
    home,
    lead_district,
    same_carrier,
)
from forms.indicators.summary import record_id_of
from forms.indicators.table import DEFINITIONS

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

    from forms.base import Form
    from forms.catalogue import Catalogue
    from forms.checks.context import CheckContext
    from forms.findings import Finding
    from forms.indicators.figures import Figure, Member

CITY = ""
"""Under this key stand the findings that are the city's own, of no district."""

RECOGNISED = ("Z02", "Z03", "Z05", "Z09", "Z10")
"""The targets that only what the city has recognised counts towards (domain §1.3)."""

SUMMARY = IndicatorSummary.spec.code
_ALIASES = "|"
_CITY_CODE = "310000"
_MOST_NAMED = 3

_CLAIMS: tuple[tuple[Source, str], ...] = (
    (PROJECTS, "nat_project_code"),
    (
        Source(Carrier, where={"state": CERTIFIED}, place=lead_district, once=same_carrier),
        "carrier_name",
    ),
    (Source(Enterprise, place=home, once=firm_key), "uscc"),
    (STANDARDS, "document_no"),
    (FUTURE_OUTPUT, "uscc"),
)
"""What one district alone may count, and the field that shows it is the same thing."""


def check_city(
    contexts: Mapping[str, CheckContext],
    recognised: Mapping[str, Sequence[str]],
    catalogue: Catalogue,
) -> dict[str, list[Finding]]:
    """The findings that need several districts or the city's lists, by district code.

    ``contexts`` are those of the districts that have reported, all of one period; ``recognised``
    gives the names that the city recognised, by target (``RECOGNISED``; several names of one thing
    in one text, parted by ``|``). What is the city's own matter stands under ``CITY``.
    """
    if not contexts:
        return {}
    first = next(iter(contexts.values()))
    records = {code: contexts[code].rows for code in sorted(contexts)}
    period = first.period
    scope = Scope(records, period.start, period.end, catalogue, Answers.of(catalogue))
    figures = measure(records, period, catalogue, due=first.due)
    found: defaultdict[str, list[Located]] = defaultdict(list)
    for district, located in (
        *_claims(scope),
        *_strangers(scope, figures, recognised),
        *((CITY, one) for one in _own(contexts, figures, recognised, catalogue)),
    ):
        found[district].append(located)
    return {code: _worded(code, contexts, located) for code, located in found.items()}


def _worded(
    district: str, contexts: Mapping[str, CheckContext], located: Iterable[Located]
) -> list[Finding]:
    context = contexts.get(district)
    if context is None:
        context = replace(next(iter(contexts.values())), rows={}, previous={})
    checker = Checker.of(context)
    return checker.in_order(context, checker.findings(located, context))


# --- A77 ----------------------------------------------------------------------------------------


def _claims(scope: Scope) -> Iterator[tuple[str, Located]]:
    for source, field in _CLAIMS:
        for claims in _claimed(source, scope).values():
            if len({district for district, _ in claims}) > 1:
                for district, row in claims:
                    others = [one for one in claims if one[0] != district]
                    problem = Problem(field, _beside(others, scope), row.record_id)
                    yield district, Located(A77.code, row.spec.code, problem)


def _claimed(source: Source, scope: Scope) -> dict[Hashable, list[tuple[str, Form]]]:
    """The rows that count, by what they are; rows that don't say what they are claim nothing."""
    assert source.once is not None
    window = scope.window("cumulative", source.stretch)
    claims: defaultdict[Hashable, list[tuple[str, Form]]] = defaultdict(list)
    for district, row in scope.rows(source.form):
        key = source.once(row, district, scope)
        if key is None:
            continue
        judged = judge(source, row, district, scope, window)
        if judged is not None and judged.state == "counted":
            claims[key].append((district, row))
    return claims


def _beside(others: list[tuple[str, Form]], scope: Scope) -> str:
    titles = scope.catalogue.codelist("district")
    named = "、".join(
        f"{titles.title_of(district)} {row.record_id}“{row.title}”"
        for district, row in others[:_MOST_NAMED]
    )
    more = f" 等 {len(others)} 条" if len(others) > _MOST_NAMED else ""
    return f"与{named}{more}重复，同时计数，请裁定由哪个区计数"


# --- A78 ----------------------------------------------------------------------------------------


def _strangers(
    scope: Scope, figures: Mapping[str, Figure], recognised: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, Located]]:
    for code in RECOGNISED:
        known = {
            _plain(name, scope.answers)
            for entry in recognised.get(code, ())
            for name in entry.split(_ALIASES)
        }
        title = facts_of(code, scope.catalogue).title
        for member in (*figures[code].members, *figures[code].unsure) if known else ():
            row = scope.records[member.district][member.form][member.record_id]
            field, names = _called(row, member, scope)
            if known.isdisjoint(_plain(name, scope.answers) for name in names):
                words = f"“{names[0]}”不在市级认定的“{title}”（{code}）名单中"
                problem = Problem(field, words, member.record_id)
                yield member.district, Located(A78.code, member.form, problem)


def _called(row: Form, member: Member, scope: Scope) -> tuple[str, list[str]]:
    """The field that names a row, and the names and codes that a list may know it by."""
    if isinstance(row, EnterpriseQualification):
        firm = scope.firm(member.district, row)
        names = (row.enterprise_name, row.uscc, *((firm.title, firm.uscc) if firm else ()))
        return "enterprise_name", [one for one in names if one] or [row.record_id]
    return row.spec.label, [row.title]


def _plain(name: str, answers: Answers) -> str:
    """A name as names compare; a zone under two names has one (setting E)."""
    folded = normalized(name)
    known_by_two = any(word in folded for word in answers.one_place)
    return answers.one_place[0] if known_by_two else folded


# --- A76 ----------------------------------------------------------------------------------------


def _own(
    contexts: Mapping[str, CheckContext],
    figures: Mapping[str, Figure],
    recognised: Mapping[str, Sequence[str]],
    catalogue: Catalogue,
) -> Iterator[Located]:
    """What is nobody's fault but the city's to know."""
    for problem in _sums(contexts, figures, catalogue):
        yield Located(A76.code, SUMMARY, problem)
    missing = [
        one.title for one in catalogue.codelist("district").active() if one.code not in contexts
    ]
    if missing:
        words = f"{len(missing)} 个区未报（{'、'.join(missing)}），各项汇总不含这些区，没有按 0 计"
        yield Located(A76.code, SUMMARY, _hint("missing", words))
    unlisted = [code for code in RECOGNISED if not recognised.get(code)]
    if unlisted:
        names = "、".join(f"{facts_of(code, catalogue).title}（{code}）" for code in unlisted)
        words = f"没有导入{names}的市级认定名单，这些名称没有比对"
        yield Located(A78.code, SUMMARY, _hint("recognised", words))


def _hint(field: str, words: str) -> Problem:
    return Problem(field, words, label="全市", value="", severity="hint")


def _sums(
    contexts: Mapping[str, CheckContext], figures: Mapping[str, Figure], catalogue: Catalogue
) -> Iterator[Problem]:
    """The city's figure against what the districts sent, doubles taken off."""
    if Answers.of(catalogue).projects_by_registration:
        # The city knows more registers than each district, so projects move between districts.
        return
    for code, figure in figures.items():
        if figure.constant or not (sent := _sent(contexts, code)):
            continue
        total, city, doubles = sum(sent, Decimal(0)), figure.value or Decimal(0), _doubles(figure)
        if total - doubles != city:
            words = (
                f"市级汇总 {plain_number(city)}，各区综合表合计 {plain_number(total)}，"
                f"其中跨区重复 {plain_number(doubles)}，相差 {plain_number(city - total + doubles)}"
            )
            label = facts_of(code, catalogue).full_title
            yield Problem(
                "value", words, record_id_of(_CITY_CODE, code), plain_number(city), label=label
            )


def _sent(contexts: Mapping[str, CheckContext], code: str) -> list[Decimal]:
    """What each district's own F11 says; nothing unless all have one."""
    rows: list[Any] = [
        context.rows.get(SUMMARY, {}).get(record_id_of(district, code))
        for district, context in contexts.items()
    ]
    if any(row is None or not row.indicator_code for row in rows):
        return []
    return [row.value or Decimal(0) for row in rows]


def _doubles(figure: Figure) -> Decimal:
    """What districts counted and the city put aside for another district's record.

    A thing that repeats within a district was counted there once, unless its source lets
    repetitions stand.
    """
    apart = all(source.apart for source in DEFINITIONS[figure.code].sources)
    taken: dict[Hashable, Decimal] = {}
    for one in figure.aside:
        if one.twin and not one.twin.startswith(one.district):
            key = (one.district, one.record_id if apart else one.twin)
            taken[key] = one.amount or Decimal(0)
    return sum(taken.values(), Decimal(0))
