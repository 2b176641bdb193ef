"""What findings say: who, where, what, what was expected; and their order."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from forms.base import FormSet
from forms.checks.context import SubmissionFacts
from forms.checks.engine import check, check_submission
from forms.f00_cover import Cover
from forms.f01_project import Project
from forms.f02_progress import Progress
from forms.findings import Finding
from forms.registry import STANDARD_FORMS
from tests.forms.checks.cases import CASES
from tests.forms.checks.records import FIRST, SECOND, context, cover, earlier, progress, project


def only(findings: list[Finding], code: str) -> Finding:
    """The one finding of a rule."""
    (finding,) = [one for one in findings if one.rule == code]
    return finding


def test_message_stands_on_its_own() -> None:
    given = context([project(), progress(inv_ytd=Decimal("7900.00"))], [earlier()])
    finding = only(check(given), "A34")
    assert finding.message == (
        f"项目进展情况 {FIRST} 示例芯桥类脑芯片研发项目：本年累计完成投资"
        "应＝上期累计 4,800.00＋本期 2,800.00＝7,600.00，现为 7,900.00"
    )
    assert finding.value == "7,900.00"
    assert finding.label == "示例芯桥类脑芯片研发项目"
    assert finding.remedy == "请核对本期数和累计数；上期数有误的，请在变更原因写明。"


def test_record_without_a_name_is_known_by_its_id() -> None:
    finding = only(check(context([progress(SECOND)])), "A32")
    assert finding.label == SECOND
    assert finding.message.startswith(f"项目进展情况 {SECOND}：项目内部编号现为 {SECOND}，")


def test_codes_are_shown_with_their_titles() -> None:
    finding = only(check(context([project(cluster_code="2"), progress()])), "A11")
    assert finding.value == "101 脑机接口"
    assert "现为“101 脑机接口”，不属于“未来智能”" in finding.message


def test_number_like_credit_code_says_how_to_enter_it() -> None:
    for code in ("9.13101E+17", "913101150000001000", "123.0"):
        finding = only(check(context([project(entity_uscc=code), progress()])), "A04")
        assert "请以文本录入" in finding.message


def test_personal_number_is_masked_wherever_the_finding_goes() -> None:
    given = context([project(address="示例路 13000000000"), progress()])
    finding = only(check(given), "A30")
    assert finding.value == "示例路 130********"
    assert "13000000000" not in finding.message


def test_order_is_form_row_rule() -> None:
    given = context(
        [
            cover(preparer=None),
            project(SECOND, trl=10, project_name="示例其二", entity_name=None),
            project(FIRST, trl=10),
            progress(SECOND, progress_pct=101),
        ]
    )
    order = [(one.form, one.record_id, one.rule) for one in check(given)]
    assert order == [
        ("F00", "310115", "A73"),
        ("F01", SECOND, "A01"),
        ("F01", SECOND, "A24"),
        ("F01", FIRST, "A24"),
        ("F01", FIRST, "A31"),
        ("F02", SECOND, "A40"),
        ("F02", SECOND, "A42"),
    ]


def test_gate_findings_stand_in_their_places() -> None:
    facts = SubmissionFacts({"F01": 2}, {"F01": 1}, digest_ok=False)
    given = context([project(planned_finish="2026-08"), progress()], facts=facts)
    findings = check_submission(given, check(given))
    assert [(one.form, one.rule, one.field) for one in findings] == [
        ("F00", "A74", "digest"),
        ("F01", "A74", "rows"),
        ("F01", "A22", "planned_finish"),
        ("F01", "A75", "planned_finish"),
    ]
    assert (
        findings[0].message == "报表封面与填报单位：内容摘要与封面登记的不一致，导出后可能被改动过"
    )
    assert findings[1].message == "项目基本情况：封面登记 2 行，实有 1 行"


def test_gate_asks_for_a_cover_and_its_date() -> None:
    given = context(rows={"F00": {}}, forms=FormSet((Cover,)))
    assert [(one.rule, one.field) for one in check_submission(given, [])] == [
        ("A73", "unit_leader")
    ]
    given = context([cover(report_date=None)], forms=FormSet((Cover,)))
    assert check(given) == []
    assert [(one.rule, one.field) for one in check_submission(given, [])] == [
        ("A73", "report_date")
    ]


def test_gate_of_forms_without_a_cover_asks_for_none() -> None:
    given = context([project(), progress()], forms=FormSet((Project, Progress)))
    assert check_submission(given, check(given)) == []


def test_two_soft_findings_of_one_cell_ask_once() -> None:
    given = context(
        [project(), progress(inv_period=Decimal(-1), stage="40")], [earlier(inv_period=Decimal(-1))]
    )
    soft = [one for one in check(given) if one.severity == "soft"]
    assert {one.field for one in soft} == {"inv_period"}
    asked = [one for one in check_submission(given, soft) if one.rule == "A75"]
    assert [one.field for one in asked] == ["inv_period"]
    assert asked[0].severity == "hard"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_every_finding_names_its_form_record_and_field(case) -> None:  # type: ignore[no-untyped-def]
    for finding in check(context(case.now, case.before, **case.facts)):
        form = STANDARD_FORMS[finding.form]
        assert finding.message.startswith(f"{form.spec.title} {finding.record_id}")
        assert f"：{form.item(finding.field).title}" in finding.message
        assert finding.remedy.endswith("。")
        assert "None" not in finding.message


def test_a_silent_form_is_named_with_what_to_do() -> None:
    found = only(
        check(context([cover(nil_forms=None), project(), progress()], used=frozenset({"F12"}))),
        "K05",
    )
    assert found.message.endswith(
        "零报告没有列入“F12 产值与主要经济指标”，这些表本期应报而没有记录"
    )
    assert found.remedy == "请补录；确实没有内容的，请对该表申报零报告。"


def test_date_in_a_message_is_a_date() -> None:
    finding = only(check(context([project(actual_start=date(2026, 10, 1)), progress()])), "A21")
    assert finding.message.endswith("实际开工日期现为 2026-10-01，晚于期末 2026-09-30")
