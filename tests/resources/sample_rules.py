"""The mandatory rules of projects and progress, written plainly to judge the sample.

They are a second opinion on the sample, independent of the program's own checks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher

from forms.catalogue import Catalogue
from resources.sample import Row
from resources.sample.codes import body_check, uscc_check

EPSILON = Decimal("0.01")
ENDS = {"2026Q2": date(2026, 6, 30), "2026Q3": date(2026, 9, 30)}
FUNDS = ("fund_budget", "fund_loan", "fund_foreign", "fund_self", "fund_other")
REQUIRED_F01 = (
    "record_id", "project_name", "project_category", "entity_name", "entity_uscc",
    "entity_type", "cluster_code", "direction_code", "topic_codes", "plan_codes",
    "project_level", "town_code", "content", "total_investment", "planned_start",
    "planned_finish", "stage", "leader_name", "contact_name", "contact_phone",
    "secrecy_confirm",
)  # fmt: skip
REQUIRED_F02 = (
    "record_id", "plan_year", "inv_period", "inv_ytd", "inv_cum", "progress_text",
    "progress_pct", "stage", "issue_type", "source",
)  # fmt: skip
COUNTS = ("patent_apply", "patent_grant", "invention_grant", "sw_copyright", "standards",
          "jobs_ytd")  # fmt: skip
MOVES = {("10", "20"), ("20", "30"), ("30", "40"), ("40", "50"), ("50", "60"), ("40", "70"),
         ("70", "40")}  # fmt: skip

Broken = tuple[str, str]


def text(row: Row, field: str) -> str:
    """Return a field as text, empty for None."""
    value = row[field]
    return "" if value is None else str(value)


def number(row: Row, field: str) -> Decimal:
    """Return a field as a number; words count as not a number."""
    value = row[field]
    return Decimal(value) if isinstance(value, (int, Decimal)) else Decimal("NaN")


def project_faults(row: Row, district: str, period: str, codes: Catalogue) -> set[str]:
    """Return the rules that one F01 row breaks, soft A05, A17, A22 and A23 included."""
    uscc, stage = text(row, "entity_uscc"), text(row, "stage")
    end = ENDS[period]
    tests: Mapping[str, bool] = {
        "A01": all(text(row, field) for field in REQUIRED_F01),
        "A02": bool(re.fullmatch(rf"{district}-\d{{4}}-P\d{{4}}", text(row, "record_id"))),
        "A03": 2 <= len(text(row, "project_name")) <= 100,
        "A04": len(uscc) == 18 and uscc_check(uscc[:17]) == uscc[17],
        "A05": body_check(uscc[8:16]) == uscc[16],
        "A07": _code_fits(text(row, "nat_project_code")),
        "A10": bool(text(row, "nat_project_code")) != bool(text(row, "no_code_reason")),
        "A11": _classes_fit(row, codes),
        "A14": abs(sum(number(row, f) for f in FUNDS) - number(row, "total_investment"))
        <= 5 * EPSILON,
        "A15": number(row, "fund_city") + number(row, "fund_district")
        <= number(row, "fund_budget") + EPSILON,
        "A17": 10 <= number(row, "total_investment") <= 1_000_000,
        "A19": text(row, "planned_start") <= text(row, "planned_finish")
        and text(row, "actual_start") <= (text(row, "actual_finish") or "9999"),
        "A20": (stage < "40" or stage > "60" or bool(row["actual_start"]))
        and (stage not in {"50", "60"} or bool(row["actual_finish"]))
        and (stage >= "40" or not row["actual_start"]),
        "A21": max(text(row, "actual_start"), text(row, "actual_finish")) <= end.isoformat(),
        "A22": stage >= "50" or text(row, "planned_finish") >= f"{end:%Y-%m}",
        "A23": stage >= "40" or text(row, "planned_start") >= f"{end:%Y-%m}",
        "A24": 1 <= number(row, "trl") <= 9,
        "A25": text(row, "contact_phone") == "021-00000000",
        "A26": row["secrecy_confirm"] == "是",
        "TOWN": codes.codelist("town").get(text(row, "town_code")).parent == district,
        "CONTENT": len(text(row, "content") or "·" * 10) >= 10,
        "FORMAT": _no_words(row, (*FUNDS, "total_investment", "expected_output")),
    }
    return {rule for rule, holds in tests.items() if not holds}


def _code_fits(code: str) -> bool:
    return not code or bool(re.fullmatch(r"\d{4}-3101\d{2}-\d{2}-\d{2}-\d{6}", code))


def _classes_fit(row: Row, codes: Catalogue) -> bool:
    direction = codes.codelist("direction").get(text(row, "direction_code"))
    topics = [codes.codelist("topic").get(code) for code in text(row, "topic_codes").split(",")]
    return (
        direction.parent == row["cluster_code"]
        and len(topics) <= 3
        and len(set(topics)) == len(topics)
        and all(topic.parent == direction.code for topic in topics)
        and row["direction2_code"] != direction.code
    )


def _no_words(row: Row, fields: tuple[str, ...]) -> bool:
    return all(number(row, field).is_finite() for field in fields if row[field] is not None)


def progress_faults(row: Row, before: Row | None, project: Row) -> set[str]:
    """Return the rules that one F02 row breaks, soft A33, A38, A39, A41, A42 included."""
    stage, total = text(row, "stage"), number(project, "total_investment")
    percent, cumulative = number(row, "progress_pct"), number(row, "inv_cum")
    issue = text(row, "issue")
    no_issue = row["issue_type"] == "无"
    tests: Mapping[str, bool] = {
        "A01": all(text(row, field) for field in REQUIRED_F02),
        "A30": not re.search(r"1[3-9]\d{9}", " ".join(text(row, f) for f in row)),
        "A33": number(row, "inv_period") >= 0,
        "A34": before is None or _adds_up(row, before, "inv_ytd"),
        "A35": number(row, "inv_ytd") >= number(row, "inv_period") or before is not None,
        "A36": before is None or _adds_up(row, before, "inv_cum"),
        "A37": number(row, "inv_ytd") <= cumulative + EPSILON,
        "A38": cumulative <= total,
        "A39": number(row, "inv_ytd") <= Decimal("1.3") * number(row, "plan_year"),
        "A40": 0 <= percent <= 100,
        "A41": before is None or percent >= number(before, "progress_pct"),
        "A42": abs(percent / 100 - cumulative / total) <= Decimal("0.30"),
        "A43": stage not in {"50", "60"} or percent == 100,
        "A44": before is None or _moves(text(before, "stage"), stage),
        "A45": stage != "40" or number(row, "inv_period") != 0,
        "A46": (not issue) if no_issue else len(issue) >= 10 and bool(row["coordinate_level"]),
        "A47": number(row, "invention_grant") <= number(row, "patent_grant")
        and all(isinstance(row[f], int) and number(row, f) >= 0 for f in COUNTS),
        "A49": number(row, "future_output_ytd") <= number(row, "output_ytd"),
        "A50": stage >= "50" or number(row, "output_ytd") == 0,
        "STAGE": stage == project["stage"],
        "FORMAT": _no_words(row, ("plan_year", "inv_period", "fund_ytd", "rd_ytd")),
    }
    return {rule for rule, holds in tests.items() if not holds}


def _adds_up(row: Row, before: Row, field: str) -> bool:
    return number(row, field) - number(before, field) - number(row, "inv_period") == 0


def _moves(before: str, after: str) -> bool:
    return before == after or (before, after) in MOVES


def register_faults(projects: list[Row]) -> Iterator[str]:
    """Yield what a district's F01 rows break together: A02, A03, A27, A28."""
    for field, rule in (("record_id", "A02"), ("project_name", "A03"), ("nat_project_code", "A28")):
        values = [row[field] for row in projects if row[field]]
        if len(set(values)) < len(values):
            yield rule
    for position, row in enumerate(projects):
        for other in projects[:position]:
            if row["entity_uscc"] == other["entity_uscc"]:
                names = text(row, "project_name"), text(other, "project_name")
                if SequenceMatcher(None, *names).ratio() >= 0.9:
                    yield "A27"
