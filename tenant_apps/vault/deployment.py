"""The deployment's own keys, from its settings: what locks the circles' keys.

`VAULT_KEY` locks from now on; `VAULT_KEY_FALLBACKS` open what was locked before, until it is locked anew. Each is known
by its mark, eight bytes that say nothing of the key, so that a missing one can be named.
"""

from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from tenant_apps.vault.cipher import KEY_BYTES
from tenant_apps.vault.errors import KeyMissing


@dataclass(frozen=True)
class DeploymentKey:
    """One key of this deployment. It prints as its mark."""

    mark: bytes
    secret: bytes

    def __repr__(self) -> str:
        return f"<key of the deployment {self.mark.hex()}>"


def newest() -> DeploymentKey:
    """The key that locks from now on."""
    return _made(settings.VAULT_KEY)


def all_keys() -> list[DeploymentKey]:
    """Every key that still opens something, the newest first."""
    return [_made(said) for said in (settings.VAULT_KEY, *settings.VAULT_KEY_FALLBACKS)]


def marked(mark: bytes) -> DeploymentKey:
    """The key with this mark. Raises KeyMissing when it is not in the settings."""
    for key in all_keys():
        if key.mark == mark:
            return key
    raise KeyMissing


@lru_cache(maxsize=16)
def _made(said: str) -> DeploymentKey:
    both = HKDF(SHA256(), KEY_BYTES + 8, salt=None, info=b"coopbox: the vault of this deployment").derive(said.encode())
    return DeploymentKey(mark=both[KEY_BYTES:], secret=both[:KEY_BYTES])
