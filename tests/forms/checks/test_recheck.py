"""Re-checking after an edit gives exactly what a full check would."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.cells import Kept, Missing
from forms.checks.checker import Checker
from forms.checks.engine import check, recheck
from forms.checks.library import ALL_RULES
from forms.checks.rule import Found, Problem, rule
from forms.f01_project import Project
from forms.f02_progress import Progress
from forms.registry import STANDARD_FORMS
from tests.forms.checks.records import context, cover, earlier, progress, project, rows
from tests.forms.checks.records_ledgers import one

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forms.base import Form
    from forms.checks.affected import Key
    from forms.checks.context import CheckContext

IDS = [f"310115-2026-P{number:04d}" for number in range(1, 5)]
CODE = "2105-310115-04-01-123456"

D = Decimal
VALUES: Mapping[str, Mapping[str, list[Any]]] = {
    "F00": {
        "preparer": ["示例丙", None],
        "nil_forms": [("F12",), ("F01", "F12"), ("F03",), None],
        "report_date": [None, date(2026, 10, 9), date(2026, 1, 1)],
    },
    "F01": {
        "project_name": [
            "示例芯桥类脑芯片研发项目",
            "示例芯桥类脑芯片研发项目二",
            None,
            "虚拟",
            "甲",
        ],
        "project_category": ["研发攻关", "固定资产投资", None],
        "nat_project_code": [CODE, None, "2105-320505-04-01-123456", "1"],
        "no_code_reason": ["其他", None],
        "remark": ["分期", None],
        "entity_uscc": ["91310115MA0000111M", "91310104MA00000239", "9.1E+17", None],
        "cluster_code": ["1", "2", None],
        "direction_code": ["101", "201", None],
        "topic_codes": [("10108",), ("20101", "10101"), None],
        "total_investment": [D("35000.00"), D("5.00"), D("0.00"), Kept("约500万"), None],
        "fund_self": [D("25000.00"), D("1.00"), None, Kept("若干")],
        "stage": ["10", "30", "40", "50", "70", None],
        "actual_start": [date(2026, 4, 10), date(2026, 11, 1), Kept("去年"), None],
        "planned_finish": ["2028-06", "2026-01", None],
        "town_code": ["310115125", Missing("na"), Missing("later", "正在比选"), None],
        "content": ["建设类脑芯片研发平台，完成流片。", "电话 13000000000 的平台建设任务", None],
    },
    "F02": {
        "inv_period": [D("2800.00"), D("-1.00"), D("0.00"), Kept("约"), None],
        "inv_ytd": [D("7600.00"), D("7900.00"), None],
        "inv_cum": [D("7600.00"), D("90000.00"), None],
        "plan_year": [D("12000.00"), D("1.00"), None],
        "progress_pct": [25, 10, 100, 101, None],
        "stage": ["10", "40", "50", "80", None],
        "issue_type": ["无", "审批", None],
        "issue": ["环评批复推迟，影响设备进场。", None],
        "jobs_ytd": [1, -1, None],
    },
}
VALUES_OF_LEDGERS: Mapping[str, Mapping[str, list[Any]]] = {
    "F03": {
        "carrier_name": ["示例未来产业先导区", "示例园区", None],
        "carrier_type": ["未来产业试验场", "中试基地", None],
        "testbed_type": ["未来工厂", None],
        "lead_district": ["310115", "310104", None],
        "certified_on": [date(2026, 10, 1), date(2023, 6, 30), None],
    },
    "F04": {
        "enterprise_name": ["上海示例芯桥科技有限公司", "上海虚拟能源有限公司", None],
        "uscc": ["91310115MA0000111M", "91310104MA00000239", "1", None],
    },
    "F04Q": {
        "enterprise_id": ["310115-E-0001", "310115-E-0002", None],
        "qualification_type": ["领军企业", "生态主导型企业", "高新技术企业"],
        "list_year": [2024, None],
        "valid_to": [date(2026, 1, 1), date(2027, 12, 3), None],
        "state": ["有效", "到期"],
    },
    "F12": {
        "uscc": ["91310115MA0000111M", "91310104MA00000239", None],
        "direction_code": ["101", "102", None],
        "method": ["企业法", "项目法"],
        "output_ytd": [D("18000.00"), D("100.00"), Kept("约"), None],
        "output_last_year": [D("15000.00"), None],
        "enterprise_name": ["上海示例芯桥科技有限公司", None],
    },
}
LETTERS = {"F03": "C", "F04": "E", "F04Q": "Q", "F12": "O"}
VALUES = {**VALUES, **VALUES_OF_LEDGERS}
MAKE: Mapping[str, Any] = {"F00": cover, "F01": project, "F02": progress}


@st.composite
def a_cell(draw: st.DrawFn, form: str) -> tuple[str, Any]:
    """A field of a form and something a person might leave in it."""
    name = draw(st.sampled_from(sorted(VALUES[form])))
    return name, draw(st.sampled_from(VALUES[form][name]))


@st.composite
def some_rows(draw: st.DrawFn) -> list[Form]:
    """A cover, projects and progress, each with some cells spoilt."""
    made: list[Form] = [cover(**dict(draw(st.lists(a_cell("F00"), max_size=2))))]
    for form in ("F01", "F02", *LETTERS):
        for record_id in draw(st.lists(st.sampled_from(ids_of(form)), unique=True, max_size=3)):
            cells = dict(draw(st.lists(a_cell(form), max_size=4)))
            made.append(make(form, record_id, **cells))
    return made


def ids_of(form: str) -> list[str]:
    """The record ids that a form's rows may have here."""
    if form not in LETTERS:
        return IDS
    return [f"310115-{LETTERS[form]}-{number:04d}" for number in range(1, 4)]


def make(form: str, record_id: str, **cells: Any) -> Form:
    """A clean row of a form with some cells replaced."""
    if form in MAKE:
        return MAKE[form](record_id, **cells)
    return one(STANDARD_FORMS[form], int(record_id[-4:]), **cells)


@st.composite
def an_edit(draw: st.DrawFn, given: CheckContext) -> tuple[CheckContext, dict[str, Any]]:
    """The context after an edit, and what `recheck` is told of the edit."""
    rows = {form: dict(by_id) for form, by_id in given.rows.items()}
    changed: dict[Key, frozenset[str]] = {}
    added: set[Key] = set()
    removed: set[Key] = set()
    for _ in range(draw(st.integers(1, 4))):
        form = draw(st.sampled_from(["F00", "F01", "F02", *LETTERS]))
        record_id = "310115" if form == "F00" else draw(st.sampled_from(ids_of(form)))
        row = rows[form].get(record_id)
        key = (form, record_id)
        if row is None:
            rows[form][record_id] = make(form, record_id)
            removed.discard(key)
            added.add(key)
        elif form != "F00" and draw(st.booleans()) and key not in added:
            del rows[form][record_id]
            changed.pop(key, None)
            removed.add(key)
        else:
            cells = dict(draw(st.lists(a_cell(form), min_size=1, max_size=3)))
            rows[form][record_id] = row.with_cells(cells)
            changed[key] = changed.get(key, frozenset()) | frozenset(cells)
    facts = {"changed": changed, "added": frozenset(added), "removed": frozenset(removed)}
    return replace(given, rows=rows), facts


@settings(max_examples=300)
@given(data=st.data())
def test_recheck_equals_a_full_check(data: st.DataObject) -> None:
    before = [project(IDS[0], stage="30"), earlier(IDS[0]), earlier(IDS[1], inv_period=D(0))]
    period = data.draw(st.sampled_from(["2026Q1", "2026Q3", "2026Q4"]))
    ago = rows(one(STANDARD_FORMS["F12"], output_ytd=D("15000.00")))
    last_year = data.draw(st.sampled_from([{}, ago]))
    now = context(data.draw(some_rows()), before, period=period, last_year=last_year)
    findings = check(now)
    for _ in range(data.draw(st.integers(1, 3))):
        now, facts = data.draw(an_edit(now))
        findings = recheck(now, findings, **facts)
        assert findings == check(now)


def test_only_rules_that_read_the_changed_field_run_again() -> None:
    ran: list[str] = []

    def spying(code: str, field: str) -> Any:
        @rule(
            code, "hint", scope="record", form="F01", reads=(field,),
            title="", formula="", remedy="", category="",
        )  # fmt: skip
        def spy(row: Project, _context: CheckContext) -> Found:
            ran.append(f"{code} {row.record_id}")
            return Problem(field, "")

        return spy

    rules = (spying("X01", "trl"), spying("X02", "stage"))
    given = context([project(one) for one in IDS])
    checker = Checker(STANDARD_FORMS, given.catalogue, given.settings, rules)
    findings = checker.check(given)
    ran.clear()
    again = checker.recheck(given, findings, {("F01", IDS[2]): frozenset({"trl"})})
    assert ran == [f"X01 {IDS[2]}"]
    assert again == findings


def test_rule_reading_a_form_without_shared_ids_runs_for_every_row() -> None:
    @rule(
        "X01", "hint", scope="cross_form", form="F02",
        reads={"F02": (), "F00": ("preparer",)},
        title="", formula="", remedy="", category="",
    )  # fmt: skip
    def signed(_row: Progress, context: CheckContext) -> Found:
        sheet = context.rows["F00"]["310115"]
        return None if sheet.cell("preparer") else Problem("stage", "没有人签字")

    given = context([*(progress(one) for one in IDS), cover(preparer=None)])
    checker = Checker(STANDARD_FORMS, given.catalogue, given.settings, (signed,))
    assert [one.record_id for one in checker.check(given) if one.rule == "X01"] == IDS
    mended = context([*(progress(one) for one in IDS), cover()])
    changed = {("F00", "310115"): frozenset({"preparer"})}
    left = checker.recheck(mended, checker.check(given), changed)
    assert [one for one in left if one.rule == "X01"] == []


def test_new_name_renames_every_finding_of_the_record() -> None:
    spoilt = progress(inv_period=D(-1))
    given = context([project(project_name="示例旧名研发项目"), spoilt])
    findings = check(given)
    assert {one.label for one in findings} == {"示例旧名研发项目"}
    renamed = context([project(project_name="示例新名研发项目"), spoilt])
    changed = {("F01", IDS[0]): frozenset({"project_name"})}
    assert {one.label for one in recheck(renamed, findings, changed)} == {"示例新名研发项目"}


def test_findings_that_stay_keep_their_explanations() -> None:
    given = context([project(planned_finish="2026-08"), progress()])
    explained = [one.explained("设备到货推迟两个月。") for one in check(given)]
    changed = {("F02", IDS[0]): frozenset({"next_step"})}
    again = recheck(given, explained, changed)
    assert [one.explanation for one in again] == ["设备到货推迟两个月。"]


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda one: one.code)
def test_every_rule_that_runs_says_what_it_reads(rule: Any) -> None:
    assert rule.run is None or rule.form == "*" or rule.reads
