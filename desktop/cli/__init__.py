"""The command line: the same workflow without Qt, for scripts and batches (design §8)."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import click

from desktop.cli import (
    city,
    district,
    exchange,
    indicators,
    keeping,
    looking,
    ruling,
    signing,
    tables,
    tasks,
)
from desktop.cli.chinese import ChineseContext
from desktop.cli.output import BUG, DONE, MISTAKE, mistake_line
from forms.errors import ForPeople

if TYPE_CHECKING:
    from collections.abc import Sequence

LOG_NAME = "cluster-ledger-error.log"


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def commands(context: click.Context) -> int:
    """集群台账：未来产业集群记录与报送。不带命令时打开窗口。"""
    if context.invoked_subcommand is None:
        from desktop.ui.app import run_window

        return run_window()
    return DONE


_ALL = (keeping, tables, district, city, indicators, exchange, tasks, ruling, signing, looking)
commands.context_class = ChineseContext
for _command in (command for module in _ALL for command in module.COMMANDS):
    _command.context_class = ChineseContext
    commands.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit with its code; never shows a traceback."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run one command and answer its exit code."""
    try:
        code = commands.main(list(arguments), prog_name="cluster-ledger", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.Abort:
        return _fail("已取消。", MISTAKE)
    except click.ClickException as problem:
        return _fail(mistake_line(problem), MISTAKE)
    except ForPeople as problem:
        return _fail(str(problem), MISTAKE)
    except Exception:  # noqa: BLE001 - the last resort of the command line
        return _fail(f"程序出错，详情已写入 {_write_log()}，请把该文件发给维护人员。", BUG)
    return code if isinstance(code, int) else DONE


def _fail(sentence: str, code: int) -> int:
    click.echo(sentence.replace("\n", " ").encode(errors="replace").decode(), err=True)
    return code


def _write_log() -> Path:
    path = Path.cwd() / LOG_NAME
    try:
        path.write_text(traceback.format_exc(), encoding="utf-8")
    except OSError:
        click.echo(traceback.format_exc(limit=-1).splitlines()[-1], err=True)
    return path
