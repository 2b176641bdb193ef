"""签名: the district's own key, and the keys that the city has pinned to districts.

A district's key lives in its ledger and signs every submission. The city cannot know at first
whose key it sees; it says so until the staff compare the fingerprint with the stamped paper and
confirm it. From then on nothing else is taken from that district.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from desktop.workflow.capabilities import Capability
from exports.refusal import Refusal
from exports.signature import SigningKey, fingerprint_of, same_fingerprint
from forms.errors import UserMistake

if TYPE_CHECKING:
    from desktop.workflow.session import Session
    from exports.reader import ReadSubmission

KeyState = Literal["confirmed", "unconfirmed", "unsigned"]
KEY_TITLES: dict[KeyState, str] = {
    "confirmed": "签名已核对",
    "unconfirmed": "签名待核对",
    "unsigned": "没有签名",
}
_OWN = "signing_key"


def own_key(session: Session) -> SigningKey:
    """The key of this ledger, made when it is first needed."""
    secret = session.ledger.get_setting(_OWN)
    if secret:
        return SigningKey(secret)
    key = SigningKey.generate()
    session.ledger.set_setting(_OWN, key.secret)
    return key


def pinned_key(session: Session, district: str) -> str:
    """The public key confirmed for a district, empty before that."""
    return session.ledger.get_setting(f"pin:{district}")


def seen_key(session: Session, district: str) -> str:
    """The public key of the newest signed submission taken in from a district."""
    return session.ledger.get_setting(f"seen:{district}")


def key_state(session: Session, district: str) -> KeyState:
    """How far the district's newest signature is trusted."""
    seen = seen_key(session, district)
    if not seen:
        return "unsigned"
    return "confirmed" if seen == pinned_key(session, district) else "unconfirmed"


def judge_signature(session: Session, read: ReadSubmission, name: str) -> str:
    """What to tell the staff of a file's signature, empty when all is in order.

    Raises ``Refusal``: ``bad_signature``, ``foreign_key`` or ``unsigned``.
    """
    district, signature = read.header.district, read.signature
    pinned = pinned_key(session, district)
    if not read.signature_ok:
        raise Refusal.of("bad_signature", name, f"指纹 {_shown(read)}")
    if signature is None:
        if pinned:
            raise Refusal.of("unsigned", name, f"指纹 {fingerprint_of(pinned)}")
        return "文件没有签名，不能证明由该区的账本导出。"
    owner = _owner_of(session, signature.public_key)
    if owner not in ("", district) or (pinned and pinned != signature.public_key):
        title = session.catalogue.codelist("district").title_of(owner) if owner else "未登记的账本"
        raise Refusal.of("foreign_key", name, f"文件的签名属于{title}，指纹 {_shown(read)}")
    if pinned:
        return ""
    seen = seen_key(session, district)
    if seen not in ("", signature.public_key):
        return (
            f"签名指纹 {signature.fingerprint} 与上次报送的 {fingerprint_of(seen)} 不同，"
            "请与该区核实是否换了账本，再与盖章件比对。"
        )
    return f"签名指纹 {signature.fingerprint} 还没有核对；请与盖章件上的指纹比对后确认。"


def remember_key(session: Session, read: ReadSubmission) -> None:
    """Note with which key the submission just taken in was signed."""
    if read.signature is not None:
        session.ledger.set_setting(f"seen:{read.header.district}", read.signature.public_key)


def confirm_key(session: Session, district: str, fingerprint: str, *, renew: bool = False) -> str:
    """Pin a district's key after its fingerprint was compared with the stamped paper.

    ``fingerprint`` is what stands on the paper. Answers the fingerprint. Raises ``UserMistake``
    when it is not that of the newest submission, or when another key is pinned and ``renew`` does
    not say that the district has a new ledger; with ``renew`` the old pin is given up, and the
    next submission may bring the new key.
    """
    session.demand(Capability.RECEIVE)
    names = session.catalogue.codelist("district")
    found = names.find(district)
    if found is None:
        raise UserMistake(f"没有“{district}”这个区，请填 6 位区划代码或区名。")
    if renew:
        return _give_up(session, found.code)
    seen = seen_key(session, found.code)
    if not seen:
        raise UserMistake(f"{found.title}还没有带签名的报送表，请先接收。")
    if not same_fingerprint(fingerprint, seen):
        raise UserMistake(
            f"输入的指纹与{found.title}报送表的签名指纹 {fingerprint_of(seen)} 不一致，"
            "请逐位核对盖章件；仍不一致时不要确认，请与该区电话核实。"
        )
    session.ledger.set_setting(f"pin:{found.code}", seen)
    session.ledger.log("pinned", f"{found.title} 签名指纹 {fingerprint_of(seen)} 已核对")
    return fingerprint_of(seen)


def _give_up(session: Session, district: str) -> str:
    old = pinned_key(session, district)
    session.ledger.set_setting(f"pin:{district}", "")
    session.ledger.log("unpinned", f"{district} 的签名登记已撤销")
    return fingerprint_of(old) if old else ""


def _owner_of(session: Session, public_key: str) -> str:
    """The district to which a key is pinned, empty when to none."""
    districts = session.catalogue.codelist("district").active()
    return next((one.code for one in districts if pinned_key(session, one.code) == public_key), "")


def _shown(read: ReadSubmission) -> str:
    return read.signature.fingerprint if read.signature else "无"
