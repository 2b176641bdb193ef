"""The command by which the city takes submissions in."""

from __future__ import annotations

from pathlib import Path

import click

from desktop.cli.output import DONE, FINDINGS, LEDGER, Answer, answers
from desktop.workflow.receiving import OUTCOME_TITLES, Receipt, receive
from desktop.workflow.session import open_session
from exports.names import shown_path

PERIOD = click.option(
    "--period", "period_text", required=True, metavar="P", help="报告期，例如 2026Q3。"
)


@click.command("receive")
@LEDGER
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE|DIR …"
)
@answers
def receive_command(ledger: Path, paths: tuple[Path, ...]) -> Answer:
    """接收区级报送表（文件或文件夹）。"""
    session = open_session(ledger)
    receipts = receive(session, paths)
    session.close()
    refused = any(one.outcome == "refused" for one in receipts)
    return Answer(
        {"files": [receipt_json(one) for one in receipts]},
        [line for one in receipts for line in _lines(one)] or ["没有找到报送表文件。"],
        FINDINGS if refused else DONE,
    )


def _lines(one: Receipt) -> list[str]:
    """What became of a file; what the staff should know of it is indented below."""
    notices = [f"    提醒：{notice}" for notice in one.notices]
    return [f"  {OUTCOME_TITLES[one.outcome]}：{one.message}", *notices]


def receipt_json(one: Receipt) -> dict[str, object]:
    """The stable JSON shape of design §8."""
    return {
        "file": shown_path(one.file),
        "outcome": one.outcome,
        "reason": one.reason,
        "message": one.message,
        "district": one.district,
        "period": one.period,
        "revision": one.revision,
        "altered_rows": [row.to_json() for row in one.altered],
        "findings": [finding.to_json() for finding in one.findings],
        "notices": list(one.notices),
        "signature": {"fingerprint": one.fingerprint, "state": one.key},
    }


COMMANDS = (receive_command,)
