"""The mandatory rules of the registers and of F12, written plainly to judge the sample.

They are a second opinion on the sample, independent of the program's own checks.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal

from forms.base import Form
from forms.catalogue import Catalogue
from forms.items import Item
from forms.registry import STANDARD_FORMS
from resources.sample import Row
from resources.sample.codes import body_check, uscc_check

ENDS = {"2026Q2": "2026-06-30", "2026Q3": "2026-09-30"}
REGISTERS = ("F03", "F04", "F04Q", "F05", "F06", "F07", "F08", "F09", "F10", "F12")
Tables = dict[str, list[Row]]
Fault = tuple[str, str, str]
"""Rule, record id, field."""


def text(row: Row, field: str) -> str:
    """Return a field as text, empty for None."""
    value = row.get(field)
    return "" if value is None else str(value)


def register_faults(tables: Tables, district: str, period: str, codes: Catalogue) -> list[Fault]:
    """Return what the registers of one district break in one period."""
    end = ENDS[period]
    found = [
        fault for code in tables if code in REGISTERS for fault in _fields(tables, code, codes)
    ]
    for judge in JUDGES:
        found += judge(tables, end)
    found += _identities(tables, district)
    return found


def _fields(tables: Tables, code: str, codes: Catalogue) -> Iterator[Fault]:
    """A01 and K01 to K03: required, of a list, a number where one is asked, of bounded length."""
    form: type[Form] = STANDARD_FORMS[code]
    items = form.items_by_name()
    for row in tables[code]:
        own_id = text(row, "record_id")
        for name, entry in items.items():
            if entry.required and not text(row, name):
                yield "A01", own_id, name
        for name in row:
            if text(row, name) and not _fits(items[name], text(row, name), codes):
                yield "FORMAT", own_id, name


def _fits(entry: Item, value: str, codes: Catalogue) -> bool:
    kind = entry.kind.name
    if kind in {"one_of", "many_of"} and not entry.open_list:
        return all(one in codes.codelist(entry.codes) for one in value.split(","))
    if kind == "count":
        return value.isdecimal()
    if kind in {"money", "measure"}:
        return bool(re.fullmatch(r"\d+(\.\d{1,3})?", value))
    if kind == "date":
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", value))
    return (entry.least or 0) <= len(value) <= (entry.most or 999)


def _identities(tables: Tables, district: str) -> Iterator[Fault]:
    """A02 and the forms' own keys: ids well-formed and nothing twice; A04 and A05 for codes."""
    for code in set(tables) & set(REGISTERS):
        spec = STANDARD_FORMS[code].spec
        pattern = rf"{district}-{spec.id_letter}-\d{{4}}"
        ids = Counter(text(row, "record_id") for row in tables[code])
        keys = Counter(tuple(text(row, name) for name in spec.key_fields) for row in tables[code])
        for row in tables[code]:
            own_id = text(row, "record_id")
            if ids[own_id] > 1 or not re.fullmatch(pattern, own_id):
                yield "A02", own_id, "record_id"
            if keys[tuple(text(row, name) for name in spec.key_fields)] > 1:
                yield "KEY", own_id, spec.key_fields[0]
            for name in (name for name in row if name.endswith("uscc") and row[name]):
                if not _code_holds(text(row, name)):
                    yield "A72", own_id, name


def _code_holds(code: str) -> bool:
    return (
        len(code) == 18
        and code[8:12] == "MA00"
        and uscc_check(code[:17]) == code[17]
        and body_check(code[8:16]) == code[16]
    )


def _enterprises(tables: Tables, end: str) -> Iterator[Fault]:
    projects = {text(row, "entity_uscc"): text(row, "entity_name") for row in tables["F01"]}
    for row in tables["F04"]:
        own_id = text(row, "record_id")
        if row["is_state_owned"] == "是" and not row["supervision_level"]:
            yield "A01", own_id, "supervision_level"
        if text(row, "founded_on") > end:
            yield "A51", own_id, "founded_on"
        known = projects.get(text(row, "uscc"))
        if known is not None and known != row["enterprise_name"]:
            yield "NAME", own_id, "enterprise_name"


def _qualifications(tables: Tables, end: str) -> Iterator[Fault]:
    firms = {text(row, "record_id"): row for row in tables["F04"]}
    years = Counter(_title_year(row) for row in tables["F04Q"])
    titles = defaultdict(set)
    for row in tables["F04Q"]:
        titles[text(row, "uscc")].add(row["qualification_type"])
    for row in tables["F04Q"]:
        yield from (
            (rule, text(row, "record_id"), field)
            for rule, field, broken in _qualification_tests(row, end)
            if broken
        )
        firm = firms.get(text(row, "enterprise_id"))
        if firm is None or any(firm[name] != row[name] for name in ("enterprise_name", "uscc")):
            yield "A72", text(row, "record_id"), "enterprise_id"
        if years[_title_year(row)] > 1:
            yield "A55", text(row, "record_id"), "qualification_type"
        if {"领军企业", "生态主导型企业"} <= titles[text(row, "uscc")]:
            yield "A56", text(row, "record_id"), "qualification_type"


def _title_year(row: Row) -> tuple[str, ...]:
    return text(row, "uscc"), text(row, "qualification_type"), text(row, "list_year")


def _qualification_tests(row: Row, end: str) -> Iterator[tuple[str, str, bool]]:
    certified, last = text(row, "certified_on"), text(row, "valid_to")
    yield "A51", "certified_on", certified > end
    yield "A51", "valid_to", bool(last) and last < certified
    yield "A52", "state", row["state"] == "有效" and bool(last) and last < end
    yield "A52", "valid_to", row["qualification_type"] == "高新技术企业" and not last
    ranked = row["qualification_type"] in {"未来之星", "硬核科技百强"}
    yield "A01", "list_year", ranked and not row["list_year"]


def _outputs(tables: Tables, _end: str) -> Iterator[Fault]:
    firms = {text(row, "uscc"): text(row, "enterprise_name") for row in tables["F04"]}
    methods = defaultdict(set)
    for row in tables["F12"]:
        methods[text(row, "uscc")].add(row["method"])
    for row in tables["F12"]:
        own_id = text(row, "record_id")
        future, output = row["future_output_ytd"], row["output_ytd"]
        if isinstance(future, Decimal) and isinstance(output, Decimal) and future > output:
            yield "A64", own_id, "future_output_ytd"
        if len(methods[text(row, "uscc")]) > 1:
            yield "A64", own_id, "method"
        if firms.get(text(row, "uscc")) != row["enterprise_name"]:
            yield "NAME", own_id, "uscc"


def _carriers(tables: Tables, end: str) -> Iterator[Fault]:
    names = Counter(text(row, "carrier_name") for row in tables["F03"])
    for row in tables["F03"]:
        own_id = text(row, "record_id")
        tests = {
            ("A51", "certified_on"): text(row, "certified_on") <= end,
            ("A53", "testbed_type"): (row["carrier_type"] == "未来产业试验场")
            == bool(row["testbed_type"]),
            ("A54", "lead_district"): row["lead_district"] == own_id[:6],
            ("A54", "other_districts"): own_id[:6] not in text(row, "other_districts"),
            ("A01", "country_city"): bool(row["country_city"])
            == (row["carrier_type"] in {"海外技术转移转化网络节点", "国际技术转移和创新合作中心"}),
            ("STATE", "certified_on"): bool(row["certified_on"])
            == (row["state"] in {"认定/授牌", "运行", "摘牌"}),
            ("K03", "carrier_name"): names[text(row, "carrier_name")] == 1,
        }
        yield from _broken(own_id, tests)


def _broken(own_id: str, tests: Mapping[tuple[str, str], bool]) -> Iterator[Fault]:
    yield from ((rule, own_id, field) for (rule, field), holds in tests.items() if not holds)


def _achievements(tables: Tables, end: str) -> Iterator[Fault]:
    projects = {text(row, "record_id"): row for row in tables["F01"]}
    for row in tables["F05"]:
        own_id = text(row, "record_id")
        standard = row["achievement_type"] == "标准"
        project = projects.get(text(row, "project_id"))
        tests = {
            ("A51", "finished_on"): text(row, "finished_on") <= end,
            ("A57", "document_no"): not standard or bool(row["document_no"]),
            ("A57", "standard_level"): standard == bool(row["standard_level"]),
            ("A72", "project_id"): not row["project_id"] or project is not None,
            ("NAME", "owner_name"): project is None
            or (project["entity_name"], project["entity_uscc"])
            == (row["owner_name"], row["owner_uscc"]),
            ("A11", "topic_codes"): text(row, "topic_codes")[:3] == row["direction_code"]
            and text(row, "direction_code")[:1] == row["cluster_code"],
        }
        yield from _broken(own_id, tests)


def _scenarios(tables: Tables, end: str) -> Iterator[Fault]:
    projects = {text(row, "record_id") for row in tables["F01"]}
    carriers = {text(row, "record_id") for row in tables["F03"]}
    names = Counter(text(row, "scenario_name") for row in tables["F06"])
    for row in tables["F06"]:
        wide = ("scale", "scale_unit", "user_units")
        users = row["user_units"]
        published, formed = text(row, "published_on"), text(row, "formed_on")
        tests = {
            ("A60", "scale"): row["stage"] != "综合推广" or all(row[name] for name in wide),
            ("A61", "user_units"): row["comprehensive"] == "否"
            or not isinstance(users, int)
            or users >= 2,
            ("A01", "formed_on"): (row["state"] == "已形成") == bool(formed),
            ("A51", "published_on"): published <= end
            and (not formed or published <= formed <= end),
            ("A72", "project_id"): not row["project_id"] or row["project_id"] in projects,
            ("A72", "carrier_id"): not row["carrier_id"] or row["carrier_id"] in carriers,
            ("K03", "scenario_name"): names[text(row, "scenario_name")] == 1,
        }
        yield from _broken(text(row, "record_id"), tests)


def _challenges(tables: Tables, end: str) -> Iterator[Fault]:
    for row in tables["F07"]:
        names = ("published_on", "taken_on", "signed_on", "accepted_on")
        days = [text(row, name) for name in names if row[name]]
        taken = row["state"] in {"已揭榜", "攻关中", "已验收"}
        tests = {
            ("A62", "taken_on"): days == sorted(days) and days[-1] <= end,
            ("A63", "accepted_on"): (row["state"] == "已验收") == bool(row["accepted_on"]),
            ("A63", "taker_name"): taken == bool(row["taker_name"]) == bool(row["taken_on"]),
        }
        yield from _broken(text(row, "record_id"), tests)


def _talents(tables: Tables, end: str) -> Iterator[Fault]:
    for row in tables["F08"]:
        station = "工作站" in text(row, "row_type")
        programme = row["row_type"] == "人才计划"
        applied, selected = row["applied"], row["selected"]
        tests = {
            ("A01", "host_uscc"): station == bool(row["host_uscc"]) == bool(row["host_name"]),
            ("A01", "station_name"): bool(row["station_name"]) or not (station or programme),
            ("A01", "applied"): programme == (applied is not None) == (selected is not None),
            ("A64", "selected"): int(selected or 0) <= int(applied or 0),
            ("A51", "founded_on"): max(text(row, "founded_on"), text(row, "closed_on")) <= end,
        }
        yield from _broken(text(row, "record_id"), tests)


def _events(tables: Tables, end: str) -> Iterator[Fault]:
    for row in tables["F09"]:
        tests = {
            ("A51", "event_date"): text(row, "event_date") <= end and text(row, "ended_on") <= end,
            ("A64", "paid_in"): Decimal(row["paid_in"] or 0) <= Decimal(row["size"] or 0),
        }
        yield from _broken(text(row, "record_id"), tests)


def _policies(tables: Tables, end: str) -> Iterator[Fault]:
    for row in tables["F10"]:
        paid, firms = Decimal(row["paid"] or 0), int(row["company_count"] or 0)
        last = text(row, "valid_to")
        tests = {
            ("A67", "company_count"): paid == 0 or firms > 0,
            ("A51", "effective_on"): text(row, "effective_on") <= end,
            ("A51", "valid_to"): not last or last >= text(row, "effective_on"),
            ("A01", "document_no"): row["tool"] != "区专项"
            or bool(row["policy_name"] and row["document_no"]),
        }
        yield from _broken(text(row, "record_id"), tests)


def _projects(tables: Tables, _end: str) -> Iterator[Fault]:
    carriers = {text(row, "record_id") for row in tables["F03"]}
    for row in tables["F01"]:
        if row["carrier_id"] and row["carrier_id"] not in carriers:
            yield "A72", text(row, "record_id"), "carrier_id"


JUDGES = (
    _enterprises, _qualifications, _outputs, _carriers, _achievements, _scenarios, _challenges,
    _talents, _events, _policies, _projects,
)  # fmt: skip
