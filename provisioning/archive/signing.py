"""Who made an archive: a signature by a key that only this deployment has, and another one for each circle of it.

The keys are worked out from the deployment's secret key, so none is kept anywhere. Somebody who imports the archive
elsewhere can compare the key's fingerprint with the one that the exporting steward or operator reads out to them.
"""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from provisioning.archive import refusals

NAME: Final = "signature.json"
LIMIT: Final = 4096
ABOUT: Final = b"coopbox archive: "

PARTS: Final = ("circle", "deployment", "over", "vouched")


@dataclass(frozen=True)
class Signature:
    """Whose key signed the manifest, and which deployment says that the key is that circle's."""

    circle: bytes
    deployment: bytes
    over: bytes
    vouched: bytes

    def to_bytes(self) -> bytes:
        return json.dumps({name: getattr(self, name).hex() for name in PARTS}, indent=1).encode()

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.circle)


def fingerprint(public: bytes) -> str:
    """A public key as people compare it: eight groups of four."""
    letters = sha256(public).hexdigest()[:32]
    return " ".join(letters[at : at + 4] for at in range(0, 32, 4))


def _private(secret_key: str, whose: bytes) -> Ed25519PrivateKey:
    seed = HKDF(SHA256(), 32, salt=None, info=b"coopbox archive signature: " + whose).derive(secret_key.encode())
    return Ed25519PrivateKey.from_private_bytes(seed)


def _public(whose: bytes) -> bytes:
    return _private(settings.SECRET_KEY, whose).public_key().public_bytes_raw()


def sign(manifest: bytes, circle_id: UUID) -> Signature:
    """The circle's signature under a manifest, and the deployment's under the circle's key."""
    ours, deployment = _private(settings.SECRET_KEY, circle_id.bytes), _private(settings.SECRET_KEY, b"deployment")
    public = ours.public_key().public_bytes_raw()
    return Signature(
        circle=public,
        deployment=deployment.public_key().public_bytes_raw(),
        over=ours.sign(ABOUT + sha256(manifest).digest()),
        vouched=deployment.sign(ABOUT + circle_id.bytes + public),
    )


def read(said: bytes) -> Signature:
    try:
        facts: dict[str, Any] = json.loads(said)
        return Signature(*(bytes.fromhex(facts[name]) for name in PARTS))
    except (ValueError, TypeError, KeyError, RecursionError) as wrong:
        raise refusals.unsigned() from wrong


def check(signature: Signature, manifest: bytes, circle_id: UUID, *, signed_by: str = "") -> None:
    """Raises NotTaken when the manifest is not signed by this circle's key.

    What says it was made by this deployment must carry the very key this deployment gives that circle. For another
    deployment's, `signed_by` is the fingerprint that whoever exported it has told.
    """
    try:
        key = Ed25519PublicKey.from_public_bytes(signature.circle)
        key.verify(signature.over, ABOUT + sha256(manifest).digest())
        deployment = Ed25519PublicKey.from_public_bytes(signature.deployment)
        deployment.verify(signature.vouched, ABOUT + circle_id.bytes + signature.circle)
    except (InvalidSignature, ValueError) as wrong:
        raise refusals.unsigned() from wrong
    if signature.deployment == _public(b"deployment") and signature.circle != _public(circle_id.bytes):
        raise refusals.unsigned()
    if signed_by and _letters(signed_by) != _letters(signature.fingerprint):
        raise refusals.unsigned()


def _letters(said: str) -> str:
    return "".join(said.split()).lower()
