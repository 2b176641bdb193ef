"""方案覆盖: the plan's clusters, directions and topics beside what was recorded under each.

A topic under which no project, achievement or scenario was recorded is a gap 空白领域. Firms,
carriers, challenges and output are told by direction only. The six plans and the measures are laid
beside the rows that the catalogue names for each of their items (``PlanItem.records``).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from forms.f01_project import Project
from forms.selectors import Selector

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Set

    from forms.base import Form, FormSet
    from forms.catalogue import Catalogue, PlanItem
    from forms.codelists import Code
    from forms.items import Item
    from forms.rollforward import Rows

Level = Literal["cluster", "direction", "topic"]

OTHERS = "其他"
"""How the title of the entry for everything that is no topic of the plan begins."""

PLANS, MEASURES_PART = "plan", "measure"
"""The parts of ``PlanItem`` that are asked of districts."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One column: the rows of a form, or the sum of one of their amounts in 万元."""

    name: str
    form: str
    title: str
    unit: str
    amount: str = ""

    @property
    def full_title(self) -> str:
        """The title with its unit."""
        return f"{self.title}（{self.unit}）"


MEASURES = (
    Measure("projects", "F01", "项目", "个"),
    Measure("achievements", "F05", "成果", "项"),
    Measure("scenarios", "F06", "场景", "个"),
    Measure("firms", "F04", "企业", "家"),
    Measure("carriers", "F03", "载体", "个"),
    Measure("challenges", "F07", "榜单", "个"),
    Measure("output", "F12", "未来产业产值", "万元", amount="future_output_ytd"),
)


@dataclass(frozen=True, slots=True)
class Record:
    """A row that counts, wherever it is."""

    district: str
    form: str
    record_id: str
    title: str


Figure = int | Decimal | None
"""None: not told at this level, or nobody was asked in this period."""


@dataclass(frozen=True, slots=True)
class Line:
    """A cluster, direction or topic with what was recorded under it, by measure."""

    code: str
    title: str
    level: Level
    note: str
    figures: Mapping[str, Figure]
    records: tuple[Record, ...]
    is_gap: bool


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan (its projects), or one of its items (the rows of the kind that it names).

    ``forms`` are the codes of the forms in which it is recorded; ``count`` is None where none of
    them was asked for.
    """

    code: str
    title: str
    is_item: bool
    phrase: str
    forms: tuple[str, ...]
    count: int | None
    records: tuple[Record, ...]
    is_gap: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was recorded, laid beside the plan: clusters, directions, topics in order; the plans."""

    lines: tuple[Line, ...]
    plans: tuple[PlanLine, ...]

    @property
    def topics(self) -> tuple[Line, ...]:
        """The topics of the plan, without the entries for what is none."""
        return tuple(one for one in self.lines if one.level == "topic" and is_of_the_plan(one))

    @property
    def gaps(self) -> tuple[Line, ...]:
        """The topics under which nothing was recorded."""
        return tuple(one for one in self.topics if one.is_gap)


def is_of_the_plan(line: Line | Code) -> bool:
    """Whether an entry is named by the plan, and so may be a gap."""
    return not line.title.startswith(OTHERS)


def coverage(
    by_district: Mapping[str, Rows],
    catalogue: Catalogue,
    forms: FormSet,
    not_asked: Set[str] = frozenset(),
) -> Coverage:
    """Lay districts' rows beside the plan.

    ``not_asked`` are the forms that no district has to hand in this time, so that their blanks
    mean nothing.
    """
    ledger = _Sorted(by_district, catalogue, forms)
    asked = [one for one in MEASURES if one.form not in not_asked]
    lines = tuple(_line(ledger, asked, level, code) for level, code in _plan_of(catalogue))
    plans = tuple(_plan_lines(by_district, catalogue, forms, not_asked))
    return Coverage(lines, plans)


def topic_measures(forms: FormSet) -> frozenset[str]:
    """The names of the measures that are told by topic: their form asks for it."""
    return frozenset(
        one.name
        for one in MEASURES
        if one.form in forms and _field(forms[one.form], "topic") is not None
    )


# --- Clusters, directions, topics -----------------------------------------------------------


class _Sorted:
    """Every row under the codes it names: cluster, direction and topics."""

    def __init__(
        self, by_district: Mapping[str, Rows], catalogue: Catalogue, forms: FormSet
    ) -> None:
        self.by_topic = topic_measures(forms)
        self.records: dict[tuple[str, str], list[Record]] = defaultdict(list)
        self.amounts: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for measure in MEASURES:
            if measure.form not in forms:
                continue
            codes = _Codes(forms[measure.form], catalogue)
            for district, rows in by_district.items():
                for row in rows.get(measure.form, {}).values():
                    self._sort(measure, _record(district, row), codes.of(row), row)

    def _sort(self, measure: Measure, record: Record, codes: Iterable[str], row: Form) -> None:
        amount = getattr(row, measure.amount) if measure.amount else None
        for code in codes:
            self.records[measure.name, code].append(record)
            if isinstance(amount, Decimal):
                self.amounts[measure.name, code] += amount


class _Codes:
    """The codes a form's rows name; what a row leaves out follows from what it names."""

    def __init__(self, form: type[Form], catalogue: Catalogue) -> None:
        self._topic = _field(form, "topic")
        self._direction = _field(form, "direction")
        self._cluster = _field(form, "cluster")
        self._above = {
            one.code: one.parent
            for name in ("topic", "direction")
            for one in catalogue.codelist(name)
        }

    def of(self, row: Form) -> tuple[str, ...]:
        """The codes of a row, each once."""
        topics = tuple(getattr(row, self._topic.name) or ()) if self._topic else ()
        direction = self._value(row, self._direction)
        if direction is None and topics:
            direction = self._above.get(topics[0])
        cluster = self._value(row, self._cluster)
        if cluster is None and direction is not None:
            cluster = self._above.get(direction)
        return tuple(dict.fromkeys(one for one in (cluster, direction, *topics) if one))

    @staticmethod
    def _value(row: Form, entry: Item | None) -> str | None:
        return getattr(row, entry.name) if entry else None


def _field(form: type[Form], codes: str) -> Item | None:
    """The first field of a code list: 次要方向 stands behind and is not counted."""
    return next((one for one in form.items() if one.codes == codes), None)


def _plan_of(catalogue: Catalogue) -> Iterator[tuple[Level, Code]]:
    directions, topics = catalogue.codelist("direction"), catalogue.codelist("topic")
    for cluster in catalogue.codelist("cluster").active():
        yield "cluster", cluster
        for direction in directions.children(cluster.code):
            yield "direction", direction
            for topic in topics.children(direction.code):
                yield "topic", topic


def _line(ledger: _Sorted, asked: Iterable[Measure], level: Level, code: Code) -> Line:
    told = [one for one in asked if level != "topic" or one.name in ledger.by_topic]
    records = {one.name: ledger.records.get((one.name, code.code), []) for one in told}
    figures: dict[str, Figure] = {
        one.name: ledger.amounts.get((one.name, code.code), Decimal(0))
        if one.amount
        else len(records[one.name])
        for one in told
    }
    return Line(
        code=code.code,
        title=code.title,
        level=level,
        note=code.note,
        figures={one.name: figures.get(one.name) for one in MEASURES},
        records=tuple(record for of_measure in records.values() for record in of_measure),
        is_gap=bool(told) and not any(records.values()) and is_of_the_plan(code),
    )


def _record(district: str, row: Form) -> Record:
    return Record(district, row.spec.code, row.record_id, row.title)


# --- The six plans --------------------------------------------------------------------------


def _plan_lines(
    by_district: Mapping[str, Rows], catalogue: Catalogue, forms: FormSet, not_asked: Set[str]
) -> Iterator[PlanLine]:
    for plan in catalogue.codelist("plan").active():
        yield _plan(plan, by_district)
        for item in catalogue.plan_items:
            if item.part == PLANS and item.group == plan.code:
                yield _plan_item(item, by_district, catalogue, forms, not_asked)
    measures = [item for item in catalogue.plan_items if item.part == MEASURES_PART]
    yield PlanLine("M", "保障措施", False, "", (), None, (), False)
    for item in measures:
        yield _plan_item(item, by_district, catalogue, forms, not_asked)


def _plan(plan: Code, by_district: Mapping[str, Rows]) -> PlanLine:
    code = Project.spec.code
    records = tuple(
        _record(district, row)
        for district, rows in by_district.items()
        for row in rows.get(code, {}).values()
        if plan.code in (getattr(row, "plan_codes", None) or ())
    )
    return PlanLine(plan.code, plan.title, False, "", (code,), len(records), records, not records)


def _plan_item(
    item: PlanItem,
    by_district: Mapping[str, Rows],
    catalogue: Catalogue,
    forms: FormSet,
    not_asked: Set[str],
) -> PlanLine:
    selectors = [one for one in map(Selector.parse, item.records) if one.form in forms]
    found = {
        record: None
        for one in selectors
        for district, rows in by_district.items()
        for row in rows.get(one.form, {}).values()
        if one.takes(row, catalogue)
        for record in (_record(district, row),)
    }
    codes = tuple(dict.fromkeys(one.form for one in selectors))
    asked = bool(set(codes) - not_asked)
    return PlanLine(
        code=item.code,
        title=item.title,
        is_item=True,
        phrase="；".join(item.phrases),
        forms=codes,
        count=len(found) if asked else None,
        records=tuple(found),
        is_gap=asked and not found,
    )
