"""How the lines of the plan stand in a table: their columns, and which are shown."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from desktop.ui.facts import money
from desktop.ui.tables import Column
from desktop.workflow.coverage import GAP, NOTHING_ASKED, form_titles
from forms.coverage import MEASURES, Line, PlanLine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from forms.base import FormSet
    from forms.coverage import Measure

AnyLine = Line | PlanLine

DEPTHS = {"cluster": 0, "direction": 1, "topic": 2}


def depth(line: Line | PlanLine) -> int:
    """How far a line stands in: a topic below its direction below its cluster."""
    if isinstance(line, Line):
        return DEPTHS[line.level]
    return int(line.is_item)


def narrowed(
    lines: Sequence[AnyLine], wanted: Callable[[Sequence[AnyLine]], bool]
) -> list[AnyLine]:
    """The wanted lines, each with the lines above it, so that one sees where it belongs.

    ``wanted`` gets a line as the last of the path from its cluster or plan down to it.
    """
    shown: list[AnyLine] = []
    path: list[AnyLine] = []
    in_sight = 0
    for line in lines:
        del path[depth(line) :]
        in_sight = min(in_sight, len(path))
        path.append(line)
        if wanted(path):
            shown += path[in_sight:]
            in_sight = len(path)
    return shown


def line_columns() -> list[Column[Line]]:
    """Clusters, directions and topics with their figures."""
    return [
        Column("集群、方向、技术领域", _label, 0, tone=_gap_tone, strong=_is_top),
        *(_measure_column(one) for one in MEASURES),
    ]


def plan_columns(forms: FormSet) -> list[Column[PlanLine]]:
    """The six plans and the measures with what was recorded under each."""
    return [
        Column("计划、事项", _label, 0, tone=_gap_tone, strong=_is_top),
        Column("记录数", _count, 12, numeric=True, strong=_is_top),
        Column("填报表", lambda one: form_titles(one, forms), 26),
    ]


def _measure_column(measure: Measure) -> Column[Line]:
    def text(line: Line) -> str:
        figure = line.figures[measure.name]
        if isinstance(figure, Decimal):
            return money(figure) if figure else "0"
        return "" if figure is None else f"{figure:,}"

    def tone(line: Line) -> str:
        return "" if line.figures[measure.name] else "disabled"

    title = measure.full_title if measure.amount else measure.title
    return Column(title, text, 20 if measure.amount else 5, True, tone, _is_top)


def _label(line: Line | PlanLine) -> str:
    return f"{'　　' * depth(line)}{line.title}{GAP if line.is_gap else ''}"


def _is_top(line: Line | PlanLine) -> bool:
    return depth(line) == 0


def _gap_tone(line: Line | PlanLine) -> str:
    return "soft" if line.is_gap else ""


def _count(line: PlanLine) -> str:
    if line.count is not None:
        return f"{line.count:,}"
    return NOTHING_ASKED if line.is_item else ""
