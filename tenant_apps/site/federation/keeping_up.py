"""What the circle does by itself about the federation: write down what officers looked at, and report its numbers."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.db import transaction

from kernel.actors import SYSTEM
from shared_apps.federation.features import is_on
from shared_apps.federation.figures import KINDS, MEMBERS, month_before
from tenant_apps.journal.events import Code, Event
from tenant_apps.journal.models import Entry
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person, today
from tenant_apps.site.federation.events import FiguresCounted, SupportEnded, SupportPageViewed
from tenant_apps.site.federation.says import FederationSays, federation_says
from tenants.context import current_circle
from tenants.locks import circle_lock

# Ended by a steward, it stands in the journal already.
ENDED_HERE: Final = ("refused", "by_circle")


@transaction.atomic
def keep_up() -> int:
    """Bring the circle's journal up to what the federation says, and report last month's numbers. Safe to repeat.

    Returns how many entries were made.
    """
    circle_lock("federation")
    said = federation_says()
    return _note_views(said) + _note_ends(said) + _report_figures(said)


def _note_views(said: FederationSays) -> int:
    views = {view.id: (session.id, view) for session in said.support for view in session.views}
    new = _not_noted(SupportPageViewed, "view_id", views)
    for view_id in new:
        session_id, view = views[view_id]
        announce(
            SupportPageViewed(view_id=view_id, session_id=session_id, page=Code(view.page), viewed_at=view.at),
            by=SYSTEM,
        )
    return len(new)


def _note_ends(said: FederationSays) -> int:
    ended = {s.id: s for s in said.support if s.ended_at is not None and s.ended_how not in ENDED_HERE}
    new = _not_noted(SupportEnded, "session_id", ended)
    for session_id in new:
        session = ended[session_id]
        assert session.ended_at is not None
        announce(SupportEnded(session_id=session_id, how=Code(session.ended_how), ended_at=session.ended_at), by=SYSTEM)
    return len(new)


def _not_noted(kind: type[Event], field: str, ids: Iterable[UUID]) -> list[UUID]:
    """Those of these ids for which the journal has no such entry yet, in their order."""
    wanted = {str(each): each for each in ids}
    if not wanted:
        return []
    entries = Entry.objects.filter(event=kind.event_name, **{f"payload__{field}__in": list(wanted)})
    noted = set(entries.values_list(f"payload__{field}", flat=True))
    return [each for text, each in wanted.items() if text not in noted]


def _report_figures(said: FederationSays) -> int:
    """Once a month, if stewards chose to. A sender carries the numbers to the federation."""
    month = month_before(today())
    is_told = said.figures_reported is not None and said.figures_reported >= month
    if not said.figures or is_told or not is_on(current_circle(), "figures"):
        return 0
    if Entry.objects.filter(event=FiguresCounted.event_name, payload__month=month.isoformat()).exists():
        return 0  # counted, and on its way
    counts = {kind.code: _count(kind.code) if kind.code in said.figures else None for kind in KINDS}
    announce(FiguresCounted(month=month, **counts), by=SYSTEM)
    return 1


def _count(kind: str) -> int:
    people = Person.objects.present()
    return people.count() if kind == MEMBERS else people.wearing(kind).count()
