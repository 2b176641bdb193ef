"""Z02, Z03, Z05 and N01 to N10: carriers at the period's end, counted by their leading district."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from forms.cells import Kept
from forms.f03_carrier import Carrier
from tests.forms.indicators.records import (
    FENGXIAN,
    MINHANG,
    PUDONG,
    Q3,
    figures,
    rows_of,
    value,
)


def carrier(carrier_type: str, name: str = "示例载体", **facts: Any) -> Carrier:
    given: dict[str, Any] = {"level": "市", "state": "运行", "lead_district": PUDONG} | facts
    return Carrier(carrier_type=carrier_type, carrier_name=name, **given)


TYPES = {
    "Z02": "未来技术学院",
    "Z03": "未来产业创新中心",
    "Z05": "未来产业先导区",
    "N01": "未来产业研究院",
    "N02": "创新联合体",
    "N03": "海外技术转移转化网络节点",
    "N04": "国际技术转移和创新合作中心",
    "N05": "未来产业加速园",
    "N06": "未来产业科技园",
    "N07": "加速器",
    "N08": "未来产业试验场",
    "N09": "中试基地",
    "N10": "验证平台",
}


@pytest.mark.parametrize(("code", "carrier_type"), TYPES.items())
def test_recognised_and_running_ones_count(code: str, carrier_type: str) -> None:
    # 认定/授牌 and 运行 count; 谋划, 筹建 and 摘牌 do not; another type never does: 2.
    found = value(
        code,
        carrier(carrier_type, "甲", state="认定/授牌"),
        carrier(carrier_type, "乙", state="运行"),
        carrier(carrier_type, "丙", state="谋划"),
        carrier(carrier_type, "丁", state="筹建"),
        carrier(carrier_type, "戊", state="摘牌"),
        carrier("其他", "己"),
    )
    assert found == 2


@pytest.mark.parametrize("code", ["Z02", "Z03", "Z05"])
def test_targets_count_only_what_the_city_or_the_state_approved(code: str) -> None:
    # 国家 and 市 count, 区 does not: 2; the one without a level is stated, not counted.
    rows = rows_of(
        carrier(TYPES[code], "甲", level="国家"),
        carrier(TYPES[code], "乙", level="市"),
        carrier(TYPES[code], "丙", level="区"),
        carrier(TYPES[code], "丁", level=None),
    )
    found = figures({PUDONG: rows})[code]
    assert (found.value, found.unknown) == (2, 1)
    assert [(one.label, one.amount, one.note) for one in found.unsure] == [("丁", None, "级别未填")]


def test_numbers_without_a_target_count_every_level() -> None:
    assert value("N05", carrier("未来产业加速园", level="区")) == 1


def test_the_last_day_counts_and_the_next_does_not() -> None:
    # Certified on the period's last day: in; a day later: not yet; no day given: the state tells.
    found = value(
        "Z03",
        carrier("未来产业创新中心", "甲", certified_on=date(2026, 9, 30)),
        carrier("未来产业创新中心", "乙", certified_on=date(2026, 10, 1)),
        carrier("未来产业创新中心", "丙"),
    )
    assert found == 2


def test_a_zone_across_districts_counts_in_its_leading_district_only() -> None:
    # 浦东 leads 临港; 奉贤 and 闵行 list it too: 1 in all, in 浦东.
    zone = carrier("未来产业先导区", "临港先导区", other_districts=(FENGXIAN, MINHANG))
    found = figures({PUDONG: rows_of(zone), FENGXIAN: rows_of(zone), MINHANG: rows_of(zone)})["Z05"]
    assert found.value == 1
    assert found.by_district == {MINHANG: 0, PUDONG: 1, FENGXIAN: 0}
    assert [(one.district, one.note) for one in found.aside] == [
        (MINHANG, "由浦东新区计入"),
        (FENGXIAN, "由浦东新区计入"),
    ]


def test_two_leading_districts_are_one_carrier() -> None:
    # Both claim to lead one institute, under one name spelt two ways: 1, and the other is named.
    found = figures(
        {
            MINHANG: rows_of(carrier("未来产业研究院", "示例 研究院", lead_district=MINHANG)),
            PUDONG: rows_of(carrier("未来产业研究院", "示例研究院", record_id="310115-C-0001")),
        }
    )["N01"]
    assert found.by_district == {MINHANG: 1, PUDONG: 0}
    assert [one.note for one in found.aside] == ["与闵行区 R1 重复，已由该行计入"]


def test_a_carrier_without_leading_district_is_its_recorders() -> None:
    assert value("N07", carrier("加速器", lead_district=None)) == 1


def test_testbeds_in_five_kinds() -> None:
    # Two factories and one hospital make three; the other kinds have none.
    found = figures(
        {
            PUDONG: rows_of(
                carrier("未来产业试验场", "甲", testbed_type="未来工厂"),
                carrier("未来产业试验场", "乙", testbed_type="未来工厂"),
                carrier("未来产业试验场", "丙", testbed_type="未来医院"),
                carrier("未来产业试验场", "丁", testbed_type="未来商业", state="筹建"),
            )
        }
    )
    parts = [found[f"N08-{number}"].value for number in range(1, 6)]
    assert (found["N08"].value, parts) == (3, [0, 2, 1, 0, 0])


def test_one_zone_under_two_names_as_the_city_says() -> None:
    # Setting E: 紫竹 and 大零号湾 are one zone (1), or two.
    rows = (
        carrier("未来产业先导区", "大零号湾先导区"),
        carrier("未来产业先导区", "紫竹先导区"),
    )
    assert value("Z05", *rows) == 1
    assert value("Z05", *rows, answers={"zizhu_name": "不同"}) == 2


def test_carriers_by_cluster_and_direction() -> None:
    # One of 101 (cluster 1), one of 201 (cluster 2), one of none.
    found = figures(
        {
            PUDONG: rows_of(
                carrier("验证平台", "甲", cluster_code="1", direction_code="101"),
                carrier("验证平台", "乙", cluster_code="2", direction_code="201"),
                carrier("验证平台", "丙"),
            )
        }
    )["N10"]
    assert found.by_cluster == {"": 1, "1": 1, "2": 1}
    assert found.by_direction == {"": 1, "101": 1, "201": 1}


def test_an_unreadable_state_is_not_known_and_nothing_known_is_no_figure() -> None:
    row = carrier("加速器").with_cells({"state": Kept("快好了")})
    found = figures({PUDONG: rows_of(row)})["N07"]
    assert (found.value, found.unknown, found.by_district) == (None, 1, {PUDONG: None})
    assert found.unsure[0].note == "载体状态待核"


def test_who_is_not_asked_has_no_figure_and_who_has_none_has_nought() -> None:
    # F03 is due at half-years: silence in the third quarter is no 0, in the fourth it is.
    assert figures({PUDONG: {}}, Q3)["N07"].value is None
    assert figures({PUDONG: {}}, Q3.next())["N07"].value == Decimal(0)
    assert figures({}, Q3.next())["N07"].value is None
