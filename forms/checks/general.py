"""Rules that speak of every form: filled in, readable, within limits, no personal data.

A01 and K01 to K03 are carried out by the field checks (``limits``), which know every form from
its declared fields.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from forms.checks.personal import personal_data
from forms.checks.rule import EVERY_FORM, Found, Problem, Rule, rule

if TYPE_CHECKING:
    from forms.base import Form
    from forms.checks.context import CheckContext

A01 = Rule(
    "A01", "hard", scope="field", form=EVERY_FORM, category="完整性",
    title="必填项已填写",
    formula="必填项不为空；条件必填项在条件成立时不为空",
    remedy="请填写；暂时没有的，填“暂缺（原因）”。",
)  # fmt: skip

K01 = Rule(
    "K01", "hard", scope="field", form=EVERY_FORM, category="取值范围",
    title="内容能够识别",
    formula="填写的内容能按本项的类型（数字、日期、代码等）准确读出",
    remedy="原文已保留，请按提示改成规范的写法。",
)  # fmt: skip

K02 = Rule(
    "K02", "hard", scope="field", form=EVERY_FORM, category="完整性",
    title="必填项的缺失说明",
    formula="必填项不得填“不适用”；填“暂缺”须写明原因（不少于 4 个字），并按核实性处理",
    remedy="请填写实际数据；确实暂缺的，写成“暂缺（原因）”。",
)  # fmt: skip

K03 = Rule(
    "K03", "hard", scope="field", form=EVERY_FORM, category="取值范围",
    title="符合填报规定的范围",
    formula="字数、数值范围、格式、可选项、项数和引用符合各项的填报规定",
    remedy="请对照填报说明修改。",
)  # fmt: skip


@cache
def _text_fields(form: type[Form]) -> tuple[str, ...]:
    return tuple(entry.name for entry in form.items() if entry.kind.name == "text")


@rule(
    "A30", "soft", scope="record", form=EVERY_FORM, category="信息安全",
    title="不含个人信息", reads=(),
    formula="文字项不含 18 位身份证号或 11 位手机号（“联系电话”除外）",
    remedy="请删除个人信息；确认不是个人信息的，请写明是什么号码。",
)  # fmt: skip
def a30(row: Form, context: CheckContext) -> Found:
    """Report each text field with a personal number; the number is masked in the finding."""
    names = _text_fields(context.forms[row.spec.code])
    texts = [getattr(row, name) or "" for name in names]
    # One look at all texts is enough for nearly every row.
    if personal_data("\n".join(texts)) is None:
        return None
    return [
        Problem(name, f"含有疑似{found[0]}，个人信息不应录入", value=found[1])
        for name, text in zip(names, texts, strict=True)
        if (found := personal_data(text))
    ]


RULES = (A01, a30, K01, K02, K03)
