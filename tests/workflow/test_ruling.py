"""What the city decides: rules, waivers, answers; kept, versioned, used at once, carried along."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.workflow import adopting, catalogues
from desktop.workflow.applying import apply_letter
from desktop.workflow.catalogues import tables_in_force
from desktop.workflow.checking import check_period
from desktop.workflow.receiving import receive
from desktop.workflow.reviewing import received_findings, recognise, recognised
from desktop.workflow.ruling import (
    answer_question,
    change_rule,
    change_rule_row,
    unwaive,
    waive,
    waiver_notice,
)
from desktop.workflow.session import Session, open_session, rules_in_force
from desktop.workflow.tasking import Order, make_task, travelling
from desktop.workflow.totals import consolidate
from exports import rule_rows
from forms.checks import described
from forms.checks.city import RECOGNISED
from forms.checks.library import RULES_BY_CODE
from forms.checks.settings import BadSettings, RuleSetting
from forms.errors import UserMistake
from resources import read_tables
from tests.workflow.conftest import Maker, still_clock
from tests.workflow.stories import NOW, Q2, acquainted, filled_district, submitted

XUHUI = "310104"
PROJECT = f"{XUHUI}-2023-P0001"
REASON = "市级已核准该项目分期建设，见会议纪要。"


def reopened(session: Session) -> Session:
    session.close()
    return open_session(session.info.path, clock=still_clock)


def test_a_rule_is_changed_and_put_back(city: Session) -> None:
    done = change_rule(city, "a39", severity="hint", params={"most": "1.50"})
    done = change_rule(done, "A39", trial=True)
    assert done.rules.of("A39") == RuleSetting(severity="hint", trial=True, params={"most": "1.50"})
    assert done.rules.version == "2026-10-12.2"
    again = reopened(city)
    assert again.rules == done.rules
    own = change_rule(again, "A39", severity="soft", trial=False, params={"most": "1.3"})
    assert own.rules.rules == {}
    assert own.rules.version == "2026-10-12.3"
    assert change_rule(own, "A39", off=False).rules.version == "2026-10-12.3"
    lines = [one.text for one in own.ledger.events() if one.kind == "rules"]
    assert lines[0] == "规则 A39（审核设置 2026-10-12.3）"
    assert len(lines) == 3
    own.close()


def test_the_version_never_falls(city: Session) -> None:
    done = change_rule(city, "A39", off=True)
    before = replace(done, clock=lambda: NOW - timedelta(days=3))
    assert change_rule(before, "A38", off=True).rules.version == "2026-10-12.2"
    after = replace(done, clock=lambda: NOW + timedelta(days=3))
    assert change_rule(after, "A37", off=True).rules.version == "2026-10-15.1"


def test_a_row_of_the_table_sets_a_rule(city: Session) -> None:
    done = change_rule_row(city, {"编号": "A39", "级别": "提示性", "启用": "否", "参数": "most=2"})
    assert done.rules.of("A39") == RuleSetting(True, "hint", params={"most": "2"})
    assert change_rule_row(done, {"编号": "A39"}).rules.rules == {}


@pytest.mark.parametrize(
    ("code", "params", "sentence"),
    [
        ("A999", {}, "没有审核规则"),
        ("A39", {"多": "1"}, "没有参数"),
        ("A39", {"most": "多"}, "数字"),
    ],
)
def test_what_cannot_be_set_is_refused(
    city: Session, code: str, params: dict[str, str], sentence: str
) -> None:
    with pytest.raises(UserMistake, match=sentence):
        change_rule(city, code, params=params)
    with pytest.raises(BadSettings):
        change_rule_row(city, {"编号": "A39", "级别": "很高"})
    assert reopened(city).rules.rules == {}


def test_only_the_city_decides(make_district: Maker) -> None:
    district = make_district()
    for act in (
        lambda: change_rule(district, "A39", off=True),
        lambda: change_rule_row(district, {"编号": "A39"}),
        lambda: waive(district, "A39", PROJECT, REASON),
        lambda: unwaive(district, "A39", PROJECT),
        lambda: answer_question(district, "B", "国际"),
    ):
        with pytest.raises(UserMistake, match="市级汇总"):
            act()


def test_a_waiver_needs_a_reason_and_is_taken_back(city: Session) -> None:
    for reason in ("", "情况属实", "核准"):
        with pytest.raises(UserMistake, match="写明事由"):
            waive(city, "A39", PROJECT, reason)
    with pytest.raises(UserMistake, match="不是记录编号"):
        waive(city, "A39", "P0001", REASON)
    done = waive(city, "a39", f" {PROJECT} ", REASON)
    assert done.rules.waivers == {("A39", PROJECT): REASON}
    assert "豁免 1 项" in travelling(done)
    gone = unwaive(done, "A39", PROJECT)
    assert gone.rules.waivers == {}
    with pytest.raises(UserMistake, match="没有豁免"):
        unwaive(gone, "A39", PROJECT)


def test_a_waiver_for_a_record_nobody_sent_is_said(
    city: Session, make_district: Maker, tmp_path: Path
) -> None:
    assert "还没有收到过记录" in waiver_notice(city, PROJECT)
    district = make_district()
    filled_district(district, ["2026Q2"])
    receive(city, [submitted(district, Q2, tmp_path).file])
    assert waiver_notice(city, f" {PROJECT} ") == ""
    assert "还没有收到过记录" in waiver_notice(city, f"{XUHUI}-2023-P9999")


# --- Lists recognised ------------------------------------------------------------------------


def test_a_list_is_logged_raises_the_version_and_reaches_the_districts(
    city: Session, make_district: Maker, tmp_path: Path
) -> None:
    done = recognise(city, "z03", ["示例先导区", "示例二区|二区"])
    assert done.rules.version == "2026-10-12.1"
    assert recognise(done, "Z03", ["示例先导区", "示例二区|二区"]).rules.version == "2026-10-12.1"
    assert "认定名单 Z03 2 个，" in travelling(done)
    done = recognise(done, "Z05", ["示例"])
    assert done.rules.version == "2026-10-12.2"
    assert "认定名单 Z03 2 个、Z05 1 个，" in travelling(done)
    lines = [one.text for one in city.ledger.events() if one.kind == "rules"]
    assert lines == [
        "认定名单 Z05：1 个名称（审核设置 2026-10-12.2）",
        "认定名单 Z03：2 个名称（审核设置 2026-10-12.1）",
    ]
    district = make_district()
    acquainted(district, city)
    made = make_task(done, Q2, Order("2026-10-20"), tmp_path)
    applied = apply_letter(district, made.file)
    assert "市级认定名单：Z03 2 个名称、Z05 1 个名称" in applied.changes
    assert recognised(district) == recognised(city)
    assert rules_in_force(district.ledger).version == "2026-10-12.2"

    fewer = recognise(done, "Z05", [])
    later = replace(fewer, clock=lambda: NOW + timedelta(days=1))
    applied = apply_letter(district, make_task(later, Q2, Order("2026-10-20"), tmp_path).file)
    assert "市级认定名单：Z05 0 个名称" in applied.changes
    assert recognised(district) == {"Z03": ["示例先导区", "示例二区|二区"]}


# --- A program that is newer than the other --------------------------------------------------


def test_settings_of_rules_that_this_program_lacks_are_kept_and_said(
    city: Session, make_district: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ruled = change_rule(city, "A39", off=True)
    ruled = waive(ruled, "A38", PROJECT, REASON)
    made = make_task(ruled, Q2, Order("2026-10-20"), tmp_path)
    district = make_district()
    acquainted(district, city)
    for module in (described, adopting, rule_rows):
        older = {code: rule for code, rule in RULES_BY_CODE.items() if code not in ("A38", "A39")}
        monkeypatch.setattr(module, "RULES_BY_CODE", older)
    done = apply_letter(district, made.file)
    assert any("有本程序还没有的规则：A38、A39，设置已保留" in one for one in done.changes)
    monkeypatch.undo()
    again = reopened(district)
    assert again.rules == ruled.rules
    again.close()


@pytest.fixture
def newer_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program's next edition brings code lists 2022.2, with one more town and one new answer."""
    tables = read_tables("catalogue/2022.1")
    tables["catalogue"][0]["version"] = "2022.2"
    tables["towns"].append({**tables["towns"][0], "code": "310101999", "title": "示例街道"})
    tables["settings"] = [
        {**one, "default": "要求"} if one["code"] == "D" else one for one in tables["settings"]
    ]
    monkeypatch.setattr(catalogues, "CURRENT_VERSION", "2022.2")
    monkeypatch.setattr(catalogues, "own_tables", lambda: tables)


def answers(session: Session) -> dict[str, tuple[str, ...]]:
    return {one.code: one.answers for one in session.catalogue.settings.values()}


def test_answers_outlive_newer_lists_of_the_program(
    city: Session, request: pytest.FixtureRequest
) -> None:
    done = answer_question(answer_question(city, "B", "国际"), "C", "相同")
    assert done.catalogue.version == "2022.1.2"
    request.getfixturevalue("newer_lists")
    again = reopened(city)
    assert again.catalogue.version == "2022.2.2"
    assert "310101999" in again.catalogue.codelist("town")
    found = answers(again)
    assert (found["B"], found["C"], found["D"]) == (("国际",), ("相同",), ("要求",))
    assert again.ledger.get_setting("catalogue_version") == "2022.2.2"
    more = answer_question(again, "D", "不要求")
    assert more.catalogue.version == "2022.2.3"
    last = reopened(more)
    assert answers(last)["D"] == ("不要求",)
    assert catalogues.known_versions(last.ledger) >= {
        "2022.1.1",
        "2022.2.1",
        "2022.2.2",
        "2022.2.3",
    }


def test_an_answer_reaches_a_district_whose_program_is_newer(
    city: Session, make_district: Maker, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    plain = make_task(city, Q2, Order("2026-10-20"), tmp_path).file
    ruled = replace(answer_question(city, "B", "国际"), clock=lambda: NOW + timedelta(days=1))
    made = make_task(ruled, Q2, Order("2026-10-20"), tmp_path).file
    request.getfixturevalue("newer_lists")
    district = reopened_as_newest(make_district())
    acquainted(district, city)
    assert [one for one in apply_letter(district, plain).changes if "代码表" in one] == []
    done = apply_letter(district, made)
    assert any("由 2022.2 版更新为 2022.2.1 版" in one for one in done.changes)
    again = reopened(district)
    assert again.catalogue.version == "2022.2.1"
    assert answers(again)["B"] == ("国际",)
    again.close()


def reopened_as_newest(session: Session) -> Session:
    """The session as a program opens it whose own lists are the newest."""
    return replace(session, catalogue=catalogues.build_catalogue(catalogues.own_tables()))


# --- Answers ---------------------------------------------------------------------------------


def test_an_answer_makes_a_newer_catalogue(city: Session) -> None:
    done = answer_question(city, "B", "国家、国际")
    assert done.catalogue.settings["standard_levels"].answers == ("国际", "国家")
    assert done.catalogue.version == "2022.1.1"
    assert answer_question(done, "standard_levels", "国际|国家").catalogue.version == "2022.1.1"
    again = reopened(city)
    assert again.catalogue.version == "2022.1.1"
    later = answer_question(again, "F", "项目按所在地、企业按注册地")
    assert later.catalogue.version == "2022.1.1"
    later = answer_question(again, "F", "均按注册地")
    assert later.catalogue.version == "2022.1.2"
    assert later.ledger.get_setting("catalogue_version") == "2022.1.2"
    assert consolidate(later, Q2).received == ()
    later.close()


@pytest.mark.parametrize(
    ("name", "answer", "sentence"),
    [
        ("H", "是", "没有口径“H”"),
        ("B", "地球", "应为下列之一"),
        ("C", "不同、相同", "应为下列之一"),
        ("C", "", "应为下列之一"),
    ],
)
def test_an_answer_that_is_none_is_refused(
    city: Session, name: str, answer: str, sentence: str
) -> None:
    with pytest.raises(UserMistake, match=sentence):
        answer_question(city, name, answer)
    assert city.ledger.exchange.catalogue_versions() == ()


# --- The whole way ---------------------------------------------------------------------------


def test_the_city_decides_and_a_district_works_by_it(
    city: Session, make_district: Maker, tmp_path: Path
) -> None:
    district = make_district()
    filled_district(district, ["2026Q2"], mistakes=True)
    before = check_period(district, XUHUI, Q2)
    soft = next(one for one in before if one.severity == "soft")
    other = next(one for one in before if one.rule != soft.rule and one.severity == "hard")

    ruled = change_rule(city, soft.rule, severity="hint")
    ruled = waive(ruled, other.rule, other.record_id, REASON)
    ruled = answer_question(ruled, "B", "国际")
    made = make_task(ruled, Q2, Order("2026-10-20"), tmp_path)
    acquainted(district, city)
    done = apply_letter(district, made.file)
    assert any(soft.rule in one and other.rule in one for one in done.changes)
    assert any("2022.1.1 版" in one for one in done.changes)

    again = reopened(district)
    assert again.rules == ruled.rules
    assert again.catalogue.settings["standard_levels"].answers == ("国际",)
    assert again.catalogue.version == "2022.1.1"
    after = check_period(again, XUHUI, Q2)
    assert {one.severity for one in after if one.rule == soft.rule} == {"hint"}
    gone = {one.id for one in before if (one.rule, one.record_id) == (other.rule, other.record_id)}
    assert gone
    assert gone.isdisjoint(one.id for one in after)
    again.close()


def test_the_city_reviews_by_what_it_decided(
    city: Session, make_district: Maker, tmp_path: Path
) -> None:
    district = make_district()
    filled_district(district, ["2026Q2"])
    receive(city, [submitted(district, Q2, tmp_path).file])
    for target in RECOGNISED:
        recognise(city, target, ["虚拟名称"])
    found = received_findings(city, XUHUI, Q2)
    one = next(one for one in found if one.record_id)
    ruled = waive(city, one.rule, one.record_id, REASON)
    left = received_findings(ruled, XUHUI, Q2)
    assert len(left) < len(found)
    assert all((each.rule, each.record_id) != (one.rule, one.record_id) for each in left)
    off = change_rule(ruled, one.rule, off=True)
    assert all(each.rule != one.rule for each in received_findings(off, XUHUI, Q2))


def test_a_package_carries_the_code_lists_of_the_answers(city: Session, tmp_path: Path) -> None:
    ruled = answer_question(city, "G", "2023-01-01")
    made = make_task(ruled, Q2, Order("2026-10-20"), tmp_path)
    assert made.package.tables == tables_in_force(ruled.ledger)
    assert made.package.catalogue_version == "2022.1.1"


def test_an_answer_given_later_is_no_fault_of_what_was_sent_before(
    city: Session, make_district: Maker, tmp_path: Path
) -> None:
    """A68 and A69 hold figures against the answers that the district knew, not against those of today."""
    session = make_district(XUHUI)
    filled_district(session, ["2026Q2"])
    methods = {row.cell("method") for row in session.ledger.rows("F12", XUHUI, "2026Q2").values()}
    assert methods == {"企业法", "产品法"}  # So the answer below changes Z01.
    sent = submitted(session, Q2, tmp_path).file
    decided = answer_question(city, "A", "企业法")
    (receipt,) = receive(decided, [sent])
    assert receipt.outcome == "received"
    for found in (receipt.findings, received_findings(decided, XUHUI, Q2)):
        assert [one.rule for one in found if one.rule in ("A68", "A69")] == []
