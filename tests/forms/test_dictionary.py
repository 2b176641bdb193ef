"""The data dictionary says of every field what its declaration and the rules say."""

from pathlib import Path

import pytest

from forms.base import Form, FormSet, FormSpec, Money, OneOf, Reference, Text
from forms.catalogue import load_catalogue
from forms.checks.library import ALL_RULES
from forms.dictionary import (
    FieldEntry,
    FormEntry,
    dictionary,
    dictionary_markdown,
    field_texts,
    limit_words,
)
from forms.items import When, item
from forms.registry import STANDARD_FORMS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "dictionary.md"
CATALOGUE = load_catalogue()
ENTRIES = {one.code: one for one in dictionary(STANDARD_FORMS, CATALOGUE, ALL_RULES)}


def entry(form: str, name: str) -> FieldEntry:
    return next(one for one in ENTRIES[form].fields if one.name == name)


def test_page_in_the_manual_is_up_to_date() -> None:
    """After a change of rules, forms or code lists: ``make manual``."""
    assert PAGE.read_text(encoding="utf-8") == dictionary_markdown(
        STANDARD_FORMS, CATALOGUE, ALL_RULES
    )


def test_every_field_that_people_see_has_one_entry() -> None:
    assert tuple(ENTRIES) == STANDARD_FORMS.codes
    for form in STANDARD_FORMS:
        names = [one.name for one in ENTRIES[form.spec.code].fields]
        assert names == [one.name for one in form.items() if not one.system]


def test_every_line_of_the_page_has_the_same_cells() -> None:
    lines = dictionary_markdown(STANDARD_FORMS, CATALOGUE, ALL_RULES).splitlines()
    rows = [line for line in lines if line.startswith("|")]
    assert {line.replace("\\|", "").count("|") for line in rows} == {12}
    fields = sum(len(one.fields) for one in ENTRIES.values())
    assert len(rows) == fields + 2 * len(ENTRIES)


def test_a_form_says_what_a_row_is_and_how_often_it_is_asked_for() -> None:
    found: FormEntry = ENTRIES["F12"]
    assert found.full_title == "F12 产值与主要经济指标"
    assert (found.nature, found.frequency, found.unit) == ("期报，每期填报", "季报", "万元")
    assert found.scope.startswith("企业名录中")
    assert ENTRIES["F04"].nature == "台账，登记一次，以后只改变化项"
    assert ENTRIES["F11"].nature == "由系统汇总，只填说明"


@pytest.mark.parametrize(
    ("form", "name", "must"),
    [
        ("F01", "project_name", "必填"),
        ("F01", "construction_nature", "项目类别为固定资产投资时必填"),
        ("F01", "address", "选填"),
        ("F01", "record_id", "系统填写"),
    ],
)
def test_whether_a_field_must_be_filled(form: str, name: str, must: str) -> None:
    assert entry(form, name).must == must


@pytest.mark.parametrize(
    ("form", "name", "limits"),
    [
        ("F01", "entity_uscc", "18 位"),
        ("F01", "project_name", "不少于 2 字，不超过 100 字"),
        ("F01", "trl", "不小于 1，不大于 9"),
        ("F01", "topic_codes", "最多 3 项"),
        ("F01", "actual_start", "不晚于期末"),
        ("F04Q", "valid_to", "不早于“认定日期”"),
        ("F01", "stage", ""),
    ],
)
def test_the_limits_of_a_field(form: str, name: str, limits: str) -> None:
    assert entry(form, name).limits == limits


@pytest.mark.parametrize(
    ("form", "name", "codes"),
    [
        ("F06", "stage", "早期验证、融合试验、综合推广"),
        ("F01", "topic_codes", "见代码表“技术领域”（199 项）"),
        ("F01", "secrecy_confirm", "是、否"),
        ("F01", "carrier_id", "从载体与平台中选择"),
        ("F01", "address", ""),
    ],
)
def test_what_may_be_chosen(form: str, name: str, codes: str) -> None:
    assert entry(form, name).codes == codes


@pytest.mark.parametrize(
    ("form", "name", "source"),
    [
        ("F04Q", "uscc", "由“企业”所选的企业名录带出"),
        ("F12", "output_last_year", "上年同期的“本年累计产值”自动带出"),
        ("F02", "stage", "与项目基本情况的“进展阶段”同步；由上期结转"),
        ("F12", "enterprise_name", "空着时由“统一社会信用代码”相同的已登记单位带出；由上期结转"),
        ("F12", "uscc", "单位已登记过的，选单位名称时带出；由上期结转"),
        ("F12", "future_output_ytd", "“本年累计产值”的其中项；年内由上期结转，新年度重新填写"),
        ("F02", "inv_period", "每期重新填写，本期无变化时填 0"),
        ("F09", "project_count", "每期重新填写"),
        ("F01", "record_id", ""),
        ("F11", "difference_note", ""),
    ],
)
def test_where_a_value_comes_from(form: str, name: str, source: str) -> None:
    assert entry(form, name).source == source


def test_the_checks_that_speak_of_a_field() -> None:
    assert {"A34", "A39", "A48"} <= set(entry("F02", "inv_ytd").rules)
    assert {"A01", "A04", "A27"} <= set(entry("F01", "entity_uscc").rules)
    assert entry("F06", "supplier_uscc").rules == ("A72", "K09")
    assert "A51" in entry("F03", "certified_on").rules
    assert entry("F01", "trl").rules == ("A24",)
    assert "A01" not in entry("F00", "unit_leader").rules
    assert "A73" in entry("F00", "unit_leader").rules
    assert "K08" in entry("F04", "uscc").rules
    assert entry("F01", "address").rules == ()


def test_the_manual_shows_all_of_an_entry() -> None:
    assert field_texts(entry("F01", "trl")) == (
        "36", "技术成熟度", "整数", "", "选填", "不小于 1，不大于 9", "", "技术成熟度等级 1 至 9 级。",
        "5", "由上期结转", "A24",
    )  # fmt: skip


class Toy(Form):
    """A form that no product file knows, with oddities."""

    spec = FormSpec(code="T01", name="toy", title="玩具", nature="register", label="who")

    who: Text = item("谁", firm="name")
    price: Money = item(
        "价 | 元", unit="万元", required_when=When("有价", lambda row: row.who is not None)
    )
    elsewhere: Reference = item("别处", refers_to="T99")
    stage: OneOf = item("阶段", codes="stage")


def test_a_form_of_its_own_gets_its_entries_for_nothing() -> None:
    (toy,) = dictionary(FormSet([Toy]), CATALOGUE)
    said = {one.name: one for one in toy.fields}
    assert said["who"].source == "由上期结转"
    assert said["price"].must == "有价时必填"
    assert said["elsewhere"].codes == ""
    assert said["price"].rules == ()
    page = dictionary_markdown(FormSet([Toy]), CATALOGUE, ALL_RULES)
    assert "价 \\| 元" in page
    assert "统计范围" not in page
    assert limit_words(Toy.item("who")) == ""
