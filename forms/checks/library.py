"""All rules there are, composed from the modules that declare them."""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from forms.checks import (
    city_rules,
    codes,
    dates,
    f00_cover,
    f00_nil,
    f01_identity,
    f01_project,
    f02_investment,
    f02_progress,
    f03_carrier,
    f04_enterprise,
    f05_achievement,
    f06_scenario,
    f07_challenge,
    f10_policy,
    f11_summary,
    f12_output,
    firm_names,
    general,
    keys,
)
from forms.checks.rule import EVERY_FORM, Rule

if TYPE_CHECKING:
    from collections.abc import Mapping

RULES_VERSION = "2022.3"
"""The version of this library; a submission says by which it was checked."""

SUPPORTED_VERSIONS = frozenset({"2022.1", "2022.2", RULES_VERSION})
"""Versions of the library whose submissions this one can judge (A74)."""

A74 = Rule(
    "A74", "hard", scope="submission", form="F00", category="文件一致",
    title="报送文件与封面一致",
    formula="封面登记的行数＝各表实际行数；内容摘要一致；模板、代码表、审核规则版本在支持范围内；"
    "文件名的区代码、报告期与封面一致",
    remedy="请用本程序重新导出报送表，不要在导出后改动内容或文件名。",
)  # fmt: skip

A75 = Rule(
    "A75", "hard", scope="submission", form=EVERY_FORM, category="说明",
    title="核实性提示均有说明",
    formula="每条核实性提示均有说明，不少于 8 个字，且不是“核实无误”“情况属实”“无”“同上”“已核实”"
    "一类的空话",
    remedy="请逐条写明具体情况和依据。",
    params={"least": Decimal(8)},
)  # fmt: skip

ALL_RULES: tuple[Rule, ...] = tuple(
    sorted(
        (
            *firm_names.RULES,
            *general.RULES,
            *city_rules.RULES,
            *codes.RULES,
            *dates.RULES,
            *f00_cover.RULES,
            *f00_nil.RULES,
            *f01_identity.RULES,
            *f01_project.RULES,
            *f02_investment.RULES,
            *f02_progress.RULES,
            *f03_carrier.RULES,
            *f04_enterprise.RULES,
            *f05_achievement.RULES,
            *f06_scenario.RULES,
            *f07_challenge.RULES,
            *f10_policy.RULES,
            *f11_summary.RULES,
            *f12_output.RULES,
            *keys.RULES,
            A74,
            A75,
        ),
        key=lambda rule: rule.code,
    )
)

RULES_BY_CODE: Mapping[str, Rule] = MappingProxyType({rule.code: rule for rule in ALL_RULES})
