"""F12 产值与主要经济指标: what some of the sample's firms made in one or two directions."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from resources.sample.codes import money, rounding_unit
from resources.sample.firms import Firm, draw_firms, enterprise_rows
from resources.sample.vocabulary import tables
from resources.sample.volumes import is_there, record_id

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Mapping

    from resources.sample.places import Row

SHARE, SECOND_SHARE = 0.42, 0.16
METHODS: Mapping[str, int] = {"企业法": 78, "产品法": 16, "项目法": 6}
MAIN_PERCENT = 65
"""The part that the main direction has of a firm with two."""


def output_rows(district: str, period: str, seed: int) -> list[Row]:
    """Return the F12 rows of a district: one for each reporting firm and direction."""
    staff = {row["uscc"]: row["staff"] for row in enterprise_rows(district, period, seed)}
    reporting = [
        line for firm in draw_firms(district, seed) for line in _lines(firm, firm.rng("output"))
    ]
    # Ids follow the order of registration, so the later period's new rows come last.
    reporting.sort(key=lambda line: line[0].since)
    return [
        {
            "record_id": record_id(district, "O", number),
            **_row(firm, direction, percent, period),
            "staff": staff[firm.code] if direction == firm.direction else None,
        }
        for number, (firm, direction, percent) in enumerate(reporting, start=1)
        if is_there(firm.since, period)
    ]


def _lines(firm: Firm, rng: random.Random) -> Iterator[tuple[Firm, str, int]]:
    """Yield a firm's directions and the percent of its output in each; mostly nothing."""
    if rng.random() >= SHARE:
        return
    if rng.random() >= SECOND_SHARE:
        yield firm, firm.direction, 100
        return
    others = [row["code"] for row in tables()["directions"] if row["code"] != firm.direction]
    yield firm, firm.direction, MAIN_PERCENT
    yield firm, rng.choice(others), 100 - MAIN_PERCENT


def _row(firm: Firm, direction: str, percent: int, period: str) -> Row:
    rng = firm.rng("output")
    main = direction == firm.direction
    unit = rounding_unit(Decimal(firm.yearly))
    output = money(firm.revenue(period) * rng.randint(80, 104) * percent / 10_000, unit)
    future = money(output * rng.randint(55, 97) / 100, unit)
    exported = rng.choice((0, 0, 0, 5, 12, 25))
    return {
        "uscc": firm.code,
        "enterprise_name": firm.name,
        "direction_code": direction,
        "method": rng.choices(list(METHODS), weights=list(METHODS.values()))[0],
        "output_ytd": output,
        "future_output_ytd": min(future, output),
        "revenue": firm.revenue(period) if main else None,
        "export_value": money(output * exported / 100, unit),
        "rd_spending": money(firm.research(period) * percent / 100),
        "note": None,
        "source": "企业填报",
    }
