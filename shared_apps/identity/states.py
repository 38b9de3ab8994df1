"""The little secret that ties a sign-in to the browser it began in.

A circle gives the browser a random secret in a cookie and sends it on with the secret's hash only. The ticket carries
the hash, and the circle takes the ticket only together with the secret. So a ticket that was stolen on its way, or
pushed on somebody to sign them in as somebody else, opens nothing.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from secrets import token_urlsafe
from typing import Final

from shared_apps.identity.services import hashed

HASH_BYTES: Final = 32


def new_secret() -> str:
    return token_urlsafe(32)


def state_of(secret: str) -> str:
    """What may stand in an address for this secret."""
    return urlsafe_b64encode(hashed(secret)).decode().rstrip("=")


def read_state(text: str) -> bytes | None:
    """The hash somebody sent along, or None when it is none."""
    try:
        state = urlsafe_b64decode(text + "=")
    except (ValueError, TypeError):
        return None
    return state if len(state) == HASH_BYTES else None
