"""The command-line library's own words in Chinese: help pages, and mistakes in a command.

The library can be translated only by compiled catalogues on disk and the user's locale, and the
program speaks Chinese everywhere; so the few phrases that people meet stand here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORDS = {
    "Options": "选项",
    "Commands": "命令",
    "Show this message and exit.": "显示用法。",
    "[required]": "[必填]",
    "[OPTIONS]": "[选项]",
    "COMMAND [ARGS]...": "命令 …",
}
_SENTENCES = (
    (r"No such command '(.*)'\.", r"没有命令 \1"),
    (r"Got unexpected extra arguments? \((.*)\)", r"多出了 \1"),
    (r"Option '(.*)' requires an argument\.", r"选项 \1 后面要写内容"),
    (r"Option '(.*)' does not take a value\.", r"选项 \1 后面不写内容"),
    (r"'(.*)' is not one of (.*)\.", r"“\1”不在可选的 \2 之中"),
    (r"'(.*)' is not a valid (?:integer|float)(?: range)?\.", r"“\1”不是数字"),
    (r"(.*) is not in the range (.*)\.", r"\1 不在 \2 的范围内"),
    (r"(?:File|Path|Directory) '(.*)' does not exist\.", r"没有“\1”"),
    (r"(?:File|Path) '(.*)' is a directory\.", r"“\1”是文件夹"),
    (r"Directory '(.*)' is a file\.", r"“\1”是文件"),
)


def in_chinese(sentence: str) -> str:
    """What the library says of a mistake; as it is where it says something rare."""
    for pattern, words in _SENTENCES:
        found = re.fullmatch(pattern, sentence, re.S)
        if found:
            return found.expand(words)
    return sentence


class ChineseHelp(click.HelpFormatter):
    """A help page whose headings and standing phrases are Chinese."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The first line: how the command is written."""
        super().write_usage(prog, _worded(args), prefix or "用法：")

    def write_heading(self, heading: str) -> None:
        """The heading of a section."""
        super().write_heading(_worded(heading))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Options or commands with what they do."""
        super().write_dl([(name, _worded(text)) for name, text in rows], col_max, col_spacing)


class ChineseContext(click.Context):
    """What a command runs in, with Chinese help."""

    formatter_class = ChineseHelp


def _worded(text: str) -> str:
    for word, chinese in _WORDS.items():
        text = text.replace(word, chinese)
    return text
