"""What the journal tells one person: all of it, but for what is somebody else's own business (`Event`, own=True), and
for what a room keeps from whom it is about, to keep people safe.

@keeps_back
def withheld(person_id: UUID) -> Q:
    return Q(event=..., payload__glass_id__in=[...])
"""

from collections.abc import Callable
from uuid import UUID

from django.db.models import Q, QuerySet

from tenant_apps.journal.events import own_events
from tenant_apps.journal.models import Entry

Source = Callable[[UUID], Q]

_sources: dict[str, Source] = {}


def keeps_back(source: Source) -> Source:
    """Say which entries this person is not told of just now. It is asked anew each time."""
    _sources[f"{source.__module__}.{source.__qualname__}"] = source
    return source


def told_to(person_id: UUID | None) -> QuerySet[Entry]:
    """The journal as this person may read it: without what is another's own business. Nobody in particular is the
    subject of nothing."""
    for_all = ~Q(event__in=own_events())
    if person_id is None:
        return Entry.objects.filter(for_all)
    theirs = Q(payload__person_id=str(person_id)) | Q(actor_id=person_id) | Q(on_behalf_of=person_id)
    kept = Q(pk__in=[])
    for source in _sources.values():
        kept |= source(person_id)
    told = Entry.objects.filter(for_all | theirs)
    return told.exclude(pk__in=Entry.objects.filter(kept).order_by().values("pk"))
