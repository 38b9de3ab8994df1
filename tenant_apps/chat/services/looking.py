"""Every night: is the server as the circle is? What is not is put right, and shown."""

from datetime import timedelta
from typing import Final

from django.db import transaction

from kernel.time import now
from tenant_apps.chat.models import Drift, Errand, Server, Word
from tenant_apps.chat.services.errands import Rank, all_rooms, server_in_use

DRIFT_KEPT: Final = timedelta(days=90)
DONE_KEPT: Final = timedelta(days=30)


@transaction.atomic
def begin_to_look() -> None:
    """Have each room looked at, after all else that waits. A look that is still under way is not begun again."""
    server = server_in_use()
    if server is not None:
        all_rooms(server, Rank.LOOK)
        Server.objects.filter(pk=server.pk).update(looked_at=now())
    forget_what_is_over()


def forget_what_is_over() -> None:
    """Errands that are done, drift of long ago, and what was said longer ago than the circle wants it kept."""
    at = now()
    Errand.objects.filter(done_at__lt=at - DONE_KEPT).delete()
    Drift.objects.filter(at__lt=at - DRIFT_KEPT).delete()
    for server in Server.objects.filter(keep_days__gt=0):
        Word.objects.filter(room__server=server, at__lt=at - timedelta(days=server.keep_days)).delete()
