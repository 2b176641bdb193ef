"""The command by which the city makes a task package."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

import click

from desktop.cli.output import LEDGER, Answer, answers
from desktop.workflow.catalogues import read_folder
from desktop.workflow.session import open_session
from desktop.workflow.tasking import Order, make_task
from exports.task_package import LEGAL_FACTS
from forms.base import FormFrequency
from forms.checks.settings import RuleSettings
from forms.errors import UserMistake
from forms.periods import Period

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forms.due import Overrides

_WORDS = {"yes": True, "no": False}
_AS_DECLARED = "default"


@click.command("task")
@LEDGER
@click.option("--period", "period_text", required=True, metavar="P", help="报告期，例如 2026Q3。")
@click.option("--deadline", required=True, metavar="YYYY-MM-DD", help="报送截止日。")
@click.option("--rules", type=click.Path(path_type=Path), metavar="FILE", help="审核设置（JSON）。")
@click.option(
    "--due",
    "due",
    multiple=True,
    metavar="FORM=yes|no|each|quarter|half|year|default",
    help="某张表本期报不报，或改按什么期别报；可写多次。",
)
@click.option(
    "--catalogue", type=click.Path(path_type=Path), metavar="DIR", help="新版代码表文件夹。"
)
@click.option("--comment", default="", metavar="TEXT", help="要求和说明。")
@click.option("--form-no", default="", metavar="TEXT", help="表号。")
@click.option("--issuer", default="", metavar="TEXT", help="制定机关。")
@click.option("--approver", default="", metavar="TEXT", help="批准（备案）机关。")
@click.option("--approval-no", default="", metavar="TEXT", help="批准（备案）文号。")
@click.option("--valid-to", default="", metavar="YYYY-MM-DD", help="有效期至。")
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), required=True, metavar="FILE|DIR",
    help="写到哪个文件或文件夹。",
)  # fmt: skip
@answers
def task_command(
    ledger: Path,
    period_text: str,
    deadline: str,
    rules: Path | None,
    due: tuple[str, ...],
    catalogue: Path | None,
    comment: str,
    out: Path,
    **legal: str,
) -> Answer:
    """市级生成任务包：截止日、应报表、审核设置、代码表、法定标识。"""
    with closing(open_session(ledger)) as session:
        order = Order(
            deadline=deadline,
            comment=comment,
            rules=read_rules(rules) if rules else None,
            due=_due(session.due, due) if due else None,
            legal={name: legal[name] for name in LEGAL_FACTS if legal.get(name)},
            tables=read_folder(catalogue) if catalogue else None,
        )
        made = make_task(session, Period.parse(period_text), order, out)
    lines = [
        f"已生成任务包：{made.file}",
        f"报送截止日 {deadline}",
        f"签名指纹 {made.fingerprint}，请写入盖章的通知，供各区首次打开时核对。",
    ]
    return Answer(made.to_json(), lines)


def read_rules(path: Path) -> RuleSettings:
    """Settings of checks from a JSON file; raises ``UserMistake``."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise UserMistake(f"审核设置文件“{path}”打不开（{problem.strerror}）。") from problem
    except ValueError as problem:
        raise UserMistake(f"审核设置文件“{path}”不是 JSON（{problem}）。") from problem
    return RuleSettings.from_json(data)


def _due(before: Overrides, said: Sequence[str]) -> Overrides:
    """What was in force with what is said now."""
    made = dict(before)
    for one in said:
        form, _, word = one.partition("=")
        if word == _AS_DECLARED:
            made.pop(form, None)
        elif word in _WORDS:
            made[form] = _WORDS[word]
        elif word in get_args(FormFrequency):
            made[form] = cast("FormFrequency", word)
        else:
            raise UserMistake(
                f"“--due {one}”请写作 F05=yes、F05=no、F05=quarter（each、half、year）"
                "或 F05=default。"
            )
    return made


COMMANDS = (task_command,)
