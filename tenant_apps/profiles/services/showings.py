"""A picture of somebody, or what they say or show of themselves: kept, shown, removed."""

from collections.abc import Callable
from typing import IO, Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, hand_of, require
from kernel.errors import Conflict, NotAllowed
from kernel.ids import uuid7
from kernel.time import now
from kernel.words import tidy
from tenant_apps.journal.events import Code
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person
from tenant_apps.profiles import recordings
from tenant_apps.profiles.events import ShowingKept, ShowingRemoved, ShowingShown
from tenant_apps.profiles.models import Showing
from tenant_apps.profiles.policies import can_show, can_write
from tenant_apps.profiles.questions import ORDER
from tenant_apps.profiles.shape import Kind

_READ: Final[dict[str, Callable[[IO[bytes]], recordings.Kept]]] = {
    Showing.Medium.PHOTO: recordings.picture,
    Showing.Medium.SOUND: recordings.sound,
    Showing.Medium.FILM: recordings.film,
}


@transaction.atomic
def keep_showing(person: Person, kind: Kind, medium: str, sent: IO[bytes], *, told: str = "", by: Actor) -> Showing:
    """Keep a picture or a recording. Others do not meet it before it is shown. It takes the place of the one before.

    Raises ValidationError with a sentence when it is not what it should be.
    """
    if not can_write(require(by), person, ORDER[kind][0]):
        raise NotAllowed(_("Only they themselves can put this into their profile."))
    kept = _READ[medium](sent)
    before = Showing.objects.select_for_update().filter(person=person, profile=kind, medium=medium).first()
    if before is not None:
        _remove(before, by)
    hand = hand_of(by)
    showing = Showing(
        id=uuid7(),
        person=person,
        profile=kind,
        medium=medium,
        content_type=kept.content_type,
        size=len(kept.data),
        width=kept.width,
        height=kept.height,
        told=tidy(told),
        kept_at=now(),
        kept_by=hand if isinstance(hand, Person) else None,
    )
    showing.file = f"profiles/{showing.pk}.{kept.suffix}"
    showing.full_clean()
    showing.save(force_insert=True)
    default_storage.save(showing.file, ContentFile(kept.data))
    announce(ShowingKept(person_id=person.pk, showing_id=showing.pk, medium=Code(medium)), by=by)
    return showing


@transaction.atomic
def show_showing(showing: Showing, *, by: Actor) -> Showing:
    """Let others meet it, as far as each may."""
    showing = _held(showing, by)
    if showing.is_shown:
        return showing
    showing.is_shown = True
    showing.save(update_fields=["is_shown"])
    announce(ShowingShown(person_id=showing.person_id, showing_id=showing.pk), by=by)
    return showing


@transaction.atomic
def remove_showing(showing: Showing, *, by: Actor) -> None:
    """Remove it for good, the file as well."""
    _remove(_held(showing, by), by)


def _remove(showing: Showing, by: Actor) -> None:
    showing_id, person_id, file = showing.pk, showing.person_id, showing.file
    showing.delete()
    transaction.on_commit(lambda: default_storage.delete(file))
    announce(ShowingRemoved(person_id=person_id, showing_id=showing_id, medium=Code(showing.medium)), by=by)


def _held(showing: Showing, by: Actor) -> Showing:
    found: Showing | None = (
        Showing.objects.select_for_update(of=["self"]).select_related("person").filter(pk=showing.pk).first()
    )
    if found is None:
        raise Conflict(_("This is gone already."), code="gone")
    if not can_show(require(by), found.person, ORDER[Kind(found.profile)][0]):
        raise NotAllowed(_("Only they themselves can decide about this."))
    return found
