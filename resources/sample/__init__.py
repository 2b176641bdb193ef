"""Sample data: some 600 fictional projects and 1,500 firms of sixteen districts, two periods.

Everything is invented and drawn from a seed; only towns and parks are real, as places.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from resources.sample.achievements import achievement_rows
from resources.sample.carriers import carrier_rows
from resources.sample.challenges import challenge_rows
from resources.sample.events import event_rows
from resources.sample.firms import enterprise_rows
from resources.sample.mistakes import Planted, claim_twice, plant
from resources.sample.outputs import output_rows
from resources.sample.places import Row, Value
from resources.sample.policies import policy_rows
from resources.sample.qualifications import qualification_rows
from resources.sample.register_mistakes import claim_registers, plant_registers
from resources.sample.rows import cover_row, progress_rows, project_rows
from resources.sample.scenarios import scenario_rows
from resources.sample.talents import talent_rows
from resources.sample.timeline import PERIOD_ENDS
from resources.sample.vocabulary import PROJECTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["DISTRICTS", "PERIODS", "Row", "Value", "planted_mistakes", "sample_rows"]

DEFAULT_SEED = 2026
DISTRICTS: tuple[str, ...] = tuple(PROJECTS)
PERIODS: tuple[str, ...] = tuple(PERIOD_ENDS)
#: Lin-gang lies in both districts: the second claims a project, a firm, a carrier of the first.
SHARED_AREA = ("310115", "310120")
#: how many kinds of mistakes a district starts after the one before it
TURN = 7

Tables = dict[str, list[Row]]
FORMS: Mapping[str, Callable[[str, str, int], list[Row]]] = {
    "F01": project_rows,
    "F02": progress_rows,
    "F03": carrier_rows,
    "F04": enterprise_rows,
    "F04Q": qualification_rows,
    "F05": achievement_rows,
    "F06": scenario_rows,
    "F07": challenge_rows,
    "F08": talent_rows,
    "F09": event_rows,
    "F10": policy_rows,
    "F12": output_rows,
}
"""What makes the rows of a form, given district, period and seed."""


def sample_rows(
    district_code: str, period: str, seed: int = DEFAULT_SEED, mistakes: bool = True
) -> Tables:
    """Return the rows of every form of a district at the end of a period, by form code.

    Values are codes, text, whole numbers, Decimal 万元, `2026-03` and `2026-04-10`.
    Without `mistakes` the rows obey every mandatory rule. Raises ValueError for a
    district or period that the sample does not have.
    """
    return (
        _reported(district_code, period, seed)[0]
        if mistakes
        else _clean(district_code, period, seed)
    )


def planted_mistakes(district_code: str, period: str, seed: int = DEFAULT_SEED) -> list[Planted]:
    """Return where `sample_rows` has mistakes: (rule, record_id, field).

    The rule FORMAT marks words typed into a number. Raises ValueError as above.
    """
    return _reported(district_code, period, seed)[1]


def _clean(district: str, period: str, seed: int) -> Tables:
    if district not in DISTRICTS or period not in PERIODS:
        raise ValueError(f"样例数据中没有 {district} 区 {period} 期，请检查区代码和报告期。")
    tables = {code: rows(district, period, seed) for code, rows in FORMS.items()}
    return {"F00": [cover_row(district, period, tables)], **tables}


def _reported(district: str, period: str, seed: int) -> tuple[Tables, list[Planted]]:
    rows = _clean(district, period, seed)
    rng = random.Random(f"{seed}-{district}-{period}-mistakes")
    first = DISTRICTS.index(district) * TURN
    planted = plant(rng, period, first, rows["F01"], rows["F02"])
    planted += plant_registers(rng, first, rows)
    owner, claimant = SHARED_AREA
    if district == claimant:
        taken = {record_id for _, record_id, _ in planted}
        others = _clean(owner, period, seed)
        planted += claim_twice(rows["F01"], others["F01"], taken)
        planted += claim_registers(rows, others, taken)
    return rows, planted
