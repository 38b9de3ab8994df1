"""Something went wrong: say so at once, to whom it concerns, and close it with words."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.actors import Actor, require
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.time import now
from shared_apps.federation import policies
from shared_apps.federation.models import Incident, IncidentNote
from shared_apps.federation.services.announcements import known_circles


@transaction.atomic
def open_incident(title: str, words: str, *, by: Actor, circle_ids: Collection[UUID] | None = None) -> Incident:
    """Something is wrong for these circles, or for all: their stewards read these words from now on."""
    _may(by)
    incident = Incident(title=title.strip(), is_for_all=circle_ids is None, circle_ids=known_circles(circle_ids or ()))
    if not incident.is_for_all and not incident.circle_ids:
        raise RuleBroken(code="nobody", errors={"circle_ids": [_("Choose at least one circle.")]})
    incident.noted(now(), by).full_clean()
    incident.save(force_insert=True)
    _note(incident, words, by)
    return incident


@transaction.atomic
def tell_more(incident: Incident, words: str, *, by: Actor) -> IncidentNote:
    """There is more to say while it lasts."""
    _may(by)
    return _note(_still_open(incident), words, by)


@transaction.atomic
def close_incident(incident: Incident, words: str, *, by: Actor) -> Incident:
    """It is over: the last words say what happened, and what is done so that it does not happen again."""
    _may(by)
    incident = _still_open(incident)
    note = _note(incident, words, by)
    incident.closed_at = note.at
    incident.save(update_fields=["closed_at"])
    return incident


def _may(by: Actor) -> None:
    if not policies.can_look_after_incidents(require(by)):
        raise NotAllowed(_("Only the national co-op looks after incidents."))


def _still_open(incident: Incident) -> Incident:
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    if incident.closed_at is not None:
        raise Conflict(_("This incident is closed already."), code="closed_already")
    return incident


def _note(incident: Incident, words: str, by: Actor) -> IncidentNote:
    note = IncidentNote(incident=incident, words=words.strip()).noted(now(), by)
    note.full_clean()
    note.save(force_insert=True)
    return note


def affecting(circle_id: UUID) -> list[Incident]:
    """The incidents a circle was told of, the newest first."""
    return list(Incident.objects.for_circle(circle_id).prefetch_related("notes"))
