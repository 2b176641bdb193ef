"""Explanations: which say something, and how long they stay attached."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.checks.explanations import EMPTY_PHRASES, apply_explanations, explanation_problem
from forms.findings import Finding, Severity

PADDING = st.text(" \u3000，。、！!.…-—（）()\n\t", max_size=4)


@pytest.mark.parametrize(
    "text",
    [
        "设备到货推迟两个月，预计十二月竣工。",
        "因环评批复晚于计划，开工顺延。",
        "冲减二季度多报的设备款 120 万元",
        "无人机试飞空域批复推迟，进度滞后。",
        "经核实，土地交付延期三个月，正在协调。",
        "Delayed delivery of tools",
        "设备到货推迟两月",
    ],
)
def test_real_explanations_pass(text: str) -> None:
    assert explanation_problem(text) is None


@pytest.mark.parametrize(
    "text",
    ["已核实，情况属实。", "经核实，数据准确无误！", "核 实 无 误 。", "核实无误核实无误核实无误",
     "以上情况均属实", "无无无无无无无无", "数据真实有效，没有问题", "核实无误啊啊啊啊啊啊",
     "啊啊啊啊啊啊啊啊啊", "1111111111", "ＡＡＡＡＡＡＡＡＡＡ", "同上同上同上同上"],
)  # fmt: skip
def test_empty_phrases_are_refused(text: str) -> None:
    assert explanation_problem(text) == f"“{text}”没有说明原因，请写明具体情况和依据。"


@pytest.mark.parametrize("text", ["", "   ", "。。。。。。。。。。", "--------", "\u3000\n"])
def test_nothing_at_all_is_refused(text: str) -> None:
    assert explanation_problem(text) == "请填写说明。"


@pytest.mark.parametrize("text", ["设备延期", "设备到货推迟了", "设备到货推迟了。。。。。。"])
def test_too_short_is_refused(text: str) -> None:
    assert explanation_problem(text) == "说明太短，请不少于 8 个字，写明具体情况和依据。"


@given(
    st.lists(st.tuples(PADDING, st.sampled_from(EMPTY_PHRASES)), min_size=1, max_size=5), PADDING
)
def test_no_padding_or_repetition_makes_an_empty_phrase_an_explanation(
    parts: list[tuple[str, str]], tail: str
) -> None:
    assert explanation_problem("".join(pad + phrase for pad, phrase in parts) + tail)


def finding(value: str = "1.00", severity: Severity = "soft") -> Finding:
    """A finding to explain."""
    return Finding("A33", severity, "F02", "310115-2026-P0001", "inv_period", value, "", "")


def test_explanation_stays_while_the_value_does() -> None:
    known = {finding().id: ("1.00", "冲减上季度多报的设备款。")}
    assert apply_explanations([finding()], known)[0].explanation == "冲减上季度多报的设备款。"
    assert apply_explanations([finding("2.00")], known)[0].explanation == ""
    assert apply_explanations([finding("2.00").explained("旧的说明")], known)[0].explanation == ""
    assert apply_explanations([finding()], {})[0].explanation == ""


@pytest.mark.parametrize("severity", ["hard", "hint"])
def test_only_soft_findings_are_explained(severity: Severity) -> None:
    known = {finding().id: ("1.00", "冲减上季度多报的设备款。")}
    assert apply_explanations([finding(severity=severity)], known)[0].explanation == ""
