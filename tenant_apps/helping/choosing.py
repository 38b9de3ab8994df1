"""Whom one may choose from: the first few hundred by name, and whoever is looked for where there are more."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from kernel.ids import parse_uuid
from kernel.words import sought
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.people.models import Person
from tenant_apps.people.models.person import PersonQuerySet

MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Choosable:
    """The people of a list to choose from, and whether there is more of it than can be shown."""

    people: list[Person]
    name: str
    are_more: bool

    @property
    def asks_for_a_name(self) -> bool:
        return self.are_more or bool(self.name)


def choosable(request: MemberRequest, people: PersonQuerySet, field: str) -> Choosable:
    """`people` are those whose names this reader may know; `field` is the question they are the answers to."""
    name = sought(request.GET.get("name", ""))
    fits = people.filter(Q(name__icontains=name) | Q(known_as__icontains=name)) if name else people
    rows = list(fits.order_by("name", "id")[: MOST + 1])
    shown, chosen = rows[:MOST], parse_uuid(request.POST.get(field, ""))
    if chosen is not None and all(each.pk != chosen for each in shown):
        shown += people.filter(pk=chosen)
    return Choosable(shown, name, len(rows) > MOST)
