"""Copies lie in the circle's own folder, each locked with a key that opens only with its person's.

Whoever destroys a person's key has destroyed their copies as well, and a backup of the folder opens nothing.
"""

import secrets
from base64 import b64decode, b64encode
from contextlib import suppress
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict
from tenants.context import current_circle
from tenants.files import CircleStorage

FOLDER: Final = "rights/copies"
_NONCE: Final = 12


def put_away(request_id: UUID, packed: bytes) -> tuple[str, str]:
    """Lock it with a new key. Returns where it lies, and the key. Put away twice, the second one counts."""
    key, nonce = AESGCM.generate_key(256), secrets.token_bytes(_NONCE)
    locked = nonce + AESGCM(key).encrypt(nonce, packed, _bound(request_id))
    # A name of its own each time: what a copy that was given up left behind is never mixed up with this one.
    name = CircleStorage().save(f"{FOLDER}/{request_id.hex}-{secrets.token_hex(4)}.locked", ContentFile(locked))
    return name, b64encode(key).decode()


def take_out(request_id: UUID, name: str, key: str) -> bytes:
    """What was locked away. Refused when it is not there, or not what was put away."""
    try:
        with CircleStorage().open(name) as found:
            locked = found.read()
        return AESGCM(b64decode(key)).decrypt(locked[:_NONCE], locked[_NONCE:], _bound(request_id))
    except (FileNotFoundError, InvalidTag, ValueError) as error:
        raise Conflict(_("This copy is not there any more. Ask for a new one."), code="gone") from error


def throw_away(name: str) -> None:
    with suppress(FileNotFoundError):
        CircleStorage().delete(name)


def _bound(request_id: UUID) -> bytes:
    """It opens only as the copy of this request in this circle."""
    return b"coopbox copy " + current_circle().id.bytes + request_id.bytes
