"""签名: this ledger's own key, and the keys of the other side that were confirmed and pinned.

A ledger signs all that it sends: a district its submissions, the city its letters. The receiver
cannot know at first whose key it sees; it says so until somebody has compared the fingerprint with
the stamped paper and confirms it once. From then on nothing else is taken from that sender. An
unconfirmed submission is taken in meanwhile, for the city only reads it; an unconfirmed letter
waits, for it changes the district's ledger. What bears no signature is taken only while a setting
says so, which is off (faults G7).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from desktop.workflow.capabilities import Capability
from exports.refusal import Refusal
from exports.signature import SigningKey, fingerprint_of, same_fingerprint
from forms.errors import UserMistake

if TYPE_CHECKING:
    from desktop.workflow.session import Session
    from exports.letter import Letter
    from exports.reader import ReadSubmission
    from exports.signature import Signature

KeyState = Literal["confirmed", "unconfirmed", "unsigned"]
KEY_TITLES: dict[KeyState, str] = {
    "confirmed": "签名已核对",
    "unconfirmed": "签名待核对",
    "unsigned": "没有签名",
}
CITY = "city"
"""The sender whose key a district pins; the city pins those of districts, by their codes."""

CITY_TITLE = "市级"
UNCONFIRMED = "unconfirmed_letter"
"""The reason why a letter waits for its key to be confirmed; after that it can be applied."""

_LETTER = "_letter"
"""What the reasons about letters end in; they have sentences of their own."""

_OWN = "signing_key"
_ALLOWED = "allow_unsigned"


@dataclass(frozen=True, slots=True)
class _Sent:
    """What is judged: the sender whom a file names, who signed it, and whether that is right."""

    sender: str
    name: str
    signature: Signature | None
    is_right: bool
    ending: str = ""

    def refusal(self, reason: str, detail: str) -> Refusal:
        """Why it is not taken, in the words for its kind."""
        return Refusal.of(f"{reason}{self.ending}", self.name, detail)


@dataclass(frozen=True, slots=True)
class KnownKey:
    """What is known of a sender's key; ``fingerprint`` is that of the pinned one, else the newest.

    It is empty where no signed file of the sender was ever seen.
    """

    sender: str
    title: str
    state: KeyState
    fingerprint: str
    is_pinned: bool


def own_key(session: Session) -> SigningKey:
    """The key of this ledger, made when it is first needed."""
    secret = session.ledger.get_setting(_OWN)
    if secret:
        return SigningKey(secret)
    key = SigningKey.generate()
    session.ledger.set_setting(_OWN, key.secret)
    return key


def own_fingerprint(session: Session) -> str:
    """The short name of this ledger's key; empty where none was made and none can be."""
    if session.info.read_only and not session.ledger.get_setting(_OWN):
        return ""
    return fingerprint_of(own_key(session).public_key)


def pinned_key(session: Session, sender: str) -> str:
    """The public key confirmed for a sender (a district's code, or ``CITY``), empty before."""
    return session.ledger.get_setting(f"pin:{sender}")


def seen_key(session: Session, sender: str) -> str:
    """The public key of a sender's newest signed file."""
    return session.ledger.get_setting(f"seen:{sender}")


def key_state(session: Session, sender: str) -> KeyState:
    """How far the sender's newest signature is trusted."""
    seen = seen_key(session, sender)
    if not seen:
        return "unsigned"
    return "confirmed" if seen == pinned_key(session, sender) else "unconfirmed"


def known_keys(session: Session) -> list[KnownKey]:
    """The keys of all whose keys this ledger may pin."""
    return [_known(session, one) for one in senders(session)]


def _known(session: Session, sender: str) -> KnownKey:
    pinned = pinned_key(session, sender)
    state: KeyState = "confirmed" if pinned else key_state(session, sender)
    key = pinned or seen_key(session, sender)
    shown = fingerprint_of(key) if key else ""
    return KnownKey(sender, sender_title(session, sender), state, shown, bool(pinned))


def unsigned_allowed(session: Session) -> bool:
    """Whether files without a signature are taken from senders whose key nobody confirmed."""
    return session.ledger.get_setting(_ALLOWED) == "1"


def allow_unsigned(session: Session, allowed: bool) -> None:
    """Take files without a signature, or no longer; every change is logged."""
    if allowed != unsigned_allowed(session):
        session.ledger.set_setting(_ALLOWED, "1" if allowed else "")
        said = "允许接收没有签名的文件" if allowed else "不再接收没有签名的文件"
        session.ledger.log("unsigned", said)


def judge_signature(session: Session, read: ReadSubmission, name: str) -> str:
    """What to tell the staff of a submission's signature, empty when all is in order.

    Raises ``Refusal``: ``bad_signature``, ``foreign_key`` or ``unsigned``.
    """
    sent = _Sent(read.header.district, name, read.signature, read.signature_ok)
    if not _is_to_confirm(session, sent):
        return "" if sent.signature else "文件没有签名，不能证明由该区的账本导出。"
    assert sent.signature is not None
    seen = seen_key(session, sent.sender)
    if seen not in ("", sent.signature.public_key):
        return (
            f"签名指纹 {sent.signature.fingerprint} 与上次报送的 {fingerprint_of(seen)} 不同，"
            "请与该区核实是否换了账本，再与盖章件比对。"
        )
    return f"签名指纹 {sent.signature.fingerprint} 还没有核对；请与盖章件上的指纹比对后确认。"


def judge_letter(session: Session, letter: Letter) -> None:
    """Let a letter pass that the city signed, as far as this district can know.

    Raises ``Refusal``: ``bad_signature_letter``, ``foreign_key_letter``, ``unsigned_letter``, or
    ``UNCONFIRMED`` when the key first has to be confirmed; the key is noted for that.
    """
    sent = _Sent(CITY, letter.file_name, letter.signature, letter.is_signed_right, _LETTER)
    if not _is_to_confirm(session, sent):
        return
    assert sent.signature is not None
    session.ledger.set_setting(f"seen:{CITY}", sent.signature.public_key)
    raise Refusal.of(UNCONFIRMED, sent.name, f"指纹 {sent.signature.fingerprint}")


def remember_key(session: Session, read: ReadSubmission) -> None:
    """Note with which key the submission just taken in was signed."""
    if read.signature is not None:
        session.ledger.set_setting(f"seen:{read.header.district}", read.signature.public_key)


def confirm_key(session: Session, sender: str, fingerprint: str, *, renew: bool = False) -> str:
    """Pin a sender's key after its fingerprint was compared with the stamped paper.

    ``sender`` is a district's code or name in the city's ledger, ``CITY`` or nothing in a
    district's; ``fingerprint`` is what stands on the paper. Answers the fingerprint. Raises
    ``UserMistake`` when it is not that of the newest file; with ``renew`` the old pin is given
    up, and the next file may bring the key of a new ledger.
    """
    code = _sender_code(session, sender)
    title, files = sender_title(session, code), "文件" if code == CITY else "报送表"
    if renew:
        return _give_up(session, code)
    seen = seen_key(session, code)
    if not seen:
        first = "打开" if code == CITY else "接收"
        raise UserMistake(f"{title}还没有带签名的{files}，请先{first}。")
    if not same_fingerprint(fingerprint, seen):
        raise UserMistake(
            f"输入的指纹与{title}{files}的签名指纹 {fingerprint_of(seen)} 不一致，"
            f"请逐位核对盖章件；仍不一致时不要确认，请与{_whom(code)}电话核实。"
        )
    session.ledger.set_setting(f"pin:{code}", seen)
    session.ledger.log("pinned", f"{title} 签名指纹 {fingerprint_of(seen)} 已核对")
    return fingerprint_of(seen)


def sender_title(session: Session, sender: str) -> str:
    """A sender as people call it."""
    return CITY_TITLE if sender == CITY else session.catalogue.codelist("district").title_of(sender)


def senders(session: Session) -> tuple[str, ...]:
    """Whose keys this ledger may pin: the city's in a district, every district's in the city."""
    if Capability.RECEIVE not in session.abilities:
        return (CITY,)
    return tuple(one.code for one in session.catalogue.codelist("district").active())


def _sender_code(session: Session, sender: str) -> str:
    if senders(session) == (CITY,):
        session.demand(Capability.SUBMIT)
        if sender.strip() not in ("", CITY, CITY_TITLE):
            raise UserMistake("区级账本只登记市级的签名，不用写明区。")
        return CITY
    if not sender.strip():
        raise UserMistake("请写明是哪个区，例如 --district 310115。")
    found = session.catalogue.codelist("district").find(sender)
    if found is None:
        raise UserMistake(f"没有“{sender}”这个区，请填 6 位区划代码或区名。")
    return found.code


def _give_up(session: Session, sender: str) -> str:
    old = pinned_key(session, sender)
    session.ledger.set_setting(f"pin:{sender}", "")
    session.ledger.log("unpinned", f"{sender_title(session, sender)} 的签名登记已撤销")
    return fingerprint_of(old) if old else ""


def _is_to_confirm(session: Session, sent: _Sent) -> bool:
    """Whether a rightly signed file's key is still to be confirmed; raises ``Refusal``."""
    pinned = pinned_key(session, sent.sender)
    if not sent.is_right:
        raise sent.refusal("bad_signature", f"指纹 {_shown(sent.signature)}")
    if sent.signature is None:
        if pinned or not unsigned_allowed(session):
            registered = f"登记的签名指纹是 {fingerprint_of(pinned)}" if pinned else ""
            raise sent.refusal("unsigned", registered)
        return False
    owner = _owner_of(session, sent.signature.public_key)
    if owner not in ("", sent.sender) or pinned not in ("", sent.signature.public_key):
        title = sender_title(session, owner) if owner else "未登记的账本"
        raise sent.refusal("foreign_key", f"文件的签名属于{title}，指纹 {_shown(sent.signature)}")
    return not pinned


def _owner_of(session: Session, public_key: str) -> str:
    """The sender to whom a key is pinned, empty when to none."""
    known = senders(session)
    return next((one for one in known if pinned_key(session, one) == public_key), "")


def _shown(signature: Signature | None) -> str:
    return signature.fingerprint if signature else "无"


def _whom(sender: str) -> str:
    return CITY_TITLE if sender == CITY else "该区"
