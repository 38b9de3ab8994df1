"""What a server tells us of what was said there: taken from the server the circle talks in, and from nobody else."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from kernel.errors import NotFound
from kernel.time import now
from tenant_apps.chat.clock import Clock
from tenant_apps.chat.connecting import adapter_of
from tenant_apps.chat.models import Room, Server
from tenant_apps.chat.port import ChatError, Heard
from tenant_apps.chat.services.keeping import keep_words
from tenants.context import current_circle

# What is older was heard before, or is told by somebody who kept it. A server tries for some minutes.
OLDEST: Final = timedelta(hours=1)
AHEAD: Final = timedelta(minutes=5)
LONGEST: Final = 10_000


@transaction.atomic
def hear(server_id: UUID, headers: Mapping[str, str], body: bytes) -> bool:
    """Keep one message. Whether it was new. Raises NotFound for all that is forged, foreign, too old or makes no
    sense: whoever guesses is not told what was wrong."""
    server = Server.objects.filter(pk=server_id, left_at=None).first()
    if server is None:
        raise NotFound
    clock = Clock()
    try:
        heard = adapter_of(server, current_circle(), clock=clock, until=clock.seconds()).parse_webhook(headers, body)
    except ChatError:
        raise NotFound from None
    room = Room.objects.select_for_update(of=["self"]).filter(server=server, remote_id=heard.room).first()
    if room is None or not now() - OLDEST <= heard.said.at <= now() + AHEAD or not _is_whole(heard):
        raise NotFound
    return keep_words(room, [heard.said]) > 0


def _is_whole(heard: Heard) -> bool:
    return len(heard.said.remote_id) <= 120 and len(heard.said.words) <= LONGEST and "\x00" not in heard.said.words
