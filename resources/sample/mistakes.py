"""Planting the mistakes that reports have in practice, and saying where they stand."""

from __future__ import annotations

import random
from collections.abc import Callable, Container
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from resources.sample.codes import USCC_ALPHABET, money
from resources.sample.places import Row
from resources.sample.timeline import CURRENT, OPENING

Planted = tuple[str, str, str]
Harm = Callable[[random.Random, Row, Row], bool]

SHARE = Decimal("0.07")
#: the only digits of a mobile number's shape in the sample; they belong to nobody
PLACEHOLDER_MOBILE = "13000000000"
FUNDS = ("fund_budget", "fund_loan", "fund_foreign", "fund_self", "fund_other")
YUAN_PER_WAN = 10_000


@dataclass(frozen=True, slots=True)
class Mistake:
    """One kind of mistake: the rule that should find it, the field, and how it is made.

    `harm` gets a project's F01 and F02 rows and returns False, having changed
    nothing, where the mistake does not fit.
    """

    rule: str
    field: str
    harm: Harm
    periods: tuple[str, ...] = (OPENING, CURRENT)


def plant(
    rng: random.Random, period: str, first: int, projects: list[Row], progress: list[Row]
) -> list[Planted]:
    """Change some rows in place, at most one mistake a project, and return where.

    About SHARE of all rows are hit; kinds take turns from number `first` on, so that
    a small district shows different kinds from its neighbour's.
    """
    reports = {row["record_id"]: row for row in progress}
    pairs = [(row, reports[row["record_id"]]) for row in projects if row["record_id"] in reports]
    rng.shuffle(pairs)
    kinds = [mistake for mistake in MISTAKES if period in mistake.periods]
    planted: list[Planted] = []
    quota = max(1, round(SHARE * (len(projects) + len(progress))))
    for turn in range(quota):
        mistake = kinds[(first + turn) % len(kinds)]
        for position, (project, report) in enumerate(pairs):
            if mistake.harm(rng, project, report):
                planted.append((mistake.rule, str(project["record_id"]), mistake.field))
                del pairs[position]
                break
    return planted


def _amount(row: Row, field: str) -> Decimal:
    return cast("Decimal", row[field])


def _wrong_check_character(rng: random.Random, project: Row, _: Row) -> bool:
    code = str(project["entity_uscc"])
    project["entity_uscc"] = code[:-1] + rng.choice(USCC_ALPHABET.replace(code[-1], ""))
    return True


def _yuan_for_wan(_: random.Random, project: Row, __: Row) -> bool:
    for field in ("total_investment", *FUNDS, "fund_city", "fund_district"):
        project[field] = _amount(project, field) * YUAN_PER_WAN
    return True


def _late_finish(_: random.Random, project: Row, __: Row) -> bool:
    if project["stage"] != "40" or str(project["planned_start"]) > "2026-03":
        return False
    project["planned_finish"] = "2026-04"
    return True


def _late_start(_: random.Random, project: Row, __: Row) -> bool:
    if project["stage"] not in {"20", "30"}:
        return False
    project["planned_start"] = "2026-03"
    return True


def _over_budget(_: random.Random, project: Row, report: Row) -> bool:
    if report["stage"] != "40":
        return False
    # The three sums stay consistent: only the budget is exceeded.
    extra = money(_amount(project, "total_investment") * Decimal("1.1")) - _amount(
        report, "inv_cum"
    )
    for field in ("inv_period", "inv_ytd", "inv_cum"):
        report[field] = _amount(report, field) + extra
    return True


def _missing_content(_: random.Random, project: Row, __: Row) -> bool:
    project["content"] = None
    return True


def _missing_entity(_: random.Random, project: Row, __: Row) -> bool:
    project["entity_name"] = None
    return True


def _missing_progress_text(_: random.Random, __: Row, report: Row) -> bool:
    report["progress_text"] = None
    return True


def _words_for_money(_: random.Random, project: Row, __: Row) -> bool:
    project["expected_output"] = "约500万"
    return True


def _words_for_funds(_: random.Random, __: Row, report: Row) -> bool:
    report["fund_ytd"] = "约500万"
    return True


def _negative_period(_: random.Random, __: Row, report: Row) -> bool:
    before = _amount(report, "inv_ytd") - _amount(report, "inv_period")
    if before < 20:
        return False
    back = _amount(report, "inv_period") + money(before / 10)
    for field in ("inv_period", "inv_ytd", "inv_cum"):
        report[field] = _amount(report, field) - back
    return True


def _backward_progress(_: random.Random, project: Row, report: Row) -> bool:
    percent = report["progress_pct"]
    started = str(project["actual_start"] or "9999") < "2026-01-01"
    if report["stage"] != "40" or not started or not isinstance(percent, int) or percent < 40:
        return False
    # A quarter never brings 35 points to work planned for years, so this falls below.
    report["progress_pct"] = percent - 35
    return True


def _phone_in_text(_: random.Random, __: Row, report: Row) -> bool:
    report["next_step"] = f"具体安排请联系示例甲，手机{PLACEHOLDER_MOBILE}"
    return True


def _empty_issue(_: random.Random, __: Row, report: Row) -> bool:
    if report["stage"] not in {"20", "30", "40"}:
        return False
    report.update(issue_type="资金", issue=None, coordinate_level="区")
    return True


def _transposed_months(_: random.Random, project: Row, __: Row) -> bool:
    if project["stage"] not in {"50", "60"}:
        return False
    months = project["planned_start"], project["planned_finish"]
    project["planned_finish"], project["planned_start"] = months
    return months[0] != months[1]


def _funds_do_not_add(_: random.Random, project: Row, __: Row) -> bool:
    project["fund_self"] = _amount(project, "fund_self") + 100
    return True


def _year_does_not_add(_: random.Random, __: Row, report: Row) -> bool:
    # Below the true sum, so that the other limits on it still hold.
    if _amount(report, "inv_ytd") < 100 or report["stage"] != "40":
        return False
    report["inv_ytd"] = _amount(report, "inv_ytd") - 90
    return True


def _finished_below_hundred(_: random.Random, __: Row, report: Row) -> bool:
    if report["stage"] not in {"50", "60"}:
        return False
    report["progress_pct"] = 95
    return True


def _both_code_and_reason(_: random.Random, project: Row, __: Row) -> bool:
    if project["nat_project_code"] is None:
        return False
    project["no_code_reason"] = "其他"
    return True


def _foreign_topic(_: random.Random, project: Row, __: Row) -> bool:
    other = "20101" if project["direction_code"] != "201" else "10101"
    project["topic_codes"] = other
    return True


LATER: tuple[str, ...] = (CURRENT,)

#: Mistakes in running sums are made in the later period only: made in the earlier
#: one they would put every sum of the later one in doubt.
MISTAKES: tuple[Mistake, ...] = (
    Mistake("A04", "entity_uscc", _wrong_check_character),
    Mistake("A17", "total_investment", _yuan_for_wan),
    Mistake("A22", "planned_finish", _late_finish),
    Mistake("A23", "planned_start", _late_start),
    Mistake("A38", "inv_cum", _over_budget, LATER),
    Mistake("A01", "content", _missing_content),
    Mistake("A01", "entity_name", _missing_entity),
    Mistake("A01", "progress_text", _missing_progress_text),
    Mistake("FORMAT", "expected_output", _words_for_money),
    Mistake("FORMAT", "fund_ytd", _words_for_funds),
    Mistake("A33", "inv_period", _negative_period, LATER),
    Mistake("A41", "progress_pct", _backward_progress, LATER),
    Mistake("A30", "next_step", _phone_in_text),
    Mistake("A46", "issue", _empty_issue),
    Mistake("A19", "planned_start", _transposed_months),
    Mistake("A14", "fund_self", _funds_do_not_add),
    Mistake("A34", "inv_ytd", _year_does_not_add, LATER),
    Mistake("A43", "progress_pct", _finished_below_hundred),
    Mistake("A10", "no_code_reason", _both_code_and_reason),
    Mistake("A11", "topic_codes", _foreign_topic),
)


def claim_twice(projects: list[Row], others: list[Row], taken: Container[object]) -> list[Planted]:
    """Give one project the national code of another district's (A77), and return where.

    `taken` are record ids that carry a mistake already and are left alone.
    """
    code = next(row["nat_project_code"] for row in others if row["nat_project_code"])
    for project in projects:
        if project["nat_project_code"] and project["record_id"] not in taken:
            project["nat_project_code"] = code
            return [("A77", str(project["record_id"]), "nat_project_code")]
    return []
