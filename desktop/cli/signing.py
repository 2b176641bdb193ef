"""Commands about signatures: confirm-key pins the other side's key, keys lists what is known."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import click

from desktop.cli.output import LEDGER, Answer, answers
from desktop.workflow.session import open_session
from desktop.workflow.signing import (
    KEY_TITLES,
    allow_unsigned,
    confirm_key,
    known_keys,
    own_fingerprint,
    unsigned_allowed,
)

if TYPE_CHECKING:
    from pathlib import Path


@click.command("confirm-key")
@LEDGER
@click.option("--district", default="", metavar="CODE", help="市级：区划代码或区名。")
@click.option("--fingerprint", default="", metavar="TEXT", help="盖章件上的签名指纹。")
@click.option("--renew", is_flag=True, help="对方换了账本：撤销登记，等下一份文件后重新核对。")
@answers
def confirm_key_command(ledger: Path, district: str, fingerprint: str, renew: bool) -> Answer:
    """核对并登记签名指纹：市级登记一个区的，区级登记市级的。"""
    with closing(open_session(ledger)) as session:
        done = confirm_key(session, district, fingerprint, renew=renew)
    said = f"已撤销登记的签名指纹 {done}。" if renew else f"已登记签名指纹 {done}。"
    return Answer({"district": district, "fingerprint": done, "confirmed": not renew}, [said])


@click.command("keys")
@LEDGER
@click.option(
    "--allow-unsigned/--refuse-unsigned",
    "allowed",
    default=None,
    help="允许、不再允许没有签名的文件（对方签名登记以后一律不允许）。",
)
@answers
def keys_command(ledger: Path, allowed: bool | None) -> Answer:
    """本账本的签名指纹，和对方签名的核对情况。"""
    with closing(open_session(ledger)) as session:
        if allowed is not None:
            allow_unsigned(session, allowed)
        own, is_allowed = own_fingerprint(session), unsigned_allowed(session)
        known = known_keys(session)
    said = "允许接收" if is_allowed else "不接收"
    lines = [
        f"本账本的签名指纹：{own or '还没有'}",
        *(
            f"  {one.title}：{KEY_TITLES[one.state]} {one.fingerprint}"
            for one in known
            if one.fingerprint
        ),
        f"没有签名的文件：{said}。",
    ]
    told = [
        {
            "sender": one.sender,
            "name": one.title,
            "fingerprint": one.fingerprint,
            "state": one.state,
        }
        for one in known
    ]
    return Answer({"own": own, "allow_unsigned": is_allowed, "known": told}, lines)


COMMANDS = (confirm_key_command, keys_command)
