"""The rules that only the city can apply, A76 to A78; ``city`` carries them out."""

from __future__ import annotations

from forms.checks.rule import EVERY_FORM, Rule

A76 = Rule(
    "A76", "hard", scope="cross_district", form="F11", category="汇总关系",
    title="市级汇总等于各区之和",
    formula="市级汇总＝各区之和（减去跨区重复）；未报区列示“未报”，不以 0 代",
    remedy="请核对各区报送表是否都是最新一次，再重新汇总；仍不一致的，请逐区核对综合表。",
)  # fmt: skip

A77 = Rule(
    "A77", "soft", scope="cross_district", form=EVERY_FORM, category="重复",
    title="两区同时计数",
    formula="同一投资项目统一代码的项目、同名载体、同一统一社会信用代码的企业（及其同一方向的产值）、"
    "同一标准号的标准，只由一个区计数",
    remedy="请按牵头区（项目所在地、企业注册地）裁定由哪个区计数，并请另一区改正。",
)  # fmt: skip

A78 = Rule(
    "A78", "hard", scope="cross_district", form=EVERY_FORM, category="认定名单",
    title="与市级认定名单一致",
    formula="计入未来技术学院、未来产业创新中心、未来产业先导区、领军企业、生态主导型企业的名称在市级认定"
    "名单中（市级没有导入名单的不比对）",
    remedy="请核对名称与认定文件是否一致；确不在名单中的，请退回该区改正。",
)  # fmt: skip

RULES: tuple[Rule, ...] = (A76, A77, A78)
