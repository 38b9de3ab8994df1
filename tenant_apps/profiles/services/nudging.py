"""Ask people whether what they wrote long ago is still right: seldom, and never about more than one thing at a time."""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM, Actor, hand_of, require
from kernel.errors import NotAllowed
from kernel.time import now
from tenant_apps.journal.models import Entry
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person
from tenant_apps.profiles.events import ProfileGrewOld
from tenant_apps.profiles.freshness import stale_by_person

NOT_AGAIN_FOR: Final = timedelta(days=60)


@transaction.atomic
def nudge(*, by: Actor) -> int:
    """Announce whose answers grew old, if they were not asked in the last two months. Returns how many are asked."""
    if hand_of(require(by)) is not SYSTEM:
        raise NotAllowed(_("Coopbox does this by itself, once a day."))
    old = stale_by_person()
    asked = Entry.objects.filter(event=ProfileGrewOld.event_name, at__gt=now() - NOT_AGAIN_FOR)
    lately = {entry.payload["person_id"] for entry in asked.only("payload")}
    able = Person.objects.able().filter(pk__in=old, account_id__isnull=False)
    due = [person for person in able if str(person.pk) not in lately]
    for person in due:
        announce(ProfileGrewOld(person_id=person.pk), by=by)
    return len(due)
