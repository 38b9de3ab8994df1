"""The keys with which a circle vouches for its people to its tools: one in use, its forerunner still published.

The private half is sealed with a key that only this deployment can work out, for this circle and this row; a copy of
the table alone vouches for nobody.
"""

import json
import secrets
from datetime import timedelta
from typing import Any, Final

import jwt
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from django.db import transaction

from kernel.time import now
from tenant_apps.tools.models import SigningKey
from tenants.locks import circle_lock
from tenants.signing import fingerprints

ALGORITHM: Final = "RS256"
LIVES: Final = timedelta(days=90)
PUBLISHED_AFTER: Final = timedelta(days=2)
PURPOSE: Final = "tools-key"


def signed(claims: dict[str, Any]) -> str:
    """The claims as a signed token of this circle."""
    row, private = _key_in_use()
    return jwt.encode(claims, private, algorithm=ALGORITHM, headers={"kid": str(row.pk)})


def published() -> list[dict[str, Any]]:
    """The public halves, as JWKS wants them."""
    since = now() - LIVES - PUBLISHED_AFTER
    return [row.public for row in SigningKey.objects.filter(made_at__gt=since)]


@transaction.atomic
def _key_in_use() -> tuple[SigningKey, RSAPrivateKey]:
    newest = _usable()
    if newest is None:
        circle_lock("tools-key")
        newest = _usable() or _make()
    return newest


def _usable() -> tuple[SigningKey, RSAPrivateKey] | None:
    row = SigningKey.objects.filter(made_at__gt=now() - LIVES).first()
    private = _unseal(row) if row is not None else None
    return (row, private) if row is not None and private is not None else None


def _make() -> tuple[SigningKey, RSAPrivateKey]:
    private = generate_private_key(public_exponent=65_537, key_size=2048)
    row = SigningKey(made_at=now(), public={})
    half = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(private.public_key()))
    row.public = {
        "kty": half["kty"], "n": half["n"], "e": half["e"], "kid": str(row.pk), "use": "sig", "alg": ALGORITHM
    }  # fmt: skip
    plain = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    nonce = secrets.token_bytes(12)
    row.sealed = nonce + AESGCM(fingerprints(str(row.pk), purpose=PURPOSE)[0]).encrypt(nonce, plain, None)
    row.save(force_insert=True)
    return row, private


def _unseal(row: SigningKey) -> RSAPrivateKey | None:
    """The private half; None when the deployment's secret key has changed since, so that a new one is made."""
    sealed = bytes(row.sealed)
    for key in fingerprints(str(row.pk), purpose=PURPOSE):
        try:
            plain = AESGCM(key).decrypt(sealed[:12], sealed[12:], None)
        except InvalidTag:
            continue
        private = load_der_private_key(plain, None)
        assert isinstance(private, RSAPrivateKey)
        return private
    return None
