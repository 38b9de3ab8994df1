"""For somebody without an account: what was typed in from their paper is read back to them, by two."""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, hand_of, require
from kernel.errors import Conflict, NotAllowed
from tenant_apps.helping.services import can_decide
from tenant_apps.people.models import Person
from tenant_apps.profiles.models import Answer, Version
from tenant_apps.profiles.policies import can_take_down
from tenant_apps.profiles.services import writing


def waiting_to_be_read(person: Person, reader: Person) -> QuerySet[Version]:
    """What one member typed in from somebody's paper, and has not read to them yet."""
    return Version.objects.filter(person=person, waits=True, what=Version.What.BESIDE, by=reader)


@transaction.atomic
def take_as_read_back(answer: Answer, version_id: UUID, *, witness: Person, by: Actor) -> Answer:
    """What waits beside an answer holds: whoever typed it read it to the person, with a second member there who heard
    them say so. Both names stand in the history, and so does what stood there before; nobody has to read that."""
    person = answer.person
    if person.account_id is not None or not can_take_down(require(by), person):
        raise NotAllowed(_("Whoever signs in chooses for themselves. For others, a steward or a co-ordinator."))
    if not can_decide(person):
        raise Conflict(_("It is written down that they cannot decide this just now."), code="no_capacity")
    if witness.pk in (hand_of(by).id, person.pk) or not witness.may_come_in or witness.account_id is None:
        raise NotAllowed(_("A second member has to be there: not you, and not the person."))
    answer = Answer.objects.select_for_update(of=["self"]).select_related("person").get(pk=answer.pk)
    waiting = answer.versions.filter(pk=version_id, waits=True, what=Version.What.BESIDE, by=hand_of(by).id).first()
    if waiting is None:
        raise Conflict(_("This was chosen already."), code="already_chosen")
    waiting.waits = False
    waiting.save(update_fields=["waits"])
    return writing.drafted(answer, waiting.held, by, writing.Hand(beside=witness, read_back=True))
