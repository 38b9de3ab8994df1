"""Who is in a team with whom: asked anew with every request, so that leaving closes what was open."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from kernel.sections import Relation, Scope
from tenant_apps.helping.models import Authority
from tenant_apps.people.models import Person
from tenant_apps.privacy.relations import name_source, relation_source
from tenant_apps.teams.models import Place, Team


@relation_source(Relation.TEAMMATE)
def teammates(reader: Person) -> "QuerySet[Any, Any]":
    """The owners and members of the living teams somebody owns or has a place in. Who only stands in is no teammate."""
    places = Place.objects.held().filter(covers_until=None)
    mine = Team.objects.living().filter(Q(owner=reader) | Q(pk__in=places.filter(person=reader).values("team")))
    owns = Exists(mine.filter(owner=OuterRef("pk")))
    has_a_place = Exists(places.filter(person=OuterRef("pk"), team__in=mine.values("pk")))
    return Person.objects.present().filter(owns | has_a_place).order_by().values_list("pk")


@name_source
def who_is_around_those_they_act_for(reader: Person) -> "QuerySet[Any, Any]":
    """Whoever acts for an owner in care and daily life chooses among those who are in the team of that owner."""
    theirs = Authority.objects.in_force().reaching(Scope.CARE).filter(helper=reader).order_by().values("person")
    places = Place.objects.held().filter(covers_until=None, team__owner__in=theirs, team__ended_at=None)
    return places.order_by().values_list("person")
