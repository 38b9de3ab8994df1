"""Files that are locked for one person.

Each has a key of its own, which whoever keeps the file puts into a locked column (`SealedTextField`). So changing
anybody's key changes no file, and when it is destroyed, what lies on the disk is noise.

    row.key = files.keep(row.pk, content)      # before the row is saved
    files.content(row.pk, row.key)
"""

import secrets
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from tenant_apps.vault.cipher import KEY_BYTES
from tenant_apps.vault.errors import Moved

_NONCE: Final = 12


def keep(number: UUID, content: bytes) -> str:
    """Lock a file of the circle and answer with its key. Gone again when nobody keeps the key: undone, it is noise."""
    key, nonce = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(_NONCE)
    default_storage.save(_path(number), ContentFile(nonce + AESGCM(key).encrypt(nonce, content, number.bytes)))
    return key.hex()


def content(number: UUID, key: str) -> bytes:
    """What is in the file. Raises Moved when it is not what was locked, FileNotFoundError when it is not there."""
    with default_storage.open(_path(number)) as file:
        sealed = file.read()
    try:
        return AESGCM(bytes.fromhex(key)).decrypt(sealed[:_NONCE], sealed[_NONCE:], number.bytes)
    except (InvalidTag, ValueError):
        raise Moved from None


def remove(number: UUID) -> None:
    """Take the file away, once it is sure that what speaks of it is gone."""
    transaction.on_commit(lambda: default_storage.delete(_path(number)))


def _path(number: UUID) -> str:
    return f"locked/{number.hex[-2:]}/{number.hex}"
