"""Planting the mistakes that registers have in practice, and saying where they stand."""

from __future__ import annotations

import random
from collections.abc import Callable, Container
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from resources.sample.carriers import AWARDED, RUNNING, TESTBED
from resources.sample.codes import USCC_ALPHABET, money
from resources.sample.mistakes import PLACEHOLDER_MOBILE, Planted
from resources.sample.places import Row

if TYPE_CHECKING:
    from collections.abc import Mapping

Tables = dict[str, list[Row]]
Harm = Callable[[random.Random, Row, Tables], bool]

SHARE = Decimal("0.05")
#: turns taken for each mistake wanted, as some kinds find no row that they fit
PATIENCE = 3
FORMS = ("F03", "F04", "F04Q", "F05", "F06", "F07", "F08", "F09", "F10", "F12")
#: after the end of both periods
TOO_LATE = "2026-12-15"
WORDS = "约500万"


@dataclass(frozen=True, slots=True)
class RegisterMistake:
    """One kind of mistake: the rule that should find it, where, and how it is made.

    `harm` gets a row and all of the district's rows and returns False, having changed
    nothing, where the mistake does not fit.
    """

    rule: str
    form: str
    field: str
    harm: Harm


def plant_registers(rng: random.Random, first: int, tables: Tables) -> list[Planted]:
    """Change some rows in place, at most one mistake a row, and return where.

    About SHARE of all rows of the registers are hit; kinds take turns from number `first` on.
    """
    waiting = {code: rng.sample(tables[code], len(tables[code])) for code in FORMS}
    quota = max(1, round(SHARE * sum(map(len, waiting.values()))))
    planted: list[Planted] = []
    for turn in range(quota * PATIENCE):
        kind = REGISTER_MISTAKES[(first + turn) % len(REGISTER_MISTAKES)]
        rows = waiting[kind.form]
        hit = next((n for n, row in enumerate(rows) if kind.harm(rng, row, tables)), None)
        if hit is not None:
            planted.append((kind.rule, str(rows[hit]["record_id"]), kind.field))
            del rows[hit]
        if len(planted) == quota:
            break
    return planted


def claim_registers(
    tables: Tables, others: Mapping[str, list[Row]], taken: Container[object]
) -> list[Planted]:
    """Enter a firm and a carrier of another district as one's own (A77), and return where.

    `taken` are record ids that carry a mistake already and are left alone.
    """
    planted: list[Planted] = []
    firm = next(
        row for row in tables["F04"] if row["record_id"] not in taken and _alone(row, tables)
    )
    theirs = next(row for row in others["F04"] if _alone(row, others))
    firm.update({name: theirs[name] for name in ("enterprise_name", "uscc")})
    planted.append(("A77", str(firm["record_id"]), "uscc"))
    for carrier in tables["F03"]:
        same = [row for row in others["F03"] if _counts(row) and _alike(row, carrier)]
        if same and _counts(carrier) and carrier["record_id"] not in taken:
            carrier["carrier_name"] = same[0]["carrier_name"]
            planted.append(("A77", str(carrier["record_id"]), "carrier_name"))
            break
    return planted


def _counts(carrier: Row) -> bool:
    return carrier["state"] in {AWARDED, RUNNING}


def _alike(carrier: Row, other: Row) -> bool:
    return carrier["carrier_type"] == other["carrier_type"]


def _alone(firm: Row, tables: Mapping[str, list[Row]]) -> bool:
    """Whether no other form names the firm, so that a wrong code is wrong in one place."""
    named = {
        row[field]
        for code, field in NAMING.items()
        for row in tables[code]
    }  # fmt: skip
    return firm["uscc"] not in named


NAMING = {"F01": "entity_uscc", "F04Q": "uscc", "F05": "owner_uscc", "F06": "supplier_uscc",
          "F07": "issuer_uscc", "F08": "host_uscc", "F12": "uscc"}  # fmt: skip


def _put(field: str, value: object, fits: Callable[[Row], bool] = lambda _row: True) -> Harm:
    """A mistake that puts one value into one field of the rows that it fits."""

    def harm(_rng: random.Random, row: Row, _tables: Tables) -> bool:
        if not fits(row):
            return False
        row[field] = value  # type: ignore[assignment]
        return True

    return harm


def _is(field: str, *values: object) -> Callable[[Row], bool]:
    return lambda row: row[field] in values


def _has(field: str) -> Callable[[Row], bool]:
    return lambda row: row[field] is not None


def _wrong_code(field: str) -> Harm:
    """A mistake that changes the check character."""

    def harm(rng: random.Random, row: Row, tables: Tables) -> bool:
        code = str(row[field] or "")
        if not code or (field == "uscc" and not _alone(row, tables)):
            return False
        row[field] = code[:-1] + rng.choice(USCC_ALPHABET.replace(code[-1], ""))
        return True

    return harm


def _unlike_testbed(rng: random.Random, row: Row, _: Tables) -> bool:
    if row["carrier_type"] == TESTBED:
        return False
    row["testbed_type"] = rng.choice(("未来社区", "未来工厂", "未来医院"))
    return True


def _expired_before_issued(_: random.Random, row: Row, __: Tables) -> bool:
    if row["state"] != "到期":
        return False
    row["valid_to"] = "2020-12-31"
    return True


def _same_title_twice(_: random.Random, row: Row, tables: Tables) -> bool:
    """Make a firm's later recognition the same as an earlier one."""
    for other in tables["F04Q"]:
        if other is row:
            return False
        if other["enterprise_id"] == row["enterprise_id"]:
            # The rule tells years by the list's year, so the certificate may keep its days.
            row.update(
                qualification_type=other["qualification_type"],
                list_year=other["list_year"],
                valid_to=row["valid_to"] or other["valid_to"],
            )
            return True
    return False


def _both_crowns(_: random.Random, row: Row, tables: Tables) -> bool:
    """Give a leading firm's later recognition the other title."""
    for other in tables["F04Q"]:
        if other is row:
            return False
        leading = (other["enterprise_id"], other["state"]) == (row["enterprise_id"], "有效")
        if leading and other["qualification_type"] == "领军企业" and row["state"] == "有效":
            row["qualification_type"] = "生态主导型企业"
            return True
    return False


def _one_user(_: random.Random, row: Row, __: Tables) -> bool:
    if row["comprehensive"] != "是" or row["user_units"] is None:
        return False
    row["user_units"] = 1
    return True


def _signed_before_taken(_: random.Random, row: Row, __: Tables) -> bool:
    if row["signed_on"] is None:
        return False
    row["signed_on"] = row["published_on"]
    return True


def _missing_carrier(_: random.Random, row: Row, __: Tables) -> bool:
    if row["carrier_id"] is None:
        return False
    row["carrier_id"] = f"{str(row['record_id'])[:6]}-C-0999"
    return True


def _more_than_whole(_: random.Random, row: Row, __: Tables) -> bool:
    if not row["output_ytd"]:
        return False
    row["future_output_ytd"] = money(Decimal(str(row["output_ytd"])) * 2)
    return True


def _other_method(_: random.Random, row: Row, tables: Tables) -> bool:
    """Let the second row of a firm with two directions be of another method."""
    for other in tables["F12"]:
        if other is row:
            return False
        if other["uscc"] == row["uscc"]:
            row["method"] = "项目法" if row["method"] == "企业法" else "企业法"
            return True
    return False


#: The order has forms take turns, so that even a small district shows several forms' mistakes.
REGISTER_MISTAKES: tuple[RegisterMistake, ...] = (
    RegisterMistake("A53", "F03", "testbed_type",
                    _put("testbed_type", None, _is("carrier_type", TESTBED))),
    RegisterMistake("A52", "F04Q", "valid_to", _put("state", "有效", _is("state", "到期"))),
    RegisterMistake("A64", "F12", "future_output_ytd", _more_than_whole),
    RegisterMistake("A57", "F05", "document_no",
                    _put("document_no", None, _is("achievement_type", "标准"))),
    RegisterMistake("A60", "F06", "scale", _put("scale", None, _is("stage", "综合推广"))),
    RegisterMistake("A63", "F07", "accepted_on",
                    _put("accepted_on", None, _is("state", "已验收"))),
    RegisterMistake("A01", "F04", "town_code", _put("town_code", None)),
    RegisterMistake("A67", "F10", "company_count", _put("company_count", 0, lambda row: bool(row["paid"]))),
    RegisterMistake("A51", "F04Q", "certified_on", _put("certified_on", TOO_LATE)),
    RegisterMistake("A54", "F03", "lead_district",
                    _put("lead_district", None, _has("other_districts"))),
    RegisterMistake("A58", "F05", "standard_level",
                    _put("standard_level", "企业", _is("standard_level", "国家", "行业"))),
    RegisterMistake("FORMAT", "F12", "output_ytd", _put("output_ytd", WORDS)),
    RegisterMistake("A72", "F06", "carrier_id", _missing_carrier),
    RegisterMistake("A04", "F04", "uscc", _wrong_code("uscc")),
    RegisterMistake("A55", "F04Q", "qualification_type", _same_title_twice),
    RegisterMistake("A62", "F07", "signed_on", _signed_before_taken),
    RegisterMistake("A59", "F05", "finished_on",
                    _put("finished_on", "2021-06-30", lambda row: str(row["finished_on"]) > "2022")),
    RegisterMistake("A51", "F09", "event_date", _put("event_date", TOO_LATE)),
    RegisterMistake("A56", "F04Q", "qualification_type", _both_crowns),
    RegisterMistake("A61", "F06", "user_units", _one_user),
    RegisterMistake("A53", "F03", "testbed_type", _unlike_testbed),
    RegisterMistake("A72", "F05", "owner_uscc", _wrong_code("owner_uscc")),
    RegisterMistake("A30", "F04", "address",
                    _put("address", f"示例路1号，联系电话{PLACEHOLDER_MOBILE}")),
    RegisterMistake("A51", "F04Q", "valid_to", _expired_before_issued),
    RegisterMistake("A64", "F12", "method", _other_method),
    RegisterMistake("A63", "F07", "taker_name", _put("taker_name", None, _has("taken_on"))),
    RegisterMistake("A01", "F08", "host_uscc", _put("host_uscc", None, _has("host_uscc"))),
    RegisterMistake("A52", "F04Q", "valid_to",
                    _put("valid_to", None, _is("qualification_type", "高新技术企业"))),
    RegisterMistake("A51", "F03", "certified_on",
                    _put("certified_on", TOO_LATE, _has("certified_on"))),
    RegisterMistake("FORMAT", "F04", "revenue", _put("revenue", WORDS)),
)  # fmt: skip
