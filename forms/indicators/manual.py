"""The manual's page of indicators, made from the definitions so that it cannot fall behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forms.indicators.facts import KIND_TITLES, Facts, all_facts, printed_code

if TYPE_CHECKING:
    from forms.catalogue import Catalogue, Setting

_HEAD = """# 指标口径

代码表版本 {version}。本页由程序生成，请勿手改。

Z 为方案提出的 2030 年目标（除“打造5个未来产业集群”外都带“左右”），N 为数量指标。
差距和完成率仅供参考，不用于判定。未报、暂缺（有记录但没有填写）、本期不报都不按 0 处理，另行列明。

## 由市级改定的口径

原文没有说明的七项，由市级在代码表中改定，随任务包下发；下面是现行的答案。

| 编号 | 问题 | 可选 | 现行 | 理由 |
|---|---|---|---|---|
"""

_INDICATORS = """
## 指标

| 指标码 | 指标 | 单位 | 期型 | 来源表 | 2030年目标 | 口径 |
|---|---|---|---|---|---|---|
"""


def indicators_markdown(catalogue: Catalogue) -> str:
    """A Markdown page with the settings and one line for every indicator and part."""
    return "".join(
        (
            _HEAD.format(version=catalogue.version),
            *map(_setting, catalogue.settings.values()),
            _INDICATORS,
            *map(_indicator, all_facts(catalogue)),
        )
    )


def _setting(one: Setting) -> str:
    options, answers = "、".join(one.options), "、".join(one.answers)
    return _line(one.code, one.title, options, answers, one.reason)


def _indicator(facts: Facts) -> str:
    target = "" if facts.target is None else f"{facts.target:,}{'左右' if facts.about else ''}"
    return _line(
        printed_code(facts.code),
        facts.full_title,
        facts.shown_unit,
        KIND_TITLES[facts.kind],
        "、".join(facts.forms),
        target,
        facts.rule,
    )


def _line(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"
