"""The general checks come from the declared fields alone: a toy form has them for free."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from forms.base import Count, Form, FormSet, FormSpec, ManyOf, Money, OneOf, Reference, Text, YesNo
from forms.catalogue import load_catalogue
from forms.cells import Kept, Missing
from forms.checks.engine import check, recheck
from forms.checks.limits import limits_of
from forms.findings import Finding
from forms.items import When, item
from tests.forms.checks.records import context


class Toy(Form):
    """A form with one field for every kind of limit."""

    spec = FormSpec(code="X01", name="toy", title="玩具表", nature="register", label="name")

    name: Text = item("名称", no="1", required=True, least=2, most=5)
    short: Text = item("简称", most=3)
    motto: Text = item("口号", least=4)
    exact: Text = item("代号", least=4, most=4)
    age: Count = item("年龄", lowest=3, highest=12)
    weight: Money = item("重量", lowest=1)
    height: Money = item("高度", highest=9)
    mark: Text = item("记号", pattern=r"[A-Z]\d", example="A1")
    stripe: Text = item("条纹", pattern=r"[A-Z]\d")
    cluster: OneOf = item("集群", codes="cluster")
    direction: OneOf = item("方向", codes="direction", parent="cluster")
    topics: ManyOf = item("领域", codes="topic", parent="direction", at_most=2)
    town: OneOf = item("街镇", codes="town", parent="district")
    industry: OneOf = item("行业", codes="industry", open_list=True)
    parent: Reference = item("上级", refers_to="X01")
    stranger: Reference = item("外部", refers_to="X09")
    fun: YesNo = item("好玩", required=True)
    why: Text = item("理由", required_when=When("好玩", lambda row: row.fun is True))
    told: Text = item(
        "另说", required_when=When("好玩", lambda row: row.fun is True, checked_by="X")
    )


GOOD: dict[str, Any] = {"name": "积木", "fun": False}


def found(*rows: dict[str, Any]) -> list[Finding]:
    """What a check says of toys, of which the first has id 1."""
    toys = {
        str(number): Toy(district="310115", record_id=str(number)).with_cells({**GOOD, **cells})
        for number, cells in enumerate(rows, start=1)
    }
    return check(context(forms=FormSet((Toy,)), rows={"X01": toys}))


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"name": None}, "玩具表 1：名称为必填项，尚未填写"),
        ({"name": "A"}, "玩具表 1 A：名称现有 1 个字，应为 2 至 5 个字"),
        ({"name": "一二三四五六"}, "玩具表 1 一二三四五六：名称现有 6 个字，应为 2 至 5 个字"),
        ({"short": "一二三四"}, "玩具表 1 积木：简称现有 4 个字，最多 3 个字"),
        ({"motto": "一二三"}, "玩具表 1 积木：口号现有 3 个字，最少 4 个字"),
        ({"exact": "一二三"}, "玩具表 1 积木：代号现有 3 个字，应为 4 个字"),
        ({"age": 2}, "玩具表 1 积木：年龄现为 2，应在 3 至 12 之间"),
        ({"age": 13000}, "玩具表 1 积木：年龄现为 13,000，应在 3 至 12 之间"),
        ({"weight": Decimal("0.99")}, "玩具表 1 积木：重量现为 0.99，不应小于 1"),
        ({"height": Decimal("9.01")}, "玩具表 1 积木：高度现为 9.01，不应大于 9"),
        ({"mark": "1A"}, "玩具表 1 积木：记号现为“1A”，应形如 A1"),
        ({"mark": "A１"}, "玩具表 1 积木：记号现为“A１”，应形如 A1"),
        ({"stripe": "1A"}, "玩具表 1 积木：条纹现为“1A”，格式不符"),
        ({"cluster": "9"}, "玩具表 1 积木：集群现为“9”，不在“集群”的可选项中"),
        (
            {"cluster": "1", "direction": "201"},
            "玩具表 1 积木：方向现为“201 智能计算”，不属于“未来健康”",
        ),
        (
            {"direction": "101", "topics": ("10101", "10201")},
            "玩具表 1 积木：领域现为“10201 新型微生物、病原体快速鉴定和短期规模化检测”，"
            "不属于“脑机接口”",
        ),
        ({"topics": ("10101", "10102", "10103")}, "玩具表 1 积木：领域现有 3 项，最多 2 项"),
        ({"topics": ("10101", "1")}, "玩具表 1 积木：领域现为“1”，不在“技术领域”的可选项中"),
        ({"town": "310104003"}, None),
        ({"parent": "7"}, "玩具表 1 积木：上级现为 7，在玩具表中找不到"),
        ({"fun": None}, "玩具表 1 积木：好玩为必填项，尚未填写"),
        ({"fun": True}, "玩具表 1 积木：理由未填写，好玩时必填"),
        ({"age": Kept("三岁")}, "玩具表 1 积木：年龄现为“三岁”，不是整数，请只填数字"),
        ({"age": Kept("3")}, "玩具表 1 积木：年龄现为“3”，请改填“3”"),
        ({"fun": Missing("na")}, "玩具表 1 积木：好玩为必填项，不能填“不适用”"),
        (
            {"fun": True, "why": Missing("later", "忘了")},
            "玩具表 1 积木：理由填了“暂缺”，请写明原因，不少于 4 个字",
        ),
        (
            {"fun": Missing("later", "正在试玩")},
            "玩具表 1 积木：好玩暂缺（正在试玩），请尽快补填",
        ),
    ],
)
def test_a_limit_broken_is_one_finding(cells: dict[str, Any], message: str | None) -> None:
    findings = found(cells)
    assert len(findings) == 1
    if message:
        assert findings[0].message == message


@pytest.mark.parametrize(
    "cells",
    [
        {},
        {"name": "一二三四五", "short": "一二三", "motto": "一二三四", "exact": "一二三四"},
        {"age": 3, "weight": Decimal(1), "height": Decimal(9)},
        {"age": 12, "mark": "A1"},
        {"cluster": "1", "direction": "101", "topics": ("10101", "10102")},
        {"cluster": None, "direction": "201"},
        {"cluster": "1", "direction": None},
        {"town": "310115125"},
        {"industry": "9999"},
        {"parent": "1", "stranger": "nobody"},
        {"fun": True, "why": "因为"},
        {"age": Missing("na"), "short": Missing("later")},
    ],
)
def test_a_limit_kept_is_none(cells: dict[str, Any]) -> None:
    assert found(cells) == []


def test_row_that_refers_to_one_removed_is_looked_at_again() -> None:
    first = Toy(record_id="1", **GOOD)
    second = Toy(record_id="2", parent="1", **{**GOOD, "name": "拼图"})
    forms = FormSet((Toy,))
    whole = context(forms=forms, rows={"X01": {"1": first, "2": second}})
    torn = context(forms=forms, rows={"X01": {"2": second}})
    assert check(whole) == []
    dangling = recheck(torn, [], {}, removed={("X01", "1")})
    assert [(one.record_id, one.field) for one in dangling] == [("2", "parent")]
    assert recheck(whole, dangling, {}, added={("X01", "1")}) == []


def test_blank_texts_and_choices_break_no_limit_but_the_requirement() -> None:
    assert [one.rule for one in found({"name": "", "topics": (), "mark": ""})] == ["A01"]


def test_value_and_label_are_those_of_the_row() -> None:
    (finding,) = found({"cluster": "1", "direction": "201"})
    assert (finding.value, finding.label, finding.field) == ("201 智能计算", "积木", "direction")
    assert finding.id == "K03:X01:1:direction"


def test_words_of_cells_that_the_form_no_longer_has_are_left_alone() -> None:
    old = {"kept": {"old": "x"}, "missing": {"gone": Missing("na")}}
    row = Toy(record_id="1").with_cells(GOOD).model_copy(update=old)
    assert check(context(forms=FormSet((Toy,)), rows={"X01": {"1": row}})) == []


def test_a_field_without_limits_has_none() -> None:
    assert limits_of(Toy.item("why"), load_catalogue()) == ()
