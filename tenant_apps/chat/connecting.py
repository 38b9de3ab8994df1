"""From a row to what speaks to the server."""

from kernel.egress import check_address
from tenant_apps.chat.adapters.rocketchat import RocketChat
from tenant_apps.chat.adapters.rocketchat_wire import Wire
from tenant_apps.chat.clock import Clock
from tenant_apps.chat.keys import Keys, keys_of
from tenant_apps.chat.models import Server
from tenant_apps.chat.port import ChatProvider
from tenants.context import CircleRef

__all__ = ["adapter_for", "adapter_of", "check_address", "hook_address"]


def adapter_of(server: Server, circle: CircleRef, *, clock: Clock, until: float) -> ChatProvider:
    """One round with this server. `until`: when, by this clock, it stops waiting for its turn. Raises NotWelcome."""
    return adapter_for(server, keys_of(server), circle, clock=clock, until=until)


def adapter_for(server: Server, keys: Keys, circle: CircleRef, *, clock: Clock, until: float) -> ChatProvider:
    wire = Wire(server.address, keys.user_id, keys.token, clock=clock, until=until)
    return RocketChat(server.address, keys, wire, sign_in=server.sign_in, host=circle.host)


def hook_address(server: Server, circle: CircleRef) -> str:
    """Where the server tells us what was said."""
    return f"{circle.url}/chat/heard/{server.pk}/"
