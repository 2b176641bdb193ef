"""F11 指标完成情况综合表: one district's indicators, computed; a person writes only the note."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from forms.f11_indicator_summary import IndicatorSummary
from forms.indicators.facts import Facts, all_facts
from forms.indicators.measuring import measure
from forms.periods import Period

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forms.catalogue import Catalogue
    from forms.due import Overrides
    from forms.indicators.answers import Answers
    from forms.indicators.figures import Figure
    from forms.indicators.scope import Rows

Figures = dict[str, "Figure"]

CENT = Decimal("0.01")
TENTH = Decimal("0.001")


def summary_rows(
    district: str,
    period: Period,
    rows: Rows,
    previous: Rows | None,
    last_year: Rows | None,
    catalogue: Catalogue,
    notes: Mapping[str, str],
    *,
    settings: Answers | None = None,
    due: Overrides | None = None,
    previous_period: Period | None = None,
) -> dict[str, IndicatorSummary]:
    """F11 of one district by record id (310115-Z01, 310115-N31-1), in printed order.

    ``rows`` are the district's records of the period, ``previous`` those of the period before
    (``previous_period``, the preceding one unless said) and ``last_year`` those of the same period
    a year earlier; None when there are none. ``notes`` are the 差异说明 by record id. Money is in
    万元, the completion in per cent of the whole city's target. A figure that can't be known is
    blank.
    """

    def figures(when: Period, records: Rows | None) -> Figures:
        if not records:
            return {}
        return measure({district: records}, when, catalogue, settings, due=due)

    now = figures(period, rows or {"F00": {}})
    before = figures(previous_period or period.previous(), previous)
    year_ago = figures(a_year_before(period), last_year)
    return {
        row.record_id: row
        for facts in all_facts(catalogue)
        for row in (_row(district, period, facts, (now, before, year_ago), catalogue, notes),)
    }


def a_year_before(period: Period) -> Period:
    """The same period of the preceding year, 上年同期."""
    return Period(period.year - 1, period.frequency, period.index)


def record_id_of(district: str, code: str) -> str:
    """The id of an indicator's row in F11."""
    return f"{district}-{code}"


def _row(
    district: str,
    period: Period,
    facts: Facts,
    figures: tuple[Figures, Figures, Figures],
    catalogue: Catalogue,
    notes: Mapping[str, str],
) -> IndicatorSummary:
    now, before, year_ago = (_own(found, facts.code, district) for found in figures)
    record_id = record_id_of(district, facts.code)
    return IndicatorSummary(
        district=district,
        period=period.code,
        record_id=record_id,
        catalogue_version=catalogue.version,
        indicator_code=facts.code,
        indicator_name=facts.full_title,
        unit_name=facts.unit,
        value=now,
        last_year=year_ago,
        change=None if now is None or before is None else now - before,
        cumulative=figures[0][facts.code].cumulative,
        target=facts.counted_target,
        completion=completion(now, facts.counted_target),
        difference_note=notes.get(record_id),
    )


def _own(figures: Figures, code: str, district: str) -> Decimal | None:
    found = figures.get(code)
    return found.by_district[district] if found else None


def completion(value: Decimal | None, target: Decimal | None) -> Decimal | None:
    """The share of the target in per cent, for reference only (domain §0.1)."""
    if value is None or not target:
        return None
    return (value * 100 / target).quantize(TENTH)
