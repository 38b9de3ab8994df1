"""Signed links that mean something in one circle only, and words that only this circle can read again."""

import json
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac

from tenants.context import current_circle


def _salt(purpose: str) -> str:
    return f"coopbox:{current_circle().id.hex}:{purpose}"


def sign(value: Any, *, purpose: str) -> str:
    """Sign a JSON value for one purpose in this circle."""
    return signing.dumps(value, salt=_salt(purpose), compress=True)


def unsign(signed: str, *, purpose: str, max_age: timedelta) -> Any:
    """The value again. Raises `django.core.signing.BadSignature` when it is foreign, altered or too old."""
    return signing.loads(signed, salt=_salt(purpose), max_age=max_age)


def fingerprints(value: str, *, purpose: str) -> list[bytes]:
    """32 bytes that only this deployment can work out from a value, for one purpose in this circle.

    One for each secret key that is in force, the newest first: what was made before the key was changed is still known.
    """
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [salted_hmac(_salt(purpose), value, secret=key, algorithm="sha256").digest() for key in keys]


def seal(value: Any, *, purpose: str) -> str:
    """A JSON value that nobody can read or change, for one purpose in this circle."""
    return _chest(purpose).encrypt(json.dumps(value).encode()).decode()


def unseal(sealed: str, *, purpose: str, max_age: timedelta) -> Any:
    """The value again. Raises `django.core.signing.BadSignature` when it is foreign, altered or too old."""
    try:
        return json.loads(_chest(purpose).decrypt(sealed.encode(), ttl=int(max_age.total_seconds())))
    except InvalidToken as no:
        raise signing.BadSignature(purpose) from no


def _chest(purpose: str) -> MultiFernet:
    return MultiFernet([Fernet(urlsafe_b64encode(key)) for key in fingerprints("seal", purpose=purpose)])
