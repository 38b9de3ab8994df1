"""A passkey made of software: what a telephone does when somebody puts their finger on it. It can be made to lie."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from secrets import token_bytes
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def raw(said: str) -> bytes:
    return urlsafe_b64decode(said + "=" * (-len(said) % 4))


class SoftKey:
    """One passkey of one person. `flags` says what it claims: touched, and finger, face or PIN checked."""

    def __init__(self, rp_id: str, origin: str, flags: int = PRESENT | VERIFIED) -> None:
        self.rp_id, self.origin, self.flags = rp_id, origin, flags
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id, self.handle = token_bytes(32), b""

    def create(self, options: dict[str, Any]) -> str:
        """The answer to "make a passkey", as the browser's form carries it."""
        wish = options["publicKey"]
        self.handle = raw(wish["user"]["id"])
        key = ES256.from_cryptography_key(self.private.public_key())
        attested = AttestedCredentialData.create(Aaguid.NONE, self.id, key)
        data = AuthenticatorData.create(self._rp_hash, self.flags | ATTESTED, 0, attested)
        said = self._client_data("webauthn.create", wish["challenge"])
        attestation = AttestationObject.create("none", data, {})
        return self._credential({"clientDataJSON": text(said), "attestationObject": text(attestation)})

    def get(self, options: dict[str, Any]) -> str:
        """The answer to "is it you?"."""
        data = AuthenticatorData.create(self._rp_hash, self.flags, 0)
        said = self._client_data("webauthn.get", options["publicKey"]["challenge"])
        signature = self.private.sign(data + sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        answer = {"clientDataJSON": text(said), "authenticatorData": text(data), "signature": text(signature)}
        return self._credential({**answer, "userHandle": text(self.handle)})

    @property
    def _rp_hash(self) -> bytes:
        return sha256(self.rp_id.encode()).digest()

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _credential(self, response: dict[str, str]) -> str:
        known = {"id": text(self.id), "rawId": text(self.id), "type": "public-key"}
        return json.dumps({**known, "response": response, "clientExtensionResults": {"credProps": {"rk": True}}})
