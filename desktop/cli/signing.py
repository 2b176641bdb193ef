"""Commands about signatures: confirm-key pins the other side's key, keys lists what is known."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, TypedDict

import click

from desktop.cli.output import LEDGER, Answer, answers
from desktop.workflow.session import open_session
from desktop.workflow.signing import (
    KEY_TITLES,
    allow_unsigned,
    confirm_key,
    key_state,
    own_fingerprint,
    seen_key,
    sender_title,
    senders,
    unsigned_allowed,
)
from exports.signature import fingerprint_of

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.workflow.session import Session
    from desktop.workflow.signing import KeyState


class KnownKey(TypedDict):
    """The newest key of a sender, as scripts are told of it."""

    sender: str
    name: str
    fingerprint: str
    state: KeyState


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
        known = [_known(session, one) for one in senders(session)]
    said = "允许接收" if is_allowed else "不接收"
    lines = [
        f"本账本的签名指纹：{own or '还没有'}",
        *(
            f"  {one['name']}：{KEY_TITLES[one['state']]} {one['fingerprint']}"
            for one in known
            if one["fingerprint"]
        ),
        f"没有签名的文件：{said}。",
    ]
    return Answer({"own": own, "allow_unsigned": is_allowed, "known": known}, lines)


def _known(session: Session, sender: str) -> KnownKey:
    seen = seen_key(session, sender)
    return {
        "sender": sender,
        "name": sender_title(session, sender),
        "fingerprint": fingerprint_of(seen) if seen else "",
        "state": key_state(session, sender),
    }


COMMANDS = (confirm_key_command, keys_command)
