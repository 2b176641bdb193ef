"""The manual's page of rules, made from the rules themselves so that it cannot fall behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forms.checks.library import ALL_RULES, RULES_VERSION
from forms.checks.rule import EVERY_FORM, PARAM_TITLES, SCOPE_TITLES
from forms.findings import SEVERITY_TITLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forms.checks.rule import Rule

_HEAD = f"""# 审核关系

审核规则库版本 {RULES_VERSION}。本页由程序生成，请勿手改。

强制性：不改不能上报。核实性：写明说明后可以上报。提示性：可以忽略。
市级可以在任务包中关闭规则、调整级别和参数、设为试行（按提示性处理），或对个别记录豁免。
上报时另外核对两项：应报各表由上期结转的行都已确认（K04），市级的退回意见都已答复（K10）。

| 编号 | 级别 | 范围 | 表 | 类别 | 名称 | 审核公式 | 参数 | 处理办法 |
|---|---|---|---|---|---|---|---|---|
"""


def rules_markdown(rules: Sequence[Rule] = ALL_RULES) -> str:
    """A Markdown page with one line for every rule."""
    return _HEAD + "".join(_line(rule) for rule in rules)


def _line(rule: Rule) -> str:
    cells = (
        rule.code,
        SEVERITY_TITLES[rule.severity],
        SCOPE_TITLES[rule.scope],
        "各表" if rule.form == EVERY_FORM else rule.form,
        rule.category,
        rule.title,
        rule.formula,
        "；".join(f"{PARAM_TITLES[name]} `{name}`={value}" for name, value in rule.params.items()),
        rule.remedy,
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"
