"""What opens a circle's chat server: kept sealed, readable by this deployment alone, and never shown again."""

from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from typing import Final

from django.core.signing import BadSignature

from tenant_apps.chat.models import Server
from tenant_apps.chat.port import NotWelcome
from tenants.signing import seal, unseal

PURPOSE: Final = "chat-server"
FOR_GOOD: Final = timedelta(days=36_500)


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """`user_id` and `token` are those of the user as whom Coopbox works there; `secret` lets it make tokens for others;
    `hook` is what the server shows when it tells us something."""

    user_id: str
    token: str
    secret: str
    hook: str


def sealed(keys: Keys) -> str:
    return seal(asdict(keys), purpose=PURPOSE)


def keys_of(server: Server) -> Keys:
    """Raises NotWelcome when they were sealed by another deployment, or with a key that is gone: enter them anew."""
    try:
        found = unseal(server.sealed, purpose=PURPOSE, max_age=FOR_GOOD)
    except BadSignature:
        raise NotWelcome("connect_anew") from None
    return Keys(**{each.name: found[each.name] for each in fields(Keys)})
