"""A secret that one run needs and nobody else: kept sealed until the run has used it, and then forgotten.

It is sealed to the deployment's own secret key and to the run it is for, so that a copy of the table opens nothing and
no other run can use it. It never stands in the run's facts, its log or a journal.
"""

import secrets
from datetime import timedelta
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict
from kernel.time import now
from shared_apps.runs.models import Sealed

LONGEST: Final = timedelta(days=2)
GONE: Final = _("The passphrase for this has been forgotten. Ask for it anew, and type it once more.")


def seal(secret: bytes, key: str) -> bytes:
    """The secret as it may be written down, for the run with this key."""
    nonce = secrets.token_bytes(12)
    return nonce + AESGCM(_wrapping(settings.SECRET_KEY)).encrypt(nonce, secret, key.encode())


def keep(secret: bytes, key: str) -> None:
    """Keep a secret for the run with this key. The federation's own doors do it so; circles use `coop.keep_sealed`."""
    Sealed.objects.get_or_create(key=key, defaults={"secret": seal(secret, key)})


def fetch(key: str) -> bytes:
    """The secret kept for a run. Raises Conflict when it was forgotten or cannot be opened any more."""
    found = Sealed.objects.filter(key=key).first()
    if found is not None:
        sealed = bytes(found.secret)
        for secret_key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            try:
                return AESGCM(_wrapping(secret_key)).decrypt(sealed[:12], sealed[12:], key.encode())
            except InvalidTag:
                continue
    raise Conflict(GONE, code="secret_gone")


def forget(key: str) -> None:
    """The run has used it, or never will."""
    Sealed.objects.filter(key=key).delete()


def forget_old() -> int:
    """Forget what no run came to use. Returns how many."""
    return Sealed.objects.filter(at__lt=now() - LONGEST).delete()[0]


def _wrapping(secret_key: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"coopbox: a secret for one run").derive(secret_key.encode())
