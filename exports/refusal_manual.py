"""The manual's page of refusals, made from the sentences themselves."""

from __future__ import annotations

from exports.refusal import SENTENCES

_HEAD = """# 文件没有被采用怎么办

程序对每个文件要么采用，要么用一句话说明为什么不采用、下一步怎么办；没有采用的文件不改动账本。
本页由程序生成，请勿手改。“某文件”处是文件名，括号里是具体情况；`代码` 供脚本使用，不会改变。

除下列各项外，收件时还可能是：`altered`（导出后被改动，逐处指出表、行和格）、`not_stored`（账本写不进去）。

| 代码 | 说明 |
|---|---|
"""
_FILE, _DETAIL = "某文件", "……"


def refusals_markdown() -> str:
    """A Markdown page with one line for every reason."""
    return _HEAD + "".join(
        f"| `{reason}` | {sentence.format(file=_FILE, detail=_DETAIL)} |\n"
        for reason, sentence in SENTENCES.items()
    )
