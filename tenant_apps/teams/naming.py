"""What those of a team are called, as far as whoever reads may know: one question for any number of people."""

from collections.abc import Iterable
from typing import Self
from uuid import UUID

from django.utils.translation import gettext as _

from kernel.actors import Actor
from tenant_apps.people.models import Person
from tenant_apps.privacy.doors import known_by_name
from tenant_apps.privacy.relations import Reader, reader_of


class Names:
    """Called with an id, it says a name; of whom the reader may not know it, that it was somebody.

    Several parts of a page share one: `know` asks only for those that were not asked for before.
    """

    def __init__(self, actor: Actor, ids: Iterable[UUID | None] = ()) -> None:
        self._actor = actor
        self._reader: Reader | None = None
        self._called: dict[UUID, str] = {}
        self.know(ids)

    def know(self, ids: Iterable[UUID | None]) -> Self:
        wanted = {each for each in ids if each is not None} - self._called.keys()
        if wanted:
            self._reader = self._reader or reader_of(self._actor)
            self._called |= dict.fromkeys(wanted, "")
            found = known_by_name(self._reader, Person.objects.filter(pk__in=wanted))
            self._called |= {person.pk: person.called for person in found}
        return self

    def known(self, person_id: UUID) -> str:
        """The name, or "" where the reader may not know it."""
        return self._called.get(person_id, "")

    def __call__(self, person_id: UUID | None) -> str:
        if person_id is None:
            return ""
        return self.known(person_id) or _("Somebody who is not here any more")


def to_choose_from(actor: Actor, people: Iterable[Person]) -> list[tuple[str, str]]:
    """The choices of a form: the people whose names the reader may know."""
    ids = [person.pk for person in people]
    found = known_by_name(actor, Person.objects.filter(pk__in=ids)).order_by("name", "id")
    return [(str(person.pk), person.called) for person in found]
