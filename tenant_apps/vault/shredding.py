"""Destroy the key of a person, for good: what was locked for them is noise from then on, wherever a copy of it lies."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM, Actor, require
from kernel.errors import NotAllowed
from kernel.time import now
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person
from tenant_apps.vault import fields, keyring, ledger
from tenant_apps.vault.events import PersonShredded
from tenant_apps.vault.models import CircleKey, PersonKey
from tenant_apps.vault.policies import can_shred


def is_shredded(person: Person) -> bool:
    return PersonKey.objects.filter(person=person, shredded_at__isnull=False).exists()


@transaction.atomic
def shred(person: Person, *, by: Actor) -> bool:
    """Nobody can read any more what was locked for this person, and nothing will be locked for them again.

    Whether it may be done yet (a duty to keep, a legal hold) is decided by whoever calls this. Answers whether there
    was still something to do.
    """
    if not can_shred(require(by)):
        raise NotAllowed(_("Only a steward can have this done."))
    keyring.lock_person(person.pk)
    keys = list(PersonKey.objects.filter(person=person).select_for_update().order_by("-number"))
    if keys and keys[0].shredded_at is not None:
        return False
    newest = keys[0] if keys else PersonKey(person=person, number=1)
    PersonKey.objects.filter(person=person).exclude(pk=newest.pk).delete()
    newest.wrapped, newest.circle_key, newest.shredded_at = None, None, now()
    newest.save()
    for model, sealed in fields.sealed_models():
        for field in fields.lookup_fields(model):
            model._base_manager.filter(**{sealed[0].whose: person.pk}).update(**{field.attname: None})
    keyring.circle_key(keyring.WRAP)  # the ledger knows the circle by the name that its keys carry
    keyring.let_go([person.pk])
    announce(PersonShredded(person_id=person.pk), by=by)
    return True


def shred_again() -> int:
    """After a backup was put back: destroy again what had been destroyed since it was made. Answers for how many.

    And the other way round: what was destroyed here and is not in the ledger yet (it came with an archive, or the
    ledger's disk was away) is written down there.
    """
    first = CircleKey.objects.order_by("number").first()
    if first is None:
        return 0
    noted = ledger.people(first.origin)
    gone = dict(PersonKey.objects.filter(shredded_at__isnull=False).values_list("person_id", "shredded_at"))
    for person_id, at in gone.items():
        if person_id not in noted and at is not None:
            ledger.note(first.origin, person_id, at)
    back = Person.objects.filter(pk__in=set(noted) - set(gone))
    return sum(shred(person, by=SYSTEM) for person in back)
