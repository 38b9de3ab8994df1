"""Locking and opening, and what is bound to what. Bytes in, bytes out: no database, no settings.

    sealed text    version, 1 byte | number of the person's key, 4 | nonce, 12 | AES-256-GCM of the text, with its tag
    wrapped key    version, 1 byte | nonce, 12 | AES-256-GCM of the 32 bytes, with its tag

With each is authenticated where it belongs, which is not written down beside it: what is carried elsewhere does not
open there. `origin` is the circle's name for itself in the vault, which it keeps when it moves to another deployment.
"""

import secrets
from hashlib import sha256
from hmac import digest
from typing import Final, NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION: Final = b"\x01"
KEY_BYTES: Final = 32
_NONCE: Final = 12
_TAG: Final = 16
_HEAD: Final = 5
SHORTEST: Final = _HEAD + _NONCE + _TAG


class Unopened(ValueError):
    """The tag does not fit: another key, another place, or changed."""


class Place(NamedTuple):
    """Where a sealed text belongs: whose it is, which column, which row."""

    origin: UUID
    person: UUID
    what: str
    row: UUID

    def bound(self, head: bytes) -> bytes:
        """What is authenticated with it. Everything but the last part has a fixed length, so it reads one way only."""
        return b"coopbox text " + head + self.origin.bytes + self.person.bytes + self.row.bytes + self.what.encode()


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def seal(text: bytes, key: AESGCM, number: int, place: Place) -> bytes:
    """The text as it may be written down, locked with the person's key of this number."""
    head = VERSION + number.to_bytes(4, "big")
    nonce = secrets.token_bytes(_NONCE)
    return head + nonce + key.encrypt(nonce, text, place.bound(head))


def number_of(sealed: bytes) -> int:
    """With which of the person's keys it was locked. Raises Unopened when it is nothing of ours."""
    if len(sealed) < SHORTEST or sealed[:1] != VERSION:
        raise Unopened
    return int.from_bytes(sealed[1:_HEAD], "big")


def unseal(sealed: bytes, key: AESGCM, place: Place) -> bytes:
    """The text again. Raises Unopened."""
    nonce, text = sealed[_HEAD : _HEAD + _NONCE], sealed[_HEAD + _NONCE :]
    try:
        return key.decrypt(nonce, text, place.bound(sealed[:_HEAD]))
    except InvalidTag:
        raise Unopened from None


def wrap(key: bytes, by: bytes, bound: bytes) -> bytes:
    """A key as it may be written down, locked with the one above it."""
    nonce = secrets.token_bytes(_NONCE)
    return VERSION + nonce + AESGCM(by).encrypt(nonce, key, VERSION + bound)


def unwrap(wrapped: bytes, by: bytes, bound: bytes) -> bytes:
    """The key again. Raises Unopened."""
    return unwrap_with(wrapped, AESGCM(by), bound)


def unwrap_with(wrapped: bytes, by: AESGCM, bound: bytes) -> bytes:
    """The same, with a key that opens many."""
    try:
        return by.decrypt(wrapped[1 : 1 + _NONCE], wrapped[1 + _NONCE :], wrapped[:1] + bound)
    except (InvalidTag, ValueError):
        raise Unopened from None


def circle_key_bound(circle: UUID, origin: UUID, purpose: str, number: int) -> bytes:
    return b"coopbox circle key " + circle.bytes + origin.bytes + number.to_bytes(4, "big") + purpose.encode()


def person_key_bound(origin: UUID, person: UUID, number: int) -> bytes:
    return b"coopbox person key " + origin.bytes + person.bytes + number.to_bytes(4, "big")


def lookup(text: str, key: bytes, number: int, what: str) -> bytes:
    """What stands for a text in a column that can be searched: the same for the same text in the same column."""
    said = len(what).to_bytes(2, "big") + what.encode() + text.encode()
    return number.to_bytes(4, "big") + digest(key, said, sha256)
