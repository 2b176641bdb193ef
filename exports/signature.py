"""The signature of a submission or a letter: Ed25519 (RFC 8032) over its content digest.

The digest says what a file holds, the signature who made it. The key belongs to one ledger; the
other side pins it once people have compared its short fingerprint with the one on the stamped
paper. ``cryptography`` is imported where it is used: most runs sign nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal, Self

Purpose = Literal["WLCY-SUBMISSION-1", "WLCY-LETTER-1"]
"""What is signed: keeps a signature of one kind from being taken for one of another."""

SUBMISSION: Purpose = "WLCY-SUBMISSION-1"
LETTER: Purpose = "WLCY-LETTER-1"

_GROUPS, _GROUP = 4, 4


@dataclass(frozen=True, slots=True)
class Signature:
    """A public key (32 bytes) and what it signed (64 bytes), both as hexadecimal text."""

    public_key: str
    value: str

    @property
    def fingerprint(self) -> str:
        """The short name of the key, see `fingerprint_of`."""
        return fingerprint_of(self.public_key)

    def is_valid(self, algorithm: str, digest: str, purpose: Purpose = SUBMISSION) -> bool:
        """Whether this key signed this digest; a malformed key or value did not."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.public_key))
            key.verify(bytes.fromhex(self.value), _message(purpose, algorithm, digest))
        except (ValueError, InvalidSignature):
            return False
        return True


@dataclass(frozen=True, slots=True, repr=False)
class SigningKey:
    """The secret key of one ledger, as hexadecimal text of its 32 bytes; never shown."""

    secret: str

    @classmethod
    def generate(cls) -> Self:
        """Make a new key from the system's randomness."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return cls(Ed25519PrivateKey.generate().private_bytes_raw().hex())

    @property
    def public_key(self) -> str:
        """The public key as hexadecimal text."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self.secret))
        return key.public_key().public_bytes_raw().hex()

    def sign(self, algorithm: str, digest: str, purpose: Purpose = SUBMISSION) -> Signature:
        """Sign a content digest made with the named algorithm."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self.secret))
        value = key.sign(_message(purpose, algorithm, digest)).hex()
        return Signature(key.public_key().public_bytes_raw().hex(), value)


def fingerprint_of(public_key: str) -> str:
    """The short name of a public key, for paper and telephone: ``1A2B 3C4D 5E6F 7890``.

    64 bits of SHA-256: enough to tell keys apart on paper, where nobody can try keys unseen.
    """
    head = hashlib.sha256(public_key.lower().encode()).hexdigest()[: _GROUPS * _GROUP].upper()
    return " ".join(head[start : start + _GROUP] for start in range(0, len(head), _GROUP))


def same_fingerprint(typed: str, public_key: str) -> bool:
    """Whether a fingerprint as somebody typed it (spaces, dashes, case) is that of the key."""
    digits = "".join(one for one in typed.upper() if one.isalnum())
    return digits == fingerprint_of(public_key).replace(" ", "")


def _message(purpose: Purpose, algorithm: str, digest: str) -> bytes:
    return "\x1f".join((purpose, algorithm, digest)).encode()
