"""How commands answer: one JSON object with ``--json``, else short Chinese lines; exit codes.

Exit 0 done, 1 findings or refusals, 2 the user's mistake, 70 a bug (design §8).
"""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desktop.cli.chinese import in_chinese

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

DONE, FINDINGS, MISTAKE, BUG = 0, 1, 2, 70

LEDGER = click.argument("ledger", type=click.Path(path_type=Path, dir_okay=False), metavar="LEDGER")
PERIOD = click.option(
    "--period", "period_text", metavar="P", help="报告期，例如 2026Q3；不写时取最新一期。"
)
OUT = click.option(
    "-o", "--out", type=click.Path(path_type=Path), metavar="FILE", help="写到哪个文件或文件夹。"
)


class Answer:
    """What a command found: its JSON object, its lines for people, and its exit code."""

    def __init__(self, data: dict[str, Any], lines: Iterable[str], exit_code: int = DONE) -> None:
        self.data = data
        self.lines = list(lines)
        self.exit_code = exit_code


def answers(command: Callable[..., Answer]) -> Callable[..., int]:
    """Give a command its ``--json`` option and print its ``Answer``; results in the exit code."""

    @click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 对象，供脚本使用。")
    @functools.wraps(command)
    def run(*args: Any, as_json: bool, **options: Any) -> int:
        answer = command(*args, **options)
        text = json.dumps(answer.data, ensure_ascii=False) if as_json else "\n".join(answer.lines)
        click.echo(text.encode(errors="replace").decode())
        return answer.exit_code

    return run


def mistake_line(problem: click.ClickException) -> str:
    """One Chinese line for a command that was written wrongly."""
    if isinstance(problem, click.NoSuchOption):
        return f"没有选项 {problem.option_name}，可用 --help 查看用法。"
    if isinstance(problem, click.MissingParameter):
        name = problem.param.human_readable_name if problem.param else "参数"
        kind = "选项" if isinstance(problem.param, click.Option) else "参数"
        return f"缺少{kind} {name}，可用 --help 查看用法。"
    if isinstance(problem, click.BadParameter):
        name = problem.param.human_readable_name if problem.param else "参数"
        return f"{name} 的值不可用（{in_chinese(problem.message)}），可用 --help 查看用法。"
    if isinstance(problem, click.FileError):
        return f"文件“{problem.filename}”打不开，请核对路径。"
    return f"命令写法有误（{in_chinese(problem.format_message())}），可用 --help 查看用法。"
