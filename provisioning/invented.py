"""People who do not exist, for a circle that tries things out before it goes live.

They have no e-mail address, so no account is made for them and nobody is ever written to. Their names say what
they are.
"""

from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import translation
from django.utils.translation import gettext as _

from kernel.actors import SYSTEM
from tenant_apps.journal.models import Entry
from tenant_apps.people.events import PersonAdded
from tenant_apps.people.models import Person
from tenant_apps.people.services import add_person, give_hat, leave_circle
from tenants.context import CircleRef, in_circle


@dataclass(frozen=True)
class Invented:
    name: str
    hats: tuple[str, ...] = ()
    how_joined: str = "invited"


PEOPLE: Final = (
    Invented("Ivy Example", ("supported",)),
    Invented("Sam Example", ("supporter",)),
    Invented("Ada Example", ("advocate",)),
    Invented("Omar Example", ("supporter",), "asked"),
    Invented("Winnie Example", ("supported",), "phoned"),
    Invented("Leo Example", (), "met"),
)


def move_in(circle: CircleRef) -> None:
    """Put them into a circle. All or none, and once only."""
    with in_circle(circle), translation.override(circle.language):
        if _those_here():
            return
        for somebody in PEOPLE:
            name = _("%(name)s (invented)") % {"name": somebody.name}
            person = add_person(name, known_as=somebody.name.split()[0], how_joined=somebody.how_joined, by=SYSTEM)
            for hat in somebody.hats:
                give_hat(person, hat, by=SYSTEM)


def move_out(circle: CircleRef) -> int:
    """Take them out again. Somebody in whose name things were tried out stays on paper, as one who has left."""
    with in_circle(circle):
        people = _those_here()
        for person in people:
            try:
                with transaction.atomic():
                    person.hats.all().delete()
                    person.delete()
            except ProtectedError:
                if person.is_present:
                    leave_circle(person, by=SYSTEM)
    return len(people)


def _those_here() -> list[Person]:
    """Whom Coopbox itself brought in without a way to sign in: in a new circle that is nobody else."""
    added = Entry.objects.filter(event=PersonAdded.event_name, actor_kind=SYSTEM.kind)
    ids = [entry.payload["person_id"] for entry in added.only("payload")]
    return list(Person.objects.filter(pk__in=ids, account_id=None, email=""))
