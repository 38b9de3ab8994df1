"""How far leaving is, as the circle's journal tells it: it needs no table of its own."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q

from kernel.time import now
from tenant_apps.journal.models import Entry
from tenant_apps.people.models import today
from tenant_apps.site.leaving.events import LeavingConfirmed, LeavingStarted, LeavingStopped

LAPSES_AFTER: Final = timedelta(days=30)
STORY: Final = tuple(event.event_name for event in (LeavingStarted, LeavingStopped, LeavingConfirmed))
GOES_ON: Final = (LeavingStarted.event_name, LeavingConfirmed.event_name)
# What the federation writes into the circle's journal when a closing was called off, or the circle was brought back.
CAME_BACK: Final = Q(event="provisioning.RunDone", payload__what="recovered")


@dataclass(frozen=True)
class Leaving:
    """A steward started it. It waits for a second one; for an only steward, until `from_day`."""

    id: UUID
    by: UUID | None
    at: datetime
    from_day: date | None
    is_confirmed: bool

    @property
    def lapses_at(self) -> datetime:
        return self.at + LAPSES_AFTER

    @property
    def has_waited(self) -> bool:
        return self.from_day is not None and self.from_day <= today()


def leaving() -> Leaving | None:
    """What is under way; nothing when it was stopped, called off, or when nobody confirmed it in time."""
    last = Entry.objects.filter(Q(event__in=STORY) | CAME_BACK).order_by("-at", "-id").first()
    if last is None or last.event not in GOES_ON:
        return None
    started = last
    if last.event == LeavingConfirmed.event_name:
        number = last.payload["leaving_id"]
        started = Entry.objects.get(event=LeavingStarted.event_name, payload__leaving_id=number)
    said = LeavingStarted.from_json(started.payload)
    is_confirmed = last.event == LeavingConfirmed.event_name
    found = Leaving(said.leaving_id, started.actor_id, started.at, said.from_day, is_confirmed)
    return found if is_confirmed or now() < found.lapses_at else None
