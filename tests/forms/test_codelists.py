"""Code lists: reading, tolerant finding, retired and unknown codes."""

from __future__ import annotations

import pytest

from forms.catalogue import load_catalogue
from forms.codelists import Code, CodeList, UnknownCode


@pytest.fixture
def stages() -> CodeList:
    """Return a list with a retired code, an alias and two entries of the same title."""
    return CodeList(
        "stage",
        "进展阶段",
        [
            Code("10", "储备", parent="早"),
            Code("20", "签约", parent="早", aliases=("签订合同",)),
            Code("25", "拟建", parent="早", retired=True),
            Code("40", "在建", parent="晚"),
            Code("98", "其他", parent="早"),
            Code("99", "其他", parent="晚"),
        ],
    )


def test_label_shows_the_code_only_where_it_differs_from_the_title() -> None:
    assert Code("40", "在建").label == "40 在建"
    assert Code("备案", "备案").label == "备案"


def test_unknown_code_names_list_and_code(stages: CodeList) -> None:
    with pytest.raises(UnknownCode, match="“进展阶段”中没有代码“41”") as caught:
        stages.get("41")
    assert isinstance(caught.value, ValueError)
    assert (caught.value.list_title, caught.value.code) == ("进展阶段", "41")


def test_title_of_an_unknown_code_is_said_not_raised(stages: CodeList) -> None:
    assert stages.title_of("40") == "在建"
    assert stages.title_of("999") == "未知代码 999"


def test_retired_codes_are_read_but_not_offered(stages: CodeList) -> None:
    assert stages.get("25").title == "拟建"
    assert stages.title_of("25") == "拟建"
    assert "25" in stages
    assert "25" not in [entry.code for entry in stages.active()]
    assert "25" not in [entry.code for entry in stages.children("早")]
    found = stages.find("拟建")
    assert found is not None
    assert found.retired


def test_an_active_entry_wins_over_a_retired_one_of_the_same_title() -> None:
    towns = CodeList("town", "街道（镇）", [Code("1", "示例镇", retired=True), Code("2", "示例镇")])
    assert towns.find("示例镇") == towns.get("2")


def test_a_code_wins_over_anothers_title() -> None:
    codes = CodeList("x", "示例", [Code("1", "2"), Code("2", "二")])
    assert codes.find("2") == codes.get("2")


def test_an_ambiguous_title_is_found_only_under_its_parent(stages: CodeList) -> None:
    assert stages.find("其他") is None
    assert stages.find("其他", parent="晚") == stages.get("99")


def test_children_keep_order_and_are_none_for_an_unknown_parent(stages: CodeList) -> None:
    assert [entry.code for entry in stages.children("早")] == ["10", "20", "98"]
    assert stages.children("无此项") == ()


def test_a_list_is_iterable_sized_and_refuses_a_code_twice(stages: CodeList) -> None:
    assert [entry.code for entry in stages] == ["10", "20", "25", "40", "98", "99"]
    assert len(stages) == 6
    with pytest.raises(ValueError, match="重复"):
        CodeList("x", "示例", [Code("1", "甲"), Code("1", "乙")])


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("stage", "40", "40"),
        ("stage", "４０", "40"),
        ("stage", " 在 建 ", "40"),
        ("stage", "40 在建", "40"),
        ("stage", "40\u3000在建\n", "40"),
        ("stage", "竣工", "50"),
        ("topic", "10108（类脑芯片）", "10108"),
        ("topic", "dna/rna底层关键技术", "10301"),
        ("topic", "加速载体递送", "10401"),
        ("direction", "扩展现实（ＸＲ）", "203"),
        ("direction", "通用ai", "202"),
        ("direction", "6G", "205"),
        ("cluster", "未来健康产业集群", "1"),
        ("plan", "筑基计划", "筑基"),
        ("plan", "未来技术“筑基计划”", "筑基"),
        ("district", "浦东新区", "310115"),
        ("district", "浦东", "310115"),
        ("district", "浦东区", "310115"),
        ("district", "上海市闵行区", "310112"),
        ("district", "崇明", "310151"),
        ("town", "张江镇", "310115125"),
        ("policy_tool", "首台（套）", "首台(套)"),
        ("station_type", "院士（专家）工作站", "院士(专家)工作站"),
        ("yes_no", "YES", "是"),
        ("stage", "", None),
        ("stage", "不存在", None),
        ("district", "南汇区", None),
    ],
)
def test_find_reads_what_people_type(name: str, text: str, code: str | None) -> None:
    found = load_catalogue().codelist(name).find(text)
    assert (found.code if found else None) == code


def test_every_entry_is_found_by_its_code_and_its_label() -> None:
    for codes in load_catalogue().lists.values():
        for entry in codes:
            assert codes.find(entry.code) is entry, (codes.name, entry.code)
            assert codes.find(entry.label) is entry, (codes.name, entry.label)
