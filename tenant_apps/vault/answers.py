"""The keys that lock what is somebody's. There is nothing to tell of them; shredding one is the last word on it all."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM
from kernel.answers import forgets, says_nothing
from tenant_apps.people.models import Person
from tenant_apps.vault.models import PersonKey
from tenant_apps.vault.shredding import shred

says_nothing("vault.PersonKey", why="it holds nothing but a key; it is shredded when what it locks may go")


def _keys(person_id: UUID) -> int:
    return PersonKey.objects.filter(person=person_id, shredded_at=None).count()


@forgets(
    "vault.key",
    _("The key that locks what is private to you"),
    "vault.PersonKey",
    rules=("care_record", "work_record"),
    count=_keys,
)
def shred_key(person_id: UUID) -> int:
    """What it locked is noise from now on, in every backup as well."""
    return int(shred(Person.objects.get(pk=person_id), by=SYSTEM))
