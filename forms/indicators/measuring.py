"""Measuring: every indicator over the records of some districts, each thing counted once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from forms.due import is_due
from forms.f04_enterprise import EnterpriseQualification
from forms.f05_achievement import COUNTED
from forms.indicators.answers import Answers
from forms.indicators.definition import Definition, Judged, Source, judge
from forms.indicators.facts import facts_of
from forms.indicators.figures import Figure, Member
from forms.indicators.scope import Records, Scope
from forms.indicators.table import DEFINITIONS

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable
    from decimal import Decimal

    from forms.base import Form
    from forms.catalogue import Catalogue, TargetKind
    from forms.due import Overrides
    from forms.f05_achievement import Achievement
    from forms.periods import Period


def measure(
    records: Records,
    period: Period,
    catalogue: Catalogue,
    settings: Answers | None = None,
    *,
    due: Overrides | None = None,
    codes: Collection[str] = DEFINITIONS.keys(),
) -> dict[str, Figure]:
    """Every figure of a period by code (``DEFINITIONS``, or some ``codes``), in printed order.

    ``records`` are the rows of the districts that reported; a district left out has no figure at
    all. ``settings`` are the answers to domain §1.6, the catalogue's unless given. ``due`` says,
    as in a task package, which forms the period asks for: a district that is not asked and has
    reported nothing has no figure rather than 0. Amounts are in the unit of the figure (万元).
    """
    scope = Scope(records, period.start, period.end, catalogue, settings or Answers.of(catalogue))
    return {
        code: _figure(DEFINITIONS[code], scope, period, due or {})
        for code in DEFINITIONS
        if code in codes
    }


def counted_target(row: Achievement, catalogue: Catalogue) -> str | None:
    """Which of Z06 to Z08 counts an achievement, going by the record alone (F05 item 17)."""
    scope = Scope({}, date.min, date.max, catalogue, Answers.of(catalogue))
    for code in COUNTED.values():
        for source in DEFINITIONS[code].sources:
            found = judge(source, row, row.district, scope, scope.window("cumulative", "each"))
            if found is not None and found.state == "counted":
                return code
    return None


def _figure(definition: Definition, scope: Scope, period: Period, due: Overrides) -> Figure:
    facts = facts_of(definition.code, scope.catalogue)
    bare = Figure(
        definition.code,
        facts.kind,
        facts.unit,
        asked={
            district: _is_asked(definition, scope, district, period, due)
            for district in sorted(scope.records)
        },
    )
    if definition.constant is not None:
        return replace(bare, constant=definition.constant(scope.catalogue))
    parts = _gathered(definition, scope, facts.kind)
    figure = replace(
        bare,
        members=tuple(parts.members),
        unsure=tuple(parts.unsure),
        aside=tuple(parts.aside),
    )
    return replace(figure, cumulative=_cumulative(definition, scope, figure))


def _gathered(definition: Definition, scope: Scope, kind: TargetKind) -> _Parts:
    parts = _Parts()
    for source in definition.sources:
        parts.take(source, scope, kind)
    return parts


def _cumulative(definition: Definition, scope: Scope, figure: Figure) -> Decimal | None:
    """The sum since the plan: a register of dated events tells it, amounts of one year do not."""
    if figure.kind == "cumulative":
        return figure.value
    if figure.kind == "stock" or not all(source.dated for source in definition.sources):
        return None
    parts = _gathered(definition, scope, "cumulative")
    return replace(figure, members=tuple(parts.members), unsure=tuple(parts.unsure)).value


def _is_asked(
    definition: Definition, scope: Scope, district: str, period: Period, due: Overrides
) -> bool:
    """Whether a district has rows of the forms, or the period asks for them."""
    rows = scope.records[district]
    forms = [one.form for one in definition.sources]
    return any(rows.get(form.spec.code) or is_due(form.spec, period, due) for form in forms)


class _Parts:
    """What one definition finds, gathered source by source."""

    def __init__(self) -> None:
        self.members: list[Member] = []
        self.unsure: list[Member] = []
        self.aside: list[Member] = []
        self._seen: dict[Hashable, tuple[str, str]] = {}

    def take(self, source: Source, scope: Scope, kind: TargetKind) -> None:
        """Judge every row of a source's form."""
        window = scope.window(kind, source.stretch)
        for district, row in scope.rows(source.form):
            found = judge(source, row, district, scope, window)
            if found is not None:
                found = self._once(source, row, district, scope, found)
                self._put(found, _member(row, district, scope, found))

    def _once(
        self, source: Source, row: Form, district: str, scope: Scope, found: Judged
    ) -> Judged:
        """Put aside what was counted before; the first in district order counts."""
        if source.once is None or found.state != "counted":
            return found
        key = source.once(row, district, scope)
        if key is None:
            return found
        first = self._seen.setdefault((source.form, key), (district, row.record_id))
        if first == (district, row.record_id) or (source.apart and first[0] == district):
            return found
        name = scope.catalogue.codelist("district").title_of(first[0])
        note = f"与{name} {first[1]} 重复，已由该行计入"
        return found._replace(state="aside", note=note, twin=first[1])

    def _put(self, found: Judged, member: Member) -> None:
        if found.state == "aside":
            self.aside.append(member)
        elif found.state == "unsure" or member.amount is None:
            self.unsure.append(member)
        else:
            self.members.append(member)


def _member(row: Form, district: str, scope: Scope, found: Judged) -> Member:
    owner = scope.firm(district, row) or row
    direction = getattr(owner, "direction_code", None) or ""
    cluster = getattr(owner, "cluster_code", None) or _cluster_of(direction, scope)
    note = found.note or ("数额未填或暂缺" if found.amount is None else "")
    label = row.title if owner is row else _qualification_label(row, owner)
    # By place: names cost as much again, and there is a member for every row of every figure.
    return Member(
        district, row.spec.code, row.record_id, label, cluster, direction, found.amount, note,
        found.twin,
    )  # fmt: skip


def _qualification_label(row: Form, owner: Form) -> str:
    kind = row.qualification_type if isinstance(row, EnterpriseQualification) else ""
    return f"{owner.title}（{kind}）"


def _cluster_of(direction: str, scope: Scope) -> str:
    codes = scope.catalogue.codelist("direction")
    return codes.get(direction).parent if direction in codes else ""
