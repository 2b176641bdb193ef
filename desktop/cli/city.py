"""Commands of the city office: receive, confirm-key."""

from __future__ import annotations

from pathlib import Path

import click

from desktop.cli.output import DONE, FINDINGS, LEDGER, Answer, answers
from desktop.workflow.receiving import OUTCOME_TITLES, Receipt, receive
from desktop.workflow.session import open_session
from desktop.workflow.signing import confirm_key
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
        [f"  {OUTCOME_TITLES[one.outcome]}：{one.message}" for one in receipts]
        or ["没有找到报送表文件。"],
        FINDINGS if refused else DONE,
    )


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


@click.command("confirm-key")
@LEDGER
@click.option("--district", required=True, metavar="CODE", help="区划代码或区名。")
@click.option("--fingerprint", default="", metavar="TEXT", help="盖章件上的签名指纹。")
@click.option("--renew", is_flag=True, help="该区换了账本：撤销登记，等下次报送后重新核对。")
@answers
def confirm_key_command(ledger: Path, district: str, fingerprint: str, renew: bool) -> Answer:
    """核对并登记一个区的签名指纹。"""
    session = open_session(ledger)
    done = confirm_key(session, district, fingerprint, renew=renew)
    session.close()
    said = f"已撤销登记的签名指纹 {done}。" if renew else f"已登记签名指纹 {done}。"
    return Answer({"district": district, "fingerprint": done, "confirmed": not renew}, [said])


COMMANDS = (confirm_key_command, receive_command)
