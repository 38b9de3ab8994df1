"""How people of one team stand to each other. It is asked with every request, so it ends with the next one.

Whoever stands in for a while is no teammate: they see the few things that are needed to be there, each look is written
down, and nothing after that.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from kernel.sections import Relation, Scope
from tenant_apps.helping.models import Authority
from tenant_apps.people.models import Person
from tenant_apps.privacy.relations import name_source, relation_source, task_source
from tenant_apps.teams.models import Place, Team
from tenants.questions import Slot

# What somebody who stands in needs to be there: whom, where, what helps and what keeps them safe.
STAND_IN_READS = (
    "people.name",
    "people.contact",
    "profiles.getting.support",
    "profiles.getting.safe",
    "profiles.me.communication",
    "profiles.me.emergency",
)


def _members(at: "datetime | Slot") -> "QuerySet[Place]":
    return Place.objects.held(at).filter(covers_until=None)


@relation_source(Relation.TEAMMATE)
def whom_i_support(reader: "Person | Slot", at: "datetime | Slot") -> "QuerySet[Any, Any]":
    """The owners of the teams somebody is in."""
    return Team.objects.living().filter(pk__in=_members(at).filter(person=reader).values("team")).values("owner")


@relation_source(Relation.TEAMMATE)
def who_supports_me(reader: "Person | Slot", at: "datetime | Slot") -> "QuerySet[Any, Any]":
    """Everybody in one's own team, those who stand in included: one wants to know who comes."""
    return Place.objects.held(at).filter(team__owner=reader, team__ended_at=None).values("person")


@relation_source(Relation.TEAMMATE)
def who_is_beside_me(reader: "Person | Slot", at: "datetime | Slot") -> "QuerySet[Any, Any]":
    """The others in the teams somebody is in."""
    mine = _members(at).filter(person=reader, team__ended_at=None).values("team")
    return _members(at).filter(team__in=mine).values("person")


@name_source
def whose_team_asks_me(reader: Person) -> "QuerySet[Any, Any]":
    """Whoever agreed to have somebody in their team: who is asked knows by whom. So does whoever stands in there."""
    asked = Place.objects.filter(Q(agreed_at__isnull=False) | Q(asked_by=reader), person=reader, ended_at=None)
    return Team.objects.living().filter(pk__in=asked.values("team")).values("owner")


@name_source
def who_is_asked_into_my_team(reader: Person) -> "QuerySet[Any, Any]":
    """Everybody in, or brought up for, a team that one owns, starts, or acts in for its owner in care."""
    acts_for = Authority.objects.in_force().reaching(Scope.CARE).filter(helper=reader).values("person")
    starts = Q(team__starter=reader, team__stepped_back_at=None)
    mine = Q(team__owner=reader) | Q(team__owner__in=acts_for) | starts
    return Place.objects.filter(mine, ended_at=None, team__ended_at=None).values("person")


@name_source
def whose_team_i_start(reader: Person) -> "QuerySet[Any, Any]":
    """The owner of a team that one helps to begin."""
    return Team.objects.living().filter(starter=reader, stepped_back_at=None).values("owner")


@task_source
def what_a_stand_in_needs(reader: Person, subject: Person) -> Collection[str]:
    """Only while they stand in, and only of the person the team is for."""
    covering = Place.objects.held().filter(person=reader, team__owner=subject, team__ended_at=None)
    return STAND_IN_READS if covering.exclude(covers_until=None).exists() else ()
