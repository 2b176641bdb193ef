"""Units over columns: known in every spelling, converted exactly or not at all."""

from __future__ import annotations

from decimal import Decimal

import pytest

from exports.mapping import bare_title
from exports.units import IN_WAN, factor, is_unit, line_unit, money_unit
from forms.f01_project import Project
from forms.f03_carrier import Carrier


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("总投资（亿元）", "亿元"), ("总投资（亿元人民币）", "亿元"), ("总投资（人民币万元）", "万元"),
        ("总投资：亿元", "亿元"), ("总投资/亿元", "亿元"), ("总投资(单位:亿元)", "亿元"),
        ("总投资（亿）", "亿元"), ("总投资（万）", "万元"), ("总投资 亿元", "亿元"),
        ("总投资（亿元，含税）", "亿元"), ("总投资（百万）", "百万元"), ("总投资（￥万元）", "万元"),
        ("总投资（万元/年）", "万元"), ("总投资亿元人民币", "亿元"), ("总投资_千元", "千元"),
        ("总投资（万元）*", "万元"), ("总投资（万元）①", "万元"), ("总投资【元】", "元"),
        ("总投资（含流动资金）（亿元）", "亿元"), ("总投资（亿元）（含流动资金）", "亿元"),
        ("总投资", ""), ("（十）总投资", ""), ("总投资（一）", ""), ("总投资（估算）", ""),
        ("总投资（万美元）", "万美元"), ("总投资万美元", "万美元"), ("总投资(USD)", "usd"),
        ("总投资（十万元）", "十万元"), ("总投资（百亿元）", "百亿元"), ("总投资（千万）", "千万元"),
    ],
)  # fmt: skip
def test_the_unit_of_a_title(title: str, unit: str) -> None:
    assert money_unit(title) == unit


@pytest.mark.parametrize(
    "title",
    ["总投资（亿元人民币）", "总投资亿元", "总投资（万美元）", "总投资 USD", "①总投资", "1.总投资",
     "总投资①", "总投资 ▼", "【总投资】", "总投资\nTotal investment", "★总投资（必填）"],
)  # fmt: skip
def test_a_title_without_what_stands_around_it(title: str) -> None:
    assert bare_title(title) == "总投资"


@pytest.mark.parametrize("title", ["联系电话2", "6g技术", "r&d投入"])
def test_what_belongs_to_a_title_stays(title: str) -> None:
    assert bare_title(title) == title


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("单位：亿元", "亿元"), ("（单位：亿元）", "亿元"), ("单位：亿元人民币", "亿元"),
        ("金额单位：人民币元", "元"), ("计量单位：个、亿元", "亿元"), ("单位：人、万元", "万元"),
        ("单位（亿元）", "亿元"), ("单位：亿元，%", "亿元"), ("单位:万美元", "万美元"),
        ("填报单位：示例区", ""), ("建设单位：上海元示例公司", ""), ("本表以亿元计", ""),
    ],
)  # fmt: skip
def test_the_unit_of_a_line_above(line: str, unit: str) -> None:
    assert line_unit(line) == unit


@pytest.mark.parametrize(
    ("text", "expected"),
    [("万元", True), ("（亿元）", True), ("人", True), ("%", True), ("㎡", True), ("—", True),
     ("在建", False), ("示例", False), ("元宝", False), ("2026", False)],
)  # fmt: skip
def test_units_are_told_from_words(text: str, expected: bool) -> None:
    assert is_unit(text) is expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("面积（公顷）", "0.01"), ("面积（平方公里）", "1"), ("面积（km²）", "1"), ("面积", "1"),
        ("面积（万平方米）", "0.01"), ("面积（平方米）", "0.000001"), ("面积（亩）", None),
        ("面积（不含绿地）", "1"),
    ],
)  # fmt: skip
def test_sizes_in_other_units(title: str, expected: str | None) -> None:
    found = factor(Carrier.item("area_km2"), title, "")[0]
    assert found == (None if expected is None else Decimal(expected))


def test_counts_and_amounts_in_other_units() -> None:
    jobs = Project.item("expected_jobs")
    assert factor(jobs, "预期新增就业（万人）", "") == (Decimal(10_000), "万人")
    assert factor(jobs, "预期新增就业（人）", "")[0] == 1
    money = Project.item("total_investment")
    assert [factor(money, "", unit)[0] for unit in IN_WAN] == list(IN_WAN.values())
    assert factor(money, "", "万美元") == (None, "万美元")
    assert factor(Project.item("project_name"), "项目名称（万人）", "")[0] == 1
