"""The chain of looks: each link holds a digest of its look and of the link before, so that none goes or changes unseen.

Whoever writes a look links it at once if nobody else holds the end of the chain. If somebody does, the look waits, and
is linked by whoever sweeps next: nobody who wants to read waits for somebody else's page to be finished.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from tenant_apps.privacy.models import AccessEvent, AccessLink, AccessWaiting
from tenants.locks import circle_lock, lock_number

LOCK: Final = "privacy.chain"
START: Final = "0" * 64
A_SWEEP: Final = 1000


def digest_of(event: AccessEvent, number: int, before: str) -> str:
    """What stands in a link: everything a look says, with its number and the link before."""
    said = {
        "number": number,
        "before": before,
        "id": str(event.pk),
        "at": event.at.isoformat(),
        "actor": [event.actor_kind, *(str(each) for each in (event.actor_id, event.on_behalf_of, event.authority))],
        "subject": str(event.subject_id),
        "sections": sorted(event.sections),
        "purpose": event.purpose,
        "basis": event.basis,
        "glass": str(event.glass_id),
        "request": event.request_id,
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def link_or_wait(events: Sequence[AccessEvent]) -> None:
    """Link looks that were just written; if the end of the chain is taken, let them wait for the next sweep."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [lock_number(LOCK)])
        is_ours = cursor.fetchone()[0]
    if is_ours:
        _link(events)
    else:
        AccessWaiting.objects.bulk_create(AccessWaiting(event=event) for event in events)


@transaction.atomic
def sweep() -> int:
    """Link every look that waits, the oldest first. Returns how many."""
    circle_lock(LOCK)
    waiting = list(AccessWaiting.objects.select_related("event").order_by("event_id")[:A_SWEEP])
    if waiting:
        _link([each.event for each in waiting])
        AccessWaiting.objects.filter(pk__in=[each.pk for each in waiting]).delete()
    return len(waiting)


def _link(events: Sequence[AccessEvent]) -> None:
    """Only for whoever holds the end of the chain."""
    last = AccessLink.objects.order_by("-number").values_list("number", "digest").first()
    number, before = last or (0, START)
    links = []
    for event in events:
        number += 1
        before = digest_of(event, number, before)
        links.append(AccessLink(number=number, event=event, digest=before))
    AccessLink.objects.bulk_create(links)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of the chain: how long it is, where it ends, how many looks wait, and the first fault if any."""

    links: int
    head: str
    waiting: int
    fault: str = ""
    event_id: UUID | None = None

    @property
    def is_whole(self) -> bool:
        return not self.fault


def verify(expected: str = "") -> Verdict:
    """Go along the whole chain and say whether every look is there as it was written.

    `expected` is the end of the chain as somebody noted it earlier: it must still be in it. Only that finds a chain
    that was cut off at its end, or made anew from some point, by whoever rules over the database.
    """
    waiting = AccessWaiting.objects.count()
    number, before, seen = 0, START, not expected
    for link in AccessLink.objects.select_related("event").order_by("number").iterator(chunk_size=2000):
        if link.number != number + 1:
            return Verdict(number, before, waiting, f"Link {number + 1} is missing.")
        if link.digest != digest_of(link.event, link.number, before):
            return Verdict(number, before, waiting, f"Look {link.number} is not as it was written.", link.event_id)
        number, before = link.number, link.digest
        seen = seen or before == expected
    loose = (
        AccessEvent.objects.filter(link=None)
        .exclude(pk__in=AccessWaiting.objects.values("event"))
        .order_by("id")
        .first()
    )
    if loose is not None:
        return Verdict(number, before, waiting, "A look is in no link and does not wait for one.", loose.pk)
    if not seen:
        return Verdict(number, before, waiting, "The end that was noted earlier is not in the chain any more.")
    return Verdict(number, before, waiting)
