"""The signature: what is signed is proven, and nothing else is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from exports.signature import Signature, SigningKey, fingerprint_of, same_fingerprint

KEY = SigningKey("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
"""The secret key of the first test vector of RFC 8032, section 7.1."""

DIGEST = "ab" * 32


def test_the_public_key_is_that_of_the_standard() -> None:
    wanted = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert KEY.public_key == wanted


def test_a_signature_proves_its_digest_and_no_other() -> None:
    signed = KEY.sign("sm3", DIGEST)
    assert signed.is_valid("sm3", DIGEST)
    assert not signed.is_valid("sha256", DIGEST)
    assert not signed.is_valid("sm3", "ac" + DIGEST[2:])


def test_a_signature_under_another_key_is_false() -> None:
    signed = KEY.sign("sm3", DIGEST)
    other = SigningKey.generate()
    assert other.public_key != KEY.public_key
    assert not Signature(other.public_key, signed.value).is_valid("sm3", DIGEST)


@given(st.text(max_size=140), st.text(max_size=140))
def test_whatever_stands_there_is_judged_quietly(key: str, value: str) -> None:
    assert not Signature(key, value).is_valid("sm3", DIGEST)


def test_fingerprints_are_compared_as_people_type_them() -> None:
    said = fingerprint_of(KEY.public_key)
    assert len(said.split()) == 4
    assert same_fingerprint(said.lower().replace(" ", "-"), KEY.public_key)
    assert not same_fingerprint(said[:-1], KEY.public_key)
    assert not same_fingerprint("", KEY.public_key)


def test_the_secret_does_not_show() -> None:
    assert KEY.secret not in repr(KEY)
